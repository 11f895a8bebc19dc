"""Figures, dates and gaps as a person reads them.

Short on a wall, exact in a table; never scientific notation, never a bare number without its
unit, and a figure that is not known is said in words instead of shown as a zero or a blank.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pipelines.metrics.results import State

UNKNOWN: dict[State, str] = {
    "ok": "–",
    "no_data": "No data",
    "stale": "Out of date",
    "not_estimable": "Cannot be estimated",
    "provisional": "Not complete yet",
}
"""What stands where a figure would, by the reason it is missing."""
MINUS = "−"
DAYS_A_MONTH = 30.4375
"""Average length of a month: gaps are spoken of in months, and nobody minds which ones."""


def figure(value: float | Decimal | None, unit: str, *, state: State = "ok") -> str:
    """Return a figure as short as a wall needs it: ``62.4%``, ``€1.39M``, ``211 days``."""
    if value is None:
        return UNKNOWN[state]
    number = float(value)
    if unit == "EUR":
        return _signed(number, "€" + compact(abs(number)))
    if unit == "%":
        return _signed(number, f"{_rounded(abs(number), 1)}%")
    if unit in _NAMED:
        places = 0 if abs(number) >= 10 and unit != "points" else 1
        amount = _rounded(abs(number), places)
        return _signed(number, f"{amount} {_NAMED[unit][0 if amount == '1' else 1]}")
    return _signed(number, _plain(abs(number)) + _SUFFIX.get(unit, ""))


def exact(value: float | Decimal | None, unit: str, *, state: State = "ok") -> str:
    """Return a figure with all the digits that mean something, for tables and tooltips."""
    if value is None:
        return UNKNOWN[state]
    number = float(value)
    if unit == "EUR":
        return _signed(
            number, f"€{abs(number):,.0f}" if abs(number) >= 100 else f"€{abs(number):,.2f}"
        )
    if unit == "%":
        return _signed(number, f"{_rounded(abs(number), 2)}%")
    return _signed(number, f"{_rounded(abs(number), 3)}{_unit_word(unit)}")


def compact(number: float) -> str:
    """Return a non-negative number with at most three digits: ``940``, ``12.4k``, ``1.39M``."""
    for limit, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if number >= limit * 0.9995:
            scaled = number / limit
            return _rounded(scaled, 0 if scaled >= 99.95 else 1 if scaled >= 9.995 else 2) + letter
    return _rounded(number, 0 if number >= 100 else 1 if number >= 10 else 2)


def change(value: float | None, previous: float | None, unit: str) -> str:
    """Return the difference in words: ``up 3.2 points``, ``down €40k``, ``unchanged``; or empty."""
    if value is None or previous is None:
        return ""
    size = figure(abs(value - previous), "points" if unit == "%" else unit)
    if _is_nothing(size):
        return "unchanged"
    return f"{'up' if value > previous else 'down'} {size}"


def percent(share: float | None) -> str:
    """Return a share of 0..1 as a whole percentage."""
    return "not known" if share is None else f"{round(share * 100)}%"


def day(moment: date) -> str:
    """Return a date as ``31 Mar 2026``."""
    return f"{moment.day} {moment:%b %Y}"


def month(moment: date) -> str:
    """Return the month of a date as ``Mar 2026``."""
    return f"{moment:%b %Y}"


def span(days: int) -> str:
    """Return a length of time in the unit a person would choose: ``11 months``, ``3 weeks``."""
    length = abs(days)
    if length < 14:
        return f"{length} day" if length == 1 else f"{length} days"
    if length < 61:
        return f"{round(length / 7)} weeks"
    return f"{round(length / DAYS_A_MONTH)} months"


_NAMED = {
    "days": ("day", "days"),
    "hours": ("hour", "hours"),
    "years": ("year", "years"),
    "months": ("month", "months"),
    "points": ("point", "points"),
    "fte": ("FTE", "FTE"),
}
_SUFFIX = {"x": "×", "of 5": " of 5"}
_SILENT = {"count", "ratio", "index", "0-1", "score", "number", ""}
"""Units that the title already says; a wall does not repeat them."""


def _unit_word(unit: str) -> str:
    """Return the unit to write behind an exact figure, with its space."""
    return "" if unit in _SILENT else f" {_NAMED.get(unit, ('', unit))[1]}"


def _plain(number: float) -> str:
    """Return a number without a unit: whole when large, three digits when small."""
    if number >= 10_000:
        return compact(number)
    if number != int(number) and number < 10:
        return f"{number:.2f}"
    return _rounded(number, 0 if number >= 100 else 1)


def _rounded(number: float, places: int) -> str:
    """Return a number with thousands separated and idle zeros dropped."""
    written = f"{number:,.{places}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _signed(number: float, written: str) -> str:
    """Put a true minus sign before a negative figure, and none before one that rounds to zero."""
    return f"{MINUS}{written}" if number < 0 and not _is_nothing(written) else written


def _is_nothing(written: str) -> bool:
    """Return whether a figure rounds to zero as it is written."""
    return not any(digit in "123456789" for digit in written.removesuffix(" of 5"))
