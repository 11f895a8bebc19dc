"""A day in words, one way for every sentence that this house writes."""

from __future__ import annotations

from datetime import date


def in_words(day: date | None, *, none: str = "no date") -> str:
    """Return a day as ``31 Mar 2026``, or ``none`` where there is none."""
    return none if day is None else f"{day.day} {day:%b %Y}"
