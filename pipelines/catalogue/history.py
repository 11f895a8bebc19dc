"""What became of every load: who brought it, what it replaced, when it counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, select

from pipelines.catalogue.models import DataFile, Load, RejectFile, Submission

Status = Literal["live", "replaced", "undone"]


@dataclass(frozen=True)
class LoadRecord:
    """A load with all that is known of where it came from and what became of it."""

    id: str
    submission: str
    extract: str
    period: str
    rows: int
    rejected: int
    """Rows of the same file and extract that were refused."""
    file_name: str
    sha256: str
    """Of the file that was handed in."""
    profile: str
    actor: str
    at: datetime
    status: Status
    replaced: tuple[str, ...]
    """Loads that counted for the period until this one came."""
    undone_by: str | None
    undone_at: datetime | None
    begins: int
    ends: int | None
    path: Path
    reject_file: Path | None
    upload: str = ""
    """The upload that it came from, where it came by one."""
    approved_by: str = ""
    reason: str = ""
    restates: bool = False
    """Whether its period was settled when it was loaded."""


class _Span(NamedTuple):
    """From which version to which a load counted."""

    begins: int
    ends: int | None


def load_records(connection: Connection, store: Path) -> tuple[LoadRecord, ...]:
    """Return every load ever accepted, newest first; paths are resolved under ``store``."""
    spans: dict[str, list[_Span]] = {}
    query = select(DataFile.load, DataFile.begins, DataFile.ends).order_by(DataFile.id)
    for row in connection.execute(query):
        spans.setdefault(row.load, []).append(_Span(row.begins, row.ends))
    rejects = {
        (row.submission, row.extract): row
        for row in connection.execute(select(RejectFile.__table__))
    }
    loads = connection.execute(
        select(
            Load.__table__, Submission.file_name, Submission.sha256, Submission.profile,
            Submission.actor, Submission.at, Submission.undone_by, Submission.undone_at,
            Submission.upload, Submission.approved_by, Submission.reason, Submission.restates,
        )
        .join(Submission, Submission.id == Load.submission)
        .order_by(Load.number.desc())
    ).all()  # fmt: skip
    ended: dict[tuple[str, str, int], list[str]] = {}
    for row in loads:
        for span in spans[row.id]:
            if span.ends is not None:
                ended.setdefault((row.extract, row.period, span.ends), []).append(row.id)
    return tuple(
        _record(
            row,
            spans[row.id],
            reject=rejects.get((row.submission, row.extract)),
            replaced=ended.get((row.extract, row.period, spans[row.id][0].begins), []),
            store=store,
        )
        for row in loads
    )


def _record(
    row: Row[Any],
    spans: list[_Span],
    *,
    reject: Row[Any] | None,
    replaced: list[str],
    store: Path,
) -> LoadRecord:
    """Put one load together from its rows."""
    status: Status = "undone" if row.undone_at else "live" if spans[-1].ends is None else "replaced"
    return LoadRecord(
        id=row.id,
        submission=row.submission,
        extract=row.extract,
        period=row.period,
        rows=row.rows,
        rejected=reject.rows if reject else 0,
        file_name=row.file_name,
        sha256=row.sha256,
        profile=row.profile,
        actor=row.actor,
        at=row.at,
        status=status,
        replaced=tuple(replaced),
        undone_by=row.undone_by,
        undone_at=row.undone_at,
        begins=spans[0].begins,
        ends=spans[-1].ends,
        path=store / row.path,
        reject_file=store / reject.path if reject else None,
        upload=row.upload or "",
        approved_by=row.approved_by or "",
        reason=row.reason or "",
        restates=[row.extract, row.period] in (row.restates or []),
    )
