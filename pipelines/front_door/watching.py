"""The command that watches a folder and loads what is dropped there."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.errors import GapError
from pipelines.front_door.loading import ROLE, actor
from pipelines.settings import settings_from

if TYPE_CHECKING:
    from pipelines.dropped.folder import Stamp
    from pipelines.dropped.taking import Watcher


def watch(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to watch.")],
    once: Annotated[bool, typer.Option("--once", help="Take what lies there, then end.")] = False,
) -> None:
    """Load what is dropped into a folder, and move each file to done, refused or waiting.

    A report lies beside each file, for people and for programs. Ctrl-C or SIGTERM ends it after
    the file that is being taken.
    """
    from pipelines.dropped.folder import only_watcher
    from pipelines.dropped.policy import dropped_policy
    from pipelines.dropped.taking import Watcher
    from pipelines.straight_through import OwnHands
    from pipelines.workspace import open_workspace

    over = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        """Note that it is over; what is being done is done to its end."""
        over.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    looking = dropped_policy().looking
    place = folder.resolve()
    with only_watcher(place):
        workspace = open_workspace(settings_from())
        hands = OwnHands(workspace, actor(), ROLE, lambda: datetime.now(UTC))
        watcher = Watcher(place, hands)
        patience, said = _Patience(looking.still_seconds), _Said()
        if once:
            patience.look(place)
            over.wait(looking.still_seconds)
            _round(watcher, patience, over, said)
            return
        print(f"Watching {place.name}; Ctrl-C ends it.", flush=True)
        while not over.is_set():
            _round(watcher, patience, over, said)
            over.wait(looking.every_seconds)


class _Patience:
    """Knows since when each file has lain still."""

    def __init__(self, still_seconds: float) -> None:
        self._still = still_seconds
        self._since: dict[Path, tuple[Stamp, float]] = {}

    def look(self, folder: Path) -> list[Path]:
        """Return the files that have lain still for long enough."""
        from pipelines.dropped.folder import dropped_files, stamp

        now, known, whole = time.monotonic(), self._since, []
        self._since = {}
        for path in dropped_files(folder):
            found = stamp(path)
            if found is None:
                continue
            before = known.get(path)
            since = before[1] if before is not None and before[0] == found else now
            self._since[path] = (found, since)
            if now - since >= self._still:
                whole.append(path)
        return whole


def _round(watcher: Watcher, patience: _Patience, over: threading.Event, said: _Said) -> None:
    """Take every whole file, and move those that somebody decided about."""
    from pipelines.dropped.folder import waiting_files
    from pipelines.dropped.taking import decided, taken

    for path, upload_id in waiting_files(watcher.folder).items():
        said.of(path, partial(decided, watcher, path, upload_id))
    for path in patience.look(watcher.folder):
        if over.is_set():
            return
        said.of(path, partial(taken, watcher, path))


class _Said:
    """Says what became of each file, and what goes wrong once and not at every look."""

    def __init__(self) -> None:
        self._wrong: dict[Path, str] = {}

    def of(self, path: Path, step: Callable[[], str]) -> None:
        """Do a step with a file and say what became of it."""
        try:
            outcome = step()
        except GapError as error:
            if self._wrong.get(path) != str(error):
                print(f"{path.name!r} is left where it lies.\n{error}", file=sys.stderr, flush=True)
            self._wrong[path] = str(error)
            return
        self._wrong.pop(path, None)
        if outcome:
            print(f"{path.name!r}: {outcome.replace('_', ' ')}", flush=True)
