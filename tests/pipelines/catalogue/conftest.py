"""A catalogue on SQLite and on PostgreSQL, and loads to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.catalogue.catalogue import Catalogue
from pipelines.catalogue.database import database


@pytest.fixture
def catalogue(ready_url: str, tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue on each kind of database."""
    engine = database(ready_url)
    yield Catalogue(engine, tmp_path)
    engine.dispose()
