"""The rows of check-ins: reads them as values and appends further ones, never changes one.

Numbers are given here, inside the transaction that holds the write lock, so that they follow
each other without a gap and without regard to anybody's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from governance.checkin.events import Event, EventKind
from governance.checkin.shapes import Action, ActionState, CheckIn, Frozen
from governance.people import Person, Role
from governance.records import ledger
from governance.records.checkin_models import (
    ActionRow,
    CheckInEventRow,
    CheckInRow,
    PaperRow,
    SnapshotRow,
)
from governance.records.models import PersonRow


@dataclass(frozen=True)
class ActionRevision:
    """One state of an action, and where in the course of the meetings it was said."""

    action: Action
    after_number: int
    """The number of the newest check-in at that moment."""
    inside: bool
    """Whether that check-in was running."""

    def counts_in(self, number: int) -> bool:
        """Return whether it was said before the end of the check-in with this number."""
        return self.after_number < number or (self.after_number == number and self.inside)


def check_ins(session: Session) -> tuple[CheckIn, ...]:
    """Return every check-in, newest first."""
    ended = and_(CheckInEventRow.checkin_id == CheckInRow.id, CheckInEventRow.kind == "closed")
    rows = session.execute(
        select(CheckInRow, CheckInEventRow.at)
        .outerjoin(CheckInEventRow, ended)
        .order_by(CheckInRow.number.desc())
    )
    return tuple(_check_in(row, closed_at) for row, closed_at in rows)


def append_check_in(session: Session, opened: CheckIn) -> None:
    """Append a check-in under the next number.

    Raises:
        sqlalchemy.exc.IntegrityError: The identifier exists: somebody else was first.
    """
    session.add(
        CheckInRow(
            id=opened.id,
            number=number_of(session) + 1,
            title=opened.title,
            agenda=opened.agenda,
            held_on=opened.held_on,
            by_id=opened.opened_by.id,
            at=opened.opened_at,
        )
    )
    session.flush()


def number_of(session: Session, check_in_id: str | None = None) -> int:
    """Return the number of a check-in, or of the newest one; 0 where there is none."""
    query = select(func.coalesce(func.max(CheckInRow.number), 0))
    if check_in_id is not None:
        query = query.where(CheckInRow.id == check_in_id)
    return int(session.scalar(query) or 0)


def events(session: Session, check_in_id: str) -> tuple[Event, ...]:
    """Return what happened in a check-in, in order.

    Plain columns, because every act and every follower reads all of them.
    """
    row = CheckInEventRow
    people = {one.id: one for one in ledger.people(session)}
    rows = session.execute(
        select(row.number, row.kind, row.subject, row.body, row.by_id, row.at)
        .where(row.checkin_id == check_in_id)
        .order_by(row.number)
    )
    return tuple(
        Event(number, cast(EventKind, kind), subject, body, people[by], at)
        for number, kind, subject, body, by, at in rows
    )


def events_everywhere(session: Session, kind: EventKind) -> tuple[tuple[str, Event], ...]:
    """Return the events of one kind with their check-in, the newest check-in's last one first."""
    row = CheckInEventRow
    rows = session.scalars(
        select(row)
        .join(CheckInRow, CheckInRow.id == row.checkin_id)
        .where(row.kind == kind)
        .order_by(CheckInRow.number.desc(), row.number.desc())
    )
    return tuple(
        (
            each.checkin_id,
            Event(each.number, kind, each.subject, each.body, _person(each.by), each.at),
        )
        for each in rows
    )


def head(session: Session, check_in_id: str) -> int:
    """Return the number of the newest event; 0 where there is no such check-in."""
    row = CheckInEventRow
    newest = session.scalar(select(func.max(row.number)).where(row.checkin_id == check_in_id))
    return int(newest or 0)


def append_event(
    session: Session,
    check_in_id: str,
    kind: EventKind,
    *,
    subject: str,
    body: Mapping[str, Any],
    by: Person,
    at: datetime,
) -> Event:
    """Append what happened under the next number.

    Args:
        session: Holds the write lock.
        check_in_id: Where it happened.
        kind: What happened.
        subject: What it is about.
        body: The rest, as JSON knows it.
        by: Who did it.
        at: When, UTC.
    """
    event = Event(head(session, check_in_id) + 1, kind, subject, dict(body), by, at)
    session.add(
        CheckInEventRow(
            checkin_id=check_in_id,
            number=event.number,
            kind=kind,
            subject=subject,
            body=dict(body),
            by_id=by.id,
            at=at,
        )
    )
    session.flush()
    return event


