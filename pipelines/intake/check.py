"""Checks between rows: keys that come twice, keys loaded before, names that lead nowhere.

The common case is that nothing is wrong, so each check first asks the cheapest question that can
prove it (64-bit hashes of the keys, ranges of keys from the files' statistics, distinct names)
and looks for the rows only when that fails. Problems go to Parquet files beside the staged rows:
a file of millions of bad rows must not fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import duckdb
import numpy as np

from pipelines.catalogue.catalogue import DataFile
from pipelines.extracts.contract import Extract, Reference
from pipelines.intake.header import LINE
from pipelines.intake.receipt import Problem
from pipelines.intake.stage import Staged
from pipelines.warehouse.rollups import quoted


@dataclass(frozen=True)
class Live:
    """The fact files that count now, by extract."""

    files: Mapping[str, tuple[DataFile, ...]]
    checked: Callable[[DataFile], Path] = attrgetter("path")
    """Says where a file lies, once it is known to be what was loaded."""

    @classmethod
    def of_files(cls, files: Iterable[DataFile], checked: Callable[[DataFile], Path]) -> Live:
        """Return the files sorted by extract."""
        sorted_files: dict[str, list[DataFile]] = {}
        for file in files:
            sorted_files.setdefault(file.extract, []).append(file)
        return cls({extract: tuple(some) for extract, some in sorted_files.items()}, checked)

    def of(self, extract: str) -> tuple[DataFile, ...]:
        """Return the live files of one extract."""
        return self.files.get(extract, ())


def check_between_rows(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    *,
    live: Live,
    replaced: frozenset[str],
    together: Mapping[str, Staged],
) -> list[Problem]:
    """Write every row that breaks a rule between rows to ``staged.folder``.

    Args:
        connection: May read the live files and write the folder.
        staged: The rows, already judged one by one.
        live: What counts now.
        replaced: Labels of the periods that this file replaces.
        together: All parts of the same submission by extract; they may refer to each other.

    Returns:
        Warnings about the file as a whole.
    """
    extract = staged.table.extract
    _check_keys(connection, staged)
    if key_counts_across_periods(extract):
        others = [file for file in live.of(extract.name) if file.period not in replaced]
        _check_loaded_keys(connection, staged, others, checked=live.checked)
    warnings = []
    for number, reference in enumerate(extract.references):
        paths = [str(live.checked(file)) for file in live.of(reference.extract)]
        target = together.get(reference.extract)
        if not paths and target is None:
            warnings.append(_nothing_to_refer_to(reference))
            continue
        _check_reference(connection, staged, reference, paths=paths, target=target, number=number)
    return warnings


def key_counts_across_periods(extract: Extract) -> bool:
    """Return whether one key may stand in one period only: events with a number of their own."""
    return not extract.snapshot and extract.period_column not in extract.key


def _check_keys(connection: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    """Find keys that come twice; the first row stays, the later ones are refused."""
    extract = staged.table.extract
    keys = ", ".join((*(quoted(name) for name in extract.key), "_period"))
    answer = connection.execute(f"SELECT hash({keys}) AS hash FROM {staged.good}")  # noqa: S608 - names of the contract
    hashes = np.asarray(answer.fetchnumpy()["hash"])
    hashes.sort()
    if not (hashes[1:] == hashes[:-1]).any():
        return
    same = " AND ".join(
        f"row.{part} IS NOT DISTINCT FROM twice.{part}" for part in keys.split(", ")
    )
    _write(
        connection,
        staged.folder / "keys.parquet",
        f"SELECT {LINE} AS line, 'duplicate_key' AS code, 0 AS place, "  # noqa: S608 - names of the contract
        f"{_literal(extract.key[0])} AS subject, _key AS value, "
        f"CAST(_first AS VARCHAR) AS detail FROM "
        f"(SELECT row.{LINE}, twice._first, {_shown_key(extract, 'row')} AS _key, "
        f"row_number() OVER (PARTITION BY {_prefixed(keys, 'row')} ORDER BY row.{LINE}) AS _turn "
        f"FROM {staged.good} AS row JOIN "
        f"(SELECT {keys}, min({LINE}) AS _first FROM {staged.good} GROUP BY {keys} "
        f"HAVING count(*) > 1) AS twice ON {same}) WHERE _turn > 1",
    )


def _prefixed(names: str, row: str) -> str:
    """Return names of columns with the row that they belong to."""
    return ", ".join(f"{row}.{name}" for name in names.split(", "))


def _check_loaded_keys(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    others: Sequence[DataFile],
    *,
    checked: Callable[[DataFile], Path],
) -> None:
    """Find keys that count already in a period that this file does not replace."""
    extract = staged.table.extract
    files = {str(file.path): file for file in others}
    near = [str(checked(files[path])) for path in _overlapping(connection, staged, list(files))]
    if not near:
        return
    same = " AND ".join(f"row.{quoted(name)} = old.{quoted(name)}" for name in extract.key)
    names = ", ".join(quoted(name) for name in extract.key)
    _write(
        connection,
        staged.folder / "loaded.parquet",
        f"SELECT row.{LINE} AS line, 'loaded_key' AS code, 0 AS place, "  # noqa: S608 - names of the contract
        f"{_literal(extract.key[0])} AS subject, {_shown_key(extract, 'row')} AS value, "
        f"min(strftime(old._period, '%Y-%m')) AS detail FROM "
        f"(SELECT {names}, _period FROM read_parquet($paths)) AS old "
        f"JOIN {staged.good} AS row ON {same} GROUP BY ALL",
        {"paths": near},
    )


def _overlapping(
    connection: duckdb.DuckDBPyConnection, staged: Staged, paths: Sequence[str]
) -> list[str]:
    """Return those files whose range of keys meets the file's own; numbers often count up."""
    if not paths:
        return []
    key = staged.table.extract.key[0]
    low, high = connection.execute(
        f"SELECT min({quoted(key)}), max({quoted(key)}) FROM {staged.good}"  # noqa: S608 - names of the contract
    ).fetchone() or (None, None)
    if not isinstance(low, str):
        return [] if low is None else list(paths)
    rows = connection.execute(
        "SELECT file_name, min(stats_min_value), max(stats_max_value), "
        "bool_or(stats_min_value IS NULL OR stats_max_value IS NULL) "
        "FROM parquet_metadata($paths) WHERE path_in_schema = $key GROUP BY file_name",
        {"paths": list(paths), "key": key},
    ).fetchall()
    return [
        path for path, first, last, unknown in rows if unknown or (first <= high and last >= low)
    ]


