"""A file that a second person has to approve cannot be loaded past them."""

from __future__ import annotations

from tests.pipelines.intake.sources import ledger, load, written

FILE = "ledger_2026-Q1.csv"


def test_a_file_that_needs_a_second_person_is_not_loaded_by_one(careful, tmp_path):
    receipt = load(careful, written(tmp_path, FILE, ledger(1, "2026-01")))
    assert receipt.outcome == "refused"
    assert receipt.problems[0].code == "second_person"
    assert "Nothing was loaded" in receipt.problems[0].message
    assert careful.catalogue.loads() == ()


def test_whoever_is_alone_may_still_look_what_would_happen(careful, tmp_path):
    receipt = load(careful, written(tmp_path, FILE, ledger(1, "2026-01")), dry_run=True)
    assert receipt.outcome == "loaded"
    assert careful.catalogue.loads() == ()
