"""From checks to dimensions, from dimensions to one score, from scores to a level.

Pure. A dimension is passed elements over tested elements of all its checks together, not the
mean of rules that pass: a thousand rows wrong weigh a thousand times one. What was not tested
has no score, and a score that is not known is never taken for a good one or a bad one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.metrics.process_limits import falls
from pipelines.periods import between, parsed
from pipelines.quality.policy import LevelPolicy, quality_policy
from pipelines.quality.shapes import DIMENSIONS, Dimension, DimensionScore, Measurement

HIGHEST, UPPER = 5, 4
"""The level that must not be falling, and the one that must have been held."""
SHORT_OF = 0.1
"""What a level lacks that is held back, so that it reads as the one below and as near the next."""
DIGITS = 10
"""Digits that a level is settled to: 79.999999999 is no other level than 80."""


@dataclass(frozen=True)
class Level:
    """A level and what it rests on."""

    value: float | None
    """1.0 to 5.0, one decimal means something; None where nothing was measured."""
    words: str
    """Why it is not higher than it is, or why there is none; may be empty."""


def dimension_scores(measurement: Measurement) -> dict[Dimension, DimensionScore]:
    """Return all six dimensions in order; those without any tested element are not measured."""
    found: dict[Dimension, DimensionScore] = {}
    for dimension in DIMENSIONS:
        checks = [check for check in measurement.checks if check.dimension == dimension]
        tested = sum(check.tested for check in checks)
        passed = sum(check.passed for check in checks)
        found[dimension] = DimensionScore(
            100.0 * passed / tested if tested else None,
            passed,
            tested,
            "measured" if tested else "not_measured",
        )
    return found


def score(measurement: Measurement) -> float | None:
    """Return the mean of the measured dimensions by the subject's weights; None without any."""
    parts = [
        (found.score, float(measurement.weights.get(dimension, 1.0)))
        for dimension, found in dimension_scores(measurement).items()
        if found.score is not None
    ]
    return weighted_mean(parts)


def consecutive(
    quarters: Sequence[Measurement], of: Callable[[Measurement], float | None] = score
) -> list[float | None]:
    """Return the scores of every quarter from the first measured to the last; gaps are None.

    Args:
        quarters: Measurements of one subject, the oldest quarter first.
        of: What is asked of each; its whole score by default.
    """
    if not quarters:
        return []
    known = {each.period: of(each) for each in quarters}
    first, last = parsed(quarters[0].period), parsed(quarters[-1].period)
    return [known.get(period.label) for period in between(first, last)]


def weighted_mean(parts: Sequence[tuple[float, float]]) -> float | None:
    """Return the mean of (value, weight); None where there is no weight at all."""
    whole = sum(weight for _, weight in parts)
    if not whole:
        return None
    return sum(value * weight for value, weight in parts) / whole


def level_of(value: float, rules: LevelPolicy | None = None) -> float:
    """Return the level of a score, 1.0 to 5.0; its whole part is the level of the method.

    Between two edges it grows evenly, so that 2.1 reads as just above the edge of two.
    """
    edges = (rules or quality_policy().levels).edges
    settled = round(value, DIGITS)
    starts = (0.0, *edges)
    for place, start in reversed(list(enumerate(starts))):
        if settled >= start:
            if place == len(edges):
                return float(HIGHEST)
            share = (settled - start) / (starts[place + 1] - start)
            return min(round(1 + place + share, DIGITS), math.nextafter(place + 2.0, 0.0))
    return 1.0


def level(scores: Sequence[float | None], rules: LevelPolicy | None = None) -> Level:
    """Return the level of the newest of several consecutive quarters.

    Args:
        scores: One score for each quarter, oldest first, 0 to 100; None where none was measured.
        rules: The policy; the shipped one by default.

    Returns:
        The newest quarter's level; 4 and more only after enough quarters in a row were measured,
        5 only where the quarters do not end in a signal downwards. A level held back stands just
        below the one that it did not get, and says why.
    """
    held = rules or quality_policy().levels
    if not scores or scores[-1] is None:
        return Level(None, "not measured")
    found = level_of(scores[-1], held)
    known = _measured_in_a_row(scores)
    if found >= UPPER and len(known) < held.held_quarters:
        return Level(
            UPPER - SHORT_OF,
            f"held below {UPPER} until {held.held_quarters} quarters in a row are measured",
        )
    if found >= HIGHEST:
        if len(known) < held.least_points:
            return Level(
                HIGHEST - SHORT_OF,
                f"held below {HIGHEST} until {held.least_points} quarters in a row are measured",
            )
        if falls(known):
            return Level(HIGHEST - SHORT_OF, f"held below {HIGHEST} because it is falling")
    return Level(found, "")


def _measured_in_a_row(scores: Sequence[float | None]) -> list[float]:
    """Return the newest scores without a gap between them."""
    row: list[float] = []
    for each in reversed(scores):
        if each is None:
            break
        row.insert(0, each)
    return row
