"""One dropped file on its way: taken in, looked at in the limited child, loaded or told why not.

Every step can be cut off and gone on with. The file lies in the folder until its report lies in
its room; the request that brings it is named by where, what and when it is.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from pipelines.dropped.folder import (
    ANNOTATED,
    DONE,
    REFUSED,
    WAITING,
    WORDS,
    Stamp,
    moved,
    reserved,
    stamp,
    write_whole,
)
from pipelines.dropped.reports import report_of, words_of
from pipelines.dropped.sayings import wish_for
from pipelines.errors import GapError
from pipelines.intake.faults import point
from pipelines.intake.policy import MEGABYTE, intake_policy
from pipelines.intake.receipt import Refusal
from pipelines.straight_through import CANNOT_LOAD, OwnHands, carried
from pipelines.uploads import arriving, reading
from pipelines.uploads.annotating import annotated
from pipelines.uploads.shapes import Upload
from pipelines.warehouse.seals import file_sha256

BUSY = "busy"
"""Code of the refusal where too many files are being looked at."""


@dataclass(frozen=True)
class Watcher:
    """Whoever watches a folder."""

    folder: Path
    hands: OwnHands


def taken(watcher: Watcher, path: Path) -> str:
    """Take one dropped file as far as it goes, and return what became of it in a word.

    Args:
        watcher: Who takes it.
        path: The file; it lies in a room afterwards, except where nothing became of it yet.

    Returns:
        ``loaded``, ``partly_loaded``, ``unchanged``, ``refused`` or ``waits``; empty where it is
        to be tried again because somebody wrote to it or too much is going on.

    Raises:
        GapError: It could not be taken in now, for a reason that is not the file's. It lies where
            it lay.
    """
    before, name = stamp(path), shown_name(path)
    if before is None:
        return ""
    refusal = _unfit(name, before.size)
    if refusal is not None:
        return _placed(watcher, path, None, why=refusal)
    wish = wish_for(watcher.folder, name)
    upload = _received(watcher, path, before)
    point("took a file in")
    if stamp(path) != before:
        if upload.open:
            watcher.hands.withdraw(upload, "Somebody wrote to the file while it was taken in.")
        return ""
    why: GapError | None = None
    if upload.open:
        try:
            upload = carried(upload, wish, watcher.hands)
        except Refusal as error:
            if error.code == BUSY:
                return ""
            why = error
        except GapError as error:
            if type(error) is not GapError:
                raise
            why = error
    return _placed(watcher, path, watcher.hands.again(upload), why=why)


def decided(watcher: Watcher, path: Path, upload_id: str) -> str:
    """Move a file out of the waiting room once somebody decided; what became of it in a word."""
    upload = reading.upload(watcher.hands.workspace, upload_id)
    return "" if upload.open else _placed(watcher, path, upload)


def shown_name(path: Path) -> str:
    """Return a file's name as text; signs that are none are replaced."""
    return os.fsencode(path.name).decode("utf-8", errors="replace")


def _unfit(name: str, size: int) -> GapError | None:
    """Return why a file is not even taken in; None for all others."""
    most = intake_policy().limits.file_megabytes
    if not size:
        return GapError(f"{name} is empty.", next_step="Drop a file with content.")
    if size > most * MEGABYTE:
        return GapError(
            f"{name} is larger than {most:,} megabytes.",
            next_step="Drop it in parts, such as one file per quarter.",
        )
    return None


def _received(watcher: Watcher, path: Path, before: Stamp) -> Upload:
    """Return the upload of a file: the same one however often it is tried."""
    content = file_sha256(path)
    parts = (watcher.folder, path.name, before.inode, before.touched, content)
    told = "\n".join(map(str, parts)).encode(errors="surrogateescape")
    return arriving.received(
        watcher.hands.workspace, path,
        file_name=shown_name(path), by=watcher.hands.by, nonce=hashlib.sha256(told).hexdigest(),
    )  # fmt: skip


def _placed(
    watcher: Watcher, path: Path, upload: Upload | None, *, why: GapError | None = None
) -> str:
    """Write what became of a file, then move it to its room."""
    name = shown_name(path)
    report = report_of(name, upload, at=watcher.hands.now(), why=why)
    outcome = str(report["outcome"])
    room = {"waits": WAITING, "refused": REFUSED}.get(outcome, DONE)
    target = reserved(path, watcher.folder / room, report)
    write_whole(target.with_name(f"{target.name}{WORDS}"), words_of(name, upload, why=why))
    point("wrote the words")
    if upload is not None and upload.state == "wrong":
        annotation = target.with_name(f"{target.name}{ANNOTATED}")
        annotated(watcher.hands.workspace, upload, annotation, by=watcher.hands.by, only_bad=False)
    if upload is not None and upload.open and (upload.state in CANNOT_LOAD or why is not None):
        watcher.hands.withdraw(
            upload, "It could not be loaded; the report beside the file says why."
        )
        point("withdrew an upload")
    moved(path, target)
    return outcome
