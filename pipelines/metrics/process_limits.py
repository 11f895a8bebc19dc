"""Signal or noise: the natural process limits of an XmR chart and the four rules that it speaks by.

Pure. Source: Wheeler's limits (2.66 mean moving ranges) and the four rules of NHS "Making Data
Count". Mean and limits are those of the series that is given, or those that were drawn before.

Why so: the limits rest on the mean of all moving ranges. Neither the variant with their median
(3.145) nor the option to leave out ranges above 3.267 means once is used: both draw the limits
closer, and a signal that depends on which variant was chosen is no signal to act on. A figure that
is not known is None; a range or a run never reaches over it, because nobody knows what lay there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

TO_LIMIT: Final = 2.66
"""Three standard deviations from the mean moving range of two points (3 / 1.128)."""
TO_RANGE_LIMIT: Final = 3.268
"""The largest usual moving range, in mean moving ranges."""
RUN: Final = 7
"""Points in a row on one side of the mean, or all rising or falling, that are no chance."""
Rule = Literal["outside", "run", "trend", "two of three"]
Side = Literal["above", "below"]


@dataclass(frozen=True)
class Limits:
    """What a series varies between while nothing changes."""

    mean: float
    mean_range: float
    upper: float
    lower: float
    range_limit: float
    """The largest difference from one point to the next that is still usual."""

    @property
    def near_upper(self) -> float:
        """Return two thirds of the way to the upper limit."""
        return self.mean + (self.upper - self.mean) * 2 / 3

    @property
    def near_lower(self) -> float:
        """Return two thirds of the way to the lower limit."""
        return self.mean - (self.mean - self.lower) * 2 / 3


@dataclass(frozen=True)
class Signal:
    """One place where a rule speaks."""

    rule: Rule
    side: Side
    last: int
    """Index of the last point that belongs to it."""


def limits(series: Sequence[float | None]) -> Limits:
    """Return the limits of a series; what is not known is None and counts for nothing.

    Raises:
        ValueError: There are no two known points beside each other.
    """
    known = [value for value in series if value is not None]
    ranges = [
        abs(after - before)
        for before, after in pairwise(series)
        if before is not None and after is not None
    ]
    if not ranges:
        raise ValueError("limits need at least two points beside each other")
    mean, mean_range = sum(known) / len(known), sum(ranges) / len(ranges)
    reach = TO_LIMIT * mean_range
    return Limits(mean, mean_range, mean + reach, mean - reach, TO_RANGE_LIMIT * mean_range)


def signals(series: Sequence[float | None], against: Limits | None = None) -> tuple[Signal, ...]:
    """Return every signal, in the order of its last point; limits that collapse give none.

    Args:
        series: The points in order; None where one is not known.
        against: Limits that were drawn before; those of the series itself by default.

    Raises:
        ValueError: No limits are given and there are too few points for any.
    """
    found = limits(series) if against is None else against
    if not found.mean_range:
        return ()
    return tuple(
        Signal(rule, side, last)
        for last in range(len(series))
        for rule, side in _spoken(series, found, last)
    )


def falls(series: Sequence[float]) -> bool:
    """Return whether a series ends in a signal downwards."""
    return any(
        signal.side == "below" and signal.last == len(series) - 1 for signal in signals(series)
    )


def _spoken(
    series: Sequence[float | None], found: Limits, last: int
) -> Iterator[tuple[Rule, Side]]:
    """Yield the rules that speak at one point."""
    value = series[last]
    if value is None:
        return
    if value > found.upper:
        yield "outside", "above"
    if value < found.lower:
        yield "outside", "below"
    run, three = _ending(series, last, RUN), _ending(series, last, 3)
    if run:
        if all(each > found.mean for each in run):
            yield "run", "above"
        if all(each < found.mean for each in run):
            yield "run", "below"
        if all(after > before for before, after in pairwise(run)):
            yield "trend", "above"
        if all(after < before for before, after in pairwise(run)):
            yield "trend", "below"
    if three:
        above, below = min(three) > found.mean, max(three) < found.mean
        if above and sum(each > found.near_upper for each in three) >= 2:
            yield "two of three", "above"
        if below and sum(each < found.near_lower for each in three) >= 2:
            yield "two of three", "below"


def _ending(series: Sequence[float | None], last: int, count: int) -> list[float]:
    """Return the ``count`` points that end at ``last``; none where one is missing or unknown."""
    points = [value for value in series[max(0, last - count + 1) : last + 1] if value is not None]
    return points if len(points) == count else []
