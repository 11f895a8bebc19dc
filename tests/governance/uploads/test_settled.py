"""A period that a check-in settled is not changed in silence: a reason, and a mark for ever."""

from __future__ import annotations

from datetime import date

import pytest

from governance.checkin.changes import changes_since
from governance.checkin.meeting import check_ins
from governance.checkin.verifying import verify
from governance.events import trend_events
from governance.scorecard import metric_tile, scorecard
from governance.uploads import acts, undoing
from governance.uploads.settled import restatements, restatements_of, settled, settled_by
from pipelines.errors import GapError
from pipelines.uploads import reading
from tests.governance.checkin.closing import MEETING, adoption
from tests.governance.uploads.handing import (
    DAY,
    LATER,
    adoption_text,
    committed,
    handed,
    restating,
)
from tests.prompt import typed

WHY = "The vendor had counted robots."
MONTHS = {("adoption", f"2026-0{month}") for month in (1, 2, 3)}


def tile(workspace):
    return metric_tile(workspace, "adoption_rate", period="2026-Q1", today=DAY)


def test_what_a_check_in_pinned_is_settled_by_it(ended):
    found = settled(ended)
    assert found["adoption", "2026-03"].check_in == MEETING
    assert set(found) >= MONTHS | {("initiatives", "2026-Q1")}


def test_before_any_meeting_nothing_is_settled(ready):
    assert settled(ready) == {}
    assert restatements(ready) == ()


def test_a_period_that_was_not_over_at_the_meeting_is_not_settled(ready, cast, tmp_path):
    from tests.governance.checkin.closing import closed, signed

    adoption(ready, tmp_path, "2026-Q2", active=60)
    signed(ready, cast)
    closed(ready, cast)
    assert ("adoption", "2026-03") in settled(ready)
    assert ("adoption", "2026-04") not in settled(ready)


def test_changing_it_without_a_reason_is_refused_and_names_the_meeting(ended, cast, tmp_path):
    one = handed(ended, cast.staff, tmp_path, "adoption_2026-Q1.csv", adoption_text(60, 60, 60))
    assert {(each.extract, each.period) for each in settled_by(ended, one)} == MONTHS
    with pytest.raises(GapError, match=f"settled by {MEETING}.*2 further") as refusal:
        committed(ended, cast.staff, one)
    assert "Say why it is restated" in str(refusal.value)
    assert reading.upload(ended, one.id).state == "ready"
    assert tile(ended).value == 66


def test_with_a_reason_it_counts_and_is_a_restatement_from_then_on(ended, cast, tmp_path):
    done = restating(ended, cast.staff, tmp_path, 60, 60, 60, why=WHY)
    assert set(done.receipt.restates) == MONTHS
    assert {(one.extract, one.period) for one in restatements(ended)} == MONTHS
    newest = restatements_of(ended, "adoption_rate", period="2026-Q1")[0]
    assert (newest.check_in, newest.by, newest.reason) == (MEETING, "Lena Fischer (CIO staff)", WHY)
    assert newest.words == (
        "Restated on 2 Apr 2026 by Lena Fischer (CIO staff): The vendor had counted robots."
    )
    assert restatements_of(ended, "adoption_rate", period="2025-Q4") == ()
    assert restatements_of(ended, "training_completed") == ()


def test_the_tile_the_trend_and_the_next_meeting_say_so(ended, cast, tmp_path):
    assert tile(ended).restated == ""
    restating(ended, cast.staff, tmp_path, 60, 60, 60, why=WHY)
    assert WHY in tile(ended).restated
    card = scorecard(ended, today=DAY)
    assert [one.metric for one in card.tiles if one.restated] == ["adoption_rate"]
    marks = [one.words for one in trend_events(ended, metric="adoption_rate", today=DAY)]
    assert any(f"after {MEETING} had settled them ({WHY})" in words for words in marks)
    (last,) = check_ins(ended)
    changes = changes_since(ended, last, card=card, today=DAY)
    assert changes[0].kind == "restated"
    assert WHY in changes[0].reason


