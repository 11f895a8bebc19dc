"""Questions: what the scorecard asks of the metrics, in as few calls as there are scopes.

One call answers for the whole wall; goals that speak of a unit or an initiative add one call
for each of these, however many goals and metrics it has. So the cost grows with what is shown
and not with the size of the portfolio.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from governance.promises import Goal, GoalRevision
from governance.scope import can_split, extracts_of, scope_of
from pipelines.metrics.book import Metric
from pipelines.metrics.query import answers
from pipelines.metrics.results import Cell
from pipelines.periods import Period, between, containing
from pipelines.workspace import Workspace

Scope = tuple[tuple[str, str], ...]
"""A goal's filter as a key."""


@dataclass(frozen=True)
class Window:
    """Which figures the scorecard asks for."""

    workspace: Workspace
    version: int
    quarters: tuple[Period, ...]
    """All loaded quarters, in order."""
    shown: Period

    @property
    def asked(self) -> tuple[Period, ...]:
        """Return the quarters from the first loaded one to the shown one."""
        first = min((*self.quarters, self.shown))
        return tuple(between(first, self.shown))


def loaded_quarters(workspace: Workspace, version: int | None) -> tuple[Period, ...]:
    """Return the quarters in which anything is loaded, in order."""
    relations = workspace.warehouse.at(version)
    days = {period.start for name in workspace.extracts for period in relations.periods(name)}
    return tuple(sorted({containing(day, "quarter") for day in days}))


def wall_cells(
    window: Window, metrics: Sequence[Metric], *, business_unit: str | None
) -> dict[str, tuple[Cell, ...]]:
    """Return each metric's cells, oldest first, of the company or one of its units."""
    where = {} if business_unit is None else {"business_unit": business_unit}
    return _cells(window, {metric.name for metric in metrics}, where=where)


def goal_cells(
    window: Window, goals: Iterable[GoalRevision], wall: Mapping[str, tuple[Cell, ...]]
) -> dict[str, tuple[Cell, ...]]:
    """Return each goal's cells, oldest first; none where its metric is not known there.

    Args:
        window: Which quarters, at which version.
        goals: The goals to answer for.
        wall: The whole company's cells that are known already; empty for one unit's wall.
    """
    wanted: dict[Scope, set[str]] = {}
    for one in goals:
        if _is_known(window, one.content):
            wanted.setdefault(tuple(scope_of(one.content).items()), set()).add(one.content.metric)
    found: dict[Scope, dict[str, tuple[Cell, ...]]] = {}
    for scope, names in wanted.items():
        known = {} if scope else {name: wall[name] for name in names if name in wall}
        found[scope] = {**known, **_cells(window, names - set(known), where=dict(scope))}
    return {
        one.goal_id: found.get(tuple(scope_of(one.content).items()), {}).get(one.content.metric, ())
        for one in goals
    }


def _is_known(window: Window, goal: Goal) -> bool:
    """Return whether the goal's metric still exists and is known for the goal's scope."""
    metric = window.workspace.metrics.metrics.get(goal.metric)
    if metric is None:
        return False
    return all(can_split(window.workspace, metric, dimension) for dimension in scope_of(goal))


def arrived(window: Window, metric: Metric) -> bool:
    """Return whether anything a metric rests on has been loaded for the shown period."""
    relations = window.workspace.warehouse.at(window.version)
    return any(
        window.shown.start <= period.start <= window.shown.end
        for name in extracts_of(window.workspace, metric)
        for period in relations.periods(name)
    )


def grace_days(window: Window, metric: Metric) -> int:
    """Return after how many days the first of a metric's extracts is overdue."""
    names = extracts_of(window.workspace, metric)
    return min(window.workspace.extracts[name].grace_days for name in names)


def _cells(
    window: Window, names: set[str], *, where: Mapping[str, str]
) -> dict[str, tuple[Cell, ...]]:
    """Return the cells of each metric, oldest first; asks nothing where nothing is wanted."""
    if not names:
        return {}
    found = answers(
        window.workspace,
        sorted(names),
        grain="quarter",
        periods=window.asked,
        where=where,
        version=window.version,
    )
    return {name: answer.rows for name, answer in found.items()}
