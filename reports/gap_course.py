"""How the gap went: points apart and days late over time, one above the other on one time axis.

Two panels instead of two scales in one: a point and a day are not comparable, and a picture that
lays them over each other would say that they are. An unknown stretch breaks the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from governance.gap_course import CompanyPoint, GapPoint
from reports.axis import Axis, spanning
from reports.format import MINUS, day, figure, span
from reports.markup import box, element, written
from reports.plot import Scale, across, at, levels, moments, picture, steps, upright


@dataclass(frozen=True)
class Gap:
    """How far the two sides were apart on one day; None where that is not known."""

    day: date
    points: float | None
    days: float | None


def of_company(found: Sequence[CompanyPoint]) -> tuple[Gap, ...]:
    """Return the company's way: means over its goals, each weighed by its value."""
    return tuple(Gap(one.day, one.points_apart, one.days_late) for one in found)


def of_goal(found: Sequence[GapPoint]) -> tuple[Gap, ...]:
    """Return one goal's way; a value below the feasibility counts as negative."""
    return tuple(
        Gap(
            one.day,
            one.alignment_gap,
            None if one.date_gap_days is None else float(one.date_gap_days),
        )
        for one in found
    )


def has_moved(found: Sequence[Gap]) -> bool:
    """Return whether there is a way to draw: at least two different states of the gap."""
    return len({(one.points, one.days) for one in found} - {(None, None)}) > 1


def gap_words(found: Sequence[Gap]) -> str:
    """Return how both gaps moved between the first and the last day that they are known for."""
    said = [
        _moved("points apart", [(one.day, one.points) for one in found]),
        _moved("days late", [(one.day, one.days) for one in found]),
    ]
    known = [each for each in said if each]
    return " ".join(known) if known else "No gap can be told yet: there is no reply to any goal."


def counted_words(found: Sequence[CompanyPoint]) -> str:
    """Return for how many goals the newest figures of the company stand."""
    if not found:
        return "No goal is stated yet."
    last = found[-1]
    total = last.answered + last.unanswered
    return (
        f"The newest figures stand for {last.answered} of {total} goals that have a reply, "
        f"{last.dated} of them with a date; each goal weighs as much as it is worth."
    )


def gaps(found: Sequence[Gap], today: date) -> str:
    """Return both gaps over time.

    Args:
        found: The days, the first one first.
        today: The day the workspace reports as of.
    """
    axis = spanning([one.day for one in found], today)
    points = [(one.day, one.points) for one in found]
    late = [(one.day, one.days) for one in found]
    return written(
        box(
            "tandem plotted",
            *_panel("Points apart", "points", points, axis, today, named=False),
            *_panel("Days that delivery is later", "days", late, axis, today, named=True),
        )
    )


def _panel(
    title: str,
    unit: str,
    found: Sequence[tuple[date, float | None]],
    axis: Axis,
    today: date,
    *,
    named: bool,
) -> list[Element]:
    """Return one gap over time with its title; ``named`` writes the time below it."""
    known = [value for _, value in found if value is not None]
    low, high = min([0.0, *known]), max([1.0, *known])
    scale = Scale(low, high + (high - low) * 0.1)
    ticks = sorted({low, 0.0, high / 2, high})
    marks: list[Element] = [*levels(scale, ((one, _tick(one)) for one in ticks))]
    marks += [across(scale.at(0.0), "rail"), upright(axis.at(today), "today")]
    marks += moments(axis) if named else [upright(axis.at(one), "grid") for one in axis.years()]
    for stretch in _stretches(found, today):
        places = [(axis.at(moment), scale.at(value)) for moment, value in stretch]
        marks += steps(places, "course-line")
        ring = {"class": "dot", "r": "3.2"}
        marks += [at(x, y, element("circle", ring)) for x, y in places[:-1]]
    said = _moved(title.lower(), found) or f"{title}: not known yet."
    return [
        box("small muted", f"{title}, in {unit}"),
        picture(said, *marks, look="plot low" if named else "plot low unnamed"),
    ]


def _stretches(
    found: Sequence[tuple[date, float | None]], today: date
) -> list[list[tuple[date, float]]]:
    """Return the stretches without an unknown day in between, the last one held until today."""
    drawn: list[list[tuple[date, float]]] = [[]]
    for moment, value in found:
        if value is None:
            if drawn[-1]:
                drawn[-1].append((moment, drawn[-1][-1][1]))
                drawn.append([])
            continue
        drawn[-1].append((moment, value))
    if drawn[-1]:
        last, value = drawn[-1][-1]
        drawn[-1].append((max(last, today), value))
    return [each for each in drawn if each]


def _moved(name: str, found: Sequence[tuple[date, float | None]]) -> str:
    """Return how one gap moved, in a sentence; empty where it was never known."""
    known = [(moment, value) for moment, value in found if value is not None]
    if not known:
        return ""
    (first_day, first), (last_day, last) = known[0], known[-1]
    unit = "days" if "days" in name else "points"
    if round(first) == round(last):
        return f"{name.capitalize()}: {_told(last, unit)}, as on {day(first_day)}."
    return (
        f"{name.capitalize()}: from {_told(first, unit)} on {day(first_day)} to "
        f"{_told(last, unit)} on {day(last_day)}."
    )


def _told(value: float, unit: str) -> str:
    """Return a gap with its unit: days as a person speaks of them."""
    if unit == "points":
        return figure(round(value), "points")
    return span(round(value)) + (" early" if round(value) < 0 else "")


def _tick(value: float) -> str:
    """Return a figure of the upright scale."""
    return f"{value:.0f}".replace("-", MINUS)
