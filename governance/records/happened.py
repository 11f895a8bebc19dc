"""What happened since: the journal's entries after a number, and its newest number."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.catalogue import journal
from pipelines.catalogue.journal import Entry
from pipelines.catalogue.models import JournalEntry


def entries_since(session: Session, number: int, *, most: int) -> tuple[tuple[int, Entry], ...]:
    """Return the newest ``most`` entries after ``number`` with their numbers, the newest first."""
    query = (
        select(JournalEntry)
        .where(JournalEntry.id > number)
        .order_by(JournalEntry.id.desc())
        .limit(most)
    )
    return tuple((row.id, _entry(row)) for row in session.scalars(query))


def head(session: Session) -> int:
    """Return the number of the newest entry."""
    return journal.head(session.connection())


def _entry(row: JournalEntry) -> Entry:
    """Return a row as an entry."""
    return Entry(
        row.at, row.actor, row.role, row.action, row.subject,
        row.before, row.after, row.reason, row.version,
    )  # fmt: skip
