"""The tables of audits: who was asked, what each person answered, what was agreed and promised.

An audit's state is derived from its events, and an answer, an agreed level or a commitment that
changes is a further number under the same key; two writers of the same number collide in the
database itself. The side of an answer is the invitation's.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from governance.records.models import ID, NAME
from pipelines.catalogue.models import Base

SIDE = String(10)


class AuditRow(Base):
    """One audit, as it was opened."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("number"),)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int]
    """1 is the first audit of the workspace; of two opened at once only one gets the number."""
    title: Mapped[str] = mapped_column(NAME)
    questionnaire: Mapped[str] = mapped_column(ID)
    questions: Mapped[int]
    """How many there were in that version."""
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class AuditEventRow(Base):
    """The one moment at which an audit was revealed, and the one at which it was closed."""

    __tablename__ = "audit_event"
    __table_args__ = (CheckConstraint("kind IN ('revealed', 'closed')", name="kind"),)
    audit_id: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class InvitationRow(Base):
    """Somebody who is asked; the newest number says for which side."""

    __tablename__ = "audit_invitation"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("side IN ('ceo', 'cio')", name="side"),
    )
    audit_id: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    side: Mapped[str] = mapped_column(SIDE)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class AnswerRow(Base):
    """One answer of one person to one question; the newest number counts."""

    __tablename__ = "audit_answer"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("level >= 1 AND level <= 5", name="level"),
    )
    audit_id: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    item: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int]
    unknown: Mapped[bool]
    evidence: Mapped[str]
    at: Mapped[datetime]


class RemarkRow(Base):
    """Something said about a topic after the reveal."""

    __tablename__ = "audit_remark"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)
    audit_id: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class AgreedRow(Base):
    """The level of a topic that both sides settled on; the newest number counts."""

    __tablename__ = "audit_agreed"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("level >= 1 AND level <= 5", name="level"),
    )
    audit_id: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int]
    why: Mapped[str]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class CommitmentRow(Base):
    """Who reaches which level of a topic by when; the newest number counts."""

    __tablename__ = "audit_commitment"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("target >= 1 AND target <= 5", name="target"),
    )
    audit_id: Mapped[str] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target: Mapped[int]
    text: Mapped[str]
    owner: Mapped[str] = mapped_column(NAME)
    due: Mapped[date]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


AUDIT_TABLES = frozenset(
    model.__tablename__
    for model in (
        AuditRow,
        AuditEventRow,
        InvitationRow,
        AnswerRow,
        RemarkRow,
        AgreedRow,
        CommitmentRow,
    )
)
"""The tables that this room adds to the records."""
