"""From bytes to a table of text: what a file is, before anybody trusts a word in it.

The first kilobytes decide whether it can be a CSV at all, in which encoding and with which
delimiter; then one pass over every byte gives the SHA-256 and says whether DuckDB may read the
file where it lies or whether it has to be written out tidily first. Nothing is guessed: an
encoding that the bytes do not prove has to be named by whoever hands the file in.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import GapError
from pipelines.intake.receipt import Refusal

HEAD = 65_536
"""Bytes looked at to find the header; a header that does not end in them is no header."""
MOST_COLUMNS = 200
LONGEST_NAME = 200
DELIMITERS = (",", ";", "\t")
CHUNK = 1 << 22

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


@dataclass(frozen=True)
class Scan:
    """What one pass over every byte found."""

    sha256: str
    size: int
    tidy: bool
    """Whether DuckDB may read the file where it lies: UTF-8, one kind of line end, no blank
    lines that would shift the line numbers."""


def opening(
    path: Path, *, encoding: str | None, name: str, score: Callable[[Sequence[str]], int]
) -> Opening:
    """Return how the file begins: its encoding, its delimiter and its header.

    Args:
        path: The file.
        encoding: The encoding somebody vouches for; None means UTF-8, or UTF-16 with its mark.
        name: What to call the file in messages.
        score: How many cells of a candidate header are known column names.

    Raises:
        Refusal: The file cannot be a CSV with a header.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        whole = len(head) == os.fstat(stream.fileno()).st_size
    _refuse_other_kinds(head, name)
    chosen = _encoding(head, encoding, name)
    text = _decoded(head, chosen, whole=whole, name=name)
    if not text.strip():
        raise Refusal("empty_file", f"{name} holds nothing but blanks.")
    if text.lstrip()[:1] in ("{", "[", "<"):
        raise Refusal(
            "wrong_kind",
            f"{name} is {'JSON' if text.lstrip()[0] in '{[' else 'HTML or XML'}, not a CSV.",
            next_step="Save it as CSV (UTF-8) and hand it in again. Nothing was loaded.",
        )
    records = {mark: _first_records(text, mark) for mark in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda mark: (score(records[mark][0]), len(records[mark][0])))
    header = records[delimiter][0]
    if 3 * score(header) < 2 * len(header):
        _refuse_titles(records.values(), score(header), score=score, name=name)
    _refuse_unfit_header(header, text, whole=whole, name=name)
    return Opening(chosen, delimiter, tuple(cell.strip() for cell in header))


def scan(path: Path, encoding: str, *, name: str) -> Scan:
    """Read every byte once: hash it, prove the encoding, look at the line ends.

    Raises:
        Refusal: The bytes are not text of that encoding, or hold NUL.
    """
    digest = hashlib.sha256()
    prover = _Prover(encoding, name)
    lines = _LineEnds()
    size = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            prover.feed(chunk, size)
            lines.feed(chunk)
            size += len(chunk)
    prover.feed(b"", size, final=True)
    tidy = encoding in ("utf-8", "utf-8-sig") and lines.uniform
    return Scan(digest.hexdigest(), size, tidy)


def sha256_of(path: Path, *, name: str) -> Scan:
    """Return the hash of a file that a mapping profile will read; refuses other kinds."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if not size:
                _refuse_other_kinds(chunk, name)
            digest.update(chunk)
            size += len(chunk)
    if not size:
        raise Refusal("empty_file", f"{name} is empty.")
    return Scan(digest.hexdigest(), size, tidy=False)


class _LineEnds:
    """Whether every line ends alike and none is blank."""

    def __init__(self) -> None:
        self._last = b"\n"
        self._pairs = self._feeds = 0
        self._odd = False

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes; the seam with those before them is looked at once more."""
        if self._odd:
            return
        seam = self._last + chunk[:2]
        self._odd = b"\n\n" in chunk or b"\n\n" in seam
        if b"\r" in chunk or b"\r" in seam:
            joined = self._last + chunk
            pairs = joined.count(b"\r\n") - self._last.count(b"\r\n")
            returns = joined[:-1].count(b"\r") - self._last[:-1].count(b"\r")
            self._odd = self._odd or returns != pairs or b"\n\r\n" in joined
            self._pairs += pairs
            self._feeds += chunk.count(b"\n") - pairs
        elif not self._feeds:
            self._feeds += b"\n" in chunk
        self._last = (self._last + chunk)[-2:] if len(chunk) < 2 else chunk[-2:]

    @property
    def uniform(self) -> bool:
        """Whether the lines need no tidying."""
        return not (self._odd or (self._pairs and self._feeds) or self._last.endswith(b"\r"))


