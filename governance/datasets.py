"""Datasets by people: the right and the reason are checked here, the work is done by pipelines.

A contract says what a promise to an initiative rests on, so each change of it is signed with its
reason, and nobody overwrites a revision that they have not seen.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from governance.access import require
from governance.people import Person
from governance.signing import plain_text, utc
from pipelines.errors import GapError
from pipelines.quality import bringing, registry
from pipelines.quality.dataset import Dataset
from pipelines.quality.dataset_contract import dataset_from
from pipelines.quality.proposal import proposed_contract
from pipelines.quality.registry import File
from pipelines.workspace import Workspace


def propose(
    workspace: Workspace, person: Person, path: Path, *, today: date, file_name: str
) -> str:
    """Return a contract for a file, for a person to complete; nothing is kept of the file.

    Args:
        workspace: Where.
        person: Who asks; needs the right ``datasets:write``.
        path: The file.
        today: The day the workspace reports as of.
        file_name: Its name.

    Raises:
        NotAllowed: The person may not register datasets.
        Refusal: The file cannot be read.
    """
    require(person, "datasets:write")
    return proposed_contract(workspace, path, name=file_name, today=today)


def register(
    workspace: Workspace,
    person: Person,
    contract: str,
    *,
    why: str,
    now: datetime,
    seen: int | None = None,
) -> Dataset:
    """Register a dataset by its contract, or change the contract of one that is registered.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``datasets:write``.
        contract: The YAML.
        why: The reason, which everybody will read.
        now: The moment of signing, UTC.
        seen: The revision that the person looked at, 0 for a new dataset; None does not check.

    Raises:
        NotAllowed: The person may not register datasets.
        GapError: There is no reason, the contract does not hold (its line is named) or says
            what it said before, or somebody changed it since. In each case nothing was changed.
    """
    require(person, "datasets:write")
    reason, named = plain_text(why, field="reason"), _named(contract)
    if seen == 0:
        seen = _retired_before(workspace, named)
    return registry.register(
        workspace, contract, actor=person.id, role=person.role, why=reason, now=utc(now), seen=seen
    )


def change(
    workspace: Workspace,
    person: Person,
    dataset_id: str,
    contract: str,
    *,
    why: str,
    now: datetime,
    seen: int,
) -> Dataset:
    """Change the contract of a registered dataset by a further revision.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``datasets:write``.
        dataset_id: The dataset; the contract must keep its name.
        contract: The YAML.
        why: The reason, which everybody will read.
        now: The moment of signing, UTC.
        seen: The revision that the person looked at.

    Raises:
        NotAllowed: The person may not register datasets.
        NotFound: There is no such dataset.
        GapError: As for ``register``, or the contract is one of another dataset. In each case
            nothing was changed.
    """
    require(person, "datasets:write")
    registry.dataset(workspace, dataset_id)
    named = _named(contract)
    if named != dataset_id:
        raise GapError(
            f"This contract calls itself {named}; a dataset keeps its id, {dataset_id}.",
            where="contract.yaml, id.",
            next_step="Write the id back, or register the other one as new. Nothing was changed.",
        )
    return register(workspace, person, contract, why=why, now=now, seen=seen)


def bring(
    workspace: Workspace,
    person: Person,
    dataset_id: str,
    path: Path,
    *,
    period: str,
    now: datetime,
    file_name: str | None = None,
) -> File:
    """Let a file count as a dataset's rows of one quarter, for a person.

    Args:
        workspace: Where to.
        person: Who brings it; needs the right ``datasets:write``.
        dataset_id: The dataset.
        path: The file, CSV or Parquet.
        period: The quarter whose state it holds, such as ``2026-Q1``.
        now: The moment, UTC.
        file_name: Its name, where ``path`` has another one, as an upload has.

    Raises:
        NotAllowed: The person may not bring files for datasets.
        NotFound: There is no such dataset.
        Refusal: The file cannot be read, or lacks a column of the contract.
        GapError: The dataset's rows are elsewhere. In each case nothing was changed.
    """
    require(person, "datasets:write")
    source = registry.dataset(workspace, dataset_id).source
    if source.kind != "upload":
        raise GapError(
            f"The rows of {dataset_id} are read from the {source.kind} {source.name}, "
            "so a file that is brought would never count.",
            next_step="Change its source to {upload: true} first. Nothing was changed.",
        )
    return bringing.bring_file(
        workspace, dataset_id, path, period=period, actor=person.id, role=person.role,
        now=utc(now), file_name=file_name,
    )  # fmt: skip


def retire(
    workspace: Workspace, person: Person, dataset_id: str, *, why: str, now: datetime
) -> None:
    """Take a dataset out of the register; its contract, files and measurements stay.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``datasets:write``.
        dataset_id: The dataset.
        why: The reason, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not retire datasets.
        NotFound: There is no such dataset. In each case nothing was changed.
    """
    require(person, "datasets:write")
    reason = plain_text(why, field="reason")
    registry.retire(
        workspace, dataset_id, actor=person.id, role=person.role, why=reason, now=utc(now)
    )


def _named(contract: str) -> str:
    """Return the id of the dataset that a contract describes, or say what is wrong with it."""
    try:
        return dataset_from(contract).id
    except GapError as error:
        step = error.next_step or "Correct the contract; nothing was registered or changed."
        raise GapError(error.what, where=error.where, next_step=step) from None


def _retired_before(workspace: Workspace, dataset_id: str) -> int:
    """Return how many revisions a dataset had that may be registered anew; 0 for a new one."""
    history = registry.revisions(workspace, dataset_id)
    if history and not history[-1].retired:
        raise GapError(
            f"{dataset_id} is registered already, by {history[0].actor}.",
            next_step="Choose it to change its contract, or give the new one another id. "
            "Nothing was changed.",
        )
    return len(history)
