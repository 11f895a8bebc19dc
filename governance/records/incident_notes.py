"""The notes on incidents: read in one query, appended one at a time, never changed."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.people import Person, Role
from governance.records.incident_models import IncidentNoteRow
from governance.watching.shapes import Key, Note, NoteAction
from pipelines.quality.shapes import Kind


def all_notes(session: Session) -> dict[Key, tuple[Note, ...]]:
    """Return every note by incident, the first one first."""
    row = IncidentNoteRow
    query = select(row).order_by(row.kind, row.subject, row.check_name, row.number)
    found: dict[Key, list[Note]] = {}
    for each in session.scalars(query):
        note = _note(each)
        found.setdefault(note.key, []).append(note)
    return {key: tuple(notes) for key, notes in found.items()}


def notes_on(session: Session, key: Key) -> tuple[Note, ...]:
    """Return the notes on one incident, the first one first."""
    kind, subject, check = key
    row = IncidentNoteRow
    query = (
        select(row)
        .where(row.kind == kind, row.subject == subject, row.check_name == check)
        .order_by(row.number)
    )
    return tuple(_note(each) for each in session.scalars(query))


def append_note(session: Session, note: Note) -> None:
    """Append a note.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: somebody else was first.
    """
    session.add(
        IncidentNoteRow(
            kind=note.kind,
            subject=note.subject,
            check_name=note.check,
            number=note.number,
            action=note.action,
            owner=note.owner,
            reason=note.reason,
            since=note.since,
            by_id=note.by.id,
            at=note.at,
        )
    )
    session.flush()


def _note(row: IncidentNoteRow) -> Note:
    """Return a row as a note."""
    return Note(
        kind=cast(Kind, row.kind),
        subject=row.subject,
        check=row.check_name,
        number=row.number,
        action=cast(NoteAction, row.action),
        owner=row.owner,
        reason=row.reason,
        since=row.since,
        by=Person(row.by.id, row.by.name, cast(Role, row.by.role)),
        at=row.at,
    )
