"""Loading, with everything that a load promises, beside DuckDB's bare copy of the same CSV.

Ours checks every cell against the contract, keeps source line numbers, replaces periods, writes
Parquet and rollups, hashes, syncs to disk and commits to the catalogue. The copy does none of it.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import duckdb

from pipelines.extracts.contract import Extract, duckdb_type
from pipelines.extracts.reading import read_contracts
from pipelines.settings import Settings


def copied(source: str, target: str) -> dict[str, Any]:
    """Copy CSV files to zstd Parquet with DuckDB and nothing else; return the seconds."""
    contracts = read_contracts(Settings().extracts)
    shutil.rmtree(target, ignore_errors=True)
    Path(target).mkdir(parents=True)
    statements = [
        (_copy(contracts[path.name.partition("_2")[0]]), [str(path)], path.stem)
        for path in sorted(Path(source).glob("*.csv"))
    ]
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "4GB"})
    began = time.perf_counter()
    for statement, values, name in statements:
        connection.execute(statement.replace("TARGET", f"{target}/{name}.parquet"), values)
    return {"seconds": time.perf_counter() - began}


def _copy(extract: Extract) -> str:
    """Return the statement that copies one of an extract's files; the columns are typed."""
    columns = ", ".join(f"'{column.name}': '{duckdb_type(column)}'" for column in extract.columns)
    return (
        f"COPY (SELECT * FROM read_csv(?, header = true, columns = {{{columns}}})) "
        "TO 'TARGET' (FORMAT parquet, COMPRESSION zstd)"
    )
