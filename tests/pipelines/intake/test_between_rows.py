"""Keys count once, and names lead somewhere."""

from __future__ import annotations

import pytest

from tests.pipelines.intake.sources import (
    NOON,
    codes,
    initiative,
    ledger,
    load,
    loaded,
    rows,
    written,
)

EVENT = "E-{number:03},AI-001,idea,prototype,{day},,,,"


def test_a_key_that_comes_twice_names_the_first_line(workspace, tmp_path):
    path = written(
        tmp_path, "ledger_2026-Q1.csv",
        ledger(1, "2026-01"), ledger(2, "2026-01"), ledger(1, "2026-01", amount="11"),
    )  # fmt: skip
    receipt = load(workspace, path)
    assert codes(receipt)[0] == "duplicate_key"
    assert receipt.problems[0].line == 4
    assert receipt.problems[0].message == "Line 2 has the same key already: L-001."


def test_of_a_key_that_comes_twice_the_first_row_stays(workspace, tmp_path):
    path = written(
        tmp_path, "ledger_2026-Q1.csv", *(ledger(1, "2026-01", amount=str(n)) for n in range(3))
    )
    receipt = load(workspace, path, allow_rejects=True)
    assert (receipt.rows_accepted, receipt.rows_rejected) == (1, 2)
    assert rows(workspace, "ledger", "_line") == [(2,)]


def test_a_state_has_its_keys_anew_in_every_quarter(workspace, tmp_path):
    loaded(workspace, tmp_path, "initiatives_2025-Q4.csv", initiative(1, "2025-Q4"))
    loaded(workspace, tmp_path, "initiatives_2026-Q1.csv", initiative(1, "2026-Q1"))
    assert len(rows(workspace, "initiatives")) == 2


def test_an_event_counts_in_one_period_only(any_workspace, tmp_path):
    loaded(any_workspace, tmp_path, "ledger_2025-Q4.csv", ledger(1, "2025-12"))
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-01"))
    receipt = load(any_workspace, path)
    assert (receipt.outcome, codes(receipt)[0]) == ("refused", "loaded_key")
    assert "loaded before, with 2025-12" in receipt.problems[0].message


def test_an_event_of_a_period_that_is_replaced_may_come_again(workspace, tmp_path):
    loaded(workspace, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    loaded(workspace, tmp_path, "ledger_2026-Q1_r2.csv", ledger(1, "2026-02"))
    assert rows(workspace, "ledger", "_line") == [(2,)]


def test_an_event_may_come_again_once_its_load_is_undone(workspace, tmp_path):
    first = loaded(workspace, tmp_path, "ledger_2025-Q4.csv", ledger(1, "2025-12"))
    workspace.catalogue.undo(first.loads[0].id, actor="mia", at=NOON)
    loaded(workspace, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))


@pytest.mark.parametrize("twist", [0, 500])
def test_keys_are_compared_wherever_they_lie(workspace, tmp_path, twist):
    old = [ledger(number, "2025-12") for number in range(0, 999, 2)]
    new = [ledger(number, "2026-01") for number in range(1, 999, 2)]
    loaded(workspace, tmp_path, "ledger_2025-Q4.csv", *old)
    path = written(tmp_path, "ledger_2026-Q1.csv", *new, ledger(twist, "2026-01"))
    receipt = load(workspace, path)
    assert [one.value for one in receipt.problems if one.severity == "error"] == [f"L-{twist:03}"]


def test_a_name_that_the_other_extract_lacks_is_refused_with_its_line(workspace, tmp_path):
    loaded(workspace, tmp_path, "initiatives_2026-Q1.csv", initiative(1), initiative(2))
    path = written(
        tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-01", "AI-007")
    )
    receipt = load(workspace, path)
    (problem,) = receipt.problems
    assert (problem.code, problem.line, problem.column) == ("unknown_reference", 3, "initiative_id")
    assert problem.message == "initiative_id says “AI-007”, which is not in initiatives."


def test_a_name_of_any_quarter_that_counts_will_do(workspace, tmp_path):
    loaded(workspace, tmp_path, "initiatives_2025-Q4.csv", initiative(1, "2025-Q4"))
    loaded(workspace, tmp_path, "initiatives_2026-Q1.csv", initiative(2))
    receipt = loaded(workspace, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01", "AI-001"))
    assert codes(receipt) == []


def test_while_nothing_is_there_to_refer_to_one_warning_says_so(workspace, tmp_path):
    receipt = loaded(
        workspace, tmp_path, "ledger_2026-Q1.csv", *(ledger(n, "2026-01") for n in range(9))
    )
    assert [(one.severity, one.code) for one in receipt.problems] == [
        ("warning", "unchecked_reference")
    ]


def test_an_empty_reference_refers_to_nothing(workspace, tmp_path):
    loaded(workspace, tmp_path, "initiatives_2026-Q1.csv", initiative(1))
    loaded(workspace, tmp_path, "models_2026-Q1.csv", "M-001,1,AI-001,,binary,0.5,,2025-01-01,,")
    row = "M-001,owner_raci,2026-Q1,,high,met,,,,,,"
    loaded(workspace, tmp_path, "control_evidence_2026-Q1.csv", row)


def test_a_bad_reference_and_a_doubled_key_are_both_told(workspace, tmp_path):
    loaded(workspace, tmp_path, "initiatives_2026-Q1.csv", initiative(1))
    bad = ledger(1, "2026-01", "AI-009")
    receipt = load(workspace, written(tmp_path, "ledger_2026-Q1.csv", bad, bad))
    assert sorted((one.line, one.code) for one in receipt.problems) == [
        (2, "unknown_reference"),
        (3, "duplicate_key"),
        (3, "unknown_reference"),
    ]
    assert receipt.rows_rejected == 2


def test_a_period_whose_rows_are_all_refused_still_guards_its_keys(workspace, tmp_path):
    loaded(workspace, tmp_path, "initiatives_2026-Q1.csv", initiative(1))
    loaded(workspace, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    path = written(
        tmp_path, "ledger.csv",
        ledger(5, "2026-01", "AI-009"), ledger(1, "2026-02"), ledger(2, "2026-02"),
    )  # fmt: skip
    receipt = load(workspace, path, allow_rejects=True)
    assert [one.period for one in receipt.loads] == ["2026-02"]
    assert sorted(rows(workspace, "ledger", "entry_id")) == [("L-001",), ("L-002",)]
