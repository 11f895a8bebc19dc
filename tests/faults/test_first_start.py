"""The first start: the demo goes into an empty store only, and one cut short is finished later."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pipelines.settings import ROOT

EARLY, SOON = "150", "40"
"""Points of a loading at which the process dies: among its first files, and at once."""

REGISTER = ("models", "2025-Q4", 58, "live")
"""The one file that only a company has which lived through the turn of the year."""


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
    started = run(store, "reports", "demo", "--if-empty")
    assert started.returncode == 0, started.stderr


def loads(store: Path) -> list[tuple[str, str, int, str]]:
    listed = json.loads(run(store, "pipelines", "loads", "--json").stdout)
    keys = ("extract", "period", "rows", "status")
    return sorted(tuple(load[key] for key in keys) for load in listed)


def live(store: Path) -> list[tuple[str, str, int, str]]:
    return [load for load in loads(store) if load[3] == "live"]


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
    killed = run(store, "reports", "demo", "--if-empty", TANDEM_FAULT_AT=EARLY)
    assert killed.returncode < 0
    part = loads(store)
    assert part
    start(store)
    assert len(part) < len(live(store))
    assert live(store) == sorted([*live(demo_store), REGISTER])
    held = run(store, "governance", "checkin", "verify", "CI-2026-01")
    assert held.returncode == 0, held.stdout + held.stderr


def test_one_that_was_killed_after_the_check_in_keeps_it_as_it_was(
    demo_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    known = run(store, "pipelines", "demo", "--load", "--until", "2025-Q4")
    assert known.returncode == 0, known.stderr
    assert run(store, "governance", "demo", "--until", "2026-01-28").returncode == 0
    killed = run(store, "reports", "demo", "--if-empty", TANDEM_FAULT_AT=SOON)
    assert killed.returncode < 0
    closed = run(store, "governance", "checkin", "list").stdout
    assert "CI-2026-01" in closed
    assert len(live(store)) < len(live(demo_store))
    start(store)
    assert run(store, "governance", "checkin", "list").stdout == closed
    assert live(store) == sorted([*live(demo_store), REGISTER])
    held = run(store, "governance", "checkin", "verify", "CI-2026-01")
    assert held.returncode == 0, held.stdout + held.stderr


def test_a_demo_that_an_older_start_began_is_finished_without_a_check_in(
    demo_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    killed = run(store, "pipelines", "demo", "--load", "--if-empty", TANDEM_FAULT_AT=EARLY)
    assert killed.returncode < 0
    start(store)
    assert live(store) == live(demo_store)
    assert "no check-in yet" in run(store, "governance", "checkin", "list").stdout
