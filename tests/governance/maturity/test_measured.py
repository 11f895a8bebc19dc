"""What the checks say of the whole company, and over what they say it."""

from __future__ import annotations

from datetime import date

import pytest

from governance.maturity.measured import measured_levels
from pipelines.quality.registry import retire
from pipelines.quality.scores import level_of
from tests.governance.conftest import NOW
from tests.governance.maturity.planting import planted, registered


def test_before_anything_is_measured_there_is_no_level(workspace):
    registered(workspace, "DS-CRM")
    for found in measured_levels(workspace).values():
        assert (found.value, found.score) == (None, None)
        assert found.words == "nothing has been measured yet"


def test_the_level_is_that_of_the_weighted_mean_of_the_datasets(workspace):
    registered(workspace, "DS-CRM", critical=True)
    registered(workspace, "DS-LOGS")
    planted(workspace, "DS-CRM", "2026-Q1", completeness=40, validity=70)
    planted(workspace, "DS-LOGS", "2026-Q1", completeness=80)
    found = measured_levels(workspace)
    assert found["completeness"].score == pytest.approx((3 * 40 + 80) / 4)
    assert found["completeness"].value == pytest.approx(level_of(50))
    assert int(found["completeness"].value) == 2
    assert found["completeness"].words == (
        "over 2 of 2 datasets in 2026-Q1, critical ones counted 3 times"
    )
    assert found["validity"].score == pytest.approx(70)
    assert found["validity"].words.endswith("; without DS-LOGS")


def test_a_dimension_that_nobody_measured_has_no_level_and_says_what_it_lacks(workspace):
    registered(workspace, "DS-CRM")
    planted(workspace, "DS-CRM", "2026-Q1", completeness=90)
    accuracy, validity = (measured_levels(workspace)[name] for name in ("accuracy", "validity"))
    assert (accuracy.value, accuracy.score, validity.value) == (None, None, None)
    assert accuracy.words == (
        "not measured in any of 1 dataset in 2026-Q1; it needs a reference to compare with"
    )


def test_level_four_needs_two_quarters_in_a_row(workspace):
    registered(workspace, "DS-CRM")
    planted(workspace, "DS-CRM", "2026-Q1", completeness=85)
    once = measured_levels(workspace)["completeness"]
    assert once.value == 3.9
    assert "held below 4 until 2 quarters in a row are measured" in once.words
    planted(workspace, "DS-CRM", "2025-Q4", completeness=85)
    twice = measured_levels(workspace)["completeness"]
    assert twice.value == pytest.approx(level_of(85))
    assert "held" not in twice.words


def test_a_quarter_without_a_measurement_breaks_the_row(workspace):
    registered(workspace, "DS-CRM")
    planted(workspace, "DS-CRM", "2025-Q3", completeness=85)
    planted(workspace, "DS-CRM", "2026-Q1", completeness=85)
    assert measured_levels(workspace)["completeness"].value == 3.9


def test_a_dataset_missing_in_the_newest_quarter_is_named(workspace):
    for dataset in ("DS-CRM", "DS-LOGS"):
        registered(workspace, dataset)
        planted(workspace, dataset, "2025-Q4", completeness=50)
    planted(workspace, "DS-CRM", "2026-Q1", completeness=70)
    found = measured_levels(workspace)["completeness"]
    assert found.score == pytest.approx(70)
    assert found.words == "over 1 of 2 datasets in 2026-Q1; without DS-LOGS"


def test_a_run_that_failed_measures_nothing(workspace):
    registered(workspace, "DS-CRM")
    registered(workspace, "DS-LOGS")
    planted(workspace, "DS-CRM", "2026-Q1", completeness=70)
    planted(workspace, "DS-LOGS", "2026-Q1", failure="The table is gone.")
    found = measured_levels(workspace)["completeness"]
    assert found.score == pytest.approx(70)
    assert found.words.endswith("without DS-LOGS")


def test_the_newest_run_of_a_quarter_counts(workspace):
    registered(workspace, "DS-CRM")
    planted(workspace, "DS-CRM", "2026-Q1", completeness=30)
    planted(workspace, "DS-CRM", "2026-Q1", completeness=70)
    assert measured_levels(workspace)["completeness"].score == pytest.approx(70)


def test_as_long_as_no_dataset_is_measured_the_kpi_files_stand_in_and_it_is_said(workspace):
    registered(workspace, "DS-CRM")
    planted(workspace, "ledger", "2026-Q1", kind="extract", completeness=80)
    planted(workspace, "models", "2026-Q1", kind="extract", completeness=60)
    found = measured_levels(workspace)["completeness"]
    assert found.score == pytest.approx(70)
    assert found.words == (
        "over 2 of 2 kinds of KPI files in 2026-Q1; no dataset has been measured yet"
    )
    planted(workspace, "DS-CRM", "2025-Q4", completeness=50)
    assert measured_levels(workspace)["completeness"].score == pytest.approx(50)


def test_a_dataset_that_is_not_registered_or_retired_does_not_count(workspace):
    registered(workspace, "DS-CRM")
    registered(workspace, "DS-OLD")
    planted(workspace, "DS-CRM", "2026-Q1", completeness=70)
    planted(workspace, "DS-OLD", "2026-Q1", completeness=10)
    planted(workspace, "DS-NOBODYS", "2026-Q1", completeness=10)
    retire(workspace, "DS-OLD", actor="marcus", role="cio", why="Replaced.", now=NOW)
    found = measured_levels(workspace)["completeness"]
    assert found.score == pytest.approx(70)
    assert found.words.startswith("over 1 of 1 dataset in")


def test_earlier_days_see_earlier_quarters(workspace):
    registered(workspace, "DS-CRM")
    planted(workspace, "DS-CRM", "2025-Q3", completeness=50)
    planted(workspace, "DS-CRM", "2026-Q1", completeness=70)
    then = measured_levels(workspace, until=date(2025, 12, 31))["completeness"]
    assert then.score == pytest.approx(50)
    assert "in 2025-Q3" in then.words
    before = measured_levels(workspace, until=date(2025, 3, 31))["completeness"]
    assert before.words == "nothing has been measured yet"


def test_many_missing_datasets_are_counted_and_not_listed(workspace):
    for number in range(10, 20):
        registered(workspace, f"DS-{number}")
    planted(workspace, "DS-10", "2026-Q1", completeness=70)
    words = measured_levels(workspace)["completeness"].words
    assert words.endswith("without DS-11, DS-12, DS-13, DS-14, DS-15 and 4 more")
