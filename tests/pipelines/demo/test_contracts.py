"""Every file of the demo company keeps its contract: nothing in it would be refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.demo.columns import COLUMNS
from pipelines.demo.generator import Demo, write_demo
from pipelines.extracts.contract import Extract, duckdb_type
from pipelines.extracts.reading import read_contracts
from pipelines.settings import Settings

PERIOD = r"\d{4}-(Q[1-4]|0[1-9]|1[0-2])"
CONTRACTS = read_contracts(Settings().extracts)


def test_columns_are_those_of_the_contracts_in_their_order():
    assert {name: CONTRACTS[name].column_names for name in COLUMNS} == dict(COLUMNS)


def test_load_order_puts_what_others_refer_to_first():
    order = list(COLUMNS)
    for extract in CONTRACTS.values():
        for reference in extract.references:
            if extract.name in order and reference.extract != extract.name:
                assert order.index(reference.extract) < order.index(extract.name)


@pytest.mark.parametrize("extract", sorted(COLUMNS))
def test_no_cell_breaks_its_contract(demo: Demo, extract: str):
    assert broken(demo.folder, CONTRACTS[extract]) == []


@pytest.mark.slow
@pytest.mark.parametrize("scale", ["1M"])
def test_a_large_scale_keeps_the_contracts_too(tmp_path: Path, scale: str):
    write_demo(tmp_path, scale=scale, truth=False)
    for name in COLUMNS:
        assert broken(tmp_path, CONTRACTS[name]) == []


def broken(folder: Path, extract: Extract) -> list[str]:
    """Return what DuckDB finds wrong in the extract's files, read as text."""
    connection = duckdb.connect()
    found = []
    paths = [str(path) for path in sorted(folder.glob(f"{extract.name}_*.csv"))]
    first_editions = [path for path in paths if not path.endswith("ledger_2025-Q1_r2.csv")]
    for paths_read, unique in ((first_editions, True), (paths, False)):
        _open(connection, paths_read, view="raw")
        found += _bad_cells(connection, extract)
        found += _bad_rows(connection, extract)
        if unique:
            key = ", ".join(extract.key)
            found += _count(
                connection, f"SELECT count(*) - count(DISTINCT ({key})) FROM raw", f"key {key}"
            )
    found += _orphans(connection, folder, extract)
    return found


def _open(connection: duckdb.DuckDBPyConnection, paths: list[str], *, view: str) -> None:
    relation = connection.read_csv(paths, quotechar='"', escapechar='"', all_varchar=True)
    relation.create_view(view, replace=True)


def _count(connection: duckdb.DuckDBPyConnection, query: str, what: str) -> list[str]:
    [(number,)] = connection.execute(query).fetchall()
    return [f"{what}: {number}"] if number else []


def _bad_cells(connection: duckdb.DuckDBPyConnection, extract: Extract) -> list[str]:
    found = []
    for column in extract.columns:
        name = column.name
        cast = f"TRY_CAST({name} AS {duckdb_type(column)})"
        bad = [f"({name} IS NOT NULL AND {cast} IS NULL)"]
        if column.required:
            bad.append(f"{name} IS NULL")
        if column.allowed:
            bad.append(f"{name} NOT IN ({', '.join(repr(value) for value in column.allowed)})")
        if column.pattern:
            bad.append(f"NOT regexp_full_match({name}, '{column.pattern}')")
        if column.type == "period":
            bad.append(f"NOT regexp_full_match({name}, '{PERIOD}')")
        if column.minimum is not None:
            bad.append(f"{cast} < '{column.minimum}'")
        if column.maximum is not None:
            bad.append(f"{cast} > '{column.maximum}'")
        query = f"SELECT count(*) FROM raw WHERE {' OR '.join(bad)}"
        found += _count(connection, query, f"{extract.name}.{name}")
    return found


def _bad_rows(connection: duckdb.DuckDBPyConnection, extract: Extract) -> list[str]:
    typed = ", ".join(
        f"TRY_CAST({c.name} AS {duckdb_type(c)}) AS {c.name}" for c in extract.columns
    )
    return [
        line
        for rule in extract.rules
        for line in _count(
            connection,
            f"SELECT count(*) FROM (SELECT {typed} FROM raw) WHERE NOT ({rule.condition})",
            f"{extract.name} rule {rule.name}",
        )
    ]


def _orphans(connection: duckdb.DuckDBPyConnection, folder: Path, extract: Extract) -> list[str]:
    found = []
    for reference in extract.references:
        targets = [str(path) for path in sorted(folder.glob(f"{reference.extract}_*.csv"))]
        _open(connection, targets, view="target")
        ours, theirs = ", ".join(reference.columns), ", ".join(reference.target_columns)
        filled = " AND ".join(f"{column} IS NOT NULL" for column in reference.columns)
        query = (
            f"SELECT count(*) FROM raw WHERE {filled}"
            f" AND ({ours}) NOT IN (SELECT ({theirs}) FROM target)"
        )
        found += _count(connection, query, f"{extract.name} -> {reference.extract}")
    return found
