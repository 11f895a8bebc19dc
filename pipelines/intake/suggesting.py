"""What was probably meant by a cell that cannot be read: offered, and never taken unasked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.errors import GapError
from pipelines.extracts.contract import Column, ColumnType
from pipelines.periods import Grain, Period, containing, written

_EXCEL_FIRST = date(1899, 12, 30)
_EXCEL_DAYS = range(18_264, 73_051)
"""Days that Excel counts from 1950 to 2099; other numbers in a date column are no dates."""
_YES = frozenset({"wahr", "ja", "oui", "si", "sí", "y", "t", "x", "on"})
_NO = frozenset({"falsch", "nein", "non", "n", "f", "off"})
_MONEY = re.compile(r"(?:[€$£]|EUR|USD|GBP)?\s*([+-]?[0-9][0-9.,'\s]*?)\s*(?:[€$£]|EUR|USD|GBP|%)?")
_ZERO_DECIMALS = re.compile(r"([+-]?[0-9]+)[.,]0+")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{2})")
_SHORT_QUARTER = re.compile(r"Q([1-4])[ /'-]?([0-9]{2})", re.IGNORECASE)


@dataclass(frozen=True)
class Suggestion:
    """A value to write instead, and why where that is not plain to see."""

    value: str
    why: str = ""


NOTHING = Suggestion("")


def suggestion(column: Column, code: str, value: str | None, *, grain: Grain | None) -> Suggestion:
    """Return what a refused cell probably means; ``NOTHING`` where nobody can tell.

    Args:
        column: The cell's column.
        code: What is wrong, from ``convert.fault``.
        value: The cell as it was written, trimmed.
        grain: For the period column, the only grain its labels may have.
    """
    if not value:
        return NOTHING
    if code == "not_allowed":
        close = difflib.get_close_matches(value.casefold(), column.allowed, n=1)
        return Suggestion(close[0]) if close else NOTHING
    if code == "wrong_pattern":
        return _of_pattern(column, value)
    if code != "wrong_type":
        return NOTHING
    if column.type == "period":
        return _period(value, grain)
    found = _BY_TYPE.get(column.type)
    return found(value) if found else NOTHING


def _of_pattern(column: Column, value: str) -> Suggestion:
    """Return the same text in capitals or without blanks, where that has the right form."""
    for tried in (value.upper(), value.replace(" ", ""), value.upper().replace(" ", "")):
        if re.fullmatch(column.pattern, tried):
            return Suggestion(tried)
    return NOTHING


def _integer(value: str) -> Suggestion:
    """Return a whole number without decimals that say nothing."""
    found = _ZERO_DECIMALS.fullmatch(value)
    return Suggestion(found[1]) if found else _number(value)


def _number(value: str) -> Suggestion:
    """Return a number without its currency, its dash or the digits of another script."""
    if value.isdecimal() and not value.isascii():
        return Suggestion(str(int(value)))
    plain = value.replace("\u2212", "-").replace("\u2013", "-")
    found = _MONEY.fullmatch(plain)
    return Suggestion(found[1]) if found and found[1] != value else NOTHING


def _boolean(value: str) -> Suggestion:
    """Return yes and no of other languages and habits."""
    word = value.casefold()
    return Suggestion("true" if word in _YES else "false" if word in _NO else "")


def _date(value: str) -> Suggestion:
    """Return the day that Excel means by a number, or a year with its century."""
    if value.isascii() and value.isdecimal() and int(value) in _EXCEL_DAYS:
        day = _EXCEL_FIRST + timedelta(days=int(value))
        return Suggestion(day.isoformat(), f"In Excel {value} is {day.isoformat()}.")
    short = _SHORT_YEAR.fullmatch(value)
    if short:
        first, mark, second, year = short.groups()
        full = f"{first}{mark}{second}{mark}20{year}"
        return Suggestion(full, "A year has four digits.")
    head = value[:10]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ].*", value) and _day(head):
        return Suggestion(head, "A date has no time of day.")
    return NOTHING


def _period(value: str, grain: Grain | None) -> Suggestion:
    """Return the period that a day, a shorter period or a short year belongs to."""
    short = _SHORT_QUARTER.fullmatch(value)
    if short:
        return Suggestion(f"20{short[2]}-Q{short[1]}", "A year has four digits.")
    day = _day(value[:10])
    try:
        period = Period(day, "month") if day else written(value)
    except GapError as error:
        about_fiscal_years = "FISCAL" in error.where
        return Suggestion("", f"{error.where} {error.next_step}") if about_fiscal_years else NOTHING
    if grain is None or (not day and period.grain in ("year", grain)):
        return NOTHING
    if day is None and grain == "month":
        return NOTHING
    return Suggestion(containing(period.start, grain).label)


def _day(text: str) -> date | None:
    """Return a date in our own form."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


_BY_TYPE: Mapping[ColumnType, Callable[[str], Suggestion]] = {
    "integer": _integer,
    "decimal": _number,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}
