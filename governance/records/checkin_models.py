"""The tables of check-ins: what happened in each, what somebody promised, what was pinned.

A meeting is its events in order, so it is as of the last one that was written, whatever died
since. Actions outlive their meeting and have revisions of their own. An event's key is
(check-in, number) and an action's (action, number): two who write at once collide in the database
itself.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from governance.records.models import ID, NAME, PersonRow
from pipelines.catalogue.models import Base

HASH = String(64)


class CheckInRow(Base):
    """One check-in, as it was opened."""

    __tablename__ = "checkin"
    __table_args__ = (UniqueConstraint("number"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int]
    """1 is the first check-in of the workspace; of two opened at once only one gets the number."""
    title: Mapped[str] = mapped_column(NAME)
    agenda: Mapped[str] = mapped_column(ID)
    held_on: Mapped[date]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)


class CheckInEventRow(Base):
    """One thing that happened in a check-in."""

    __tablename__ = "checkin_event"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)
    checkin_id: Mapped[str] = mapped_column(ForeignKey("checkin.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str]
    body: Mapped[dict[str, Any]]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)


class ActionRow(Base):
    """One state of an action; the newest number counts."""

    __tablename__ = "checkin_action"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("state IN ('open', 'done', 'dropped')", name="state"),
    )
    action_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    owner: Mapped[str] = mapped_column(NAME)
    due: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str]
    goal_id: Mapped[str] = mapped_column(ID)
    opened_in: Mapped[str] = mapped_column(ForeignKey("checkin.id"))
    after_number: Mapped[int]
    """The number of the newest check-in at that moment."""
    inside: Mapped[bool]
    """Whether that check-in was running; otherwise it was said between two meetings."""
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)


class SnapshotRow(Base):
    """A closed check-in as it was pinned."""

    __tablename__ = "checkin_snapshot"
    checkin_id: Mapped[str] = mapped_column(ForeignKey("checkin.id"), primary_key=True)
    version: Mapped[int]
    journal_head: Mapped[int]
    code_version: Mapped[str]
    metrics_sha256: Mapped[str] = mapped_column(HASH)
    body: Mapped[str]
    sha256: Mapped[str] = mapped_column(HASH)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    papers: Mapped[list[PaperRow]] = relationship(lazy="selectin", order_by="PaperRow.name")


class PaperRow(Base):
    """One text that was written at the close: the minutes, or a screen of the meeting."""

    __tablename__ = "checkin_paper"
    checkin_id: Mapped[str] = mapped_column(
        ForeignKey("checkin_snapshot.checkin_id"), primary_key=True
    )
    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    text: Mapped[str]
    sha256: Mapped[str] = mapped_column(HASH)


CHECKIN_TABLES = frozenset(
    model.__tablename__ for model in (CheckInRow, CheckInEventRow, ActionRow, SnapshotRow, PaperRow)
)
"""The tables that this room adds to the records."""
