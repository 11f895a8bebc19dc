"""A decision keeps both positions and its reason, changes what it says, and is signed once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance import goals, replies
from governance.checkin import deciding
from governance.checkin import meeting as room
from governance.checkin.deciding import Choice, choice_of, decide, decisions, draft
from governance.checkin.funding import needed_with
from governance.checkin.shapes import Attached, Sides
from governance.forecast.shapes import WhatIf
from governance.investments import projects
from governance.investments.shapes import Project, Unblock, Urgency
from governance.records.checkins import append_event
from governance.records.opening import writing
from pipelines.errors import GapError, NotAllowed, NotFound, Overtaken
from tests.governance.checkin.conftest import CHECK_IN, GOAL, ON_SQLITE, TODAY, opened
from tests.governance.conftest import NOW

P85 = date(2027, 2, 28)
BEFORE = Sides(
    wanted_date=date(2026, 9, 30),
    value_score=82.5,
    realistic_date=date(2026, 12, 31),
    feasibility_score=49.0,
    alignment_gap=33.5,
    p_target=0.0,
    p50=date(2026, 12, 31),
    p85=P85,
)
SMALLER = Attached("FAQ answers", WhatIf(("1",), (), 0.55), 0.75, None, None)
WORKED = Choice(
    goal_id=GOAL,
    options=("fund_foundation", "re_scope", "re_time"),
    reason="FAQ answers by Q3, the rest once customer data are clean.",
    new_date=P85,
    scope="FAQ answers without customer data.",
    money_eur=Decimal("180000"),
    attached=SMALLER,
)
KEEP = Choice(GOAL, ("keep",), "It is on its way.")


def decided(workspace, person, choice=WORKED, *, seen=0, key="", before=BEFORE):
    return decide(
        workspace, person, CHECK_IN, choice,
        before=before, seen=seen, key=key, today=TODAY, now=NOW,
    )  # fmt: skip


def drafted(workspace, person, choice=WORKED, *, seen=0, key=""):
    return draft(
        workspace, person, CHECK_IN, choice,
        before=BEFORE, seen=seen, key=key, today=TODAY, now=NOW,
    )  # fmt: skip


def test_the_worked_case_is_stored_whole_and_seen_next_month(running, cast):
    signed = decided(running, cast.ceo)
    assert (signed.key, signed.signed, signed.by) == ("GOAL-02/1", True, cast.ceo)
    assert signed.review_on == date(2026, 6, 30)
    with writing(running.database) as session:
        append_event(
            session, CHECK_IN, "closed", subject="meeting", body={}, by=cast.facilitator, at=NOW
        )
    opened(running, cast, months=1)
    assert decisions(running) == (signed,)
    (kept,) = decisions(running)
    assert (kept.before, kept.attached, kept.check_in) == (BEFORE, SMALLER, CHECK_IN)
    assert (kept.money_eur, kept.new_date, kept.options) == (
        Decimal("180000.00"), P85, WORKED.options,
    )  # fmt: skip


def test_a_new_date_changes_the_goal_and_the_old_one_stays_visible(running, cast, answer):
    replies.give_reply(
        running, cast.cio, goal_id=GOAL, seen=0, reply=answer, why="First answer.", now=NOW
    )
    decided(running, cast.ceo)
    first, second = goals.goal_history(running, GOAL)
    assert (first.content.wanted_date, second.content.wanted_date) == (date(2026, 9, 30), P85)
    assert (second.by, second.why) == (cast.ceo, f"{CHECK_IN}: {WORKED.reason}")
    assert replace(second.content, wanted_date=first.content.wanted_date) == first.content
    (reply,) = replies.replies(running)
    assert reply.content.answers_revision < second.number


@ON_SQLITE
def test_the_decision_and_what_it_changes_stand_in_the_journal(running, cast):
    decided(running, cast.ceo)
    (entry,) = running.catalogue.journal(subject=f"decision/{GOAL}")
    assert (entry.action, entry.actor, entry.reason) == ("checkin:decide", "ingrid", WORKED.reason)
    assert entry.before["alignment_gap"] == 33.5
    assert entry.after["options"] == list(WORKED.options)
    assert [one.action for one in running.catalogue.journal(subject=f"goal/{GOAL}")] == [
        "goal:state", "goal:change",
    ]  # fmt: skip


@ON_SQLITE
def test_only_the_ceo_decides_and_everybody_who_takes_part_drafts(running, cast):
    for person in (cast.cio, cast.staff, cast.facilitator, cast.viewer):
        with pytest.raises(NotAllowed, match="may not decide in a check-in"):
            decided(running, person)
    with pytest.raises(NotAllowed):
        drafted(running, cast.viewer)
    assert not drafted(running, cast.facilitator).signed
    assert decisions(running) == ()
    assert len(goals.goal_history(running, GOAL)) == 1


@ON_SQLITE
def test_a_draft_is_signed_as_it_is_or_changed(running, cast):
    first = drafted(running, cast.facilitator)
    better = drafted(
        running, cast.cio, replace(WORKED, scope="FAQ."), seen=first.number, key=first.key
    )
    signed = decided(running, cast.ceo, choice_of(better), seen=better.number, key=better.key)
    assert signed.key == first.key == "GOAL-02/1"
    (shown,) = room.meeting(running, CHECK_IN).decisions
    assert (shown.signed, shown.scope, shown.by) == (True, "FAQ.", cast.ceo)
    with pytest.raises(GapError, match="GOAL-02/1 was signed by Ingrid Solberg"):
        drafted(running, cast.cio, KEEP, seen=signed.number, key=first.key)
    with pytest.raises(NotFound, match="There is no draft GOAL-02/7"):
        drafted(running, cast.cio, KEEP, seen=signed.number, key="GOAL-02/7")


@ON_SQLITE
def test_a_goal_can_be_decided_on_again_and_both_stay(running, cast):
    first = decided(running, cast.ceo, KEEP)
    second = decided(
        running, cast.ceo, Choice(GOAL, ("pause",), "The vendor is gone."), seen=first.number
    )
    assert [one.key for one in decisions(running)] == [second.key, first.key]
    assert second.key == "GOAL-02/2"


def test_a_double_click_is_one_decision(running, cast):
    first = decided(running, cast.ceo)
    assert decided(running, cast.ceo) == first
    assert len(goals.goal_history(running, GOAL)) == 2
    assert len(running.catalogue.journal(subject=f"decision/{GOAL}")) == 1


def test_whoever_was_overtaken_loses_nothing_and_writes_nothing(running, cast):
    drafted(running, cast.cio, KEEP)
    with pytest.raises(Overtaken, match="Marcus Okafor .CIO. changed the decision") as told:
        decided(running, cast.ceo)
    assert told.value.newer == "keep as it is: It is on its way."
    assert len(goals.goal_history(running, GOAL)) == 1


def test_a_decision_on_a_promise_that_moved_meanwhile_is_refused(running, cast, chatbot):
    goals.change_goal(
        running, cast.ceo, goal_id=GOAL, seen=1, why="Earlier.", now=NOW,
        goal=replace(chatbot, wanted_date=date(2026, 8, 31)),
    )  # fmt: skip
    with pytest.raises(Overtaken, match="changed goal GOAL-02"):
        decided(running, cast.ceo)
    assert decisions(running) == ()


@ON_SQLITE
def test_a_signature_under_the_minutes_lapses_when_more_is_decided(running, cast):
    for person in (cast.ceo, cast.cio):
        room.sign_off(running, person, CHECK_IN, now=NOW)
    decided(running, cast.ceo)
    assert room.meeting(running, CHECK_IN).signatures == ()


CLEANING = Project("Clean-up", Decimal(180000), 6, Urgency(8, 8, 5, 8), "Lena Fischer")


def proposed(workspace, cast, project_id, **changes):
    """Propose a project like the clean-up."""
    projects.state_project(
        workspace, cast.cio, project_id=project_id, project=replace(CLEANING, **changes),
        why="It pays.", now=NOW,
    )  # fmt: skip


def states(workspace):
    return {one.goal_id: one.content.state for one in projects.projects(workspace)}


@pytest.fixture
def with_project(running, cast):
    """A clean-up of customer data is proposed."""
    proposed(running, cast, "FND-01")
    return running


def test_a_foundation_that_is_funded_is_so_at_once(with_project, cast):
    choice = replace(WORKED, money_eur=None, project_id="FND-01")
    first = decided(with_project, cast.ceo, choice)
    funded = projects.project_history(with_project, "FND-01")[-1]
    assert (funded.number, funded.content.state, funded.by) == (2, "funded", cast.ceo)
    decided(
        with_project, cast.ceo, replace(choice, reason="Again."), seen=first.number, before=Sides()
    )
    assert len(projects.project_history(with_project, "FND-01")) == 2


def test_what_a_project_needs_first_is_funded_in_the_same_breath_and_said(with_project, cast):
    proposed(with_project, cast, "FND-02", prerequisites=("FND-01",))
    proposed(with_project, cast, "FND-03", prerequisites=("FND-02",))
    proposed(with_project, cast, "FND-04")
    signed = decided(with_project, cast.ceo, replace(WORKED, project_id="FND-03"))
    assert signed.funded_with == ("FND-01", "FND-02")
    assert decisions(with_project) == (signed,)
    assert states(with_project) == {
        "FND-01": "funded", "FND-02": "funded", "FND-03": "funded", "FND-04": "proposed",
    }  # fmt: skip
    ground = projects.project_history(with_project, "FND-01")[-1]
    assert ground.why == f"{CHECK_IN}: {WORKED.reason} (FND-03 needs it.)"
    (entry,) = with_project.catalogue.journal(subject=f"decision/{GOAL}")
    assert entry.after["funded_with"] == ["FND-01", "FND-02"]


@ON_SQLITE
def test_half_of_a_set_that_only_helps_together_is_never_funded_alone(with_project, cast):
    together = Unblock("AI-017", 0.9, ("FND-01",))
    proposed(with_project, cast, "FND-02", unblocks=(together,))
    alone = Unblock("AI-017", 0.2)
    proposed(with_project, cast, "FND-03", unblocks=(together, alone))
    every = projects.projects(with_project)
    assert needed_with(every, "FND-02", "AI-017") == ("FND-01",)
    assert needed_with(every, "FND-03", "AI-017") == (), "it helps alone, if less"
    assert needed_with(every, "FND-02", "AI-099") == (), "nothing about the goal needs it"


@ON_SQLITE
def test_a_project_whose_groundwork_was_dropped_is_refused_with_its_name(with_project, cast):
    proposed(with_project, cast, "FND-02", prerequisites=("FND-01",))
    projects.change_project(
        with_project, cast.cio, project_id="FND-01", seen=1, why="Too late.", now=NOW,
        project=replace(CLEANING, state="dropped"),
    )  # fmt: skip
    with pytest.raises(GapError, match="FND-01, which FND-02 needs, was dropped: Too late."):
        decided(with_project, cast.ceo, replace(WORKED, project_id="FND-02"))
    assert decisions(with_project) == ()
    assert states(with_project)["FND-02"] == "proposed"


@ON_SQLITE
def test_what_cannot_be_funded_takes_the_decision_down_with_it(with_project, cast):
    cleaning = projects.project_history(with_project, "FND-01")[-1].content
    projects.change_project(
        with_project, cast.cio, project_id="FND-01", seen=1, why="Too late.", now=NOW,
        project=replace(cleaning, state="dropped"),
    )  # fmt: skip
    for name, said in (("FND-01", "was dropped: Too late."), ("FND-99", "There is no project")):
        with pytest.raises(GapError, match=said):
            decided(with_project, cast.ceo, replace(WORKED, project_id=name))
    assert decisions(with_project) == ()
    assert len(goals.goal_history(with_project, GOAL)) == 1


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"options": ()}, "needs an option"),
        ({"options": ("re_time", "re_time")}, "needs an option, each of them once"),
        ({"options": ("wait",)}, "“wait” is not an option"),
        ({"options": ("retire", "re_time")}, "To retire and to re time cannot both be"),
        ({"options": ("re_time",), "new_date": None}, "To re-time needs a new date"),
        ({"new_date": TODAY}, "2026-03-31 is not after 2026-03-31"),
        ({"review_on": TODAY}, "Review date."),
        ({"scope": " "}, "The scope is empty"),
        ({"reason": ""}, "The reason for the decision is empty"),
        ({"money_eur": None}, "needs an amount or a project"),
        ({"money_eur": Decimal("-1")}, "is not an amount"),
        ({"money_eur": Decimal("NaN")}, "is not an amount"),
        ({"options": ("re_time",), "project_id": "FND-01"}, "nothing is to be funded"),
        ({"goal_id": "GOAL-03"}, "There is no goal GOAL-03. Did you mean “GOAL-02”"),
    ],
)  # fmt: skip
def test_a_decision_that_does_not_hold_is_refused_in_words(running, cast, change, said):
    with pytest.raises(GapError) as told:
        decided(running, cast.ceo, replace(WORKED, **change))
    assert said in str(told.value)
    assert "othing was changed" in str(told.value)
    assert decisions(running) == ()


def test_of_many_who_decide_at_once_exactly_one_wins(running, cast):
    outcomes: list[str] = []

    def attempt(number: int) -> None:
        """Decide with a date of one's own."""
        choice = replace(WORKED, new_date=date(2027, 3, number))
        try:
            outcomes.append(decided(running, cast.ceo, choice).key)
        except Overtaken:
            outcomes.append("overtaken")

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["GOAL-02/1", *["overtaken"] * 5]
    assert len(goals.goal_history(running, GOAL)) == 2


def test_both_positions_are_taken_from_what_was_shown():
    assert deciding.sides(None, None) == Sides()
