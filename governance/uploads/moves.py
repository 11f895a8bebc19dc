"""What an upload moves, as values: figures, goals and what lies far from usual, before and after.

Frozen and free of any store, so that a screen, a receipt and a test share them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from governance.people import Role
from governance.scorecard.shapes import Better, Status
from pipelines.metrics.results import State
from pipelines.periods import parsed

UnusualKind = Literal["metric", "value"]
GOODNESS: dict[Status, int] = {
    "red": 0,
    "no_data": 1,
    "stale": 1,
    "not_estimable": 1,
    "amber": 2,
    "provisional": 3,
    "no_target": 3,
    "green": 4,
}
"""How good a status is: what is not known any more has become worse."""


@dataclass(frozen=True)
class Figure:
    """A metric in one period."""

    value: float | None
    state: State
    status: Status
    coverage: float | None
    n: int


@dataclass(frozen=True)
class UnitMove:
    """A metric of one business unit in one period, where it becomes another one."""

    business_unit: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class MetricMove:
    """A metric in one period, before and after."""

    metric: str
    title: str
    unit: str
    decimals: int
    better: Better
    period: str
    before: Figure
    after: Figure
    stood: Status
    """What the wall showed before: of this period, or where it had not arrived of the last one."""
    units: tuple[UnitMove, ...]
    """Only those that change."""
    range: tuple[float, float] | None
    """What it usually lies between, where it then lies outside; None where not or not known."""
    usual: str
    """Such as ``outside its usual range 40% to 52%``; empty where there is no ``range``."""
    note: Literal["asked", "required"]
    """Whether a note is asked for, or demanded, where it turns red."""
    owner: Role

    @property
    def colour_changes(self) -> bool:
        """Return whether it is shown with another colour or state."""
        return self.before.status != self.after.status

    @property
    def turns_red(self) -> bool:
        """Return whether it is red then and the wall did not show red before."""
        return self.after.status == "red" and self.stood != "red"

    @property
    def worse(self) -> int:
        """Return by how many steps its status becomes worse; negative is better."""
        return GOODNESS[self.stood] - GOODNESS[self.after.status]


@dataclass(frozen=True)
class GoalFigure:
    """A goal as its line on the scorecard shows it."""

    value: float | None
    state: State
    status: Status
    chance: float | None
    """Of the wanted day, 0..1; None where it cannot be known."""


@dataclass(frozen=True)
class GoalMove:
    """A goal whose colour or chance changes."""

    goal_id: str
    title: str
    metric: str
    unit: str
    before: GoalFigure
    after: GoalFigure

    @property
    def worse(self) -> int:
        """Return by how many steps its status becomes worse; negative is better."""
        return GOODNESS[self.before.status] - GOODNESS[self.after.status]


@dataclass(frozen=True)
class Unusual:
    """A figure or a value of a row that lies far from what it usually is: a warning."""

    kind: UnusualKind
    subject: str
    """The metric, or extract and column such as ``ledger.amount_eur``."""
    title: str
    period: str
    line: int | None
    """Of the file; None for a metric."""
    value: float
    low: float
    high: float
    words: str


@dataclass(frozen=True)
class Preview:
    """Everything that changes, the worst first."""

    metrics: tuple[MetricMove, ...] = ()
    goals: tuple[GoalMove, ...] = ()
    unusual: tuple[Unusual, ...] = ()
    stays: int = 0
    """Metrics that read the file and whose figures stay as they are."""

    @property
    def reddened(self) -> tuple[MetricMove, ...]:
        """Return the figures that turn red."""
        return tuple(one for one in self.metrics if one.turns_red)

    @property
    def by_metric(self) -> tuple[tuple[MetricMove, ...], ...]:
        """Return the figures of each metric together, newest first; the worst metric ahead."""
        found: dict[str, list[MetricMove]] = {}
        for one in self.metrics:
            found.setdefault(one.metric, []).append(one)
        return tuple(tuple(sorted(moves, key=_begins, reverse=True)) for moves in found.values())


def _begins(one: MetricMove) -> date:
    """Return the first day of a figure's period."""
    return parsed(one.period).start
