"""The famous wrong numbers, each one right here."""

from __future__ import annotations

import pytest

from tests.pipelines.metrics.stores import (
    INITIATIVES,
    cell,
    header,
    load,
    registers,
    split,
    workspace,
)

ADOPTION = header("adoption")
LEDGER = header("ledger")
PREDICTIONS = header("predictions")
EVIDENCE = header("control_evidence")
INCIDENTS = header("incidents")


@pytest.fixture
def here(tmp_path):
    found = workspace(tmp_path)
    registers(found, tmp_path, "2024-Q4", "2025-Q1")
    return found


def adoption(*rows: str) -> str:
    return ADOPTION + "".join(f"{row},,,false,\n" for row in rows)


def ledger(*rows: str) -> str:
    return LEDGER + "".join(f"{row},realised,,\n" for row in rows)


def test_a_ratio_over_units_of_different_size_is_no_average_of_averages(here, tmp_path):
    load(here, tmp_path, "adoption_2025-Q1.csv", adoption(
        "M-001,Claims,2025-01,1000,100", "M-002,Underwriting,2025-01,10,9",
    ))  # fmt: skip
    assert cell(here, "adoption_rate", "2025-01").value == pytest.approx(100 * 109 / 1010)


def test_a_quarters_ratio_is_the_ratio_of_its_months_sums(here, tmp_path):
    load(here, tmp_path, "adoption_2025-Q1.csv", adoption(
        "M-001,Claims,2025-01,100,90",
        "M-001,Claims,2025-02,1000,100",
        "M-001,Claims,2025-03,1000,100",
    ))  # fmt: skip
    found = cell(here, "adoption_rate", "2025-Q1")
    assert found.value == pytest.approx(100 * 290 / 2100)
    assert found.state == "ok"


def test_three_snapshots_of_an_initiative_and_two_versions_of_a_model_multiply_nothing(
    here, tmp_path
):
    load(here, tmp_path, "ledger_2025-Q1.csv", ledger("L1,AI-001,2025-01,cost,build,100.10"))
    load(here, tmp_path, "predictions_2025-Q1.csv", PREDICTIONS + (
        "P1,M-001,1,2025-01-05T10:00:00Z,0.9,1,1,,,\nP2,M-001,2,2025-02-05T10:00:00Z,0.2,0,1,,,\n"
    ))  # fmt: skip
    assert cell(here, "cost_realised", "2025-Q1").value == pytest.approx(100.10)
    by_unit = split(here, "cost_realised", "2025-Q1", "business_unit")
    assert {unit: one.value for unit, one in by_unit.items()} == {"Claims": pytest.approx(100.10)}
    assert split(here, "accuracy", "2025-Q1", "business_unit")["Claims"].n == 2


def test_the_same_file_twice_counts_once(here, tmp_path):
    text = ledger("L1,AI-001,2025-01,cost,build,100", "L2,AI-002,2025-01,cost,run,50")
    load(here, tmp_path, "ledger_2025-Q1.csv", text)
    again = load(here, tmp_path, "ledger_2025-Q1.csv", text)
    assert again.outcome == "unchanged"
    assert cell(here, "cost_realised", "2025-01").value == 150


def test_a_restated_quarter_replaces_the_first_and_the_first_can_still_be_read(here, tmp_path):
    load(here, tmp_path, "ledger_2025-Q1.csv", ledger("L1,AI-001,2025-01,cost,build,100"))
    before = here.catalogue.version()
    load(here, tmp_path, "ledger_2025-Q1_r2.csv", ledger("L9,AI-001,2025-01,cost,build,80"))
    assert cell(here, "cost_realised", "2025-01").value == 80
    assert cell(here, "cost_realised", "2025-01", version=before).value == 100


def test_a_missing_month_makes_the_quarter_provisional_and_never_complete(here, tmp_path):
    load(here, tmp_path, "ledger_2025-01.csv", ledger("L1,AI-001,2025-01,cost,build,100"))
    load(here, tmp_path, "ledger_2025-03.csv", ledger("L2,AI-001,2025-03,cost,build,100"))
    found = cell(here, "cost_realised", "2025-Q1")
    assert (found.state, found.value) == ("provisional", 200)
    assert found.coverage == pytest.approx(2 / 3)
    assert "2025-02" in found.note


def test_a_period_that_was_never_loaded_is_unknown_and_not_zero(here, tmp_path):
    load(here, tmp_path, "ledger_2025-01.csv", ledger("L1,AI-001,2025-01,cost,build,100"))
    found = cell(here, "cost_realised", "2025-Q3")
    assert (found.state, found.value, found.coverage) == ("no_data", None, None)


def test_a_loaded_quarter_without_a_row_is_zero_and_not_unknown(here, tmp_path):
    load(here, tmp_path, "incidents_2025-Q1.csv", INCIDENTS)
    found = cell(here, "incidents", "2025-Q1")
    assert (found.state, found.value, found.n) == ("ok", 0, 0)


