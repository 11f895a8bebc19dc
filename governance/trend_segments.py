"""Segments: a course cut at its proven steps, each stretch with the limits that hold in it.

Pure. Limits are drawn from a stretch's first points and locked; a rolling window would move the
goalposts with every figure. They are drawn anew only where all of this holds: somebody recorded
a step with its cause and why it will last, the figures show a run there, and enough of them
follow. Whatever is missing is said, and the old limits stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.policy import TrendPolicy
from governance.trend_shapes import RecordedStep, SegmentState, StepStanding
from pipelines.metrics.process_limits import RUN, Limits, Signal, limits, signals

Series = Sequence[float | None]
"""A course in order; None where a figure is not known or not complete."""


@dataclass(frozen=True)
class Stretch:
    """Points ``start`` to ``end`` (not included) at one level."""

    start: int
    end: int
    state: SegmentState
    rests_on: int
    limits: Limits | None
    step: RecordedStep | None


def stretches(
    series: Series, recorded: Sequence[tuple[int, RecordedStep]], rules: TrendPolicy
) -> tuple[tuple[Stretch, ...], tuple[StepStanding, ...]]:
    """Return the stretches of a course, and how each recorded step stands.

    Args:
        series: The course.
        recorded: Each recorded step with the index of its first point, in order of time.
        rules: How many points are enough.
    """
    found: list[Stretch] = []
    standings: list[StepStanding] = []
    start, began = 0, None
    for place, (index, step) in enumerate(recorded):
        until = recorded[place + 1][0] if place + 1 < len(recorded) else len(series)
        lacks = _lacks(series, start, index, until, rules)
        standings.append(StepStanding(step, not lacks, lacks or "New limits are drawn from it."))
        if not lacks:
            found.append(_stretch(series, start, index, rules, began))
            start, began = index, step
    found.append(_stretch(series, start, len(series), rules, began))
    return tuple(found), tuple(standings)


def signals_in(series: Series, found: Sequence[Stretch], rules: TrendPolicy) -> tuple[Signal, ...]:
    """Return the signals of every stretch against its own limits, in order of their last point.

    A stretch that had not moved after ``lock_after`` points has none before it did: its mean was
    drawn from what came later.
    """
    told = []
    for stretch in found:
        if stretch.limits is None:
            continue
        own = series[stretch.start : stretch.end]
        waited = stretch.rests_on > rules.lock_after
        begins = _first_move(own) if waited else 0
        told += [
            Signal(one.rule, one.side, stretch.start + one.last)
            for one in signals(own, stretch.limits)
            if one.last >= begins
        ]
    return tuple(told)


def likeness(series: Series) -> float | None:
    """Return how much neighbouring points resemble each other: their correlation at one step.

    Returns:
        A figure from -1 to 1; None where a gap or a level without variation leaves none.
    """
    known = [value for value in series if value is not None]
    if len(known) < len(series) or len(known) < 3:
        return None
    mean = sum(known) / len(known)
    away = [value - mean for value in known]
    whole = sum(each * each for each in away)
    if not whole:
        return None
    return sum(one * after for one, after in zip(away, away[1:], strict=False)) / whole


def _stretch(
    series: Series, start: int, end: int, rules: TrendPolicy, step: RecordedStep | None
) -> Stretch:
    """Return one stretch with its limits, where it has enough points for any."""
    points = _first(series[start:end], rules.lock_after)
    known = sum(value is not None for value in points)
    found = _limits(points, rules)
    if found is None:
        return Stretch(start, end, "too_few", known, None, step)
    state: SegmentState = "locked" if known >= rules.lock_after else "trial"
    return Stretch(start, end, state if found.mean_range else "constant", known, found, step)


def _limits(points: Series, rules: TrendPolicy) -> Limits | None:
    """Return the limits of what was chosen, or None where that is too little."""
    if sum(value is not None for value in points) < rules.least_points:
        return None
    try:
        return limits(points)
    except ValueError:
        return None


def _first(series: Series, count: int) -> Series:
    """Return the beginning that limits rest on: ``count`` known points, and until it moves.

    What has not moved yet shows no variation, so its limits are not locked before it does.
    """
    seen: list[float] = []
    for place, value in enumerate(series):
        if value is not None:
            seen.append(value)
        if len(seen) >= count and min(seen) < max(seen):
            return series[: place + 1]
    return series


def _first_move(series: Series) -> int:
    """Return the place of the first point that differs from those before it."""
    seen = [(place, value) for place, value in enumerate(series) if value is not None]
    return next((place for place, value in seen if value != seen[0][1]), len(series))


def _lacks(series: Series, start: int, index: int, until: int, rules: TrendPolicy) -> str:
    """Return in words what a recorded step lacks before new limits are drawn; empty: nothing."""
    before = _limits(_first(series[start:index], rules.lock_after), rules)
    if before is None:
        known = sum(value is not None for value in series[start:index])
        return (
            f"The limits stay: there are {known} known points before it, "
            f"and {rules.least_points} beside each other are needed to show that anything moved."
        )
    after = sum(value is not None for value in series[index:until])
    if after < rules.least_after_step:
        return (
            f"The limits stay until {rules.least_after_step} points follow it; "
            f"there are {after} so far."
        )
    near = series[index : min(until, index + rules.least_after_step)]
    if not _has_run(near, before.mean):
        return (
            f"The limits stay: no {RUN} points in a row lie on one side of the mean there, "
            "so the figures do not bear it out."
        )
    return ""


def _has_run(series: Series, mean: float) -> bool:
    """Return whether seven points in a row lie on one side of a mean."""
    for start in range(len(series) - RUN + 1):
        run = [value for value in series[start : start + RUN] if value is not None]
        if len(run) == RUN and (min(run) > mean or max(run) < mean):
            return True
    return False
