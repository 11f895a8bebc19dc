"""A seat before a browser that is led from the keyboard, and a server that dies and comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from pipelines.settings import ROOT
from tests.bench.child import environment
from tests.journeys.conftest import SETTLED
from tests.journeys.test_doorway import free_port, status

CURSOR = "document.activeElement.closest('button')?.innerText || ''"
"""What the button says that has the cursor."""


class Server:
    """Tandem on a port that stays the same when it is killed and started anew."""

    def __init__(self, store: Path) -> None:
        self.port = free_port()
        self._settings = {
            "TANDEM_STORE": str(store),
            "TANDEM_PORT": str(self.port),
            "TANDEM_MEASURE_SECONDS": "0",
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Return the number of its process, while it runs."""
        assert self._process is not None, "it does not run"
        return self._process.pid

    def start(self, **more: str) -> None:
        """Start it and wait for its first answer."""
        self._process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment(**self._settings, **more),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 60
        while status(self.port, "/healthz") != 200:
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=20)
            self._process = None


@dataclass
class Seat:
    """One person before a browser of their own."""

    page: Page

    def settle(self) -> None:
        """Wait until the screen has come to rest."""
        self.page.wait_for_function(SETTLED, timeout=60_000)

    def open(self, address: str) -> None:
        """Go to an address."""
        self.page.goto(address)
        self.settle()

    def see(self, words: str, *, seconds: float = 30) -> None:
        """Wait until something is on the screen."""
        self.page.get_by_text(words).first.wait_for(timeout=seconds * 1000)

    def press(self, *keys: str) -> None:
        """Press keys one after another, each once the screen has come to rest."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(150)
            self.settle()

    def type(self, words: str) -> None:
        """Type where the cursor is."""
        self.page.keyboard.type(words, delay=5)

    def to(self, words: str, key: str = "ArrowRight") -> None:
        """Press a key until something stands at the top of the meeting's screen."""
        for _ in range(20):
            if words in self.screen():
                return
            self.press(key)
        raise AssertionError(f"“{words}” was never reached: {self.screen()}")

    def screen(self) -> str:
        """Return what the meeting's screen says."""
        return self.page.locator(".tandem.screen").first.inner_text()

    def markup(self) -> str:
        """Return the meeting's screen letter by letter."""
        return str(self.page.locator(".tandem.screen").first.evaluate("one => one.outerHTML"))

    def begin(self, key: str, label: str) -> None:
        """Open a panel by its key, and wait for the cursor in its field."""
        self.press(key)
        expect(self.page.get_by_label(label)).to_be_focused()

    def tab_to(self, name: str) -> None:
        """Go on with the tabulator until a button of that name has the cursor."""
        for _ in range(40):
            if name in str(self.page.evaluate(CURSOR)):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the tabulator never came to {name}")
