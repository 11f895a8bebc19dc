"""A running Tandem and a browser, each started once for the whole session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.bench import servers
from tests.chromium import ARGUMENTS, executable

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
"""Chromium's own calls home would be mistaken for the app's."""
DESK, PHONE = 1440, 390
SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('h1')
    && !document.querySelector('[data-testid="stSkeleton"]');
}"""


@pytest.fixture(scope="session")
def address(measured_store: Path) -> Iterator[str]:
    """Where Tandem answers with the demo company. Not to be changed."""
    with servers.tandem(measured_store) as server:
        yield server.address


@pytest.fixture(scope="session")
def empty_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where Tandem answers with nothing loaded."""
    with servers.tandem(tmp_path_factory.mktemp("empty") / "store") as server:
        yield server.address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable(), args=[*ARGUMENTS, *QUIET])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page of the app in a browser, and what happened on the way."""

    page: Page
    requested: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, address: str) -> Visit:
        """Go to an address and wait until the page is complete."""
        self.page.goto(address)
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the script has run and its blocks are drawn."""
        self.page.wait_for_function(SETTLED, timeout=60_000)
        self.page.wait_for_timeout(300)


Visitor = Callable[..., Visit]


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """Opens pages: ``visitor(width=..., dark=...)``; notes requests and errors."""
    with ExitStack() as stack:

        def visit(*, width: int = DESK, dark: bool = False) -> Visit:
            """Return a fresh page of a fresh browser profile."""
            return stack.enter_context(visiting(chromium, width=width, dark=dark))

        yield visit


@contextmanager
def visiting(chromium: Browser, *, width: int, dark: bool) -> Iterator[Visit]:
    """Return a page whose requests and errors are noted."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    visit = Visit(context.new_page())
    visit.page.on("request", lambda request: visit.requested.append(_told(request)))
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on(
        "console",
        lambda said: visit.errors.append(said.text) if _is_complaint(said.text) else None,
    )
    yield visit
    context.close()


def _told(request: Request) -> str:
    """Return a request's address."""
    return request.url


def _is_complaint(words: str) -> bool:
    """Return whether a line of the console tells of a refused or failed script or style."""
    return any(sign in words for sign in ("Content Security Policy", "Uncaught", "BidiComponent"))
