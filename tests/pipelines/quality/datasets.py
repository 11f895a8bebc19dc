"""Small datasets written out by hand, and the short way from a contract to what was measured."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from pipelines.quality import registry
from pipelines.quality.bringing import bring_file
from pipelines.quality.dataset import Dataset
from pipelines.quality.due import wanted
from pipelines.quality.measuring import measure
from pipelines.quality.registry import File
from pipelines.quality.shapes import CheckResult, Measurement
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
TODAY = date(2026, 3, 31)
QUARTER = "2026-Q1"


def opened(folder: Path, **settings: Any) -> Workspace:
    """Return an empty workspace in a folder."""
    return opening.opened(Settings(store=folder / "store", **settings))


def contract(name: str, columns: dict[str, Any], **more: Any) -> str:
    """Return a dataset's contract as YAML."""
    plain = {"title": f"Rows of {name}", "domain": "customers", "owner": "Data steward"}
    source = {"source": {"upload": True}}
    return yaml.safe_dump(
        {"id": name, **plain, **source, "columns": columns, **more}, sort_keys=False
    )


def registered(here: Workspace, name: str, columns: dict[str, Any], **more: Any) -> Dataset:
    """Register a dataset, or change its contract."""
    return registry.register(
        here, contract(name, columns, **more), actor="lena", role="cio_staff", why="It is needed.",
        now=NOW,
    )  # fmt: skip


def written(here: Workspace, name: str, *lines: str, encoding: str = "utf-8") -> Path:
    """Write a CSV beside the store."""
    path = here.settings.store.parent / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def brought(here: Workspace, name: str, *lines: str, period: str = QUARTER) -> File:
    """Bring a CSV, the header first."""
    return brought_file(here, name, written(here, f"{name}.csv", *lines), period=period)


def brought_table(here: Workspace, name: str, columns: dict[str, Any]) -> File:
    """Bring a Parquet file with typed columns."""
    path = here.settings.store.parent / f"{name}.parquet"
    pq.write_table(pa.table(columns), path)
    return brought_file(here, name, path)


def brought_file(here: Workspace, name: str, path: Path, *, period: str = QUARTER) -> File:
    """Bring a file that is there."""
    return bring_file(here, name, path, period=period, actor="lena", role="cio_staff", now=NOW)


def measured(
    here: Workspace, subject: str, *, period: str = QUARTER, today: date = TODAY
) -> Measurement:
    """Measure one subject's quarter, whether it is due or not."""
    (due,) = (
        each
        for each in wanted(here, today=today)
        if (each.subject, each.period) == (subject, period)
    )
    return measure(here, due, now=NOW)


def counts(found: Measurement) -> dict[str, tuple[int, float]]:
    """Return tested and passed elements of each check."""
    assert found.failure == ""
    return {check.name: (check.tested, check.passed) for check in found.checks}


def the(found: Measurement, check: str) -> CheckResult:
    """Return the one check of a name."""
    (one,) = (each for each in found.checks if each.name == check)
    return one
