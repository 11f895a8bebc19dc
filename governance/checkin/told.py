"""Figures, days and choices in words, as the changes and the minutes of a check-in tell them.

A minute outlives its screen, so everything is told in words that need no colour, no tooltip and
no other line. Pure: values in, text out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from governance.checkin.shapes import ActionState, Option
from governance.days import in_words
from governance.promises import BlockerType
from governance.scorecard.shapes import Status
from pipelines.metrics.results import State

STATUS_WORDS: Mapping[Status, str] = {
    "green": "on target",
    "amber": "watch",
    "red": "off target",
    "no_data": "no data",
    "stale": "out of date",
    "not_estimable": "cannot be estimated",
    "provisional": "not complete yet",
    "no_target": "no target set",
}
STATE_WORDS: Mapping[State, str] = {
    "ok": "not known",
    "no_data": "no data",
    "stale": "out of date",
    "not_estimable": "cannot be estimated",
    "provisional": "not complete yet",
}
"""What stands where a figure would, by the reason it is missing."""
OPTION_WORDS: Mapping[Option, str] = {
    "keep": "keep as it is",
    "re_scope": "re-scope",
    "re_time": "re-time",
    "fund_foundation": "fund the foundation",
    "pause": "pause",
    "retire": "retire",
    "accelerate": "accelerate",
}
BLOCKER_WORDS: Mapping[BlockerType, str] = {
    "data_gap": "data gap",
    "infrastructure": "infrastructure",
    "talent": "talent",
    "compliance": "compliance",
    "funding": "funding",
    "vendor": "vendor",
    "change_adoption": "change and adoption",
}
ACTION_WORDS: Mapping[ActionState, str] = {"open": "open", "done": "done", "dropped": "dropped"}
_CLOSE = frozenset(("%", "x"))
"""Units that stand close behind the figure."""
_SILENT = frozenset(("count", "ratio", "index", "0-1", "score", "number", ""))
"""Units that the title already says."""


def figure(value: float | None, unit: str, *, state: State = "ok") -> str:
    """Return a figure with its unit, or why there is none."""
    if value is None:
        return STATE_WORDS[state]
    if unit == "EUR":
        return money(Decimal(str(value)))
    large = abs(value) >= 1000
    plain = f"{value:,.0f}" if large else f"{value:,.2f}".rstrip("0").rstrip(".")
    number = plain if plain not in ("-0", "") else "0"
    if unit in _SILENT:
        return number
    return f"{number}{unit}" if unit in _CLOSE else f"{number} {unit}"


def money(euros: Decimal | None) -> str:
    """Return an amount in whole euros where it is large, in cents where it is small."""
    if euros is None:
        return "not stated"
    return (
        f"€{euros:,.0f}" if abs(euros) >= 100 or euros == euros.to_integral() else f"€{euros:,.2f}"
    )


def forecast_day(moment: date | None, *, known: bool) -> str:
    """Return a day of a forecast; without one it lies beyond the data or cannot be known."""
    return in_words(moment, none="later than the data reach" if known else "not known")


def clock_time(at: datetime) -> str:
    """Return a moment as ``31 Mar 2026 09:30 UTC``."""
    return f"{in_words(at)} {at:%H:%M} UTC"


def chance(share: float | None) -> str:
    """Return a chance of 0..1 as a whole percentage; never a certainty that rounding made."""
    if share is None:
        return "not known"
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{share * 100:.0f}%"


def points(score: float | None) -> str:
    """Return a score of 0..100 with at most one place."""
    return "not known" if score is None else f"{score:.1f}".removesuffix(".0")


def minutes(seconds: float) -> str:
    """Return a length of time as ``4:05`` minutes."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def counted(number: int, thing: str) -> str:
    """Return a count with its noun: ``1 day``, ``3 days``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def listed(things: list[str], *, most: int) -> str:
    """Return things one after another; what is beyond ``most`` is counted."""
    told = ", ".join(things[:most])
    return f"{told} and {len(things) - most} more" if len(things) > most else told


def options(chosen: tuple[Option, ...]) -> str:
    """Return what was chosen, such as ``re-scope + re-time``."""
    return " + ".join(OPTION_WORDS[one] for one in chosen)
