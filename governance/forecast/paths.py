"""Paths: the time along several legs, some of which cannot begin before something else is done.

Why so, exact instead of drawn: a leg's time is a list of shares by whole days, so the time of two
legs in a row is their convolution, and the later of two independent times is the product of
what has arrived by each day. No draws, hence no noise and no seed: the same data give the same
answer to the last digit, and a chance of 0 is 0. A test compares it with 10,000 drawn courses.
Legs and holds are taken as independent of each other.

A course with a leg beyond the data's reach never arrives in ``arrived``; in ``at_most`` it arrives
the day after that reach. The truth lies between the two. Where they differ by more than somebody
is ready to overlook, there is no figure: neither a chance nor a date is made of what is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from governance.forecast.curves import NEAR, Curve, Shares, first_day, padded


@dataclass(frozen=True, eq=False)
class Course:
    """How the time along a whole path is spread."""

    arrived: Shares
    """Share known to have arrived by day 0, 1, 2 and so on."""
    at_most: Shares
    """The same, if everything that is beyond the data's reach arrived the day after it."""
    stopped: float
    """Share that stops on the way."""
    unsure: float = 0.0
    """How far the two may differ where a figure is given."""

    @property
    def beyond(self) -> float:
        """Return the share that ends later than the data reach."""
        return max(0.0, 1.0 - float(self.arrived[-1]) - self.stopped)

    @property
    def reach(self) -> int:
        """Return the last day up to which every share is known."""
        unknown = np.flatnonzero(self.at_most - self.arrived > self.unsure + NEAR)
        return int(unknown[0]) - 1 if len(unknown) else len(self.arrived) - 1

    def by(self, day: int) -> float:
        """Return the share that has arrived by a day at least."""
        return _at(self.arrived, day)

    def by_at_most(self, day: int) -> float:
        """Return the share that has arrived by a day at most."""
        return _at(self.at_most, day)

    def chance(self, day: int) -> float | None:
        """Return the share that has arrived by a day; None where it cannot be known."""
        known = self.by_at_most(day) - self.by(day) <= self.unsure + NEAR
        return self.by(day) if known else None

    def quantile(self, share: float) -> int | None:
        """Return the first day by which ``share`` has arrived; None where that is not known."""
        day = first_day(self.arrived, share)
        return day if day is not None and self.chance(day) is not None else None


def course(
    legs: Sequence[Curve],
    holds: Mapping[int, Sequence[Curve]] | None = None,
    *,
    unsure: float = 0.0,
) -> Course:
    """Return how the time along a path is spread.

    Args:
        legs: The stages in front, the present one first; none where it is all done.
        holds: What must be out of the way before the leg of that number begins (as many as
            there are legs: before the end); all of them.
        unsure: How much of a share may be unknown where a figure is given.
    """
    waits = holds or {}
    known, most = np.ones(1), np.ones(1)
    stopped = 0.0
    for number in range(len(legs) + 1):
        for hold in waits.get(number, ()):
            known = _later(known, hold.forward)
            most = _later(most, _hopeful(hold))
        if number < len(legs):
            leg = legs[number]
            stopped += float(known.sum() * leg.stopped.sum())
            known = _both(known, leg.forward)
            most = _both(most, _hopeful(leg))
    length = max(len(known), len(most))
    return Course(
        arrived=np.minimum(padded(known, length).cumsum(), 1.0),
        at_most=np.minimum(padded(most, length).cumsum(), 1.0),
        stopped=stopped,
        unsure=unsure,
    )


def _both(first: Shares, second: Shares) -> Shares:
    """Return the shares of one time after the other."""
    few, many = sorted((first, second), key=np.count_nonzero)
    total = np.zeros(len(first) + len(second) - 1)
    for day in np.flatnonzero(few):  # curves are steps on few days: far less than a convolution
        total[day : day + len(many)] += few[day] * many
    return total


def _later(first: Shares, second: Shares) -> Shares:
    """Return the shares of the later of two independent times."""
    length = max(len(first), len(second))
    arrived = padded(first, length).cumsum() * padded(second, length).cumsum()
    return np.diff(arrived, prepend=0.0)


def _hopeful(leg: Curve) -> Shares:
    """Return a leg's shares as if its unknown part came the day after the data's reach."""
    if leg.reach is None:
        return leg.forward
    shares = padded(leg.forward, leg.reach + 2)
    shares[leg.reach + 1] += leg.beyond
    return shares


def _at(arrived: Shares, day: int) -> float:
    """Return a growing share at a day: none before the first, the last one after it."""
    return 0.0 if day < 0 else float(arrived[min(day, len(arrived) - 1)])
