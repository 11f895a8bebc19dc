"""The course of one metric, judged: points, limits, signals, and what the newest figures say.

Pure functions over cells; no clock, no database. Signal or noise as Wheeler's XmR chart and the
four rules of NHS "Making Data Count" tell them apart; ``trend_segments`` draws the limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.policy import TrendPolicy
from governance.trend_segments import Stretch, likeness, signals_in, stretches
from governance.trend_shapes import (
    Assurance,
    Point,
    RecordedStep,
    Segment,
    StepStanding,
    Trend,
    TrendSignal,
)
from governance.trend_words import Newest, assurance_words, ended, newest
from pipelines.metrics.book import Metric
from pipelines.metrics.bounds import bounds
from pipelines.metrics.results import Cell
from pipelines.periods import Grain, parsed


@dataclass(frozen=True)
class Asked:
    """What a course is judged by, the figures aside."""

    grain: Grain
    today: date
    rules: TrendPolicy
    where: Mapping[str, str]
    as_of: int
    target: float | None
    """The target of the newest period; None where none applies to these figures."""
    adds_up: bool
    """Whether each figure contains those before it."""


def course(
    metric: Metric, cells: Sequence[Cell], recorded: Sequence[RecordedStep], asked: Asked
) -> Trend:
    """Return a metric's course with its limits, its signals and its newest figures in words.

    Args:
        metric: Which.
        cells: Its figures, oldest first, without gaps in time.
        recorded: The steps that stand, in order of time.
        asked: What to judge by.
    """
    points = tuple(_point(cell, asked.today) for cell in cells)
    series = [point.value if point.judged else None for point in points]
    placed, ahead = _placed(points, recorded)
    found, standings = stretches(series, placed, asked.rules)
    signals = tuple(
        TrendSignal(one.rule, one.side, points[one.last].period)
        for one in signals_in(series, found, asked.rules)
    )
    told = newest(points, series, found, signals, (*standings, *ahead), asked.grain, asked.rules)
    assurance = None
    if told.verdict != "signal":
        assurance = _assurance(metric, found[-1], asked.target)
    return Trend(
        metric=metric.name,
        title=metric.title,
        unit=metric.unit,
        decimals=metric.decimals,
        where=tuple(sorted(asked.where.items())),
        grain=asked.grain,
        as_of=asked.as_of,
        points=points,
        segments=tuple(_segment(metric, points, series, one) for one in found if points),
        signals=signals,
        steps=(*standings, *ahead),
        verdict=told.verdict,
        side=told.side,
        better=_better(metric, told),
        words=told.words,
        notes=_notes(points, series, found[-1], asked),
        target=asked.target,
        assurance=assurance,
        assurance_words=assurance_words(metric, assurance, asked.target, told.verdict),
    )


def _point(cell: Cell, today: date) -> Point:
    """Return a cell as a point; the rules see only what is known, complete and over."""
    over = parsed(cell.period).end <= today
    judged = cell.value is not None and cell.state in ("ok", "stale") and over
    note = cell.note or ("" if over else "The period is not over.")
    return Point(cell.period, cell.value, cell.state, judged, note)


def _placed(
    points: Sequence[Point], recorded: Sequence[RecordedStep]
) -> tuple[list[tuple[int, RecordedStep]], tuple[StepStanding, ...]]:
    """Return each step with the index of its first whole period, and those still ahead."""
    starts = [parsed(point.period).start for point in points]
    placed, ahead = [], []
    for step in sorted(recorded, key=lambda one: parsed(one.period).start):
        begun = parsed(step.period).start
        index = next((place for place, start in enumerate(starts) if start >= begun), None)
        if index is None:
            ahead.append(StepStanding(step, False, "No figures from then on are known yet."))
        else:
            placed.append((index, step))
    return placed, tuple(ahead)


def _segment(
    metric: Metric, points: Sequence[Point], series: Sequence[float | None], one: Stretch
) -> Segment:
    """Return a stretch as it is shown: limits never lie where the metric cannot."""
    low, high = bounds(metric, [value for value in series if value is not None])
    return Segment(
        first=points[one.start].period,
        last=points[one.end - 1].period,
        state=one.state,
        n=sum(value is not None for value in series[one.start : one.end]),
        rests_on=one.rests_on,
        limits=one.limits,
        shown_lower=None if one.limits is None else max(one.limits.lower, low),
        shown_upper=None if one.limits is None else min(one.limits.upper, high),
        step=one.step,
    )


def _better(metric: Metric, told: Newest) -> bool | None:
    """Return whether the newest signal points in the good direction."""
    if told.side is None or metric.better == "in range":
        return None
    return (told.side == "above") == (metric.better == "higher")


def _assurance(metric: Metric, last: Stretch, target: float | None) -> Assurance | None:
    """Return whether usual variation alone meets the target."""
    limits = last.limits
    if limits is None or not limits.mean_range:
        return None
    if metric.better == "in range":
        if metric.range is None:
            return None
        if metric.range.low <= limits.lower and limits.upper <= metric.range.high:
            return "passes"
        outside = limits.upper < metric.range.low or metric.range.high < limits.lower
        return "fails" if outside else "hit and miss"
    if target is None:
        return None
    worst, best = limits.lower, limits.upper
    if metric.better == "lower":
        worst, best, target = -limits.upper, -limits.lower, -target
    if worst >= target:
        return "passes"
    return "fails" if best < target else "hit and miss"


def _notes(
    points: Sequence[Point], series: Sequence[float | None], last: Stretch, asked: Asked
) -> tuple[str, ...]:
    """Return what to mind about the limits of the newest stretch."""
    notes = []
    if last.step is not None:
        notes.append(f"Limits are drawn from {last.step.period} on: {ended(last.step.cause)}")
    if last.state == "trial":
        notes.append(
            f"Trial limits: they rest on {last.rests_on} {asked.grain}s "
            f"and are locked after {asked.rules.lock_after}."
        )
    alike = likeness(series[last.start : last.end][: asked.rules.lock_after])
    if asked.adds_up:
        notes.append("Each figure contains those before it, so the limits are too tight.")
    elif last.limits is not None and alike is not None and alike >= asked.rules.alike_from:
        notes.append(
            f"Neighbouring figures resemble each other ({alike:.2f}), so the limits are too tight."
        )
    if points and not points[-1].judged:
        notes.append(f"{points[-1].period} is not judged: {points[-1].note}")
    return tuple(notes)
