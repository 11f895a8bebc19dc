"""Commands about the datasets that initiatives need: register, bring a file, retire, list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from governance import datasets
from governance.front_door.opening import Seen, Signer, Why, moment, opened, signer
from pipelines.quality import kept, registry
from pipelines.quality.dataset import Dataset
from pipelines.quality.scores import score
from pipelines.quality.shapes import Measurement
from pipelines.workspace import Workspace

Contract = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML file.")]
Rows = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Parquet file.")]


def register_dataset(contract: Contract, signed_by: Signer, why: Why, seen: Seen = None) -> None:
    """Register a dataset by its contract, or change the contract of one that is registered."""
    workspace = opened()
    text = contract.read_text(encoding="utf-8")
    by = signer(workspace, signed_by)
    made = datasets.register(workspace, by, text, why=why, seen=seen, now=moment())
    number = len(registry.revisions(workspace, made.id))
    print(f"{made.id} “{made.title}” is at revision {number}, signed by {by}.")


def bring_file(
    dataset_id: str,
    file: Rows,
    signed_by: Signer,
    period: Annotated[str, typer.Option(help="The quarter whose state it holds: 2026-Q1.")],
) -> None:
    """Let a file count as a dataset's rows of one quarter; it is measured next."""
    workspace = opened()
    by = signer(workspace, signed_by)
    brought = datasets.bring(workspace, by, dataset_id, file, period=period, now=moment())
    print(f"{brought.file_name} counts for {dataset_id} {brought.period}.")
    print(f"“python -m pipelines quality {dataset_id}” measures it at once.")


def retire_dataset(dataset_id: str, signed_by: Signer, why: Why) -> None:
    """Take a dataset out of the register; its contract, files and measurements stay."""
    workspace = opened()
    datasets.retire(workspace, signer(workspace, signed_by), dataset_id, why=why, now=moment())
    print(f"{dataset_id} is retired; what was measured of it stays.")


def list_datasets(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """Print the registered datasets with their newest score."""
    told = _told(opened())
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in told:
        found = "not measured" if one["score"] is None else f"{one['score']:.1f} %"
        when = f" ({one['period']})" if one["period"] else ""
        print(f"{one['id']:<20} {found + when:>24}  {one['title']}, {one['owner']}")
    if not told:
        print("No dataset is registered here yet.")


def _told(workspace: Workspace) -> list[dict[str, Any]]:
    """Return the datasets as plain values."""
    newest = {each.subject: each for each in kept.newest(workspace) if each.kind == "dataset"}
    return [_plain(each, newest.get(each.id)) for each in registry.datasets(workspace)]


def _plain(dataset: Dataset, measured: Measurement | None) -> dict[str, Any]:
    """Return a dataset as plain values."""
    return {
        "id": dataset.id,
        "title": dataset.title,
        "domain": dataset.domain,
        "owner": dataset.owner_role,
        "critical": dataset.critical,
        "used_by": list(dataset.used_by),
        "source": dataset.source.kind,
        "period": measured.period if measured else None,
        "score": score(measured) if measured else None,
        "failure": measured.failure if measured else "",
    }
