"""Series that only vary: noise in which none of the four XmR rules finds a signal.

The story plants one real step and one improvement that is none. Both need stretches of honest
noise, so a stretch is drawn again until the rules are silent.
"""

from __future__ import annotations

import random
from itertools import pairwise

MOVING_RANGE_TO_LIMIT = 2.66
"""Three sigma from the mean moving range of two points (3 / 1.128)."""
RUN = 7


def quiet_series(
    chance: random.Random, *, points: int, mean: float, spread: float, rise: float = 0.0
) -> list[float]:
    """Return noise around ``mean`` without any signal.

    Args:
        chance: Where the noise comes from.
        points: How many values.
        mean: Their level.
        spread: Their standard deviation.
        rise: How far at least the mean of the last three lies above that of the three before:
            an improvement to the eye that the rules do not confirm.
    """
    while True:
        series = [chance.gauss(mean, spread) for _ in range(points)]
        late, before = sum(series[-3:]) / 3, sum(series[-6:-3]) / 3
        if late - before >= rise and not signals(series):
            return series


def signals(series: list[float]) -> list[str]:
    """Return which rules of the XmR chart speak: outside, run, trend, two of three."""
    mean = sum(series) / len(series)
    ranges = [abs(after - before) for before, after in pairwise(series)]
    limit = MOVING_RANGE_TO_LIMIT * sum(ranges) / len(ranges)
    away = [value - mean for value in series]
    found = []
    if any(abs(value) > limit for value in away):
        found.append("outside")
    if _run([value > 0 for value in away]) >= RUN:
        found.append("run")
    if _run([after > before for before, after in pairwise(series)]) >= RUN - 1:
        found.append("trend")
    for start in range(len(away) - 2):
        three = away[start : start + 3]
        same_side = all(value > 0 for value in three) or all(value < 0 for value in three)
        if same_side and sum(abs(value) > limit * 2 / 3 for value in three) >= 2:
            found.append("two of three")
            break
    return found


def _run(sides: list[bool]) -> int:
    """Return the length of the longest stretch of equal values."""
    longest = current = 0
    last: bool | None = None
    for side in sides:
        current = current + 1 if side is last else 1
        last, longest = side, max(longest, current)
    return longest
