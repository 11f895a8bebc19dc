"""Barriers: what must be out of the way first, and when that will probably be.

A barrier is a blocker of the CIO's reply. Its end is judged by the best that is known, in this
order: a foundation project under way that clears it, told as its plan; how long blockers of its
kind lasted here; the owner's own date. A plan or a date that has passed while the blocker is
still there says nothing any more. Where nothing is known, the barrier is left out of the path
and that is said, because the chance is then at most what is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from governance.forecast.curves import Curve, point
from governance.forecast.ground import Ground
from governance.forecast.shapes import HoldSource
from governance.promises import Goal, Obstacle
from pipelines.periods import plus_months


@dataclass(frozen=True, eq=False)
class Barrier:
    """One blocker with the time until it is gone."""

    key: str
    """Its place in the reply, from 1."""
    obstacle: Obstacle
    source: HoldSource
    curve: Curve | None
    """None where nobody knows."""
    project_id: str = ""
    """The project under way that it ends with, else the proposed one that would clear it."""


def barriers(known: Ground, goal_id: str) -> tuple[Barrier, ...]:
    """Return what stands in the way of a goal, in the order of the reply; none without a reply."""
    reply = known.replies.get(goal_id)
    if reply is None:
        return ()
    goal = known.goals[goal_id].content
    return tuple(
        _barrier(known, goal, str(place), obstacle)
        for place, obstacle in enumerate(reply.content.blockers, start=1)
    )


def planned(
    known: Ground, goal: Goal, barrier: Barrier, started: Mapping[str, date]
) -> Barrier | None:
    """Return a barrier that ends with the plan of the projects that clear it.

    Args:
        known: What is known.
        goal: The goal whose initiative is held up.
        barrier: What holds it up.
        started: The projects under way, with the day each began.

    Returns:
        Where there are several ways to clear it, the one that most likely helps counts, then the
        earlier one. None where no project under way clears it, or its plan has passed.
    """
    if barrier.obstacle.type not in known.rules.holds.cleared_by_projects:
        return None
    ways = []
    for name in started:
        for way in known.projects[name].unblocks:
            end = _planned_end(known, (name, *way.together_with), started)
            if way.initiative_id == goal.initiative_id and end is not None and end > known.as_of:
                ways.append((-way.probability, end, name))
    if not ways:
        return None
    _, end, name = min(ways)
    return Barrier(barrier.key, barrier.obstacle, "project", point((end - known.as_of).days), name)


def _planned_end(known: Ground, names: Iterable[str], started: Mapping[str, date]) -> date | None:
    """Return when projects and all they need are planned to be done; None where one has no plan."""
    ends = []
    for name in names:
        project = known.projects.get(name)
        if project is None or (project.state != "done" and name not in started):
            return None
        if project.state == "done":
            continue
        ready = _planned_end(known, project.prerequisites, started)
        if ready is None:
            return None
        ends.append(plus_months(max(ready, started[name]), project.duration_months))
    return max(ends, default=date.min)


def _barrier(known: Ground, goal: Goal, key: str, obstacle: Obstacle) -> Barrier:
    """Return one blocker judged by the best that is known about its end."""
    unknown = Barrier(key, obstacle, "unknown", None, _would_clear(known, goal, obstacle))
    by_plan = planned(known, goal, unknown, known.begun)
    if by_plan is not None:
        return by_plan
    age = max(0, (known.as_of - obstacle.since).days)
    lasting = known.lasting(obstacle.type, age=age)
    watched = lasting.cases >= known.rules.reference.least_watched
    solved = _solved(known, obstacle.type)
    if lasting.events and watched and solved >= known.rules.holds.least_events:
        return replace(unknown, source="history", curve=lasting)
    if obstacle.estimate is not None and obstacle.estimate > known.as_of:
        days = (obstacle.estimate - known.as_of).days
        return replace(unknown, source="estimate", curve=point(days))
    return unknown


def _would_clear(known: Ground, goal: Goal, obstacle: Obstacle) -> str:
    """Return the proposed project that would clear a blocker: what does so alone comes first."""
    if not goal.initiative_id or obstacle.type not in known.rules.holds.cleared_by_projects:
        return ""
    ways = [
        (len(way.together_with) + len(project.prerequisites), -way.probability, name)
        for name, project in known.projects.items()
        if project.state == "proposed"
        for way in project.unblocks
        if way.initiative_id == goal.initiative_id
    ]
    return min(ways)[-1] if ways else ""


def _solved(known: Ground, kind: str) -> int:
    """Return how many blockers of a kind were solved."""
    return sum(one.solved for one in known.blockers.get(kind, ()))
