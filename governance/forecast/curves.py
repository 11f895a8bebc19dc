"""Curves: how the time to an event is spread, learnt from cases of which many still wait.

Kaplan-Meier counts every case for as long as it was watched. Where cases can also end another
way (paused, retired), each cause gets its own share (Aalen-Johansen): what stopped did not go on
later. What nobody was watched long enough for stays unknown; it is neither spread nor cut off.

Why so: both estimates are steps on whole days, so a curve is an exact list of shares by day.
Drawing samples from it would add noise and a seed and take nothing away.
Pure functions over numbers; no dates, no store.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Shares = npt.NDArray[np.float64]
NEAR = 1e-9
"""Sums of shares are equal within this, so that 0.85 means 0.85."""


@dataclass(frozen=True, eq=False)
class Curve:
    """Shares of cases by the day on which they end; what is missing to 1 is not known."""

    forward: Shares
    """Share that goes on, on day 0, 1, 2 and so on."""
    stopped: Shares
    """Share that stops on each of these days."""
    reach: int | None
    """The last day that the data say anything about; None where no share is unknown."""
    events: int
    """Cases that went on, later than the age that was asked about."""
    cases: int
    """All cases watched beyond that age."""

    @property
    def beyond(self) -> float:
        """Return the share that ends later than the data reach."""
        return max(0.0, 1.0 - float(self.forward.sum() + self.stopped.sum()))

    def waiting(self, day: int) -> float:
        """Return the share that is still there after ``day``: S(t)."""
        gone = self.forward[: day + 1].sum() + self.stopped[: day + 1].sum()
        return max(0.0, 1.0 - float(gone))

    def quantile(self, share: float) -> int | None:
        """Return the first day by which ``share`` went on; None where so many never do."""
        return first_day(self.forward.cumsum(), share)


def first_day(arrived: Shares, share: float) -> int | None:
    """Return the first day on which a growing share is at least ``share``; None for never."""
    reached = np.flatnonzero(arrived >= share - NEAR)
    return int(reached[0]) if len(reached) else None


def curve(
    days: npt.ArrayLike,
    *,
    forward: npt.ArrayLike,
    stopped: npt.ArrayLike = False,
    age: int | None = None,
    least_watched: int = 1,
) -> Curve:
    """Return how the time until a case goes on is spread.

    Args:
        days: How long each case was watched; whole days, >= 0.
        forward: Whether it then went on.
        stopped: Whether it then stopped for good; where neither holds, it still waits.
        age: How long the case in question has waited: only those count that were still there
            after so many days, and day 0 is that day. None asks about a case that begins.
        least_watched: Cases that must still be watched on a day for it to say anything. Where
            the very last one happens to go on, the plain estimate falls to nothing left, which
            is a claim about everybody made from one.

    Returns:
        The curve. It has no events where nothing went on later than ``age``: such a case is
        older than everything that ever left, and nothing can be said about it.
    """
    watched = np.asarray(days, dtype=np.int64)
    went = np.broadcast_to(np.asarray(forward, dtype=float), watched.shape)
    ended = np.broadcast_to(np.asarray(stopped, dtype=float), watched.shape)
    if age is not None:
        left = watched > age
        watched, went, ended = watched[left] - age, went[left], ended[left]
    if not len(watched):
        return Curve(np.zeros(1), np.zeros(1), 0, 0, 0)
    on, off = np.bincount(watched, weights=went), np.bincount(watched, weights=ended)
    at_risk = np.maximum(np.bincount(watched)[::-1].cumsum()[::-1], 1.0)
    events, reach = int(on.sum()), int(np.flatnonzero(at_risk >= least_watched).max(initial=0))
    on, off, at_risk = on[: reach + 1], off[: reach + 1], at_risk[: reach + 1]
    if len(watched) < least_watched:
        on, off = np.zeros_like(on), np.zeros_like(off)
    stays = np.cumprod(1.0 - (on + off) / at_risk)
    before = np.concatenate(([1.0], stays[:-1]))
    return Curve(
        forward=before * on / at_risk,
        stopped=before * off / at_risk,
        reach=reach if float(stays[-1]) > NEAR else None,
        events=events,
        cases=len(watched),
    )


def mixed(own: Curve, parent: Curve, own_weight: float) -> Curve:
    """Return the curve that believes ``own`` by its weight and ``parent`` by the rest.

    The distributions are mixed, not their medians: half a chance of two months and half of ten
    is not six months. It reaches as far as the shorter of the two.
    """
    length = max(len(own.forward), len(parent.forward))
    parts = [(own, own_weight), (parent, 1.0 - own_weight)]
    reaches = [part.reach for part, weight in parts if weight > 0 and part.reach is not None]
    return Curve(
        forward=sum((weight * padded(part.forward, length) for part, weight in parts), np.zeros(1)),
        stopped=sum((weight * padded(part.stopped, length) for part, weight in parts), np.zeros(1)),
        reach=min(reaches, default=None),
        events=parent.events,
        cases=parent.cases,
    )


def own_weight(events: int, shrink: int) -> float:
    """Return how much a class of its own counts: n / (n + k)."""
    return events / (events + shrink)


def point(day: int) -> Curve:
    """Return the curve of something that ends on one known day: a plan or somebody's estimate."""
    forward = np.zeros(day + 1)
    forward[day] = 1.0
    return Curve(forward, np.zeros(day + 1), None, 0, 0)


def padded(shares: Shares, length: int) -> Shares:
    """Return shares by day, with empty days up to ``length``."""
    return np.concatenate((shares, np.zeros(max(0, length - len(shares)))))
