"""The demo company's January: held by its people act by act, finished where it was cut short."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance import demo as promises
from governance import goals, roster
from governance.checkin import demo, meeting
from governance.checkin.actions import done_rate, every_action, move_action
from governance.checkin.deciding import decisions
from governance.checkin.demo_acts import ACTS
from governance.checkin.ending import rate
from governance.checkin.events import EventKind
from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import STEP_KINDS
from governance.records import checkins as records
from governance.records.opening import reading
from pipelines.workspace import Workspace
from tests.governance.checkin.conftest import ON_SQLITE

HELD = "CI-2026-01"
STORY = demo.told()


@pytest.fixture
def company(workspace: Workspace) -> Workspace:
    """The story's people with what they had signed by January, and no figures."""
    at = STORY.known_until
    workspace.catalogue.set_title("Northlight Mutual (fictional)", actor="amara", at=at)
    workspace.catalogue.set_reporting_date(date(2025, 12, 31), actor="amara", at=at)
    promises.seed(workspace, now=at, until=at)
    return workspace


def kinds(workspace: Workspace) -> list[EventKind]:
    with reading(workspace.database) as session:
        return [event.kind for event in records.events(session, HELD)]


def test_january_is_ready_to_be_closed(company):
    assert demo.can_be_held(company)
    held = meeting.meeting(company, demo.hold(company).id)
    assert held.check_in.id == HELD
    assert {person.role for person, _ in held.signatures} >= set(
        checkin_policy().close.needs_signatures
    )
    decided = {one.goal_id for one in held.decisions}
    assert decided == {"GOAL-01", "GOAL-04", "GOAL-11"}
    assert all(one.signed for one in held.decisions)
    assert len(held.actions) == 5
    assert [(vote.key, vote.revealed) for vote in held.rounds] == [
        ("GOAL-09", True), ("GOAL-02", True),
    ]  # fmt: skip
    assert len(held.ratings) == len(held.present) == 5
    assert held.next_on == date(2026, 4, 29)


@ON_SQLITE
def test_every_step_of_the_agenda_was_gone_through_in_its_time(company):
    held = meeting.meeting(company, demo.hold(company).id)
    spent = {*(kind for kind, _ in held.spent), held.position.step}
    assert spent == set(STEP_KINDS)
    assert held.clock.since is None
    assert timedelta(minutes=75) < timedelta(seconds=held.clock.before)
    assert timedelta(seconds=held.clock.before) <= timedelta(minutes=held.agenda.minutes)


@ON_SQLITE
def test_no_decision_changes_a_goal_and_the_chatbot_is_left_for_later(company):
    before = goals.goals(company)
    demo.hold(company)
    assert goals.goals(company) == before
    assert "GOAL-02" not in {one.goal_id for one in decisions(company)}


def test_a_meeting_that_was_cut_short_goes_on_after_its_newest_act(company):
    opener = roster.person(company, STORY.opened.by)
    meeting.open_check_in(
        company, opener,
        title=STORY.title, agenda=STORY.agenda, held_on=STORY.held_on,
        now=STORY.moment(STORY.opened),
    )  # fmt: skip
    for act in STORY.acts[:30]:
        by, now = roster.person(company, act.by), STORY.moment(act)
        ACTS[act.does](company, by, HELD, **(act.model_extra or {}), now=now)
    assert demo.can_be_held(company)
    demo.hold(company)
    assert len(kinds(company)) == 1 + len(STORY.acts)
    once = kinds(company)
    demo.hold(company)
    assert kinds(company) == once


@ON_SQLITE
def test_a_meeting_that_others_went_on_with_is_theirs(company):
    demo.hold(company)
    later = STORY.moment(STORY.closed) + timedelta(days=200)
    rate(company, roster.person(company, "ingrid"), HELD, 3, now=later)
    assert not demo.can_be_held(company)


@ON_SQLITE
def test_a_workspace_in_which_somebody_else_met_is_left_alone(company):
    meeting.open_check_in(
        company, roster.person(company, "amara"),
        title="Our own", agenda="30", held_on=date(2026, 1, 5), now=STORY.known_until,
    )  # fmt: skip
    assert not demo.can_be_held(company)


def test_four_actions_are_done_by_the_end_of_march_and_one_is_late(company):
    demo.hold(company)
    demo.settle(company)
    assert done_rate(company, today=date(2026, 3, 31)) == (4, 5)
    (late,) = [one for one in every_action(company) if one.state == "open"]
    assert late.due < date(2026, 3, 31)
    assert "M-026" in late.text


@ON_SQLITE
def test_an_action_that_somebody_moved_is_not_settled_over_their_head(company):
    demo.hold(company)
    move_action(
        company, roster.person(company, "lena"), f"{HELD}/A1",
        due=date(2026, 5, 29), why="The budget came late.", seen=1, now=STORY.known_until,
    )  # fmt: skip
    assert demo.settle(company) == len(STORY.settled) - 1
    assert demo.settle(company) == 0
    assert every_action(company)[0].state == "open"


def test_each_act_of_the_story_is_later_than_the_one_before():
    moments = [one.at for one in (STORY.opened, *STORY.acts, STORY.closed)]
    assert moments == sorted(set(moments))
    assert STORY.known_until < STORY.moment(STORY.opened)
    assert all(one.at > STORY.moment(STORY.closed) for one in STORY.settled)
