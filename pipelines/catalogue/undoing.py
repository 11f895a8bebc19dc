"""The one transaction that takes a file back and brings back what counted before.

For each extract and period the newest load that was not undone counts. So taking back the load
that counts lets the one before it count again, and taking back a load that a later one has
replaced changes nothing visible now: it is only never fallen back to. ``redoing.py`` goes the
other way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from pipelines.catalogue.accepting import end_live, next_version
from pipelines.catalogue.journal import Entry, append, newest_version
from pipelines.catalogue.models import DataFile, Load, Submission
from pipelines.errors import NotFound

STANDING = func.coalesce(Load.standing, Load.number)
"""By what the newest load is found."""


@dataclass(frozen=True)
class Undone:
    """What an undo did."""

    submission: str
    file_name: str
    loads: tuple[str, ...]
    """Every load that came from the file."""
    restored: tuple[str, ...]
    """Loads that count again."""
    version: int
    changed: bool
    """False when the file had been undone before; nothing was changed then."""


def undo(
    connection: Connection, load_id: str, *, actor: str, role: str, at: datetime, reason: str
) -> Undone:
    """Take back the whole file that a load came from.

    Args:
        connection: From ``writing``; commits when its block ends.
        load_id: Any load of the file.
        actor: Who takes it back.
        role: The actor's role, for the journal.
        at: When.
        reason: Why, in the actor's words; may be empty.

    Raises:
        NotFound: There is no such load; nothing was changed.
    """
    file = file_of(connection, load_id)
    loads = loads_of(connection, file.id)
    ids = tuple(load.id for load in loads)
    if file.undone_at is not None:
        version = newest_version(connection)
        return Undone(file.id, file.file_name, ids, (), version, changed=False)
    version = next_version(connection, at=at, reason="undo")
    connection.execute(
        update(Submission)
        .where(Submission.id == file.id)
        .values(undone_at=at, undone_by=actor, undone_version=version)
    )
    counted = set(_live(connection, ids))
    restored = tuple(
        again
        for load in loads
        if load.id in counted
        for again in _fall_back(connection, load.extract, load.period, version)
    )
    append(
        connection,
        Entry(
            at=at,
            actor=actor,
            role=role,
            action="load:undo",
            subject=f"submission/{file.id}",
            before={"file_name": file.file_name, "live": sorted(counted)},
            after={"undone": list(ids), "restored": list(restored)},
            reason=reason,
        ),
    )
    return Undone(file.id, file.file_name, ids, restored, version, changed=True)


def _live(connection: Connection, loads: tuple[str, ...]) -> list[str]:
    """Return those of ``loads`` that count now."""
    rows = connection.execute(
        select(DataFile.load).where(DataFile.load.in_(loads), DataFile.ends.is_(None))
    )
    return [row.load for row in rows]


def file_of(connection: Connection, load_id: str) -> Row[str, str, datetime | None]:
    """Return the submission that a load came from: its id, file name and whether it is undone.

    Raises:
        NotFound: There is no such load; nothing was changed.
    """
    file = connection.execute(
        select(Submission)
        .with_only_columns(Submission.id, Submission.file_name, Submission.undone_at)
        .join(Load, Load.submission == Submission.id)
        .where(Load.id == load_id)
    ).one_or_none()
    if file is None:
        raise NotFound(
            f"There is no load “{load_id}”.",
            next_step="The list of loads shows their ids; nothing was changed.",
        )
    return file


def loads_of(connection: Connection, submission: str) -> Sequence[Row[str, str, str, int]]:
    """Return id, extract, period and standing of the loads of a file."""
    return connection.execute(
        select(Load.id, Load.extract, Load.period, STANDING.label("standing"))
        .where(Load.submission == submission)
        .order_by(Load.number)
    ).all()


def newest_standing(
    connection: Connection, extract: str, period: str, *, without: str = ""
) -> Row[str, str, int] | None:
    """Return id, submission and standing of the newest load of a period that is not undone.

    Args:
        connection: Reads or writes.
        extract: The extract.
        period: The period's label.
        without: A submission that is left out of account.
    """
    return connection.execute(
        select(Load.id, Load.submission, STANDING.label("standing"))
        .join(Submission, Submission.id == Load.submission)
        .where(
            Load.extract == extract,
            Load.period == period,
            Load.submission != without,
            Submission.undone_at.is_(None),
        )
        .order_by(STANDING.desc())
        .limit(1)
    ).one_or_none()


def _fall_back(connection: Connection, extract: str, period: str, version: int) -> list[str]:
    """End what counts for a period and let the newest load that was not undone count again."""
    end_live(connection, extract, period, version)
    newest = newest_standing(connection, extract, period)
    before = newest.id if newest else None
    if before is None:
        return []
    connection.execute(insert(DataFile).values(load=before, begins=version, ends=None))
    return [before]
