"""The table of what people noted about incidents.

A note's key is (kind, subject, check, number): two people who note the same thing at once
collide in the database itself. The incidents stand in no table; they are derived.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from governance.records.models import NAME, PersonRow
from pipelines.catalogue.models import Base


class IncidentNoteRow(Base):
    """One note: who looks after an incident from now on, or why it was closed by hand."""

    __tablename__ = "incident_note"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("action IN ('assign', 'close')", name="action"),
    )
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    check_name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(10))
    owner: Mapped[str] = mapped_column(NAME)
    reason: Mapped[str]
    since: Mapped[date]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)


INCIDENT_TABLES = frozenset((IncidentNoteRow.__tablename__,))
"""The tables that this room adds to the records."""
