"""The tables of uploads: files that were handed in, what happened to them, rows kept aside.

All but saved layouts are only ever added to, and the database itself refuses anything else. An
event's key is (upload, number): two who write at once collide in the database.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.catalogue.models import Base

ID = String(32)
HASH = String(64)


class UploadRow(Base):
    """One file that was handed in, as its bytes came."""

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("nonce"), Index(None, "actor"))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    file_name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(HASH)
    path: Mapped[str]
    """Relative to the store; several uploads of one quarantine share their source."""
    actor: Mapped[str]
    role: Mapped[str]
    at: Mapped[datetime]
    nonce: Mapped[str] = mapped_column(String(80))
    """Of the request that brought it: the same one again is the same upload."""
    follows: Mapped[str | None] = mapped_column(ForeignKey("upload.id"), index=True)
    """The upload whose quarantined rows this one corrects."""


class UploadEventRow(Base):
    """One thing that happened to an upload."""

    __tablename__ = "upload_event"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        Index(None, "kind"),
    )

    upload: Mapped[str] = mapped_column(ForeignKey("upload.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str]
    role: Mapped[str]
    at: Mapped[datetime]
    body: Mapped[dict[str, Any]]


class SavedLayoutRow(Base):
    """A layout that somebody confirmed and kept for the next file of its kind."""

    __tablename__ = "saved_layout"
    __table_args__ = (Index(None, "extract"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    extract: Mapped[str] = mapped_column(String(80))
    signature: Mapped[str]
    """What the header must look like for the layout to be offered."""
    layout: Mapped[dict[str, Any]]
    actor: Mapped[str]
    at: Mapped[datetime]
    retired: Mapped[bool]


class QuarantinedRow(Base):
    """A bad row that was kept aside while the good ones of its file were loaded."""

    __tablename__ = "quarantined_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    upload: Mapped[str] = mapped_column(ForeignKey("upload.id"), index=True)
    """The first upload of the file; later ones that correct its rows follow it."""
    extract: Mapped[str] = mapped_column(String(80))
    line: Mapped[int] = mapped_column(BigInteger)
    cells: Mapped[dict[str, Any]]
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    owner: Mapped[str]
    at: Mapped[datetime]


class QuarantineEventRow(Base):
    """What became of a row that was kept aside; the newest number counts."""

    __tablename__ = "quarantine_event"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("kind IN ('corrected', 'waived', 'dropped', 'reassigned')", name="kind"),
    )

    row: Mapped[int] = mapped_column(ForeignKey("quarantined_row.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    body: Mapped[dict[str, Any]]


class EvidenceRow(Base):
    """A file that belongs to a load or to a value."""

    __tablename__ = "evidence_file"
    __table_args__ = (Index(None, "subject"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(HASH)
    size: Mapped[int] = mapped_column(BigInteger)
    path: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    note: Mapped[str]


UPLOAD_TABLES = frozenset(
    model.__tablename__
    for model in (
        UploadRow,
        UploadEventRow,
        SavedLayoutRow,
        QuarantinedRow,
        QuarantineEventRow,
        EvidenceRow,
    )
)
"""The tables that this room adds to the catalogue's."""
