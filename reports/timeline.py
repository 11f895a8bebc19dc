"""Both dates of a goal on one axis of time, and behind them what the company's own history says.

The two marks are joined by a bar, the longer the larger the disagreement; the forecast's band
lies behind them from P50 to P85, dashed beyond what the data reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from governance.scorecard.shapes import GoalLine
from reports.axis import Axis, spanning
from reports.forecast import chance_words, day_or_later
from reports.format import day
from reports.markup import element
from reports.plot import across, at, key, mark, picture, segment, upright

LATE_COUNTS_FROM: Final = 14
"""Days of difference that still read as the same date on an axis of years."""


def shared_axis(lines: Sequence[GoalLine], today: date) -> Axis:
    """Return an axis that holds both dates of every goal, its forecast's band, and today."""
    dates = [line.ceo.wanted_date for line in lines]
    dates += [line.cio.realistic_date for line in lines if line.cio and line.cio.realistic_date]
    for line in lines:
        dates += _band_days(line)
    return spanning(dates, today)


def timeline(line: GoalLine, axis: Axis, gap: str) -> Element:
    """Return the picture of both dates, the bar between them and the forecast's band.

    Args:
        line: The goal.
        axis: The stretch of time that is drawn.
        gap: How far both sides are apart, in words, for whoever cannot see the picture.
    """
    wanted = line.ceo.wanted_date
    realistic = line.cio.realistic_date if line.cio else None
    said = f"CEO wants {day(wanted)}. " + (f"CIO expects {day(realistic)}. " if realistic else "")
    marks = [*_grid(axis), *_band(line, axis), mark("ceo", axis.at(wanted))]
    if realistic:
        look = "bad" if is_late(line) else "good"
        marks.insert(-1, bar(axis.at(wanted), axis.at(realistic), look))
        marks.append(mark("cio", axis.at(realistic)))
    said += "".join(f"{each}. " for each in forecast_words(line))
    return picture(f"{said}{gap}.", *marks, look="axis")


def years(axis: Axis) -> Element:
    """Return the years at their places on an axis."""
    ticks = (
        element("text", {"x": f"{axis.at(moment)}%", "y": "70%"}, str(moment.year))
        for moment in axis.years()
        if axis.at(moment) < 96
    )
    return element("svg", {"class": "axis years", "aria-hidden": "true"}, *ticks)


def bar(first: float, second: float, look: str) -> Element:
    """Return the bar between two places."""
    left, right = sorted((first, second))
    return segment((left, 50.0), (right, 50.0), f"bar {look}")


def is_late(line: GoalLine) -> bool:
    """Return whether the CIO's date is later than the CEO's by more than a trifle."""
    return line.date_gap_days is not None and line.date_gap_days > LATE_COUNTS_FROM


def forecast_words(line: GoalLine) -> tuple[str, ...]:
    """Return the chance of the wanted date and the forecast's dates; empty without a forecast."""
    known = line.forecast
    if known is None:
        return ()
    if not has_dates(line):
        return (chance_words(known),)
    half, most = (day_or_later(one, known.finish, part) for one, part in _read_at(line))
    return chance_words(known), f"P50 {half}", f"P85 {most}"


def has_dates(line: GoalLine) -> bool:
    """Return whether the forecast has a band to draw."""
    return line.forecast is not None and line.forecast.state == "ok"


def key_of_band(words: str) -> Element:
    """Return the legend of the forecast's band."""
    band = {"class": "band", "x1": "2", "x2": "16", "y1": "8", "y2": "8"}
    return key(element("line", band), words)


def _read_at(line: GoalLine) -> list[tuple[date | None, float]]:
    """Return P50 and P85 with the shares that they are read at."""
    finish = line.forecast.finish if line.forecast else None
    return [(finish.p50, 0.5), (finish.p85, 0.85)] if finish else []


def _band_days(line: GoalLine) -> list[date]:
    """Return the days that the forecast's band is drawn between."""
    if line.forecast is None or not has_dates(line):
        return []
    finish = line.forecast.finish
    return [each for each in (finish.p50, finish.p85 or finish.reach) if each]


def _band(line: GoalLine, axis: Axis) -> list[Element]:
    """Return the band from P50 to P85, dashed beyond what the data reach, with P50 as a tick."""
    days = _band_days(line)
    if line.forecast is None or not days:
        return []
    finish = line.forecast.finish
    left, right = axis.at(min(days)), axis.at(max(days))
    drawn = [segment((left, 50.0), (right, 50.0), "band")]
    if finish.p85 is None:
        drawn.append(segment((right, 50.0), (100.0, 50.0), "band open"))
    if finish.p50 is not None:
        tick = element("path", {"class": "p50", "d": "M0 -10V10"})
        drawn.append(at(axis.at(finish.p50), 50.0, tick))
    return drawn


def _grid(axis: Axis) -> list[Element]:
    """Return the rail, the years and today, drawn alike in every row."""
    turns = [upright(axis.at(moment), "year") for moment in axis.years()]
    return [across(50.0, "rail"), *turns, upright(axis.at(axis.today), "today")]
