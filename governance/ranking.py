"""Ranking: which dates move when the CEO puts one goal before another.

Goals get in each other's way where the same person has to clear an obstacle for each of them.
The dates that a person named are read as a queue: the obstacles are cleared one after the other,
in the order of these dates, and the days from one date to the next are the work of the later
one. A goal that rises takes its work past whatever the new ranking puts behind it; one that
falls lets pass whatever is now before it. Nothing else moves a date here.

Why so: estimates of people already contain their queue, so adding them up would count every
wait twice; and a full plan of all people and projects would need data that nobody keeps. What
is said is therefore what follows from shared work alone, labelled as an estimate, until
companies load plans of their people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from governance.forecast.policy import forecast_policy
from governance.investments.shapes import ProjectRevision
from governance.promises import GoalRevision, Obstacle, ReplyRevision
from governance.records import ledger
from governance.records import projects as foundations
from governance.records.opening import reading
from pipelines.errors import GapError, NotFound
from pipelines.workspace import Workspace

OVER = frozenset(("done", "dropped"))


@dataclass(frozen=True)
class DateMove:
    """What a new ranking does to one goal's realistic date: an estimate."""

    goal_id: str
    title: str
    before: date
    after: date
    days: int
    """Positive is later."""
    because: str


@dataclass(frozen=True)
class _Work:
    """Obstacles that one person clears in one go."""

    owner: str
    until: date
    """The day on which they are gone as things stand."""
    goals: tuple[str, ...]
    text: str
    project_id: str = ""
    days: float = 0.0
    """What it takes by itself; known once the queue is."""


def effects(
    workspace: Workspace, *, changes: Mapping[str, int], today: date
) -> tuple[DateMove, ...]:
    """Return which realistic dates move where goals get other priorities, the gains first.

    Args:
        workspace: The records.
        changes: The new priority of each goal that gets one, 1 is first.
        today: The day the work begins; dates that have passed say nothing any more.

    Returns:
        Nothing where no work is shared, or where what is shared decides no date.

    Raises:
        NotFound: There is no such goal.
        GapError: A priority below 1. Nothing is changed in any case.
    """
    with reading(workspace.database) as session:
        goals = ledger.newest_goals(session)
        replies = ledger.newest_replies(session)
        projects = foundations.newest_projects(session)
    known = {one.goal_id for one in goals}
    for goal_id, priority in changes.items():
        if goal_id not in known:
            raise NotFound(f"There is no goal {goal_id}.", next_step="Nothing was changed.")
        if priority < 1:
            raise GapError("Priority begins at 1.", next_step="Nothing was changed.")
    return moves(goals, replies, projects, changes=changes, today=today)


def moves(
    goals: Sequence[GoalRevision],
    replies: Sequence[ReplyRevision],
    projects: Sequence[ProjectRevision],
    *,
    changes: Mapping[str, int],
    today: date,
) -> tuple[DateMove, ...]:
    """Return which realistic dates move; the arguments are those of ``effects``, read.

    Args:
        goals: The goals as they stand.
        replies: The replies as they stand.
        projects: The foundation projects as they stand.
        changes: The new priority of each goal that gets one.
        today: The day the work begins.
    """
    old = {one.goal_id: one.content.priority for one in goals}
    new = {**old, **changes}
    queues = _queues(goals, replies, projects, today)
    after = {owner: _ranked(queue, old, new) for owner, queue in queues.items()}
    found = []
    for goal in goals:
        reply = next((one for one in replies if one.goal_id == goal.goal_id), None)
        promised = reply.content.realistic_date if reply else None
        move = _deciding(goal.goal_id, queues, after, today)
        if promised is None or move is None:
            continue
        days, because = move
        moved = promised + timedelta(days=days)
        title = goal.content.title
        found.append(DateMove(goal.goal_id, title, promised, moved, days, because))
    return tuple(sorted(found, key=lambda one: (one.days, one.goal_id)))


