"""Relations: what a query may name at one catalogue version, made when first asked for.

- ``facts_<extract>``: a view over the version's fact files, one row per source row;
- ``lookup_<extract>``: one row per key with what the extract carries, from its newest snapshot;
- ``rollup_<extract>``: the version's rollups in memory with every dimension looked up;
- ``cube_<extract>``: the same added up to month and business unit (and ``_by_<entity>``, one
  entity more), what screens mostly read.

The files never change, so a version's relations never do either: nothing here expires by time.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.errors import GapError, StoreError
from pipelines.extracts.contract import Extract, duckdb_type
from pipelines.extracts.dimensions import Lookup, dimensions
from pipelines.periods import Period, parsed
from pipelines.warehouse.connection import locked
from pipelines.warehouse.rollups import (
    MONTH,
    ROWS,
    RollupPlan,
    month_sql,
    quoted,
    rollup_path,
    write_rollup,
)
from pipelines.warehouse.seals import Seals

if TYPE_CHECKING:
    from pipelines.catalogue.catalogue import Catalogue, DataFile
    from pipelines.settings import Settings

CUBE_DIMENSIONS = ("business_unit",)
"""What every screen can be filtered by; other breakdowns read the rollup."""
_COUNTER = itertools.count(1)
ANSWERS_KEPT = 5_000
"""Answers kept per version; one is a few hundred bytes to some kilobytes."""
VERSIONS_KEPT = 4
"""Versions whose relations stay in memory; an older one is made again when it is asked for."""


class Warehouse:
    """The process's one DuckDB over a store's fact files."""

    def __init__(
        self,
        settings: Settings,
        extracts: Mapping[str, Extract],
        plans: Mapping[str, RollupPlan],
        catalogue: Catalogue,
    ) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._open: OrderedDict[int, Relations] = OrderedDict()
        self._lock = threading.RLock()
        self._rolling_up = threading.Lock()
        self._seals = Seals()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self.extracts = extracts
        self.plans = plans

    def at(self, version: int | None = None) -> Relations:
        """Return the relations of a catalogue version, the newest by default."""
        asked = self._catalogue.version() if version is None else version
        with self._lock:
            if asked not in self._open:
                files = self._catalogue.files(asked)
                self._open[asked] = Relations(self, asked, files)
                while len(self._open) > VERSIONS_KEPT:
                    self._open.popitem(last=False)
            self._open.move_to_end(asked)
            return self._open[asked]

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a new cursor of the process's connection."""
        with self._lock:
            if self._connection is None:
                store = self._settings.store
                spill = Path(tempfile.mkdtemp(prefix="tandem-"))
                weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)
                self._connection = locked(
                    self._settings,
                    folders=[store / "facts", store / "rollups"],
                    temporary=spill,
                    seconds=self._settings.query_seconds,
                )
            return self._connection.cursor()

    @contextmanager
    def running(self, files: Sequence[DataFile]) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor for work on some fact files, and say in words what goes wrong there.

        Raises:
            GapError: The work needs more time or memory than a question may have.
            StoreError: One of the files is missing or damaged.
        """
        cursor = self.cursor()
        try:
            yield cursor
        except duckdb.InterruptException as error:
            raise GapError(
                f"The answer took longer than the limit of {self._settings.query_seconds} s.",
                where="Setting TANDEM_QUERY_SECONDS.",
                next_step="Ask for fewer periods or raise the setting; nothing was changed.",
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise GapError(
                f"The answer needs more memory than {self._settings.memory_mb} megabytes.",
                where="Setting TANDEM_MEMORY_MB.",
                next_step="Ask for fewer periods or raise the setting; nothing was changed.",
            ) from error
        except duckdb.Error:
            for file in files:
                self.checked(file)
            raise
        finally:
            cursor.close()

    def write_rollup(
        self,
        connection: duckdb.DuckDBPyConnection,
        extract: str,
        *,
        facts: Path,
        load_id: str,
    ) -> Path:
        """Write the rollup of a fact file by today's plan and return where it lies."""
        plan = self.plans[extract]
        target = rollup_path(self._settings.store, plan, load_id)
        write_rollup(connection, self.extracts[extract], plan, facts=facts, target=target)
        return target

    def checked(self, file: DataFile) -> Path:
        """Return where a fact file lies, once it is known to be what was loaded.

        Raises:
            StoreError: It is missing or is not what was loaded.
        """
        if self._seals.holds(file.path, file.sha256):
            return file.path
        told = "is damaged" if file.path.exists() else "is missing from the store"
        raise StoreError(
            f"The fact file of {file.extract} {file.period} {told}.",
            where=f"Load {file.load_id}, {file.path.relative_to(self._settings.store)}.",
            next_step="Bring the file back from a backup of the store, or undo the load and load "
            "its file again; nothing was changed.",
        )

    def rollup_of(self, file: DataFile) -> Path:
        """Return the rollup of a live fact file, made anew where it is missing or damaged.

        Raises:
            StoreError: It has to be made anew, but the fact file is missing or damaged too.
        """
        target = rollup_path(self._settings.store, self.plans[file.extract], file.load_id)
        if self._seals.closed(target):
            return target
        with self._rolling_up:  # one thread at a time, for they would write the same file
            if not self._seals.closed(target):
                self._roll_up_anew(file)
        return target

    def _roll_up_anew(self, file: DataFile) -> None:
        """Write the rollup of a live fact file that has none, or a damaged one."""
        try:
            with self.running([file]) as cursor:
                facts = self.checked(file)
                self.write_rollup(cursor, file.extract, facts=facts, load_id=file.load_id)
        except (duckdb.IOException, OSError) as error:
            raise StoreError(
                f"The sums of {file.extract} {file.period} have to be written anew, and cannot be: "
                f"{str(error).splitlines()[0]}",
                where=f"Load {file.load_id}.",
                next_step="See that the store has room and can be written; nothing was changed.",
            ) from error