def _check_reference(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    reference: Reference,
    *,
    paths: Sequence[str],
    target: Staged | None,
    number: int,
) -> None:
    """Find rows that name something that the other extract does not have."""
    own = ", ".join(quoted(name) for name in reference.columns)
    theirs = ", ".join(quoted(name) for name in reference.target_columns)
    sources = []
    if paths:
        sources.append(f"SELECT {theirs} FROM read_parquet($paths, union_by_name = true)")  # noqa: S608 - names of the contract
    if target is not None:
        sources.append(f"SELECT {theirs} FROM {target.good}")  # noqa: S608 - names of the contract
    filled = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in reference.columns)
    unknown = (
        f"SELECT DISTINCT {own} FROM {staged.good} WHERE {filled} "  # noqa: S608 - names of the contract
        f"AND ({own}) NOT IN ({' UNION ALL '.join(sources)})"
    )
    parameters = {"paths": list(paths)} if paths else {}
    if not connection.execute(f"SELECT 1 FROM ({unknown}) LIMIT 1", parameters).fetchone():  # noqa: S608 - names of the contract
        return
    same = " AND ".join(f"row.{quoted(n)} = lost.{quoted(n)}" for n in reference.columns)
    shown = " || ' / ' || ".join(f"CAST(row.{quoted(n)} AS VARCHAR)" for n in reference.columns)
    _write(
        connection,
        staged.folder / f"reference_{number}.parquet",
        f"SELECT row.{LINE} AS line, 'unknown_reference' AS code, 0 AS place, "  # noqa: S608 - names of the contract
        f"{_literal(reference.columns[0])} AS subject, {shown} AS value, "
        f"{_literal(reference.extract)} AS detail "
        f"FROM {staged.good} AS row JOIN ({unknown}) AS lost ON {same}",
        parameters,
    )


def _nothing_to_refer_to(reference: Reference) -> Problem:
    """Return the one warning where the other extract has not been loaded at all."""
    return Problem(
        "warning",
        "unchecked_reference",
        None,
        reference.columns[0],
        None,
        f"Nothing of {reference.extract} is loaded yet, so {', '.join(reference.columns)} "
        "could not be checked against it.",
    )


def _shown_key(extract: Extract, row: str) -> str:
    """Return SQL for a key as people read it."""
    return " || ' / ' || ".join(f"CAST({row}.{quoted(name)} AS VARCHAR)" for name in extract.key)


def _write(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    sql: str,
    parameters: Mapping[str, object] | None = None,
) -> None:
    """Write the answer of a query to a file."""
    connection.execute(f"COPY ({sql}) TO {_literal(str(path))} (FORMAT parquet)", parameters or {})


def _literal(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
