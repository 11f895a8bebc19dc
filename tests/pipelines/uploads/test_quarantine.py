"""Bad rows kept aside have an owner and an age until somebody says what becomes of them."""

from __future__ import annotations

import pytest

from pipelines.errors import GapError, NotFound, Overtaken
from pipelines.uploads import quarantine
from pipelines.uploads.problems import bad_cells, problems_of
from tests.pipelines.intake.sources import ledger, load, rows, written
from tests.pipelines.uploads.handing import (
    BEN,
    MIA,
    commit,
    committed,
    look,
    looked,
    partly_committed,
)

FILE = "ledger_2026-Q1.csv"
LINES = (
    ledger(1, "2026-01"),
    ledger(2, "2026-02", amount="two"),
    ledger(3, "2026-02", amount="three"),
)


def kept(here, tmp_path):
    """Return a file whose two bad rows were kept aside, and these."""
    one = partly_committed(here, tmp_path, FILE, *LINES)
    return one, quarantine.open_rows(here)


def correct(here, row, amount: str, by=BEN):
    """Correct a row and make that count."""
    one = quarantine.correct_rows(here, {row.id: {"amount_eur": amount}}, by, why="asked finance")
    return commit(here, look(here, one, by), by)


def loaded_now(here) -> list[tuple[str, str]]:
    """Return what counts."""
    return [(name, str(amount)) for name, amount in rows(here, "ledger", "entry_id, amount_eur")]


def test_bad_rows_are_kept_aside_with_their_cells_their_reasons_and_an_owner(anywhere, tmp_path):
    one, found = kept(anywhere, tmp_path)
    assert [(row.line, row.owner, row.at, row.state) for row in found] == [
        (3, "mia", MIA.at, "open"), (4, "mia", MIA.at, "open"),
    ]  # fmt: skip
    assert dict(found[0].cells)["amount_eur"] == "two"
    assert [problem.code for problem in found[0].problems] == ["wrong_type"]
    assert one.receipt.quarantined == 2
    assert loaded_now(anywhere) == [("L-001", "10.00")]


def test_rows_are_found_by_extract_and_by_the_periods_of_their_file(here, tmp_path):
    kept(here, tmp_path)
    assert len(quarantine.open_rows(here, extract="ledger", period="2026-02")) == 2
    assert quarantine.open_rows(here, period="2025-12") == ()
    assert quarantine.open_rows(here, extract="training") == ()


def test_a_corrected_row_counts_and_is_closed_then_and_not_before(anywhere, tmp_path):
    _, (first, second) = kept(anywhere, tmp_path)
    one = quarantine.correct_rows(
        anywhere, {first.id: {"amount_eur": "2.00"}}, BEN, why="asked finance"
    )
    assert len(quarantine.open_rows(anywhere)) == 2
    done = commit(anywhere, look(anywhere, one, BEN), BEN)
    assert done.receipt.rows_accepted == 2
    assert loaded_now(anywhere) == [("L-001", "10.00"), ("L-002", "2.00")]
    closed = quarantine.row(anywhere, first.id)
    assert (closed.state, closed.reason) == ("corrected", "asked finance")
    assert [row.id for row in quarantine.open_rows(anywhere)] == [second.id]


def test_rows_are_corrected_one_after_the_other(here, tmp_path):
    _, (first, second) = kept(here, tmp_path)
    correct(here, first, "2.00")
    correct(here, second, "3.00")
    assert loaded_now(here) == [("L-001", "10.00"), ("L-002", "2.00"), ("L-003", "3.00")]
    assert quarantine.open_rows(here) == ()


def test_a_correction_that_is_wrong_too_closes_nothing(here, tmp_path):
    _, (first, _) = kept(here, tmp_path)
    one = quarantine.correct_rows(here, {first.id: {"amount_eur": "zwei"}}, BEN, why="a guess")
    one = look(here, one, BEN)
    assert one.state == "wrong"
    assert [group.value for group in one.finding.groups] == ["zwei"]
    assert len(quarantine.open_rows(here)) == 2


def test_an_undone_correction_opens_the_row_again(anywhere, tmp_path):
    _, (first, _) = kept(anywhere, tmp_path)
    done = correct(anywhere, first, "2.00")
    anywhere.catalogue.undo(done.receipt.loads[0].id, actor="ben", at=BEN.at)
    assert quarantine.row(anywhere, first.id).state == "open"
    assert loaded_now(anywhere) == [("L-001", "10.00")]
    anywhere.catalogue.redo(done.receipt.loads[0].id, actor="ben", at=BEN.at)
    assert quarantine.row(anywhere, first.id).state == "corrected"


