"""The rows of uploads and their events, read and written inside somebody's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Connection,
    Row,
    Subquery,
    and_,
    case,
    func,
    insert,
    or_,
    select,
    type_coerce,
)

from pipelines.catalogue.models import DataFile, Load, Submission
from pipelines.uploads.events import Event, EventKind
from pipelines.uploads.models import EvidenceRow, UploadEventRow, UploadRow
from pipelines.uploads.shapes import CLOSED, By, LiveLoad

NUL = "\0"
"""PostgreSQL has no such sign in a text, and fails where somebody asks for one."""
LOOKS = "look-"
"""How the folders of looks begin, below the folder of their upload."""


def add_upload(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert an upload; the caller holds the write lock."""
    connection.execute(insert(UploadRow).values(**values))


def upload_rows(
    connection: Connection,
    *,
    ids: Collection[str] | None = None,
    actor: str | None = None,
    still_open: bool = False,
    most: int | None = None,
) -> Sequence[Row[Any]]:
    """Return uploads, the newest first.

    Args:
        connection: Reads or writes.
        ids: Only these.
        actor: Only those that this person brought.
        still_open: Only those that were neither loaded nor withdrawn.
        most: No more than this.
    """
    query = select(UploadRow.__table__).order_by(UploadRow.at.desc(), UploadRow.id)
    if ids is not None:
        query = query.where(UploadRow.id.in_([one for one in ids if NUL not in one]))
    if actor is not None:
        query = query.where(UploadRow.actor == actor)
    if still_open:
        ended = select(UploadEventRow.upload).where(UploadEventRow.kind.in_(CLOSED))
        query = query.where(UploadRow.id.not_in(ended))
    return connection.execute(query.limit(most)).all()


def upload_of_submission(connection: Connection, submission: str) -> str | None:
    """Return the upload that a submission came of; None where it is none."""
    if NUL in submission:
        return None
    return connection.execute(select(Submission.upload).where(Submission.id == submission)).scalar()


def by_nonce(connection: Connection, nonce: str) -> Row[Any] | None:
    """Return the upload that a request brought, if it did."""
    return connection.execute(
        select(UploadRow.__table__).where(UploadRow.nonce == nonce)
    ).one_or_none()


def events_of(connection: Connection, uploads: Collection[str]) -> dict[str, list[Event]]:
    """Return what happened to some uploads, in order; of looks only the newest with its finding."""
    found: dict[str, list[Event]] = {one: [] for one in uploads}
    table, newest = UploadEventRow, _newest_look(uploads)
    stands = or_(table.kind != "looked", table.number == newest.c.number)
    rows = connection.execute(
        select(
            table.upload, table.number, table.kind, table.actor, table.role, table.at,
            type_coerce(case((stands, table.body)), JSON).label("body"),
        )
        .outerjoin(newest, newest.c.upload == table.upload)
        .where(table.upload.in_(uploads))
        .order_by(table.upload, table.number)
    )  # fmt: skip
    for row in rows:
        by, kind = By(row.actor, row.role, row.at), cast(EventKind, row.kind)
        found[row.upload].append(Event(row.number, kind, by, row.body or {}))
    return found


def append_event(
    connection: Connection,
    upload: str,
    kind: EventKind,
    *,
    number: int,
    by: By,
    body: Mapping[str, Any],
) -> Event:
    """Append what happened.

    Args:
        connection: Holds the write lock.
        upload: To which one.
        kind: What.
        number: The next one; two who take the same one collide in the database.
        by: Who did it, and when.
        body: The rest, as JSON knows it.
    """
    connection.execute(
        insert(UploadEventRow).values(
            upload=upload,
            number=number,
            kind=kind,
            actor=by.actor,
            role=by.role,
            at=by.at,
            body=dict(body),
        )
    )
    return Event(number, kind, by, body)


def live_loads(
    connection: Connection, extracts: Collection[str]
) -> dict[tuple[str, str], LiveLoad]:
    """Return what counts now for some extracts, by extract and period, and who brought it."""
    rows = connection.execute(
        select(
            Load.extract, Load.period, Load.id, Load.rows,
            Submission.actor, Submission.at, Submission.file_name,
        )
        .join(DataFile, and_(DataFile.load == Load.id, DataFile.ends.is_(None)))
        .join(Submission, Submission.id == Load.submission)
        .where(Load.extract.in_(extracts))
    )  # fmt: skip
    return {
        (row.extract, row.period): LiveLoad(row.id, row.rows, row.actor, row.at, row.file_name)
        for row in rows
    }


def open_sizes(connection: Connection, actor: str) -> tuple[int, int]:
    """Return how many uploads of a person are open, and their bytes together."""
    sizes = [row.size for row in upload_rows(connection, actor=actor, still_open=True)]
    return len(sizes), sum(sizes)


def known_paths(connection: Connection, paths: Iterable[str]) -> frozenset[str]:
    """Return those of the relative ``paths`` that belong to an upload or are evidence.

    Of an upload's looks only the folder of the newest one does.
    """
    asked = list(paths)
    files = connection.execute(
        select(UploadRow.path)
        .where(UploadRow.path.in_(asked))
        .union(select(EvidenceRow.path).where(EvidenceRow.path.in_(asked)))
    ).scalars()
    looks = {path.split("/")[1] for path in asked if f"/{LOOKS}" in path}
    return frozenset(files) | (newest_looks(connection, looks).intersection(asked))


def newest_looks(connection: Connection, uploads: Collection[str]) -> frozenset[str]:
    """Return the folders of the newest looks at some uploads."""
    if not uploads:
        return frozenset()
    table, newest = UploadEventRow, _newest_look(uploads)
    same = and_(table.upload == newest.c.upload, table.number == newest.c.number)
    bodies = connection.execute(select(table.body).join(newest, same)).scalars()
    return frozenset(body["folder"] for body in bodies if body["folder"])


def _newest_look(uploads: Collection[str]) -> Subquery:
    """Return the number of the newest look at each of some uploads."""
    table = UploadEventRow
    return (
        select(table.upload, func.max(table.number).label("number"))
        .where(table.upload.in_(uploads), table.kind == "looked")
        .group_by(table.upload)
        .subquery()
    )


def followers(connection: Connection, first: str) -> tuple[str, ...]:
    """Return an upload and all that follow it."""
    found = connection.execute(
        select(UploadRow.id).where(or_(UploadRow.id == first, UploadRow.follows == first))
    ).scalars()
    return tuple(found)
