"""Scope: which part of the company a goal speaks of, and whether a metric is known for it."""

from __future__ import annotations

from governance.promises import Goal
from pipelines.extracts.dimensions import dimensions
from pipelines.metrics.book import Metric
from pipelines.workspace import Workspace


def scope_of(goal: Goal) -> dict[str, str]:
    """Return the filter of a goal: its initiative, else its business unit, else nothing.

    An initiative lies inside one unit, so its figures need no second filter.
    """
    if goal.initiative_id:
        return {"initiative_id": goal.initiative_id}
    return {"business_unit": goal.business_unit} if goal.business_unit else {}


def can_split(workspace: Workspace, metric: Metric, dimension: str) -> bool:
    """Return whether a metric, with all it is derived from, is known by ``dimension``."""
    if metric.type == "derived":
        inputs = workspace.metrics.inputs(metric)
        return all(can_split(workspace, one, dimension) for one in inputs)
    extract = workspace.extracts[metric.extract or ""]
    return dimension in dimensions(extract, workspace.extracts)


def extracts_of(workspace: Workspace, metric: Metric) -> frozenset[str]:
    """Return the extracts that a metric is computed from."""
    if metric.type == "derived":
        inputs = workspace.metrics.inputs(metric)
        return frozenset(name for one in inputs for name in extracts_of(workspace, one))
    return frozenset((metric.extract or "",))
