"""A workbook is proved before it is read: what it unfolds to is counted, not believed.

A workbook is a zip of XML. Every entry is unpacked once, in pieces, and what it may unfold to,
how many there are and what they are called is limited; macros, passwords and definitions that
unfold themselves are refused. What the reader needs is written to an archive of our own on the
way, so the reader sees the bytes that were proved, whatever else the file may hold.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from pipelines.intake.policy import MEGABYTE, Unpacking
from pipelines.intake.receipt import Refusal
from pipelines.intake.workbook.cells import SheetPass, SheetSeen, text_of_shared
from pipelines.intake.workbook.index import (
    RELATIONS,
    STYLES,
    WORKBOOK,
    Damaged,
    Index,
    index_of,
    local,
)

TYPES = "[Content_Types].xml"
SHARED = "xl/sharedStrings.xml"
_INDEX = (TYPES, "_rels/.rels", WORKBOOK, RELATIONS, STYLES)
_LARGEST_INDEX = 32 * MEGABYTE
"""Bytes of a part that is read as a whole; the styles of a thousand sheets have a tenth of that."""
_CHUNK = 1 << 20
_SEAM = 16
"""Bytes looked at twice, so that a word cut by the end of a piece is seen."""
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, LookupError, OverflowError,
)  # fmt: skip
"""What the standard library says of an archive that does not hold together."""


@dataclass
class Proved:
    """A workbook that may be read."""

    path: Path
    """An archive of ours with the parts that a reader needs."""
    index: Index
    sheets: dict[str, SheetSeen] = field(default_factory=dict)
    """By the sheet's name."""


def proved(path: Path, target: Path, *, name: str, limits: Unpacking) -> Proved:
    """Return a workbook once all of it was looked at.

    Args:
        path: A zip archive.
        target: Where the archive for the reader goes.
        name: What to call the file in messages.
        limits: What it may unfold to.

    Raises:
        Refusal: It is no workbook, unfolds beyond the limits or holds what is not read.
    """
    with _archive(path, name, limits) as bundle:
        _refuse_other_archives(bundle, name)
        counter = _Counter(path.stat().st_size, name, limits)
        spelt = {part.lower(): part for part in bundle.namelist()}
        present = {part: spelt[part.lower()] for part in _INDEX if part.lower() in spelt}
        texts = {part: b"".join(counter.chunks(bundle, at)) for part, at in present.items()}
        if b"macroEnabled" in texts[TYPES]:
            raise macros(name)
        index = index_of(texts)
        found = Proved(target, index)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as ours:
            for part, text in texts.items():
                ours.writestr(part, text)
            shared = spelt.get(SHARED.lower())
            lengths = _copy_shared(bundle, ours, counter, shared) if shared else []
            for sheet, part in index.parts.items():
                found.sheets[sheet] = _copy_sheet(bundle, ours, counter, part, index)
        for part in set(bundle.namelist()) - {*present.values(), shared, *index.parts.values()}:
            for _ in counter.chunks(bundle, part):
                pass
    for sheet, seen in found.sheets.items():
        _refuse_too_large(found, sheet, seen, lengths, name=name, limits=limits)
    return found


@contextmanager
def _archive(path: Path, name: str, limits: Unpacking) -> Iterator[zipfile.ZipFile]:
    """Give an archive whose list of entries is proved; what is odd about it is said in words."""
    _refuse_many_entries(path, name, limits)
    try:
        with zipfile.ZipFile(path) as bundle:
            _refuse_odd_entries(bundle, name)
            yield bundle
    except (*_UNREADABLE, Damaged) as error:
        raise Refusal(
            "damaged_workbook",
            f"{name} is not a workbook that a spreadsheet wrote, or it was damaged on its way.",
            next_step="Open it in a spreadsheet, save it again as .xlsx or as CSV (UTF-8), and "
            "hand that in. Nothing was loaded.",
        ) from error


