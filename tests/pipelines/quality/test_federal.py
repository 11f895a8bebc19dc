"""The federal inventory gets its dimension scores, each with the rules that it rests on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.intake.load import load_file
from pipelines.quality import kept
from pipelines.quality.due import pending
from pipelines.quality.measuring import measure
from pipelines.quality.scores import dimension_scores, level, score
from pipelines.quality.shapes import Measurement
from pipelines.settings import Settings
from tests import opening
from tests.pipelines.intake.federal_oracle import EXPECTED, INVENTORY

FIGURES = json.loads(EXPECTED.read_text("utf-8"))
NOW = datetime(2025, 1, 15, tzinfo=UTC)
Found = tuple[dict[str, Measurement], dict[str, list[dict[str, object]]]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    if not INVENTORY.is_file():
        pytest.skip(f"!! NOT TESTED ON THE REAL INVENTORY: no ../shared/data/{INVENTORY.name}")
    store = tmp_path_factory.mktemp("public")
    workspace = opening.opened(Settings(store=store))
    load_file(workspace, INVENTORY, actor="cio", now=NOW, profile="federal-2024")
    today = workspace.reporting_day(NOW.date())
    for due in pending(workspace, today=today):
        measure(workspace, due, now=NOW)
    measured = {each.subject: each for each in kept.newest(workspace)}
    rows = {
        name: pq.read_table(next(Path(store, "facts", name).rglob("*.parquet"))).to_pylist()
        for name in measured
    }
    workspace.database.dispose()
    return measured, rows


def counted(measured: Measurement, check: str) -> tuple[int, float]:
    (one,) = (each for each in measured.checks if each.name == check)
    return one.tested, one.passed


def test_each_of_its_four_extracts_is_measured(found: Found):
    assert set(found[0]) == {"initiatives", "stage_events", "control_evidence", "blockers"}
    assert {each.failure for each in found[0].values()} == {""}
    assert {name: each.rows for name, each in found[0].items()} == {
        name: len(rows) for name, rows in found[1].items()
    }


def test_what_was_left_unanswered_is_what_plain_python_counts(found: Found):
    measured, rows = found
    evidence = rows["control_evidence"]
    answered = sum(row["status"] is not None for row in evidence)
    assert counted(measured["control_evidence"], "rule.answered") == (len(evidence), answered)
    assert len(evidence) == 11 * FIGURES["compliance"]["use_cases_asked"]


def test_dates_and_money_that_are_missing_are_what_plain_python_counts(found: Found):
    measured, rows = found
    cases = rows["initiatives"]
    exempt = {"idea", "paused", "retired"}
    stated = sum(row["stage"] in exempt or row["target_date"] is not None for row in cases)
    approved = sum(row["stage"] == "idea" or row["budget_eur"] is not None for row in cases)
    assert counted(measured["initiatives"], "rule.target_stated") == (len(cases), stated)
    assert counted(measured["initiatives"], "rule.budget_stated") == (len(cases), approved)


def test_a_dimension_is_the_sum_of_its_checks_and_accuracy_is_not_claimed(found: Found):
    for measured in found[0].values():
        dimensions = dimension_scores(measured)
        assert dimensions["accuracy"].state == "not_measured"
        complete = [each for each in measured.checks if each.dimension == "completeness"]
        assert dimensions["completeness"].tested == sum(each.tested for each in complete)
        assert dimensions["completeness"].passed == sum(each.passed for each in complete)


def test_every_check_says_its_rule_in_words(found: Found):
    for measured in found[0].values():
        assert all(len(each.says) > 10 and each.says.endswith(".") for each in measured.checks)


def test_one_quarter_is_not_enough_for_the_upper_levels(found: Found):
    reached = {name: level([score(each)]).value or 0 for name, each in found[0].items()}
    assert max(reached.values()) < 4
