"""What is due: every extract and dataset of every quarter that was not measured as it is now.

A fingerprint of the data, the contract, the policy and, for the newest quarter, the day tells
whether a measurement still speaks of what is there. Nothing is measured twice and nothing is
forgotten, whoever loaded it and whichever process was running then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.catalogue.catalogue import DataFile
from pipelines.periods import Period, containing, parsed
from pipelines.quality import kept, registry
from pipelines.quality.dataset import Dataset
from pipelines.quality.policy import POLICY_FILE
from pipelines.quality.registry import File
from pipelines.quality.shapes import Kind

if TYPE_CHECKING:
    from pipelines.workspace import Workspace


@dataclass(frozen=True)
class Due:
    """One thing to measure."""

    kind: Kind
    subject: str
    period: str
    as_of: date
    fingerprint: str


def pending(workspace: Workspace, *, today: date) -> tuple[Due, ...]:
    """Return what is still to be measured: the newest quarter first, datasets before extracts.

    Args:
        workspace: Where.
        today: The day the workspace reports as of.
    """
    done = kept.fingerprints(workspace)
    return tuple(
        due
        for due in wanted(workspace, today=today)
        if (due.kind, due.subject, due.period, due.fingerprint) not in done
    )


def wanted(workspace: Workspace, *, today: date) -> tuple[Due, ...]:
    """Return everything that a measurement should exist of."""
    found = [*_extracts(workspace, today), *_datasets(workspace, today)]
    return tuple(
        sorted(
            found, key=lambda due: (-parsed(due.period).start.toordinal(), due.kind, due.subject)
        )
    )


def quarters_of(files: Sequence[DataFile]) -> dict[Period, list[DataFile]]:
    """Return fact files by the quarter that they fall into."""
    found: dict[Period, list[DataFile]] = {}
    for file in files:
        quarter = containing(parsed(file.period).start, "quarter")
        found.setdefault(quarter, []).append(file)
    return found


def _extracts(workspace: Workspace, today: date) -> Iterator[Due]:
    """Yield the quarters of every extract that is loaded."""
    by_extract: dict[str, list[DataFile]] = {}
    for file in workspace.catalogue.files():
        by_extract.setdefault(file.extract, []).append(file)
    for name, files in by_extract.items():
        if name not in workspace.extracts:
            continue
        quarters = quarters_of(files)
        last = max(quarters)
        for quarter, some in quarters.items():
            as_of = _as_of(quarter, newest=quarter == last, today=today)
            loads = sorted(file.load_id for file in some)
            print_ = _fingerprint(repr(workspace.extracts[name]), as_of.isoformat(), *loads)
            yield Due("extract", name, quarter.label, as_of, print_)


def _datasets(workspace: Workspace, today: date) -> Iterator[Due]:
    """Yield the quarters of every dataset that has rows."""
    registered = registry.datasets(workspace)
    brought: dict[str, list[File]] = {}
    for file in registry.files(workspace):
        brought.setdefault(file.dataset, []).append(file)
    for dataset in registered:
        if dataset.source.kind == "upload":
            yield from _uploads(dataset, brought, today)
            continue
        quarter = containing(today, "quarter")
        state = _state(workspace, dataset, today)
        yield Due("dataset", dataset.id, quarter.label, today,
                  _fingerprint(repr(dataset), today.isoformat(), state))  # fmt: skip


def _uploads(dataset: Dataset, brought: Mapping[str, list[File]], today: date) -> Iterator[Due]:
    """Yield the quarters that files were brought for."""
    own = {parsed(file.period): file for file in brought.get(dataset.id, ())}
    others = {link.dataset for link in dataset.links}
    others |= {dataset.accuracy.dataset} if dataset.accuracy else set()
    for quarter, file in own.items():
        as_of = _as_of(quarter, newest=quarter == max(own), today=today)
        told = sorted(
            other.sha256
            for name in others
            for other in brought.get(name, ())
            if other.period <= file.period
        )
        yield Due("dataset", dataset.id, quarter.label, as_of,
                  _fingerprint(repr(dataset), as_of.isoformat(), file.sha256, *told))  # fmt: skip


def _as_of(quarter: Period, *, newest: bool, today: date) -> date:
    """Return the day to judge a quarter on: its end, and for the newest one today if later."""
    return max(quarter.end, today) if newest else quarter.end


def _state(workspace: Workspace, dataset: Dataset, today: date) -> str:
    """Return what changes with the rows of a file or a table that is not ours."""
    if dataset.source.kind == "table":
        return today.isoformat()
    path = file_below(workspace, dataset)
    if path is None or not path.is_file():
        return ""
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def file_below(workspace: Workspace, dataset: Dataset) -> Path | None:
    """Return where a dataset's file lies below the folder of the settings; None outside it."""
    folder = workspace.settings.datasets
    if folder is None:
        return None
    path = (folder / dataset.source.name).resolve()
    return path if path.is_relative_to(folder.resolve()) else None


def _fingerprint(*parts: str) -> str:
    """Return a text that changes with any of the parts, and with the policy of measuring."""
    rules = POLICY_FILE.read_bytes()
    return hashlib.sha256("\n".join(parts).encode() + rules).hexdigest()
