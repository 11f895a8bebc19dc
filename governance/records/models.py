"""The tables of the records, the same on SQLite and PostgreSQL.

A revision's key is (goal, number), and a change inserts the number after the one its author
saw. Two people who change the same revision therefore collide in the database itself, whatever
the isolation level. Money is integer cents; moments are UTC.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pipelines.catalogue.models import Base

ID = String(60)
NAME = String(200)


class PersonRow(Base):
    """Somebody with a role."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    role: Mapped[str] = mapped_column(String(20))


class GoalRow(Base):
    """One revision of a goal: the CEO's side."""

    __tablename__ = "goal_revision"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("weight > 0", name="weight"),
    )
    goal_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    why: Mapped[str]
    title: Mapped[str] = mapped_column(NAME)
    perspective: Mapped[str] = mapped_column(String(20))
    metric: Mapped[str] = mapped_column(ID)
    business_unit: Mapped[str] = mapped_column(NAME)
    initiative_id: Mapped[str] = mapped_column(ID)
    baseline: Mapped[float | None]
    starts_on: Mapped[date]
    wanted_date: Mapped[date]
    priority: Mapped[int]
    reason: Mapped[str]
    size_of_value: Mapped[float]
    strategic_fit: Mapped[float]
    urgency: Mapped[float]
    risk_of_not_doing: Mapped[float]
    must_not_fail: Mapped[bool]
    weight: Mapped[float]
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)
    targets: Mapped[list[TargetRow]] = relationship(lazy="selectin", order_by="TargetRow.position")


class TargetRow(Base):
    """One step of the target path of one revision."""

    __tablename__ = "goal_target"
    __table_args__ = (
        ForeignKeyConstraint(
            ["goal_id", "number"], ["goal_revision.goal_id", "goal_revision.number"]
        ),
    )
    goal_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period: Mapped[str] = mapped_column(String(7))
    value: Mapped[float]


class ReplyRow(Base):
    """One revision of a reply: the CIO's side."""

    __tablename__ = "reply_revision"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        ForeignKeyConstraint(
            ["goal_id", "answers_revision"], ["goal_revision.goal_id", "goal_revision.number"]
        ),
    )
    goal_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answers_revision: Mapped[int]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    why: Mapped[str]
    feasible: Mapped[str] = mapped_column(String(10))
    realistic_date: Mapped[date | None]
    ask: Mapped[str]
    ask_cents: Mapped[int | None] = mapped_column(BigInteger)
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)
    scores: Mapped[list[ScoreRow]] = relationship(lazy="selectin")
    blockers: Mapped[list[BlockerRow]] = relationship(
        lazy="selectin", order_by="BlockerRow.position"
    )


class ScoreRow(Base):
    """One feasibility score of one revision, with the evidence it rests on."""

    __tablename__ = "reply_score"
    __table_args__ = (
        ForeignKeyConstraint(
            ["goal_id", "number"], ["reply_revision.goal_id", "reply_revision.number"]
        ),
        CheckConstraint("score >= 0 AND score <= 100", name="score"),
        CheckConstraint("measured >= 0 AND measured <= 100", name="measured"),
    )
    goal_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    score: Mapped[float]
    note: Mapped[str]
    measured: Mapped[float | None]
    measured_words: Mapped[str] = mapped_column(server_default="")


class BlockerRow(Base):
    """One obstacle of one revision."""

    __tablename__ = "reply_blocker"
    __table_args__ = (
        ForeignKeyConstraint(
            ["goal_id", "number"], ["reply_revision.goal_id", "reply_revision.number"]
        ),
        CheckConstraint("days_at_stake >= 0", name="days_at_stake"),
        CheckConstraint("money_at_stake_cents >= 0", name="money_at_stake_cents"),
    )
    goal_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    owner: Mapped[str] = mapped_column(NAME)
    since: Mapped[date]
    estimate: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(server_default="")
    days_at_stake: Mapped[int | None]
    money_at_stake_cents: Mapped[int | None] = mapped_column(BigInteger)


PROMISE_TABLES = frozenset(
    model.__tablename__ for model in (PersonRow, GoalRow, TargetRow, ReplyRow, ScoreRow, BlockerRow)
)
"""People, goals and replies."""
