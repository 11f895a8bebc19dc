"""Feeds: which initiatives and goals rest on which data.

Pure over values that others have read. A goal rests on the datasets of its own initiative and
of the initiatives that say they serve it, and on the extracts that its metric is computed from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from governance.promises import GoalRevision
from governance.scope import extracts_of
from pipelines.portfolio import Initiative
from pipelines.workspace import Workspace

RETIRED = "retired"
"""The stage in which an initiative waits for nothing any more."""


@dataclass(frozen=True)
class Feeds:
    """Who rests on what."""

    by_initiative: Mapping[str, tuple[str, ...]]
    """Goals that an initiative works for."""
    by_extract: Mapping[str, tuple[str, ...]]
    """Goals whose figure is computed from an extract."""

    def goals_of(self, initiatives: Iterable[str]) -> tuple[str, ...]:
        """Return the goals that rest on data which these initiatives use, in order."""
        found = {goal for one in initiatives for goal in self.by_initiative.get(one, ())}
        return tuple(sorted(found))


def feeds(
    workspace: Workspace, goals: Collection[GoalRevision], estate: Iterable[Initiative]
) -> Feeds:
    """Return which goals rest on which initiatives and extracts.

    Args:
        workspace: Knows what each metric is computed from.
        goals: The goals as they stand.
        estate: The initiatives; one that is retired works for no goal any more.
    """
    stated = {goal.goal_id for goal in goals}
    by_initiative: dict[str, set[str]] = {}
    by_extract: dict[str, set[str]] = {}
    for goal in goals:
        if goal.content.initiative_id:
            by_initiative.setdefault(goal.content.initiative_id, set()).add(goal.goal_id)
        metric = workspace.metrics.metrics.get(goal.content.metric)
        for extract in extracts_of(workspace, metric) if metric else ():
            by_extract.setdefault(extract, set()).add(goal.goal_id)
    for one in estate:
        if one.goal_id in stated and one.stage != RETIRED:
            by_initiative.setdefault(one.id, set()).add(one.goal_id)
    return Feeds(_ordered(by_initiative), _ordered(by_extract))


def _ordered(found: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """Return sets as they can be kept and shown."""
    return {name: tuple(sorted(goals)) for name, goals in found.items()}
