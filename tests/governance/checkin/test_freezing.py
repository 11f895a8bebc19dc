"""Closing pins everything at once, needs both names, and never shows another meeting later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from governance.checkin.acts import floor
from governance.checkin.freezing import MINUTES, close, frozen, seal
from governance.checkin.meeting import check_ins, meeting, sign_off, write_note
from governance.checkin.pinned import pinned, pinned_meeting, pinned_stage
from governance.checkin.stage import stage
from pipelines.errors import GapError, NotAllowed, Overtaken
from tests.governance.checkin.closing import END, adoption, closed
from tests.governance.checkin.conftest import CHECK_IN, ON_SQLITE, TODAY
from tests.governance.conftest import NOW


def test_closing_keeps_snapshot_papers_name_of_the_version_and_journal_together(ready, cast):
    made = closed(ready, cast)
    assert frozen(ready, CHECK_IN) == made
    assert [name for name, _ in made.papers] == [MINUTES, "screen/recap"]
    assert ready.catalogue.labels() == {CHECK_IN: made.version}
    entry = ready.catalogue.journal(subject=f"checkin/{CHECK_IN}")[-1]
    assert (entry.action, entry.after["sha256"]) == ("checkin:close", made.sha256)
    assert check_ins(ready)[0].state == "closed"


def test_what_was_pinned_can_be_read_back_as_it_was_shown(ready, cast):
    shown = stage(ready, meeting(ready, CHECK_IN), today=TODAY)
    made = closed(ready, cast)
    assert pinned_stage(made) == shown
    assert pinned_meeting(made) == meeting(ready, CHECK_IN)
    assert pinned(made).card == shown.card


def test_closing_twice_gives_back_what_is_there(ready, cast):
    first = closed(ready, cast)
    again = closed(ready, cast, papers={}, now=END + timedelta(hours=1))
    assert again == first
    assert seal(first) == first.sha256


def test_two_who_close_at_once_get_the_same_snapshot(ready, cast):
    shown = stage(ready, meeting(ready, CHECK_IN), today=TODAY)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: closed(ready, cast, stage=shown), range(4)))
    assert set(made) == {frozen(ready, CHECK_IN)}


def test_a_closed_meeting_reopens_as_it_was_after_further_loads(ready, cast, tmp_path):
    first = closed(ready, cast)
    adoption(ready, tmp_path, "2026-Q1", active=99)
    assert frozen(ready, CHECK_IN) == first


def test_the_facilitator_closes_and_nobody_else(ready, cast):
    shown = stage(ready, meeting(ready, CHECK_IN), today=TODAY)
    for person in (cast.ceo, cast.cio, cast.staff, cast.viewer):
        with pytest.raises(NotAllowed):
            close(ready, person, CHECK_IN, stage=shown, papers={}, today=TODAY, now=END)


@ON_SQLITE
def test_without_both_signatures_somebody_has_to_say_why(running, cast):
    sign_off(running, cast.ceo, CHECK_IN, now=NOW)
    with pytest.raises(GapError, match="The CIO has not signed"):
        closed(running, cast)
    assert check_ins(running)[0].state == "running"
    made = closed(running, cast, without="The CIO fell ill.")
    entry = running.catalogue.journal(subject=f"checkin/{CHECK_IN}")[-1]
    assert entry.reason == "The CIO fell ill."
    assert "Not signed: CIO" in dict(made.papers)[MINUTES]


def test_a_screen_that_is_older_than_the_workspace_is_not_pinned(ready, cast, tmp_path):
    shown = stage(ready, meeting(ready, CHECK_IN), today=TODAY)
    adoption(ready, tmp_path, "2026-Q1", active=70)
    with pytest.raises(Overtaken, match="changed after this screen was drawn"):
        closed(ready, cast, stage=shown)
    assert frozen(ready, CHECK_IN) is None


def test_papers_that_are_older_than_the_meeting_are_not_pinned(ready, cast):
    seen = meeting(ready, CHECK_IN).head
    write_note(ready, cast.cio, CHECK_IN, key="scorecard", text="Wait.", seen=0, now=NOW)
    with pytest.raises(Overtaken, match="said in the meeting after"):
        closed(ready, cast, seen=seen)


def test_papers_made_from_the_meeting_show_it_as_it_ended(ready, cast):
    made = closed(ready, cast, papers=lambda ended: {"state": ended.check_in.state})
    assert dict(made.papers)["state"] == "closed"


def test_a_close_that_fails_half_way_leaves_the_meeting_running(ready, cast):
    def broken(ended):
        raise GapError("The printer is on fire.")

    with pytest.raises(GapError, match="on fire"):
        closed(ready, cast, papers=broken)
    assert (frozen(ready, CHECK_IN), check_ins(ready)[0].state) == (None, "running")
    assert ready.catalogue.labels() == {}


def test_nothing_can_be_said_in_a_closed_meeting(ready, cast):
    closed(ready, cast)
    refused = pytest.raises(GapError, match="was closed on")
    with refused, floor(ready, cast.ceo, CHECK_IN, right="checkin:take_part", now=END):
        pass
