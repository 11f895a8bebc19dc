"""A check-in from its opening on: where it is, who presents, who is there; the door to the rest.

One meeting runs at a time. Whoever presents moves it and runs its clock; the facilitator can
hand the presentation over or take it back at any moment, so that a dead laptop never holds it.
What is said many times a minute stands in the meeting's events and not in the journal.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from governance.access import may, require
from governance.checkin.actions import actions_of
from governance.checkin.acts import Floor, floor, found, require_presenter
from governance.checkin.agenda import known_agenda
from governance.checkin.ending import rate as rate
from governance.checkin.ending import set_next as set_next
from governance.checkin.ending import sign_off as sign_off
from governance.checkin.events import agenda_body, meeting_of, person_body
from governance.checkin.notes import park as park
from governance.checkin.notes import solve as solve
from governance.checkin.notes import write_note as write_note
from governance.checkin.shapes import CheckIn, Meeting, Position
from governance.checkin.votes import reveal_round as reveal_round
from governance.checkin.votes import start_round as start_round
from governance.checkin.votes import vote as vote
from governance.people import Person
from governance.records import checkins as records
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.signing import note, plain_text, utc
from pipelines.errors import GapError, NotAllowed
from pipelines.workspace import Workspace


def check_ins(workspace: Workspace) -> tuple[CheckIn, ...]:
    """Return every check-in, newest first."""
    with reading(workspace.database) as session:
        return records.check_ins(session)


def meeting(workspace: Workspace, check_in_id: str) -> Meeting:
    """Return a check-in with all that happened in it.

    Raises:
        NotFound: There is no such check-in; the nearest one is suggested.
    """
    with reading(workspace.database) as session:
        check_in = found(session, check_in_id)
        events = records.events(session, check_in_id)
        return meeting_of(check_in, events, actions_of(session, check_in_id))


def head(workspace: Workspace, check_in_id: str) -> int:
    """Return the number of the newest thing that happened, in one cheap query; 0 for nothing."""
    with reading(workspace.database) as session:
        return records.head(session, check_in_id)


def open_check_in(
    workspace: Workspace,
    person: Person,
    *,
    title: str,
    agenda: str,
    held_on: date,
    now: datetime,
) -> CheckIn:
    """Open a check-in; whoever opens it presents, and its clock stands until it is started.

    Args:
        workspace: Where.
        person: Who opens it; needs the right ``checkin:lead``.
        title: What it is called on screen.
        agenda: The name of an agenda, such as ``45``; it is kept as it is now.
        held_on: The day of the meeting.
        now: The moment of signing, UTC.

    Returns:
        The check-in; the one that is running where this person opened the same already.

    Raises:
        NotAllowed: The person may not lead a check-in.
        GapError: Another one is running, or there is no such agenda; nothing was changed.
    """
    require(person, "checkin:lead")
    chosen = known_agenda(agenda)
    name, at = plain_text(title, field="title", longest=200), utc(now)
    with writing(workspace.database) as session:
        require_known(session, person)
        running = _running(session)
        if running is not None:
            return _same(running, (name, agenda, held_on, person))
        opened = CheckIn(_free_id(session, held_on), name, agenda, held_on, person, at, "running")
        records.append_check_in(session, opened)
        records.append_event(
            session,
            opened.id,
            "opened",
            subject="meeting",
            body=agenda_body(chosen),
            by=person,
            at=at,
        )
        note(
            session,
            person,
            action="checkin:open",
            subject=f"checkin/{opened.id}",
            at=at,
            after={"title": name, "agenda": agenda, "held_on": str(held_on)},
        )
    return opened


def move(
    workspace: Workspace, person: Person, check_in_id: str, to: Position, *, now: datetime
) -> None:
    """Go to a step or to one item of it; the time of a step that is left is booked to it.

    Args:
        workspace: Where.
        person: Who moves it: the presenter.
        check_in_id: Which meeting.
        to: Where to; its step must be one of the agenda's.
        now: The moment, UTC.

    Raises:
        NotAllowed: Somebody else presents.
        GapError: The agenda has no such step, or the meeting is closed; nothing was changed.
    """
    item = plain_text(to.item, field="item", required=False, longest=200)
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        require_presenter(act, to="move the meeting")
        if to.step not in {step.kind for step in act.meeting.agenda.steps}:
            raise GapError(
                f"“{to.step}” is not a step of this agenda.", next_step="Nothing was changed."
            )
        if act.meeting.position != Position(to.step, item):
            act.add("moved", "position", {"step": to.step, "item": item})


def run_clock(workspace: Workspace, person: Person, check_in_id: str, *, now: datetime) -> None:
    """Start the clock; one that runs already runs on.

    Raises:
        NotAllowed: Somebody else presents.
        GapError: The meeting is closed; nothing was changed.
    """
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        _set_clock(act, runs=True)


def pause_clock(workspace: Workspace, person: Person, check_in_id: str, *, now: datetime) -> None:
    """Pause the clock; one that stands already stays.

    Raises:
        NotAllowed: Somebody else presents.
        GapError: The meeting is closed; nothing was changed.
    """
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        _set_clock(act, runs=False)


def present_by(
    workspace: Workspace, person: Person, check_in_id: str, presenter: Person, *, now: datetime
) -> None:
    """Hand the presentation to somebody.

    Args:
        workspace: Where.
        person: Who hands it over: the present presenter, or whoever leads the check-in.
        check_in_id: Which meeting.
        presenter: Who presents from now on; needs the right ``checkin:take_part``.
        now: The moment, UTC.

    Raises:
        NotAllowed: It is not the person's to hand over, or the other one may not take part.
        GapError: The meeting is closed; nothing was changed.
    """
    if not may(presenter, "checkin:take_part"):
        raise NotAllowed(
            f"{presenter} cannot present: whoever presents takes part.",
            next_step="Hand it to somebody who takes part. Nothing was changed.",
        )
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        require_known(act.session, presenter)
        require_presenter(act, to="hand the presentation over", or_lead=True)
        if act.meeting.presenter != presenter:
            act.add("presenter", "presenter", person_body(presenter))


def attend(workspace: Workspace, person: Person, check_in_id: str, *, now: datetime) -> None:
    """Note that somebody is there; once is enough.

    Raises:
        NotAllowed: The person may not take part.
        GapError: The meeting is closed; nothing was changed.
    """
    with floor(workspace, person, check_in_id, right="checkin:take_part", now=now) as act:
        if person not in act.meeting.present:
            act.add("attended", person.id)


def _set_clock(act: Floor, *, runs: bool) -> None:
    """Start or pause the clock of a meeting that one presents."""
    require_presenter(act, to="run the clock")
    if (act.meeting.clock.since is not None) != runs:
        act.add("clock", "clock", {"runs": runs})


def _running(session: Session) -> CheckIn | None:
    """Return the check-in that is not closed yet; None where there is none."""
    return next((one for one in records.check_ins(session) if one.state == "running"), None)


def _same(running: CheckIn, asked: tuple[str, str, date, Person]) -> CheckIn:
    """Return the running check-in where the same is opened twice; refuse another one."""
    if (running.title, running.agenda, running.held_on, running.opened_by) == asked:
        return running
    raise GapError(
        f"{running.id}, {running.title}, is still running; one check-in at a time is enough.",
        next_step="Close it first. Nothing was changed.",
    )


def _free_id(session: Session, held_on: date) -> str:
    """Return the identifier of a month's next check-in."""
    every = {one.id for one in records.check_ins(session)}
    name = f"CI-{held_on:%Y-%m}"
    further = (f"{name}-{number}" for number in range(2, len(every) + 3))
    return next(free for free in (name, *further) if free not in every)
