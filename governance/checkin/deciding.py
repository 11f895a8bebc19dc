"""Decisions: what becomes of a goal, with both positions before and the reason beside it.

Whoever takes part may draft one, and it counts once the CEO has signed it. A new date changes
the goal in the same transaction, as a further revision: the old promise stays readable, and the
CIO is asked to reply to the new one. A foundation project that is funded is so from that moment,
and so is what it needs first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from governance.checkin import told
from governance.checkin.acts import Floor, floor, known_goal, require_seen
from governance.checkin.choices import Choice as Choice
from governance.checkin.choices import checked_choice
from governance.checkin.choices import choice_of as choice_of
from governance.checkin.events import EventKind, decision_body, decision_of
from governance.checkin.funding import fund, needed_with
from governance.checkin.shapes import Decision, Sides
from governance.forecast.shapes import Forecast
from governance.people import Person
from governance.promises import GoalRevision, Revision
from governance.records import checkins as records
from governance.records import ledger
from governance.records import projects as project_records
from governance.records.opening import reading
from governance.scorecard.shapes import GoalLine
from governance.signing import note, overtaken, sign
from pipelines.errors import GapError, NotFound
from pipelines.workspace import Workspace


def decisions(workspace: Workspace) -> tuple[Decision, ...]:
    """Return what was decided and signed in all check-ins, newest first."""
    with reading(workspace.database) as session:
        found = records.events_everywhere(session, "decided")
    return tuple(decision_of(event, check_in_id) for check_in_id, event in found)


def sides(line: GoalLine | None, forecast: Forecast | None) -> Sides:
    """Return both positions on a goal as they are shown at this moment."""
    cio = line.cio if line else None
    finish = forecast.finish if forecast else None
    return Sides(
        wanted_date=line.ceo.wanted_date if line else None,
        value_score=line.ceo.value_score if line else None,
        realistic_date=cio.realistic_date if cio else None,
        feasibility_score=cio.feasibility_score if cio else None,
        alignment_gap=line.alignment_gap if line else None,
        p_target=finish.p_target if finish else None,
        p50=finish.p50 if finish else None,
        p85=finish.p85 if finish else None,
    )


def draft(
    workspace: Workspace,
    person: Person,
    check_in_id: str,
    choice: Choice,
    *,
    before: Sides,
    seen: int,
    today: date,
    now: datetime,
    key: str = "",
) -> Decision:
    """Write down what could be decided; it changes nothing until the CEO signs it.

    Args:
        workspace: Where.
        person: Who drafts; needs the right ``checkin:take_part``.
        check_in_id: Which meeting.
        choice: What is to be decided.
        before: Both positions as they stood on the screen; see ``sides``.
        seen: The number of the newest draft or decision on this goal that the person saw, 0 for
            none.
        today: The day the workspace reports as of.
        now: The moment, UTC.
        key: The draft that this one takes the place of; empty for a further one.

    Returns:
        The draft; the one that stands where this person wrote the same already.

    Raises:
        NotAllowed: The person may not take part.
        Overtaken: Somebody drafted or decided on the goal since; ``newer`` holds what they chose.
        GapError: The choice does not hold or the meeting is closed; nothing was changed.
    """
    checked = checked_choice(choice, today=today)
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        return _write(act, checked, before=before, seen=seen, key=key, signed=False)


def decide(
    workspace: Workspace,
    person: Person,
    check_in_id: str,
    choice: Choice,
    *,
    before: Sides,
    seen: int,
    today: date,
    now: datetime,
    key: str = "",
) -> Decision:
    """Decide, at once or by signing a draft, and change what the decision changes.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``checkin:decide``.
        check_in_id: Which meeting.
        choice: What is decided; ``choice_of`` a draft signs it as it is.
        before: Both positions as they stood on the screen; see ``sides``.
        seen: The number of the newest draft or decision on this goal that the person saw, 0 for
            none.
        today: The day the workspace reports as of.
        now: The moment of signing, UTC.
        key: The draft that is signed; empty where there was none.

    Returns:
        The decision; the one that stands where this person signed the same already.

    Raises:
        NotAllowed: The person may not decide.
        Overtaken: Somebody drafted or decided on the goal since; ``newer`` holds what they chose.
            Nothing was changed.
        GapError: The choice does not hold or the meeting is closed; nothing was changed.
    """
    checked = checked_choice(choice, today=today)
    with floor(workspace, person, check_in_id, right="checkin:decide", now=now) as act:
        decided = _write(act, checked, before=before, seen=seen, key=key, signed=True)
        if decided.number > act.meeting.head:
            _move_date(act, decided)
            fund(act, decided)
            _journal(act, decided)
    return decided


def _write(
    act: Floor, choice: Choice, *, before: Sides, seen: int, key: str, signed: bool
) -> Decision:
    """Append a draft or a decision, unless somebody was first or it stands there already."""
    goal = known_goal(act.session, choice.goal_id)
    newest = act.newest(choice.goal_id, "drafted", "decided")
    wanted = Decision(
        key=key or _free_key(act, choice.goal_id),
        goal_id=choice.goal_id,
        options=choice.options,
        reason=choice.reason,
        before=before,
        new_date=choice.new_date,
        scope=choice.scope,
        money_eur=choice.money_eur,
        review_on=choice.review_on,
        attached=choice.attached,
        by=act.person,
        at=act.at,
        number=0,
        signed=signed,
        check_in=act.id,
        project_id=choice.project_id,
        funded_with=_funded_with(act, choice, goal),
    )
    standing = None if newest is None else decision_of(newest, act.id)
    if standing is not None and _repeats(standing, wanted):
        return standing
    text = f"{told.options(standing.options)}: {standing.reason}" if standing else ""
    require_seen(newest, seen=seen, thing=f"the decision on {choice.goal_id}", text=text)
    _require_draft(act, key)
    if before.wanted_date not in (None, goal.content.wanted_date):
        raise overtaken(f"goal {choice.goal_id}", goal, seen=goal.number - 1)
    kind: EventKind = "decided" if signed else "drafted"
    added = act.add(kind, choice.goal_id, decision_body(wanted))
    return replace(wanted, number=added.number)


def _funded_with(act: Floor, choice: Choice, goal: GoalRevision) -> tuple[str, ...]:
    """Return which projects have to be funded besides the one that is named."""
    if not choice.project_id:
        return ()
    every = project_records.newest_projects(act.session)
    return needed_with(every, choice.project_id, goal.content.initiative_id)


def _repeats(standing: Decision, wanted: Decision) -> bool:
    """Return whether the same person says the same again, as a double click does."""
    return (
        standing.by == wanted.by
        and standing.signed == wanted.signed
        and choice_of(standing) == choice_of(wanted)
    )


def _free_key(act: Floor, goal_id: str) -> str:
    """Return the key of a goal's next decision in this meeting."""
    taken = sum(one.goal_id == goal_id for one in act.meeting.decisions)
    return f"{goal_id}/{taken + 1}"


