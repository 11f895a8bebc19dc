"""Every way to start Tandem: it serves this machine, or nobody."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pages.parts.doorway import ONLY_HERE
from pipelines.settings import ROOT

STREAMLIT = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
PYTHON = [sys.executable, str(ROOT / "app.py")]
UVICORN = [sys.executable, "-m", "uvicorn", "app:app", "--app-dir", str(ROOT)]
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what must be refused
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("command", "variables"),
    [
        (PYTHON, {"STREAMLIT_SERVER_ADDRESS": EVERYWHERE}),
        (PYTHON, {"STREAMLIT_SERVER_ADDRESS": "::"}),
        ([*STREAMLIT, "--server.address", EVERYWHERE], {}),
        ([*STREAMLIT, "--server.address=::"], {}),
        ([*STREAMLIT, "--server.address", "example.com"], {}),
        ([*STREAMLIT], {"STREAMLIT_SERVER_ADDRESS": EVERYWHERE}),
    ],
    ids=lambda value: " ".join(value[3:]) if isinstance(value, list) else "".join(value),
)
def test_a_start_that_others_could_reach_ends_with_2_and_one_sentence(
    command: list[str], variables: dict[str, str], tmp_path: Path
) -> None:
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path, variables), timeout=60,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "example.com" in command:
        # The name is looked up before any of our code runs; failing there is as good.
        assert ended.returncode != 0
        return
    assert ended.returncode == 2
    assert ended.stderr.strip().splitlines()[-1] == f"{ONLY_HERE} Nothing was started."


@pytest.mark.parametrize(("host", "at"), [(EVERYWHERE, "127.0.0.1"), ("::", "::1")])
def test_another_server_on_all_addresses_serves_nobody(host: str, at: str, tmp_path: Path) -> None:
    with started([*UVICORN, "--host", host], tmp_path, at=at) as port:
        for path in ("/", "/healthz", "/fonts/inter-latin-wght-normal.woff2"):
            assert status(port, path, at=at) == 403
        assert status(port, "/_stcore/stream", UPGRADE, at=at) == 403


def test_another_server_on_this_machine_alone_serves_it(tmp_path: Path) -> None:
    with started([*UVICORN, "--host", "127.0.0.1"], tmp_path) as port:
        assert status(port, "/healthz") == 200
        assert status(port, "/_stcore/stream", UPGRADE) == 101


def test_streamlit_run_serves_this_machine_from_any_folder(tmp_path: Path) -> None:
    with started(STREAMLIT, tmp_path, option="--server.port") as port:
        assert status(port, "/") == 200
        assert status(port, "/fonts/inter-latin-wght-normal.woff2") == 200
        assert status(port, "/_stcore/stream", UPGRADE) == 101
        assert status(port, "/_stcore/metrics") == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Forwarded-Host": "tandem.example"},
        {"Forwarded": "for=203.0.113.9"},
        {"X-Real-IP": "127.0.0.1"},
        {"Host": "tandem.example"},
        {"Host": "127.0.0.1.evil.example"},
    ],
    ids=str,
)
def test_a_proxy_or_a_foreign_name_gets_neither_page_nor_session(
    address: str, headers: dict[str, str]
) -> None:
    port = urlsplit(address).port or 0
    assert status(port, "/", headers) == 403
    assert status(port, "/metric", headers) == 403
    assert status(port, "/_stcore/stream", UPGRADE | headers) == 403


def test_a_foreign_page_cannot_open_a_session(address: str) -> None:
    port = urlsplit(address).port or 0
    assert status(port, "/_stcore/stream", UPGRADE | {"Origin": "http://evil.example"}) == 403
    assert status(port, "/_stcore/stream", UPGRADE | {"Origin": address}) == 101


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_what_a_reader_does_not_need_is_closed(address: str, path: str) -> None:
    assert status(urlsplit(address).port or 0, path) == 404


def test_every_answer_carries_the_security_headers(address: str) -> None:
    for path in ("/", "/healthz", "/_stcore/metrics", "/nowhere"):
        found = answer(urlsplit(address).port or 0, path)
        assert found["x-content-type-options"] == "nosniff"
        assert found["x-frame-options"] == "DENY"
        assert "default-src 'self'" in found["content-security-policy"]
        assert "'unsafe-inline'" not in found["content-security-policy"].split("style-src")[0]


def test_what_is_sent_is_compressed(address: str) -> None:
    found = answer(urlsplit(address).port or 0, "/", {"Accept-Encoding": "gzip"})
    assert found["content-encoding"] == "gzip"


def environment(store: Path, variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a start."""
    return {**os.environ, "TANDEM_STORE": str(store / "store"), **(variables or {})}


@contextmanager
def started(
    command: list[str], folder: Path, *, at: str = "127.0.0.1", option: str = "--port"
) -> Iterator[int]:
    """Start a server, wait until it answers anything at all, and end it afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [*command, option, str(port)], cwd=folder, env=environment(folder),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while status(port, "/healthz", at=at) == 0:
            assert process.poll() is None, "the server ended before it answered"
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """Return a loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(
    port: int, path: str, headers: Mapping[str, str] | None = None, *, at: str = "127.0.0.1"
) -> int:
    """Return the HTTP status of a request; 0 where nobody answers."""
    connection = http.client.HTTPConnection(at, port, timeout=10)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def answer(port: int, path: str, headers: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the headers of an answer, names in lower case."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        found = connection.getresponse().getheaders()
        return {name.lower(): value for name, value in found}
    finally:
        connection.close()
