"""What an undo or a redo brings back is shown before, and undo and redo together change nothing."""

from __future__ import annotations

import pytest

from pipelines.errors import GapError, NotFound
from pipelines.uploads import returning
from pipelines.uploads.returning import redo, what_comes_back, what_returns
from tests.pipelines.intake.sources import ledger, loaded, rows
from tests.pipelines.uploads.handing import BEN, MIA, committed

FILE = "ledger_2026-Q1.csv"
JANUARY = "ledger_2026-01.csv"


def live(here) -> dict[str, str]:
    """Return what counts, by period."""
    return {file.period: file.load_id for file in here.catalogue.files()}


def undo(here, load_id: str) -> None:
    """Take a file back."""
    here.catalogue.undo(load_id, actor="mia", at=MIA.at)


def test_the_preview_of_an_undo_is_what_the_undo_does(anywhere, tmp_path):
    first = loaded(anywhere, tmp_path, JANUARY, ledger(1, "2026-01"), ledger(2, "2026-01"))
    second = committed(anywhere, tmp_path, FILE, ledger(3, "2026-01"), ledger(4, "2026-03"))
    shown = what_returns(anywhere, second.receipt.loads[0].id)
    assert (shown.possible, shown.why_not, shown.submission) == (
        True, None, second.receipt.submission,
    )  # fmt: skip
    told = {each.period: each for each in shown.periods}
    assert (told["2026-01"].now.actor, told["2026-01"].now.rows) == ("mia", 1)
    assert (told["2026-01"].then.load_id, told["2026-01"].then.rows) == (first.loads[0].id, 2)
    assert told["2026-03"].then is None
    undo(anywhere, second.receipt.loads[0].id)
    assert live(anywhere) == {
        period: load for (_, period), load in shown.then.items() if load
    }  # fmt: skip


def test_undoing_what_was_replaced_changes_nothing_and_says_so(here, tmp_path):
    first = loaded(here, tmp_path, JANUARY, ledger(1, "2026-01"))
    loaded(here, tmp_path, JANUARY, ledger(2, "2026-01"))
    shown = what_returns(here, first.loads[0].id)
    assert not any(each.changes for each in shown.periods)


def test_what_was_undone_is_not_undone_again(here, tmp_path):
    first = loaded(here, tmp_path, JANUARY, ledger(1, "2026-01"))
    undo(here, first.loads[0].id)
    shown = what_returns(here, first.loads[0].id)
    assert (shown.possible, str(shown.why_not).split("\n")[0]) == (
        False, "ledger_2026-01.csv was taken back already.",
    )  # fmt: skip


def test_undo_and_redo_together_change_nothing_but_the_history(anywhere, tmp_path):
    loaded(anywhere, tmp_path, JANUARY, ledger(1, "2026-01"))
    second = committed(anywhere, tmp_path, FILE, ledger(3, "2026-01"), ledger(4, "2026-03"))
    before, load = live(anywhere), second.receipt.loads[0].id
    undo(anywhere, load)
    shown = what_comes_back(anywhere, load)
    done = redo(anywhere, load, BEN, reason="it was right after all")
    assert live(anywhere) == before == {period: one for (_, period), one in shown.then.items()}
    assert done.changed
    assert anywhere.catalogue.version() == done.version == 4
    assert anywhere.catalogue.load(load).status == "live"
    entry = anywhere.catalogue.journal()[-1]
    assert (entry.action, entry.actor, entry.reason) == (
        "load:redo", "ben", "it was right after all",
    )  # fmt: skip
    assert {file.period: file.load_id for file in anywhere.catalogue.files(3)} != before


def test_what_counts_is_not_redone(here, tmp_path):
    first = loaded(here, tmp_path, JANUARY, ledger(1, "2026-01"))
    assert not what_comes_back(here, first.loads[0].id).possible
    assert not redo(here, first.loads[0].id, BEN).changed
    assert here.catalogue.version() == 1


def test_a_later_load_holds_its_period_unless_it_is_said_that_it_shall_not(anywhere, tmp_path):
    first = loaded(anywhere, tmp_path, JANUARY, ledger(1, "2026-01"))
    undo(anywhere, first.loads[0].id)
    second = loaded(anywhere, tmp_path, JANUARY, ledger(2, "2026-01"))
    shown = what_comes_back(anywhere, first.loads[0].id)
    assert not shown.possible
    assert second.loads[0].id in str(shown.why_not)
    with pytest.raises(GapError, match="followed by later files"):
        redo(anywhere, first.loads[0].id, BEN)
    assert live(anywhere) == {"2026-01": second.loads[0].id}
    done = redo(anywhere, first.loads[0].id, BEN, instead_of_later=True)
    assert done.replaced == (second.loads[0].id,)
    assert live(anywhere) == {"2026-01": first.loads[0].id}


def test_what_was_put_first_is_what_the_next_undo_falls_back_to(anywhere, tmp_path):
    first = loaded(anywhere, tmp_path, JANUARY, ledger(1, "2026-01"))
    undo(anywhere, first.loads[0].id)
    loaded(anywhere, tmp_path, JANUARY, ledger(2, "2026-01"))
    redo(anywhere, first.loads[0].id, BEN, instead_of_later=True)
    third = loaded(anywhere, tmp_path, JANUARY, ledger(3, "2026-01"))
    assert live(anywhere) == {"2026-01": third.loads[0].id}
    undo(anywhere, third.loads[0].id)
    assert live(anywhere) == {"2026-01": first.loads[0].id}
    assert rows(anywhere, "ledger", "entry_id") == [("L-001",)]


def test_there_is_nothing_to_return_of_an_unknown_load(here):
    for ask in (what_returns, what_comes_back):
        with pytest.raises(NotFound):
            ask(here, "L0")
    with pytest.raises(NotFound):
        returning.redo(here, "L0", BEN)
