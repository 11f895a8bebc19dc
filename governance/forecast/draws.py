"""Draws: courses that a metric could take if it goes on moving as it did so far.

The reference class of a metric is its own moves from one quarter to the next. Courses are drawn
from them with a seed, so that the same history gives the same answer on every machine. Pure.

Why so: drawn and not folded exactly, as time through the stages is, because a bounded metric stops
at its bound on the way and because moves are real numbers without a grid. Ten thousand draws
leave half a point of chance to luck, which the seed keeps still.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipelines.metrics.book import Metric
from pipelines.metrics.results import Cell
from pipelines.periods import Period, parsed

Values = npt.NDArray[np.float64]
Series = Sequence[float | None]
"""A metric by quarter, oldest first; None where it is not known."""
NEARLY = 1e-9
"""What adding decimal figures may be off by, relative to their size; sixty means sixty."""


def quarterly(
    cells: Sequence[Cell], today: date
) -> tuple[tuple[Period, ...], tuple[float | None, ...]]:
    """Return the quarters that are over, and the figure of each that is known and complete."""
    over = [(parsed(cell.period), cell) for cell in cells if parsed(cell.period).end <= today]
    values = tuple(cell.value if cell.state in ("ok", "stale") else None for _, cell in over)
    return tuple(period for period, _ in over), values


def moves(series: Series) -> tuple[float, ...]:
    """Return the moves from one quarter to the next; none reaches over an unknown quarter."""
    return tuple(
        after - before
        for before, after in pairwise(series)
        if before is not None and after is not None
    )


def courses(
    value: float,
    steps: Sequence[float],
    *,
    quarters: int,
    draws: int,
    seed: tuple[int, ...],
    within: tuple[float, float],
) -> Values:
    """Return drawn courses: one row a course, one column for each quarter to come.

    Args:
        value: Where the metric stands, in its own unit.
        steps: Its past moves from quarter to quarter, at least one.
        quarters: How far to go.
        draws: How many courses.
        seed: What the draws begin with.
        within: The lowest and the highest value there can be; a course stops there.
    """
    chance = np.random.default_rng(np.random.SeedSequence(seed))
    chosen = np.asarray(steps, dtype=np.float64)[
        chance.integers(0, len(steps), size=(draws, quarters))
    ]
    found = np.empty_like(chosen)
    now = np.full(draws, value)
    for quarter in range(quarters):
        now = np.clip(now + chosen[:, quarter], *within)
        found[:, quarter] = now
    return found


def shortfall(metric: Metric, values: Values, target: float) -> Values:
    """Return how far values are from a target, in the metric's unit; 0 or less where it is met.

    A metric that is wanted in a range is met inside it, whatever the target's figure.
    """
    if metric.better == "in range" and metric.range is not None:
        below, above = metric.range.low - values, values - metric.range.high
        return np.asarray(np.maximum(np.maximum(below, above), 0.0))
    away = values - target if metric.better == "lower" else target - values
    return np.asarray(np.where(np.abs(away) <= NEARLY * max(1.0, abs(target)), 0.0, away))
