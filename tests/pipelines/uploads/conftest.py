"""A workspace of its own for each test of uploads, on each kind of database where it matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests.opening import opened
from tests.pipelines.uploads.handing import second_person


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace on SQLite."""
    space = opened(Settings(store=tmp_path / "store"))
    yield space
    space.database.dispose()


@pytest.fixture
def anywhere(ready_url: str, tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace on each kind of database."""
    space = opened(Settings(store=tmp_path / "store", records_url=ready_url))
    yield space
    space.database.dispose()


@pytest.fixture
def careful(anywhere: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """The same where the ledger's contract demands a second person."""
    settings = replace(anywhere.settings, extracts=second_person(tmp_path))
    space = opened(settings)
    yield space
    space.database.dispose()
