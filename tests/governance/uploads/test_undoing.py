"""Taking a file back and bringing it back: what returns is told before, and then returns."""

from __future__ import annotations

import pytest

from governance.scorecard import metric_tile
from governance.uploads import undoing
from governance.uploads.settled import settled
from pipelines.errors import GapError, NotAllowed
from tests.governance.checkin.conftest import ON_SQLITE
from tests.governance.uploads.handing import (
    DAY,
    LATER,
    adoption_text,
    committed,
    handed,
    restating,
)


@pytest.fixture
def replaced(filled, cast, tmp_path):
    """A load that replaced another one."""
    one = handed(filled, cast.staff, tmp_path, "adoption_2026-Q1.csv", adoption_text(60, 60, 60))
    return committed(filled, cast.staff, one).receipt.loads[0].id


def value(workspace):
    return metric_tile(workspace, "adoption_rate", period="2026-Q1", today=DAY).value


def test_an_undo_tells_what_returns_and_then_it_does(filled, cast, replaced):
    told = undoing.undo_preview(filled, cast.staff, replaced, today=DAY)
    assert told.returning.possible
    (adoption,) = [one for one in told.changes.metrics if one.metric == "adoption_rate"]
    assert (adoption.before.value, adoption.after.value) == (60, 66)
    assert value(filled) == 60
    undoing.undo(filled, cast.staff, replaced, reason="Wrong file.", now=LATER)
    assert value(filled) == 66


def test_a_redo_tells_what_comes_back_and_then_it_does(filled, cast, replaced):
    undoing.undo(filled, cast.staff, replaced, reason="Wrong file.", now=LATER)
    told = undoing.redo_preview(filled, cast.staff, replaced, today=DAY)
    (adoption,) = [one for one in told.changes.metrics if one.metric == "adoption_rate"]
    assert (adoption.before.value, adoption.after.value) == (66, 60)
    undoing.redo(filled, cast.cio, replaced, reason="It was right.", now=LATER)
    assert value(filled) == 60
    reasons = {one.action: one.reason for one in filled.catalogue.journal()}
    assert (reasons["load:undo"], reasons["load:redo"]) == ("Wrong file.", "It was right.")


def test_it_names_the_settled_periods_that_it_would_restate(ended, cast, tmp_path):
    load = settled(ended)["adoption", "2026-02"].load_id
    told = undoing.undo_preview(ended, cast.cio, load, today=DAY)
    assert {one.period for one in told.settled} == {"2026-01", "2026-02", "2026-03"}


def test_taking_back_a_restatement_names_them_as_well(ended, cast, tmp_path):
    done = restating(ended, cast.staff, tmp_path, 60, 60, 60, why="Counted anew.")
    told = undoing.undo_preview(ended, cast.staff, done.receipt.loads[0].id, today=DAY)
    assert len(told.settled) == 3


@ON_SQLITE
def test_what_cannot_be_redone_changes_nothing(filled, cast, replaced):
    told = undoing.redo_preview(filled, cast.staff, replaced, today=DAY)
    assert not told.returning.possible
    assert told.changes.metrics == ()


@ON_SQLITE
def test_both_ask_for_the_right_and_a_reason(filled, cast, replaced):
    with pytest.raises(NotAllowed):
        undoing.undo_preview(filled, cast.viewer, replaced, today=DAY)
    with pytest.raises(NotAllowed):
        undoing.redo(filled, cast.ceo, replaced, reason="r", now=LATER)
    with pytest.raises(GapError, match="reason for the undo is empty"):
        undoing.undo(filled, cast.staff, replaced, reason="\n", now=LATER)
    assert value(filled) == 60