class _Counter:
    """Unpacks entries in pieces and counts what comes out."""

    def __init__(self, packed: int, name: str, limits: Unpacking) -> None:
        self._packed, self._name, self._limits = packed, name, limits
        self._unpacked = 0

    def chunks(self, bundle: zipfile.ZipFile, part: str) -> Generator[bytes, None, None]:
        """Yield the bytes of an entry as they unfold; refuses what unfolds too far."""
        seam, is_xml = b"", None
        size = 0
        with bundle.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                self._unpacked += len(chunk)
                refuse_burst(
                    self._unpacked, self._packed, name=self._name, limits=self._limits,
                    most=self._limits.workbook_megabytes,
                )  # fmt: skip
                if is_xml is None:
                    is_xml = chunk.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"") or (
                        chunk[:2] in (b"\xff\xfe", b"\xfe\xff")
                    )
                if is_xml and not part.endswith(".svg"):
                    self._refuse_definitions(seam + chunk)
                    seam = chunk[-_SEAM:]
                if part in _INDEX and size > _LARGEST_INDEX:
                    raise Damaged
                yield chunk

    def _refuse_definitions(self, text: bytes) -> None:
        """Refuse XML that defines words which unfold, and XML in disguise."""
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Refusal(
                "unfolding_workbook",
                f"{self._name} holds definitions that unfold themselves, which no spreadsheet "
                "writes.",
                next_step="Save it again as .xlsx from a spreadsheet. Nothing was loaded.",
            )
        if b"\0" in text:
            raise Damaged


def refuse_burst(unpacked: int, packed: int, *, name: str, limits: Unpacking, most: int) -> None:
    """Refuse a file that unfolds beyond a size or a ratio; called while it unfolds.

    Args:
        unpacked: Bytes that came out so far.
        packed: Bytes of the file.
        name: What to call it in messages.
        limits: The ratio.
        most: Megabytes that may come out.
    """
    too_many = unpacked > most * MEGABYTE
    from_here = limits.ratio_from_megabytes * MEGABYTE
    if not too_many and (unpacked <= from_here or unpacked <= packed * limits.ratio):
        return
    measure = f"{most:,} megabytes" if too_many else f"{limits.ratio} times its size"
    raise Refusal(
        "bomb",
        f"{name} unfolds to more than {measure}, which is the most that is unpacked.",
        next_step="Hand it in as CSV (UTF-8), or in parts by period. Nothing was loaded.",
    )


def _refuse_many_entries(path: Path, name: str, limits: Unpacking) -> None:
    """Refuse an archive of too many entries, before a list of them is made."""
    entries, seam = 0, b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            entries += (seam + chunk).count(b"PK\x01\x02")
            seam = chunk[-3:]
            if entries > limits.entries:
                raise Refusal(
                    "bomb",
                    f"{name} holds more than {limits.entries:,} parts, which is the most that is "
                    "unpacked.",
                    next_step="Copy the sheet into a workbook of its own, or save it as CSV "
                    "(UTF-8). Nothing was loaded.",
                )


def _refuse_odd_entries(bundle: zipfile.ZipFile, name: str) -> None:
    """Refuse entries with a password, two of one name, and names that lead out of a folder."""
    names = bundle.namelist()
    if any(info.flag_bits & 1 for info in bundle.infolist()):
        raise protected(name)
    within = all(0 <= info.header_offset < bundle.start_dir for info in bundle.infolist())
    if not within or len({part.lower() for part in names}) < len(names):
        raise Damaged
    if any(part.startswith(("/", "\\")) or ".." in part or ":" in part for part in names):
        raise Refusal(
            "unsafe_names",
            f"{name} holds parts whose names lead out of it, which no spreadsheet writes.",
            next_step="Save it again as .xlsx from a spreadsheet. Nothing was loaded.",
        )
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
           for info in bundle.infolist()):  # fmt: skip
        raise Damaged


