"""Each page as a reader gets it: through the front door, in one role, without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from governance.people import Role
from pipelines.settings import ROOT
from tests.pages.served_api import Served, generous, served

THROUGH_THE_DOOR = """
import runpy
from pages.parts.shell import welcome

welcome()
runpy.run_path({file!r})
"""
"""What app.py does for one page. AppTest itself runs a file of pages/ without app.py, as an old
Streamlit did, so it cannot follow the menu; the journeys do that in a browser."""
Reader = Callable[..., AppTest]


@pytest.fixture(scope="session")
def memory() -> None:
    """What the app remembers: nothing at first, later of the shared store only."""
    st.cache_resource.clear()


@pytest.fixture
def reading(demo_store: Path, memory: None, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Opens a page: ``reading("metric", "cio", metric="auc")``."""
    return _reader(demo_store, monkeypatch)


@pytest.fixture
def reading_own(own_demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """The same on a store that the test may change."""
    yield from _readers(own_demo_store, monkeypatch)


@pytest.fixture
def reading_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """The same with nothing loaded."""
    yield from _readers(tmp_path / "store", monkeypatch)


def _readers(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Open pages of a store of one's own, of which nothing is remembered afterwards."""
    st.cache_resource.clear()
    yield _reader(store, monkeypatch)
    st.cache_resource.clear()


def _reader(store: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Point the app at a store, for as long as the test runs."""
    monkeypatch.setenv("TANDEM_STORE", str(store))
    # AppTest has no connection; None is what Streamlit tells of one from this machine.
    monkeypatch.setattr(type(st.context), "ip_address", None)

    def read(page: str, role: Role, /, **choices: str) -> AppTest:
        """Return the page after its first run."""
        script = THROUGH_THE_DOOR.format(file=str(ROOT / "pages" / f"{page}.py"))
        app = AppTest.from_string(script, default_timeout=60)
        for name, value in {"as": role, **choices}.items():
            app.query_params[name] = value
        return app.run()

    return read


@pytest.fixture(scope="module")
def demo(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The API over a copy of the demo company that only tokens are added to."""
    store = tmp_path_factory.mktemp("api") / "store"
    shutil.copytree(demo_store, store)
    with served(store, policy=generous()) as server:
        yield server


@pytest.fixture
def own(own_demo_store: Path) -> Iterator[Served]:
    """The API over a copy that a test may change."""
    with served(own_demo_store, policy=generous()) as server:
        yield server


@pytest.fixture(scope="module")
def everything(demo: Served) -> str:
    """A token of the CIO for all there is."""
    return demo.token("cio").text
