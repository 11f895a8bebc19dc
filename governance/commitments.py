"""Commitments: every day that either side promised, and what became of it.

The CEO promises by the wanted date, the CIO by the realistic one. A date that was moved stays in
the register and is judged by its own day, so that moving a promise does not undo it. Whether a
goal was reached is read from data: the day its initiative went into production, or the end of
the first quarter in which its metric met the goal. What was reached and lost again by its day
was not kept. Shares are told by side, never by person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from governance.forecast.policy import forecast_policy
from governance.people import Person
from governance.promises import GoalRevision, ReplyRevision
from governance.records import ledger
from governance.records.opening import reading
from governance.scorecard.questions import goal_cells
from governance.scorecard.view import view_of
from pipelines.metrics.book import Metric
from pipelines.metrics.results import Cell
from pipelines.periods import containing, parsed
from pipelines.portfolio import initiatives
from pipelines.workspace import Workspace

Side = Literal["ceo", "cio"]
SIDES: tuple[Side, ...] = get_args(Side)
CommitmentState = Literal["open", "kept", "broken", "withdrawn"]


@dataclass(frozen=True)
class Commitment:
    """One promised day."""

    goal_id: str
    title: str
    side: Side
    promised: date
    """The promised day."""
    said_on: date
    by: Person
    why: str
    revision: int
    """Of the goal for the CEO's side, of the reply for the CIO's."""
    state: CommitmentState
    fulfilled_on: date | None
    """The day the goal was reached, late or in time; None where it was not, or nobody knows."""
    slip_days: int
    """This day minus the first one that the same side promised."""
    moved_by_days: int | None
    """The day that replaced it minus this one; None where none did."""
    words: str
    """What became of it, in one sentence."""
    due: bool = False
    """Whether its day has come and it can be judged; one that was kept early is not due yet."""


@dataclass(frozen=True)
class KeptShare:
    """How many of one side's promises that are due were kept."""

    side: Side
    kept: int
    due: int
    """Those whose day has come and that can be judged."""
    share: float | None
    """0..1; None where none is due yet."""
    early: int
    """Kept before their day has come; they count once it has, or the share would flatter."""
    open: int
    withdrawn: int
    words: str


@dataclass(frozen=True)
class Reached:
    """What is known about the reaching of one goal."""

    days: tuple[date, ...]
    """Days on which it was found reached, in order; one day where it is reached once for all."""
    known: frozenset[date] | None
    """Quarter ends for which it is known; None where it is known for every day."""


def register(
    workspace: Workspace, *, today: date, version: int | None = None
) -> tuple[Commitment, ...]:
    """Return every promised day, by goal and side, in the order in which they were said.

    Args:
        workspace: The store and its records.
        today: The day that decides what is due.
        version: Catalogue version to read as of; the newest by default.

    Source:
        the records' goals and replies; extract ``stage_events``; the goals' own metrics.
    """
    with reading(workspace.database) as session:
        stated, answered = ledger.all_goals(session), ledger.all_replies(session)
    reached = _reached(workspace, stated, today, version)
    found: list[Commitment] = []
    for goal_id in sorted({one.goal_id for one in stated}):
        own = [one for one in stated if one.goal_id == goal_id]
        replies = [one for one in answered if one.goal_id == goal_id]
        found += judged(own, replies, reached[goal_id], today=today)
    return tuple(found)


def judged(
    goals: Sequence[GoalRevision],
    replies: Sequence[ReplyRevision],
    reached: Reached,
    *,
    today: date,
) -> tuple[Commitment, ...]:
    """Return the promised days of one goal, the CEO's first.

    Args:
        goals: All revisions of the goal, the first statement first.
        replies: All revisions of the reply to it.
        reached: What is known about the reaching of the goal.
        today: The day that decides what is due.
    """
    title = goals[-1].content.title
    wanted = [(one, one.content.wanted_date) for one in goals]
    realistic = [(one, one.content.realistic_date) for one in replies]
    return (
        *_of_side("ceo", title, wanted, reached, today),
        *_of_side("cio", title, realistic, reached, today),
    )


