"""Forecasts of forty goals: read and computed anew, one what-if, and asked again."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from governance import roster
from governance.forecast import calibration, goals, ground, steps
from governance.forecast.shapes import WhatIf
from governance.goals import goals as stated_goals
from governance.goals import state_goal
from governance.promises import Goal, ValueScores
from pipelines.portfolio import initiatives
from pipelines.settings import settings_from
from pipelines.workspace import Workspace, open_workspace
from tests.bench.child import in_child
from tests.bench.table import Figure

TODAY = date(2026, 3, 31)
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
GOALS, REPEATS = 40, 5
ASKED, WITHOUT = "GOAL-02", WhatIf(without=("data_gap",))
AIM_ALL_MS, AIM_ONE_MS = 2_000, 200
"""The promise: forty goals, and one goal."""
METRICS = ("in_production_share", "adoption_rate", "cost_savings")


def stated() -> dict[str, Any]:
    """State goals until there are forty, about every initiative in turn."""
    workspace = open_workspace(settings_from())
    ceo = next(one for one in roster.people(workspace) if one.role == "ceo")
    about = [one.id for one in initiatives(workspace)]
    for number in range(len(stated_goals(workspace)) + 1, GOALS + 1):
        goal = Goal(
            title=f"Aim {number}",
            perspective="operational",
            metric=METRICS[number % len(METRICS)],
            target_path=(("2026-Q4", 1_000_000.0),),
            starts_on=date(2025, 12, 31),
            wanted_date=date(2026, 12, 31),
            priority=number,
            reason="To be measured.",
            scores=ValueScores(50, 50, 50, 50),
            initiative_id=about[number % len(about)],
        )
        state_goal(workspace, ceo, goal_id=f"GOAL-{number}", goal=goal, why="To see.", now=NOW)
    return {"goals": len(stated_goals(workspace))}


def timed() -> dict[str, Any]:
    """Return the milliseconds of this process's first forecasts and of later ones.

    ``first`` reads everything and rewinds to the past quarters; ``anew`` is what a signed change
    costs: all but the rewinding of stages; ``what_if`` is one goal whose question is new.
    """
    workspace = open_workspace(settings_from())
    first = _milliseconds(workspace)
    found: dict[str, list[float]] = {"anew": [], "what_if": [], "again": []}
    for _ in range(REPEATS):
        _forget()
        found["anew"].append(_milliseconds(workspace))
        began = time.perf_counter()
        goals.forecast(workspace, ASKED, today=TODAY, what_if=WITHOUT)
        found["what_if"].append((time.perf_counter() - began) * 1000)
        found["again"].append(_milliseconds(workspace))
    known = goals.forecasts(workspace, today=TODAY)
    return {
        "first": first,
        **{name: median(times) for name, times in found.items()},
        "goals": len(known),
        "known": sum(one.state in ("ok", "done") for one in known.values()),
    }


def _milliseconds(workspace: Workspace) -> float:
    """Forecast every goal and return how long it took."""
    began = time.perf_counter()
    goals.forecasts(workspace, today=TODAY)
    return (time.perf_counter() - began) * 1000


def _forget() -> None:
    """Forget what was read and what was answered, and keep the rewinding of stages."""
    ground._kept.clear()
    goals.forecast_on.cache_clear()
    steps._shares.cache_clear()
    calibration._of_series.cache_clear()


def store(folder: Path, demo: Path) -> Path:
    """Return a store with forty goals, made from the demo company's where it is missing."""
    place, done = folder / "store-forecast", folder / "store-forecast.done"
    if not done.exists():
        shutil.copytree(demo, place)
        in_child(stated, TANDEM_STORE=str(place))
        done.touch()
    return place


def figures(folder: Path, demo: Path) -> list[Figure]:
    """Return the times of forty forecasts and of one."""
    found = in_child(timed, TANDEM_STORE=str(store(folder, demo)))
    told = f"{found['known']} of {found['goals']} can be known; peak {found['peak_mb']:,.0f} MB"
    return [
        Figure("forty forecasts: first in its process", found["first"], "ms", note=told),
        Figure("forty forecasts: anew after a change", found["anew"], "ms", aim=AIM_ALL_MS),
        Figure("one what-if of a goal", found["what_if"], "ms", aim=AIM_ONE_MS),
        Figure("forty forecasts: asked again", found["again"], "ms"),
    ]
