"""What a file is by its first bytes, and how it becomes text: gzip, workbooks, text as it is.

This comes before the encoding is asked for. What comes out is text that is read like any other
file; the hash, the name and the row numbers stay those of the file that was handed in.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.errors import GapError
from pipelines.intake.policy import MEGABYTE, IntakePolicy, intake_policy
from pipelines.intake.questions import Question
from pipelines.intake.receipt import Problem, Refusal
from pipelines.intake.workbook.parts import macros, protected, refuse_burst
from pipelines.intake.workbook.sheets import Sheet, read_workbook

Kind = Literal["text", "gzip", "workbook"]
Serials = Literal["", "1900", "1904"]
"""The day from which a workbook counts its days; empty for everything else."""

ZIP, GZIP, OLE = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
INFLATED = "inflated"
_CHUNK = 1 << 20
_OLE_LOOK = 1 << 22
"""Bytes of an old container in which its table of contents is looked for."""


@dataclass(frozen=True)
class Opened:
    """A file as text."""

    path: Path
    """Text: the file itself, or one in the folder. The number of a record in it is the row that a
    spreadsheet shows, blank rows counted; a sheet is in UTF-8 with commas. Where there are
    questions it is the file as it was handed in."""
    kind: Kind
    """``gzip`` is packed text; a packed workbook is a ``workbook``."""
    sheets: tuple[Sheet, ...] = ()
    sheet: str = ""
    """The sheet that was written out."""
    notes: tuple[Problem, ...] = ()
    serials: Serials = ""
    """Where it is not empty, a whole number in a date column is a day counted by a spreadsheet."""
    questions: tuple[Question, ...] = ()
    """Which sheet is meant; until that is answered there is no text."""


def unpacked(
    path: Path,
    name: str,
    folder: Path,
    *,
    sheet: str | None = None,
    policy: IntakePolicy | None = None,
    score: Callable[[Sequence[str]], int] | None = None,
) -> Opened:
    """Return a file as text; what has to be written goes to ``folder``.

    Args:
        path: The file as it was handed in.
        name: What to call it in messages.
        folder: Exists; nothing else is written to.
        sheet: The sheet of a workbook that somebody named.
        policy: How far it may unfold; the intake's own where it is None.
        score: How many cells of a candidate header are known column names. Where of several
            sheets exactly one begins with such a header, that one is meant and nothing is asked.

    Raises:
        Refusal: It is none that can be read, or unfolds beyond the limits; the words say which
            and what to do.
        GapError: A sheet was named that is not there.
    """
    policy = policy or intake_policy()
    _refuse_too_large(path, name, policy)
    notes: tuple[Problem, ...] = ()
    source, packed = path, _begins(path).startswith(GZIP)
    if packed:
        source = folder / INFLATED
        size = _inflate(path, source, name, policy)
        message = f"{name} was unpacked to {size:,} bytes."
        notes = (Problem("note", "unpacked", None, None, str(size), message),)
    head = _begins(source)
    _refuse_kind_inside(head, source, name, packed=packed)
    if not head.startswith(ZIP):
        _refuse_sheet_of_text(name, sheet)
        return Opened(source, "gzip" if packed else "text", notes=notes)
    if name.lower().endswith((".xlsm", ".xlsm.gz")):
        raise macros(name)
    found = read_workbook(source, name, folder, sheet=sheet, policy=policy, score=score)
    return Opened(
        found.path or path, "workbook", found.sheets, found.sheet, (*notes, *found.notes),
        "1904" if found.from_1904 else "1900", found.questions,
    )  # fmt: skip


def _begins(path: Path) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as stream:
        return stream.read(8)


def _refuse_too_large(path: Path, name: str, policy: IntakePolicy) -> None:
    """Refuse a file that is larger than any that is read."""
    most = policy.limits.file_megabytes
    if path.stat().st_size > most * MEGABYTE:
        raise Refusal(
            "too_large",
            f"{name} is larger than {most:,} megabytes, which is the most that is read.",
            next_step="Hand it in by period, one file for each. Nothing was loaded.",
        )


def _inflate(source: Path, target: Path, name: str, policy: IntakePolicy) -> int:
    """Unpack gzip, all members of it, and return the size; every byte is counted as it comes."""
    packed, size = source.stat().st_size, 0
    limits = policy.unpacking
    try:
        with gzip.open(source) as stream, target.open("wb") as out:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                refuse_burst(size, packed, name=name, limits=limits, most=limits.text_megabytes)
                out.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Refusal(
            "damaged_archive",
            f"{name} cannot be unpacked: it was cut off or damaged on its way.",
            next_step="Pack it again, or hand it in as it was before. Nothing was loaded.",
        ) from error
    return size


def _refuse_kind_inside(head: bytes, source: Path, name: str, *, packed: bool) -> None:
    """Refuse old workbooks, those with a password, and packing inside of packing."""
    if packed and head.startswith(GZIP):
        raise Refusal(
            "wrong_kind",
            f"{name} is packed twice.",
            next_step="Unpack it once and hand in what is in it. Nothing was loaded.",
        )
    if not head.startswith(OLE):
        return
    with source.open("rb") as stream:
        content = stream.read(_OLE_LOOK)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise protected(name)
    raise Refusal(
        "wrong_kind",
        f"{name} is an old Excel workbook (.xls) or another old Office file, which is not read.",
        next_step="Open it in the spreadsheet and save it as .xlsx or as CSV (UTF-8). "
        "Nothing was loaded.",
    )


def _refuse_sheet_of_text(name: str, sheet: str | None) -> None:
    """Refuse a sheet that was named for a file that has none."""
    if sheet is not None:
        raise GapError(
            f"{name} is no workbook, so it has no sheet “{sheet}”.",
            next_step="Leave out the sheet. Nothing was loaded.",
        )
