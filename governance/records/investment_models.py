"""The tables of foundation projects; a revision's key is (project, number), as with goals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from governance.records.models import ID, NAME, PersonRow
from pipelines.catalogue.models import Base


def _of_revision() -> ForeignKeyConstraint:
    """Return the key by which a part belongs to one revision."""
    return ForeignKeyConstraint(
        ["project_id", "number"], ["project_revision.project_id", "project_revision.number"]
    )


class ProjectRow(Base):
    """One revision of a foundation project."""

    __tablename__ = "project_revision"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("cost_cents > 0", name="cost_cents"),
    )
    project_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    why: Mapped[str]
    title: Mapped[str] = mapped_column(NAME)
    cost_cents: Mapped[int] = mapped_column(BigInteger)
    duration_months: Mapped[int]
    business: Mapped[int]
    time: Mapped[int]
    risk: Mapped[int]
    size: Mapped[int]
    owner: Mapped[str] = mapped_column(NAME)
    state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)
    gaps: Mapped[list[GapRow]] = relationship(lazy="selectin", order_by="GapRow.position")
    needs: Mapped[list[NeedRow]] = relationship(lazy="selectin", order_by="NeedRow.position")
    unblocks: Mapped[list[UnblockRow]] = relationship(
        lazy="selectin", order_by="UnblockRow.position"
    )
    companions: Mapped[list[CompanionRow]] = relationship(
        lazy="selectin", order_by="CompanionRow.unblock, CompanionRow.position"
    )


class GapRow(Base):
    """One dimension of one dataset that a revision closes."""

    __tablename__ = "project_gap"
    __table_args__ = (_of_revision(),)
    project_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dataset: Mapped[str] = mapped_column(ID)
    dimension: Mapped[str] = mapped_column(String(20))


class NeedRow(Base):
    """One prerequisite of one revision."""

    __tablename__ = "project_need"
    __table_args__ = (_of_revision(),)
    project_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    needs: Mapped[str] = mapped_column(ID)


class UnblockRow(Base):
    """One initiative that a revision unblocks."""

    __tablename__ = "project_unblock"
    __table_args__ = (
        _of_revision(),
        CheckConstraint("probability > 0 AND probability <= 1", name="probability"),
    )
    project_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    initiative_id: Mapped[str] = mapped_column(ID)
    probability: Mapped[float]


class CompanionRow(Base):
    """One project that must be in as well, for one of the initiatives a revision unblocks."""

    __tablename__ = "project_companion"
    __table_args__ = (_of_revision(),)
    project_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unblock: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    companion: Mapped[str] = mapped_column(ID)


INVESTMENT_TABLES = frozenset(
    model.__tablename__ for model in (ProjectRow, GapRow, NeedRow, UnblockRow, CompanionRow)
)
"""The tables that this room adds to the records."""
