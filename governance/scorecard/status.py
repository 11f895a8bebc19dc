"""Status: green, amber or red on the value itself, and the states that are never a colour.

The colour is judged on the value, not on attainment, so that an edge is a number somebody can
quote. An edge itself has the better colour. A figure that trembles around an edge keeps its
colour until it crosses clearly or stays across; the untouched colour is reported beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

from governance.policy import StatusPolicy
from governance.scorecard.shapes import Better, Status
from pipelines.metrics.results import State
from pipelines.periods import Period

Colour = Literal["green", "amber", "red"]
COLOURS: tuple[Colour, ...] = ("green", "amber", "red")
"""Best first."""


@dataclass(frozen=True)
class Edges:
    """Where the colours of one figure meet.

    Higher or lower is better: ``green`` and ``amber`` are the worst values that still have the
    colour. In range: green from ``low`` to ``high``, amber within ``tolerance`` around it.
    """

    better: Better
    green: float = 0.0
    amber: float = 0.0
    low: float = 0.0
    high: float = 0.0
    tolerance: float = 0.0

    def shortfall(self, value: float) -> tuple[float, float]:
        """Return how far ``value`` is on the bad side of the green and of the amber edge.

        Zero or less means the edge is met.
        """
        if self.better == "higher":
            return self.green - value, self.amber - value
        if self.better == "lower":
            return value - self.green, value - self.amber
        outside = max(self.low - value, value - self.high)
        return outside, outside - self.tolerance

    @property
    def band(self) -> float:
        """Return the width of amber, which tolerances are measured in."""
        return self.tolerance if self.better == "in range" else abs(self.green - self.amber)


def raw_colour(value: float, edges: Edges) -> Colour:
    """Return the colour by the edges alone; an edge itself has the better colour."""
    past_green, past_amber = edges.shortfall(value)
    if past_green <= 0:
        return "green"
    return "amber" if past_amber <= 0 else "red"


def settled_colour(
    values: Sequence[float | None], edges: Edges, rules: StatusPolicy
) -> Colour | None:
    """Return the colour of the last value, given the ones before it, oldest first.

    A colour changes when the value crosses the edge by more than the tolerance, or when the new
    colour has been there for ``hold_periods`` in a row. After a gap nothing is remembered.

    Returns:
        None where the last value is unknown.
    """
    shown: Colour | None = None
    waiting: Colour | None = None
    waited = 0
    for value in values:
        raw = None if value is None else raw_colour(value, edges)
        if value is None or raw is None or shown is None or raw == shown:
            shown, waiting, waited = raw, None, 0
            continue
        waited = waited + 1 if raw == waiting else 1
        waiting = raw
        crossed = _crossed(value, shown, edges, edges.band * rules.tolerance_share)
        if waited >= rules.hold_periods:
            shown, waiting, waited = raw, None, 0
        elif crossed != shown:
            shown = crossed
    return shown


def _crossed(value: float, shown: Colour, edges: Edges, tolerance: float) -> Colour:
    """Return the colour when only edges crossed by more than ``tolerance`` count as crossed."""
    raw = raw_colour(value, edges)
    if tolerance == 0:
        return raw
    if worse(raw, shown) == raw:
        met = [shortfall <= tolerance for shortfall in edges.shortfall(value)]
    else:
        met = [shortfall < -tolerance for shortfall in edges.shortfall(value)]
    if met[0]:
        return "green"
    return "amber" if met[1] else "red"


def worse(one: Colour, other: Colour) -> Colour:
    """Return the worse of two colours."""
    return max(one, other, key=COLOURS.index)


def is_colour(status: Status) -> bool:
    """Return whether a status says something about the figure, not about our knowledge."""
    return status in COLOURS


def status_of(state: State, colour: Colour | None) -> Status:
    """Return what to show: a colour only where the value is known and somebody set limits."""
    if state != "ok":
        return cast(Status, state)
    return "no_target" if colour is None else colour


def is_stale(period: Period, *, today: date, grace_days: int, rules: StatusPolicy) -> bool:
    """Return whether a value of ``period`` is too old on ``today``.

    It is once more than ``stale_after_periods`` further periods and the extract's grace have
    passed since the period's end.
    """
    last = period.shift(rules.stale_after_periods).end
    return today > last + timedelta(days=grace_days)
