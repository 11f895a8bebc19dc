"""The cells of a sheet as XML: measured before they are read, and written so that nothing is lost.

The reader of workbooks drops errors (#N/A), knows no number formats and reserves memory for the
smallest rectangle around all cells, however far apart they are. So each sheet passes through here
once: errors become text, percentages and moments in UTC become the text that a person reads, and
the rectangle is known before anybody reserves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from xml.parsers import expat

from pipelines.intake.workbook.index import Damaged, Index, Shown, local

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Of every workbook there is."""
LARGEST_SHOWN = 1e15
"""Beyond it a number has more digits than a spreadsheet keeps."""
LONGEST_CELL = 1 << 18
"""Bytes of a cell with its formula and its text, which have at most 41,000 characters."""

_PREFIX = rb"(?:[\w.-]+:)?"
_CELL = rb"<(" + _PREFIX + rb")c(\s[^<>]*)>\s*"
_FORMULA = rb"(<\1f\b[^<]*(?:</\1f>)?\s*)"
_ERROR = re.compile(rb"(<" + _PREFIX + rb"c\s[^<>]*?\bt\s*=\s*[\"'])e([\"'])")
_NUMBER = re.compile(_CELL + _FORMULA + rb"?<\1v>([^<]*)</\1v>")
_UNCALCULATED = re.compile(_CELL + _FORMULA + rb"(?:<\1v\s*/>|<\1v\s*>\s*</\1v>)?\s*</\1c>")
_ODD_VALUE = re.compile(_CELL + _FORMULA + rb"?<\1v[^<>]*>[^<]*&")
_TWO_VALUES = re.compile(rb"</" + _PREFIX + rb"v>\s*<" + _PREFIX + rb"v[\s>]")
_HIDDEN_ROW = re.compile(rb"<" + _PREFIX + rb"row\s[^<>]*\bhidden\s*=\s*[\"'](?:1|true)")
_GIVEN = re.compile(rb"([\w:.-]+)\s*=\s*[\"']([^\"']*)[\"']")
_TYPE = re.compile(rb"\s(?:t|s)\s*=\s*[\"'][^\"']*[\"']")
_CELL_BEGINS = re.compile(rb"<" + _PREFIX + rb"c[\s>/]")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


@dataclass
class SheetSeen:
    """What passing over a sheet found."""

    last_row: int = 0
    last_column: int = 0
    shared_texts: int = 0
    """Cells that refer to a text which stands elsewhere."""
    hidden_rows: int = 0
    percentages: int = 0
    uncalculated: str = ""
    """The first cell that holds a formula without its result."""
    first_row: int = LAST_ROW + 1
    first_column: int = LAST_COLUMN + 1

    def widen(self, row: int, column: int) -> None:
        """Let the rectangle hold another cell."""
        if row > self.last_row:
            self.last_row = row
        if row < self.first_row:
            self.first_row = row
        if column > self.last_column:
            self.last_column = column
        if column < self.first_column:
            self.first_column = column

    @property
    def rectangle(self) -> int:
        """Return the number of cells of the smallest rectangle around all values."""
        rows = max(self.last_row - self.first_row + 1, 0)
        return rows * max(self.last_column - self.first_column + 1, 0)


