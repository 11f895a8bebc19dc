"""The numbers as if: a workspace in which other loads count than do, for looking before leaping.

Everything that computes takes a workspace, so a supposed one answers every question about an
upload that waits, an undo or a redo with the product's own functions. It has a version number of
its own that no cache can take for a real one, and it writes nothing into the store.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
import threading
import weakref
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines.catalogue.catalogue import Catalogue, DataFile
from pipelines.uploads.returning import what_comes_back, what_returns
from pipelines.uploads.shapes import Upload
from pipelines.warehouse.connection import locked
from pipelines.warehouse.relations import Warehouse
from pipelines.warehouse.rollups import write_rollup

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from pipelines.workspace import Workspace

Instead = Mapping[tuple[str, str], DataFile | None]
"""By extract and period: the fact file that is supposed to count, or None for nothing."""

_VERSIONS = itertools.count(1_000_000_000)
"""Versions that are only supposed; no store will ever have so many real ones."""


def supposed(workspace: Workspace, *, instead: Instead) -> Workspace:
    """Return a workspace as if other files counted.

    Args:
        workspace: The real one; its records are read and never written.
        instead: What is supposed to count.
    """
    files = tuple(file for file in workspace.catalogue.files() if _at(file) not in instead)
    fresh = tuple(file for file in instead.values() if file is not None)
    together = sorted((*files, *fresh), key=_at)
    catalogue = SupposedCatalogue(
        workspace.database, workspace.settings.store, tuple(together), next(_VERSIONS)
    )
    return replace(
        workspace, catalogue=catalogue, warehouse=SupposedWarehouse(workspace, catalogue, fresh)
    )


def as_if_loaded(workspace: Workspace, one: Upload) -> Workspace:
    """Return a workspace as if an upload counted; what it plans must have been looked at."""
    planned = one.finding.planned if one.finding else ()
    store = workspace.settings.store
    instead = {
        each.at: DataFile(
            each.load_id,
            each.extract,
            each.period,
            store / each.path,
            each.rows,
            each.sha256,
            each.plan,
        )
        for each in planned
    }
    return supposed(workspace, instead=instead)


def as_if_undone(workspace: Workspace, load_id: str) -> Workspace:
    """Return a workspace as if the file of a load were taken back.

    Raises:
        NotFound: There is no such load.
    """
    returning = what_returns(workspace, load_id)
    return supposed(workspace, instead=_instead(workspace, returning.then))


def as_if_redone(workspace: Workspace, load_id: str) -> Workspace:
    """Return a workspace as if the file of an undone load counted again.

    Raises:
        NotFound: There is no such load.
    """
    returning = what_comes_back(workspace, load_id)
    return supposed(workspace, instead=_instead(workspace, returning.then))


class SupposedCatalogue(Catalogue):
    """A catalogue whose newest version is only supposed; earlier ones are the real ones."""

    def __init__(
        self, engine: Engine, store: Path, files: tuple[DataFile, ...], version: int
    ) -> None:
        super().__init__(engine, store)
        self._supposed = files
        self._number = version

    def version(self) -> int:
        """Return the version that is supposed."""
        return self._number

    def files(self, version: int | None = None) -> tuple[DataFile, ...]:
        """Return the fact files that are supposed to count, or that counted at a real version."""
        if version is None or version == self._number:
            return self._supposed
        return super().files(version)

    def journal_head(self) -> int:
        """Return a number that nothing remembered goes by."""
        return self._number


class SupposedWarehouse(Warehouse):
    """A warehouse of its own that reads looks as well, and keeps their sums outside the store."""

    def __init__(
        self, workspace: Workspace, catalogue: Catalogue, fresh: tuple[DataFile, ...]
    ) -> None:
        super().__init__(
            workspace.settings, workspace.extracts, workspace.warehouse.plans, catalogue
        )
        self._fresh = frozenset(file.path for file in fresh)
        self._home = Path(tempfile.mkdtemp(prefix="tandem-supposed-"))
        self._once = threading.Lock()
        weakref.finalize(self, shutil.rmtree, self._home, ignore_errors=True)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a new cursor of this warehouse's own connection."""
        with self._lock:
            if self._connection is None:
                store = self._settings.store
                spill = self._home / "spill"
                spill.mkdir()
                self._connection = locked(
                    self._settings,
                    folders=[store / "facts", store / "rollups", store / "uploads", self._home],
                    temporary=spill,
                    seconds=self._settings.query_seconds,
                )
            return self._connection.cursor()

    def rollup_of(self, file: DataFile) -> Path:
        """Return the rollup of a file; that of a file which does not count is kept aside."""
        if file.path not in self._fresh or self._settings.store / "facts" in file.path.parents:
            return super().rollup_of(file)
        target = self._home / f"{file.load_id}.parquet"
        with self._once:
            if not target.exists():
                plan, extract = self.plans[file.extract], self.extracts[file.extract]
                with self.running([file]) as cursor:
                    facts = self.checked(file)
                    write_rollup(cursor, extract, plan, facts=facts, target=target)
        return target


def _at(file: DataFile) -> tuple[str, str]:
    """Return extract and period of a file."""
    return file.extract, file.period


def _instead(workspace: Workspace, then: Mapping[tuple[str, str], str]) -> Instead:
    """Return the fact files of some loads; an empty id stands for none."""
    return {
        at: workspace.catalogue.fact_file(load_id) if load_id else None
        for at, load_id in then.items()
    }
