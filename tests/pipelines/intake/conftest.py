"""A workspace of its own for each test of intake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests.opening import opened


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace on SQLite."""
    here = opened(Settings(store=tmp_path / "store"))
    yield here
    here.database.dispose()


@pytest.fixture
def any_workspace(ready_url: str, tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace on each kind of database."""
    here = opened(Settings(store=tmp_path / "store", records_url=ready_url))
    yield here
    here.database.dispose()
