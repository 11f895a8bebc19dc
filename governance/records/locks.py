"""What closed check-ins pinned, and what was done to loads since: the rows that settle figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.records.checkin_models import CheckInRow, SnapshotRow
from pipelines.catalogue.journal import Entry
from pipelines.catalogue.models import JournalEntry

ON_LOADS: Final = ("load:accept", "load:undo", "load:redo")
"""The kinds of journal entries after which other loads count than before."""


@dataclass(frozen=True)
class Pin:
    """One closed check-in and the catalogue version that it pinned."""

    check_in: str
    title: str
    held_on: date
    version: int
    closed_at: datetime


def pins(session: Session) -> tuple[Pin, ...]:
    """Return every closed check-in that pinned data, the first one first."""
    row, kept = CheckInRow, SnapshotRow
    found = session.execute(
        select(row.id, row.title, row.held_on, kept.version, kept.at)
        .join(kept, kept.checkin_id == row.id)
        .where(kept.version > 0)
        .order_by(kept.version, row.number)
    )
    return tuple(Pin(*each) for each in found)


def changes_of_loads(session: Session, *, after: int, until: int) -> tuple[Entry, ...]:
    """Return what was done to loads between two catalogue versions, in the order of doing.

    Args:
        session: Reads.
        after: The version that is known.
        until: The last version that is asked for.
    """
    entry = JournalEntry
    found = session.scalars(
        select(entry)
        .where(entry.action.in_(ON_LOADS), entry.version > after, entry.version <= until)
        .order_by(entry.id)
    )
    return tuple(
        Entry(
            row.at, row.actor, row.role, row.action, row.subject,
            row.before, row.after, row.reason, row.version,
        )
        for row in found
    )  # fmt: skip
