"""A load is whole or nothing, says the same once, and replaces the periods that it contains."""

from __future__ import annotations

import csv
import hashlib
from datetime import UTC, date, datetime

import duckdb
import pytest

from pipelines.errors import GapError
from pipelines.extracts.contract import duckdb_type
from pipelines.intake import judge
from pipelines.intake.layout import Layout
from tests.pipelines.intake.sources import (
    EXTRACTS,
    codes,
    initiative,
    ledger,
    load,
    loaded,
    rows,
    written,
)


def periods(receipt) -> list[tuple[str, int]]:
    """Return the periods of a receipt with their rows."""
    return [(one.period, one.rows) for one in receipt.loads]


def test_each_month_of_a_quarterly_file_is_a_load_of_its_own(any_workspace, tmp_path):
    receipt = loaded(
        any_workspace, tmp_path, "ledger_2026-Q1.csv",
        ledger(1, "2026-01"), ledger(2, "2026-03"), ledger(3, "2026-01"),
    )  # fmt: skip
    assert periods(receipt) == [("2026-01", 2), ("2026-02", 0), ("2026-03", 1)]
    assert rows(any_workspace, "ledger", "entry_id, _line, _period") == [
        ("L-001", 2, date(2026, 1, 1)),
        ("L-003", 4, date(2026, 1, 1)),
        ("L-002", 3, date(2026, 3, 1)),
    ]


def test_a_fact_file_has_the_columns_of_the_contract_in_their_order(workspace, tmp_path):
    loaded(workspace, tmp_path, "initiatives_2026-Q1.csv", initiative(1))
    (file,) = workspace.catalogue.files()
    found = duckdb.execute("DESCRIBE SELECT * FROM read_parquet($p)", {"p": str(file.path)})
    columns = [(column.name, duckdb_type(column)) for column in EXTRACTS["initiatives"].columns]
    assert [row[:2] for row in found.fetchall()] == [
        *columns, ("_line", "BIGINT"), ("_period", "DATE"),
    ]  # fmt: skip


def test_a_fact_file_lies_under_its_extract_period_and_load(workspace, tmp_path):
    receipt = loaded(workspace, tmp_path, "initiatives_2026-Q1.csv", initiative(1))
    (file,) = workspace.catalogue.files()
    store = workspace.settings.store
    assert file.path == store / f"facts/initiatives/2026-Q1/{receipt.loads[0].id}.parquet"
    assert file.sha256 == hashlib.sha256(file.path.read_bytes()).hexdigest()