class _Prover:
    """Proves that bytes are text of one encoding, chunk by chunk."""

    def __init__(self, encoding: str, name: str) -> None:
        self._encoding = encoding
        self._name = name
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
        self._plain = encoding in ("utf-8", "utf-8-sig")
        self._pending = False

    def feed(self, chunk: bytes, offset: int, *, final: bool = False) -> None:
        """Check the next bytes, which begin at ``offset``."""
        if self._plain and not self._pending and chunk.isascii():
            if b"\0" in chunk:
                self._refuse_nul()
            return
        try:
            text = self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            raise self._not_text(error, chunk, offset) from None
        self._pending = bool(self._decoder.getstate()[0])
        if "\0" in text:
            self._refuse_nul()
        if "\ufffd" in text:
            raise Refusal(
                "damaged_text",
                f"{self._name} holds the mark � of letters that were lost before it came here.",
                next_step="Export it again from where it was made. Nothing was loaded.",
            )

    def _refuse_nul(self) -> None:
        """Refuse a file with NUL in it: it is not text, or cut off by a crash."""
        raise Refusal(
            "not_text",
            f"{self._name} holds NUL bytes, so it is not plain text.",
            next_step="Export it again as CSV (UTF-8). Nothing was loaded.",
        )

    def _not_text(self, error: UnicodeDecodeError, chunk: bytes, offset: int) -> Refusal:
        """Return the refusal of bytes that are not text of the encoding."""
        line = "" if offset else f"Line {chunk[: error.start].count(10) + 1}."
        shown = "UTF-8" if self._plain else self._encoding
        return Refusal(
            "wrong_encoding",
            f"{self._name} is not text in {shown}.",
            where=line or f"Near byte {offset + error.start}.",
            next_step="Save it as CSV (UTF-8), or name the encoding it is in, such as "
            "--encoding cp1252 for a file from Windows. Nothing was loaded.",
        )


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
    prover = _Prover(encoding, name)
    prover.feed(head, 0, final=whole)
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    return decoder.decode(head, whole)


def _first_records(text: str, delimiter: str) -> list[list[str]]:
    """Return the first records of the text, as far as quotes can be made sense of."""
    records: list[list[str]] = [[]]
    csv.field_size_limit(HEAD)
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            records = [record] if records == [[]] else [*records, record]
            if len(records) == 20:
                break
    except csv.Error:
        return records
    return records


def _refuse_titles(
    readings: Iterable[Sequence[Sequence[str]]],
    known: int,
    *,
    score: Callable[[Sequence[str]], int],
    name: str,
) -> None:
    """Refuse a file whose header stands below titles; to skip lines unasked would be a guess."""
    for records in readings:
        for line, record in enumerate(records, start=1):
            if score(record) > max(2 * known, 2):
                raise Refusal(
                    "no_header",
                    f"The header of {name} is not its first line but line {line}.",
                    where="Line 1.",
                    next_step="Remove the lines above it and hand the file in again. "
                    "Nothing was loaded.",
                )


def _refuse_unfit_header(header: Sequence[str], text: str, *, whole: bool, name: str) -> None:
    """Refuse a header that is too long or too wide, before anything is matched against it."""
    ended = whole or "\n" in text or "\r" in text
    if len(header) > MOST_COLUMNS or not ended or any(len(cell) > LONGEST_NAME for cell in header):
        raise Refusal(
            "header_too_long",
            f"The first line of {name} is too long for a header: {len(header)} columns.",
            where="Line 1.",
            next_step=f"At most {MOST_COLUMNS} columns with names of at most {LONGEST_NAME} "
            "characters are read. Nothing was loaded.",
        )