def _require_draft(act: Floor, key: str) -> None:
    """Refuse to write over a decision that is signed, or over a draft that is not there."""
    if not key:
        return
    named = next((one for one in act.meeting.decisions if one.key == key), None)
    if named is None:
        raise NotFound(f"There is no draft {key}.", next_step="Nothing was changed.")
    if named.signed:
        raise GapError(
            f"{key} was signed by {named.by} on {named.at:%Y-%m-%d at %H:%M} UTC.",
            next_step="Decide anew on the goal; the signed one stays. Nothing was changed.",
        )


def _move_date(act: Floor, decided: Decision) -> None:
    """Append the goal with its new date; one that is wanted by then already stays as it is."""
    goal = known_goal(act.session, decided.goal_id)
    if decided.new_date is None or decided.new_date == goal.content.wanted_date:
        return
    if decided.new_date <= goal.content.starts_on:
        raise GapError(
            f"{decided.goal_id} began on {goal.content.starts_on}, after {decided.new_date}.",
            where="New date.",
            next_step="Choose a later date; nothing was changed.",
        )
    moved = replace(goal.content, wanted_date=decided.new_date)
    why = f"{act.id}: {decided.reason}"
    revision = Revision(decided.goal_id, goal.number + 1, act.person, act.at, why, moved)
    ledger.append_goal(act.session, revision)
    sign(act.session, revision, kind="goal", before=goal.content)


def _journal(act: Floor, decided: Decision) -> None:
    """Write the decision's entry."""
    body = decision_body(decided)
    kept = (
        "key", "options", "new_date", "scope", "money_eur", "review_on", "project_id",
        "funded_with",
    )  # fmt: skip
    note(
        act.session,
        act.person,
        action="checkin:decide",
        subject=f"decision/{decided.goal_id}",
        at=act.at,
        reason=decided.reason,
        before=body["before"],
        after={"check_in": act.id, **{name: body[name] for name in kept}},
    )
