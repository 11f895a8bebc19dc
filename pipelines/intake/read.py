"""From bytes to a table of text: what a file is, before anybody trusts a word in it.

The first kilobytes decide whether it can be a CSV at all, in which encoding, with which
delimiter, and where its header stands; then one pass over every byte (``scanning.py``) says
whether DuckDB may read the file where it lies or whether it has to be written out tidily first.
Nothing is guessed: what the bytes do not prove has to be said by whoever hands the file in.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import GapError
from pipelines.intake.layout import Layout
from pipelines.intake.policy import intake_policy
from pipelines.intake.receipt import Refusal
from pipelines.intake.scanning import Prover, Scan, sha256_of

HEAD = 65_536
"""Bytes looked at to find the header; a header that does not end in them is no header."""
DELIMITERS = (",", ";", "\t", "|")
ROWS_SHOWN = 5
"""Records below the header that a person is shown to recognise the file."""

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a text document"),
)
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Opening:
    """How a file begins."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int = 1
    """Number of the record that holds the header; blank lines count."""
    header_lines: tuple[int, ...] = ()
    """Other records that look like a header where this one does not; never taken unasked."""
    records: tuple[tuple[str, ...], ...] = ()
    """The first records, the header among them, as they are written."""


def opening(
    path: Path, *, encoding: str | None, name: str, score: Callable[[Sequence[str]], int]
) -> Opening:
    """Return how the file begins, where its header is its first line.

    Args:
        path: The file.
        encoding: The encoding somebody vouches for; None means UTF-8, or UTF-16 with its mark.
        name: What to call the file in messages.
        score: How many cells of a candidate header are known column names.

    Raises:
        Refusal: The file cannot be a CSV with a header.
    """
    found = beginning(path, Layout(encoding=encoding), name=name, score=score)
    for line in found.header_lines:
        raise Refusal(
            "no_header",
            f"The header of {name} is not its first line but line {line}.",
            where="Line 1.",
            next_step="Remove the lines above it and hand the file in again. Nothing was loaded.",
        )
    return found


