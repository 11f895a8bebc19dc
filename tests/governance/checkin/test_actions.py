"""An action has an owner and a day, and goes from meeting to meeting until it is settled."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from governance.checkin import meeting as room
from governance.checkin.actions import (
    add_action,
    done_rate,
    every_action,
    move_action,
    open_actions,
    settle_action,
)
from governance.records.checkins import append_event
from governance.records.opening import writing
from pipelines.errors import GapError, NotAllowed, NotFound, Overtaken
from tests.governance.checkin.conftest import CHECK_IN, GOAL, ON_SQLITE, opened
from tests.governance.conftest import NOW

FIRST = f"{CHECK_IN}/A1"
APRIL = "CI-2026-04"
DUE = date(2026, 4, 28)


def add(workspace, person, text="Clean the customer data.", **changes):
    where = changes.pop("where", CHECK_IN)
    return add_action(workspace, person, where, text=text, owner="Lena Fischer", now=NOW, **changes)


def settle(workspace, person, state="done", *, seen=1, reason="", name=FIRST):
    return settle_action(workspace, person, name, state=state, reason=reason, seen=seen, now=NOW)


def close(workspace, cast, name=CHECK_IN) -> None:
    with writing(workspace.database) as session:
        append_event(
            session, name, "closed", subject="meeting", body={}, by=cast.facilitator, at=NOW
        )


def names(workspace, check_in_id):
    return [(one.id, one.state) for one in room.meeting(workspace, check_in_id).actions]


def test_an_action_is_due_at_the_next_check_in_unless_somebody_says_otherwise(running, cast):
    assert add(running, cast.cio).due == DUE
    room.set_next(running, cast.facilitator, CHECK_IN, date(2026, 4, 30), now=NOW)
    assert add(running, cast.cio, "Ask the vendor.").due == date(2026, 4, 30)
    said = add(running, cast.cio, "Hire two.", due=date(2026, 6, 30), goal_id=GOAL)
    assert (said.id, said.due, said.goal_id) == (f"{CHECK_IN}/A3", date(2026, 6, 30), GOAL)


def test_it_is_carried_over_until_it_is_done_and_the_old_meeting_stays_as_it_was(running, cast):
    add(running, cast.cio)
    close(running, cast)
    opened(running, cast, months=1)
    add(running, cast.cio, "Another one.", where=APRIL)
    assert names(running, APRIL) == [(FIRST, "open"), (f"{APRIL}/A1", "open")]
    done = settle(running, cast.cio)
    assert done.settled_in == APRIL
    assert names(running, APRIL) == [(FIRST, "done"), (f"{APRIL}/A1", "open")]
    assert names(running, CHECK_IN) == [(FIRST, "open")]
    close(running, cast, APRIL)
    opened(running, cast, months=2)
    assert names(running, "CI-2026-05") == [(f"{APRIL}/A1", "open")]


@ON_SQLITE
def test_what_is_settled_between_two_meetings_is_told_in_the_next(running, cast):
    add(running, cast.cio)
    close(running, cast)
    assert settle(running, cast.cio).settled_in == ""
    opened(running, cast, months=1)
    assert names(running, CHECK_IN) == [(FIRST, "open")]
    assert names(running, APRIL) == [(FIRST, "done")]
    assert every_action(running)[0].state == "done"


@ON_SQLITE
def test_dropping_and_opening_again_need_a_reason_and_moving_does_too(running, cast):
    add(running, cast.cio)
    for state in ("dropped", "open"):
        with pytest.raises(GapError, match="The reason is empty"):
            settle(running, cast.cio, state)
    with pytest.raises(GapError, match="The reason is empty"):
        move_action(running, cast.cio, FIRST, due=DUE.replace(day=29), why="", seen=1, now=NOW)
    settle(running, cast.cio, "dropped", reason="The vendor does it.")
    with pytest.raises(GapError, match="is dropped; only an open action has a day"):
        move_action(running, cast.cio, FIRST, due=DUE.replace(day=29), why="x", seen=2, now=NOW)
    settle(running, cast.cio, "open", seen=2, reason="It does not.")
    moved = move_action(
        running, cast.ceo, FIRST,
        due=DUE.replace(day=29), owner="Marcus Okafor", why="Ill.", seen=3, now=NOW,
    )  # fmt: skip
    assert (moved.number, moved.owner, moved.due.day, moved.by) == (
        4,
        "Marcus Okafor",
        29,
        cast.ceo,
    )


def test_whoever_was_overtaken_is_told_what_stands_there(running, cast):
    add(running, cast.cio)
    settle(running, cast.cio)
    with pytest.raises(Overtaken, match="Marcus Okafor .CIO. changed CI-2026-03/A1") as told:
        settle(running, cast.ceo, "dropped", reason="No longer needed.")
    assert told.value.newer == "done, Lena Fischer, due 2026-04-28"
    with pytest.raises(GapError, match="already says that"):
        settle(running, cast.ceo)


@ON_SQLITE
def test_a_double_click_is_one_action_and_one_settling(running, cast):
    assert add(running, cast.cio) == add(running, cast.cio)
    assert settle(running, cast.cio) == settle(running, cast.cio)
    assert [one.number for one in every_action(running)] == [2]
    entries = running.catalogue.journal(subject=f"action/{FIRST}")
    assert [one.action for one in entries] == ["action:add", "action:change"]


@ON_SQLITE
def test_a_new_action_moves_the_head_and_lets_signatures_lapse(running, cast):
    room.sign_off(running, cast.cio, CHECK_IN, now=NOW)
    before = room.head(running, CHECK_IN)
    add(running, cast.cio)
    assert room.head(running, CHECK_IN) == before + 1
    assert room.meeting(running, CHECK_IN).signatures == ()


@ON_SQLITE
def test_the_done_rate_counts_what_is_settled_or_due(running, cast):
    for number in range(1, 5):
        add(running, cast.cio, f"Task {number}.", due=date(2026, 4, 10 * min(number, 3)))
    settle(running, cast.cio)
    settle(running, cast.cio, "dropped", reason="No.", name=f"{CHECK_IN}/A2")
    assert done_rate(running, today=date(2026, 4, 30)) == (1, 2)
    assert done_rate(running, today=date(2026, 5, 1)) == (1, 4)
    assert [one.id[-2:] for one in open_actions(running)] == ["A3", "A4"]


@ON_SQLITE
def test_an_action_that_does_not_hold_is_refused_in_words(running, cast):
    with pytest.raises(NotAllowed, match="may not take part"):
        add(running, cast.viewer)
    with pytest.raises(GapError, match="The action is empty"):
        add(running, cast.cio, " ")
    with pytest.raises(GapError, match="before the check-in of 2026-03-31"):
        add(running, cast.cio, due=date(2026, 3, 30))
    with pytest.raises(NotFound, match="There is no goal GOAL-03"):
        add(running, cast.cio, goal_id="GOAL-03")
    add(running, cast.cio)
    with pytest.raises(NotFound, match="Did you mean “CI-2026-03/A1”"):
        settle(running, cast.cio, name=f"{CHECK_IN}/A2")
    with pytest.raises(GapError, match="“late” is not a state"):
        settle(running, cast.cio, "late")


def test_the_database_itself_refuses_to_rewrite_an_action(running, cast):
    add(running, cast.cio)
    for statement in ("UPDATE checkin_action SET state = 'done'", "DELETE FROM checkin_action"):
        with pytest.raises(DatabaseError, match="append-only"), running.database.begin() as told:
            told.execute(text(statement))
