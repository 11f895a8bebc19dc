"""Offers: the foundation projects that could be supposed to begin today for one goal.

A project that needs others first is offered together with them: alone it would clear nothing.
Pure over the projects; whether it helps is the forecast's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from governance.forecast.policy import forecast_policy
from governance.forecast.shapes import Hold
from governance.investments.shapes import SETTLED, Project, ProjectRevision


@dataclass(frozen=True)
class Offer:
    """One project that may be supposed to begin, with what it needs."""

    project_id: str
    title: str
    begun: tuple[str, ...]
    """All projects that begin with it, itself included."""


def offers(
    projects: Sequence[ProjectRevision], initiative_id: str, holds: Iterable[Hold]
) -> tuple[Offer, ...]:
    """Return the projects that would clear what holds an initiative and are not under way.

    Args:
        projects: The foundation projects as they stand.
        initiative_id: The goal's initiative; empty where it has none.
        holds: What holds the goal.
    """
    cleared = forecast_policy().holds.cleared_by_projects
    if not any(one.type in cleared and one.source != "project" for one in holds):
        return ()
    known = {one.goal_id: one.content for one in projects}
    found = []
    for name, project in sorted(known.items()):
        ways = [way for way in project.unblocks if way.initiative_id == initiative_id]
        if project.state != "proposed" or not ways:
            continue
        best = max(ways, key=lambda way: way.probability)
        begun = _needed(known, (name, *best.together_with))
        if begun is not None:
            found.append(Offer(name, project.title, tuple(sorted(begun))))
    return tuple(found)


def _needed(known: Mapping[str, Project], names: Iterable[str]) -> set[str] | None:
    """Return the projects that must begin, with all they need; None where one was given up."""
    begun: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        project = known.get(name)
        if project is None or project.state == "dropped":
            return None
        if name in begun or project.state in SETTLED:
            continue
        begun.add(name)
        waiting += project.prerequisites
    return begun
