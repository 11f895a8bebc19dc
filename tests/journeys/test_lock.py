"""A page's file that Streamlit runs without the front door shows nothing; the door comes first."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.settings import ROOT
from tests.bench import servers
from tests.journeys.conftest import Visitor
from tests.journeys.test_doorway import environment, free_port, status

PAGES = (
    *("scorecard", "metric", "portfolio", "methods", "loads", "upload", "tokens"),
    *("maturity", "audit", "datasets", "investments"),
    *("goals", "checkin", "discussion"),
)
REFUSAL = "Please open Tandem through its start page."

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, demo_store: Path) -> Iterator[str]:
    """Tandem's pages beside another main script: an old-style app with a folder of pages."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "main.py").write_text("import streamlit as st\n\nst.write('another app')\n")
    (folder / "pages").symlink_to(ROOT / "pages")
    (folder / ".streamlit").symlink_to(ROOT / ".streamlit")
    with _streamlit(folder, demo_store) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_the_front_door_shows_nothing(
    bare: str, visitor: Visitor, page: str
) -> None:
    visit = visitor()
    visit.page.goto(f"{bare}/{page}")
    visit.page.get_by_text(REFUSAL).wait_for()
    visit.page.wait_for_timeout(500)
    words = visit.page.inner_text('[data-testid="stMain"]')
    assert words.strip() == REFUSAL


def test_the_very_first_request_of_a_fresh_server_goes_through_the_front_door(
    demo_store: Path, visitor: Visitor
) -> None:
    with servers.tandem(demo_store) as server:
        visit = visitor().open(f"{server.address}/metric?metric=auc&as=viewer")
        assert "Demo, no sign-in" in visit.page.inner_text("body")
        assert "Loads" not in visit.page.get_by_test_id("stTopNavLink").all_inner_texts()
        assert "auc" in visit.page.url


@contextmanager
def _streamlit(folder: Path, store: Path) -> Iterator[int]:
    """Run another main script with Streamlit."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "main.py", "--server.port", str(port)],
        cwd=folder,
        env=environment(store.parent, {"PYTHONPATH": str(ROOT), "TANDEM_STORE": str(store)}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while status(port, "/_stcore/health") != 200:
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)
