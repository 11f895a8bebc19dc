"""The table of recorded steps: when a metric moved to another level for good, and why.

A row's key is (metric, period, number): two people who record the same step at once collide in
the database itself. A step is withdrawn by a further row, never by taking one away.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from governance.records.models import ID, PersonRow
from pipelines.catalogue.models import Base


class MetricStepRow(Base):
    """One record: a metric stands at a new level from this period on, or no longer does."""

    __tablename__ = "metric_step"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("action IN ('record', 'withdraw')", name="action"),
    )
    metric: Mapped[str] = mapped_column(ID, primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str]
    why: Mapped[str]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)


STEP_TABLES = frozenset((MetricStepRow.__tablename__,))
"""The tables that this room adds to the records."""
