"""The tables of measuring: registered datasets, the files brought for them, runs and checks.

All of it is only ever added to. A run's checks are kept here and not as documents of the tool
that ran them, because thousands of checks must be asked for in one query.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Double, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.catalogue.models import Base


class DatasetRevision(Base):
    """One state of a dataset's contract; the newest counts."""

    __tablename__ = "dataset_revision"

    dataset: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str]
    why: Mapped[str]
    contract: Mapped[str]
    """The YAML as it was written."""
    retired: Mapped[bool]


class DatasetFile(Base):
    """A file brought for a dataset; of a quarter the newest counts."""

    __tablename__ = "dataset_file"
    __table_args__ = (Index(None, "dataset", "period", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset: Mapped[str] = mapped_column(String(60))
    period: Mapped[str] = mapped_column(String(7))
    file_name: Mapped[str]
    path: Mapped[str]
    """Relative to the store."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the stored file."""
    original_sha256: Mapped[str] = mapped_column(String(64))
    """Of the file as it was brought."""
    actor: Mapped[str]
    at: Mapped[datetime]


class QualityRun(Base):
    """One measurement of one extract or dataset for one quarter."""

    __tablename__ = "quality_run"
    __table_args__ = (Index(None, "kind", "subject", "period", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    period: Mapped[str] = mapped_column(String(7))
    as_of: Mapped[date]
    at: Mapped[datetime]
    rows: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    weights: Mapped[dict[str, Any]]
    seconds: Mapped[float] = mapped_column(Double)
    failure: Mapped[str]


class QualityCheck(Base):
    """What one check of a run found."""

    __tablename__ = "quality_check"

    run: Mapped[int] = mapped_column(ForeignKey("quality_run.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    dimension: Mapped[str] = mapped_column(String(20))
    says: Mapped[str]
    expectation: Mapped[str]
    columns: Mapped[list[str]] = mapped_column(JSON)
    tested: Mapped[int] = mapped_column(BigInteger)
    passed: Mapped[float] = mapped_column(Double)
    at_least: Mapped[float] = mapped_column(Double)
    sample: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    seconds: Mapped[float] = mapped_column(Double)
    note: Mapped[str]


QUALITY_TABLES = frozenset(
    model.__tablename__ for model in (DatasetRevision, DatasetFile, QualityRun, QualityCheck)
)
"""The tables that this room adds to the catalogue's."""
