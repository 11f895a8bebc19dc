"""The watched folder: one watcher at a time, what lies there, and moving without overwriting.

A file goes to its room under a name that its report has taken before; the report names the
upload, so whoever comes back after a crash goes on with the same name. Nothing that is there is
ever overwritten: a number is appended.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.dropped.policy import dropped_policy
from pipelines.errors import GapError
from pipelines.intake.faults import point

DONE, REFUSED, WAITING = "done", "refused", "waiting"
ROOMS = (DONE, REFUSED, WAITING)
SAYINGS = "tandem.yaml"
"""What somebody says about the files of this folder; never loaded itself."""
REPORT, WORDS, ANNOTATED = ".report.json", ".report.txt", ".annotated.csv"
BESIDE = (REPORT, WORDS, ANNOTATED)
"""Endings of what is written beside a file."""
LONGEST_NAME = 200
"""Bytes of a name in a room: what is appended still fits into the 255 that file systems allow."""
_LOCK = ".tandem-watch.lock"


@dataclass(frozen=True)
class Stamp:
    """What changes when somebody writes to a file."""

    inode: int
    size: int
    touched: int


def stamp(path: Path) -> Stamp | None:
    """Return a file's stamp; None where it is gone."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns)


@contextmanager
def only_watcher(folder: Path) -> Iterator[None]:
    """Hold the folder for as long as the block lasts, its rooms made.

    Raises:
        GapError: There is no such folder, it cannot be written, or another process watches it.
    """
    try:
        for room in ROOMS:
            (folder / room).mkdir(exist_ok=True)
        stream = (folder / _LOCK).open("w")
    except OSError as error:
        raise GapError(
            f"The folder cannot be watched: {error.strerror}.",
            where=str(folder),
            next_step="Make the folder, or let this user write to it. Nothing was loaded.",
        ) from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GapError(
                "Another process watches this folder already.",
                where=str(folder),
                next_step="End that one first. Nothing was loaded.",
            ) from None
        yield


def dropped_files(folder: Path) -> list[Path]:
    """Return the files that were dropped, by name; folders and links are left alone."""
    ours = dropped_policy().left_alone
    with os.scandir(folder) as entries:
        found = [
            entry.name
            for entry in entries
            if entry.is_file(follow_symlinks=False)
            and entry.name != SAYINGS
            and not ours.holds(entry.name)
        ]
    return [folder / name for name in sorted(found)]


def waiting_files(folder: Path) -> dict[Path, str]:
    """Return the files that wait for somebody, each with its upload.

    What was written beside a file that is gone is removed.
    """
    found: dict[Path, str] = {}
    for report in sorted((folder / WAITING).glob(f"*{REPORT}")):
        path = report.with_name(report.name.removesuffix(REPORT))
        if path.exists():
            found[path] = _upload_in(report)
        else:
            _forget(path)
    return found


def reserved(path: Path, room: Path, report: Mapping[str, Any]) -> Path:
    """Return where a file will lie in a room; its report lies there already then.

    Args:
        path: The file.
        room: One of the rooms.
        report: What became of it; ``upload`` tells whose name it is.
    """
    for name in _names(path.name):
        target = room / name
        taken = target.with_name(f"{name}{REPORT}")
        if taken.exists():
            if report["upload"] and _upload_in(taken) == report["upload"]:
                return target
            continue
        if not any(_exists(target.with_name(f"{name}{ending}")) for ending in ("", *BESIDE)):
            write_whole(taken, json.dumps(report, ensure_ascii=False, indent=2))
            point("wrote a report")
            return target
    raise AssertionError("there is always a further number")


def moved(path: Path, target: Path) -> None:
    """Move a file to the place that was reserved for it, and take along nothing that it left.

    Raises:
        GapError: Somebody put another file there meanwhile; nothing was overwritten.
    """
    try:
        os.link(path, target)
    except FileExistsError:
        if not (path.exists() and target.samefile(path)):
            raise GapError(
                f"{target.name} is there already.",
                where=str(target.parent),
                next_step="Move that file away; this one is tried again.",
            ) from None
    except OSError:
        # A file system without hard links: a rename, for which nobody else may be faster.
        path.rename(target)
    point("linked a file")
    path.unlink(missing_ok=True)
    _forget(path)
    point("moved a file")


def write_whole(target: Path, text: str) -> None:
    """Write a file that is there as a whole or not at all."""
    half = target.with_name(f".{target.name}.tmp")
    half.write_text(text, encoding="utf-8", errors="replace")
    half.replace(target)


def _forget(path: Path) -> None:
    """Remove what was written beside a file that lies elsewhere now."""
    for ending in BESIDE:
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def _names(name: str) -> Iterator[str]:
    """Yield a name, then the same with a number appended."""
    ending = "".join(Path(name).suffixes[-2:] if name.lower().endswith(".gz") else
                     Path(name).suffixes[-1:])  # fmt: skip
    stem = name.removesuffix(ending)
    while len(os.fsencode(stem)) + len(os.fsencode(ending)) > LONGEST_NAME and stem:
        stem = stem[:-1]
    yield f"{stem}{ending}"
    for number in itertools.count(2):
        yield f"{stem} ({number}){ending}"


def _exists(path: Path) -> bool:
    """Return whether anything is there, a link that leads nowhere included."""
    return os.path.lexists(path)


def _upload_in(report: Path) -> str:
    """Return the upload that a report speaks of; nothing where it is no report of ours."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads(report.read_text(encoding="utf-8"))["upload"])
    return ""
