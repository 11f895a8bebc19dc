"""Staging: where a load is prepared before it counts, and how leftovers are recognised.

Each load has a folder of its own and holds a lock on it for as long as its process lives. Before
the first file is moved into the store the folder names where each will lie, so whatever a crash
leaves behind is found by looking at staging alone, never by walking the store.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from pipelines.intake.faults import point

ROOMS_OF_FOLDERS = ("uploads", "evidence")
"""Rooms of the store in which each thing has a folder of its own."""
_GATE = "gate.lock"
_ALIVE = "alive.lock"
_MOVES = "moves.txt"


@contextmanager
def staging(store: Path) -> Iterator[Path]:
    """Give a folder for one load, which is gone afterwards.

    Where an error came after files were moved the folder stays: it names them, and the next
    opening of the workspace asks the catalogue whether they count.
    """
    root = store / "staging"
    root.mkdir(parents=True, exist_ok=True)
    folder = root / uuid4().hex
    with _locked(root / _GATE, wait=True):
        folder.mkdir()
        alive = (folder / _ALIVE).open("w")
        fcntl.flock(alive, fcntl.LOCK_EX)
    point("staged folder")
    with alive:
        try:
            yield folder
        except BaseException:
            if not (folder / _MOVES).exists():
                shutil.rmtree(folder, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)


def announce(folder: Path, targets: Sequence[str]) -> None:
    """Note, for whoever cleans up after a crash, where files are about to be moved."""
    path = folder / _MOVES
    with path.open("w", encoding="utf-8") as stream:
        stream.write("".join(f"{target}\n" for target in targets))
        stream.flush()
        os.fsync(stream.fileno())
    flush_folder(folder)


def move(source: Path, target: Path, *, store: Path) -> None:
    """Move a finished file into the store so that it survives a power cut."""
    with source.open("rb") as stream:
        os.fsync(stream.fileno())
    fresh = [parent for parent in target.parents if store in parent.parents and not parent.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    for folder in (target.parent, *(parent.parent for parent in fresh)):
        flush_folder(folder)


def copied(source: Path, target: Path, *, store: Path) -> None:
    """Give a finished file a second name in the store, which a power cut does not take either.

    The bytes stay where they were as well; they are written a second time only where the disk
    knows no second names.
    """
    fresh = [parent for parent in target.parents if store in parent.parents and not parent.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    with target.open("rb") as stream:
        os.fsync(stream.fileno())
    for folder in (target.parent, *(parent.parent for parent in fresh)):
        flush_folder(folder)


def discard(store: Path, targets: Sequence[str], folder: Path | None = None) -> None:
    """Remove moved files that turned out not to be needed.

    Args:
        store: The workspace's folder.
        targets: Where they lie.
        folder: The staging folder that announced them; nothing has to be swept after it then.
    """
    for target in targets:
        _removed(store / target)
    if folder is not None:
        (folder / _MOVES).unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def swept(store: Path, known: Callable[[Sequence[str]], frozenset[str]]) -> int:
    """Remove what loads that died left behind, and return how many files those were.

    Args:
        store: The workspace's folder.
        known: Says which of some relative paths belong to an accepted load; those stay.
    """
    root = store / "staging"
    if not root.is_dir():
        return 0
    orphans = 0
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        with _locked(root / _GATE, wait=True), _locked(folder / _ALIVE, wait=False) as dead:
            if dead:
                orphans += _swept_folder(store, folder, known)
    return orphans


def _swept_folder(
    store: Path, folder: Path, known: Callable[[Sequence[str]], frozenset[str]]
) -> int:
    """Remove one dead load's folder and the files that it moved but never had accepted."""
    moves = folder / _MOVES
    targets = moves.read_text(encoding="utf-8").splitlines() if moves.exists() else []
    accepted = known(targets) if targets else frozenset()
    orphans = [store / target for target in targets if target not in accepted]
    found = sum(_removed(path) for path in orphans)
    left = sum(1 for path in folder.rglob("*") if path.is_file() and path.name != _ALIVE)
    shutil.rmtree(folder, ignore_errors=True)
    return found + left


def _removed(path: Path) -> int:
    """Remove a file, or a folder with all that is in it, and return how many files that were.

    The folder of an upload goes with the last thing in it: nothing else ever lies there.
    """
    count = 0
    if path.is_dir():
        count = sum(1 for inner in path.rglob("*") if inner.is_file())
        shutil.rmtree(path, ignore_errors=True)
    elif path.exists():
        count = 1
        path.unlink()
    if path.parent.parent.name in ROOMS_OF_FOLDERS:
        with suppress(OSError):
            path.parent.rmdir()
    return count


@contextmanager
def _locked(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold a lock on a file; yields False where somebody else does and we do not wait."""
    try:
        stream = path.open("a")
    except FileNotFoundError:
        yield False
        return
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
