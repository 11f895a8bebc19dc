"""Questions: what the scorecard asks of the metrics, in as few calls as there are scopes.

One call answers for the whole wall; goals that speak of a unit or an initiative add one call
for each kind of scope, however many goals there are.
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
    """Return each goal's cells, oldest first; empty where its metric is not known there.

    Args:
        window: Which quarters, at which version.
        goals: The goals to answer for.
        wall: The whole company's cells that are known already; empty for one unit's wall.
    """
    book = window.workspace.metrics.metrics
    wanted: dict[str, set[str]] = {"": set(), "business_unit": set(), "initiative_id": set()}
    known = [one for one in goals if one.content.metric in book]
    for one in known:
        dimension = next(iter(scope_of(one.content)), "")
        metric = book[one.content.metric]
        if not dimension or can_split(window.workspace, metric, dimension):
            wanted[dimension].add(metric.name)
    company = {**wall, **_cells(window, wanted[""] - set(wall), where={})}
    split = {
        dimension: _cells(window, wanted[dimension], where={}, by=dimension)
        for dimension in ("business_unit", "initiative_id")
    }
    return {one.goal_id: _of(one.content, company, split) for one in known}


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


def _of(
    goal: Goal,
    company: Mapping[str, tuple[Cell, ...]],
    split: Mapping[str, Mapping[str, tuple[Cell, ...]]],
) -> tuple[Cell, ...]:
    """Return the cells that belong to a goal's scope."""
    scope = scope_of(goal)
    if not scope:
        return company.get(goal.metric, ())
    ((dimension, value),) = scope.items()
    return tuple(
        cell
        for cell in split[dimension].get(goal.metric, ())
        if cell.dimensions.get(dimension) == value
    )


def _cells(
    window: Window, names: set[str], *, where: Mapping[str, str], by: str = ""
) -> dict[str, tuple[Cell, ...]]:
    """Return the cells of each metric, oldest first; asks nothing where nothing is wanted."""
    if not names:
        return {}
    found = answers(
        window.workspace,
        sorted(names),
        grain="quarter",
        periods=window.asked,
        by=(by,) if by else (),
        where=where,
        version=window.version,
    )
    return {name: answer.rows for name, answer in found.items()}
