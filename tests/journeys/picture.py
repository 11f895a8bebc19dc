"""``make picture``: takes the README's picture of the scorecard from the running app.

The demo company is made anew in a folder of its own, so that the picture shows what ``make run``
shows once its data are measured. Colours are reduced to a palette: the picture is cloned by
everybody.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from pipelines.settings import ROOT
from tests.bench import servers
from tests.chromium import ARGUMENTS, executable
from tests.journeys.conftest import DESK, QUIET, Profiles, visiting

PICTURE = ROOT / "data" / "scorecard.png"
GOALS = 3
"""Goals on the picture: enough to see what a gap is."""
MOST_BYTES = 300_000


def main() -> None:
    """Take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "store")
        settings = {**os.environ, "TANDEM_STORE": str(store)}
        for words in ("pipelines demo --load", "governance demo", "pipelines quality"):
            command = [sys.executable, "-m", *words.split()]
            subprocess.run(command, cwd=ROOT, env=settings, check=True, stdout=subprocess.DEVNULL)
        with servers.tandem(store) as server:
            taken = _taken(server.address)
    picture = Image.open(io.BytesIO(taken)).convert("RGB").quantize(192)
    PICTURE.parent.mkdir(exist_ok=True)
    picture.save(PICTURE, optimize=True)
    size = PICTURE.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{PICTURE.name} has {size:,} bytes, at most {MOST_BYTES:,}.")
    print(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes")


def _taken(address: str) -> bytes:
    """Return the scorecard as a picture."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=executable(), args=[*ARGUMENTS, *QUIET])
        with visiting(Profiles(chromium), width=DESK, dark=False) as visit:
            visit.open(address)
            last = visit.page.locator(".goal-list .goal").nth(GOALS - 1).bounding_box()
            assert last is not None, "the goals are not drawn"
            height = round(last["y"] + last["height"])
            visit.page.set_viewport_size({"width": DESK, "height": height})
            visit.page.wait_for_timeout(500)
            taken = visit.page.screenshot()
        chromium.close()
    return taken


if __name__ == "__main__":
    main()