def test_a_figure_as_it_was_known_then_carries_no_mark(ended, cast, tmp_path):
    version = ended.catalogue.version()
    restating(ended, cast.staff, tmp_path, 60, 60, 60, why=WHY)
    then = metric_tile(ended, "adoption_rate", period="2026-Q1", version=version, today=DAY)
    assert (then.value, then.restated) == (66, "")
    assert verify(ended, MEETING).recomputed


def test_rows_that_say_the_same_restate_nothing(ended, cast, tmp_path):
    lines = adoption_text(66, 66, 66).splitlines()
    turned = "\n".join((lines[0], *reversed(lines[1:]))) + "\n"
    one = handed(ended, cast.staff, tmp_path, "adoption_2026-Q1_again.csv", turned)
    assert settled_by(ended, one) == ()
    committed(ended, cast.staff, one)
    assert restatements(ended) == ()


def test_a_period_that_nobody_had_brought_then_is_progress_and_no_restatement(
    ended, cast, tmp_path
):
    name, text = "adoption_2025-Q3.csv", adoption_text(40, 40, 40, quarter=3, year=2025)
    committed(ended, cast.staff, handed(ended, cast.staff, tmp_path, name, text))
    assert restatements(ended) == ()


def test_a_file_loaded_by_a_command_is_told_too_though_nobody_gave_a_reason(ended, tmp_path):
    adoption(ended, tmp_path, "2026-Q1", active=61)
    (one, *_) = restatements(ended)
    assert (one.kind, one.reason) == ("replaced", "")
    assert "by test: no reason was given." in one.words


def test_the_command_takes_a_reason_that_is_told_with_the_restated_figure(ended, tmp_path):
    file = tmp_path / "adoption_2026-Q1.csv"
    file.write_text(adoption_text(61, 61, 61))
    settings = ended.settings
    here = {"TANDEM_STORE": str(settings.store), "TANDEM_RECORDS_URL": settings.database_url}
    said = typed("pipelines", "load", str(file), "--reason", "Licences counted twice.", **here)
    assert said.returncode == 0, said.stderr
    (one, *_) = restatements(ended)
    assert (one.kind, one.reason) == ("replaced", "Licences counted twice.")
    assert "Licences counted twice." in tile(ended).restated


def test_taking_back_what_a_meeting_saw_is_a_restatement(ended, cast):
    load = settled(ended)["adoption", "2026-03"].load_id
    undoing.undo(ended, cast.cio, load, reason="It was the test system.", now=LATER)
    assert {one.kind for one in restatements(ended)} == {"taken back"}
    assert "It was the test system." in tile(ended).restated


def test_taking_back_the_restatement_brings_the_settled_figure_back(ended, cast, tmp_path):
    done = restating(ended, cast.staff, tmp_path, 60, 60, 60, why=WHY)
    undoing.undo(ended, cast.staff, done.receipt.loads[0].id, reason="Wrong.", now=LATER)
    assert restatements(ended) == ()
    assert (tile(ended).value, tile(ended).restated) == (66, "")


def test_bringing_it_back_again_needs_its_own_reason(ended, cast, tmp_path):
    done = restating(ended, cast.staff, tmp_path, 60, 60, 60, why=WHY)
    load = done.receipt.loads[0].id
    undoing.undo(ended, cast.staff, load, reason="Wrong.", now=LATER)
    with pytest.raises(GapError, match="reason for bringing it back is empty"):
        undoing.redo(ended, cast.staff, load, reason=" ", now=LATER)
    undoing.redo(ended, cast.staff, load, reason="It was right.", now=LATER)
    assert {(one.kind, one.reason) for one in restatements(ended)} == {
        ("brought back", "It was right.")
    }


def test_a_reason_names_every_settled_period_that_the_file_changes(ended, cast, tmp_path):
    one = handed(ended, cast.staff, tmp_path, "adoption_2026-Q1.csv", adoption_text(66, 66, 60))
    one = acts.give_reason(ended, cast.staff, one.id, text=WHY, seen=one.head, now=LATER)
    assert one.restates == (("adoption", "2026-03"),)
    assert settled_by(ended, one)[0].held_on == date(2026, 3, 31)