def _refuse_other_archives(bundle: zipfile.ZipFile, name: str) -> None:
    """Refuse a zip that is no workbook, or one of a kind that is not read."""
    folded = {part.lower() for part in bundle.namelist()}
    if any(
        part.endswith("vbaproject.bin") or part.startswith("xl/macrosheets/") for part in folded
    ):
        raise macros(name)
    kind = "a zip archive"
    step = "Unpack it and hand in the file that is in it."
    if "xl/workbook.bin" in folded:
        kind, step = "a binary workbook (.xlsb)", "Save it as .xlsx or as CSV (UTF-8)."
    elif "content.xml" in folded and "mimetype" in folded:
        kind, step = "an OpenDocument file (.ods)", "Save it as .xlsx or as CSV (UTF-8)."
    elif folded & {"word/document.xml", "ppt/presentation.xml"}:
        kind, step = "a text document or slides", "Copy the table into a workbook."
    elif {part.lower() for part in (TYPES, WORKBOOK, RELATIONS)} <= folded:
        return
    raise Refusal(
        "wrong_kind",
        f"{name} is {kind}, not a CSV or a workbook (.xlsx).",
        next_step=f"{step} Nothing was loaded.",
    )


def macros(name: str) -> Refusal:
    """Return the refusal of a workbook with programs in it."""
    return Refusal(
        "macros",
        f"{name} holds macros, and workbooks with programs in them are not opened.",
        next_step="Save it as .xlsx without macros, or as CSV (UTF-8). Nothing was loaded.",
    )


def protected(name: str) -> Refusal:
    """Return the refusal of a workbook that needs a password."""
    return Refusal(
        "protected_workbook",
        f"{name} is protected by a password, so nobody can look into it here.",
        next_step="Remove the password in the spreadsheet (File, Info, Protect) and hand it in "
        "again. Nothing was loaded.",
    )


def _copy_sheet(
    bundle: zipfile.ZipFile, ours: zipfile.ZipFile, counter: _Counter, part: str, index: Index
) -> SheetSeen:
    """Copy one sheet as it is to be read, and return what was seen of it."""
    if part not in bundle.NameToInfo or part in ours.NameToInfo:
        raise Damaged
    one = SheetPass(index)
    with (
        ours.open(part, "w", force_zip64=True) as stream,
        closing(counter.chunks(bundle, part)) as chunks,
    ):
        for piece in one.pieces(chunks):
            stream.write(piece)
    return one.seen


def _copy_shared(
    bundle: zipfile.ZipFile, ours: zipfile.ZipFile, counter: _Counter, part: str
) -> list[int]:
    """Copy the texts that sheets share, and return the length of each."""
    lengths: list[int] = []

    def begin(tag: str, _given: dict[str, str]) -> None:
        if local(tag) == "si":
            lengths.append(0)

    def characters(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = characters
    with (
        ours.open(SHARED, "w", force_zip64=True) as stream,
        closing(counter.chunks(bundle, part)) as chunks,
    ):
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
                stream.write(chunk)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Damaged from error
    return lengths


def _refuse_too_large(
    found: Proved, sheet: str, seen: SheetSeen, lengths: list[int], *, name: str, limits: Unpacking
) -> None:
    """Refuse a sheet that would fill the memory: cells far apart, long texts many times over."""
    if seen.rectangle > limits.sheet_cells:
        raise Refusal(
            "sheet_too_large",
            f"Sheet “{sheet}” of {name} reaches to row {seen.last_row:,} and column "
            f"{seen.last_column:,}; at most {limits.sheet_cells:,} cells are read.",
            next_step="Delete what stands far away from the table, or save the table as CSV "
            "(UTF-8). Nothing was loaded.",
        )
    most = limits.sheet_text_megabytes * MEGABYTE
    if max(lengths, default=0) * seen.shared_texts <= most:
        return
    with zipfile.ZipFile(found.path) as ours, ours.open(found.index.parts[sheet]) as stream:
        text = text_of_shared(lengths, iter(lambda: stream.read(_CHUNK), b""))
    if text > most:
        raise Refusal(
            "bomb",
            f"Sheet “{sheet}” of {name} unfolds to more than {limits.sheet_text_megabytes:,} "
            "megabytes of text, which is the most that is read.",
            next_step="Hand it in as CSV (UTF-8), or in parts by period. Nothing was loaded.",
        )
