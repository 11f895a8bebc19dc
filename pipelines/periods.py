"""Periods: months, quarters and years as values with a label, a first and a last day.

Every number belongs to a period and every load replaces whole periods, so the arithmetic
stands once, here. Pure; no clock.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipelines.errors import GapError

Grain = Literal["month", "quarter", "year"]
MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
_LABEL = re.compile(
    r"(?P<year>(?!0000)[0-9]{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?"
)

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTH_NAME = (
    "JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    "|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?"
)
_WRITTEN = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>[0-9]{4})[ /]?Q(?P<quarter>[1-4])",
        r"Q(?P<quarter>[1-4])[ /-]?(?P<year>[0-9]{4})",
        r"(?P<quarter>[1-4])Q(?P<year>[0-9]{4}|[0-9]{2})",
        r"(?P<year>[0-9]{4})[/.](?P<month>[0-9]{2})",
        r"(?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})",
        rf"(?P<name>{_MONTH_NAME})\.?[ -]?(?P<year>[0-9]{{4}})",
    )
)
_FISCAL = (
    re.compile(r"FY ?(?P<year>[0-9]{4}|[0-9]{2})[ -]?Q(?P<quarter>[1-4])"),
    re.compile(r"Q(?P<quarter>[1-4])[ -]?FY ?(?P<year>[0-9]{4}|[0-9]{2})"),
)


@dataclass(frozen=True, order=True)
class Period:
    """A calendar period; ordered by its first day, then by its grain's name."""

    start: date
    grain: Grain

    @property
    def end(self) -> date:
        """Return the last day of the period."""
        last = plus_months(self.start, MONTHS[self.grain] - 1)
        return last.replace(day=calendar.monthrange(last.year, last.month)[1])

    @property
    def label(self) -> str:
        """Return ``2026``, ``2026-Q1`` or ``2026-01``."""
        if self.grain == "year":
            return f"{self.start.year:04d}"
        if self.grain == "quarter":
            return f"{self.start.year:04d}-Q{(self.start.month - 1) // 3 + 1}"
        return f"{self.start.year:04d}-{self.start.month:02d}"

    @property
    def days(self) -> int:
        """Return the number of calendar days in the period."""
        return (self.end - self.start).days + 1

    def shift(self, steps: int) -> Period:
        """Return the period ``steps`` later (or earlier where negative)."""
        return Period(plus_months(self.start, steps * MONTHS[self.grain]), self.grain)

    def months(self) -> tuple[Period, ...]:
        """Return the months of the period, in order."""
        return tuple(
            Period(plus_months(self.start, step), "month") for step in range(MONTHS[self.grain])
        )

    def __str__(self) -> str:
        """Return the label."""
        return self.label


def containing(day: date, grain: Grain) -> Period:
    """Return the period of ``grain`` that ``day`` falls into."""
    width = MONTHS[grain]
    return Period(date(day.year, (day.month - 1) // width * width + 1, 1), grain)


def parsed(label: str) -> Period:
    """Return the period written as ``2026``, ``2026-Q1`` or ``2026-01``.

    Raises:
        GapError: The label is none of the three.
    """
    match = _LABEL.fullmatch(label.strip().upper())
    if match is None:
        raise GapError(
            f"“{label}” is not a period.",
            next_step="Write a year as 2026, a quarter as 2026-Q1, a month as 2026-01.",
        )
    year = int(match["year"])
    if match["quarter"]:
        return Period(date(year, int(match["quarter"]) * 3 - 2, 1), "quarter")
    if match["month"]:
        return Period(date(year, int(match["month"]), 1), "month")
    return Period(date(year, 1, 1), "year")


def written(text: str, *, fiscal_year_starts: int = 0) -> Period:
    """Return the period that somebody wrote in any of the forms that can be read in one way only.

    Args:
        text: ``Q1 2026``, ``1Q26``, ``2026/Q1``, ``01/2026``, ``Jan 2026``, ``FY26 Q1`` and the
            like, or a label.
        fiscal_year_starts: Month in which the fiscal year starts that is named for the year in
            which it ends; 0 where there is none.

    Raises:
        GapError: It is none of them, or speaks of a fiscal year that nobody defined.
    """
    plain = text.strip().upper()
    for form in _FISCAL:
        match = form.fullmatch(plain)
        if match is not None:
            return _fiscal(text, _year(match["year"]), int(match["quarter"]), fiscal_year_starts)
    for form in _WRITTEN:
        match = form.fullmatch(plain)
        if match is not None:
            found = match.groupdict()
            year = _year(found["year"])
            if found.get("quarter"):
                return parsed(f"{year:04}-Q{found['quarter']}")
            month = found.get("month") or str(_MONTHS.index(found["name"][:3]) + 1)
            return parsed(f"{year:04}-{month:0>2}")
    return parsed(text)


def has_calendar_quarters(fiscal_year_starts: int) -> bool:
    """Return whether a fiscal year that starts in a month consists of calendar quarters."""
    return fiscal_year_starts in (1, 4, 7, 10)


def _fiscal(text: str, ends: int, quarter: int, starts: int) -> Period:
    """Return the calendar quarter that a fiscal one is."""
    if not has_calendar_quarters(starts):
        raise GapError(
            f"“{text}” is a quarter of a fiscal year, and none is defined by calendar quarters.",
            where="Setting TANDEM_FISCAL_YEAR_STARTS.",
            next_step="Set it to 1, 4, 7 or 10, or write the calendar quarter as 2026-Q1. "
            "Nothing was changed.",
        )
    first = Period(date(ends - (starts > 1), starts, 1), "quarter")
    return first.shift(quarter - 1)


def _year(digits: str) -> int:
    """Return a year that was written with two digits or four."""
    return int(digits) + (2000 if len(digits) == 2 else 0)


def between(first: Period, last: Period) -> Iterator[Period]:
    """Yield the periods from ``first`` to ``last``, both included."""
    current = first
    while current.start < last.start:
        yield current
        current = current.shift(1)
    if current.start == last.start:
        yield current


def plus_months(day: date, months: int) -> date:
    """Return ``day`` moved by calendar months; the 31st becomes the last day of a short month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
