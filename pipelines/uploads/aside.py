"""Rows that were kept aside, as they are now: what became of them, and whether they still matter.

A row whose file another one has replaced is superseded by itself, and open again if that file is
undone: what counts is asked and not written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, func, select, true

from pipelines.catalogue.database import reading
from pipelines.catalogue.models import DataFile, Load, Submission
from pipelines.errors import NotFound
from pipelines.intake.receipt import Problem
from pipelines.uploads.desk import UNCHANGED
from pipelines.uploads.models import QuarantinedRow as Kept
from pipelines.uploads.models import QuarantineEventRow as Became
from pipelines.uploads.models import UploadRow

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

RowState = Literal["open", "corrected", "waived", "dropped", "superseded"]


@dataclass(frozen=True)
class QuarantinedRow:
    """A row that was kept aside, as it is now."""

    id: int
    upload: str
    """The first upload of its file."""
    submission: str
    extract: str
    periods: tuple[str, ...]
    """Those that its file speaks of; a bad row cannot be trusted to say its own."""
    line: int
    cells: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    owner: str
    at: datetime
    """Since when it has been kept aside."""
    state: RowState
    head: int
    """The number of the newest thing that became of it: hand it back as ``seen``."""
    reason: str
    """Why it was corrected, waived or dropped."""


def open_rows(
    workspace: Workspace, *, extract: str | None = None, period: str | None = None
) -> tuple[QuarantinedRow, ...]:
    """Return the rows that somebody still has to look at, the oldest first.

    Args:
        workspace: Where.
        extract: Only of this one.
        period: Only of files that speak of this period.
    """
    with reading(workspace.database) as connection:
        found = _rows(connection, true() if extract is None else Kept.extract == extract)
    return tuple(
        one for one in found if one.state == "open" and (period is None or period in one.periods)
    )


def rows_of(workspace: Workspace, upload_id: str) -> tuple[QuarantinedRow, ...]:
    """Return every row that was kept aside of an upload's file, whatever became of it."""
    with reading(workspace.database) as connection:
        query = select(UploadRow.follows).where(UploadRow.id == upload_id)
        first = connection.execute(query).scalar() or upload_id
        return rows_inside(connection, first)


def rows_inside(connection: Connection, first: str) -> tuple[QuarantinedRow, ...]:
    """Return every row of a file as somebody's transaction sees it.

    Args:
        connection: Reads or writes.
        first: The first upload of the file.
    """
    return _rows(connection, Kept.upload == first)


def row(workspace: Workspace, row_id: int) -> QuarantinedRow:
    """Return one row that was kept aside.

    Raises:
        NotFound: There is none.
    """
    with reading(workspace.database) as connection:
        return row_inside(connection, row_id)


def row_inside(connection: Connection, row_id: int) -> QuarantinedRow:
    """Return one row.

    Raises:
        NotFound: There is none.
    """
    found = _rows(connection, Kept.id == row_id)
    if not found:
        raise NotFound(
            f"There is no row {row_id} that was kept aside.", next_step=UNCHANGED
        )  # fmt: skip
    return found[0]


def _rows(connection: Connection, wanted: ColumnElement[bool]) -> tuple[QuarantinedRow, ...]:
    """Return the wanted rows with what became of them, the oldest first."""
    every = connection.execute(
        select(Kept.__table__).where(wanted).order_by(Kept.at, Kept.id)
    ).all()  # fmt: skip
    became: dict[int, list[Row[Any]]] = {one.id: [] for one in every}
    ids = select(Kept.id).where(wanted)
    events = connection.execute(
        select(Became.__table__).where(Became.row.in_(ids)).order_by(Became.row, Became.number)
    )
    for event in events:
        became[event.row].append(event)
    files = _files(connection, wanted)
    return tuple(
        _one(one, became[one.id], files.get((one.upload, one.extract)) or _File()) for one in every
    )


@dataclass
class _File:
    """What became of the loads of one file and extract."""

    periods: set[str] = field(default_factory=set)
    live: bool = False
    undone: set[str] = field(default_factory=set)


def _files(connection: Connection, wanted: ColumnElement[bool]) -> dict[tuple[str, str], _File]:
    """Return what became of the files of rows, by their first upload and extract.

    An upload that corrects rows of a file speaks for that file.
    """
    firsts = select(Kept.upload).where(wanted)
    live = select(DataFile.load).where(DataFile.ends.is_(None))
    first = func.coalesce(UploadRow.follows, UploadRow.id)
    rows = connection.execute(
        select(
            first.label("first"), Submission.id, Submission.undone_at,
            Load.extract, Load.period, Load.id.in_(live).label("live"),
        )
        .join(Submission, Submission.upload == UploadRow.id)
        .join(Load, Load.submission == Submission.id)
        .where(first.in_(firsts))
    )  # fmt: skip
    files: dict[tuple[str, str], _File] = {}
    for one in rows:
        file = files.setdefault((one.first, one.extract), _File())
        file.periods.add(one.period)
        file.live = file.live or bool(one.live)
        if one.undone_at is not None:
            file.undone.add(one.id)
    return files


def _one(kept_row: Row[Any], events: Sequence[Row[Any]], file: _File) -> QuarantinedRow:
    """Return one row as it is now."""
    state: RowState = "open" if file.live else "superseded"
    owner, reason = kept_row.owner, ""
    for event in events:
        if event.kind == "reassigned":
            owner = event.body["to"]
        elif event.kind != "corrected" or event.body["submission"] not in file.undone:
            state, reason = event.kind, event.reason
    return QuarantinedRow(
        id=kept_row.id,
        upload=kept_row.upload,
        submission=kept_row.submission,
        extract=kept_row.extract,
        periods=tuple(sorted(file.periods)),
        line=kept_row.line,
        cells=tuple(kept_row.cells.items()),
        problems=tuple(Problem(**one) for one in kept_row.problems),
        owner=owner,
        at=kept_row.at,
        state=state,
        head=events[-1].number if events else 0,
        reason=reason,
    )