def action_revisions(session: Session) -> tuple[ActionRevision, ...]:
    """Return every state of every action, in the order in which the actions were opened."""
    ids = {
        number: name for number, name in session.execute(select(CheckInRow.number, CheckInRow.id))
    }
    places = {name: number for number, name in ids.items()}
    rows = [_action(row, ids) for row in session.scalars(select(ActionRow))]

    def place(one: ActionRevision) -> tuple[int, int, int]:
        """Return where a revision stands."""
        action = one.action
        return places[action.opened_in], int(action.id.rpartition("A")[2]), action.number

    return tuple(sorted(rows, key=place))


def append_action(session: Session, action: Action, *, inside: bool) -> None:
    """Append a state of an action.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: somebody else was first.
    """
    session.add(
        ActionRow(
            action_id=action.id,
            number=action.number,
            text=action.text,
            owner=action.owner,
            due=action.due,
            state=action.state,
            reason=action.reason,
            goal_id=action.goal_id,
            opened_in=action.opened_in,
            after_number=number_of(session),
            inside=inside,
            by_id=action.by.id,
            at=action.at,
        )
    )
    session.flush()


def append_snapshot(
    session: Session, frozen: Frozen, *, by: Person, papers: Mapping[str, str]
) -> None:
    """Append what a close pins.

    Args:
        session: Holds the write lock.
        frozen: What is pinned.
        by: Who closed the meeting.
        papers: The hash of each paper, by its name.

    Raises:
        sqlalchemy.exc.IntegrityError: It was pinned already: somebody else was first.
    """
    session.add(
        SnapshotRow(
            checkin_id=frozen.check_in,
            version=frozen.version,
            journal_head=frozen.journal_head,
            code_version=frozen.code_version,
            metrics_sha256=frozen.metrics_sha256,
            body=frozen.body,
            sha256=frozen.sha256,
            by_id=by.id,
            at=frozen.at,
        )
    )
    session.flush()
    session.add_all(
        PaperRow(checkin_id=frozen.check_in, name=name, text=text, sha256=papers[name])
        for name, text in frozen.papers
    )
    session.flush()


def snapshot(session: Session, check_in_id: str) -> Frozen | None:
    """Return what was pinned of a check-in; None where it was not closed."""
    row = session.get(SnapshotRow, check_in_id)
    if row is None:
        return None
    return Frozen(
        check_in=row.checkin_id,
        version=row.version,
        journal_head=row.journal_head,
        code_version=row.code_version,
        metrics_sha256=row.metrics_sha256,
        body=row.body,
        sha256=row.sha256,
        papers=tuple((paper.name, paper.text) for paper in row.papers),
        at=row.at,
    )


def paper_hashes(session: Session, check_in_id: str) -> dict[str, str]:
    """Return the hash that each paper had when it was written, by its name."""
    row = PaperRow
    found = session.execute(select(row.name, row.sha256).where(row.checkin_id == check_in_id))
    return {name: sha256 for name, sha256 in found}


def _check_in(row: CheckInRow, closed_at: datetime | None) -> CheckIn:
    """Return a row as a check-in."""
    return CheckIn(
        id=row.id,
        title=row.title,
        agenda=row.agenda,
        held_on=row.held_on,
        opened_by=_person(row.by),
        opened_at=row.at,
        state="closed" if closed_at else "running",
        closed_at=closed_at,
    )


def _action(row: ActionRow, ids: Mapping[int, str]) -> ActionRevision:
    """Return a row as a state of an action."""
    settled = row.state != "open" and row.inside
    action = Action(
        id=row.action_id,
        text=row.text,
        owner=row.owner,
        due=row.due,
        state=cast(ActionState, row.state),
        goal_id=row.goal_id,
        opened_in=row.opened_in,
        by=_person(row.by),
        at=row.at,
        number=row.number,
        reason=row.reason,
        settled_in=ids[row.after_number] if settled else "",
    )
    return ActionRevision(action, row.after_number, row.inside)


def _person(row: PersonRow) -> Person:
    """Return a row as a person."""
    return Person(row.id, row.name, cast(Role, row.role))