def test_a_denominator_of_zero_has_no_figure(here, tmp_path):
    load(here, tmp_path, "adoption_2025-01.csv", adoption("M-001,Claims,2025-01,0,0"))
    found = cell(here, "adoption_rate", "2025-01")
    assert (found.state, found.value) == ("not_estimable", None)
    assert "zero" in found.note


def test_a_derived_figure_over_zero_has_no_figure(here, tmp_path):
    load(here, tmp_path, "ledger_2025-01.csv", ledger("L1,AI-001,2025-01,benefit,saving,10"))
    assert cell(here, "simple_roi", "2025-01").state == "not_estimable"


def test_per_cent_are_per_cent(here, tmp_path):
    load(here, tmp_path, "adoption_2025-01.csv", adoption("M-001,Claims,2025-01,1200,420"))
    assert cell(here, "adoption_rate", "2025-01").value == pytest.approx(35)


def test_outcomes_that_are_not_known_yet_count_for_neither_side(here, tmp_path):
    load(here, tmp_path, "predictions_2025-Q1.csv", PREDICTIONS + (
        "P1,M-001,1,2025-01-05T10:00:00Z,0.9,1,1,,,\n"
        "P2,M-001,1,2025-01-05T10:00:00Z,0.8,1,0,,,\n"
        "P3,M-001,1,2025-01-05T10:00:00Z,0.7,1,,,,\n"
        "P4,M-001,1,2025-01-05T10:00:00Z,0.1,0,,,,\n"))  # fmt: skip
    found = cell(here, "accuracy", "2025-Q1")
    assert (found.value, found.n, found.coverage) == (0.5, 2, 0.5)


def test_a_moment_belongs_to_its_quarter_in_utc(here, tmp_path):
    load(here, tmp_path, "predictions_2025-Q1.csv", PREDICTIONS + (
        "P1,M-001,1,2024-12-31T23:30:00-05:00,0.9,1,1,,,\n"))  # fmt: skip
    assert cell(here, "accuracy", "2025-Q1").n == 1
    assert cell(here, "accuracy", "2024-Q4").state == "no_data"


def test_silence_is_neither_compliance_nor_absence(here, tmp_path):
    load(here, tmp_path, "control_evidence_2025-Q1.csv", EVIDENCE + (
        "M-001,bias_test,2025-Q1,AI-001,high,met,,,,,,\n"
        "M-001,impact_assessment,2025-Q1,AI-001,high,partial,,,,,,\n"
        "M-001,security_review,2025-Q1,AI-001,high,not_met,,,,,,\n"
        "M-001,appeal,2025-Q1,AI-001,high,met,,,,,,\n"
        "M-001,notice,2025-Q1,AI-001,high,na,,,,,no customers,\n"
        "M-002,bias_test,2025-Q1,AI-002,minimal,,,,,,,\n"))  # fmt: skip
    assert split(here, "compliance_score", "2025-Q1", "initiative_id")["AI-001"].value == (
        pytest.approx(65.0)
    )
    strict = cell(here, "compliance_score", "2025-Q1")
    assert (strict.value, strict.n, strict.coverage) == (pytest.approx(32.5), 2, 0.8)
    assert cell(here, "compliance_answered", "2025-Q1").value == pytest.approx(65.0)
    assert cell(here, "silent_models", "2025-Q1").value == 1


def test_a_snapshot_is_not_added_up_over_the_year(here, tmp_path):
    assert cell(here, "initiatives", "2025-Q1").value == 2
    assert cell(here, "initiatives", "2024").value == 2


def test_a_unit_that_changed_counts_where_it_is_now(here, tmp_path):
    load(here, tmp_path, "ledger_2025-01.csv", ledger("L1,AI-001,2025-01,cost,build,100"))
    moved = INITIATIVES.format(quarter="2025-Q2").replace("Claim letters,Claims", "Letters,Service")
    load(here, tmp_path, "initiatives_2025-Q2.csv", moved)
    assert set(split(here, "cost_realised", "2025-01", "business_unit")) == {"Service"}


def test_cents_add_up_exactly(here, tmp_path):
    rows = [f"L{n},AI-001,2025-01,cost,build,0.10" for n in range(1000)]
    load(here, tmp_path, "ledger_2025-01.csv", ledger(*rows))
    assert cell(here, "cost_realised", "2025-01").value == 100.0


def test_a_coin_with_one_side_has_no_ranking(here, tmp_path):
    rows = "".join(f"P{n},M-001,1,2025-01-05T10:00:00Z,0.{n:02d},1,1,,,\n" for n in range(40))
    load(here, tmp_path, "predictions_2025-Q1.csv", PREDICTIONS + rows)
    assert cell(here, "auc", "2025-Q1").state == "not_estimable"
