"""Visits: what is new is counted from the end of the visit before, for each person alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from governance import goals, replies, visits
from governance.live_policy import live_policy
from governance.people import Person
from tests.governance.conftest import NOW

PAUSE = timedelta(minutes=live_policy().visit.quiet_minutes + 1)
STEP = timedelta(minutes=live_policy().visit.mark_minutes)


@pytest.fixture
def stated(staffed, cast, chatbot):
    """A workspace with one goal."""
    goals.state_goal(staffed, cast.ceo, goal_id="GOAL-02", goal=chatbot, why="Announced.", now=NOW)
    return staffed


def told(workspace, person, now):
    return [one.words for one in visits.news_since_last_visit(workspace, person, now=now)]


def marks(workspace):
    with workspace.database.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM visit")).scalar_one()


def test_on_a_first_visit_nothing_is_new_because_everything_would_be(stated, cast):
    visits.look(stated, cast.cio, now=NOW)
    assert visits.last_visit(stated, cast.cio, now=NOW) is None
    assert told(stated, cast.cio, NOW) == []


def test_what_happened_between_two_visits_is_new_for_as_long_as_the_second_lasts(
    stated, cast, chatbot, answer
):
    visits.look(stated, cast.ceo, now=NOW)
    replies.give_reply(
        stated, cast.cio, goal_id="GOAL-02", seen=0, reply=answer, why="First.", now=NOW
    )
    back = NOW + PAUSE
    new = ["Marcus Okafor answered “Service chatbot live by 2026-Q3”: not before 31 Dec 2026"]
    for minutes in range(0, 60, 5):
        now = back + timedelta(minutes=minutes)
        visits.look(stated, cast.ceo, now=now)
        assert told(stated, cast.ceo, now) == new
    assert told(stated, cast.ceo, back + timedelta(minutes=55) + PAUSE) == []


def test_ones_own_acts_are_not_news_to_oneself(stated, cast, chatbot):
    for person in (cast.ceo, cast.cio):
        visits.look(stated, person, now=NOW)
    goals.change_goal(
        stated, cast.ceo, goal_id="GOAL-02", seen=1, goal=replace(chatbot, priority=2),
        why="Triage first.", now=NOW,
    )  # fmt: skip
    assert told(stated, cast.ceo, NOW + PAUSE) == []
    assert told(stated, cast.cio, NOW + PAUSE) == [
        "Ingrid Solberg changed “Service chatbot live by 2026-Q3”: priority 2 instead of 1 "
        "(Triage first.)"
    ]


def test_a_look_is_noted_at_most_once_in_some_minutes_and_changes_nothing_else(stated, cast):
    head = stated.catalogue.journal_head()
    for seconds in range(0, 120, 10):
        visits.look(stated, cast.ceo, now=NOW + timedelta(seconds=seconds))
    assert marks(stated) == 1
    visits.look(stated, cast.ceo, now=NOW + STEP)
    assert marks(stated) == 2
    assert stated.catalogue.journal_head() == head


def test_somebody_whom_the_roster_does_not_know_leaves_no_mark(stated):
    visits.look(stated, Person("viewer", "viewer", "viewer"), now=NOW)
    assert marks(stated) == 0


def test_goals_and_metrics_that_are_new_can_be_marked(stated, cast, chatbot, answer):
    visits.look(stated, cast.ceo, now=NOW)
    replies.give_reply(
        stated, cast.cio, goal_id="GOAL-02", seen=0, reply=answer, why="First.", now=NOW
    )
    found = visits.news_since_last_visit(stated, cast.ceo, now=NOW + PAUSE)
    assert visits.marks(found) == {"GOAL-02"}
    assert visits.marks(()) == frozenset()


def test_the_pause_that_ends_a_visit_is_longer_than_the_time_between_two_marks():
    rules = live_policy().visit
    assert rules.quiet_minutes >= 2 * rules.mark_minutes
    assert live_policy().poll.seconds <= 15
