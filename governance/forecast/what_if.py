"""What if: the same forecast with something cleared out of the way or set going today.

Nothing is changed by asking. What is named must exist: a slip of the hand that clears nothing
would look like a blocker that does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from governance.forecast.barriers import Barrier, planned
from governance.forecast.ground import Ground
from governance.forecast.shapes import WhatIf
from pipelines.errors import GapError
from pipelines.marked_yaml import nearest


def supposed(
    known: Ground, goal_id: str, standing: Sequence[Barrier], asked: WhatIf
) -> tuple[Barrier, ...]:
    """Return what stands in the way if what is supposed were so.

    Args:
        known: What is known.
        goal_id: Which goal.
        standing: What stands in its way as things are.
        asked: What is supposed: blockers cleared today, by key or type, and projects begun today.

    Raises:
        GapError: A blocker or project that is named does not exist, or a project cannot be begun
            today; nothing is changed by asking.
    """
    for name in asked.without:
        if not any(name in (one.key, one.obstacle.type) for one in standing):
            raise _no_such_blocker(goal_id, name, standing)
    left = [one for one in standing if not {one.key, one.obstacle.type} & set(asked.without)]
    if not asked.projects:
        return tuple(left)
    started = _started(known, asked.projects)
    goal = known.goals[goal_id].content
    return tuple(planned(known, goal, one, started) or one for one in left)


def _started(known: Ground, names: Sequence[str]) -> dict[str, date]:
    """Return the projects that would be under way, with the day each begins."""
    started = {**{name: known.as_of for name in names}, **known.begun}
    for name in names:
        project = known.projects.get(name)
        if project is None:
            raise GapError(
                f"There is no project {name}.{nearest(name, known.projects)}",
                next_step="“python -m governance investments” lists the projects.",
            )
        if project.state in ("done", "dropped"):
            raise GapError(
                f"{name} {project.title} is {project.state} and cannot be begun today.",
                next_step="Ask without it.",
            )
        for need in project.prerequisites:
            if need not in started and known.projects[need].state != "done":
                raise GapError(
                    f"{name} {project.title} needs {need} {known.projects[need].title} first, "
                    "which is not under way.",
                    next_step=f"Ask about {need} and {name} together.",
                )
    return started


def _no_such_blocker(goal_id: str, name: str, standing: Sequence[Barrier]) -> GapError:
    """Return the refusal of a blocker that the goal does not have."""
    there = "; ".join(f"{one.key} {one.obstacle.type}: {one.obstacle.text}" for one in standing)
    return GapError(
        f"Nothing called “{name}” stands in the way of {goal_id}.",
        where=there or "The reply names no blocker.",
        next_step="Name a blocker by its number or its type." if there else "",
    )
