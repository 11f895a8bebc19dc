"""How somebody writes a file: encoding, delimiter, header, sheet, numbers, dates, headings, words.

A layout is what a person confirmed or a command line said; a part that is None was left to the
file, which must then prove it. It is kept with the upload and, where wanted, as a mapping profile
for the next file of the same kind, so it is plain values that JSON can hold.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from pipelines.errors import GapError

DecimalMark = Literal["point", "comma"]
"""Which sign stands before the decimals; the other one may then stand between thousands."""
DateOrder = Literal["iso", "day_first", "month_first"]
"""How 03/02/2026 is meant; dates that begin with the year need no order."""

NOTHING = ""
"""Our value of a word, and the constant of a column, that stands for an empty cell."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({})
_WHEN_SAID = ("words", "constants")
"""Parts that are only kept where somebody said them, so that older layouts stay what they were."""


@dataclass(frozen=True)
class Layout:
    """What is said about how a file is written; None and empty leave it to the file."""

    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    """Number of the record that holds the column names, the first record being 1."""
    sheet: str | None = None
    """Of a workbook."""
    decimal_mark: DecimalMark | None = None
    dates: Mapping[str, DateOrder] = field(default_factory=lambda: MappingProxyType({}))
    """By contract column; ``""`` speaks for every column that has no entry of its own."""
    mapping: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """From a heading as it stands in the file to a contract column; ``""`` leaves it out."""
    accepts_suggestions: bool = False
    """Whether headings that are nearly ours count as the nearest column without being asked."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NO_WORDS)
    """By contract column, from a cell as it is written to our value; case does not matter."""
    constants: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """By contract column that the file does not have, what it says in every row, in our form."""

    def __post_init__(self) -> None:
        """Refuse words and constants that nothing could mean.

        Raises:
            GapError: One is no text, or two words differ only in case and mean two things.
        """
        for column, words in _by_column(self.words, "words").items():
            _refuse_unclear(column, words)
        for column, value in _by_column(self.constants, "constants").items():
            if not _is_text(value):
                raise _no_text(column, value)

    def date_order(self, column: str) -> DateOrder | None:
        """Return how the dates of a contract column are meant, where somebody said so."""
        return self.dates.get(column) or self.dates.get("")

    def as_json(self) -> dict[str, Any]:
        """Return the layout as plain values."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("dates", "mapping", "constants"):
            plain[name] = dict(plain[name])
        plain["words"] = {column: dict(words) for column, words in self.words.items() if words}
        return {name: part for name, part in plain.items() if part or name not in _WHEN_SAID}


def word_key(written: str) -> str:
    """Return a word as words are compared: composed, without blanks around it and without case.

    One letter stays one letter, as in the database that reads the cells.
    """
    composed = unicodedata.normalize("NFC", written.strip())
    return "".join(letter.lower()[:1] for letter in composed)


def layout_from(plain: Mapping[str, Any]) -> Layout:
    """Return the layout that ``as_json`` wrote, or refuse what is none.

    Raises:
        GapError: A part is unknown or holds what cannot be meant.
    """
    unknown = set(plain) - set(Layout.__dataclass_fields__)
    if unknown:
        raise GapError(
            f"A layout has no part called “{min(unknown)}”.", next_step="Nothing was changed."
        )
    _require(plain.get("decimal_mark"), (None, *get_args(DecimalMark)), "decimal mark")
    for order in (plain.get("dates") or {}).values():
        _require(order, get_args(DateOrder), "order of dates")
    return Layout(**{name: value for name, value in plain.items() if value is not None})


def _require(given: object, possible: tuple[object, ...], what: str) -> None:
    """Refuse a word that is none of the possible ones."""
    if given not in possible:
        words = ", ".join(str(one) for one in possible if one)
        raise GapError(
            f"“{given}” is no {what}.", next_step=f"Possible: {words}. Nothing was changed."
        )


def words_of(texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return by column what each word of ``status:Live=production`` stands for.

    Raises:
        GapError: A text has no such form, or one word is given two meanings.
    """
    words: dict[str, dict[str, str]] = {}
    for text in texts:
        left, sign, ours = (part.strip() for part in text.rpartition("="))
        column, colon, written = (part.strip() for part in left.partition(":"))
        if not (sign and colon and column and written):
            raise GapError(
                f"“{text}” gives no word a meaning.",
                where="Words.",
                next_step="Write COLUMN:WRITTEN=OURS, such as status:Live=production. "
                "Nothing was changed.",
            )
        if words.setdefault(column, {}).setdefault(written, ours) != ours:
            raise _two_meanings(column, written)
    return words


def constants_of(texts: Iterable[str]) -> dict[str, str]:
    """Return by column the value of ``currency=EUR``; nothing behind the sign is an empty cell.

    Raises:
        GapError: A text has no such form, or one column is given two values.
    """
    constants: dict[str, str] = {}
    for text in texts:
        column, sign, value = (part.strip() for part in text.partition("="))
        if not (sign and column):
            raise GapError(
                f"“{text}” gives no column a value.",
                where="Values for the whole file.",
                next_step="Write COLUMN=VALUE, or COLUMN= to leave it empty in every row. "
                "Nothing was changed.",
            )
        if constants.setdefault(column, value) != value:
            raise _two_meanings("the whole file", column)
    return constants


def _two_meanings(place: str, name: str) -> GapError:
    """Return the refusal of one name with two meanings."""
    return GapError(
        f"“{name}” is given two meanings in {place}.",
        next_step="Say one of them. Nothing was changed.",
    )


def _by_column(given: object, part: str) -> Mapping[str, Any]:
    """Return a part of a layout that speaks of columns by their names."""
    if not isinstance(given, Mapping) or not all(isinstance(name, str) for name in given):
        raise GapError(
            f"The {part} of a layout are named by column.", next_step="Nothing was changed."
        )
    return given


def _refuse_unclear(column: str, words: object) -> None:
    """Refuse words that are none, or that only case tells apart although they mean two things."""
    if not isinstance(words, Mapping):
        raise _no_text(column, words)
    seen: dict[str, tuple[str, str]] = {}
    for written, ours in words.items():
        if not (_is_text(written) and _is_text(ours) and written.strip()):
            raise _no_text(column, written or ours)
        other, meant = seen.setdefault(word_key(written), (written, ours))
        if meant != ours:
            raise GapError(
                f"“{other}” and “{written}” differ only in case, and one is said to be "
                f"“{meant}”, the other “{ours}”.",
                where=f"Words of {column}.",
                next_step="Say one of them. Nothing was changed.",
            )


def _is_text(given: object) -> bool:
    """Return whether something is text that a file could hold: no NUL, no half of a letter."""
    if not isinstance(given, str) or "\0" in given:
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in given)


def _no_text(column: str, given: object) -> GapError:
    """Return the refusal of what is no text with a meaning."""
    return GapError(
        f"{given!a} is nothing that a cell could say.",
        where=f"Layout, {column}.",
        next_step="Write a word and what it stands for. Nothing was changed.",
    )
