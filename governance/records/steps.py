"""The recorded steps of metrics: read in one query, appended one at a time, never changed."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.people import Person, Role
from governance.records.step_models import MetricStepRow
from governance.trend_shapes import RecordedStep, StepAction


def all_steps(session: Session) -> tuple[RecordedStep, ...]:
    """Return every record by metric and period, the first one first."""
    row = MetricStepRow
    rows = session.scalars(select(row).order_by(row.metric, row.period, row.number))
    return tuple(_step(each) for each in rows)


def steps_of(session: Session, metric: str, period: str) -> tuple[RecordedStep, ...]:
    """Return the records about one period of a metric, the first one first."""
    row = MetricStepRow
    query = select(row).where(row.metric == metric, row.period == period).order_by(row.number)
    return tuple(_step(each) for each in session.scalars(query))


def append_step(session: Session, step: RecordedStep) -> None:
    """Append a record.

    Raises:
        sqlalchemy.exc.IntegrityError: That number exists: somebody else was first.
    """
    session.add(
        MetricStepRow(
            metric=step.metric,
            period=step.period,
            number=step.number,
            action=step.action,
            cause=step.cause,
            why=step.why,
            by_id=step.by.id,
            at=step.at,
        )
    )
    session.flush()


def _step(row: MetricStepRow) -> RecordedStep:
    """Return a row as a record."""
    return RecordedStep(
        metric=row.metric,
        period=row.period,
        number=row.number,
        action=cast(StepAction, row.action),
        cause=row.cause,
        why=row.why,
        by=Person(row.by.id, row.by.name, cast(Role, row.by.role)),
        at=row.at,
    )
