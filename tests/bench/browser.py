"""What the eye waits for: a warm load of the page and the repaint after a filter, in Chromium.

"Painted" is the last change of the page's content once the script has stopped and nothing moved
for a while. The floor is a Streamlit page with one choice and one line of text.
"""

from __future__ import annotations

import itertools
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench import servers
from tests.bench.child import in_turn
from tests.bench.table import Figure
from tests.chromium import ARGUMENTS, executable

LOADS, CHANGES = 5, 10
QUIET_MS = 600
AIM_LOAD = 2.0
WATCH = """
window.lastChange = 0;
new MutationObserver(() => { window.lastChange = performance.now(); }).observe(
  document, {childList: true, subtree: true, attributes: true, characterData: true});
"""
PAINTED = """quiet => {
  const running = document.querySelector('[data-test-script-state="running"]');
  const shown = document.querySelector('[data-testid="stSelectbox"]');
  return shown && !running && performance.now() - window.lastChange > quiet;
}"""


def figures(store: Path, folder: Path) -> list[Figure]:
    """Return load and repaint of the scorecard beside those of the nearly empty page."""
    with servers.tandem(store) as ours, servers.empty(folder) as theirs, sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        size = {"width": 1600, "height": 1200}
        pages = {
            name: chromium.new_context(viewport=size).new_page() for name in ("ours", "theirs")
        }
        addresses = {"ours": ours.address, "theirs": theirs.address}
        for name, page in pages.items():
            page.add_init_script(WATCH)
            _load(page, addresses[name])
        load = in_turn(
            LOADS,
            ours=lambda: _load(pages["ours"], ours.address),
            theirs=lambda: _load(pages["theirs"], theirs.address),
        )
        options = {name: itertools.cycle((1, 2)) for name in pages}
        repaint = in_turn(
            CHANGES,
            ours=lambda: _repaint(pages["ours"], next(options["ours"])),
            theirs=lambda: _repaint(pages["theirs"], next(options["theirs"])),
        )
        chromium.close()
    floor = "a Streamlit page with one choice"
    return [
        Figure(
            "warm load of the scorecard, to its last paint",
            load["ours"],
            "ms",
            floor=load["theirs"],
            floor_is=floor,
            aim=AIM_LOAD,
        ),
        Figure(
            "repaint after another business unit",
            repaint["ours"],
            "ms",
            floor=repaint["theirs"],
            floor_is=floor,
        ),
    ]


def _load(page: Page, address: str) -> float:
    """Open the page in a browser that knows it; return the milliseconds to its last change."""
    page.goto(address)
    page.wait_for_function(PAINTED, arg=QUIET_MS, timeout=60_000)
    return float(page.evaluate("window.lastChange"))


def _repaint(page: Page, option: int) -> float:
    """Choose an option of the filter; return the milliseconds to the last change."""
    page.get_by_role("combobox", name="Business unit").click()
    other = page.get_by_role("option").nth(option)
    other.wait_for()
    page.evaluate("window.clicked = performance.now()")
    other.click()
    page.wait_for_timeout(50)
    page.wait_for_function(PAINTED, arg=QUIET_MS, timeout=60_000)
    return float(page.evaluate("window.lastChange - window.clicked"))