@dataclass
class SheetPass:
    """One pass over a sheet, piece by piece."""

    index: Index
    seen: SheetSeen = field(default_factory=SheetSeen)
    _rest: bytes = b""
    _reference: str | None = None
    _row: int = 0
    _column: int = 0

    def __post_init__(self) -> None:
        """Make the parser that follows the cells."""
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.StartElementHandler = self._begin
        # Numbers in pieces would be read as their first piece; no spreadsheet writes them so.
        self._parser.CommentHandler = _refuse
        self._parser.ProcessingInstructionHandler = _refuse
        self._parser.StartCdataSectionHandler = _refuse
        self._names: dict[str, str] = {}

    def pieces(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the sheet as it is to be read.

        Raises:
            Damaged: It is not what a spreadsheet writes.
        """
        for chunk in chunks:
            text = self._rest + chunk
            end = _end_of_whole_cells(text)
            self._rest = text[end:]
            yield self._piece(text[:end], final=False)
        yield self._piece(self._rest, final=True)

    def _piece(self, text: bytes, *, final: bool) -> bytes:
        """Return some whole cells as they are to be read."""
        if b"&" in text and any(_is_number(found) for found in _ODD_VALUE.finditer(text)):
            raise Damaged
        if _TWO_VALUES.search(text):
            raise Damaged
        if b"hidden" in text:
            self.seen.hidden_rows += len(_HIDDEN_ROW.findall(text))
        if b"f>" in text or b"f/>" in text or b"f />" in text:
            self._look_for_uncalculated(text)
        if self.index.shown:
            text = _NUMBER.sub(partial(_shown_text, self), text)
        if b'"e"' in text or b"'e'" in text:
            text = _ERROR.sub(rb"\1str\2", text)
        try:
            self._parser.Parse(text, final)
        except expat.ExpatError as error:
            raise Damaged from error
        return text

    def _look_for_uncalculated(self, text: bytes) -> None:
        """Note the first formula without a result; one whose result is no text has one."""
        for found in _UNCALCULATED.finditer(text):
            given = dict(_GIVEN.findall(found[2]))
            if given.get(b"t") != b"str" and not self.seen.uncalculated:
                self.seen.uncalculated = given.get(b"r", b"?").decode()

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        """Follow the place of each cell, and count it where it holds a value."""
        name = self._names.get(tag)
        if name is None:
            name = self._names.setdefault(tag, local(tag))
        if name == "c":
            self._move(given.get("r"))
            if given.get("t") == "s":
                self.seen.shared_texts += 1
        elif name in ("v", "is"):
            self.seen.widen(self._row, self._column)
        elif name == "row":
            self._row = _number(given["r"]) if "r" in given else self._row + 1
            self._column = 0

    def _move(self, reference: str | None) -> None:
        """Go to the cell that is named, else to the next one."""
        if reference is None:
            self._column += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None:
                raise Damaged
            self._row, self._column = int(found[2]), _column(found[1])
        if not (1 <= self._row <= LAST_ROW and 1 <= self._column <= LAST_COLUMN):
            raise Damaged


def _end_of_whole_cells(text: bytes) -> int:
    """Return where a piece may be cut: before its last cell, else before its last element."""
    for start in (max(len(text) - LONGEST_CELL, 0), 0):
        place = start
        for found in _CELL_BEGINS.finditer(text, start):
            place = found.start()
        if place > start:
            return place if len(text) - place <= LONGEST_CELL else max(text.rfind(b"<"), place)
    return max(text.rfind(b"<"), 0) or len(text)


@lru_cache(LAST_COLUMN)
def _column(letters: str) -> int:
    """Return the number of a column, A being 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _number(text: str) -> int:
    """Return the number of a row."""
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise Damaged
    return int(text)


def _is_number(found: re.Match[bytes]) -> bool:
    """Return whether a cell that was found holds a number."""
    return dict(_GIVEN.findall(found[2])).get(b"t", b"n") not in (b"str", b"s", b"e")


def _shown_text(into: SheetPass, found: re.Match[bytes]) -> bytes:
    """Return a cell as the text that a person reads, where its format makes that another one."""
    given = dict(_GIVEN.findall(found[2]))
    meaning = into.index.shown.get(given.get(b"s", b"0").decode())
    if meaning is None or given.get(b"t", b"n") != b"n":
        return found[0]
    text = as_shown(found[4].decode(), meaning, from_1904=into.index.from_1904)
    if text is None:
        return found[0]
    into.seen.percentages += meaning == "percent"
    prefix, rest = found[1], _TYPE.sub(b"", found[2])
    return b'<%bc%b t="str"><%bv>%b</%bv>' % (prefix, rest, prefix, text.encode(), prefix)


def as_shown(number: str, meaning: Shown, *, from_1904: bool) -> str | None:
    """Return a number as its format shows it, with all its digits; None where it cannot be."""
    if not _PLAIN_NUMBER.fullmatch(number) or abs(float(number)) > LARGEST_SHOWN:
        return None
    # A workbook holds 0.07 as 7.0000000000000007E-2; its shortest form is what was meant.
    exact = Decimal(repr(float(number)))
    if meaning == "percent":
        return f"{plain(exact * 100)}%"
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    if exact < (0 if from_1904 else 61):
        return None  # the 29th of February 1900, which there was not, and what came before
    try:
        moment = first + timedelta(milliseconds=round(exact * 86_400_000))
    except OverflowError:
        return None
    return f"{moment.isoformat(timespec='milliseconds' if moment.microsecond else 'seconds')}Z"


def plain(number: Decimal) -> str:
    """Return a number in digits, without an exponent and without zeros that say nothing."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _refuse(*_told: object) -> None:
    """Refuse what stands between the parts of a cell."""
    raise Damaged


def text_of_shared(lengths: list[int], chunks: Iterator[bytes]) -> int:
    """Return how much text a sheet holds once every shared text is written out.

    Args:
        lengths: The length of each shared text.
        chunks: The sheet.
    """
    total = 0
    inside = False
    digits: list[str] = []

    def begin(tag: str, given: Mapping[str, str]) -> None:
        nonlocal inside
        if local(tag) == "c":
            inside = given.get("t") == "s"

    def characters(text: str) -> None:
        if inside:
            digits.append(text)

    def end(tag: str) -> None:
        nonlocal total
        if local(tag) == "v" and digits:
            place = "".join(digits)
            digits.clear()
            total += lengths[int(place)] if place.isdigit() and int(place) < len(lengths) else 0

    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    for chunk in chunks:
        parser.Parse(chunk, False)
    return total
