"""The registry: which datasets there are, by which contract, and which files were brought.

A contract is never edited: each change is a further revision with who, when and why, and the
newest counts. A file is kept as Parquet with every cell as the text that it was, so that what
is wrong in it can be measured instead of being mended on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select

from pipelines.catalogue import journal
from pipelines.catalogue.database import reading, writing
from pipelines.errors import GapError, NotFound
from pipelines.marked_yaml import nearest
from pipelines.quality.dataset import Dataset
from pipelines.quality.dataset_contract import dataset_from
from pipelines.quality.models import DatasetFile, DatasetRevision

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

_REVISION = DatasetRevision.__table__
_FILE = DatasetFile.__table__


@dataclass(frozen=True)
class Revision:
    """One state of a dataset's contract, and who wrote it."""

    dataset: str
    number: int
    at: datetime
    actor: str
    role: str
    why: str
    contract: str
    retired: bool


@dataclass(frozen=True)
class File:
    """A file that was brought for a dataset; the newest of its quarter."""

    dataset: str
    period: str
    file_name: str
    path: Path
    """Relative to the store."""
    sha256: str
    original_sha256: str
    actor: str
    at: datetime


def datasets(workspace: Workspace) -> tuple[Dataset, ...]:
    """Return the registered datasets that are not retired, by identifier."""
    with reading(workspace.database) as connection:
        newest = _newest(connection)
    return tuple(
        _read(each.contract, f"{each.dataset}.yaml") for each in newest if not each.retired
    )


@lru_cache(maxsize=1024)
def _read(contract: str, name: str) -> Dataset:
    """Return a kept contract as a dataset; read once, for the text never changes."""
    return dataset_from(contract, name=name)


def dataset(workspace: Workspace, identifier: str) -> Dataset:
    """Return one dataset.

    Raises:
        NotFound: None of that name is registered; the nearest one is suggested.
    """
    found = {each.id: each for each in datasets(workspace)}
    if identifier in found:
        return found[identifier]
    raise NotFound(
        f"There is no dataset {identifier}.{nearest(identifier, found)}",
        next_step="The page “Datasets” lists them. Nothing was changed.",
    )


def revisions(workspace: Workspace, identifier: str) -> tuple[Revision, ...]:
    """Return every revision of a dataset's contract, the first one first."""
    with reading(workspace.database) as connection:
        return _revisions(connection, identifier)


def register(
    workspace: Workspace,
    contract: str,
    *,
    actor: str,
    role: str,
    why: str,
    now: datetime,
    seen: int | None = None,
) -> Dataset:
    """Register a dataset, or change its contract by a further revision.

    Args:
        workspace: Where.
        contract: The YAML.
        actor: Who; kept for ever.
        role: Their role, for the journal.
        why: The reason, which everybody will read.
        now: The moment, UTC.
        seen: The revision that its author looked at, 0 for a new dataset; None does not check.

    Raises:
        GapError: The contract does not hold, says what it said before, or somebody changed it
            since; nothing was changed.
    """
    made = dataset_from(contract)
    with writing(workspace.database) as connection:
        history = _revisions(connection, made.id)
        if seen is not None and len(history) != seen:
            raise GapError(
                f"{history[-1].actor if history else 'Somebody'} changed {made.id} since you "
                f"opened it{': ' + history[-1].why if history else ''}.",
                where=f"You saw revision {seen}; the newest one is {len(history)}.",
                next_step="Open the newer one and decide again. Nothing was changed.",
            )
        if history and history[-1].contract == contract and not history[-1].retired:
            raise GapError(
                f"The contract of {made.id} already says that.", next_step="Nothing was changed."
            )
        revision = Revision(
            made.id, len(history) + 1, now, actor, role, why, contract, retired=False
        )
        _append(connection, revision, before=history[-1] if history else None)
    return made


def retire(
    workspace: Workspace, identifier: str, *, actor: str, role: str, why: str, now: datetime
) -> None:
    """Take a dataset out of the register; its contract, files and measurements stay.

    Raises:
        NotFound: There is no such dataset; nothing was changed.
    """
    dataset(workspace, identifier)
    with writing(workspace.database) as connection:
        last = _revisions(connection, identifier)[-1]
        revision = Revision(
            identifier, last.number + 1, now, actor, role, why, last.contract, retired=True
        )
        _append(connection, revision, before=last)


def files(workspace: Workspace, identifier: str | None = None) -> tuple[File, ...]:
    """Return the newest file of each dataset and quarter, by dataset and quarter."""
    counting = select(func.max(_FILE.c.id)).group_by(_FILE.c.dataset, _FILE.c.period)
    if identifier is not None:
        counting = counting.where(_FILE.c.dataset == identifier)
    with reading(workspace.database) as connection:
        rows = connection.execute(
            select(_FILE).where(_FILE.c.id.in_(counting)).order_by(_FILE.c.dataset, _FILE.c.period)
        ).all()
    return tuple(
        File(
            row.dataset, row.period, row.file_name, Path(row.path), row.sha256,
            row.original_sha256, row.actor, row.at,
        )
        for row in rows
    )  # fmt: skip


def add_file(workspace: Workspace, file: File, *, role: str) -> None:
    """Let a file count for its dataset and quarter; the earlier one stays."""
    with writing(workspace.database) as connection:
        connection.execute(
            insert(DatasetFile).values(
                dataset=file.dataset,
                period=file.period,
                file_name=file.file_name,
                path=file.path.as_posix(),
                sha256=file.sha256,
                original_sha256=file.original_sha256,
                actor=file.actor,
                at=file.at,
            )
        )
        entry = journal.Entry(
            at=file.at,
            actor=file.actor,
            role=role,
            action="dataset:bring",
            subject=f"dataset/{file.dataset}",
            after={
                "period": file.period,
                "file_name": file.file_name,
                "sha256": file.original_sha256,
            },
        )
        journal.append(connection, entry)


def _newest(connection: Connection) -> list[Revision]:
    """Return the newest revision of each dataset."""
    return list({each.dataset: each for each in _revisions(connection, None)}.values())


def _revisions(connection: Connection, identifier: str | None) -> tuple[Revision, ...]:
    """Return revisions in order, of one dataset or of all."""
    query = select(_REVISION).order_by(_REVISION.c.dataset, _REVISION.c.number)
    if identifier is not None:
        query = query.where(_REVISION.c.dataset == identifier)
    return tuple(
        Revision(
            row.dataset, row.number, row.at, row.actor, row.role, row.why, row.contract, row.retired
        )
        for row in connection.execute(query)
    )


def _append(connection: Connection, revision: Revision, *, before: Revision | None) -> None:
    """Write a revision and its journal entry."""
    values = {
        name: getattr(revision, name)
        for name in ("dataset", "number", "at", "actor", "role", "why", "contract", "retired")
    }
    connection.execute(insert(DatasetRevision).values(**values))
    verb = "retire" if revision.retired else "register" if before is None else "change"
    entry = journal.Entry(
        at=revision.at,
        actor=revision.actor,
        role=revision.role,
        action=f"dataset:{verb}",
        subject=f"dataset/{revision.dataset}",
        before=None if before is None else {"contract": before.contract},
        after={"contract": revision.contract, "retired": revision.retired},
        reason=revision.why,
    )
    journal.append(connection, entry)
