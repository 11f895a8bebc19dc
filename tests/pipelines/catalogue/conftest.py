"""A catalogue on SQLite and on PostgreSQL, and loads to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.catalogue.catalogue import Catalogue
from pipelines.catalogue.database import database
from pipelines.catalogue.migrating import migrate
from pipelines.workspace import MIGRATIONS


@pytest.fixture
def catalogue(database_url: str, tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue on each kind of database."""
    engine = database(database_url)
    migrate(engine, MIGRATIONS, "alembic_version_catalogue")
    yield Catalogue(engine, tmp_path)
    engine.dispose()
