"""Dates as people type them: read by named layouts, never guessed.

A layout is a word from ``LAYOUTS``; a profile lists those that its file uses. What a text does
not say is not made up: ``22-Jul`` read as July 2022 keeps the precision ``month``, and where
it lands in the month is the profile's stated choice. Pure; no clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pipelines.periods import Grain, containing

Layout = Literal[
    "m/d/yyyy", "d/m/yyyy", "d.m.yyyy", "yyyy-mm-dd", "yyyy-mm", "yyyy", "yy-mmm", "mmm-yy",
    "d mmm yyyy", "mmm d, yyyy", "mmm yyyy", "day number",
]  # fmt: skip
Precision = Literal["day", "month", "year"]
Place = Literal["first day", "last day"]

_DAY_ZERO = date(1899, 12, 30)
"""Day 0 of spreadsheets' day numbers, their invented 29 February 1900 allowed for."""
_FIRST_NUMBER, _LAST_NUMBER = 61, 73_050
"""Day numbers that mean the same in every spreadsheet (1900-03-01) up to 2099-12-31."""
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A date with the precision that was written; ``day`` is the first day it covers."""

    day: date
    precision: Precision

    @property
    def last(self) -> date:
        """Return the last day that the text covers."""
        if self.precision == "day":
            return self.day
        grain: Grain = "month" if self.precision == "month" else "year"
        return containing(self.day, grain).end

    def placed(self, place: Place) -> date:
        """Return the day that stands for the whole month or year."""
        return self.day if place == "first day" else self.last


class ImpossibleDate(ValueError):
    """The text has a date's layout, but no calendar has that day."""


def written_date(text: str, layouts: tuple[Layout, ...], *, short_years: int) -> Written | None:
    """Return what ``text`` says by the first layout that it fits, or None.

    Args:
        text: The cell, blanks around it allowed.
        layouts: The layouts that the file uses, in order of preference.
        short_years: First year of the hundred that two-digit years fall into.

    Raises:
        ImpossibleDate: It fits a layout and is no day of the calendar (31 February).
    """
    impossible: ImpossibleDate | None = None
    for layout in layouts:
        match = _PATTERNS[layout].fullmatch(text.strip())
        if match is None:
            continue
        try:
            return _READERS[layout](match, short_years)
        except ValueError:
            impossible = ImpossibleDate(text)
    if impossible is not None:
        raise impossible
    return None


def year_from_day_number(day: date) -> int:
    """Return the number that a spreadsheet shows as ``day``: 2024 for 16 July 1905."""
    return (day - _DAY_ZERO).days


def _full(match: re.Match[str], _short_years: int) -> Written:
    """Read a day from numbers."""
    return Written(date(int(match["y"]), int(match["m"]), int(match["d"])), "day")


def _month(match: re.Match[str], _short_years: int) -> Written:
    """Read a month from numbers."""
    return Written(date(int(match["y"]), int(match["m"]), 1), "month")


def _year(match: re.Match[str], _short_years: int) -> Written:
    """Read a year."""
    return Written(date(int(match["y"]), 1, 1), "year")


def _named_day(match: re.Match[str], _short_years: int) -> Written:
    """Read a day whose month is a name."""
    return Written(date(int(match["y"]), _month_number(match["m"]), int(match["d"])), "day")


def _named_month(match: re.Match[str], _short_years: int) -> Written:
    """Read a month by name with a full year."""
    return Written(date(int(match["y"]), _month_number(match["m"]), 1), "month")


def _short_month(match: re.Match[str], short_years: int) -> Written:
    """Read a month by name with a two-digit year."""
    year = short_years + (int(match["y"]) - short_years) % 100
    return Written(date(year, _month_number(match["m"]), 1), "month")


def _numbered_day(match: re.Match[str], _short_years: int) -> Written:
    """Read a spreadsheet's day number: 45292 is 1 January 2024."""
    number = int(match["n"])
    if not _FIRST_NUMBER <= number <= _LAST_NUMBER:
        raise ValueError
    return Written(_DAY_ZERO + timedelta(days=number), "day")


def _month_number(name: str) -> int:
    """Return the month called ``name``, in full or by its first three letters."""
    word = name.casefold().rstrip(".")
    for number, month in enumerate(_MONTHS, start=1):
        if word in (month, month[:3]):
            return number
    raise ValueError


_YEAR, _MONTH, _DAY = r"(?P<y>[0-9]{4})", r"(?P<m>[0-9]{1,2})", r"(?P<d>[0-9]{1,2})"
_NAME, _SHORT = r"(?P<m>[A-Za-z]{3,9}\.?)", r"(?P<y>[0-9]{2})"
_PATTERNS: dict[Layout, re.Pattern[str]] = {
    "m/d/yyyy": re.compile(f"{_MONTH}/{_DAY}/{_YEAR}"),
    "d/m/yyyy": re.compile(f"{_DAY}/{_MONTH}/{_YEAR}"),
    "d.m.yyyy": re.compile(rf"{_DAY}\.{_MONTH}\.{_YEAR}"),
    "yyyy-mm-dd": re.compile(f"{_YEAR}-{_MONTH}-{_DAY}"),
    "yyyy-mm": re.compile(f"{_YEAR}-{_MONTH}"),
    "yyyy": re.compile(_YEAR),
    "yy-mmm": re.compile(f"{_SHORT}-{_NAME}"),
    "mmm-yy": re.compile(f"{_NAME}-{_SHORT}"),
    "d mmm yyyy": re.compile(f"{_DAY}[ -]{_NAME}[ -]{_YEAR}"),
    "mmm d, yyyy": re.compile(f"{_NAME} {_DAY},? {_YEAR}"),
    "mmm yyyy": re.compile(f"{_NAME} {_YEAR}"),
    "day number": re.compile(r"(?P<n>[0-9]{2,5})"),
}
_READERS: dict[Layout, Callable[[re.Match[str], int], Written]] = {
    "m/d/yyyy": _full,
    "d/m/yyyy": _full,
    "d.m.yyyy": _full,
    "yyyy-mm-dd": _full,
    "yyyy-mm": _month,
    "yyyy": _year,
    "yy-mmm": _short_month,
    "mmm-yy": _short_month,
    "d mmm yyyy": _named_day,
    "mmm d, yyyy": _named_day,
    "mmm yyyy": _named_month,
    "day number": _numbered_day,
}
