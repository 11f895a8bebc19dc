"""The one transaction that brings back a file which was undone.

Afterwards everything counts as if the file had never been taken back; that it was stays in the
journal and in the versions. Where a later load holds one of its periods, the file is only put
before that load if somebody says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from pipelines.catalogue.accepting import end_live, next_version
from pipelines.catalogue.journal import Entry, append, newest_version
from pipelines.catalogue.models import DataFile, Load, Submission
from pipelines.catalogue.undoing import STANDING, file_of, loads_of, newest_standing
from pipelines.errors import GapError


@dataclass(frozen=True)
class Redone:
    """What a redo did."""

    submission: str
    file_name: str
    loads: tuple[str, ...]
    """Every load that came from the file."""
    replaced: tuple[str, ...]
    """Loads that counted until now."""
    version: int
    changed: bool
    """False when the file was not undone; nothing was changed then."""


def redo(
    connection: Connection,
    load_id: str,
    *,
    actor: str,
    role: str,
    at: datetime,
    reason: str,
    instead_of_later: bool = False,
) -> Redone:
    """Bring back the whole file that a load came from.

    Args:
        connection: From ``writing``; commits when its block ends.
        load_id: Any load of the file.
        actor: Who brings it back.
        role: The actor's role, for the journal.
        at: When.
        reason: Why, in the actor's words; may be empty.
        instead_of_later: Whether it shall count before loads that came later.

    Raises:
        NotFound: There is no such load; nothing was changed.
        GapError: A later load holds a period of it; nothing was changed.
    """
    file = file_of(connection, load_id)
    loads = loads_of(connection, file.id)
    ids = tuple(load.id for load in loads)
    if file.undone_at is None:
        version = newest_version(connection)
        return Redone(file.id, file.file_name, ids, (), version, changed=False)
    later = later_holders(connection, file.id)
    if later and not instead_of_later:
        raise held_by_later(file.file_name, later)
    version = next_version(connection, at=at, reason="redo")
    connection.execute(
        update(Submission)
        .where(Submission.id == file.id)
        .values(undone_at=None, undone_by=None, undone_version=None)
    )
    if later:
        _put_first(connection, ids)
    replaced: list[str] = []
    for load in loads:
        replaced += end_live(connection, load.extract, load.period, version)
        connection.execute(insert(DataFile).values(load=load.id, begins=version, ends=None))
    append(
        connection,
        Entry(
            at=at,
            actor=actor,
            role=role,
            action="load:redo",
            subject=f"submission/{file.id}",
            before={"file_name": file.file_name, "replaced": replaced},
            after={"redone": list(ids), "instead_of_later": bool(later)},
            reason=reason,
        ),
    )
    return Redone(file.id, file.file_name, ids, tuple(replaced), version, changed=True)


def later_holders(connection: Connection, submission: str) -> dict[tuple[str, str], str]:
    """Return, by extract and period, the loads that came after an undone file and hold its periods.

    Args:
        connection: Reads or writes.
        submission: The file.
    """
    found = {}
    for load in loads_of(connection, submission):
        newest = newest_standing(connection, load.extract, load.period, without=submission)
        if newest is not None and newest.standing > load.standing:
            found[load.extract, load.period] = newest.id
    return found


def held_by_later(file_name: str, later: Mapping[tuple[str, str], str]) -> GapError:
    """Return the refusal of a redo over later loads."""
    holders = later.items()
    held = ", ".join(f"{extract} {period} by load {load}" for (extract, period), load in holders)
    return GapError(
        f"{file_name} was followed by later files, so it does not simply count again.",
        where=f"Held now: {held}.",
        next_step="Undo the later file, or say that this one shall count instead of it. "
        "Nothing was changed.",
    )


def _put_first(connection: Connection, loads: tuple[str, ...]) -> None:
    """Let loads stand before every other one, in the order in which they were accepted."""
    newest = connection.execute(select(func.max(STANDING))).scalar_one()
    for step, load in enumerate(loads, start=1):
        connection.execute(update(Load).where(Load.id == load).values(standing=newest + step))
