"""Differences: what one fact file says that another of the same extract and period does not.

Rows are told apart by the contract's key. Counts are exact; of the rows themselves only so many
are kept as somebody might read. Files of an older contract may lack columns; those are empty then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import duckdb

from pipelines.errors import GapError
from pipelines.extracts.contract import Extract
from pipelines.intake.faults import point
from pipelines.intake.staging import staging
from pipelines.uploads.shapes import Difference, DifferenceRow, Upload
from pipelines.warehouse.connection import locked
from pipelines.warehouse.rollups import quoted

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

Kind = Literal["new", "changed", "removed"]
_CONDITIONS: dict[Kind, str] = {
    "new": "o._line IS NULL",
    "removed": "n._line IS NULL",
    "changed": "o._line IS NOT NULL AND n._line IS NOT NULL AND ({differs})",
}
MOST = 50
"""Rows of a page."""


@dataclass(frozen=True)
class Compared:
    """How two loads differ."""

    extract: str
    period: str
    difference: Difference
    rows: tuple[DifferenceRow, ...]


@dataclass(frozen=True)
class Sides:
    """Two fact files of one extract and period; a side that says nothing is None."""

    extract: Extract
    older: Path | None
    newer: Path | None

    @property
    def others(self) -> tuple[str, ...]:
        """Return the columns that are no part of the key."""
        return tuple(name for name in self.extract.column_names if name not in self.extract.key)


def counted(connection: duckdb.DuckDBPyConnection, sides: Sides, *, rows: int) -> Difference:
    """Return how many rows are new, changed, removed and unchanged.

    Args:
        connection: May read both files.
        sides: The two files.
        rows: How many the one side holds, where the other says nothing.
    """
    if sides.older is None or sides.newer is None:
        return Difference(
            new=rows if sides.newer else 0,
            changed=0,
            removed=rows if sides.older else 0,
            unchanged=0,
        )
    differs = _differing(connection, sides)
    per_column = "".join(
        f", count(*) FILTER (WHERE o._line IS NOT NULL AND n._line IS NOT NULL AND {condition})"
        for condition in differs.values()
    )
    counts = ", ".join(
        f"count(*) FILTER (WHERE {_condition(kind, differs.values())})" for kind in _CONDITIONS
    )
    answer = connection.execute(
        f"SELECT {counts}, count(*){per_column} FROM {_joined(sides)}",  # noqa: S608 - names of the contract
        {"older": str(sides.older), "newer": str(sides.newer)},
    ).fetchone()
    assert answer is not None  # noqa: S101  # an aggregate always answers
    new, removed, changed, total = (int(number) for number in answer[:4])
    columns = sorted(
        ((name, int(count)) for name, count in zip(differs, answer[4:], strict=True) if count),
        key=lambda pair: -pair[1],
    )
    return Difference(new, changed, removed, total - new - removed - changed, tuple(columns))


def write_rows(
    connection: duckdb.DuckDBPyConnection, sides: Sides, target: Path, *, most: int
) -> None:
    """Write rows that differ, by kind and key.

    Args:
        connection: May read both files and write the target.
        sides: The two files; neither is None.
        target: A Parquet file.
        most: How many at most.
    """
    connection.execute(
        f"COPY ({_rows_sql(connection, sides)} LIMIT {int(most)}) "
        f"TO '{str(target).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)",
        {"older": str(sides.older), "newer": str(sides.newer)},
    )


def rows_that_differ(
    workspace: Workspace,
    one: Upload,
    extract: str,
    period: str,
    *,
    kind: Kind | None = None,
    skip: int = 0,
    most: int = MOST,
) -> tuple[DifferenceRow, ...]:
    """Return rows of an upload that differ from what counted when it was looked at.

    Where nothing counted, every row is new and none is listed.

    Args:
        workspace: Where.
        one: The upload, with a finding.
        extract: Of which extract.
        period: Of which period.
        kind: Only those.
        skip: How many to leave out.
        most: How many at most.
    """
    if one.finding is None:
        return ()
    folder = workspace.settings.store / one.finding.folder
    path = folder / differences_file(extract, period)
    if not path.exists():
        return ()
    contract = workspace.extracts[extract]
    connection = locked(workspace.settings, folders=[folder])
    try:
        condition = "WHERE kind = $kind" if kind else ""
        found = connection.execute(
            f"SELECT * FROM read_parquet($path) {condition} LIMIT {int(most)} OFFSET {int(skip)}",  # noqa: S608 - numbers
            {"path": str(path), **({"kind": kind} if kind else {})},
        ).fetchall()
    finally:
        connection.close()
    return tuple(_row(contract, *row) for row in found)


def difference(
    workspace: Workspace,
    older_load: str,
    newer_load: str,
    *,
    kind: Kind | None = None,
    skip: int = 0,
    most: int = MOST,
) -> Compared:
    """Return how two loads of one extract and period differ, and a page of the rows.

    Args:
        workspace: Where.
        older_load: The one that is compared with.
        newer_load: The one that says something else.
        kind: List only those rows.
        skip: How many to leave out.
        most: How many to list at most.

    Raises:
        NotFound: There is no such load.
        GapError: They are not of one extract and period.
        StoreError: A fact file is missing or damaged.
    """
    known = {load.id: load for load in workspace.catalogue.loads()}
    older, newer = (
        known.get(one) or workspace.catalogue.load(one) for one in (older_load, newer_load)
    )
    if (older.extract, older.period) != (newer.extract, newer.period):
        raise GapError(
            "Two loads can be compared where they are of the same extract and period.",
            where=f"{older.id}: {older.extract} {older.period}. "
            f"{newer.id}: {newer.extract} {newer.period}.",
            next_step="Choose two loads of one period.",
        )
    contract = workspace.extracts[older.extract]
    paths = [workspace.catalogue.fact_file(one.id) for one in (older, newer)]
    sides = Sides(contract, *(workspace.warehouse.checked(path) for path in paths))
    with _comparing(workspace) as connection:
        summed = counted(connection, sides, rows=0)
        condition = f"WHERE kind = '{kind}'" if kind in _CONDITIONS else ""
        found = connection.execute(
            f"SELECT * FROM ({_rows_sql(connection, sides)}) {condition} "  # noqa: S608 - names of the contract
            f"LIMIT {int(most)} OFFSET {int(skip)}",
            {"older": str(sides.older), "newer": str(sides.newer)},
        ).fetchall()
    rows = tuple(_row(contract, *row) for row in found)
    return Compared(older.extract, older.period, summed, rows)


def differences_file(extract: str, period: str) -> str:
    """Return what the rows of an extract and period are called in a look's folder."""
    return f"differences_{extract}_{period}.parquet"


