"""Goals: the CEO states and changes what is wanted; the old promise stays readable.

Every change names the revision its author saw. If there is a newer one, nothing is written and
the author is told who was first: a promise is not overwritten by somebody who has not read it.
"""

from __future__ import annotations

import math
import re
from dataclasses import asdict, replace
from datetime import datetime
from typing import get_args

from governance.access import require
from governance.people import Person
from governance.promises import Goal, GoalRevision, Perspective, Revision, ValueScores
from governance.records import ledger
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.scope import can_split, scope_of
from governance.signing import plain_text, require_next, score, sign, utc
from pipelines.errors import GapError, NotFound
from pipelines.periods import parsed
from pipelines.workspace import Workspace

_ID = re.compile(r"[A-Z][A-Z0-9]*-\d{2,6}")


def goals(workspace: Workspace) -> tuple[GoalRevision, ...]:
    """Return the goals as they stand, by identifier."""
    with reading(workspace.database) as session:
        return ledger.newest_goals(session)


def goal_history(workspace: Workspace, goal_id: str) -> tuple[GoalRevision, ...]:
    """Return all revisions of a goal, the first statement first.

    Raises:
        NotFound: There is no such goal.
    """
    with reading(workspace.database) as session:
        history = ledger.goal_history(session, goal_id)
    if not history:
        raise _unknown(goal_id)
    return history


def state_goal(
    workspace: Workspace, person: Person, *, goal_id: str, goal: Goal, why: str, now: datetime
) -> GoalRevision:
    """State a new goal.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``goals:write``.
        goal_id: Such as ``GOAL-09``.
        goal: What is wanted.
        why: One sentence for the history.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not state goals.
        GapError: The goal does not hold, or the identifier is taken; nothing was changed.
    """
    require(person, "goals:write")
    if not _ID.fullmatch(goal_id):
        raise GapError(
            f"“{goal_id}” cannot name a goal.",
            next_step="Use letters, a hyphen and a number, such as GOAL-09. Nothing was changed.",
        )
    checked = _checked(workspace, goal)
    return _append(workspace, Revision(goal_id, 1, person, utc(now), _why(why), checked))


def change_goal(
    workspace: Workspace,
    person: Person,
    *,
    goal_id: str,
    seen: int,
    goal: Goal,
    why: str,
    now: datetime,
) -> GoalRevision:
    """Append a changed goal; the earlier revisions stay.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``goals:write``.
        goal_id: Which goal.
        seen: The revision that the person changed.
        goal: The whole goal as it shall be.
        why: The reason, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not change goals.
        Overtaken: Somebody changed the goal since; the message says who and why.
        GapError: The goal does not hold or does not differ; nothing was changed.
    """
    require(person, "goals:write")
    checked = _checked(workspace, goal)
    revision = Revision(goal_id, seen + 1, person, utc(now), _why(why), checked)
    return _append(workspace, revision)


def _append(workspace: Workspace, revision: GoalRevision) -> GoalRevision:
    """Write a revision and its journal entry, unless somebody was first or nothing differs."""
    with writing(workspace.database) as session:
        require_known(session, revision.by)
        history = ledger.goal_history(session, revision.goal_id)
        if not history and revision.number > 1:
            raise _unknown(revision.goal_id)
        title = history[-1].content.title if history else ""
        require_next(history, revision, thing=f"goal {revision.goal_id}", title=title)
        ledger.append_goal(session, revision)
        sign(session, revision, kind="goal", before=history[-1].content if history else None)
    return revision


def _checked(workspace: Workspace, goal: Goal) -> Goal:
    """Return the goal with its texts trimmed, or refuse what cannot hold."""
    _check_metric(workspace, goal)
    if goal.perspective not in get_args(Perspective):
        raise GapError(
            f"“{goal.perspective}” is not a perspective.",
            next_step="Choose financial, operational or risk. Nothing was changed.",
        )
    _check_path(goal)
    if goal.wanted_date <= goal.starts_on:
        raise GapError(
            f"The goal is wanted by {goal.wanted_date} but begins on {goal.starts_on}.",
            next_step="Choose a later date; nothing was changed.",
        )
    if goal.priority < 1 or not 0 < goal.weight <= 100:
        raise GapError(
            "Priority begins at 1, and a weight lies above 0 and at most at 100.",
            next_step="Correct the figure; nothing was changed.",
        )
    scores = {part: score(value, field=part) for part, value in asdict(goal.scores).items()}
    return replace(
        goal,
        title=plain_text(goal.title, field="title", longest=200),
        reason=plain_text(goal.reason, field="reason"),
        scores=ValueScores(**scores),
    )


def _check_metric(workspace: Workspace, goal: Goal) -> None:
    """Refuse a metric that does not exist or cannot be told for the goal's part of the company."""
    metric = workspace.metrics.metric(goal.metric)
    for dimension in scope_of(goal):
        if not can_split(workspace, metric, dimension):
            raise GapError(
                f"{metric.title} is not known by {dimension.replace('_', ' ')}.",
                where=f"Metric {metric.name}.",
                next_step="State the goal for the whole company. Nothing was changed.",
            )


def _check_path(goal: Goal) -> None:
    """Refuse a target path that is empty, out of order or not made of numbers."""
    starts = [parsed(label).start for label, _ in goal.target_path]
    ordered = all(one < next_one for one, next_one in zip(starts, starts[1:], strict=False))
    numbers = [value for _, value in goal.target_path]
    if goal.baseline is not None:
        numbers.append(goal.baseline)
    if not starts or not ordered or not all(math.isfinite(number) for number in numbers):
        raise GapError(
            "The target path needs at least one period, each later than the one before, "
            "and a number for each.",
            where="Target path.",
            next_step="Write it as 2026-Q2=40, 2026-Q4=60. Nothing was changed.",
        )


def _why(why: str) -> str:
    """Return the reason of a change, which may not be empty."""
    return plain_text(why, field="reason for the change")


def _unknown(goal_id: str) -> NotFound:
    """Return the answer to a goal nobody stated."""
    return NotFound(
        f"There is no goal {goal_id}.",
        next_step="“python -m governance scorecard” lists the goals. Nothing was changed.",
    )
