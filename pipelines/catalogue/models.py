"""The catalogue's tables, and what every table of the records shares.

``Base`` carries one ``MetaData`` with named constraints, so that the same migrations run on
SQLite and PostgreSQL. Moments are stored in UTC and always come back with their zone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name that both databases and every migration agree on."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; refuses a time without a zone instead of guessing one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the moment into UTC; SQLite keeps no zone, so it is given none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table shares: named constraints and types that both databases know."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment, str: Text, dict[str, Any]: JSON}


class Version(Base):
    """The counter: one row for each change of what is loaded, numbered in commit order."""

    __tablename__ = "version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(20))


class Submission(Base):
    """One file handed in and accepted."""

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    profile: Mapped[str] = mapped_column(default="")
    actor: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(ForeignKey("version.number"))
    idempotency: Mapped[str] = mapped_column(String(64), index=True)
    """What the file was read as: the same key while its loads are live means nothing to do."""
    rows_accepted: Mapped[int] = mapped_column(BigInteger)
    rows_rejected: Mapped[int] = mapped_column(BigInteger)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    undone_version: Mapped[int | None] = mapped_column(ForeignKey("version.number"))
    upload: Mapped[str | None] = mapped_column(String(32), index=True)
    """The upload that it came from, where it came by one."""
    approved_by: Mapped[str | None]
    """The second person, where a contract demands one."""
    reason: Mapped[str | None]
    """Why it says what it says, where somebody had to or wanted to say so."""
    restates: Mapped[list[list[str]] | None] = mapped_column(JSON)
    """Extracts and periods that were settled before and that it restates."""


class Load(Base):
    """What one submission said about one extract in one period."""

    __tablename__ = "load"
    __table_args__ = (Index(None, "extract", "period", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    """Counts up in the order of acceptance; the newest not undone is the one that counts, by
    ``standing`` where a load has one."""
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    extract: Mapped[str] = mapped_column(String(80))
    period: Mapped[str] = mapped_column(String(10))
    rows: Mapped[int] = mapped_column(BigInteger)
    path: Mapped[str]
    """Relative to the store."""
    fact_sha256: Mapped[str] = mapped_column(String(64))
    plan: Mapped[str]
    """Fingerprint of the contract and rollups that the file was written for."""
    standing: Mapped[int | None]
    """What stands in for ``number`` since it was brought back over a later load."""


class DataFile(Base):
    """From which version to which a load's fact file counted; a load may count more than once."""

    __tablename__ = "data_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    load: Mapped[str] = mapped_column(ForeignKey("load.id"), index=True)
    begins: Mapped[int] = mapped_column(ForeignKey("version.number"), index=True)
    ends: Mapped[int | None] = mapped_column(ForeignKey("version.number"), index=True)


class RejectFile(Base):
    """The rows of a submission that were refused while the others were loaded."""

    __tablename__ = "reject_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    extract: Mapped[str] = mapped_column(String(80))
    path: Mapped[str]
    rows: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))


class Label(Base):
    """A name for a version, such as the check-in that was held on it."""

    __tablename__ = "label"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("version.number"))
    at: Mapped[datetime]
    actor: Mapped[str]


class WorkspaceFact(Base):
    """A fact about the whole workspace: its title, the day it reports as of."""

    __tablename__ = "workspace"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str]


class JournalEntry(Base):
    """One entry of the audit journal; the database itself refuses to change or delete it."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str]
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str]
    version: Mapped[int]
    """The catalogue version that was the newest when the entry was written."""


CATALOGUE_TABLES = frozenset(
    model.__tablename__
    for model in (
        Version,
        Submission,
        Load,
        DataFile,
        RejectFile,
        Label,
        WorkspaceFact,
        JournalEntry,
    )
)
"""The tables that the catalogue's own migrations look after."""
