"""A file loaded at once in somebody's name, for tests that need it to count and nothing more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from governance.people import Person
from pipelines.intake.load import load_file
from pipelines.intake.receipt import Receipt
from pipelines.workspace import Workspace


def load(
    workspace: Workspace,
    person: Person,
    path: Path,
    *,
    now: datetime,
    file_name: str | None = None,
) -> Receipt:
    """Load a file as the command line does, named as ``person``."""
    return load_file(
        workspace, path, actor=person.id, role=person.role, now=now, file_name=file_name
    )
