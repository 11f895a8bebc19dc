"""Quarantine: bad rows that were kept aside while the good ones of their file were loaded.

Each has an owner and an age until it is corrected, waived or dropped, with a reason; ``aside.py``
reads them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.database import unreachable, writing
from pipelines.catalogue.journal import Entry, append
from pipelines.catalogue.models import Submission
from pipelines.errors import GapError, Overtaken
from pipelines.intake.commit import new_id
from pipelines.uploads import kept
from pipelines.uploads.aside import (
    QuarantinedRow,
    RowState,
    open_rows,
    row,
    row_inside,
    rows_inside,
    rows_of,
)
from pipelines.uploads.desk import UNCHANGED, plain_reason
from pipelines.uploads.keeping_aside import add_event
from pipelines.uploads.reading import upload_inside
from pipelines.uploads.shapes import By, Correction, Said, Upload

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

__all__ = [
    "QuarantinedRow", "RowState", "correct_rows", "drop", "open_rows", "reassign", "row",
    "rows_of", "waive",
]  # fmt: skip


def waive(workspace: Workspace, row_id: int, by: By, *, seen: int, reason: str) -> QuarantinedRow:
    """Let a row be as it is: it is right that it does not count.

    Args:
        workspace: Where.
        row_id: Which one.
        by: Who says so, and when.
        seen: The row's head as the screen showed it.
        reason: Why.

    Raises:
        Overtaken: Something became of it since. Nothing was changed.
        GapError: It is not open, or the reason is empty. Nothing was changed.
    """
    return _closed(workspace, row_id, by, "waived", seen=seen, reason=reason)


def drop(workspace: Workspace, row_id: int, by: By, *, seen: int, reason: str) -> QuarantinedRow:
    """Give a row up: it should count, and nobody will be able to correct it.

    Args:
        workspace: Where.
        row_id: Which one.
        by: Who says so, and when.
        seen: The row's head as the screen showed it.
        reason: Why.

    Raises:
        Overtaken: Something became of it since. Nothing was changed.
        GapError: It is not open, or the reason is empty. Nothing was changed.
    """
    return _closed(workspace, row_id, by, "dropped", seen=seen, reason=reason)


def reassign(
    workspace: Workspace, row_id: int, by: By, *, seen: int, to: str, reason: str
) -> QuarantinedRow:
    """Give a row to somebody else.

    Args:
        workspace: Where.
        row_id: Which one.
        by: Who does so, and when.
        seen: The row's head as the screen showed it.
        to: Who answers for it from now on.
        reason: Why.

    Raises:
        Overtaken: Something became of it since. Nothing was changed.
        GapError: It is not open, or the reason is empty. Nothing was changed.
    """
    owner = plain_reason(to, "Say who shall answer for the row.")
    why = plain_reason(reason, "Say why somebody else answers for it.")
    with _open(workspace, row_id, by, seen=seen) as (connection, one):
        add_event(connection, one.id, "reassigned", by=by, reason=why, body={"to": owner})
        _tell(connection, one, by, "reassign", why, {"owner": owner})
        return row_inside(connection, row_id)


def correct_rows(
    workspace: Workspace,
    changes: Mapping[int, Mapping[str, str]],
    by: By,
    *,
    why: str,
) -> Upload:
    """Correct rows that were kept aside, as a new upload of the same file.

    The rest of the file stays as it counts, what is still kept aside is left out. The rows are
    closed once the new upload counts, which is looked at, approved and committed like any other.

    Args:
        workspace: Where.
        changes: By row: column and what its cell shall say.
        by: Who corrects them, and when.
        why: Why, in the person's words.

    Raises:
        NotFound: There is no such row.
        GapError: They are of several files, one of them is not open, or the reason is empty.
            Nothing was changed.
    """
    reason = plain_reason(why, "Say why the rows are corrected.")
    try:
        with writing(workspace.database) as connection:
            rows = [row_inside(connection, row_id) for row_id in changes]
            first = _one_file(rows)
            base = _counting(connection, workspace, first)
            if base.said.profile:
                raise GapError(
                    "A file that a mapping profile reads is corrected where it comes from.",
                    next_step=UNCHANGED,
                )
            fixes = tuple(
                _correction(one, column, text, by, reason)
                for one in rows
                for column, text in changes[one.id].items()
            )
            lines = {one.line for one in rows}
            said = _said(connection, base, first, fixes, lines)
            return _follower(connection, workspace, base, first, said, by)
    except OperationalError as error:
        raise unreachable(error) from error


def _one_file(rows: Sequence[QuarantinedRow]) -> str:
    """Return the upload that rows come from.

    Raises:
        GapError: There are several, or a row is not open.
    """
    closed = next((one for one in rows if one.state != "open"), None)
    if closed is not None:
        raise _not_open(closed)
    files = {one.upload for one in rows}
    if len(files) != 1:
        raise GapError(
            "Rows are corrected one file at a time.",
            next_step=f"Choose rows of one file. {UNCHANGED}",
        )
    return files.pop()


def _counting(connection: Connection, workspace: Workspace, first: str) -> Upload:
    """Return the upload of a file that counts now: the newest of those that corrected rows."""
    chain = kept.followers(connection, first)
    newest = connection.execute(
        select(Submission.upload)
        .where(Submission.upload.in_(chain), Submission.undone_at.is_(None))
        .order_by(Submission.version.desc())
        .limit(1)
    ).scalar()
    return upload_inside(connection, workspace, newest or first)


def _said(
    connection: Connection,
    base: Upload,
    first: str,
    fixes: tuple[Correction, ...],
    lines: Collection[int],
) -> Said:
    """Return what is said about the file when some of its rows are corrected."""
    cells = {(one.line, one.column) for one in fixes}
    before = tuple(one for one in base.said.corrections if (one.line, one.column) not in cells)
    aside = tuple(
        one.line
        for one in rows_inside(connection, first)
        if one.line not in lines and one.state != "corrected"
    )
    old = base.said
    return Said(old.extract, old.period, old.profile, old.layout, False, (*before, *fixes), aside)


def _correction(one: QuarantinedRow, column: str, text: str, by: By, why: str) -> Correction:
    """Return the correction of one cell.

    Raises:
        GapError: The row has no such cell.
    """
    cells = dict(one.cells)
    if column not in cells:
        raise GapError(
            f"Line {one.line} has no cell {column} that could be corrected.",
            next_step=f"Correct the file where it comes from. {UNCHANGED}",
        )
    return Correction(one.line, column, cells[column], text, by.actor, by.at, why)


def _follower(
    connection: Connection,
    workspace: Workspace,
    base: Upload,
    first: str,
    said: Said,
    by: By,
) -> Upload:
    """Write down an upload of the same bytes, and what is said about them."""
    upload_id = new_id("U")
    kept.add_upload(
        connection,
        {
            "id": upload_id,
            "file_name": base.file_name,
            "size": base.size,
            "sha256": base.sha256,
            "path": base.path,
            "actor": by.actor,
            "role": by.role,
            "at": by.at,
            "nonce": uuid4().hex,
            "follows": first,
        },
    )
    body: dict[str, Any] = {
        "extract": said.extract,
        "period": said.period,
        "profile": said.profile,
        "layout": said.layout.as_json(),
        "partly": said.partly,
        "corrections": [
            {
                "line": one.line,
                "column": one.column,
                "before": one.before,
                "after": one.after,
                "why": one.why,
            }
            for one in said.corrections
        ],
        "left_out": list(said.left_out),
    }
    kept.append_event(connection, upload_id, "received", number=1, by=by, body=body)
    return upload_inside(connection, workspace, upload_id)


def _closed(
    workspace: Workspace,
    row_id: int,
    by: By,
    kind: Literal["waived", "dropped"],
    *,
    seen: int,
    reason: str,
) -> QuarantinedRow:
    """Close a row without a correction."""
    why = plain_reason(reason, f"Say why the row is {kind}.")
    with _open(workspace, row_id, by, seen=seen) as (connection, one):
        add_event(connection, one.id, kind, by=by, reason=why)
        _tell(connection, one, by, "waive" if kind == "waived" else "drop", why, {})
        return row_inside(connection, row_id)


@contextmanager
def _open(
    workspace: Workspace, row_id: int, by: By, *, seen: int
) -> Iterator[tuple[Connection, QuarantinedRow]]:
    """Give an open row under the write lock.

    Raises:
        NotFound: There is no such row.
        Overtaken: Something became of it since.
        GapError: It is not open.
    """
    try:
        with writing(workspace.database) as connection:
            one = row_inside(connection, row_id)
            if one.head != seen:
                raise Overtaken(
                    f"Something became of the row in line {one.line} after you opened it: "
                    f"it is {one.state} and {one.owner} answers for it.",
                    next_step=f"Look at it as it is now. {UNCHANGED}",
                )
            if one.state != "open":
                raise _not_open(one)
            yield connection, one
    except OperationalError as error:
        raise unreachable(error) from error


def _not_open(one: QuarantinedRow) -> GapError:
    """Return the refusal of an act on a row that nobody has to look at any more."""
    return GapError(
        f"The row in line {one.line} of {one.extract} is {one.state}.",
        where=f"Upload {one.upload}.",
        next_step=UNCHANGED,
    )


def _tell(
    connection: Connection,
    one: QuarantinedRow,
    by: By,
    verb: str,
    reason: str,
    after: Mapping[str, Any],
) -> None:
    """Write the journal entry of what became of a row."""
    entry = Entry(
        at=by.at,
        actor=by.actor,
        role=by.role,
        action=f"quarantine:{verb}",
        subject=f"quarantine/{one.id}",
        after={"extract": one.extract, "line": one.line, **after},
        reason=reason,
    )
    append(connection, entry)
