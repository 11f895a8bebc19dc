"""The rows of audits: reads them as values and appends further ones.

What anybody may see is decided above this module; ``answered`` is the one question about
answers that can be asked before a reveal, because it gives counts and no content.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from governance.maturity.shapes import (
    Agreed,
    Answer,
    Audit,
    Commitment,
    Invitation,
    Progress,
    Remark,
    Side,
)
from governance.people import Person
from governance.records import ledger
from governance.records.audit_models import (
    AgreedRow,
    AnswerRow,
    AuditEventRow,
    AuditRow,
    CommitmentRow,
    InvitationRow,
    RemarkRow,
)

Event = Literal["revealed", "closed"]


def audits(session: Session) -> tuple[Audit, ...]:
    """Return every audit with who was invited and how far each is, newest first."""
    people = _people(session)
    events = {(row.audit_id, row.kind): row for row in session.scalars(select(AuditEventRow))}
    invited = _invitations(session, people)
    counts = answered(session)
    rows = session.scalars(select(AuditRow).order_by(AuditRow.number.desc()))
    return tuple(_audit(row, people, events, invited.get(row.id, ()), counts) for row in rows)


def answered(session: Session) -> dict[tuple[str, str], int]:
    """Return how many questions were answered, by audit and person."""
    rows = session.execute(
        select(
            AnswerRow.audit_id, AnswerRow.person_id, func.count(distinct(AnswerRow.item))
        ).group_by(AnswerRow.audit_id, AnswerRow.person_id)
    )
    return {(audit_id, person_id): count for audit_id, person_id, count in rows}


def answers(session: Session, audit: Audit, *, person: Person | None = None) -> tuple[Answer, ...]:
    """Return all answers, earlier ones included, by person, question and number.

    Args:
        session: An open session.
        audit: Whose answers.
        person: Only this person's.
    """
    people = _people(session)
    query = select(AnswerRow).where(AnswerRow.audit_id == audit.id)
    if person is not None:
        query = query.where(AnswerRow.person_id == person.id)
    rows = session.scalars(query.order_by(AnswerRow.person_id, AnswerRow.item, AnswerRow.number))
    sides = {one.person.id: one.side for one in audit.invitations}
    return tuple(
        Answer(
            person=people[row.person_id],
            side=sides[row.person_id],
            item=row.item,
            level=row.level,
            unknown=row.unknown,
            evidence=row.evidence,
            at=row.at,
            number=row.number,
        )
        for row in rows
    )


def remarks(session: Session, audit_id: str) -> tuple[Remark, ...]:
    """Return what was said, by topic and in order."""
    people = _people(session)
    rows = session.scalars(
        select(RemarkRow)
        .where(RemarkRow.audit_id == audit_id)
        .order_by(RemarkRow.topic, RemarkRow.number)
    )
    return tuple(Remark(row.topic, row.text, people[row.by_id], row.at) for row in rows)


def agreed(session: Session, audit_id: str) -> tuple[Agreed, ...]:
    """Return the agreed levels with their earlier ones, by topic and number."""
    people = _people(session)
    rows = session.scalars(
        select(AgreedRow)
        .where(AgreedRow.audit_id == audit_id)
        .order_by(AgreedRow.topic, AgreedRow.number)
    )
    return tuple(
        Agreed(row.topic, row.level, row.why, people[row.by_id], row.at, row.number) for row in rows
    )


def commitments(session: Session) -> dict[str, tuple[Commitment, ...]]:
    """Return the commitments of every audit with their earlier ones, by topic and number."""
    people = _people(session)
    found: dict[str, tuple[Commitment, ...]] = {}
    query = select(CommitmentRow).order_by(CommitmentRow.topic, CommitmentRow.number)
    for row in session.scalars(query):
        made = Commitment(
            row.topic, row.target, row.text, row.owner, row.due, people[row.by_id], row.at
        )
        found[row.audit_id] = (*found.get(row.audit_id, ()), made)
    return found


def append_audit(session: Session, audit: Audit, *, questions: int) -> None:
    """Append an audit.

    Raises:
        sqlalchemy.exc.IntegrityError: The identifier or the number exists: somebody was first.
    """
    number = session.scalar(select(func.count()).select_from(AuditRow)) or 0
    session.add(
        AuditRow(
            id=audit.id,
            number=number + 1,
            title=audit.title,
            questionnaire=audit.questionnaire,
            questions=questions,
            by_id=audit.opened_by.id,
            at=audit.opened_at,
        )
    )
    session.flush()


def append_event(session: Session, audit_id: str, kind: Event, *, by: Person, at: datetime) -> None:
    """Append the reveal or the end of an audit.

    Raises:
        sqlalchemy.exc.IntegrityError: It happened already.
    """
    session.add(AuditEventRow(audit_id=audit_id, kind=kind, by_id=by.id, at=at))
    session.flush()


def append_invitation(session: Session, audit_id: str, invited: Invitation, by: Person) -> None:
    """Append an invitation, or one for another side."""
    number = session.scalar(
        select(func.count())
        .select_from(InvitationRow)
        .where(InvitationRow.audit_id == audit_id, InvitationRow.person_id == invited.person.id)
    )
    session.add(
        InvitationRow(
            audit_id=audit_id,
            person_id=invited.person.id,
            number=(number or 0) + 1,
            side=invited.side,
            by_id=by.id,
            at=invited.at,
        )
    )
    session.flush()


def append_answer(session: Session, audit_id: str, answer: Answer) -> None:
    """Append an answer.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: the person answered elsewhere meanwhile.
    """
    session.add(
        AnswerRow(
            audit_id=audit_id,
            person_id=answer.person.id,
            item=answer.item,
            number=answer.number,
            level=answer.level,
            unknown=answer.unknown,
            evidence=answer.evidence,
            at=answer.at,
        )
    )
    session.flush()


def append_remark(session: Session, audit_id: str, remark: Remark) -> None:
    """Append something that was said."""
    _append(
        session,
        RemarkRow(
            audit_id=audit_id,
            topic=remark.topic,
            text=remark.text,
            by_id=remark.by.id,
            at=remark.at,
        ),
    )


def append_agreed(session: Session, audit_id: str, agreed: Agreed) -> None:
    """Append what both sides settled on.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: somebody else was first.
    """
    session.add(
        AgreedRow(
            audit_id=audit_id,
            topic=agreed.topic,
            number=agreed.number,
            level=agreed.level,
            why=agreed.why,
            by_id=agreed.by.id,
            at=agreed.at,
        )
    )
    session.flush()


def append_commitment(session: Session, audit_id: str, made: Commitment) -> None:
    """Append a commitment; the newest of its topic counts."""
    _append(
        session,
        CommitmentRow(
            audit_id=audit_id,
            topic=made.topic,
            target=made.target,
            text=made.text,
            owner=made.owner,
            due=made.due,
            by_id=made.by.id,
            at=made.at,
        ),
    )


def _append(session: Session, row: RemarkRow | CommitmentRow) -> None:
    """Append a row as the next one of its topic."""
    kind = type(row)
    number = session.scalar(
        select(func.count())
        .select_from(kind)
        .where(kind.audit_id == row.audit_id, kind.topic == row.topic)
    )
    row.number = (number or 0) + 1
    session.add(row)
    session.flush()


def _people(session: Session) -> dict[str, Person]:
    """Return everybody by identifier."""
    return {one.id: one for one in ledger.people(session)}


def _invitations(session: Session, people: dict[str, Person]) -> dict[str, tuple[Invitation, ...]]:
    """Return who is invited for which side by audit, in the order of the first invitations."""
    newest: dict[tuple[str, str], Invitation] = {}
    query = select(InvitationRow).order_by(
        InvitationRow.number, InvitationRow.at, InvitationRow.person_id
    )
    for row in session.scalars(query):
        key = (row.audit_id, row.person_id)
        newest[key] = Invitation(people[row.person_id], cast(Side, row.side), row.at)
    found: dict[str, tuple[Invitation, ...]] = {}
    for (audit_id, _), invitation in newest.items():
        found[audit_id] = (*found.get(audit_id, ()), invitation)
    return found


def _audit(
    row: AuditRow,
    people: dict[str, Person],
    events: dict[tuple[str, str], AuditEventRow],
    invited: Iterable[Invitation],
    counts: dict[tuple[str, str], int],
) -> Audit:
    """Return a row as an audit whose state follows from its events."""
    revealed, closed = events.get((row.id, "revealed")), events.get((row.id, "closed"))
    invitations = tuple(invited)
    return Audit(
        id=row.id,
        title=row.title,
        state="closed" if closed else "revealed" if revealed else "open",
        questionnaire=row.questionnaire,
        opened_by=people[row.by_id],
        opened_at=row.at,
        revealed_at=revealed.at if revealed else None,
        closed_at=closed.at if closed else None,
        invitations=invitations,
        progress=tuple(
            Progress(one.person, one.side, counts.get((row.id, one.person.id), 0), row.questions)
            for one in invitations
        ),
    )