@contextmanager
def _comparing(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that may read the facts and spill where there is room."""
    store = workspace.settings.store
    with staging(store) as home:
        point("comparing")
        connection = locked(workspace.settings, folders=[store / "facts"], temporary=home)
        try:
            yield connection
        finally:
            connection.close()


def _differing(connection: duckdb.DuckDBPyConnection, sides: Sides) -> dict[str, str]:
    """Return, for each column that is no key, SQL that is true where it differs."""
    older, newer = (_types(connection, path) for path in (sides.older, sides.newer))
    conditions = {}
    for name in sides.others:
        left, right = (
            f"{side}.{quoted(name)}" if name in types else "NULL"
            for side, types in (("o", older), ("n", newer))
        )
        if name in older and name in newer and older[name] != newer[name]:
            left, right = f"CAST({left} AS VARCHAR)", f"CAST({right} AS VARCHAR)"
        conditions[name] = f"{left} IS DISTINCT FROM {right}"
    return conditions


def _types(connection: duckdb.DuckDBPyConnection, path: Path | None) -> dict[str, str]:
    """Return the columns of a fact file and their types."""
    if path is None:
        return {}
    described = connection.execute(
        "DESCRIBE SELECT * FROM read_parquet($path)", {"path": str(path)}
    ).fetchall()
    return {name: kind for name, kind, *_ in described}


def _joined(sides: Sides) -> str:
    """Return a FROM clause: each key once, with the row of each side."""
    same = " AND ".join(f"o.{quoted(name)} = n.{quoted(name)}" for name in sides.extract.key)
    return f"read_parquet($older) AS o FULL JOIN read_parquet($newer) AS n ON {same}"


def _condition(kind: Kind, differs: Iterable[str]) -> str:
    """Return SQL that is true for rows of a kind."""
    return _CONDITIONS[kind].replace("{differs}", " OR ".join(differs) or "false")


def _rows_sql(connection: duckdb.DuckDBPyConnection, sides: Sides) -> str:
    """Return kind, key, line and the other cells of both sides of each row that differs."""
    older, newer = (_types(connection, path) for path in (sides.older, sides.newer))
    differs = list(_differing(connection, sides).values())
    kinds = " ".join(f"WHEN {_condition(kind, differs)} THEN '{kind}'" for kind in _CONDITIONS)
    keys = ", ".join(
        f"CAST(coalesce(n.{quoted(name)}, o.{quoted(name)}) AS VARCHAR)"
        for name in sides.extract.key
    )
    cells = [
        ", ".join(
            f"CAST({side}.{quoted(name)} AS VARCHAR)" if name in types else "NULL"
            for name in sides.others
        )
        for side, types in (("o", older), ("n", newer))
    ]
    return (
        "SELECT kind, keys, line, older, newer FROM ("  # noqa: S608 - names of the contract
        f"SELECT CASE {kinds} END AS kind, [{keys}] AS keys, n._line AS line, "
        f"CAST([{cells[0]}] AS VARCHAR[]) AS older, CAST([{cells[1]}] AS VARCHAR[]) AS newer "
        f"FROM {_joined(sides)}) WHERE kind IS NOT NULL ORDER BY kind, keys"
    )


def _row(
    extract: Extract,
    kind: Kind,
    keys: Sequence[str],
    line: int | None,
    older: Sequence[str | None],
    newer: Sequence[str | None],
) -> DifferenceRow:
    """Return one row as a value."""
    others = [name for name in extract.column_names if name not in extract.key]
    cells = zip(others, older, newer, strict=False)
    return DifferenceRow(
        kind,
        tuple(zip(extract.key, keys, strict=True)),
        line,
        tuple(cell for cell in cells if cell[1] != cell[2] or kind != "changed"),
    )
