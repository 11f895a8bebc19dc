"""What owners report about datasets: the newest quarter's report, as it was told."""

from __future__ import annotations

import pytest

from pipelines.periods import parsed
from pipelines.portfolio import initiatives
from pipelines.quality.reported import reported
from pipelines.settings import Settings
from tests import opening


def test_the_newest_report_counts_and_a_mean_leaves_out_what_was_not_measured(demo_workspace):
    found = {one.id: one for one in reported(demo_workspace)}
    sensor = found["DS-SENSOR"]
    assert (sensor.period, sensor.critical) == ("2026-Q1", True)
    assert sensor.used_by == ("AI-031", "AI-033", "AI-036")
    assert sensor.score == pytest.approx((44 + 81 + 52 + 37 + 0) / 5)


def test_an_earlier_quarter_is_told_by_its_own_report(demo_workspace):
    told = reported(demo_workspace, until=parsed("2024-Q4"))
    assert {one.period for one in told} == {"2024-Q4"}


def test_without_a_report_nothing_is_told(tmp_path):
    empty = opening.opened(Settings(store=tmp_path / "store"))
    assert reported(empty) == ()
    empty.database.dispose()


def test_an_initiative_says_which_goal_it_serves(demo_workspace):
    serves = {one.id: one.goal_id for one in initiatives(demo_workspace)}
    assert (serves["AI-017"], serves["AI-031"]) == ("GOAL-02", "GOAL-04")
    assert "" in serves.values()