def _queues(
    goals: Sequence[GoalRevision],
    replies: Sequence[ReplyRevision],
    projects: Sequence[ProjectRevision],
    today: date,
) -> dict[str, tuple[_Work, ...]]:
    """Return what each person has to clear, in the order of the dates that were named."""
    initiative = {one.goal_id: one.content.initiative_id for one in goals}
    found: dict[tuple[str, str], _Work] = {}
    for reply in replies:
        for place, one in enumerate(reply.content.blockers):
            if one.estimate is None or one.estimate <= today:
                continue
            project = _project(one, initiative[reply.goal_id], projects)
            key = (one.owner, project or f"{reply.goal_id}/{place}")
            work = _Work(one.owner, one.estimate, (reply.goal_id,), one.text, project)
            found[key] = _together(found[key], work) if key in found else work
    owners = sorted({owner for owner, _ in found})
    return {
        owner: _timed([work for work in found.values() if work.owner == owner], today)
        for owner in owners
    }


def _project(one: Obstacle, initiative: str, projects: Iterable[ProjectRevision]) -> str:
    """Return the project that clears an obstacle of an initiative; empty where there is none."""
    if one.type not in forecast_policy().holds.cleared_by_projects or not initiative:
        return ""
    chances = [
        (-way.probability, project.goal_id)
        for project in projects
        if project.content.state not in OVER
        for way in project.content.unblocks
        if way.initiative_id == initiative
    ]
    return min(chances)[1] if chances else ""


def _together(first: _Work, second: _Work) -> _Work:
    """Return two obstacles that one project clears as one piece of work, by the later date."""
    return replace(
        first,
        until=max(first.until, second.until),
        goals=tuple(sorted({*first.goals, *second.goals})),
    )


def _timed(queue: Iterable[_Work], today: date) -> tuple[_Work, ...]:
    """Return a queue with the days of each piece; pieces of one date share its days."""
    ordered = sorted(queue, key=lambda work: (work.until, work.goals))
    found, before = [], today
    for day in dict.fromkeys(work.until for work in ordered):
        same = [work for work in ordered if work.until == day]
        found += [replace(work, days=(day - before).days / len(same)) for work in same]
        before = day
    return tuple(found)


def _ranked(
    queue: Sequence[_Work], old: Mapping[str, int], new: Mapping[str, int]
) -> tuple[_Work, ...]:
    """Return a queue in its new order: risen work first, then fallen work."""
    ordered = list(queue)

    def rank(work: _Work) -> int:
        return min(new[goal] for goal in work.goals)

    def shift(work: _Work) -> int:
        return rank(work) - min(old[goal] for goal in work.goals)

    for work in sorted(queue, key=rank):
        place = ordered.index(work)
        if shift(work) < 0:
            behind = [at for at in range(place) if rank(ordered[at]) > rank(work)]
            ordered.insert(min(behind, default=place), ordered.pop(place))
    for work in sorted(queue, key=rank, reverse=True):
        place = ordered.index(work)
        if shift(work) > 0:
            ahead = [at for at in range(place, len(ordered)) if rank(ordered[at]) < rank(work)]
            ordered.insert(max(ahead, default=place), ordered.pop(place))
    return tuple(ordered)


def _deciding(
    goal_id: str,
    before: Mapping[str, tuple[_Work, ...]],
    after: Mapping[str, tuple[_Work, ...]],
    today: date,
) -> tuple[int, str] | None:
    """Return by how many days the last obstacle of a goal moves, and why; None for not at all."""
    ends = [
        (work.until, _end(work, queue, after[owner], today), work)
        for owner, queue in before.items()
        for work in queue
        if goal_id in work.goals
    ]
    if not ends:
        return None
    days = (max(end for _, end, _ in ends) - max(end for end, _, _ in ends)).days
    if not days:
        return None
    moved = [one for one in ends if one[0] != one[1]]
    was, becomes, work = max(moved, key=lambda one: (max(one[0], one[1]), one[2].text))
    project = f" by project {work.project_id}" if work.project_id else ""
    return days, (
        f"{work.owner} clears one obstacle after the other: “{work.text}” would be gone{project} "
        f"on {becomes} instead of {was}."
    )


def _end(work: _Work, before: Sequence[_Work], after: Sequence[_Work], today: date) -> date:
    """Return when a piece of work is done in its new place.

    Where the same pieces as before precede it, its date stands; pieces of one date are done
    together as long as nothing comes between them.
    """
    same = {one for one in before if one.until <= work.until}
    reach = after.index(work)
    while reach + 1 < len(after) and after[reach + 1].until == work.until:
        reach += 1
    if set(after[: reach + 1]) == same:
        return work.until
    return today + timedelta(days=round(sum(one.days for one in after[: reach + 1])))