def kept_shares(commitments: Sequence[Commitment]) -> dict[Side, KeptShare]:
    """Return how many promises each side kept, of those that can be judged."""
    return {side: _kept(side, [one for one in commitments if one.side == side]) for side in SIDES}


def _kept(side: Side, own: Sequence[Commitment]) -> KeptShare:
    """Return one side's share."""
    due = [one for one in own if one.due]
    kept = sum(one.state == "kept" for one in due)
    early = sum(one.state == "kept" and not one.due for one in own)
    withdrawn = sum(one.state == "withdrawn" for one in own)
    words = f"{kept} of {len(due)} promises kept" if due else "None due yet"
    if early:
        words += f", {early} reached before the day"
    if withdrawn:
        words += f", {withdrawn} withdrawn before {'it was' if withdrawn == 1 else 'they were'} due"
    return KeptShare(
        side=side,
        kept=kept,
        due=len(due),
        share=kept / len(due) if due else None,
        early=early,
        open=sum(one.state == "open" for one in own),
        withdrawn=withdrawn,
        words=f"{words}.",
    )


def _of_side(
    side: Side,
    title: str,
    said: Sequence[tuple[GoalRevision | ReplyRevision, date | None]],
    reached: Reached,
    today: date,
) -> list[Commitment]:
    """Return the days that one side named, each where it differs from the one before."""
    changes = [
        (revision, day)
        for index, (revision, day) in enumerate(said)
        if day != (said[index - 1][1] if index else None)
    ]
    first = next((day for _, day in changes if day is not None), None)
    found = []
    for index, (revision, day) in enumerate(changes):
        if day is None or first is None:
            continue
        after = changes[index + 1] if index + 1 < len(changes) else None
        gone_on = after[0].at.date() if after is not None and after[1] is None else None
        state, fulfilled, words = _verdict(day, revision.at.date(), gone_on, reached, today)
        moved_to = after[1] if after is not None else None
        found.append(
            Commitment(
                goal_id=revision.goal_id,
                title=title,
                side=side,
                promised=day,
                said_on=revision.at.date(),
                by=revision.by,
                why=revision.why,
                revision=revision.number,
                state=state,
                fulfilled_on=fulfilled,
                slip_days=(day - first).days,
                moved_by_days=None if moved_to is None else (moved_to - day).days,
                words=words,
                due=day <= today and state in ("kept", "broken"),
            )
        )
    return found


def _verdict(
    day: date, said_on: date, gone_on: date | None, reached: Reached, today: date
) -> tuple[CommitmentState, date | None, str]:
    """Return what became of one promised day.

    What was reached before the promise was made fulfils an earlier one, unless an initiative
    went live, which happens once.
    """
    once = reached.known is None
    judged_on = day if once else _judged_on(day, said_on, today)
    fulfilled = next((one for one in reached.days if once or one >= said_on), None)
    holds = _holds(min(judged_on, today) if once else judged_on, reached)
    in_time = fulfilled is not None and fulfilled <= judged_on
    if in_time and holds:
        return "kept", fulfilled, f"Kept: reached on {fulfilled}."
    if gone_on is not None and gone_on <= day:
        return "withdrawn", fulfilled, f"Withdrawn on {gone_on}, before it was due."
    again = f"reached on {fulfilled}" if in_time else ""
    again += " and lost again" if in_time and holds is False else ""
    if day > today:
        due = f"due in {(day - today).days} days"
        return "open", fulfilled, f"Open: {f'{again}; ' if again else ''}{due}."
    if holds is None:
        quarter = containing(judged_on, "quarter")
        return "open", fulfilled, f"Due, but the figure of {quarter} is not known."
    late = "" if fulfilled is None else f"; it was reached {(fulfilled - day).days} days later"
    return "broken", fulfilled, f"Broken: {again or f'not reached by {day}{late}'}."


