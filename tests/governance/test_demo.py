"""The demo's promises: signed by the right people, checked like any other, seeded once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from governance import demo, goals, replies, roster
from governance.investments.projects import projects
from governance.maturity.audits import audits
from pipelines.demo.story import read_story
from pipelines.errors import GapError
from tests.governance.conftest import NOW

JANUARY = datetime(2026, 1, 28, tzinfo=UTC)


def test_seeding_tells_the_whole_story(workspace):
    assert demo.is_open_to_demo(workspace)
    assert demo.seed(workspace, now=NOW) == 12
    roles = [person.role for person in roster.people(workspace)]
    assert sorted(roles) == [
        "ceo", "cio", "cio_staff", "cio_staff", "facilitator", "viewer",
    ]  # fmt: skip
    assert len(goals.goals(workspace)) == 12
    assert len(replies.replies(workspace)) == 11
    assert workspace.catalogue.title() == "Northlight Mutual (fictional)"
    assert str(workspace.catalogue.reporting_date()) == "2026-03-31"


def test_the_goals_agree_with_the_story_of_the_data(workspace):
    demo.seed(workspace, now=NOW)
    story = read_story()
    told = {one.goal_id: one.content for one in goals.goals(workspace)}
    for goal_id, goal in story.goals.items():
        assert told[goal_id].title == goal.title
        assert told[goal_id].perspective == goal.perspective
    initiatives = {one.id for one in story.initiatives} | {""}
    units = {one.unit for one in story.initiatives} | {""}
    assert {goal.initiative_id for goal in told.values()} <= initiatives
    assert {goal.business_unit for goal in told.values()} <= units
    assert workspace.catalogue.reporting_date() == story.as_of


def test_each_signature_is_of_the_side_it_belongs_to(workspace):
    demo.seed(workspace, now=NOW)
    assert {one.by.role for one in goals.goals(workspace)} == {"ceo"}
    assert {one.by.role for one in replies.replies(workspace)} == {"cio"}


def test_a_changed_target_keeps_the_first_one_with_the_reason(workspace):
    demo.seed(workspace, now=NOW)
    first, second = goals.goal_history(workspace, "GOAL-07")
    assert (first.content.target_end, second.content.target_end) == (50, 60)
    assert "Training" in second.why
    assert first.at < second.at < NOW


def test_seeding_again_changes_nothing(workspace):
    demo.seed(workspace, now=NOW)
    before = workspace.catalogue.journal()
    assert demo.seed(workspace, now=NOW) == 0
    assert workspace.catalogue.journal() == before


def test_a_seeding_that_was_cut_short_is_finished_by_the_next(workspace, cast):
    title = "Northlight Mutual (fictional)"
    workspace.catalogue.set_title(title, actor="amara", at=NOW)
    roster.add_person(workspace, None, cast.facilitator, now=NOW)
    roster.add_person(workspace, cast.facilitator, cast.ceo, now=NOW)
    assert demo.is_open_to_demo(workspace)
    assert demo.seed(workspace, now=NOW) == 12
    assert len(roster.people(workspace)) == 6
    assert len(replies.reply_history(workspace, "GOAL-04")) == 2


def test_what_people_changed_since_stays_changed(workspace):
    demo.seed(workspace, now=NOW)
    ceo = roster.person(workspace, "ingrid")
    newest = goals.goal_history(workspace, "GOAL-03")[-1]
    goals.change_goal(
        workspace, ceo, goal_id="GOAL-03", seen=1,
        goal=replace(newest.content, priority=5), why="Later.", now=NOW,
    )  # fmt: skip
    demo.seed(workspace, now=NOW)
    assert [one.content.priority for one in goals.goal_history(workspace, "GOAL-03")] == [2, 5]


def test_a_workspace_of_others_is_left_alone(staffed):
    assert not demo.is_open_to_demo(staffed)
    with pytest.raises(GapError, match="people or figures of its own"):
        demo.seed(staffed, now=NOW)
    assert goals.goals(staffed) == ()


def test_what_was_signed_later_is_not_told_yet(workspace):
    assert demo.seed(workspace, now=NOW, until=JANUARY) == 11
    assert "GOAL-12" not in {one.goal_id for one in goals.goals(workspace)}
    assert {one.goal_id for one in replies.replies(workspace)}.isdisjoint({"GOAL-02", "GOAL-09"})
    assert len(replies.reply_history(workspace, "GOAL-04")) == 1
    assert [one.id for one in audits(workspace)] == ["AUDIT-2025-2"]
    assert "FND-02" not in {one.goal_id for one in projects(workspace)}
    signed = (*goals.goals(workspace), *replies.replies(workspace), *projects(workspace))
    assert all(one.at <= JANUARY for one in signed)


def test_a_story_told_in_two_parts_is_the_story_told_at_once(workspace):
    demo.seed(workspace, now=NOW, until=JANUARY)
    assert demo.seed(workspace, now=NOW) == 1
    assert len(goals.goals(workspace)) == 12
    assert len(replies.replies(workspace)) == 11
    assert len(replies.reply_history(workspace, "GOAL-04")) == 2
    assert {one.id: one.state for one in audits(workspace)} == {
        "AUDIT-2025-2": "closed", "AUDIT-2026-1": "revealed",
    }  # fmt: skip
    assert {one.goal_id: one.number for one in projects(workspace)}["FND-08"] == 3
    before = workspace.catalogue.journal()
    assert demo.seed(workspace, now=NOW) == 0
    assert workspace.catalogue.journal() == before
