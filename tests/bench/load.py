"""Loading, with everything that a load promises, beside DuckDB's bare copy of the same CSV.

Ours checks every cell against the contract, keeps source line numbers, replaces periods, writes
Parquet and rollups, hashes, syncs to disk and commits to the catalogue. The copy does none of it.
"""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines.extracts.contract import Extract, duckdb_type
from pipelines.extracts.reading import read_contracts
from pipelines.intake.load import intake_connection, load_file
from pipelines.settings import Settings, settings_from
from pipelines.workspace import open_workspace
from tests.bench import big_files, stores
from tests.bench.child import in_child
from tests.bench.table import Figure

NOW = datetime(2026, 3, 31, tzinfo=UTC)
AIM = 2.5
AIM_MB = {"10M": 1_000.0}
AIM_MB_TWO_GIGABYTES = 2_000.0
REPEATS = {"demo": 3, "1M": 3, "10M": 2, "100M": 1}


def loaded(*sources: str) -> dict[str, Any]:
    """Load CSV files into the store of this process's settings; return the seconds and rows."""
    workspace = open_workspace(settings_from())
    paths = [Path(source) for source in sources]
    began, rows = time.perf_counter(), 0
    with intake_connection(workspace, folders={path.parent for path in paths}) as connection:
        for path in paths:
            receipt = load_file(workspace, path, actor="bench", now=NOW, connection=connection)
            if receipt.outcome != "loaded":
                raise SystemExit(f"{path}: {receipt.outcome}\n{receipt.problems[:3]}")
            rows += receipt.rows_accepted
    return {"seconds": time.perf_counter() - began, "rows": rows}


def copied(target: str, *sources: str) -> dict[str, Any]:
    """Copy CSV files to zstd Parquet with DuckDB and nothing else; return the seconds."""
    contracts = read_contracts(Settings().extracts)
    shutil.rmtree(target, ignore_errors=True)
    Path(target).mkdir(parents=True)
    connection = duckdb.connect(config={"threads": Settings().threads})
    began = time.perf_counter()
    for path in map(Path, sources):
        extract = contracts[path.stem.partition("_2")[0]]
        connection.execute(_copy(extract, f"{target}/{path.stem}.parquet"), [str(path)])
    return {"seconds": time.perf_counter() - began}


def _copy(extract: Extract, target: str) -> str:
    """Return the statement that copies one of an extract's files; the columns are typed."""
    columns = ", ".join(f"'{column.name}': '{duckdb_type(column)}'" for column in extract.columns)
    return (
        f"COPY (SELECT * FROM read_csv(?, header = true, columns = {{{columns}}})) "
        f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    )


def figures(folder: Path, sizes: list[str], *, two_gigabytes: bool) -> list[Figure]:
    """Return the figures of each size, and of one large file where that is asked for."""
    lines = []
    for size in sizes:
        everything = stores.in_order(stores.files(folder, size).glob("*.csv"))
        lines += _compared(folder, size, everything, f"whole demo company, {len(everything)} files")
        lines += _compared(
            folder, size, [big_files.joined(folder, size)], "predictions in one file"
        )
    if two_gigabytes:
        lines += _two_gigabytes(folder)
    return lines


def _compared(folder: Path, size: str, sources: list[str | Path], what: str) -> list[Figure]:
    """Return time and memory of loading ``sources``, in turn with the bare copy."""
    words = [str(source) for source in sources]
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    for _ in range(REPEATS[size]):
        theirs.append(in_child(copied, str(folder / "copy"), *words))
        ours.append(_in_fresh_store(folder, size, words))
    best, floor = (min(runs, key=lambda run: float(run["seconds"])) for runs in (ours, theirs))
    peak = max(float(run["peak_mb"]) for run in ours)
    speed = f"{best['rows']:,} rows, {best['rows'] / best['seconds'] / 1e6:.2f} M rows/s"
    return [
        Figure(
            f"load {size}: {what}",
            best["seconds"],
            "s",
            floor=floor["seconds"],
            floor_is="bare COPY of the same CSV",
            aim=AIM if size != "demo" else None,
            note=speed,
        ),
        Figure(
            f"load {size}: {what}, most memory",
            peak,
            "MB",
            floor=None if size in AIM_MB else floor["peak_mb"],
            floor_is="" if size in AIM_MB else "the bare COPY's process",
            aim=AIM_MB.get(size),
            note=f"the bare COPY's process: {floor['peak_mb']:,.0f} MB" if size in AIM_MB else "",
        ),
    ]


def _in_fresh_store(folder: Path, size: str, words: list[str]) -> dict[str, Any]:
    """Load files into a new store; what predictions refer to is loaded before, unmeasured."""
    store = folder / "store-of-loads"
    shutil.rmtree(store, ignore_errors=True)
    if len(words) == 1:
        before = stores.in_order(stores.files(folder, size).glob("[im]*s_2*.csv"))
        in_child(loaded, *before, TANDEM_STORE=str(store))
    measured = in_child(loaded, *words, TANDEM_STORE=str(store))
    shutil.rmtree(store)
    return measured


def _two_gigabytes(folder: Path) -> list[Figure]:
    """Return time and memory of one load of a two-gigabyte file under a two-gigabyte limit."""
    source = big_files.two_gigabytes(folder)
    run = _in_fresh_store(folder, "10M", [str(source)])
    size = source.stat().st_size / 1e9
    note = f"{run['rows']:,} rows, {size:.1f} GB, {size * 1000 / run['seconds']:.0f} MB/s"
    return [
        Figure("load of one 2 GB file", run["seconds"], "s", note=note),
        Figure(
            "load of one 2 GB file, most memory", run["peak_mb"], "MB", aim=AIM_MB_TWO_GIGABYTES
        ),
    ]
