"""What a suite is run over: one view per subject, and one for each thing it refers to.

In DuckDB the rows stay on disk (Parquet files, read as views); of a database that is not ours a
query stands for them. Nothing is copied into memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from pipelines.catalogue.catalogue import DataFile
from pipelines.errors import GapError
from pipelines.extracts.contract import Column, Extract
from pipelines.intake.convert import exact_value, trimmed
from pipelines.intake.header import LINE
from pipelines.periods import MONTHS
from pipelines.quality.dataset import Dataset
from pipelines.quality.suite import RAW, REFERENCE_OF_ACCURACY, compared, reference_view
from pipelines.warehouse.rollups import quoted

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

MEASURED: Final = "measured"
"""The view that a suite is run over."""
_MOMENTS: Final = (
    "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS",
)  # fmt: skip
_FAMILIES: Final = {
    "integer": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
                "UINTEGER", "UBIGINT"),
    "decimal": ("DECIMAL", "DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
    "number": ("DECIMAL", "DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
    "boolean": ("BOOLEAN",),
    "date": ("DATE",),
    "timestamp": (*_MOMENTS, "DATE"),
}  # fmt: skip
"""DuckDB's types whose values need not be read from text."""


@dataclass(frozen=True)
class Relation:
    """A view made ready in a connection."""

    keys: tuple[str, ...]
    """Columns that name a failing row to a person, the one that gives the rows an order last."""
    has_text: bool = False
    """Whether each column is there as the text of its cells too."""
    missing: tuple[str, ...] = ()
    """Views of what the suite refers to that are empty because nothing of it is there."""


def extract_relation(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    *,
    files: Sequence[DataFile],
    live: Sequence[DataFile],
) -> Relation:
    """Make the view of an extract's rows of one quarter, and of what they refer to.

    Args:
        workspace: Whose files.
        connection: May read the store's facts.
        extract: The contract.
        files: The fact files of the quarter.
        live: All files that count, for references.

    Raises:
        StoreError: A file is missing or damaged.
    """
    paths = [workspace.warehouse.checked(file) for file in files]
    months = MONTHS[extract.grain]
    _view(
        connection,
        MEASURED,
        f"SELECT * EXCLUDE (filename), parse_filename(filename, true) AS _load, "  # noqa: S608 - paths of the catalogue
        f"CAST(_period + INTERVAL {months} MONTH - INTERVAL 1 DAY AS DATE) AS _period_end "
        f"FROM read_parquet({_paths(paths)}, union_by_name = true, filename = true)",
    )
    missing = []
    for number, reference in enumerate(extract.references):
        targets = [
            workspace.warehouse.checked(file) for file in live if file.extract == reference.extract
        ]
        if not targets:
            missing.append(reference_view(number))
        source = (
            f"read_parquet({_paths(targets)}, union_by_name = true)"
            if targets
            else f"(SELECT {', '.join(f'NULL AS {quoted(n)}' for n in reference.target_columns)})"
        )
        _view(connection, reference_view(number), _known(source, reference.target_columns))
    keys = dict.fromkeys((*extract.key, "_load", LINE))
    return Relation(tuple(keys), missing=tuple(missing))


def dataset_relation(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    path: Path,
    *,
    folder: Path,
    others: dict[str, Path],
) -> Relation:
    """Make the view of a dataset's rows, typed and as text, and of what they refer to.

    The cells are read once, into a Parquet file that lives as long as the measurement: a suite
    asks some hundred questions, and each would read them from their text anew.

    Args:
        connection: May read the files and write into the folder.
        dataset: The contract.
        path: Its rows as Parquet.
        folder: Where that file goes.
        others: The rows of the datasets that it refers to, as Parquet, by identifier.

    Raises:
        GapError: The file lacks a column of the contract.
    """
    stored = _columns(connection, path)
    lacking = [column.name for column in dataset.columns if column.name not in stored]
    if lacking:
        raise GapError(
            f"The rows of {dataset.id} lack {', '.join(lacking)}, which its contract describes.",
            next_step="Bring a file that has them, or change the contract. Nothing was measured.",
        )
    line = quoted(LINE) if LINE in stored else "file_row_number + 2"
    texts = ", ".join(
        f"{_as_text(column.name)} AS {quoted(RAW + column.name)}" for column in dataset.columns
    )
    typed = "".join(
        f", {_typed(column, stored[column.name])} AS {quoted(column.name)}"
        for column in dataset.columns
        if column.type != "text"
    )
    read = folder / "read.parquet"
    connection.execute(
        f"COPY (SELECT {line} AS _row, {', '.join(quoted(RAW + c.name) for c in dataset.columns)}"  # noqa: S608 - names of the contract, paths of ours
        f"{typed} FROM (SELECT *, {texts} FROM read_parquet({_paths([path])}, "
        f"file_row_number = true)) AS _stored) TO {_path(read)} (FORMAT parquet)"
    )
    same = "".join(
        f", {quoted(RAW + column.name)} AS {quoted(column.name)}"
        for column in dataset.columns
        if column.type == "text"
    )
    _view(connection, MEASURED, f"SELECT *{same} FROM read_parquet({_path(read)})")  # noqa: S608 - names of the contract, a path of ours
    missing = []
    for number, link in enumerate(dataset.links):
        other = _with(connection, others.get(link.dataset), link.target_columns)
        if other is None:
            missing.append(reference_view(number))
        source = _source(other, link.target_columns)
        _view(connection, reference_view(number), _known(source, link.target_columns))
    if dataset.accuracy:
        names = (*dataset.accuracy.key, *dataset.accuracy.columns)
        other = _with(connection, others.get(dataset.accuracy.dataset), names)
        if other is None:
            missing.append(REFERENCE_OF_ACCURACY)
        _view(connection, REFERENCE_OF_ACCURACY, _truth(_source(other, names), dataset))
    unique = dataset.unique[0] if dataset.unique else ()
    keys = dict.fromkeys((*(RAW + name for name in (dataset.key or unique)), "_row"))
    return Relation(tuple(keys), has_text=True, missing=tuple(missing))


