"""Uploads as they are now, for whoever looks at them; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.database import reading, unreachable
from pipelines.errors import NotFound, StoreError
from pipelines.uploads import kept
from pipelines.uploads.events import Event, Record, finding_extracts, upload_of
from pipelines.uploads.policy import upload_policy
from pipelines.warehouse.seals import file_sha256

if TYPE_CHECKING:
    from pipelines.uploads.shapes import Finding, State, Upload
    from pipelines.workspace import Workspace

MOST = 200
"""Uploads that a list shows unless more are asked for."""


def upload(workspace: Workspace, upload_id: str) -> Upload:
    """Return one upload as it is now.

    Raises:
        NotFound: There is no such upload.
        StoreError: The records cannot be read.
    """
    with _records(workspace) as connection:
        return upload_inside(connection, workspace, upload_id)


def uploads(
    workspace: Workspace,
    *,
    actor: str | None = None,
    states: Collection[State] = (),
    most: int = MOST,
) -> tuple[Upload, ...]:
    """Return uploads, the newest first.

    Args:
        workspace: Where.
        actor: Only those that this person brought.
        states: Only those in one of these states; all where it is empty.
        most: How many at most are looked through.
    """
    with _records(workspace) as connection:
        rows = kept.upload_rows(connection, actor=actor, most=most)
        found = _folded(connection, workspace, rows)
    return tuple(one for one in found if not states or one.state in states)


def open_uploads(workspace: Workspace, *, actor: str | None = None) -> tuple[Upload, ...]:
    """Return the uploads of which something can still become, the newest first."""
    with _records(workspace) as connection:
        rows = kept.upload_rows(connection, actor=actor, still_open=True)
        return _folded(connection, workspace, rows)


def upload_inside(connection: Connection, workspace: Workspace, upload_id: str) -> Upload:
    """Return one upload as somebody's transaction sees it.

    Raises:
        NotFound: There is no such upload.
    """
    found = _folded(connection, workspace, kept.upload_rows(connection, ids=[upload_id]))
    if not found:
        raise NotFound(
            f"There is no upload “{upload_id}”.", next_step="The list of uploads shows their ids."
        )
    return found[0]


def source_of(workspace: Workspace, one: Upload) -> Path:
    """Return where the file lies as it was handed in, once it is known to be that file.

    Raises:
        StoreError: It is missing or damaged.
    """
    path = workspace.settings.store / one.path
    if path.is_file() and file_sha256(path) == one.sha256:
        return path
    raise StoreError(
        f"The file of upload {one.id} {'is damaged' if path.exists() else 'is missing'}.",
        where=one.path,
        next_step="Hand the file in again, or bring it back from a backup of the store; "
        "nothing was changed.",
    )


def wants_second_person(workspace: Workspace, finding: Finding) -> bool:
    """Return whether the contract of an extract in the file demands that somebody approves."""
    contracts = (workspace.extracts.get(name) for name in finding.extracts)
    return any(one is not None and one.approval == "second_person" for one in contracts)


@contextmanager
def _records(workspace: Workspace) -> Iterator[Connection]:
    """Give a connection that reads the records, or say in words that they cannot be reached."""
    try:
        with reading(workspace.database) as connection:
            yield connection
    except OperationalError as error:
        raise unreachable(error) from error


def _folded(
    connection: Connection, workspace: Workspace, rows: Sequence[Row[Any]]
) -> tuple[Upload, ...]:
    """Return the uploads of some rows."""
    happened = kept.events_of(connection, [row.id for row in rows])
    live = kept.live_loads(connection, _extracts(happened.values()))
    return tuple(
        upload_of(
            Record(
                row.id, row.file_name, row.size, row.sha256, row.path,
                row.actor, row.role, row.at, row.follows,
            ),
            happened[row.id],
            live=live,
            second_person=lambda finding: wants_second_person(workspace, finding),
            most_kept=upload_policy().quarantine.most_rows,
        )
        for row in rows
    )  # fmt: skip


def _extracts(histories: Collection[Sequence[Event]]) -> set[str]:
    """Return every extract that some look spoke of."""
    return {
        name
        for events in histories
        for event in events
        if event.kind == "looked"
        for name in finding_extracts(event.body)
    }