def _judged_on(day: date, said_on: date, today: date) -> date:
    """Return the end of the quarter that tells whether a promise holds.

    It is the newest one up to the promised day, or up to today where that is earlier. A promise
    that was made and due between two ends is judged by the next one.
    """
    quarter = containing(min(day, today), "quarter")
    before = quarter.end if quarter.end <= min(day, today) else quarter.shift(-1).end
    return before if before >= said_on or day > today else quarter.end


def _holds(day: date, reached: Reached) -> bool | None:
    """Return whether a goal is reached on a day; None where the figure is not known.

    An initiative that went live stays so; a figure has to hold at the end of a quarter.
    """
    if reached.known is None:
        return any(one <= day for one in reached.days)
    return day in reached.days if day in reached.known else None


def _reached(
    workspace: Workspace, stated: Sequence[GoalRevision], today: date, version: int | None
) -> dict[str, Reached]:
    """Return what is known about the reaching of every goal."""
    by_production = forecast_policy().reached.by_production
    newest = {one.goal_id: one for one in stated}
    live = {
        goal_id: one.content.initiative_id
        for goal_id, one in newest.items()
        if one.content.metric in by_production and one.content.initiative_id
    }
    went_live = {
        one.id: one.in_production
        for one in initiatives(workspace, only=set(live.values()), version=version)
        if one.in_production is not None and one.in_production <= today
    }
    found = {
        goal_id: Reached((went_live[one],) if one in went_live else (), None)
        for goal_id, one in live.items()
    }
    measured = [one for one in stated if one.goal_id not in live]
    cells = _cells(workspace, measured, today, version)
    metrics = workspace.metrics.metrics
    for goal_id in newest.keys() - live.keys():
        own = [one for one in measured if one.goal_id == goal_id]
        found[goal_id] = by_figures(own, cells, metrics)
    return found


def _cells(
    workspace: Workspace, revisions: Sequence[GoalRevision], today: date, version: int | None
) -> dict[tuple[str, int], tuple[Cell, ...]]:
    """Return the figures of every revision: a goal may have changed its metric or its scope."""
    view = view_of(
        workspace, period=None, business_unit=None, perspective=None, version=version, today=today
    )
    named = {f"{one.goal_id}/{one.number}": one for one in revisions}
    asked = [replace(one, goal_id=name) for name, one in named.items()]
    cells = goal_cells(view.window, asked, {})
    return {(one.goal_id, one.number): cells[name] for name, one in named.items()}


def by_figures(
    goals: Sequence[GoalRevision],
    cells: Mapping[tuple[str, int], Sequence[Cell]],
    metrics: Mapping[str, Metric],
) -> Reached:
    """Return at which quarter ends a goal was reached, by the revision that held then.

    Args:
        goals: All revisions of the goal, the first statement first.
        cells: By goal and revision, the figures of its metric in its part of the company.
        metrics: The metric file.
    """
    days, known = [], set()
    for position, one in enumerate(goals):
        metric = metrics.get(one.content.metric)
        until = goals[position + 1].at.date() if position + 1 < len(goals) else date.max
        since = one.at.date() if position else one.content.starts_on
        for cell in cells[one.goal_id, one.number] if metric else ():
            end = parsed(cell.period).end
            if since <= end < until and cell.value is not None and cell.state in ("ok", "stale"):
                known.add(end)
                if metric is not None and _met(metric, cell.value, one.content.target_end):
                    days.append(end)
    return Reached(tuple(sorted(days)), frozenset(known))


def _met(metric: Metric, value: float, target: float) -> bool:
    """Return whether a figure is where the goal ends, or inside the metric's own range."""
    if metric.range is not None:
        return metric.range.low <= value <= metric.range.high
    return value >= target if metric.better == "higher" else value <= target