def test_the_same_file_again_is_nothing_new(any_workspace, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    first = load(any_workspace, path)
    again = load(any_workspace, path)
    assert (first.outcome, again.outcome) == ("loaded", "unchanged")
    assert again.loads == first.loads
    assert again.rows_accepted == 1
    assert any_workspace.catalogue.version() == 1


def test_the_same_file_under_another_name_is_nothing_new_either(workspace, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    load(workspace, path)
    assert load(workspace, path, file_name="ledger_2026-Q1_r2.csv").outcome == "unchanged"


def test_an_edition_replaces_the_periods_of_its_name_and_no_others(workspace, tmp_path):
    loaded(workspace, tmp_path, "ledger_2025-Q4.csv", ledger(1, "2025-12"))
    loaded(workspace, tmp_path, "ledger_2026-Q1.csv", ledger(2, "2026-01"), ledger(3, "2026-02"))
    loaded(workspace, tmp_path, "ledger_2026-Q1_r2.csv", ledger(4, "2026-01"))
    assert rows(workspace, "ledger", "entry_id") == [("L-001",), ("L-004",)]


def test_a_file_without_a_period_in_its_name_replaces_what_it_has_rows_of(workspace, tmp_path):
    loaded(workspace, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-02"))
    receipt = loaded(workspace, tmp_path, "ledger.csv", ledger(3, "2026-02"))
    assert periods(receipt) == [("2026-02", 1)]
    assert rows(workspace, "ledger", "entry_id") == [("L-001",), ("L-003",)]


def test_months_that_have_not_begun_are_left_alone(workspace, tmp_path):
    path = written(tmp_path, "ledger_2026-Q2.csv", ledger(1, "2026-04"))
    receipt = load(workspace, path, now=datetime(2026, 5, 3, tzinfo=UTC))
    assert periods(receipt) == [("2026-04", 1), ("2026-05", 0)]


def test_a_header_alone_is_a_period_without_rows(workspace, tmp_path):
    loaded(workspace, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    receipt = load(workspace, written(tmp_path, "ledger_2026-Q1_r2.csv"))
    assert receipt.outcome == "loaded"
    assert periods(receipt) == [("2026-01", 0), ("2026-02", 0), ("2026-03", 0)]
    assert rows(workspace, "ledger") == []


def test_a_header_alone_needs_a_period(workspace, tmp_path):
    assert codes(load(workspace, written(tmp_path, "ledger.csv"))) == ["no_rows"]


def test_a_register_without_a_date_column_takes_its_period_from_the_name(workspace, tmp_path):
    path = written(tmp_path, "models.csv", "M-001,1,AI-001,,binary,0.5,,2025-01-01,,")
    assert codes(load(workspace, path)) == ["no_period"]
    assert periods(load(workspace, path, period="2026-Q1")) == [("2026-Q1", 1)]


@pytest.mark.parametrize(
    ("name", "period"), [("initiatives_2026-Q1.csv", "2026-01"), ("models_2026-Q1.csv", "2026")]
)
def test_a_period_of_the_wrong_length_is_refused(workspace, tmp_path, name, period):
    assert codes(load(workspace, written(tmp_path, name), period=period)) == ["unfit_period"]


def test_a_dry_run_says_the_same_and_changes_nothing(workspace, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    rehearsed = load(workspace, path, dry_run=True)
    assert workspace.catalogue.version() == 0
    assert not any((workspace.settings.store / "facts").iterdir())
    performed = load(workspace, path)
    assert [one.id for one in rehearsed.loads] == [None] * 3
    assert periods(rehearsed) == periods(performed)
    assert (rehearsed.outcome, rehearsed.problems) == (performed.outcome, performed.problems)


def test_one_bad_row_and_nothing_is_loaded(workspace, tmp_path):
    path = written(
        tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-01", amount="ten")
    )
    receipt = load(workspace, path)
    assert (receipt.outcome, receipt.rows_accepted, receipt.rows_rejected) == ("refused", 0, 1)
    assert (receipt.problems[0].line, receipt.problems[0].column) == (3, "amount_eur")
    assert workspace.catalogue.version() == 0


def test_good_rows_are_loaded_on_request_and_bad_ones_kept_as_they_came(workspace, tmp_path):
    path = written(
        tmp_path, "ledger_2026-Q1.csv",
        ledger(1, "2026-01"), ledger(2, "2026-01", amount="ten "), ledger(3, "2026-02"), "x,y",
    )  # fmt: skip
    receipt = load(workspace, path, allow_rejects=True)
    assert (receipt.outcome, receipt.rows_accepted, receipt.rows_rejected) == (
        "partly_loaded",
        2,
        2,
    )
    assert rows(workspace, "ledger", "entry_id, _line") == [("L-001", 2), ("L-003", 4)]
    record = workspace.catalogue.load(receipt.loads[0].id)
    assert record.rejected == 2
    with record.reject_file.open(encoding="utf-8", newline="") as stream:
        header, amount, width = csv.reader(stream)
    assert header[:3] == ["line", "reasons", "entry_id"]
    assert (amount[0], amount[2], amount[7]) == ("3", "L-002", "ten ")
    assert "amount_eur says “ten”" in amount[1]
    assert width == ["5", "The row has 2 cells.", "x", "y"]


def test_the_same_rejects_again_are_nothing_new(workspace, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "x"))
    load(workspace, path, allow_rejects=True)
    again = load(workspace, path, allow_rejects=True)
    assert (again.outcome, workspace.catalogue.version()) == ("unchanged", 1)


def test_a_file_of_nothing_but_bad_rows_is_refused_even_then(workspace, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "x"), ledger(2, "y"))
    assert load(workspace, path, allow_rejects=True).outcome == "refused"


def test_every_problem_can_be_had_as_a_file(workspace, tmp_path):
    bad = [ledger(number, "2026-01", amount="ten") for number in range(1200)]
    target = tmp_path / "problems.csv"
    receipt = load(workspace, written(tmp_path, "ledger_2026-Q1.csv", *bad), problems_file=target)
    assert len(receipt.problems) == 1002
    assert codes(receipt)[1000] == "more_problems"
    assert receipt.rows_rejected == 1200
    with target.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.reader(stream))) == 1201


def test_losing_most_rows_of_a_period_is_said(workspace, tmp_path):
    many = [ledger(number, "2026-01") for number in range(40)]
    loaded(workspace, tmp_path, "ledger_2026-Q1.csv", *many)
    receipt = loaded(workspace, tmp_path, "ledger_2026-Q1_r2.csv", *many[:19])
    assert [one.value for one in receipt.problems if one.code == "shrinks_period"] == ["2026-01"]
    receipt = loaded(workspace, tmp_path, "ledger_2026-Q1_r3.csv", *many[:10])
    assert "shrinks_period" not in codes(receipt)


def test_a_kind_of_file_is_known_by_its_header_alone(workspace, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    assert load(workspace, path, file_name="export (3).csv").extract == "ledger"


def test_a_file_called_like_another_kind_is_refused_with_the_kind_it_is(workspace, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    receipt = load(workspace, path, file_name="adoption_2026-Q1.csv")
    assert codes(receipt) == ["unfit_header"]
    assert "those of ledger" in receipt.problems[0].message


def test_synonyms_are_read_and_said(workspace, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    path.write_text(path.read_text().replace("baseline_ref", "Baseline"), encoding="utf-8")
    receipt = load(workspace, path)
    assert receipt.outcome == "loaded"
    assert [
        (one.code, one.column, one.value) for one in receipt.problems if one.code == "synonym"
    ] == [("synonym", "baseline_ref", "Baseline")]


@pytest.mark.parametrize(
    "options",
    [
        {"extract": "ledgr"},
        {"layout": Layout("cp9999")},
        {"layout": Layout("rot13")},
        {"period": "spring"},
    ]
    + [{"profile": "federal-2042"}, {"profile": "federal-2024", "period": "2026-Q1"}],
)
def test_a_wish_that_makes_no_sense_is_told_apart_from_a_bad_file(workspace, tmp_path, options):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    with pytest.raises(GapError):
        load(workspace, path, **options)


def test_a_missing_file_is_said_to_be_missing(workspace, tmp_path):
    with pytest.raises(GapError, match="There is no file"):
        load(workspace, tmp_path / "nowhere.csv")


def test_progress_is_told_while_it_runs(workspace, tmp_path):
    many = [ledger(number, "2026-01") for number in range(60_000)]
    told: list[float] = []
    load(workspace, written(tmp_path, "ledger_2026-Q1.csv", *many), on_progress=told.append)
    assert all(0 <= share <= 1 for share in told)


def test_a_file_that_grows_while_it_is_read_is_refused(workspace, tmp_path, monkeypatch):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    staged = judge.staged_as_written

    def stage_while_somebody_writes(*words):
        with path.open("a", encoding="utf-8") as stream:
            stream.write(ledger(2, "2026-01") + "\n")
        return staged(*words)

    monkeypatch.setattr(judge, "staged_as_written", stage_while_somebody_writes)
    assert codes(load(workspace, path)) == ["changed_meanwhile"]
    assert workspace.catalogue.version() == 0


def test_a_period_that_has_bad_rows_only_is_left_as_it_was(workspace, tmp_path):
    loaded(workspace, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-02"))
    path = written(tmp_path, "ledger.csv", ledger(3, "2026-02"), ledger(4, "2026-01", amount="ten"))
    receipt = load(workspace, path, allow_rejects=True)
    assert periods(receipt) == [("2026-02", 1)]
    assert rows(workspace, "ledger", "entry_id") == [("L-001",), ("L-003",)]