def _as_text(name: str) -> str:
    """Return SQL for a stored cell as trimmed text; null where nothing is left."""
    return trimmed(f"CAST({quoted(name)} AS VARCHAR)")


def _typed(column: Column, stored: str) -> str:
    """Return SQL for a cell's typed value: as it is stored, or read from its text."""
    kind, cell = stored.partition("(")[0], f"_stored.{quoted(column.name)}"
    if column.type == "date" and kind in _MOMENTS:  # as many tools keep days
        return f"CASE WHEN {cell} = date_trunc('day', {cell}) THEN CAST({cell} AS DATE) END"
    if kind not in _FAMILIES.get(column.type, ()):
        return exact_value(column, quoted(RAW + column.name), grain=None)
    return f"CAST({cell} AS TIMESTAMP)" if column.type == "timestamp" else cell


def _columns(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Return the columns of a Parquet file with their types."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({_paths([path])})").fetchall()  # noqa: S608 - a path of ours
    return {str(row[0]): str(row[1]) for row in rows}


def _source(path: Path | None, names: Sequence[str]) -> str:
    """Return a FROM clause over another dataset's rows; without it, no rows."""
    if path is None:
        return f"(SELECT {', '.join(f'NULL AS {quoted(name)}' for name in names)})"
    return f"read_parquet({_paths([path])})"


def _with(
    connection: duckdb.DuckDBPyConnection, path: Path | None, names: Sequence[str]
) -> Path | None:
    """Return another dataset's rows if they have the columns that are asked for."""
    if path is None or not set(names) <= _columns(connection, path).keys():
        return None
    return path


def _known(source: str, names: Sequence[str]) -> str:
    """Return the keys that there are to refer to, as text, each once."""
    keys = ", ".join(f"{_as_text(name)} AS _k{place}" for place, name in enumerate(names))
    filled = " AND ".join(f"_k{place} IS NOT NULL" for place in range(len(names)))
    return f"SELECT DISTINCT * FROM (SELECT {keys} FROM {source}) WHERE {filled}"  # noqa: S608 - names of the contract


def _truth(source: str, dataset: Dataset) -> str:
    """Return the reference's values by key, as text, one row per key."""
    assert dataset.accuracy is not None  # noqa: S101  # asked for only where there is one
    key, columns = dataset.accuracy.key, dataset.accuracy.columns
    keys = ", ".join(f"{_as_text(name)} AS _k{place}" for place, name in enumerate(key))
    values = ", ".join(
        f"min({_as_compared(dataset.column(name))}) AS {quoted(f'_v {name}')}" for name in columns
    )
    filled = " AND ".join(f"_k{place} IS NOT NULL" for place in range(len(key)))
    return f"SELECT {keys}, {values} FROM {source} GROUP BY ALL HAVING {filled}"  # noqa: S608 - names of the contract


def _as_compared(column: Column) -> str:
    """Return SQL for a reference's cell as ours is compared with it, by the type of ours."""
    text = _as_text(column.name)
    return compared(column, exact_value(column, text, grain=None), text)


def _view(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    """Make a view."""
    connection.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS {sql}")


def _paths(paths: Sequence[Path]) -> str:
    """Return paths as an SQL list; a view takes no bound values."""
    return "[" + ", ".join(_path(path) for path in paths) + "]"


def _path(path: Path) -> str:
    """Return a path as an SQL literal."""
    return "'" + str(path).replace("'", "''") + "'"
