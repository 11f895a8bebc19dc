"""The course of the gap: how far the two sides were apart each time somebody signed.

Points between value and feasibility, and days between the two dates, replayed from the revisions
of goals and replies: at every signature and at every end of a quarter in between. For the
company each goal weighs as much as it is worth; those without a reply are counted and not
guessed. Pure over the histories; the workspace only hands them in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from governance.policy import Policy, policy
from governance.promises import GoalRevision, ReplyRevision
from governance.records import ledger
from governance.records.opening import reading
from governance.scorecard import gap
from pipelines.periods import between, containing
from pipelines.workspace import Workspace

Cause = Literal["goal", "reply", "quarter_end"]


@dataclass(frozen=True)
class GapPoint:
    """Both sides of one goal at one moment."""

    day: date
    cause: Cause
    """Who moved: the CEO by a goal, the CIO by a reply; or the quarter ended."""
    why: str
    """The reason that was signed; empty at the end of a quarter."""
    value_score: float
    feasibility_score: float | None
    """None until the CIO replied."""
    alignment_gap: float | None
    """V minus F in points; None until the CIO replied."""
    date_gap_days: int | None
    """Realistic minus wanted day; None until the CIO named one."""


@dataclass(frozen=True)
class CompanyPoint:
    """The whole company on one day, each goal weighed by its value."""

    day: date
    points_apart: float | None
    """Mean of the points between both sides, whichever is higher; None without any reply."""
    days_late: float | None
    """Mean of the days that replies are later than wanted; None where none names a day."""
    answered: int
    unanswered: int
    dated: int
    """Goals whose reply names a day."""


@dataclass(frozen=True)
class GapCourse:
    """The gap over time, oldest first."""

    goals: Mapping[str, tuple[GapPoint, ...]]
    company: tuple[CompanyPoint, ...]


def course(workspace: Workspace, *, today: date) -> GapCourse:
    """Return how the gap of every goal and of the company went.

    Args:
        workspace: The store and its records.
        today: Quarters that end after this day are left out.
    """
    with reading(workspace.database) as session:
        stated, answered = ledger.all_goals(session), ledger.all_replies(session)
    return course_of(stated, answered, today=today, rules=policy())


def course_of(
    goals: Sequence[GoalRevision],
    replies: Sequence[ReplyRevision],
    *,
    today: date,
    rules: Policy,
) -> GapCourse:
    """Return how the gap went, from all revisions.

    Args:
        goals: Every revision of every goal.
        replies: Every revision of every reply.
        today: Quarters that end after this day are left out.
        rules: How value and feasibility are weighed.
    """
    found = {
        goal_id: _points(
            [one for one in goals if one.goal_id == goal_id],
            [one for one in replies if one.goal_id == goal_id],
            today,
            rules,
        )
        for goal_id in sorted({one.goal_id for one in goals})
    }
    days = sorted({point.day for points in found.values() for point in points})
    return GapCourse(found, tuple(_company(found.values(), day) for day in days))


def _points(
    goals: Sequence[GoalRevision], replies: Sequence[ReplyRevision], today: date, rules: Policy
) -> tuple[GapPoint, ...]:
    """Return the points of one goal, oldest first."""
    signed: list[tuple[datetime, GoalRevision | None, ReplyRevision | None]] = [
        *((one.at, one, None) for one in goals),
        *((one.at, None, one) for one in replies),
    ]
    first = min(one.at for one in goals).date()
    for quarter in between(containing(first, "quarter"), containing(today, "quarter")):
        if quarter.end <= today:
            signed.append((datetime.combine(quarter.end, time.max, UTC), None, None))
    goal, reply, found = goals[0], None, []
    for at, changed, answer in sorted(signed, key=lambda one: one[0]):
        goal, reply = changed or goal, answer or reply
        cause: Cause = "goal" if changed else "reply" if answer else "quarter_end"
        said = changed or answer
        found.append(_point(at.date(), cause, said.why if said else "", goal, reply, rules))
    return tuple(found)


def _point(
    day: date,
    cause: Cause,
    why: str,
    goal: GoalRevision,
    reply: ReplyRevision | None,
    rules: Policy,
) -> GapPoint:
    """Return both sides as they stood."""
    value = gap.value_score(asdict(goal.content.scores), rules.value)
    feasible = None
    if reply is not None:
        scores = {part: given.score for part, given in reply.content.scores.parts()}
        feasible = gap.feasibility(scores, rules.feasibility).score
    realistic = reply.content.realistic_date if reply else None
    return GapPoint(
        day=day,
        cause=cause,
        why=why,
        value_score=value,
        feasibility_score=feasible,
        alignment_gap=None if feasible is None else gap.alignment_gap(value, feasible),
        date_gap_days=gap.date_gap_days(goal.content.wanted_date, realistic),
    )


def _company(goals: Collection[tuple[GapPoint, ...]], day: date) -> CompanyPoint:
    """Return the company on one day: every goal as it stood at its end."""
    standing = [
        newest
        for points in goals
        if (newest := next((one for one in reversed(points) if one.day <= day), None))
    ]
    apart = [
        (abs(one.alignment_gap), one.value_score)
        for one in standing
        if one.alignment_gap is not None
    ]
    late = [
        (max(one.date_gap_days, 0), one.value_score)
        for one in standing
        if one.date_gap_days is not None
    ]
    return CompanyPoint(
        day=day,
        points_apart=_mean(apart),
        days_late=_mean(late),
        answered=len(apart),
        unanswered=len(standing) - len(apart),
        dated=len(late),
    )


def _mean(weighed: Sequence[tuple[float, float]]) -> float | None:
    """Return a weighted mean; None where nothing has any weight."""
    weight = sum(share for _, share in weighed)
    return sum(amount * share for amount, share in weighed) / weight if weight else None
