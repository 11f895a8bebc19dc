"""A workspace: one store with its contracts, metrics, catalogue and warehouse, opened together.

Everything that works on numbers takes a workspace first. Two stores are two workspaces; nothing
is shared between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from pipelines.catalogue.catalogue import Catalogue
from pipelines.catalogue.database import database
from pipelines.catalogue.migrating import migrate
from pipelines.errors import StoreError
from pipelines.extracts.contract import Extract
from pipelines.extracts.reading import read_contracts
from pipelines.intake.staging import swept
from pipelines.metrics.book import MetricBook, metric_book
from pipelines.metrics.shapes import Shape, rollup_plans, shapes_of
from pipelines.settings import Settings
from pipelines.warehouse.relations import Warehouse

MIGRATIONS = Path(__file__).parent / "catalogue" / "migrations"
FOLDERS = ("facts", "rollups", "staging", "rejects", "datasets", "uploads", "evidence")


@dataclass(frozen=True)
class Workspace:
    """One open workspace; safe to share between threads."""

    settings: Settings
    extracts: Mapping[str, Extract]
    metrics: MetricBook
    shapes: Mapping[str, Shape]
    """Every metric made of sums, taken apart; by name."""
    database: Engine
    catalogue: Catalogue
    warehouse: Warehouse
    orphans: int = 0
    """Files of loads that died, removed when the workspace was opened."""

    def reporting_day(self, today: date) -> date:
        """Return the day the workspace reports as of: the setting's, its own, else ``today``."""
        return self.settings.reporting_date or self.catalogue.reporting_date() or today


def open_workspace(settings: Settings, *, create: bool = True) -> Workspace:
    """Return the workspace in ``settings.store``.

    Args:
        settings: Where the store, the records, the contracts and the metrics are.
        create: Make the folders and tables of a store that does not exist yet.

    Raises:
        StoreError: There is no store and ``create`` is false, or its records cannot be reached.
        GapError: A contract or the metric file does not hold.
    """
    if create:
        _make_folders(settings.store)
    elif not settings.store.is_dir():
        raise StoreError(
            "There is no workspace here yet.",
            where=str(settings.store),
            next_step="Load a file first, or point TANDEM_STORE at an existing store.",
        )
    extracts = read_contracts(settings.extracts)
    metrics = metric_book(settings.metrics, extracts)
    shapes = shapes_of(metrics, extracts)
    engine = database(settings.database_url)
    migrate(engine, MIGRATIONS, "alembic_version_catalogue")
    catalogue = Catalogue(engine, settings.store)
    return Workspace(
        settings=settings,
        extracts=extracts,
        metrics=metrics,
        shapes=shapes,
        database=engine,
        catalogue=catalogue,
        warehouse=Warehouse(settings, extracts, rollup_plans(shapes, extracts), catalogue),
        orphans=swept(settings.store, catalogue.known_paths),
    )


def _make_folders(store: Path) -> None:
    """Make the store's folders where they are missing."""
    try:
        for name in FOLDERS:
            (store / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The store cannot be made: {error.strerror}.",
            where=str(error.filename or store),
            next_step="Make the folder writable or set TANDEM_STORE; nothing was changed.",
        ) from error
