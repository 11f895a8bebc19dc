"""Workspaces with data: one whose first quarter a closed check-in settled, one still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace
from tests.governance.checkin.closing import measured
from tests.governance.checkin.conftest import ended, ready, signed_store
from tests.pipelines.uploads.handing import second_person

__all__ = ["ended", "ready", "signed_store"]


@pytest.fixture
def filled(staffed: Workspace, tmp_path: Path) -> Workspace:
    """People and two quarters of use, 50 and 66 of a hundred; on each kind of database."""
    return measured(staffed, tmp_path)


@pytest.fixture
def careful(ready: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """Data and people where the contract of adoption demands a second person."""
    ready.database.dispose()
    settings = Settings(store=ready.settings.store)
    contracts = second_person(tmp_path, "adoption")
    space = open_workspace(replace(settings, extracts=contracts), create=False)
    yield space
    space.database.dispose()