class Kept(OrderedDict[Any, Any]):
    """Answers of one version; beyond ``ANSWERS_KEPT`` the oldest goes."""

    def __setitem__(self, key: object, value: object) -> None:
        """Keep an answer."""
        super().__setitem__(key, value)
        while len(self) > ANSWERS_KEPT:
            self.popitem(last=False)


class Relations:
    """The tables and views of one version; safe to use from several threads."""

    def __init__(self, warehouse: Warehouse, version: int, files: Sequence[DataFile]) -> None:
        self.version = version
        self._warehouse = warehouse
        self._schema = f"v{version}_{next(_COUNTER)}"
        self._made: set[str] = set()
        self._periods: dict[str, tuple[Period, ...]] = {}
        self._lock = threading.RLock()
        self.kept: Kept = Kept()
        """Answers already computed at this version, by question."""
        self._all = tuple(files)
        self.files: dict[str, tuple[DataFile, ...]] = {
            name: tuple(sorted((f for f in files if f.extract == name), key=lambda f: f.period))
            for name in warehouse.extracts
        }
        cursor = warehouse.cursor()
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
        weakref.finalize(self, _drop, cursor, self._schema)

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of a query over this version's relations."""
        with self._cursor() as cursor:
            return cursor.execute(sql, parameters or {}).fetchall()

    def columns(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return a query's result as one NumPy array per column."""
        with self._cursor() as cursor:
            return cursor.execute(sql, parameters or {}).fetchnumpy()

    def periods(self, extract: str) -> tuple[Period, ...]:
        """Return the periods of an extract that are loaded, in order."""
        if extract not in self._periods:
            found = {parsed(file.period) for file in self.files[extract]}
            self._periods[extract] = tuple(sorted(found))
        return self._periods[extract]

    def facts(self, extract: str) -> str:
        """Return the view with one row per source row, and ``_load`` and ``_month`` of each."""
        return self._ensure(f"facts_{extract}", "VIEW", lambda: self._facts_sql(extract))

    def lookup(self, extract: str, key: str) -> str:
        """Return the table with one row per ``key`` and what the extract carries."""
        return self._ensure(f"lookup_{extract}", "TABLE", lambda: self._lookup_sql(extract, key))

    def rollup(self, extract: str) -> str:
        """Return the table of the version's rollups with every dimension looked up."""
        return self._ensure(f"rollup_{extract}", "TABLE", lambda: self._rollup_sql(extract))

    def cube(self, extract: str, entity: str | None = None) -> str:
        """Return the rollup added up to month and what screens filter by (and one entity)."""
        name = f"cube_{extract}" + (f"_by_{entity}" if entity else "")
        return self._ensure(name, "TABLE", lambda: self._cube_sql(extract, entity))

    def with_lookups(self, relation: str, extract: str, wanted: Sequence[str]) -> str:
        """Return a FROM clause: ``relation`` and the wanted dimensions that must be looked up."""
        known = dimensions(self._warehouse.extracts[extract], self._warehouse.extracts)
        needed = _chain(wanted, known)
        if not needed:
            return relation
        select: list[str] = []
        joins: list[str] = []
        sources: dict[str, str] = {}
        for index, lookup in enumerate(needed):
            alias = f"k{index}"
            table = self.lookup(lookup.extract, lookup.key)
            via = sources.get(lookup.via, f"f.{quoted(lookup.via)}")
            joins.append(f"LEFT JOIN {table} AS {alias} ON {alias}.{quoted(lookup.key)} = {via}")
            sources[lookup.dimension] = f"{alias}.{quoted(lookup.column)}"
            select.append(f"{sources[lookup.dimension]} AS {quoted(lookup.dimension)}")
        return f"(SELECT f.*, {', '.join(select)} FROM {relation} AS f {' '.join(joins)})"  # noqa: S608 - names of the contracts

    def _ensure(self, name: str, kind: str, definition: Callable[[], str]) -> str:
        """Make a relation once."""
        with self._lock:
            if name not in self._made:
                sql = definition()
                with self._cursor() as cursor:
                    cursor.execute(f"CREATE OR REPLACE {kind} {quoted(name)} AS {sql}")
                self._made.add(name)
        return quoted(name)

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor that names this version's relations and reads nobody else's."""
        with self._warehouse.running(self._all) as cursor:
            cursor.execute(f"SET schema = '{self._schema}'")
            yield cursor

    def _facts_sql(self, name: str) -> str:
        """Return the union of the version's fact files, or no rows of the right types."""
        extract = self._warehouse.extracts[name]
        paths = [self._warehouse.checked(file) for file in self.files[name]]
        if not paths:
            columns = ", ".join(
                f"CAST(NULL AS {duckdb_type(column)}) AS {quoted(column.name)}"
                for column in extract.columns
            )
            return (
                f"SELECT {columns}, CAST(NULL AS BIGINT) AS _line, CAST(NULL AS DATE) AS _period, "
                f"CAST(NULL AS DATE) AS {MONTH}, CAST(NULL AS VARCHAR) AS _load WHERE false"
            )
        return (
            f"SELECT * EXCLUDE (filename), {month_sql(extract)} AS {MONTH}, "  # noqa: S608 - names of the contract, paths of the catalogue
            "parse_filename(filename, true) AS _load "
            f"FROM read_parquet({_path_list(paths)}, union_by_name = true, filename = true)"
        )

    def _lookup_sql(self, name: str, key: str) -> str:
        """Return one row per key: what its newest snapshot carries."""
        extract = self._warehouse.extracts[name]
        order = ", ".join(("_period", *(quoted(part) for part in extract.key if part != key)))
        carried = "".join(
            f", arg_max_null({quoted(column)}, ({order})) AS {quoted(column)}"
            for column in extract.carries
        )
        return (
            f"SELECT {quoted(key)}{carried} FROM {self.facts(name)} "  # noqa: S608 - names of the contract
            f"WHERE {quoted(key)} IS NOT NULL GROUP BY {quoted(key)}"
        )

    def _rollup_sql(self, name: str) -> str:
        """Return the union of the version's rollups, looked up, or no rows of the right types."""
        plan = self._warehouse.plans[name]
        paths = [self._warehouse.rollup_of(file) for file in self.files[name]]
        if paths:
            union = f"(SELECT * FROM read_parquet({_path_list(paths)}))"  # noqa: S608 - paths of the store
        else:
            parts = "".join(f", {sql} AS {quoted(part)}" for part, sql in plan.parts.items())
            groups = ", ".join((MONTH, *(quoted(column) for column in plan.dimensions)))
            union = (
                f"(SELECT {groups}, count(*) AS {ROWS}{parts} FROM {self.facts(name)} "  # noqa: S608 - names of the contract, formulas of the grammar
                f"GROUP BY {groups})"
            )
        extract = self._warehouse.extracts[name]
        wanted = [
            d for d in dimensions(extract, self._warehouse.extracts) if d not in plan.dimensions
        ]
        return f"SELECT * FROM {self.with_lookups(union, name, wanted)}"  # noqa: S608 - names of the contracts

    def _cube_sql(self, name: str, entity: str | None) -> str:
        """Return the rollup by month and the screens' dimensions (and one entity)."""
        plan = self._warehouse.plans[name]
        extract = self._warehouse.extracts[name]
        known = dimensions(extract, self._warehouse.extracts)
        kept = dict.fromkeys((*CUBE_DIMENSIONS, *((entity,) if entity else ())))
        groups = ", ".join((MONTH, *(quoted(d) for d in kept if d in known)))
        parts = "".join(
            f", {combined(sql)}({quoted(part)}) AS {quoted(part)}"
            for part, sql in plan.parts.items()
        )
        return (
            f"SELECT {groups}, sum({ROWS}) AS {ROWS}{parts} FROM {self.rollup(name)} "  # noqa: S608 - names of the contract
            f"GROUP BY {groups}"
        )


def combined(sql: str) -> str:
    """Return the aggregate that adds up partial results of another: counts are summed."""
    function = sql.split("(", 1)[0].lower()
    return function if function in ("min", "max") else "sum"


def _chain(wanted: Sequence[str], known: Mapping[str, Lookup | None]) -> list[Lookup]:
    """Return the lookups for the wanted dimensions, each after those it depends on."""
    ordered: dict[str, Lookup] = {}

    def add(name: str) -> None:
        lookup = known.get(name)
        if lookup is None or name in ordered:
            return
        add(lookup.via)
        ordered[name] = lookup

    for name in wanted:
        add(name)
    return list(ordered.values())


def _path_list(paths: Sequence[Path]) -> str:
    """Return paths as an SQL list literal; a view takes no bound values."""
    return "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths) + "]"


def _drop(cursor: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Forget a version's relations once nobody reads them any more."""
    try:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        cursor.close()
    except duckdb.Error:
        return
