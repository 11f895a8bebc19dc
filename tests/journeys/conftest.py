"""A running Tandem and a browser, each started once for the whole session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

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
expect.set_options(timeout=30_000)
"""What is expected may take its time on a busy machine; what must be quick is timed by its test."""
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


@dataclass
class Profiles:
    """Browser profiles that are used again: what is cached stays warm, nothing else stays."""

    browser: Browser
    idle: dict[tuple[int, bool], list[BrowserContext]] = field(default_factory=dict)

    @contextmanager
    def one(self, width: int, dark: bool) -> Iterator[Page]:
        """Return a page of a profile that nobody else has at the moment."""
        free = self.idle.setdefault((width, dark), [])
        context = free.pop() if free else self._made(width, dark)
        page = context.new_page()
        yield page
        _forget(page)
        page.close()
        free.append(context)

    def _made(self, width: int, dark: bool) -> BrowserContext:
        """Return a new profile."""
        scheme: Literal["dark", "light"] = "dark" if dark else "light"
        size: ViewportSize = {"width": width, "height": 900}
        return self.browser.new_context(viewport=size, color_scheme=scheme)


def _forget(page: Page) -> None:
    """Clear what the page's host keeps in the profile: cookies, storage, everything but caches."""
    where = urlsplit(page.url)
    if not where.netloc:
        return
    told = {"origin": f"{where.scheme}://{where.netloc}", "storageTypes": "all"}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", told)
    page.context.clear_cookies()


Visitor = Callable[..., Visit]


@pytest.fixture(scope="session")
def profiles(chromium: Browser) -> Profiles:
    """The browser's profiles."""
    return Profiles(chromium)


@pytest.fixture
def visitor(profiles: Profiles) -> Iterator[Visitor]:
    """Opens pages: ``visitor(width=..., dark=...)``; notes requests and errors."""
    with ExitStack() as stack:

        def visit(*, width: int = DESK, dark: bool = False) -> Visit:
            """Return a fresh page of a profile that knows nothing of earlier visits."""
            return stack.enter_context(visiting(profiles, width=width, dark=dark))

        yield visit


@contextmanager
def visiting(profiles: Profiles, *, width: int, dark: bool) -> Iterator[Visit]:
    """Return a page whose requests and errors are noted."""
    with profiles.one(width, dark) as page:
        visit = Visit(page)
        page.on("request", lambda request: visit.requested.append(_told(request)))
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on(
            "console",
            lambda said: visit.errors.append(said.text) if _is_complaint(said.text) else None,
        )
        yield visit


def _told(request: Request) -> str:
    """Return a request's address."""
    return request.url


def _is_complaint(words: str) -> bool:
    """Return whether a line of the console tells of a refused or failed script or style."""
    return any(sign in words for sign in ("Content Security Policy", "Uncaught", "BidiComponent"))