@pytest.mark.parametrize(("act", "state"), [("waive", "waived"), ("drop", "dropped")])
def test_a_row_is_waived_or_dropped_with_a_reason(anywhere, tmp_path, act, state):
    _, (first, second) = kept(anywhere, tmp_path)
    done = getattr(quarantine, act)(anywhere, first.id, BEN, seen=0, reason="a test entry")
    assert (done.state, done.reason, done.head) == (state, "a test entry", 1)
    assert [row.id for row in quarantine.open_rows(anywhere)] == [second.id]
    entry = anywhere.catalogue.journal()[-1]
    assert (entry.action, entry.reason, entry.actor) == (
        f"quarantine:{act}", "a test entry", "ben",
    )  # fmt: skip
    with pytest.raises(GapError, match=state):
        getattr(quarantine, act)(anywhere, first.id, BEN, seen=1, reason="again")


def test_a_reason_is_needed(here, tmp_path):
    _, (first, _) = kept(here, tmp_path)
    with pytest.raises(GapError, match="reason"):
        quarantine.waive(here, first.id, BEN, seen=0, reason="  ")
    assert quarantine.row(here, first.id).head == 0


def test_a_waived_row_stays_left_out_when_others_are_corrected(here, tmp_path):
    _, (first, second) = kept(here, tmp_path)
    quarantine.waive(here, first.id, BEN, seen=0, reason="a test entry")
    correct(here, second, "3.00")
    assert loaded_now(here) == [("L-001", "10.00"), ("L-003", "3.00")]
    assert quarantine.row(here, first.id).state == "waived"


def test_a_row_is_given_to_somebody_else(here, tmp_path):
    _, (first, _) = kept(here, tmp_path)
    now = quarantine.reassign(here, first.id, MIA, seen=0, to="finance", reason="they booked it")
    assert (now.owner, now.state, now.at) == ("finance", "open", first.at)
    with pytest.raises(Overtaken, match="finance answers for it"):
        quarantine.drop(here, first.id, MIA, seen=0, reason="too old")


def test_another_file_of_the_period_supersedes_the_rows_until_it_is_undone(anywhere, tmp_path):
    _, found = kept(anywhere, tmp_path)
    other = committed(anywhere, tmp_path, FILE, ledger(7, "2026-01"))
    assert quarantine.open_rows(anywhere) == ()
    assert {quarantine.row(anywhere, row.id).state for row in found} == {"superseded"}
    anywhere.catalogue.undo(other.receipt.loads[0].id, actor="mia", at=MIA.at)
    assert len(quarantine.open_rows(anywhere)) == 2


def test_a_plain_load_supersedes_them_too(here, tmp_path):
    kept(here, tmp_path)
    load(here, written(tmp_path, FILE, ledger(7, "2026-01")))
    assert quarantine.open_rows(here) == ()


def test_what_is_not_open_is_not_corrected(here, tmp_path):
    _, (first, second) = kept(here, tmp_path)
    quarantine.drop(here, first.id, BEN, seen=0, reason="lost")
    for rows_ in ({first.id: {"amount_eur": "1"}}, {second.id: {"nonsense": "1"}}, {}):
        with pytest.raises(GapError):
            quarantine.correct_rows(here, rows_, BEN, why="typo")
    with pytest.raises(NotFound):
        quarantine.row(here, 99)


def test_every_row_of_a_file_is_found_by_each_of_its_uploads(here, tmp_path):
    one, (first, _) = kept(here, tmp_path)
    done = correct(here, first, "2.00")
    assert done.follows == one.id
    for upload in (one, done):
        states = [row.state for row in quarantine.rows_of(here, upload.id)]
        assert states == ["corrected", "open"]


def test_a_correction_does_not_take_back_another_one_that_counted_meanwhile(anywhere, tmp_path):
    _, (first, second) = kept(anywhere, tmp_path)
    waiting = quarantine.correct_rows(
        anywhere, {second.id: {"amount_eur": "3.00"}}, MIA, why="typo"
    )
    correct(anywhere, first, "2.00")
    waiting = look(anywhere, waiting)
    with pytest.raises(Overtaken, match="Line 3 .* was corrected"):
        commit(anywhere, waiting)
    assert loaded_now(anywhere) == [("L-001", "10.00"), ("L-002", "2.00")]
    correct(anywhere, second, "3.00")
    assert quarantine.open_rows(anywhere) == ()


def test_a_correction_does_not_bring_back_a_file_that_another_one_replaced(anywhere, tmp_path):
    _, (first, _) = kept(anywhere, tmp_path)
    waiting = quarantine.correct_rows(anywhere, {first.id: {"amount_eur": "2.00"}}, MIA, why="typo")
    committed(anywhere, tmp_path, FILE, ledger(7, "2026-01"))
    with pytest.raises(Overtaken, match="was superseded"):
        commit(anywhere, look(anywhere, waiting))
    assert loaded_now(anywhere) == [("L-007", "10.00")]


def test_a_file_with_thousands_of_bad_rows_keeps_the_first_of_them_for_correcting(here, tmp_path):
    bad = [ledger(number, "2026-02", amount="ten") for number in range(2, 1_502)]
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), *bad)
    assert one.finding.rejected == 1_500
    assert [row.line for row in bad_cells(here, one, skip=998)] == [1_001, 1_002]
    assert problems_of(here, one, skip=1_490).total == 1_500
