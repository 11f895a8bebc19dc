"""The whole way of an upload beside what reads the same CSV and promises nothing.

Ours takes the file in, hashes it, finds out how it is written, judges every cell in a process with
limits, compares every row with what counts, and lets it count. DuckDB's copy, pandas and pyarrow
read the file.
"""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import csv

from pipelines.intake.child.births import NURSERY
from pipelines.settings import Settings, settings_from
from pipelines.uploads import counting, looking
from pipelines.uploads.arriving import received
from pipelines.uploads.shapes import By
from pipelines.workspace import open_workspace
from tests.bench import big_files, load, stores
from tests.bench.child import in_child, own_peak_mb, peak_mb_of_children
from tests.bench.table import Figure

BENCH = By("bench", "cio_staff", datetime(2026, 4, 2, tzinfo=UTC))
SIZES = ("1M", "10M")
MOST_MB = {"10M": 1_500.0}
MOST_MB_TWO_GIGABYTES = 2_000.0


def uploaded(source: str) -> dict[str, Any]:
    """Bring a file as a person does; return the seconds of each step and the memory of both sides.

    Args:
        source: The file; it counts afterwards in the store of this process's settings.
    """
    workspace = open_workspace(settings_from())
    NURSERY.warm(looking.judge_upload.__module__)
    began = time.perf_counter()
    one = received(workspace, Path(source), by=BENCH)
    arrived = time.perf_counter()
    one = looking.look(workspace, one.id, by=BENCH)
    looked = time.perf_counter()
    one = counting.commit(workspace, one.id, BENCH, seen=one.head)
    counted = time.perf_counter()
    if one.receipt is None:
        raise SystemExit(f"{source}: {one.state}\n{one.finding}")
    NURSERY.close()  # only of a child that was waited for is it known what it took
    return {
        "seconds": counted - began,
        "steps": [arrived - began, looked - arrived, counted - looked],
        "rows": one.receipt.rows_accepted,
        "server_mb": own_peak_mb(),
        "child_mb": peak_mb_of_children(),
    }


def read_by_pandas(source: str) -> dict[str, Any]:
    """Read a CSV with pandas; return the seconds."""
    began = time.perf_counter()
    pd.read_csv(source, low_memory=False)
    return {"seconds": time.perf_counter() - began}


def read_by_pyarrow(source: str) -> dict[str, Any]:
    """Read a CSV with pyarrow, on as many threads as Tandem has; return the seconds."""
    options = csv.ReadOptions(use_threads=Settings().threads > 1)
    began = time.perf_counter()
    csv.read_csv(source, read_options=options)
    return {"seconds": time.perf_counter() - began}


def figures(folder: Path, sizes: list[str], *, two_gigabytes: bool) -> list[Figure]:
    """Return time and memory of one large file of each size, beside those who only read it."""
    lines = [
        figure
        for size in SIZES
        if size in sizes
        for figure in _compared(folder, size, big_files.joined(folder, size))
    ]
    if two_gigabytes:
        source = big_files.two_gigabytes(folder)
        lines += _ours(_in_fresh_store(folder, "10M", source), "2 GB", MOST_MB_TWO_GIGABYTES)
    return lines


def _compared(folder: Path, size: str, source: Path) -> list[Figure]:
    """Return the figures of one file."""
    ours = _in_fresh_store(folder, size, source)
    others = {
        "bare COPY": in_child(load.copied, str(folder / "copy"), str(source)),
        "pandas.read_csv": in_child(read_by_pandas, str(source)),
        "pyarrow": in_child(read_by_pyarrow, str(source)),
    }
    beside = [
        Figure(
            f"upload of {size} rows{what}",
            ours["seconds"] if unit == "s" else ours["server_mb"] + ours["child_mb"],
            unit,
            floor=run["seconds"] if unit == "s" else run["peak_mb"],
            floor_is=name,
            note=f"{ours['rows'] / run['seconds'] / 1e6:.2f} M rows/s" if unit == "s" else "",
        )
        for unit, what in (("s", ""), ("MB", ", most memory"))
        for name, run in others.items()
    ]
    return [*_ours(ours, f"{size} rows", MOST_MB.get(size)), *beside]


def _ours(run: dict[str, Any], what: str, most_mb: float | None) -> list[Figure]:
    """Return our own time and memory."""
    arrived, looked, counted = run["steps"]
    return [
        Figure(
            f"upload of {what}, from its arrival until it counts", run["seconds"], "s",
            note=f"{run['rows']:,} rows, {run['rows'] / run['seconds'] / 1e6:.2f} M rows/s; "
            f"arriving {arrived:.1f} s, looking {looked:.1f} s, counting {counted:.1f} s",
        ),
        Figure(
            f"upload of {what}, most memory", run["server_mb"] + run["child_mb"], "MB",
            aim=most_mb,
            note=f"the server {run['server_mb']:,.0f} MB, "
            f"the limited child {run['child_mb']:,.0f} MB",
        ),
    ]  # fmt: skip


def _in_fresh_store(folder: Path, size: str, source: Path) -> dict[str, Any]:
    """Bring a file into a new store; what it refers to is loaded before, unmeasured."""
    store = folder / "store-of-uploads"
    shutil.rmtree(store, ignore_errors=True)
    before = stores.in_order(stores.files(folder, size).glob("[im]*s_2*.csv"))
    in_child(load.loaded, *before, TANDEM_STORE=str(store))
    run = in_child(uploaded, str(source), TANDEM_STORE=str(store))
    shutil.rmtree(store)
    return run
