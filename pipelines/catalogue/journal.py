"""The audit journal: who did what, when and why, in the transaction that did it.

An entry that cannot be written takes its change down with it, and a change that fails leaves
no entry. The database refuses to change or delete what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from pipelines.catalogue.models import JournalEntry, Version

_JOURNAL = JournalEntry.__table__


@dataclass(frozen=True)
class Entry:
    """One entry; ``before`` and ``after`` hold what changed, as plain values."""

    at: datetime
    actor: str
    role: str
    action: str
    """A verb on a thing, such as ``load:accept`` or ``goal:change``."""
    subject: str
    """What it was done to, such as ``submission/S1a2b3c``."""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str = ""
    version: int = field(default=0, compare=False)
    """Given by ``append``: the newest catalogue version at that moment."""


def append(connection: Connection, entry: Entry) -> int:
    """Write an entry in the caller's transaction, which must hold the write lock.

    Returns:
        The number of the entry.
    """
    written = connection.execute(
        insert(_JOURNAL).values(  # type: ignore[arg-type]  # declarative tables are typed FromClause
            at=entry.at,
            actor=entry.actor,
            role=entry.role,
            action=entry.action,
            subject=entry.subject,
            before=None if entry.before is None else dict(entry.before),
            after=None if entry.after is None else dict(entry.after),
            reason=entry.reason,
            version=newest_version(connection),
        )
    )
    number = written.inserted_primary_key
    assert number is not None  # noqa: S101  # tells the type checker what SQLAlchemy guarantees
    return int(number[0])


def entries(connection: Connection, *, subject: str | None = None) -> tuple[Entry, ...]:
    """Return the entries in the order they were written, of one subject or of all."""
    query = select(_JOURNAL).order_by(_JOURNAL.c.id)
    if subject is not None:
        query = query.where(_JOURNAL.c.subject == subject)
    return tuple(
        Entry(
            row.at, row.actor, row.role, row.action, row.subject,
            row.before, row.after, row.reason, row.version,
        )
        for row in connection.execute(query)
    )  # fmt: skip


def newest_version(connection: Connection) -> int:
    """Return the newest catalogue version; 0 before anything was loaded."""
    return int(connection.execute(select(func.coalesce(func.max(Version.number), 0))).scalar_one())


def head(connection: Connection) -> int:
    """Return the number of the newest entry; it changes with every change anybody made."""
    return int(connection.execute(select(func.coalesce(func.max(_JOURNAL.c.id), 0))).scalar_one())
