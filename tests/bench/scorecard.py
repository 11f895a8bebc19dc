"""A whole scorecard: all metrics, twelve quarters, all goals, at growing numbers of rows."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from governance.scorecard import scorecard
from pipelines.metrics.query import OF_ROWS
from pipelines.settings import settings_from
from pipelines.workspace import Workspace, open_workspace
from tests.bench.child import in_child
from tests.bench.table import Figure

REPEATS, ROUNDS = 10, 3
TODAY = date(2026, 3, 31)
AIM_MS = 60
AIM_GROWTH = 1.5
STATES = {
    "cold": "first in its process",
    "anew": "every answer anew, facts included",
    "rollups": "what rollups serve anew",
    "again": "asked again",
}


def timed() -> dict[str, Any]:
    """Return the milliseconds of this process's first scorecard and of later ones.

    ``anew`` forgets every answer before it asks; ``rollups`` forgets those that rollups serve and
    keeps what needs the facts (waiting times, ranking, calibration, drift); ``again`` forgets
    nothing, as between two readers of the same version.
    """
    workspace = open_workspace(settings_from())
    kept = workspace.warehouse.at().kept
    served = {m.name for m in workspace.metrics.metrics.values() if m.type not in OF_ROWS}
    cold = _milliseconds(workspace)
    found: dict[str, list[float]] = {"anew": [], "rollups": [], "again": []}
    for _ in range(REPEATS):
        kept.clear()
        found["anew"].append(_milliseconds(workspace))
        for key in [key for key in kept if key[0] in served]:
            del kept[key]
        found["rollups"].append(_milliseconds(workspace))
        found["again"].append(_milliseconds(workspace))
    return {"cold": cold, **{name: median(times) for name, times in found.items()}}


def _milliseconds(workspace: Workspace) -> float:
    """Compute the whole scorecard and return how long it took."""
    began = time.perf_counter()
    scorecard(workspace, today=TODAY)
    return (time.perf_counter() - began) * 1000


def figures(stores: dict[str, Path]) -> list[Figure]:
    """Return the scorecard's times at each size, and how they grow from the smallest."""
    found = _measured(stores)
    smallest = next(iter(stores))
    lines = []
    for key, words in STATES.items():
        for size, times in found.items():
            grown = size != smallest
            lines.append(
                Figure(
                    f"scorecard, {size} rows: {words}",
                    times[key],
                    "ms",
                    floor=found[smallest][key] if grown else None,
                    floor_is=f"the same at {smallest} scale" if grown else "",
                    aim=_aim(key, grown=grown),
                    note=f"peak {times['peak_mb']:,.0f} MB" if key == "cold" else "",
                )
            )
    return lines


def _measured(stores: dict[str, Path]) -> dict[str, dict[str, float]]:
    """Return each size's best times; the sizes take turns, so noise hits all alike."""
    rounds = [
        {size: in_child(timed, TANDEM_STORE=str(store)) for size, store in stores.items()}
        for _ in range(ROUNDS)
    ]
    return {
        size: {key: min(each[size][key] for each in rounds) for key in rounds[0][size]}
        for size in stores
    }


def _aim(key: str, *, grown: bool) -> float | None:
    """Return what was promised: a time where rollups or memory serve, and hardly any growth."""
    if key not in {"rollups", "again"}:
        return None
    return AIM_GROWTH if grown else AIM_MS
