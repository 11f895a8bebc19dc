"""Actions: who does what by when, carried over until they are done or dropped with a reason.

An action is opened in a meeting and outlives it. It may be moved or settled in any later meeting
or between two of them; each change is a further revision, and the earlier ones stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import get_args

from sqlalchemy.orm import Session

from governance.access import require
from governance.checkin.acts import floor, known_goal, require_seen
from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import Action, ActionState, CheckIn
from governance.people import Person
from governance.records import checkins as records
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.signing import note, plain_text, utc
from pipelines.errors import GapError, NotFound
from pipelines.marked_yaml import nearest
from pipelines.workspace import Workspace


def actions_of(session: Session, check_in_id: str) -> tuple[Action, ...]:
    """Return the actions of one meeting and those that it took over, as it left them.

    It takes over what the meeting before left open; what became of that in between is told in it.
    """
    number = records.number_of(session, check_in_id)
    before: dict[str, Action] = {}
    after: dict[str, Action] = {}
    for revision in records.action_revisions(session):
        action = revision.action
        if revision.counts_in(number - 1):
            before[action.id] = action
        if revision.counts_in(number):
            after[action.id] = action
    return tuple(
        action
        for name, action in after.items()
        if action.opened_in == check_in_id or (name in before and before[name].state == "open")
    )


def every_action(workspace: Workspace) -> tuple[Action, ...]:
    """Return every action as it stands, in the order in which they were opened."""
    with reading(workspace.database) as session:
        return tuple(_newest(session).values())


def open_actions(workspace: Workspace) -> tuple[Action, ...]:
    """Return the actions that are neither done nor dropped, the one that is due first first."""
    standing = [action for action in every_action(workspace) if action.state == "open"]
    return tuple(sorted(standing, key=lambda action: action.due))


def done_rate(workspace: Workspace, *, today: date) -> tuple[int, int]:
    """Return how many actions are done, of how many that are settled or due.

    One that was dropped counts as not done, or dropping would be the way to a good rate.
    """
    counted = [one for one in every_action(workspace) if one.state != "open" or one.due < today]
    return sum(one.state == "done" for one in counted), len(counted)


def add_action(
    workspace: Workspace,
    person: Person,
    check_in_id: str,
    *,
    text: str,
    owner: str,
    due: date | None = None,
    goal_id: str = "",
    now: datetime,
) -> Action:
    """Write down who does what by when.

    Args:
        workspace: Where.
        person: Who writes; needs the right ``checkin:take_part``.
        check_in_id: The meeting that it comes from; it must be running.
        text: What is to be done.
        owner: Who does it, by name.
        due: By when; the next check-in, or what the policy says, by default.
        goal_id: The goal that it is for; empty for none.
        now: The moment of signing, UTC.

    Returns:
        The action; the one that stands where this person wrote the same already.

    Raises:
        NotAllowed: The person may not take part.
        GapError: It has no text or owner, or is due before the meeting; nothing was changed.
    """
    task = plain_text(text, field="action")
    doer = plain_text(owner, field="owner of the action", longest=200)
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        if goal_id:
            known_goal(act.session, goal_id)
        check_in = act.meeting.check_in
        days = timedelta(days=checkin_policy().actions.due_days)
        by = due or act.meeting.next_on or check_in.held_on + days
        _check_due(by, check_in)
        own = [one for one in _newest(act.session).values() if one.opened_in == check_in_id]
        for one in own:
            same = (one.text, one.owner, one.due, one.goal_id) == (task, doer, by, goal_id)
            if same and one.by == person and one.state == "open":
                return one
        added = Action(
            id=f"{check_in_id}/A{len(own) + 1}",
            text=task,
            owner=doer,
            due=by,
            state="open",
            goal_id=goal_id,
            opened_in=check_in_id,
            by=person,
            at=act.at,
            number=1,
        )
        _append(act.session, None, added, check_in)
    return added


def settle_action(
    workspace: Workspace,
    person: Person,
    action_id: str,
    *,
    state: ActionState,
    reason: str = "",
    seen: int,
    now: datetime,
) -> Action:
    """Say that an action is done or dropped, or open it again.

    Args:
        workspace: Where.
        person: Who says so; needs the right ``checkin:take_part``.
        action_id: Such as ``CI-2026-04/A1``.
        state: ``done``, ``dropped`` or ``open``.
        reason: What became of it; needed unless it is done.
        seen: The number of the action that the person saw.
        now: The moment of signing, UTC.

    Returns:
        The action; the one that stands where this person said the same already.

    Raises:
        NotAllowed: The person may not take part.
        Overtaken: Somebody changed it since; the message says who. Nothing was changed.
        GapError: There is no reason, or it stands so already; nothing was changed.
    """
    if state not in get_args(ActionState):
        raise GapError(
            f"“{state}” is not a state of an action.",
            next_step="Say done, dropped or open. Nothing was changed.",
        )
    why = plain_text(reason, field="reason", required=state != "done")

    def settled(action: Action) -> Action:
        """Return the action in its new state."""
        return replace(action, state=state, reason=why)

    return _change(workspace, person, action_id, settled, seen=seen, now=now)


def move_action(
    workspace: Workspace,
    person: Person,
    action_id: str,
    *,
    due: date,
    why: str,
    seen: int,
    owner: str = "",
    now: datetime,
) -> Action:
    """Give an open action another day, and another owner where one is named.

    Args:
        workspace: Where.
        person: Who moves it; needs the right ``checkin:take_part``.
        action_id: Such as ``CI-2026-04/A1``.
        due: By when from now on.
        why: The reason, which everybody will read.
        seen: The number of the action that the person saw.
        owner: Who does it from now on; the same one where it is empty.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not take part.
        Overtaken: Somebody changed it since; the message says who. Nothing was changed.
        GapError: It is settled, there is no reason, or nothing differs; nothing was changed.
    """
    reason = plain_text(why, field="reason")
    doer = plain_text(owner, field="owner of the action", required=False, longest=200)

    def moved(action: Action) -> Action:
        """Return the action with its new day."""
        if action.state != "open":
            raise GapError(
                f"{action.id} is {action.state}; only an open action has a day.",
                next_step="Open it again first. Nothing was changed.",
            )
        return replace(action, due=due, owner=doer or action.owner, reason=reason)

    return _change(workspace, person, action_id, moved, seen=seen, now=now)


def _change(
    workspace: Workspace,
    person: Person,
    action_id: str,
    change: Callable[[Action], Action],
    *,
    seen: int,
    now: datetime,
) -> Action:
    """Append a changed action, in the running meeting where there is one."""
    require(person, "checkin:take_part")
    at = utc(now)
    with writing(workspace.database) as session:
        require_known(session, person)
        newest = _known(_newest(session), action_id)
        running = next((one for one in records.check_ins(session) if one.state == "running"), None)
        changed = change(newest)
        if _says(changed) == _says(newest):
            if newest.by == person:
                return newest
            raise GapError(f"{action_id} already says that.", next_step="Nothing was changed.")
        require_seen(newest, seen=seen, thing=action_id, text=_words(newest))
        if changed.due != newest.due and running is not None:
            _check_due(changed.due, running)
        settled_in = running.id if running and changed.state != "open" else ""
        changed = replace(
            changed, by=person, at=at, number=newest.number + 1, settled_in=settled_in
        )
        _append(session, newest, changed, running)
    return changed


def _append(
    session: Session, before: Action | None, after: Action, running: CheckIn | None
) -> None:
    """Write a state of an action, its journal entry, and that the running meeting changed."""
    records.append_action(session, after, inside=running is not None)
    if running is not None:
        records.append_event(
            session,
            running.id,
            "action",
            subject=after.id,
            body={"number": after.number},
            by=after.by,
            at=after.at,
        )
    note(
        session,
        after.by,
        action="action:add" if before is None else "action:change",
        subject=f"action/{after.id}",
        at=after.at,
        reason=after.reason,
        before=None if before is None else _plain(before),
        after=_plain(after),
    )


def _newest(session: Session) -> dict[str, Action]:
    """Return every action as it stands, in the order in which they were opened."""
    return {one.action.id: one.action for one in records.action_revisions(session)}


def _known(actions: dict[str, Action], action_id: str) -> Action:
    """Return one action, or say that there is none."""
    if action_id in actions:
        return actions[action_id]
    raise NotFound(
        f"There is no action {action_id}.{nearest(action_id, actions)}",
        next_step="“python -m governance checkin action list” lists them. Nothing was changed.",
    )


def _check_due(due: date, check_in: CheckIn) -> None:
    """Refuse a day before the meeting in which it is promised."""
    if due < check_in.held_on:
        raise GapError(
            f"The action is due on {due}, before the check-in of {check_in.held_on}.",
            where="Due date.",
            next_step="Choose a later day; nothing was changed.",
        )


def _says(action: Action) -> tuple[object, ...]:
    """Return what two states of an action are compared by."""
    return action.text, action.owner, action.due, action.state, action.reason


def _words(action: Action) -> str:
    """Return an action's newest state in one line, for whoever was overtaken."""
    why = f": {action.reason}" if action.reason else ""
    return f"{action.state}, {action.owner}, due {action.due}{why}"


def _plain(action: Action) -> dict[str, str]:
    """Return what the journal keeps."""
    return {
        "text": action.text,
        "owner": action.owner,
        "due": str(action.due),
        "state": action.state,
        "goal": action.goal_id,
    }
