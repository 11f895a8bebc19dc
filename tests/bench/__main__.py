"""``make bench``: every figure in one table.

Parts can be chosen, sizes too; what was generated and loaded is kept in ``--folder`` where one is
given, so that a second run begins at once.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import (
    beside_upload,
    browser,
    facts,
    forecast,
    forty,
    live,
    load,
    meeting,
    quality,
    rerun,
    scorecard,
    start,
    stores,
    uploading,
)
from tests.bench.table import Figure, shown

PARTS = (
    "load",
    "uploading",
    "quality",
    "scorecard",
    "facts",
    "forecast",
    "start",
    "rerun",
    "meeting",
    "live",
    "browser",
    "forty",
)


def main() -> None:
    """Measure what the command line asks for and print it."""
    asked = _arguments()
    figures: list[Figure] = []
    with _folder(asked.folder) as folder:
        for name, part in _parts(asked, folder).items():
            if name in asked.parts:
                print(f"Measuring {name} ...", file=sys.stderr, flush=True)
                figures += part()
    if asked.json:
        print(json.dumps([figure.as_data() for figure in figures], indent=2))
    else:
        shown(figures)


def _arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="make bench ARGUMENTS=...", description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--sizes", nargs="+", choices=stores.SCALES, default=stores.SCALES[:3])
    parser.add_argument("--folder", type=Path, help="keep the generated files and stores here")
    parser.add_argument("--two-gigabytes", action="store_true", help="load a 2 GB CSV as well")
    parser.add_argument("--json", action="store_true", help="print data instead of a table")
    return parser.parse_args()


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """Yield the folder to work in; a temporary one is removed afterwards."""
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as name:
        yield Path(name)


def _parts(asked: argparse.Namespace, folder: Path) -> dict[str, Callable[[], list[Figure]]]:
    """Return what measures each part."""
    sizes = [size for size in stores.SCALES if size in asked.sizes]

    def smallest() -> Path:
        """Return the store that screens are measured on."""
        return stores.store(folder, sizes[0])

    return {
        "load": lambda: load.figures(folder, sizes, two_gigabytes=asked.two_gigabytes),
        "uploading": lambda: [
            *uploading.figures(folder, sizes, two_gigabytes=asked.two_gigabytes),
            *beside_upload.figures(folder, smallest(), "1M"),
        ],
        "quality": lambda: quality.figures(folder),
        "scorecard": lambda: scorecard.figures({s: stores.store(folder, s) for s in sizes}),
        "facts": lambda: facts.figures(stores.store(folder, sizes[-1]), sizes[-1]),
        "forecast": lambda: forecast.figures(folder, smallest()),
        "start": lambda: start.figures(smallest(), folder),
        "rerun": lambda: rerun.figures(smallest()),
        "meeting": lambda: meeting.figures(smallest()),
        "live": lambda: live.figures(smallest()),
        "browser": lambda: browser.figures(smallest(), folder),
        "forty": lambda: forty.figures(folder, smallest()),
    }


if __name__ == "__main__":
    main()
