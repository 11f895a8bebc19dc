"""Writing CSV: UTF-8, RFC 4180, ``\\n``, ISO dates, point decimals, UTC moments with a Z.

Small extracts go row by row; predictions go batch by batch through Arrow. Neither holds a whole
file in memory.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from pipelines.demo.columns import COLUMNS
from pipelines.demo.predictions import GROUP_NAMES, NO_GROUP, Batch
from pipelines.demo.stages import Row


def write_rows(path: Path, extract: str, rows: Iterable[Row]) -> int:
    """Write ``rows`` with the extract's header; return how many there were."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS[extract])
        for row in rows:
            writer.writerow([_text(value) for value in row])
            count += 1
    return count


def _text(value: object) -> object:
    """Return a value as it stands in the file; None is an empty cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value


def write_predictions(path: Path, batches: Iterator[Batch]) -> int:
    """Write batches of predictions; return how many rows there were."""
    count = 0
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
    with path.open("wb") as file:
        file.write((",".join(COLUMNS["predictions"]) + "\n").encode())
        for batch in batches:
            arrow_csv.write_csv(_table(batch), file, options)
            count += len(batch.model)
    return count


def _table(batch: Batch) -> pa.Table:
    """Return a batch as an Arrow table of the file's columns."""
    rows = len(batch.model)
    prefix = f"P-{batch.quarter.replace('-', '')}-"
    number = pa.array(np.arange(batch.first_number, batch.first_number + rows)).cast(pa.string())
    moment = pa.array(batch.moment.astype("datetime64[s]")).cast(pa.string())
    nobody = batch.group == NO_GROUP
    columns: dict[str, Any] = {
        "prediction_id": compute.binary_join_element_wise(prefix, number, ""),
        "model_id": _chosen([model.id for model in batch.models], batch.model),
        "version": _chosen([model.version for model in batch.models], batch.model),
        "ts": compute.binary_join_element_wise(
            compute.replace_substring(moment, " ", "T"), "Z", ""
        ),
        "score": batch.ticks / 10_000,
        "predicted": batch.predicted,
        "actual": pa.array(batch.actual, mask=batch.actual < 0),
        "group_attr": _chosen([name for name, _ in GROUP_NAMES], batch.group, empty=nobody),
        "group_value": _chosen([value for _, value in GROUP_NAMES], batch.group, empty=nobody),
        "latency_ms": batch.latency,
    }
    return pa.table(columns)


def _chosen(
    names: list[str], index: NDArray[Any], *, empty: NDArray[np.bool_] | None = None
) -> pa.Array:
    """Return ``names`` picked by ``index``; null where ``empty``."""
    return pa.array(names).take(pa.array(index.astype(np.int32), mask=empty))
