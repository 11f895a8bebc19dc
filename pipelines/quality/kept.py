"""What was measured, kept for good: every run with its checks, asked for in one query.

The newest run of a quarter counts; earlier ones stay, so that what was shown in a meeting can
be shown again.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Row, func, insert, select

from pipelines.catalogue.database import reading, writing
from pipelines.quality.models import QualityCheck, QualityRun
from pipelines.quality.shapes import CheckResult, Dimension, Kind, Measurement

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

_RUN = QualityRun.__table__
_CHECK = QualityCheck.__table__
Runs = Mapping[tuple[Kind, str], tuple[Measurement, ...]]
"""The newest run of each quarter, oldest quarter first, by kind and name."""
_Quarter = tuple[str, str, str]
"""Kind, name and quarter."""
_remembered: WeakKeyDictionary[Engine, tuple[int, dict[_Quarter, Measurement], Runs]] = (
    WeakKeyDictionary()
)
"""By database: the newest run that was read, and all of them."""
_lock = threading.Lock()


def keep(workspace: Workspace, measurement: Measurement) -> Measurement:
    """Store a run with its checks and return it with its number."""
    with writing(workspace.database) as connection:
        values = {
            name: getattr(measurement, name)
            for name in ("kind", "subject", "title", "period", "as_of", "at", "rows")
        }
        written = connection.execute(
            insert(QualityRun).values(
                **values,
                fingerprint=measurement.fingerprint,
                version=measurement.version,
                weights=dict(measurement.weights),
                seconds=measurement.seconds,
                failure=measurement.failure,
            )
        )
        number = int(cast("Any", written.inserted_primary_key)[0])
        if measurement.checks:
            connection.execute(
                insert(QualityCheck),
                [_row(number, *placed) for placed in enumerate(measurement.checks)],
            )
    return replace(measurement, id=number)


def newest(workspace: Workspace) -> tuple[Measurement, ...]:
    """Return the newest quarter's measurement of every extract and dataset, by kind and name."""
    return tuple(quarters[-1] for quarters in history(workspace).values())


def history(
    workspace: Workspace, *, subject: str | None = None, version: int | None = None
) -> Runs:
    """Return the newest run of each quarter, oldest quarter first, by kind and name.

    A process reads each run once: runs are only added, so the next question reads what is new.

    Args:
        workspace: Where.
        subject: Only this extract or dataset.
        version: Only runs over this catalogue version or an earlier one; all by default.
    """
    found: Runs
    if version is not None:
        found = _told(_added(workspace, {}, since=0, version=version))
    else:
        with _lock:
            since, by_quarter, found = _remembered.get(workspace.database, (0, {}, {}))
            newest_run = head(workspace)
            if newest_run != since:
                by_quarter = _added(workspace, by_quarter, since=since)
                found = _told(by_quarter)
                _remembered[workspace.database] = newest_run, by_quarter, found
    return (
        found
        if subject is None
        else {key: each for key, each in found.items() if key[1] == subject}
    )


def _added(
    workspace: Workspace,
    known: Mapping[_Quarter, Measurement],
    *,
    since: int,
    version: int | None = None,
) -> dict[_Quarter, Measurement]:
    """Return the newest run of each quarter, given those known up to the run ``since``."""
    wanted = _RUN.c.id > since
    if version is not None:
        wanted &= _RUN.c.version <= version
    with reading(workspace.database) as connection:
        counting = (
            select(func.max(_RUN.c.id))
            .where(wanted)
            .group_by(_RUN.c.kind, _RUN.c.subject, _RUN.c.period)
        )
        runs = connection.execute(select(_RUN).where(_RUN.c.id.in_(counting))).all()
        checks = _checks(connection, counting)
    fresh = {
        (row.kind, row.subject, row.period): _measurement(row, checks.get(row.id, ()))
        for row in runs
    }
    return {**known, **fresh}


def _told(
    by_quarter: Mapping[_Quarter, Measurement],
) -> dict[tuple[Kind, str], tuple[Measurement, ...]]:
    """Return runs by subject, each with its quarters in order."""
    found: dict[tuple[Kind, str], list[Measurement]] = {}
    for key in sorted(by_quarter):
        run = by_quarter[key]
        found.setdefault((run.kind, run.subject), []).append(run)
    return {key: tuple(quarters) for key, quarters in found.items()}


def fingerprints(workspace: Workspace) -> frozenset[tuple[str, str, str, str]]:
    """Return (kind, subject, period, fingerprint) of what counts as measured."""
    with reading(workspace.database) as connection:
        counting = select(func.max(_RUN.c.id)).group_by(_RUN.c.kind, _RUN.c.subject, _RUN.c.period)
        columns = (_RUN.c.kind, _RUN.c.subject, _RUN.c.period, _RUN.c.fingerprint)
        rows = connection.execute(select(*columns).where(_RUN.c.id.in_(counting)))
        return frozenset((row[0], row[1], row[2], row[3]) for row in rows)


def head(workspace: Workspace) -> int:
    """Return the number of the newest run: the key of everything remembered about quality."""
    with reading(workspace.database) as connection:
        return int(connection.execute(select(func.coalesce(func.max(_RUN.c.id), 0))).scalar_one())


def _row(run: int, position: int, check: CheckResult) -> dict[str, Any]:
    """Return a check as a row."""
    return {
        "run": run,
        "position": position,
        "name": check.name,
        "dimension": check.dimension,
        "says": check.says,
        "expectation": check.expectation,
        "columns": list(check.columns),
        "tested": check.tested,
        "passed": check.passed,
        "at_least": check.at_least,
        "sample": [dict(row) for row in check.sample],
        "seconds": check.seconds,
        "note": check.note,
    }


def _checks(connection: Connection, runs: Any) -> dict[int, list[CheckResult]]:  # noqa: ANN401  # a subquery
    """Return the checks of some runs, in order."""
    found: dict[int, list[CheckResult]] = {}
    query = select(_CHECK).where(_CHECK.c.run.in_(runs)).order_by(_CHECK.c.run, _CHECK.c.position)
    for row in connection.execute(query):
        found.setdefault(row.run, []).append(
            CheckResult(
                name=row.name,
                dimension=cast(Dimension, row.dimension),
                says=row.says,
                expectation=row.expectation,
                columns=tuple(row.columns),
                tested=row.tested,
                passed=row.passed,
                at_least=row.at_least,
                sample=tuple(row.sample),
                seconds=row.seconds,
                note=row.note,
            )
        )
    return found


def _measurement(row: Row[Any], checks: Sequence[CheckResult]) -> Measurement:
    """Return a run as a measurement."""
    return Measurement(
        kind=cast(Kind, row.kind),
        subject=row.subject,
        title=row.title,
        period=row.period,
        as_of=row.as_of,
        at=row.at,
        rows=row.rows,
        checks=tuple(checks),
        fingerprint=row.fingerprint,
        version=row.version,
        weights=row.weights,
        seconds=row.seconds,
        id=row.id,
        failure=row.failure,
    )
