"""Tiles: each metric of the wall with its colour, target, attainment and small history."""

from __future__ import annotations

from collections.abc import Sequence

from governance.policy import StatusPolicy
from governance.scorecard.attainment import attainment_in_range, clamped, way_covered
from governance.scorecard.roll_up import Part
from governance.scorecard.shapes import Point, Tile
from governance.scorecard.standing import Freshness, standing
from governance.scorecard.status import (
    Colour,
    Edges,
    is_colour,
    raw_colour,
    settled_colour,
    status_of,
)
from pipelines.metrics.book import Metric
from pipelines.metrics.results import Cell
from pipelines.periods import Period, parsed


def edges_of(metric: Metric) -> Edges | None:
    """Return where the metric's colours meet, on the scale of ``held``; None without limits."""
    if metric.range is not None:
        limits = metric.range
        return Edges("in range", low=limits.low, high=limits.high, tolerance=limits.tolerance)
    if metric.thresholds is None:
        return None
    return Edges(metric.better, green=metric.thresholds.green, amber=metric.thresholds.amber)


def held(metric: Metric, cell: Cell) -> float | None:
    """Return what is held against the edges: the value, or its share of the period's target."""
    if cell.value is None or metric.thresholds is None or metric.thresholds.of is None:
        return cell.value
    target = target_in(metric, parsed(cell.period))
    return None if target is None else 100.0 * cell.value / target


def target_in(metric: Metric, period: Period) -> float | None:
    """Return the target of a period: the path's newest one by then, else the green edge."""
    holding = [value for label, value in metric.targets if parsed(label).end <= period.end]
    if holding:
        return holding[-1]
    absolute = metric.thresholds is not None and metric.thresholds.of is None
    return metric.thresholds.green if metric.thresholds and absolute else None


def baseline_of(metric: Metric, cells: Sequence[Cell]) -> float | None:
    """Return where the metric started: what the metric file says, else its first known value.

    The first value of all that is loaded does not move as time passes; a rolling one would let
    standing still look like progress.
    """
    if metric.baseline is not None:
        return metric.baseline
    return next((cell.value for cell in cells if cell.value is not None), None)


def tile(
    metric: Metric,
    cells: Sequence[Cell],
    fresh: Freshness,
    rules: StatusPolicy,
    *,
    shown: int = 12,
) -> Tile:
    """Return one metric of the wall.

    Args:
        metric: What is measured.
        cells: All its periods without gaps, oldest first; the last one is the shown period.
        fresh: Decides whether the newest value still counts.
        rules: Tolerance and clocks.
        shown: How many periods the small history has.
    """
    now = standing(cells, fresh, rules)
    cell, edges = now.cell, edges_of(metric)
    values = [held(metric, past) for past in cells[: now.index + 1]]
    newest = held(metric, cell)
    settled = settled_colour(values, edges, rules) if edges and newest is not None else None
    raw = raw_colour(newest, edges) if edges and newest is not None else None
    raw_share = attained(metric, cell, baseline=baseline_of(metric, cells))
    return Tile(
        metric=metric.name,
        title=metric.title,
        question=metric.question,
        perspective=metric.perspective,
        kind=metric.kind,
        unit=metric.unit,
        better=metric.better,
        period=cell.period,
        value=cell.value,
        n=cell.n,
        coverage=cell.coverage,
        state=cell.state,
        status=status_of(cell.state, settled),
        raw_status=status_of(cell.state, raw),
        target=target_in(metric, parsed(cell.period)) if cell.period else None,
        attainment=None if raw_share is None else clamped(raw_share),
        raw_attainment=raw_share,
        previous=cells[now.index - 1].value if now.index > 0 else None,
        history=tuple(_point(metric, past) for past in cells[-shown:]),
        must_not_fail=metric.must_not_fail,
        note=cell.note or _calm_words(settled, raw),
    )


def _calm_words(settled: Colour | None, raw: Colour | None) -> str:
    """Return why the shown colour is not that of the edges, where it is not."""
    if settled == raw or raw is None:
        return ""
    return f"Just across the edge to {raw}; the colour changes once that is clear or lasts."


def attained(metric: Metric, cell: Cell, *, baseline: float | None) -> float | None:
    """Return the raw attainment of a cell; None where value, baseline or target is unknown."""
    if cell.value is None:
        return None
    if metric.range is not None:
        limits = metric.range
        return attainment_in_range(
            cell.value, low=limits.low, high=limits.high, tolerance=limits.tolerance
        )
    target = target_in(metric, parsed(cell.period))
    if target is None or baseline is None:
        return None
    return way_covered(
        cell.value, baseline=baseline, target=target, higher_is_better=metric.better == "higher"
    )


def part_of(shown: Tile, weight: float) -> Part:
    """Return what a tile brings into its perspective: only what has a colour counts as known."""
    return Part(
        attainment=shown.attainment if is_colour(shown.status) else None,
        weight=weight,
        must_not_fail=shown.must_not_fail,
        status=shown.status,
    )


def _point(metric: Metric, cell: Cell) -> Point:
    """Return one period of the small history; before a target path begins there is no target."""
    period = parsed(cell.period)
    begun = any(parsed(label).start <= period.end for label, _ in metric.targets)
    target = target_in(metric, period) if begun or not metric.targets else None
    return Point(cell.period, cell.value, cell.state, target)
