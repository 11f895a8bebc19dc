"""Keeping aside: bad rows of a file that counts become rows that somebody answers for.

It happens in the transaction that lets the file count, and so does the other end: a row whose
correction counts is closed there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Connection, func, insert, select

from pipelines.errors import Overtaken
from pipelines.intake.explain import shown
from pipelines.uploads.aside import rows_inside
from pipelines.uploads.desk import UNCHANGED, Desk
from pipelines.uploads.models import QuarantinedRow, QuarantineEventRow
from pipelines.uploads.problems import BAD_ROWS, BadRow, bad_row
from pipelines.uploads.shapes import By, Finding


def kept_aside(place: Desk, finding: Finding, submission: str, *, store: Path) -> int:
    """Keep the bad rows of a file that counts, and close those that it corrects.

    Args:
        place: The upload, under the write lock.
        finding: Its newest look.
        submission: What came of it.
        store: The workspace's folder.

    Returns:
        How many rows were newly kept aside.
    """
    one = place.upload
    first = one.follows or one.id
    known = _known(place.connection, first)
    bad = list(_bad_rows(store / finding.folder)) if finding.rejected else []
    still_bad = {(row.extract, row.line) for row in bad}
    corrected = {fix.line for fix in one.said.corrections}
    for (extract, line), number in known.items():
        if line in corrected and (extract, line) not in still_bad:
            add_event(
                place.connection,
                number,
                "corrected",
                by=place.by,
                reason=_why(place, line),
                body={"submission": submission},
            )
    fresh = [row for row in bad if (row.extract, row.line) not in known]
    for row in fresh:
        place.connection.execute(
            insert(QuarantinedRow).values(
                submission=submission,
                upload=first,
                extract=row.extract,
                line=row.line,
                cells=dict(row.cells),
                problems=[asdict(problem) for problem in row.problems],
                owner=one.actor,
                at=place.by.at,
            )
        )
    return len(fresh)


def require_still_aside(place: Desk) -> None:
    """Refuse a correction of rows that another file or another correction has dealt with since.

    Args:
        place: An upload under the write lock, before it counts.

    Raises:
        Overtaken: Its file does not count any more, or a row that it leaves out was corrected.
    """
    one = place.upload
    if not one.follows:
        return
    corrected = {fix.line for fix in one.said.corrections}
    for row in rows_inside(place.connection, one.follows):
        gone = row.state == "superseded" and row.line in corrected
        if gone or (row.state == "corrected" and row.line in one.said.left_out):
            raise Overtaken(
                f"Line {row.line} of {shown(one.file_name)} was {row.state} after you corrected "
                "rows of the same file.",
                where=f"Upload {one.id}.",
                next_step=f"Correct what is still kept aside once more. {UNCHANGED}",
            )


def add_event(
    connection: Connection,
    row: int,
    kind: str,
    *,
    by: By,
    reason: str,
    body: dict[str, object] | None = None,
) -> None:
    """Append what became of a row that was kept aside; the caller holds the write lock."""
    number = newest_number(connection, row) + 1
    connection.execute(
        insert(QuarantineEventRow).values(
            row=row, number=number, kind=kind, actor=by.actor, at=by.at, reason=reason,
            body=body or {},
        )
    )  # fmt: skip


def newest_number(connection: Connection, row: int) -> int:
    """Return the number of the newest event of a row; 0 where nothing became of it yet."""
    query = select(func.coalesce(func.max(QuarantineEventRow.number), 0))
    return int(connection.execute(query.where(QuarantineEventRow.row == row)).scalar_one())


def _known(connection: Connection, first: str) -> dict[tuple[str, int], int]:
    """Return the rows that were kept aside of a file, by extract and line."""
    rows = connection.execute(
        select(QuarantinedRow.extract, QuarantinedRow.line, QuarantinedRow.id).where(
            QuarantinedRow.upload == first
        )
    )
    return {(extract, line): row for extract, line, row in rows}


def _bad_rows(folder: Path) -> Iterator[BadRow]:
    """Yield the bad rows that a look wrote down."""
    with (folder / BAD_ROWS).open(encoding="utf-8") as stream:
        yield from (bad_row(json.loads(line)) for line in stream)


def _why(place: Desk, line: int) -> str:
    """Return why a line was corrected."""
    return next((fix.why for fix in place.upload.said.corrections if fix.line == line), "")
