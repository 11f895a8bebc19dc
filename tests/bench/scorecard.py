"""A whole scorecard: all metrics, twelve quarters, all goals, at growing numbers of rows."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from governance.scorecard import scorecard
from pipelines.settings import settings_from
from pipelines.workspace import open_workspace
from tests.bench.child import in_child
from tests.bench.table import Figure

REPEATS = 15
TODAY = date(2026, 3, 31)
AIM_MS = 60
AIM_GROWTH = 1.5


def timed(_unused: str = "") -> dict[str, Any]:
    """Return the milliseconds of the first scorecard of this process, and of later ones.

    ``warm`` computes every answer anew from what is in memory; ``kept`` asks the same again.
    """
    workspace = open_workspace(settings_from())
    began = time.perf_counter()
    scorecard(workspace, today=TODAY)
    cold = time.perf_counter() - began
    warm, kept = [], []
    for _ in range(REPEATS):
        workspace.warehouse.at().kept.clear()
        for figures in (warm, kept):
            began = time.perf_counter()
            scorecard(workspace, today=TODAY)
            figures.append(time.perf_counter() - began)
    return {"cold": cold * 1000, "warm": median(warm) * 1000, "kept": median(kept) * 1000}


def figures(stores: dict[str, Path]) -> list[Figure]:
    """Return the scorecard's time at each size, and how it grows from the smallest."""
    found = {size: in_child(timed, TANDEM_STORE=str(store)) for size, store in stores.items()}
    smallest = next(iter(stores))
    lines = []
    for size, times in found.items():
        floor = None if size == smallest else found[smallest]["warm"]
        cold = Figure(f"scorecard, {size} rows, first in its process", times["cold"], "ms")
        warm = Figure(
            f"scorecard, {size} rows, every answer anew",
            times["warm"],
            "ms",
            floor=floor,
            floor_is="" if floor is None else f"the same at {smallest} scale",
            aim=AIM_MS if floor is None else AIM_GROWTH,
            note=f"peak {times['peak_mb']:,.0f} MB",
        )
        again = Figure(f"scorecard, {size} rows, asked again", times["kept"], "ms", aim=AIM_MS)
        lines += [cold, warm, again]
    return lines
