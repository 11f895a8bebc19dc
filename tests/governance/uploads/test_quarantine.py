"""Rows in quarantine: somebody's, with an age, and the figures over the others say so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from governance.scorecard import metric_tile
from governance.uploads import acts, quarantine
from governance.uploads.aside import aside, oldest
from pipelines.errors import GapError, NotAllowed
from tests.governance.checkin.conftest import ON_SQLITE
from tests.governance.uploads.handing import (
    DAY,
    LATER,
    adoption_text,
    committed,
    handed,
    looked,
)


@pytest.fixture
def partly(filled, cast, tmp_path: Path):
    """A quarter of which one row of four waits: more people active than there are."""
    text = adoption_text(60, 60, 60) + "M-001,Service,2026-01,100,1x,,,false,\n"
    one = handed(filled, cast.staff, tmp_path, "adoption_2026-Q1.csv", text)
    one = acts.partly(filled, cast.staff, one.id, load_good_rows=True, seen=one.head, now=LATER)
    return committed(filled, cast.staff, looked(filled, cast.staff, one))


def tile(workspace):
    return metric_tile(workspace, "adoption_rate", period="2026-Q1", today=DAY)


def test_coverage_of_the_figures_beside_them_says_so(filled, cast, partly):
    assert partly.receipt.quarantined == 1
    found = aside(filled, "adoption_rate", "2026-Q1")
    assert (found.rows, found.share) == (1, 0.75)
    assert found.words == "1 row in quarantine: coverage 75.0 %"
    assert tile(filled).coverage == pytest.approx(0.75)
    assert "1 row in quarantine" in tile(filled).note
    assert aside(filled, "training_completed", "2026-Q1") is None


def test_a_row_has_an_owner_and_an_age(filled, cast, partly):
    (one,) = oldest(filled, today=(LATER + timedelta(days=12)).date())
    assert (one.owner, one.days, one.row.line) == ("Lena Fischer", 12, 5)


def test_a_waived_row_is_missed_no_longer(filled, cast, partly):
    (one,) = oldest(filled, today=DAY)
    with pytest.raises(GapError, match="reason for the waiver is empty"):
        quarantine.waive(filled, cast.cio, one.row.id, reason="", seen=one.row.head, now=LATER)
    done = quarantine.waive(
        filled, cast.cio, one.row.id, reason="A test row.", seen=one.row.head, now=LATER
    )
    assert (done.state, done.reason) == ("waived", "A test row.")
    assert oldest(filled, today=DAY) == ()
    assert tile(filled).coverage == 1
    assert "quarantine" not in tile(filled).note


@ON_SQLITE
def test_a_row_that_cannot_be_corrected_is_given_up_with_a_reason(filled, cast, partly):
    (one,) = oldest(filled, today=DAY)
    with pytest.raises(GapError, match="reason for dropping the row is empty"):
        quarantine.drop(filled, cast.cio, one.row.id, reason=" ", seen=one.row.head, now=LATER)
    done = quarantine.drop(
        filled, cast.cio, one.row.id, reason="The source is gone.", seen=one.row.head, now=LATER
    )
    assert done.state == "dropped"


@ON_SQLITE
def test_a_corrected_row_counts_and_leaves_the_list(filled, cast, partly):
    (one,) = oldest(filled, today=DAY)
    again = quarantine.correct_rows(
        filled, cast.cio, {one.row.id: {"active_users": "10"}}, why="A typing error.", now=LATER
    )
    assert again.follows == partly.id
    committed(filled, cast.cio, looked(filled, cast.cio, again))
    assert oldest(filled, today=DAY) == ()
    assert tile(filled).coverage == 1


@ON_SQLITE
def test_a_row_is_given_to_somebody_who_can_load(filled, cast, partly):
    (one,) = oldest(filled, today=DAY)
    said = {"reason": "On leave.", "seen": one.row.head, "now": LATER}
    with pytest.raises(NotAllowed, match="Jonas Weber .viewer. may not load files"):
        quarantine.reassign(filled, cast.staff, one.row.id, to="jonas", **said)
    quarantine.reassign(filled, cast.staff, one.row.id, to="marcus", **said)
    assert oldest(filled, today=DAY)[0].owner == "Marcus Okafor"
