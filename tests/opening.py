"""Workspaces of the tests' own, opened without reading again what is the same in all of them.

Contracts, metrics and the making of the tables take a quarter of a second each time; here they
are read and made once in a process, and an empty SQLite store starts with a copy of its tables.
What ``open_workspace`` itself does is proved where it is the subject.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from governance.records.opening import make_ready
from pipelines.catalogue.catalogue import Catalogue
from pipelines.catalogue.database import database
from pipelines.catalogue.migrating import migrate
from pipelines.intake.staging import swept
from pipelines.metrics.shapes import rollup_plans
from pipelines.settings import Settings
from pipelines.warehouse.relations import Warehouse
from pipelines.workspace import FOLDERS, MIGRATIONS, Workspace, open_workspace

CATALOGUE = "alembic_version_catalogue"


def make_tables(url: str) -> None:
    """Make all tables of both houses, and leave nobody connected."""
    engine = database(url)
    migrate(engine, MIGRATIONS, CATALOGUE)
    make_ready(engine)
    engine.dispose()


@cache
def tables() -> bytes:
    """Return an SQLite file that has all tables and nothing in them."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "records.sqlite"
        make_tables(f"sqlite:///{file}")
        return file.read_bytes()


@cache
def _read() -> Workspace:
    """Return a workspace with the product's contracts and metrics; its store is gone."""
    with TemporaryDirectory() as folder:
        found = open_workspace(Settings(store=Path(folder) / "store"))
        found.database.dispose()
        return found


def warmed() -> None:
    """Open a workspace and leave it: the children of a process then find everything imported."""
    tables()
    _read()


def opened(settings: Settings) -> Workspace:
    """Return the workspace in ``settings.store``, made where there is none."""
    read, ours = _read(), Settings()
    if (settings.extracts, settings.metrics) != (ours.extracts, ours.metrics):
        return open_workspace(settings)
    for name in FOLDERS:
        (settings.store / name).mkdir(parents=True, exist_ok=True)
    records = settings.store / "records.sqlite"
    if not settings.records_url and not records.exists():
        records.write_bytes(tables())
    engine = database(settings.database_url)
    migrate(engine, MIGRATIONS, CATALOGUE)
    catalogue = Catalogue(engine, settings.store)
    plans = rollup_plans(read.shapes, read.extracts)
    return replace(
        read,
        settings=settings,
        database=engine,
        catalogue=catalogue,
        warehouse=Warehouse(settings, read.extracts, plans, catalogue),
        orphans=swept(settings.store, catalogue.known_paths),
    )
