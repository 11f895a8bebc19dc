"""An upload counts once, as it was seen, and where a contract says so only by a second person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from pipelines.catalogue.database import reading as reading_records
from pipelines.errors import GapError, NotAllowed, NotFound, Overtaken, StoreError
from pipelines.uploads import acts, counting, reading
from pipelines.uploads.shapes import By
from pipelines.workspace import open_workspace
from tests.pipelines.intake.sources import ledger, load, rows, written
from tests.pipelines.uploads.handing import (
    BEN,
    MIA,
    commit,
    committed,
    handed,
    look,
    looked,
    partly,
    partly_committed,
    ready,
)

FILE = "ledger_2026-Q1.csv"
EVA = By("eva", "cio_staff", MIA.at)


def entries(here, action: str):
    """Return the journal's entries of one action."""
    return [entry for entry in here.catalogue.journal() if entry.action == action]


def facts(here) -> set[str]:
    """Return the fact files on disk."""
    return {path.stem for path in (here.settings.store / "facts").rglob("*.parquet")}


def test_a_committed_upload_counts_and_has_its_receipt(anywhere, tmp_path):
    one = committed(anywhere, tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-02"))
    assert rows(anywhere, "ledger", "entry_id") == [("L-001",), ("L-002",)]
    told = one.receipt
    assert (told.outcome, told.rows_accepted, told.rows_rejected) == ("loaded", 2, 0)
    assert (told.actor, told.approved_by, told.sha256) == ("mia", "", one.sha256)
    loads = {load.id: load for load in anywhere.catalogue.loads()}
    assert {each.id for each in told.loads} == set(loads) == facts(anywhere)
    assert {load.upload for load in loads.values()} == {one.id}
    entry = entries(anywhere, "load:accept")[0]
    assert (entry.actor, entry.after["upload"]) == ("mia", one.id)


def test_an_upload_says_what_a_plain_load_of_its_file_says(here, tmp_path):
    path = written(tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-02"))
    plain = load(here, path)
    one = ready(here, tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-02"))
    assert all(each.difference.same for each in one.finding.planned)
    told = commit(here, one).receipt
    assert told.outcome == "unchanged"
    assert told.submission == here.catalogue.load(plain.loads[0].id).submission
    assert here.catalogue.version() == 1
    assert facts(here) == {each.id for each in plain.loads}


def test_committing_twice_gives_the_same_receipt(anywhere, tmp_path):
    one = ready(anywhere, tmp_path, FILE, ledger(1, "2026-01"))
    first = commit(anywhere, one)
    assert commit(anywhere, one) == first
    assert anywhere.catalogue.version() == 1


def test_of_many_who_commit_at_once_all_get_the_one_receipt(anywhere, tmp_path):
    one = ready(anywhere, tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-02"))
    others = [open_workspace(anywhere.settings) for _ in range(4)]

    def press(here) -> object:
        try:
            return commit(here, one).receipt
        except Overtaken:
            return reading.upload(here, one.id).receipt

    with ThreadPoolExecutor(4) as pool:
        receipts = set(pool.map(press, others))
    assert receipts == {reading.upload(anywhere, one.id).receipt}
    assert anywhere.catalogue.version() == 1
    assert facts(anywhere) == {file.load_id for file in anywhere.catalogue.files()}
    for each in others:
        each.database.dispose()


def test_of_two_uploads_of_one_period_the_second_is_told_and_nothing_changed(anywhere, tmp_path):
    first = ready(anywhere, tmp_path, FILE, ledger(1, "2026-01"))
    second = ready(anywhere, tmp_path, FILE, ledger(2, "2026-01"), by=BEN)
    commit(anywhere, first)
    before = facts(anywhere)
    with pytest.raises(Overtaken, match="Somebody was first") as refusal:
        commit(anywhere, second, BEN)
    assert "mia" in refusal.value.where
    assert rows(anywhere, "ledger", "entry_id") == [("L-001",)]
    assert facts(anywhere) == before
    again = look(anywhere, second, BEN)
    commit(anywhere, again, BEN)
    assert rows(anywhere, "ledger", "entry_id") == [("L-002",)]


def test_a_load_between_the_question_and_the_lock_is_noticed_there(here, tmp_path, monkeypatch):
    first = ready(here, tmp_path, FILE, ledger(1, "2026-01"))
    second = ready(here, tmp_path, FILE, ledger(2, "2026-01"), by=BEN)
    rivals = [second]

    def rival(_name: str) -> None:
        if rivals:
            commit(here, rivals.pop(), BEN)

    monkeypatch.setattr("pipelines.uploads.last_step.point", rival)
    with pytest.raises(Overtaken, match="Somebody was first"):
        commit(here, first)
    assert rows(here, "ledger", "entry_id") == [("L-002",)]
    assert facts(here) == {file.load_id for file in here.catalogue.files()}


def test_another_period_of_the_same_extract_overtakes_nobody(anywhere, tmp_path):
    first = ready(anywhere, tmp_path, "ledger_2026-01.csv", ledger(1, "2026-01"))
    second = ready(anywhere, tmp_path, "ledger_2026-02.csv", ledger(2, "2026-02"))
    commit(anywhere, first)
    commit(anywhere, second)
    assert rows(anywhere, "ledger", "entry_id") == [("L-001",), ("L-002",)]


def test_a_key_that_was_loaded_with_another_period_since_is_refused(anywhere, tmp_path):
    first = ready(anywhere, tmp_path, "ledger_2026-01.csv", ledger(1, "2026-01"))
    second = ready(anywhere, tmp_path, "ledger_2026-02.csv", ledger(1, "2026-02"))
    commit(anywhere, first)
    with pytest.raises(Overtaken, match="loaded with another period"):
        commit(anywhere, second)
    again = look(anywhere, second, again=True)
    assert [group.code for group in again.finding.groups] == ["loaded_key"]


def test_only_what_is_ready_is_committed(here, tmp_path):
    fresh = handed(here, tmp_path, FILE, ledger(1, "2026-01"))
    with pytest.raises(GapError, match="has not been looked at"):
        commit(here, fresh)
    wrong = looked(here, tmp_path, FILE, ledger(1, "2026-01", amount="ten"))
    with pytest.raises(GapError, match="rows of it are bad"):
        commit(here, wrong)
    assert here.catalogue.version() == 0


def test_good_rows_alone_are_not_loaded_where_there_are_none(here, tmp_path):
    one = looked(here, tmp_path, "ledger.csv", ledger(1, "2026-01", amount="ten"))
    with pytest.raises(GapError, match="rows of it are bad"):
        commit(here, partly(here, one))


def test_a_settled_period_is_restated_with_a_reason_that_stays(anywhere, tmp_path):
    committed(anywhere, tmp_path, FILE, ledger(1, "2026-01"))
    one = ready(anywhere, tmp_path, FILE, ledger(1, "2026-01", amount="7.00"))
    settled = [("ledger", "2026-01"), ("ledger", "2025-12")]
    with pytest.raises(GapError, match="restates what was settled: ledger 2026-01"):
        commit(anywhere, one, needs_reason=settled)
    one = acts.give_reason(
        anywhere, one.id, MIA, seen=one.head, text="The invoice was wrong.", restates=settled[:1]
    )
    told = commit(anywhere, one, needs_reason=settled).receipt
    assert (told.reason, told.restates) == ("The invoice was wrong.", (("ledger", "2026-01"),))
    marked = {load.period: load for load in anywhere.catalogue.loads()[:3]}
    assert [marked[f"2026-0{month}"].restates for month in (1, 2, 3)] == [True, False, False]
    assert marked["2026-01"].reason == "The invoice was wrong."
    assert entries(anywhere, "load:accept")[-1].reason == "The invoice was wrong."


def test_a_changed_contract_sends_an_upload_back_to_the_look(here, tmp_path):
    one = ready(here, tmp_path, FILE, ledger(1, "2026-01"))
    stricter = replace(here.extracts["ledger"], version="9.0.0")
    other = replace(here, extracts={**here.extracts, "ledger": stricter})
    with pytest.raises(Overtaken, match="contract of ledger was changed"):
        commit(other, one)
    assert here.catalogue.version() == 0


def test_a_damaged_look_loads_nothing(here, tmp_path):
    one = ready(here, tmp_path, FILE, ledger(1, "2026-01"))
    file = here.settings.store / one.finding.planned[0].path
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(StoreError, match="is damaged"):
        commit(here, one)
    assert here.catalogue.version() == 0
    assert commit(here, look(here, one, again=True)).state == "loaded"


def test_what_waits_for_approval_is_visible_to_no_number(careful, tmp_path):
    one = ready(careful, tmp_path, FILE, ledger(1, "2026-01"))
    assert one.second_person
    waiting = commit(careful, one)
    assert (waiting.state, waiting.submitted_by, waiting.receipt) == ("waits", "mia", None)
    assert careful.catalogue.files() == ()
    assert commit(careful, waiting) == waiting
    assert [entry.actor for entry in entries(careful, "upload:submit")] == ["mia"]


def test_a_second_person_lets_it_count_and_stands_on_the_receipt(careful, tmp_path):
    one = commit(careful, ready(careful, tmp_path, FILE, ledger(1, "2026-01")))
    done = counting.approve(careful, one.id, BEN, seen=one.head)
    assert done.state == "loaded"
    assert (done.receipt.actor, done.receipt.approved_by) == ("mia", "ben")
    assert counting.approve(careful, one.id, BEN, seen=one.head) == done
    assert careful.catalogue.loads()[0].approved_by == "ben"
    assert entries(careful, "load:accept")[0].after["approved_by"] == "ben"


def test_whoever_had_a_hand_in_it_does_not_approve_it(careful, tmp_path):
    one = looked(careful, tmp_path, FILE, ledger(1, "2026-01", amount="ten"))
    one = acts.correct(
        careful, one.id, EVA, seen=one.head, line=2, column="amount_eur", after="9.00", why="typo"
    )
    one = commit(careful, look(careful, one))
    assert one.state == "waits"
    for hand in (MIA, EVA):
        with pytest.raises(NotAllowed, match="somebody who had no hand in it"):
            counting.approve(careful, one.id, hand, seen=one.head)
    assert careful.catalogue.files() == ()
    assert counting.approve(careful, one.id, BEN, seen=one.head).state == "loaded"


def test_what_was_sent_back_says_why_and_is_submitted_again(careful, tmp_path):
    one = commit(careful, ready(careful, tmp_path, FILE, ledger(1, "2026-01")))
    back = acts.send_back(careful, one.id, BEN, seen=one.head, reason="March is missing.")
    assert (back.state, back.sent_back) == ("ready", "March is missing.")
    with pytest.raises(GapError, match="nobody has submitted it"):
        counting.approve(careful, one.id, BEN, seen=back.head)
    again = commit(careful, back)
    assert (again.state, again.sent_back) == ("waits", "")


def test_what_is_said_anew_has_to_be_submitted_anew(careful, tmp_path):
    one = commit(careful, ready(careful, tmp_path, FILE, ledger(1, "2026-01")))
    said = acts.correct(
        careful, one.id, MIA, seen=one.head, line=2, column="amount_eur", after="5.00", why="typo"
    )
    assert (said.state, said.submitted_by) == ("received", "")
    assert look(careful, said).state == "ready"


def test_an_approval_of_what_was_not_seen_is_refused(careful, tmp_path):
    one = commit(careful, ready(careful, tmp_path, FILE, ledger(1, "2026-01")))
    look(careful, one, again=True)
    with pytest.raises(Overtaken):
        counting.approve(careful, one.id, BEN, seen=one.head)


def test_what_waits_is_overtaken_like_anything_else(careful, tmp_path):
    waits = commit(careful, ready(careful, tmp_path, FILE, ledger(1, "2026-01")))
    other = commit(careful, ready(careful, tmp_path, FILE, ledger(2, "2026-01"), by=BEN), BEN)
    counting.approve(careful, other.id, EVA, seen=other.head)
    with pytest.raises(Overtaken, match="Somebody was first"):
        counting.approve(careful, waits.id, BEN, seen=waits.head)
    again = look(careful, reading.upload(careful, waits.id))
    assert again.state == "waits"
    assert counting.approve(careful, again.id, BEN, seen=again.head).state == "loaded"


def test_a_receipt_is_found_by_the_upload_and_by_what_came_of_it(here, tmp_path):
    one = committed(here, tmp_path, FILE, ledger(1, "2026-01"))
    assert counting.receipt(here, one.id) == one.receipt
    assert counting.receipt(here, one.receipt.submission) == one.receipt
    fresh = handed(here, tmp_path, FILE, ledger(2, "2026-01"))
    with pytest.raises(NotFound, match="has no receipt"):
        counting.receipt(here, fresh.id)


def test_somebody_else_who_makes_it_count_is_named_beside_who_brought_it(here, tmp_path):
    one = ready(here, tmp_path, FILE, ledger(1, "2026-01"))
    commit(here, one, BEN)
    entry = entries(here, "load:accept")[0]
    assert (entry.actor, entry.after["committed_by"]) == ("mia", "ben")


def test_a_corrected_file_is_another_file_than_one_corrected_otherwise(here, tmp_path):
    receipts = []
    for amount in ("5.00", "6.00"):
        one = looked(here, tmp_path, FILE, ledger(1, "2026-01", amount="ten"))
        one = acts.correct(
            here, one.id, MIA, seen=one.head, line=2, column="amount_eur", after=amount, why="typo"
        )
        receipts.append(commit(here, look(here, one)).receipt)
    assert [receipt.outcome for receipt in receipts] == ["loaded", "loaded"]
    assert [str(row[0]) for row in rows(here, "ledger", "amount_eur")] == ["6.00"]


def test_nothing_is_left_in_staging(here, tmp_path):
    committed(here, tmp_path, FILE, ledger(1, "2026-01"))
    partly_committed(here, tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-01", amount="x"))
    assert [path.name for path in (here.settings.store / "staging").iterdir()] == ["gate.lock"]
    with reading_records(here.database) as connection:
        kept = connection.execute(text("SELECT count(*) FROM quarantined_row")).scalar()
    assert kept == 1
