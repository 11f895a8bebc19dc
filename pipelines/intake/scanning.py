"""One pass over every byte of a text: its hash, the proof of its encoding, its line ends."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipelines.intake.receipt import Refusal

CHUNK = 1 << 22


@dataclass(frozen=True)
class Scan:
    """What one pass over every byte found."""

    sha256: str
    size: int
    tidy: bool
    """Whether DuckDB may read the file where it lies: UTF-8, one kind of line end, no blank
    lines that would shift the line numbers."""
    lines: int = 0
    """Line ends, those inside of quoted cells counted."""


class NotThatText(Refusal):
    """Bytes that are not text of the encoding that they were read in."""


def scan(path: Path, encoding: str, *, name: str) -> Scan:
    """Read every byte once: hash it, prove the encoding, look at the line ends.

    Raises:
        Refusal: The bytes are not text of that encoding, or hold NUL.
    """
    digest = hashlib.sha256()
    prover = Prover(encoding, name)
    lines = _LineEnds()
    size = ends = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            prover.feed(chunk, size)
            lines.feed(chunk)
            ends += chunk.count(b"\n")
            size += len(chunk)
    prover.feed(b"", size, final=True)
    tidy = encoding in ("utf-8", "utf-8-sig") and lines.uniform
    return Scan(digest.hexdigest(), size, tidy, ends)


def sha256_of(path: Path) -> Scan:
    """Return the hash and the size of a file, whatever it is."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
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


class Prover:
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

    def _not_text(self, error: UnicodeDecodeError, chunk: bytes, offset: int) -> NotThatText:
        """Return the refusal of bytes that are not text of the encoding."""
        line = "" if offset else f"Line {chunk[: error.start].count(10) + 1}."
        shown = "UTF-8" if self._plain else self._encoding
        return NotThatText(
            "wrong_encoding",
            f"{self._name} is not text in {shown}.",
            where=line or f"Near byte {offset + error.start}.",
            next_step="Save it as CSV (UTF-8), or name the encoding it is in, such as "
            "--encoding cp1252 for a file from Windows. Nothing was loaded.",
        )