def beginning(
    path: Path, layout: Layout, *, name: str, score: Callable[[Sequence[str]], int]
) -> Opening:
    """Return how the file begins: its encoding, its delimiter, its header and where that stands.

    Args:
        path: The file.
        layout: What somebody said; the file must prove the rest.
        name: What to call the file in messages.
        score: How many cells of a candidate header are known column names.

    Raises:
        Refusal: The file cannot be a CSV with a header.
        GapError: What was said makes no sense.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        whole = len(head) == os.fstat(stream.fileno()).st_size
    _refuse_other_kinds(head, name)
    encoding = _encoding(head, layout.encoding, name)
    text = _decoded(head, encoding, whole=whole, name=name)
    if not text.strip():
        raise Refusal("empty_file", f"{name} holds nothing but blanks.")
    if text.lstrip()[:1] in ("{", "[", "<"):
        raise Refusal(
            "wrong_kind",
            f"{name} is {'JSON' if text.lstrip()[0] in '{[' else 'HTML or XML'}, not a CSV.",
            next_step="Save it as CSV (UTF-8) and hand it in again. Nothing was loaded.",
        )
    most = max(intake_policy().matching.header_within, (layout.header_line or 0) + ROWS_SHOWN)
    marks = DELIMITERS if layout.delimiter is None else (_delimiter(layout.delimiter),)
    readings = {mark: _first_records(text, mark, most) for mark in marks}
    delimiter = max(marks, key=lambda mark: _likely(readings[mark], score))
    records = readings[delimiter]
    said = layout.header_line
    line = _first_filled(records) if said is None else said
    if not 0 < line <= len(records):
        raise GapError(
            f"{name} has no line {line} that could be its header.",
            next_step="Name the line that holds the column names, the first being 1. "
            "Nothing was loaded.",
        )
    header = records[line - 1]
    others = () if said is not None else _other_headers(records, line, score)
    _refuse_unfit_header(header, text, whole=whole, name=name)
    return Opening(
        encoding,
        delimiter,
        tuple(cell.strip() for cell in header),
        line,
        others,
        tuple(tuple(record) for record in records),
    )


def profiled(path: Path, *, name: str) -> Scan:
    """Return the hash of a file that a mapping profile will read; refuses other kinds."""
    with path.open("rb") as stream:
        _refuse_other_kinds(stream.read(HEAD), name)
    return sha256_of(path)


def _refuse_other_kinds(head: bytes, name: str) -> None:
    """Refuse what is certainly no CSV."""
    if not head:
        raise Refusal("empty_file", f"{name} is empty.")
    for magic, kind in _KINDS:
        if head.startswith(magic):
            raise Refusal(
                "wrong_kind",
                f"{name} is {kind}, not a CSV.",
                next_step="Save it as CSV (UTF-8) and hand it in again. Nothing was loaded.",
            )


def _encoding(head: bytes, asked: str | None, name: str) -> str:
    """Return the codec to read the file with."""
    marked = next((codec for mark, codec in _BOMS if head.startswith(mark)), None)
    if marked == "utf-32":
        raise Refusal("wrong_encoding", f"{name} is in UTF-32; save it as CSV (UTF-8).")
    if asked is None:
        return marked or "utf-8"
    try:
        codec = codecs.lookup(asked)
        "".encode(codec.name)
    except LookupError:
        raise GapError(
            f"“{asked}” is not an encoding of text.",
            next_step="Use a name such as cp1252, latin-1 or utf-8. Nothing was loaded.",
        ) from None
    return marked if marked == "utf-8-sig" and codec.name == "utf-8" else codec.name


def _decoded(head: bytes, encoding: str, *, whole: bool, name: str) -> str:
    """Return the head as text; a character cut by its end is left out."""
    prover = Prover(encoding, name)
    prover.feed(head, 0, final=whole)
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    return decoder.decode(head, whole)


def _delimiter(said: str) -> str:
    """Return the delimiter that somebody named, by itself or in words."""
    mark = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(said.casefold(), said)
    if mark not in DELIMITERS:
        raise GapError(
            f"“{said}” is no delimiter that is read.",
            next_step="Possible: comma, semicolon, tab and pipe (|). Nothing was loaded.",
        )
    return mark


def _first_records(text: str, delimiter: str, most: int) -> list[list[str]]:
    """Return the first records of the text, as far as quotes can be made sense of."""
    records: list[list[str]] = []
    csv.field_size_limit(HEAD)
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            records.append(record)
            if len(records) == most:
                break
    except csv.Error:
        pass
    return records or [[]]


def _first_filled(records: Sequence[Sequence[str]]) -> int:
    """Return the number of the first record that holds anything."""
    filled = (line for line, record in enumerate(records, start=1) if any(map(str.strip, record)))
    return next(filled, 1)


def _likely(
    records: Sequence[Sequence[str]], score: Callable[[Sequence[str]], int]
) -> tuple[int, int, int]:
    """Return how well a delimiter explains a file: any header in it, its first line, its width."""
    first = records[_first_filled(records) - 1]
    return max(score(record) for record in records), score(first), len(first)


def _other_headers(
    records: Sequence[Sequence[str]], line: int, score: Callable[[Sequence[str]], int]
) -> tuple[int, ...]:
    """Return the records below the first that look like a header, where the first does not."""
    known = score(records[line - 1])
    if known > 1 and 3 * known >= 2 * len(records[line - 1]):
        return ()
    return tuple(
        place
        for place, record in enumerate(records, start=1)
        if place > line and score(record) > max(2 * known, 2)
    )


def _refuse_unfit_header(header: Sequence[str], text: str, *, whole: bool, name: str) -> None:
    """Refuse a header that is too long or too wide, before anything is matched against it."""
    ended = whole or "\n" in text or "\r" in text
    most, longest = intake_policy().limits.columns, intake_policy().limits.name_characters
    if len(header) > most or not ended or any(len(cell) > longest for cell in header):
        raise Refusal(
            "header_too_long",
            f"The first line of {name} is too long for a header: {len(header)} columns.",
            where="Line 1.",
            next_step=f"At most {most} columns with names of at most {longest} "
            "characters are read. Nothing was loaded.",
        )
