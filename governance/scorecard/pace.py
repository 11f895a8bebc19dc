"""Pace: is the goal as far as the calendar is?"""

from __future__ import annotations

from datetime import date


def elapsed_share(start: date, end: date, today: date) -> float:
    """Return the share of the window from ``start`` to ``end`` that has passed, 0 to 1.

    A window without length has passed entirely once its day has come.
    """
    if today >= end:
        return 1.0
    if today <= start:
        return 0.0
    return (today - start).days / (end - start).days


def pace(attainment: float, *, start: date, end: date, today: date) -> float:
    """Return attainment minus what a straight line would have by ``today``, in points."""
    return attainment - 100.0 * elapsed_share(start, end, today)
