"""The first start: the demo goes into an empty store only, and one cut short is finished later."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pipelines.settings import ROOT


def run(store: Path, house: str, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", house, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "TANDEM_STORE": str(store), **settings},
    )


def start(store: Path) -> None:
    """Do what ``make run`` does before it opens the app."""
    assert run(store, "pipelines", "demo", "--load", "--if-empty").returncode == 0
    assert run(store, "governance", "demo", "--if-empty").returncode == 0


def loads(store: Path) -> list[tuple[str, str, int, str]]:
    listed = json.loads(run(store, "pipelines", "loads", "--json").stdout)
    keys = ("extract", "period", "rows", "status")
    return sorted(tuple(load[key] for key in keys) for load in listed)


def test_a_store_with_figures_of_its_own_is_left_as_it_is(tmp_path: Path) -> None:
    store, templates = tmp_path / "store", tmp_path / "templates"
    assert run(store, "pipelines", "templates", "--out", str(templates)).returncode == 0
    file = templates / "initiatives_2026-Q1.csv"
    assert run(store, "pipelines", "load", str(file)).returncode == 0
    before = loads(store)
    start(store)
    assert loads(store) == before
    card = json.loads(run(store, "governance", "scorecard", "--json").stdout)
    assert card["lines"] == []


def test_a_first_start_that_was_killed_is_finished_by_the_next(
    demo_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    killed = run(store, "pipelines", "demo", "--load", "--if-empty", TANDEM_FAULT_AT="150")
    assert killed.returncode < 0
    part = loads(store)
    assert part
    start(store)
    live = [load for load in loads(store) if load[3] == "live"]
    assert len(part) < len(live)
    assert live == [load for load in loads(demo_store) if load[3] == "live"]
