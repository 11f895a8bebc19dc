"""Servers to measure: Tandem's own and an empty Streamlit app, started and stopped the same way."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.child import ROOT, environment

PATIENCE = 60.0
EMPTY = """import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    app = st.App(__file__)
    if __name__ == "__main__":
        app.run(config={"server.port": PORT})
else:
    unit = st.selectbox("Business unit", ["All units", "Claims", "Service"], key="unit")
    st.caption(f"Nothing about {unit}.")
"""


@dataclass(frozen=True)
class Server:
    """A server that answers, and how long it took from its start to its first answer."""

    port: int
    seconds_to_answer: float
    pid: int

    @property
    def address(self) -> str:
        """Return where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def tandem(store: Path, *, measuring: bool = False) -> Iterator[Server]:
    """Run Tandem on ``store``, with the process beside it that measures data where asked."""
    port = _free_port()
    settings = {"TANDEM_STORE": str(store), "TANDEM_PORT": str(port)}
    if not measuring:
        settings["TANDEM_MEASURE_SECONDS"] = "0"
    with _running([sys.executable, "app.py"], port, cwd=ROOT, settings=settings) as server:
        yield server


@contextmanager
def empty(folder: Path) -> Iterator[Server]:
    """Run a Streamlit app that shows one choice and one line of text, and imports nothing else."""
    port = _free_port()
    script = folder / "empty.py"
    (folder / ".streamlit").mkdir(exist_ok=True)
    settings = (ROOT / ".streamlit" / "config.toml").read_text().partition("[theme]")[0]
    (folder / ".streamlit" / "config.toml").write_text(settings)
    script.write_text(EMPTY.replace("PORT", str(port)))
    with _running([sys.executable, str(script)], port, cwd=folder, settings={}) as server:
        yield server


@contextmanager
def _running(
    command: list[str], port: int, *, cwd: Path, settings: dict[str, str]
) -> Iterator[Server]:
    """Start a server, wait for its first answer, and end it afterwards."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment(**settings), stdout=said, stderr=said
        )
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    said.seek(0)
                    raise SystemExit(f"{command[-1]} did not answer:\n{said.read()[-2_000:]}")
                time.sleep(0.01)
            yield Server(port, time.perf_counter() - began, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(port: int) -> bool:
    """Return whether the server's first page comes with HTTP 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    """Return a loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
