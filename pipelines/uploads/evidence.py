"""Evidence: files that belong to a load or to a value, kept with their hash for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.database import reading, unreachable, writing
from pipelines.catalogue.journal import Entry, append
from pipelines.errors import GapError, NotFound, StoreError
from pipelines.intake.commit import new_id
from pipelines.intake.explain import shown
from pipelines.intake.faults import point
from pipelines.intake.policy import MEGABYTE
from pipelines.intake.staging import announce, move, staging
from pipelines.uploads.desk import LONGEST, UNCHANGED
from pipelines.uploads.models import EvidenceRow
from pipelines.uploads.policy import upload_policy
from pipelines.warehouse.seals import file_sha256

if TYPE_CHECKING:
    from pipelines.uploads.shapes import By
    from pipelines.workspace import Workspace

KINDS = ("load", "value")
"""What a file can belong to: ``load/<id>`` or ``value/<metric>/<period>``."""
_CHUNK = 1 << 20
_CONTENT = "content"


@dataclass(frozen=True)
class Evidence:
    """A file that belongs to something."""

    id: str
    subject: str
    file_name: str
    """As it was called where it came from; escape it before it is shown."""
    sha256: str
    size: int
    actor: str
    at: datetime
    note: str


def attach(
    workspace: Workspace,
    subject: str,
    path: Path,
    *,
    by: By,
    file_name: str | None = None,
    note: str = "",
) -> Evidence:
    """Keep a file as evidence.

    Args:
        workspace: Where.
        subject: What it belongs to: ``load/<id>`` or ``value/<metric>/<period>``.
        path: The file; it is copied and left alone.
        by: Who attaches it, and when.
        file_name: Its name, where ``path`` has another one.
        note: What it shows, in the person's words.

    Raises:
        NotFound: There is no such load or metric.
        GapError: The file is missing, empty or too large. Nothing was changed.
        StoreError: The store or the records failed; nothing was changed.
    """
    _require_subject(workspace, subject)
    called = (file_name or path.name).encode("utf-8", "replace").decode("utf-8")
    name = shown(called)
    if len(note) > LONGEST:
        raise GapError(f"The note is longer than {LONGEST:,} characters.", next_step=UNCHANGED)
    store, evidence_id = workspace.settings.store, new_id("E")
    target = f"evidence/{evidence_id}/{_CONTENT}"
    try:
        with staging(store) as home:
            sha256, size = _copied(path, home / _CONTENT, name)
            one = Evidence(
                evidence_id, subject, called, sha256, size, by.actor, by.at, note
            )  # fmt: skip
            announce(home, [target])
            move(home / _CONTENT, store / target, store=store)
            point("moved evidence")
            _record(workspace, one, target, by)
    except OperationalError as error:
        raise unreachable(error) from error
    except OSError as error:
        raise StoreError(
            f"{name} could not be kept: {error.strerror or error}",
            next_step="See that the disk has room and can be written; nothing was changed.",
        ) from error
    return one


def evidence_of(workspace: Workspace, subject: str) -> tuple[Evidence, ...]:
    """Return the evidence of a load or a value, the oldest first."""
    with reading(workspace.database) as connection:
        rows = connection.execute(
            select(EvidenceRow.__table__)
            .where(EvidenceRow.subject == subject)
            .order_by(EvidenceRow.at, EvidenceRow.id)
        ).all()
    return tuple(
        Evidence(
            row.id, row.subject, row.file_name, row.sha256, row.size, row.actor, row.at, row.note
        )
        for row in rows
    )


def counts(workspace: Workspace, subjects: Collection[str]) -> Mapping[str, int]:
    """Return how many files of evidence each of some loads or values has; 0 where it has none."""
    many = select(EvidenceRow.subject, func.count()).group_by(EvidenceRow.subject)
    with reading(workspace.database) as connection:
        known = {subject: number for subject, number in connection.execute(many)}
    return {subject: known.get(subject, 0) for subject in subjects}


def content(workspace: Workspace, evidence_id: str) -> Path:
    """Return where a file of evidence lies, once it is known to be what was attached.

    Raises:
        NotFound: There is none of that id.
        StoreError: It is missing or damaged.
    """
    with reading(workspace.database) as connection:
        row = connection.execute(
            select(EvidenceRow.__table__).where(EvidenceRow.id == evidence_id)
        ).one_or_none()
    if row is None:
        raise NotFound(f"There is no evidence “{shown(evidence_id)}”.")
    path: Path = workspace.settings.store / row.path
    if path.is_file() and file_sha256(path) == row.sha256:
        return path
    raise StoreError(
        f"{shown(row.file_name)} is {'damaged' if path.exists() else 'missing from the store'}.",
        where=f"Evidence {row.id}.",
        next_step="Bring it back from a backup of the store; nothing was changed.",
    )


def _record(workspace: Workspace, one: Evidence, path: str, by: By) -> None:
    """Write the evidence down with its journal entry."""
    with writing(workspace.database) as connection:
        connection.execute(
            insert(EvidenceRow).values(
                id=one.id,
                subject=one.subject,
                file_name=one.file_name,
                sha256=one.sha256,
                size=one.size,
                path=path,
                actor=one.actor,
                at=one.at,
                note=one.note,
            )
        )
        entry = Entry(
            at=by.at,
            actor=by.actor,
            role=by.role,
            action="evidence:attach",
            subject=one.subject,
            after={"evidence": one.id, "file_name": one.file_name, "sha256": one.sha256},
            reason=one.note,
        )
        append(connection, entry)


def _require_subject(workspace: Workspace, subject: str) -> None:
    """Refuse evidence of what there is not.

    Raises:
        NotFound: There is no such load or metric.
    """
    kind, _, name = subject.partition("/")
    if kind == "load":
        workspace.catalogue.fact_file(name)
        return
    metric, _, period = name.partition("/")
    if kind == "value" and period and metric in workspace.metrics.metrics:
        return
    raise NotFound(
        f"There is nothing called “{shown(subject)}” that evidence could belong to.",
        next_step=f"Attach it to a load or to a metric's value in a period. {UNCHANGED}",
    )


def _copied(path: Path, target: Path, name: str) -> tuple[str, int]:
    """Copy a file and return its hash and size.

    Raises:
        GapError: It is missing, empty or too large.
    """
    if not path.is_file():
        raise GapError(f"There is no file {name}.", next_step=UNCHANGED)
    most, digest, size = upload_policy().evidence.megabytes, hashlib.sha256(), 0
    with path.open("rb") as source, target.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > most * MEGABYTE:
                raise GapError(f"{name} is larger than {most} megabytes.", next_step=UNCHANGED)
            digest.update(chunk)
            copy.write(chunk)
    if not size:
        raise GapError(f"{name} is empty.", next_step=UNCHANGED)
    return digest.hexdigest(), size
