"""Uploads as people hand them in, and the short way through their life."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.settings import Settings
from pipelines.uploads import acts, counting, looking
from pipelines.uploads.arriving import received
from pipelines.uploads.shapes import By, Upload
from pipelines.workspace import Workspace
from tests.pipelines.intake.sources import written

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
MIA = By("mia", "cio_staff", NOON)
BEN = By("ben", "cio", NOON)


def here_and_now(
    job: Callable[..., dict[str, Any]], request: Mapping[str, Any], **_limits: object
) -> dict[str, Any]:
    """Run a job in this process: what it finds is the same as in a child."""
    return job(request, lambda step, share: None)


def look(here: Workspace, one: Upload, by: By = MIA, **options: Any) -> Upload:
    """Look at an upload."""
    return looking.look(here, one.id, by=by, run=here_and_now, **options)


def handed(here: Workspace, folder: Path, name: str, *rows: str, by: By = MIA) -> Upload:
    """Write a file and hand it in."""
    return received(here, written(folder, name, *rows), by=by)


def looked(here: Workspace, folder: Path, name: str, *rows: str, by: By = MIA) -> Upload:
    """Hand a file in and look at it."""
    return look(here, handed(here, folder, name, *rows, by=by), by)


def ready(here: Workspace, folder: Path, name: str, *rows: str, by: By = MIA) -> Upload:
    """Hand a file in with which nothing is wrong."""
    one = looked(here, folder, name, *rows, by=by)
    assert one.state == "ready", one
    return one


def commit(here: Workspace, one: Upload, by: By = MIA, **options: Any) -> Upload:
    """Make an upload count as its screen shows it."""
    return counting.commit(here, one.id, by, seen=one.head, **options)


def committed(here: Workspace, folder: Path, name: str, *rows: str, by: By = MIA) -> Upload:
    """Hand a file in and make it count."""
    return commit(here, ready(here, folder, name, *rows, by=by), by)


def partly(here: Workspace, one: Upload, by: By = MIA) -> Upload:
    """Let the good rows of an upload be loaded."""
    return acts.partly(here, one.id, by, seen=one.head, load_good_rows=True)


def partly_committed(here: Workspace, folder: Path, name: str, *rows: str, by: By = MIA) -> Upload:
    """Hand a file in and make its good rows count."""
    return commit(here, partly(here, looked(here, folder, name, *rows, by=by), by), by)


def second_person(folder: Path, extract: str = "ledger") -> Path:
    """Return a folder of contracts in which one demands that somebody else approves."""
    target = folder / "contracts"
    target.mkdir()
    for path in Settings().extracts.glob("*.yaml"):
        shutil.copy(path, target)
    contract = target / f"{extract}.yaml"
    first = "  customProperties:\n"
    more = f"{first}  - {{property: approval, value: second_person}}\n"
    contract.write_text(contract.read_text().replace(first, more, 1))
    return target
