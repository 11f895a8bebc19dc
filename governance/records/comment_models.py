"""The tables of what people said, when they last looked, and which definitions were in force.

A comment's key is (kind, name, period, number): two people who speak at once get two numbers,
since every writer holds the write lock, and a number is never given twice. A thread stands in no
table; it is what its comments say.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from governance.records.models import ID, PersonRow
from pipelines.catalogue.models import Base


class CommentRow(Base):
    """One comment, or the word that closed a thread."""

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("kind IN ('metric', 'goal')", name="kind"),
    )
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(ID, primary_key=True)
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    closes: Mapped[bool]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)
    mentions: Mapped[list[MentionRow]] = relationship(
        lazy="selectin", order_by="MentionRow.position"
    )


class MentionRow(Base):
    """Somebody who is asked to read a comment."""

    __tablename__ = "comment_mention"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kind", "name", "period", "number"],
            ["comment.kind", "comment.name", "comment.period", "comment.number"],
        ),
    )
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(ID, primary_key=True)
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)


class VisitRow(Base):
    """A person looked, and the journal's newest entry was this one."""

    __tablename__ = "visit"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    head: Mapped[int]
    at: Mapped[datetime]


class DefinitionRow(Base):
    """A metric's definition as it was first met; an empty text says that it was gone."""

    __tablename__ = "definition_seen"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)
    metric: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    at: Mapped[datetime]


COMMENT_TABLES = frozenset(
    model.__tablename__ for model in (CommentRow, MentionRow, VisitRow, DefinitionRow)
)
"""The tables that this room adds to the records."""
