"""The one transaction that makes a file's loads count, together with its journal entry.

It runs after every fact file is on disk. Under the write lock it asks again whether the same
file is already live, so two people who hand it in at once get one set of loads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from pipelines.catalogue.journal import Entry, append, newest_version
from pipelines.catalogue.models import (
    DataFile,
    Load,
    RejectFile,
    Submission,
    Version,
    WorkspaceFact,
)


@dataclass(frozen=True)
class NewLoad:
    """One extract and period of a file, with its fact file already written."""

    id: str
    extract: str
    period: str
    rows: int
    path: str
    fact_sha256: str
    plan: str


@dataclass(frozen=True)
class NewReject:
    """The refused rows of one extract of a file, kept beside the facts."""

    extract: str
    path: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class NewSubmission:
    """A file ready to be accepted."""

    id: str
    file_name: str
    sha256: str
    size: int
    profile: str
    actor: str
    role: str
    at: datetime
    outcome: str
    idempotency: str
    rows_accepted: int
    rows_rejected: int
    loads: tuple[NewLoad, ...]
    rejects: tuple[NewReject, ...] = ()
    introduces: Mapping[str, str] = field(default_factory=dict)
    """What a first load says of the whole workspace (title, reporting_date) where nobody did."""
    upload: str = ""
    """The upload that it came from, where it came by one."""
    approved_by: str = ""
    """The second person, where a contract demands one."""
    committed_by: str = ""
    """Who made it count, where that is somebody else than who brought it."""
    reason: str = ""
    restates: tuple[tuple[str, str], ...] = ()
    """Extracts and periods that were settled before."""


@dataclass(frozen=True)
class Checked:
    """What the checks relied on: the loads of ``extract`` that were live when they ran."""

    extract: str
    loads: frozenset[str]
    period: str | None = None
    """Where they relied on the loads of one period only."""


class Overtaken(Exception):
    """Somebody changed the loads that this file was checked against."""


def accept(
    connection: Connection, new: NewSubmission, *, checked: Sequence[Checked] = ()
) -> str | None:
    """Make the submission's loads the ones that count for their periods.

    Args:
        connection: From ``writing``; commits when its block ends.
        new: The file, its loads and its refused rows.
        checked: The live loads that the file's checks and its preview relied on.

    Returns:
        None when accepted; else the id of the live submission that says the same already.

    Raises:
        Overtaken: The live loads are no longer those in ``checked``; nothing was changed.
    """
    same = live_submission(connection, new.idempotency)
    if same is not None:
        return same
    for seen in checked:
        if seen.loads != live_load_ids(connection, seen.extract, seen.period):
            raise Overtaken
    version = next_version(connection, at=new.at, reason="load")
    connection.execute(
        insert(Submission).values(
            id=new.id,
            file_name=new.file_name,
            sha256=new.sha256,
            size=new.size,
            profile=new.profile,
            actor=new.actor,
            at=new.at,
            outcome=new.outcome,
            version=version,
            idempotency=new.idempotency,
            rows_accepted=new.rows_accepted,
            rows_rejected=new.rows_rejected,
            upload=new.upload or None,
            approved_by=new.approved_by or None,
            reason=new.reason or None,
            restates=[list(one) for one in new.restates] or None,
        )
    )
    replaced = _begin(connection, new, version)
    for reject in new.rejects:
        connection.execute(
            insert(RejectFile).values(
                submission=new.id,
                extract=reject.extract,
                path=reject.path,
                rows=reject.rows,
                sha256=reject.sha256,
            )
        )
    if version == 1:
        _introduce(connection, new.introduces)
    append(connection, _entry(new, replaced))
    return None


def live_submission(connection: Connection, idempotency: str) -> str | None:
    """Return the submission with this key whose every load counts now, if there is one."""
    counts = select(DataFile.load).where(DataFile.ends.is_(None))
    asleep = select(Load.submission).where(Load.id.not_in(counts))
    return connection.execute(
        select(Submission.id).where(
            Submission.idempotency == idempotency,
            Submission.undone_at.is_(None),
            Submission.id.not_in(asleep),
        )
    ).scalar()


def live_load_ids(
    connection: Connection, extract: str, period: str | None = None
) -> frozenset[str]:
    """Return the ids of the loads of an extract, or of one of its periods, that count now."""
    query = (
        select(DataFile.load)
        .join(Load, Load.id == DataFile.load)
        .where(DataFile.ends.is_(None), Load.extract == extract)
    )
    if period is not None:
        query = query.where(Load.period == period)
    rows = connection.execute(query)
    return frozenset(row.load for row in rows)


def next_version(connection: Connection, *, at: datetime, reason: str) -> int:
    """Take the next version number; safe because the caller holds the write lock."""
    version = newest_version(connection) + 1
    connection.execute(insert(Version).values(number=version, at=at, reason=reason))
    return version


def end_live(connection: Connection, extract: str, period: str, version: int) -> list[str]:
    """End what counts for a period now, and return the ids of its loads."""
    rows = connection.execute(
        select(DataFile.id, DataFile.load)
        .join(Load, Load.id == DataFile.load)
        .where(DataFile.ends.is_(None), Load.extract == extract, Load.period == period)
    ).all()
    if rows:
        connection.execute(
            update(DataFile).where(DataFile.id.in_([row.id for row in rows])).values(ends=version)
        )
    return [row.load for row in rows]


def _begin(connection: Connection, new: NewSubmission, version: int) -> dict[str, list[str]]:
    """Insert the loads and let them count from ``version``; return what each one replaced."""
    # A load that was brought back stands higher than its number; a new one stands above it.
    standing = func.coalesce(Load.standing, Load.number)
    number = connection.execute(select(func.coalesce(func.max(standing), 0))).scalar_one()
    replaced: dict[str, list[str]] = {}
    for step, load in enumerate(new.loads, start=1):
        replaced[load.id] = end_live(connection, load.extract, load.period, version)
        connection.execute(
            insert(Load).values(
                id=load.id,
                number=number + step,
                submission=new.id,
                extract=load.extract,
                period=load.period,
                rows=load.rows,
                path=load.path,
                fact_sha256=load.fact_sha256,
                plan=load.plan,
            )
        )
        connection.execute(insert(DataFile).values(load=load.id, begins=version, ends=None))
    return replaced


def _introduce(connection: Connection, facts: Mapping[str, str]) -> None:
    """Let a first load name the workspace and its day, unless somebody already did."""
    for key, value in facts.items():
        if (
            connection.execute(select(WorkspaceFact).where(WorkspaceFact.key == key)).first()
            is None
        ):
            connection.execute(insert(WorkspaceFact).values(key=key, value=value))


def _entry(new: NewSubmission, replaced: dict[str, list[str]]) -> Entry:
    """Return the journal entry of an accepted file."""
    said = {
        "upload": new.upload,
        "approved_by": new.approved_by,
        "committed_by": new.committed_by,
        "restates": [list(one) for one in new.restates],
    }
    return Entry(
        at=new.at,
        actor=new.actor,
        role=new.role,
        action="load:accept",
        subject=f"submission/{new.id}",
        before={"replaced": [old for ids in replaced.values() for old in ids]},
        after={
            "file_name": new.file_name,
            "sha256": new.sha256,
            "profile": new.profile,
            "rows_accepted": new.rows_accepted,
            "rows_rejected": new.rows_rejected,
            "loads": [
                {"id": load.id, "extract": load.extract, "period": load.period, "rows": load.rows}
                for load in new.loads
            ],
        }
        | {name: value for name, value in said.items() if value},
        reason=new.reason,
    )
