"""One check-in at a time is led, moved, followed and written down, and none of it gets lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from governance.checkin import meeting as room
from governance.checkin.agenda import known_agenda
from governance.checkin.events import Event, agenda_body, meeting_of
from governance.checkin.shapes import STEP_KINDS, CheckIn, Issue, Position
from governance.records.checkins import append_event
from governance.records.opening import reading, writing
from pipelines.catalogue import journal
from pipelines.errors import GapError, NotAllowed, NotFound, Overtaken
from tests.governance.checkin.conftest import CHECK_IN, ON_SQLITE, TODAY, later, opened
from tests.governance.conftest import NOW, Cast

ISSUE = Issue("goal:GOAL-02", "goal", "Chatbot", "GOAL-02", Decimal("250000.50"), 82.5, "Gap 33.5.")


def now_in(workspace):
    return room.meeting(workspace, CHECK_IN)


def closed(workspace, person) -> None:
    with writing(workspace.database) as session:
        append_event(session, CHECK_IN, "closed", subject="meeting", body={}, by=person, at=NOW)


def test_a_meeting_opens_at_its_first_step_with_a_standing_clock(running, cast):
    found = now_in(running)
    assert (found.position, found.presenter) == (Position("changes"), cast.facilitator)
    assert found.clock.elapsed(later(hours=1)) == 0
    assert (found.check_in.state, found.agenda.minutes, found.head) == ("running", 45, 1)


@ON_SQLITE
def test_only_the_facilitator_opens_one_and_one_at_a_time(running, cast):
    for person in (cast.ceo, cast.cio, cast.staff, cast.viewer):
        with pytest.raises(NotAllowed, match="may not lead a check-in"):
            room.open_check_in(running, person, title="x", agenda="45", held_on=TODAY, now=NOW)
    with pytest.raises(GapError, match="CI-2026-03, Check-in of March, is still running"):
        opened(running, cast, months=1)


@ON_SQLITE
def test_a_double_click_opens_one(running, cast):
    assert opened(running, cast).id == CHECK_IN
    assert len(room.check_ins(running)) == 1


def test_a_second_one_of_a_month_has_a_name_of_its_own_and_the_newest_comes_first(running, cast):
    closed(running, cast.facilitator)
    second = opened(running, cast)
    assert second.id == "CI-2026-03-2"
    assert [(one.id, one.state) for one in room.check_ins(running)] == [
        ("CI-2026-03-2", "running"), (CHECK_IN, "closed"),
    ]  # fmt: skip


@ON_SQLITE
def test_an_unknown_agenda_or_meeting_is_said_with_the_nearest_one(running, cast):
    with pytest.raises(NotFound, match="There is no agenda “46”"):
        room.open_check_in(
            running, cast.facilitator, title="x", agenda="46", held_on=TODAY, now=NOW
        )
    with pytest.raises(NotFound, match="Did you mean “CI-2026-03”"):
        room.meeting(running, "CI-2026-04")
    assert room.head(running, "CI-2026-04") == 0


def test_whoever_presents_moves_the_meeting_and_everybody_follows_its_head(running, cast):
    lead = cast.facilitator
    room.move(running, lead, CHECK_IN, Position("issues", "goal:GOAL-02"), now=NOW)
    assert now_in(running).position == Position("issues", "goal:GOAL-02")
    assert room.head(running, CHECK_IN) == now_in(running).head == 2
    room.move(running, lead, CHECK_IN, Position("issues", "goal:GOAL-02"), now=NOW)
    assert room.head(running, CHECK_IN) == 2
    with pytest.raises(NotAllowed, match="Amara Diallo .facilitator. presents now"):
        room.move(running, cast.ceo, CHECK_IN, Position("recap"), now=NOW)
    with pytest.raises(GapError, match="is not a step of this agenda"):
        room.move(running, lead, CHECK_IN, Position("lunch"), now=NOW)


@ON_SQLITE
def test_the_presentation_is_handed_over_and_can_be_taken_back(running, cast):
    lead = cast.facilitator
    with pytest.raises(NotAllowed):
        room.present_by(running, cast.cio, CHECK_IN, cast.cio, now=NOW)
    room.present_by(running, lead, CHECK_IN, cast.cio, now=NOW)
    room.move(running, cast.cio, CHECK_IN, Position("realities"), now=NOW)
    with pytest.raises(NotAllowed):
        room.move(running, lead, CHECK_IN, Position("recap"), now=NOW)
    room.present_by(running, cast.cio, CHECK_IN, cast.ceo, now=NOW)
    room.present_by(running, lead, CHECK_IN, lead, now=NOW)
    assert now_in(running).presenter == lead
    with pytest.raises(NotAllowed, match="cannot present"):
        room.present_by(running, lead, CHECK_IN, cast.viewer, now=NOW)


@ON_SQLITE
def test_the_clock_needs_no_process_and_books_time_to_the_steps(running, cast):
    lead = cast.facilitator
    room.run_clock(running, lead, CHECK_IN, now=NOW)
    room.run_clock(running, lead, CHECK_IN, now=later(seconds=30))
    room.move(running, lead, CHECK_IN, Position("actions"), now=later(seconds=60))
    room.pause_clock(running, lead, CHECK_IN, now=later(seconds=90))
    room.pause_clock(running, lead, CHECK_IN, now=later(seconds=95))
    room.run_clock(running, lead, CHECK_IN, now=later(seconds=200))
    room.move(running, lead, CHECK_IN, Position("changes"), now=later(seconds=210))
    found, at = now_in(running), later(seconds=215)
    assert found.clock.elapsed(at) == 105
    assert found.step_clock.elapsed(at) == 65
    assert dict(found.spent) == {"actions": 40}


@ON_SQLITE
def test_an_item_of_the_same_step_books_nothing(running, cast):
    room.run_clock(running, cast.facilitator, CHECK_IN, now=NOW)
    room.move(running, cast.facilitator, CHECK_IN, Position("changes", "one"), now=later(seconds=9))
    assert now_in(running).spent == ()
    assert now_in(running).step_clock.elapsed(later(seconds=20)) == 20


@ON_SQLITE
def test_a_clock_that_was_set_back_never_takes_time_away(running, cast):
    room.run_clock(running, cast.facilitator, CHECK_IN, now=NOW)
    room.pause_clock(running, cast.facilitator, CHECK_IN, now=later(hours=-2))
    assert now_in(running).clock.elapsed(NOW) == 0


@ON_SQLITE
def test_who_is_there_is_noted_once(running, cast):
    for person in (cast.ceo, cast.cio, cast.ceo):
        room.attend(running, person, CHECK_IN, now=NOW)
    assert now_in(running).present == (cast.ceo, cast.cio)
    with pytest.raises(NotAllowed, match="may not take part"):
        room.attend(running, cast.viewer, CHECK_IN, now=NOW)


def write(workspace, person, text, *, seen=0, key="issues"):
    return room.write_note(workspace, person, CHECK_IN, key=key, text=text, seen=seen, now=NOW)


def test_a_note_is_kept_with_its_author_and_its_changes(running, cast):
    first = write(running, cast.facilitator, " The vendor is late. ")
    second = write(running, cast.cio, "The vendor is late: May.", seen=first.number)
    write(running, cast.ceo, "Another step.", key="recap")
    assert [(one.key, one.text, one.by) for one in now_in(running).notes] == [
        ("issues", "The vendor is late: May.", cast.cio), ("recap", "Another step.", cast.ceo),
    ]  # fmt: skip
    assert second.number > first.number


@ON_SQLITE
def test_a_note_written_twice_is_one_note(running, cast):
    first = write(running, cast.facilitator, "Same.")
    assert write(running, cast.facilitator, "Same.") == first
    assert room.head(running, CHECK_IN) == first.number


def test_whoever_was_overtaken_is_told_who_wrote_what(running, cast):
    write(running, cast.facilitator, "The vendor is late.")
    with pytest.raises(
        Overtaken, match="Amara Diallo .facilitator. changed the note on issues"
    ) as told:
        write(running, cast.cio, "The vendor is on time.")
    assert told.value.newer == "The vendor is late."
    assert now_in(running).notes[0].text == "The vendor is late."


@ON_SQLITE
def test_an_issue_is_parked_once_solved_once_and_can_come_back(running, cast):
    for person in (cast.ceo, cast.cio):
        room.park(running, person, CHECK_IN, ISSUE, now=NOW)
    assert now_in(running).parked == (replace(ISSUE, parked_by=cast.ceo),)
    for _ in range(2):
        room.solve(running, cast.ceo, CHECK_IN, ISSUE.key, now=NOW)
    room.solve(running, cast.ceo, CHECK_IN, "incident:7", now=NOW)
    assert now_in(running).solved == {ISSUE.key, "incident:7"}
    assert now_in(running).parked[0].solved
    room.park(running, cast.ceo, CHECK_IN, ISSUE, now=NOW)
    assert not now_in(running).parked[0].solved


@ON_SQLITE
def test_the_meeting_is_rated_signed_and_followed_by_another(running, cast):
    room.rate(running, cast.ceo, CHECK_IN, 7, now=NOW)
    room.rate(running, cast.ceo, CHECK_IN, 8, now=NOW)
    room.rate(running, cast.cio, CHECK_IN, 9, now=NOW)
    for _ in range(2):
        room.sign_off(running, cast.ceo, CHECK_IN, now=later(minutes=44))
    room.set_next(running, cast.facilitator, CHECK_IN, TODAY.replace(month=5), now=NOW)
    found = now_in(running)
    assert found.ratings == ((cast.ceo, 8), (cast.cio, 9))
    assert found.signatures == ((cast.ceo, later(minutes=44)),)
    assert found.next_on == TODAY.replace(month=5)
    with pytest.raises(GapError, match="A rating of 11 does not count"):
        room.rate(running, cast.ceo, CHECK_IN, 11, now=NOW)
    with pytest.raises(GapError, match="is not after this one"):
        room.set_next(running, cast.facilitator, CHECK_IN, TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        room.set_next(running, cast.ceo, CHECK_IN, TODAY.replace(month=7), now=NOW)


@ON_SQLITE
def test_nothing_is_added_to_a_closed_meeting(running, cast):
    room.run_clock(running, cast.facilitator, CHECK_IN, now=NOW)
    closed(running, cast.facilitator)
    before = now_in(running)
    assert (before.check_in.state, before.clock.since) == ("closed", None)
    for act in (
        lambda: room.attend(running, cast.ceo, CHECK_IN, now=NOW),
        lambda: room.rate(running, cast.ceo, CHECK_IN, 5, now=NOW),
        lambda: room.sign_off(running, cast.ceo, CHECK_IN, now=NOW),
        lambda: room.park(running, cast.ceo, CHECK_IN, ISSUE, now=NOW),
        lambda: room.run_clock(running, cast.facilitator, CHECK_IN, now=NOW),
        lambda: write(running, cast.ceo, "Late."),
    ):
        with pytest.raises(GapError, match="CI-2026-03 was closed on 2026-03-31; it stays"):
            act()
    assert now_in(running) == before


def test_the_journal_hears_of_the_opening_and_not_of_every_key(running, cast):
    with reading(running.database) as session:
        head = journal.head(session.connection())
    room.run_clock(running, cast.facilitator, CHECK_IN, now=NOW)
    room.move(running, cast.facilitator, CHECK_IN, Position("recap"), now=NOW)
    room.attend(running, cast.ceo, CHECK_IN, now=NOW)
    write(running, cast.ceo, "A note.")
    (entry,) = running.catalogue.journal(subject=f"checkin/{CHECK_IN}")
    assert (entry.action, entry.actor) == ("checkin:open", "amara")
    with reading(running.database) as session:
        assert journal.head(session.connection()) == head


@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from((True, False, *STEP_KINDS))), max_size=40
    )
)
def test_the_steps_add_up_to_the_meeting_whatever_the_order(happened):
    lead = Cast().facilitator
    check_in = CheckIn(CHECK_IN, "x", "45", TODAY, lead, NOW, "running")
    events = [Event(1, "opened", "meeting", agenda_body(known_agenda("45")), lead, NOW)]
    at = NOW
    for wait, act in happened:
        at += timedelta(seconds=wait)
        number = len(events) + 1
        if isinstance(act, bool):
            events.append(Event(number, "clock", "clock", {"runs": act}, lead, at))
        else:
            body = {"step": act, "item": ""}
            events.append(Event(number, "moved", "position", body, lead, at))
    found = meeting_of(check_in, events)
    parts = sum(seconds for _, seconds in found.spent) + found.step_clock.elapsed(at)
    assert parts == pytest.approx(found.clock.elapsed(at))
    assert found.position.step not in dict(found.spent)


def test_a_meeting_keeps_the_agenda_that_it_was_opened_with(cast):
    agenda = known_agenda("45")
    renamed = replace(agenda, title="As it was", steps=agenda.steps[:2])
    check_in = CheckIn(CHECK_IN, "x", "45", TODAY, cast.facilitator, NOW, "running")
    opening = Event(1, "opened", "meeting", agenda_body(renamed), cast.facilitator, NOW)
    assert meeting_of(check_in, [opening]).agenda == renamed


@pytest.mark.parametrize("table", ["checkin", "checkin_event"])
def test_the_database_itself_refuses_to_rewrite_a_meeting(running, table):
    for statement in (f"UPDATE {table} SET by_id = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), running.database.begin() as told:
            told.execute(text(statement))
