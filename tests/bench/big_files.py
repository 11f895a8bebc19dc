"""Single large files to load: all predictions of a scale in one, and one of two gigabytes."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from tests.bench.stores import files

TWO_GIGABYTES = 2 * 1024**3


def joined(folder: Path, scale: str) -> Path:
    """Return one CSV with every prediction of a scale, written where missing."""
    target = folder / f"one-file-{scale}" / "predictions.csv"
    if target.exists():
        return target
    target.parent.mkdir(exist_ok=True)
    unfinished = target.with_suffix(".part")
    with unfinished.open("wb") as out:
        for number, path in enumerate(sorted(files(folder, scale).glob("predictions_*.csv"))):
            with path.open("rb") as part:
                header = part.readline()
                out.write(header if number == 0 else b"")
                shutil.copyfileobj(part, out, 1 << 20)
    return unfinished.rename(target)


def two_gigabytes(folder: Path) -> Path:
    """Return a CSV of at least two gigabytes: the predictions repeated under new keys."""
    target = folder / "one-file-2GB" / "predictions.csv"
    if target.exists():
        return target
    source = joined(folder, "10M")
    times = -(-TWO_GIGABYTES // source.stat().st_size)
    target.parent.mkdir(exist_ok=True)
    unfinished = target.with_suffix(".part")
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(
        f"COPY (SELECT * EXCLUDE (copy) REPLACE (prediction_id || '-' || copy AS prediction_id)"
        f" FROM read_csv('{source}', all_varchar = true), range({times}) copies(copy))"
        f" TO '{unfinished}' (HEADER)"
    )
    return unfinished.rename(target)
