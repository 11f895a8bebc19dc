"""Metrics that need every fact: waiting times, ranking and calibration of predictions."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.catalogue.catalogue import DataFile
from pipelines.metrics.query import answers
from pipelines.settings import settings_from
from pipelines.warehouse.connection import locked
from pipelines.workspace import Workspace, open_workspace
from tests.bench.child import in_child
from tests.bench.table import Figure

REPEATS = 3
AIM_RANKING = 2.0
WORDS = {"survival": "Kaplan-Meier", "ranking": "AUC", "calibration": "calibration"}


def timed() -> dict[str, Any]:
    """Return the seconds of each kind of metric over all facts, and of one sort of the scores."""
    workspace = open_workspace(settings_from())
    found: dict[str, Any] = {}
    for kind in WORDS:
        metric = next(
            one
            for one in workspace.metrics.metrics.values()
            if one.type == kind and not one.finished_only
        )
        rows = sum(
            file.rows for file in workspace.catalogue.files() if file.extract == metric.extract
        )

        def ask(name: str = metric.name) -> None:
            """Compute the metric for every quarter, from its facts."""
            workspace.warehouse.at().kept.clear()
            answers(workspace, [name])

        found[kind] = {"seconds": _best_after_one(ask), "rows": rows, "name": metric.name}
    found["sort"] = _best_after_one(_sort(workspace))
    found["confusion"] = {"seconds": _best_after_one(_confusion(workspace))}
    return found


def _confusion(workspace: Workspace) -> Callable[[], None]:
    """Return what asks for the metrics that count hits and misses; rollups hold the counts."""
    names = [
        one.name
        for one in workspace.metrics.metrics.values()
        if one.type == "ratio" and one.extract == "predictions"
    ]

    def ask() -> None:
        """Compute them all for every quarter."""
        workspace.warehouse.at().kept.clear()
        answers(workspace, names)

    return ask


def _files(workspace: Workspace, extract: str | None) -> list[DataFile]:
    """Return the live fact files of an extract."""
    return [file for file in workspace.catalogue.files() if file.extract == extract]


def _best_after_one(work: Callable[[], None]) -> float:
    """Return the shortest of some runs, the first (which opens files) left out."""
    work()
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _sort(workspace: Workspace) -> Callable[[], None]:
    """Return what sorts the score column of all labelled predictions, once, in DuckDB."""
    connection = locked(workspace.settings, folders=[workspace.settings.store / "facts"])
    paths = [
        str(file.path) for file in workspace.catalogue.files() if file.extract == "predictions"
    ]

    def sort() -> None:
        """Sort, and keep the result."""
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE sorted AS SELECT score FROM read_parquet(?) "
            "WHERE actual IS NOT NULL ORDER BY score",
            [paths],
        )

    return sort


def figures(store: Path, size: str) -> list[Figure]:
    """Return time and rows per second of each; ranking beside one sort of the same scores."""
    found = in_child(timed, TANDEM_STORE=str(store))
    counted = found["confusion"]["seconds"] * 1000
    lines = [Figure(f"precision, recall and the like, {size} rows, from rollups", counted, "ms")]
    for kind, words in WORDS.items():
        seconds, rows = found[kind]["seconds"], found[kind]["rows"]
        ranking = kind == "ranking"
        lines.append(
            Figure(
                f"{words} over all quarters, {size} rows ({found[kind]['name']})",
                seconds,
                "s",
                floor=found["sort"] if ranking else None,
                floor_is="one DuckDB sort of the score column" if ranking else "",
                aim=AIM_RANKING if ranking else None,
                note=f"{rows:,} facts, {rows / seconds / 1e6:,.1f} M rows/s",
            )
        )
    return lines
