"""A new ranking moves the dates that rest on shared work, and says why; no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance import goals, replies
from governance.investments.shapes import Project, Unblock, Urgency
from governance.people import Person
from governance.promises import Obstacle, Revision
from governance.ranking import effects, moves
from pipelines.errors import GapError, NotFound
from tests.governance.conftest import NOW

TODAY = date(2026, 3, 31)
SINCE = date(2025, 12, 1)
CEO, CIO = Person("ingrid", "Ingrid", "ceo"), Person("marcus", "Marcus", "cio")


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def wait(days: int | None, *, owner: str = "Lena", kind="talent", text="Posts.") -> Obstacle:
    return Obstacle(kind, text, owner, SINCE, None if days is None else after(days))


@pytest.fixture
def company(chatbot, answer):
    """Return what moves when goals with these priorities and blockers are ranked anew."""

    def ask(waits: dict[str, tuple[int, tuple[Obstacle, ...]]], changes, projects=()):
        stated, answered = [], []
        for number, (goal_id, (priority, blockers)) in enumerate(waits.items()):
            goal = replace(chatbot, priority=priority, initiative_id=f"AI-{number}", title=goal_id)
            reply = replace(answer, realistic_date=after(400), blockers=blockers)
            stated.append(Revision(goal_id, 1, CEO, NOW, "Said.", goal))
            answered.append(Revision(goal_id, 1, CIO, NOW, "Said.", reply))
        found = moves(stated, answered, projects, changes=changes, today=TODAY)
        return {one.goal_id: one.days for one in found}

    return ask


def test_what_rises_gains_the_days_that_the_overtaken_work_takes(company):
    waits = {"G-1": (1, (wait(60),)), "G-2": (2, (wait(90),)), "G-3": (3, (wait(100),))}
    assert company(waits, {"G-3": 1}) == {"G-3": -30, "G-2": 10}
    assert company(waits, {"G-2": 1}) == {}
    assert company(waits, {"G-1": 4}) == {"G-2": -60, "G-3": -60, "G-1": 40}


def test_a_ranking_that_changes_no_order_moves_nothing(company):
    waits = {"G-1": (1, (wait(60),)), "G-2": (3, (wait(90),))}
    assert company(waits, {"G-2": 2}) == {}
    assert company(waits, {"G-1": 1}) == {}


def test_people_who_wait_for_different_owners_do_not_meet(company):
    waits = {"G-1": (2, (wait(60),)), "G-2": (3, (wait(90, owner="Tomas"),))}
    assert company(waits, {"G-2": 1}) == {}


def test_a_goal_that_another_obstacle_holds_longer_gains_nothing(company):
    waits = {"G-1": (2, (wait(60),)), "G-2": (3, (wait(90), wait(300, owner="Tomas")))}
    assert company(waits, {"G-2": 1}) == {"G-1": 30}


def test_obstacles_without_a_date_ahead_say_nothing(company):
    waits = {"G-1": (2, (wait(None),)), "G-2": (3, (wait(90),)), "G-4": (4, (wait(-5),))}
    assert company(waits, {"G-4": 1, "G-2": 1}) == {}


def test_one_date_for_two_is_one_go_until_something_comes_between(company):
    waits = {"G-1": (2, (wait(60),)), "G-2": (3, (wait(60),)), "G-3": (4, (wait(70),))}
    assert company(waits, {"G-2": 1}) == {}
    assert company(waits, {"G-3": 1}) == {"G-3": -60, "G-1": 10, "G-2": 10}


def test_goals_that_one_project_frees_rise_together(company):
    frees = tuple(Unblock(f"AI-{number}", 0.8) for number in (1, 2))
    pipeline = Project("Pipeline", Decimal(900), 9, Urgency(5, 3, 3, 5), "Lena", unblocks=frees)
    project = Revision("FND-01", 1, CIO, NOW, "Said.", pipeline)
    gap = {"kind": "data_gap"}
    waits = {
        "G-1": (2, (wait(60),)),
        "G-2": (3, (wait(90, **gap),)),
        "G-3": (4, (wait(90, **gap),)),
    }
    assert company(waits, {"G-3": 1}, [project]) == {"G-2": -60, "G-3": -60, "G-1": 30}


@pytest.mark.parametrize("ready_url", ["sqlite"], indirect=True)
def test_a_move_names_both_dates_and_whose_work_it_is(staffed, cast, chatbot, answer):
    for number, days in ((1, 60), (2, 90)):
        goal_id = f"GOAL-0{number}"
        goal = replace(chatbot, priority=number + 1, title=f"Goal {number}")
        goals.state_goal(staffed, cast.ceo, goal_id=goal_id, goal=goal, why="Said.", now=NOW)
        reply = replace(answer, blockers=(wait(days, text="Engineers are missing."),))
        replies.give_reply(
            staffed, cast.cio, goal_id=goal_id, seen=0, reply=reply, why="Said.", now=NOW
        )
    rises, falls = effects(staffed, changes={"GOAL-02": 1}, today=TODAY)
    assert (rises.goal_id, rises.before, rises.after) == (
        "GOAL-02", date(2026, 12, 31), date(2026, 11, 1),
    )  # fmt: skip
    assert rises.because == (
        "Lena clears one obstacle after the other: “Engineers are missing.” would be gone on "
        "2026-04-30 instead of 2026-06-29."
    )
    assert (falls.goal_id, falls.days) == ("GOAL-01", 30)
    with pytest.raises(NotFound, match="There is no goal GOAL-99"):
        effects(staffed, changes={"GOAL-99": 1}, today=TODAY)
    with pytest.raises(GapError, match="Priority begins at 1"):
        effects(staffed, changes={"GOAL-02": 0}, today=TODAY)
