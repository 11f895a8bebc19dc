"""The demo company's files arrive quarter by quarter, and none of them knows what came later."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from pipelines.demo.arriving import Bringer, arrival, arrive, may_begin
from pipelines.demo.generator import LATER_KNOWN, Demo, write_demo
from pipelines.errors import GapError
from pipelines.periods import parsed
from pipelines.settings import Settings
from pipelines.workspace import open_workspace

JANUARY = date(2025, 12, 31)
HAPPENED = {
    "incidents": ("opened_at", "acknowledged_at", "root_cause_at", "decided_at", "closed_at"),
    "infra": ("requested_on", "provisioned_on"),
    "models": ("deployed_on", "retired_on"),
    "stage_events": ("event_date",),
    "adoption": ("month",),
    "predictions": ("ts",),
    "ledger": ("month",),
    "control_evidence": ("evidence_date",),
    "blockers": ("since",),
    "datasets": ("last_refresh",),
}
"""Columns that say when something happened; days that are planned may lie ahead."""


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return write_demo(tmp_path_factory.mktemp("january"), truth=False, known_on=JANUARY)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return write_demo(tmp_path_factory.mktemp("later"), truth=False, since=JANUARY)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(told: Demo) -> set[str]:
    return {path.name for path in told.files}


def test_nothing_in_a_file_happened_after_the_day_it_tells_of(january: Demo):
    for extract, columns in HAPPENED.items():
        for path in january.folder.glob(f"{extract}_20*.csv"):
            for row in rows(path):
                for column in columns:
                    assert row[column][:10] <= JANUARY.isoformat(), (path.name, column, row)


def test_no_file_of_a_quarter_that_is_not_over_is_there(january: Demo):
    assert not [name for name in names(january) if "2026" in name]
    assert "models_2025-Q4.csv" in names(january)
    assert {quarter for told in january.datasets for quarter in told.files} == {
        "2025-Q3", "2025-Q4",
    }  # fmt: skip


def test_the_corrected_edition_comes_on_a_day_of_its_own(january: Demo, later: Demo):
    assert "ledger_2025-Q1.csv" in names(january) - names(later)
    assert "ledger_2025-Q1_r2.csv" in names(later) - names(january)


def test_what_was_known_and_what_came_later_are_the_whole(january: Demo, later: Demo, demo: Demo):
    together = {path.name: path.read_bytes() for path in (*january.files, *later.files)}
    del together["models_2025-Q4.csv"]
    assert together == {path.name: path.read_bytes() for path in demo.files}


def test_only_what_is_completed_later_is_told_again(january: Demo, demo: Demo):
    differing = {
        name.partition("_20")[0]
        for name in names(january) & names(demo)
        if (january.folder / name).read_bytes() != (demo.folder / name).read_bytes()
    }
    assert differing == set(LATER_KNOWN)


def test_files_come_two_weeks_after_the_quarter_and_may_go_on_coming(tmp_path: Path):
    workspace = open_workspace(Settings(store=tmp_path / "store"))
    assert may_begin(workspace)
    arrive(workspace, until="2023-Q2", by=Bringer("tomas", "cio_staff"))
    assert workspace.catalogue.reporting_date() == date(2023, 6, 30)
    loads = workspace.catalogue.loads()
    assert {load.at for load in loads} == {arrival("2023-Q2")}
    assert str(arrival("2023-Q2")) == "2023-07-13 07:00:00+00:00"
    assert {load.actor for load in loads} == {"tomas"}
    assert {parsed(load.period).start.year for load in loads} == {2023}
    assert max(parsed(load.period).end for load in loads) == date(2023, 6, 30)
    assert may_begin(workspace)
    arrive(workspace, until="2023-Q3", since="2023-Q2", by=Bringer("tomas", "cio_staff"))
    assert workspace.catalogue.reporting_date() == date(2023, 9, 30)
    workspace.database.dispose()


def test_a_quarter_that_the_story_does_not_tell_of_is_said_plainly(tmp_path: Path):
    workspace = open_workspace(Settings(store=tmp_path / "store"))
    with pytest.raises(GapError, match="no quarter “2031-Q1”"):
        arrive(workspace, until="2031-Q1", by=Bringer("tomas", "cio_staff"))
    assert workspace.catalogue.version() == 0
    workspace.database.dispose()
