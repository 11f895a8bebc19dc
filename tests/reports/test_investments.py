"""The investments screen says in words what its tables show; what people typed stays text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance.investments.outlook import outlook
from governance.investments.policy import investment_policy
from governance.investments.proposals import MeasuredGap, Proposal
from governance.investments.roadmap import investments, spendings
from governance.investments.shapes import Gap, Unblock, Urgency
from governance.investments.worth import PointPrice
from reports import investments as drawn
from reports import roadmap
from reports.investments import listing
from tests.governance.investments.conftest import grounds, project
from tests.governance.investments.test_proposals import dataset
from tests.governance.investments.test_roadmap import spent
from tests.reports.attacks import ATTACKS
from tests.reports.test_markup import read

TODAY = date(2026, 3, 31)
BIG = project("FND-01", 900, unblocks=(Unblock("AI-3", 0.9), Unblock("AI-4", 1.0)))
SMALL = project(
    "FND-02", 200, urgency=Urgency(9, 9, 9, 1), unblocks=(Unblock("AI-1", 0.7),),
    closes=(Gap("DS-CRM", "validity"),),
)  # fmt: skip
RUNNING = project("FND-03", 50, state="running")


def asked(*projects, budget=1000):
    return outlook(grounds(*projects), Decimal(budget))


def goal_address(name):
    return f"metric?metric={name.lower()}" if name == "GOAL-03" else ""


def dataset_address(name):
    return f"maturity?subject={name}"


def ranked(found):
    return read(drawn.rankings(found, goal_address, dataset_address))


def test_the_headline_answers_the_question_with_its_figures():
    assert drawn.headline(asked(BIG, SMALL)) == (
        "With €1k the best set unblocks 1 initiative worth an expected €2.7k a year; "
        "it holds Project FND-01."
    )


def test_what_a_ranking_would_have_missed_is_named():
    assert drawn.greedy_words(asked(BIG, SMALL)) == (
        "Taking the best ratio first would reach €700 a year, €2k less: "
        "it leaves out Project FND-01."
    )


def test_where_the_ranking_is_as_good_that_is_said():
    assert "worth the same" in drawn.greedy_words(asked(SMALL))


def test_an_answer_that_was_not_proved_says_so():
    found = asked(BIG, SMALL)
    doubtful = replace(found, best=replace(found.best, is_proved=False))
    assert "before it was proved" in drawn.greedy_words(doubtful)


def test_the_next_euros_are_told_with_what_comes_in():
    assert drawn.next_words(asked(BIG, SMALL)) == (
        "With €1.1k, €100 more, Project FND-02 would come in, for €700 more a year."
    )
    assert "nothing further" in drawn.next_words(asked(BIG))


def test_nothing_to_buy_and_no_money_are_said_well():
    assert drawn.headline(asked()).startswith("No foundation project is proposed")
    assert drawn.headline(asked(BIG, budget=0)).startswith("With €0 no set of projects")
    assert drawn.greedy_words(asked()) == ""


def test_the_orders_stand_side_by_side_with_sign_and_word():
    found = ranked(asked(BIG, SMALL, RUNNING))
    assert "● in" in found.text
    assert "○ out" in found.text
    assert "not asked" in found.text
    assert "1. €3.50 a year per €" in found.text
    assert "27.00" in found.text
    assert "already in production or retired, adds nothing" in found.text


def test_goals_and_datasets_are_links_and_what_leads_nowhere_is_text():
    markup = drawn.rankings(asked(BIG, SMALL), goal_address, dataset_address)
    assert 'href="metric?metric=goal-03"' in markup
    assert 'href="maturity?subject=DS-CRM"' in markup
    assert "goal-01" not in markup


def test_the_values_say_what_they_rest_on():
    found = asked(BIG)
    assert "All of them are estimates" in drawn.price_words(PointPrice(Decimal(8010), 13), found)
    assert "median of the 13" in drawn.price_words(PointPrice(Decimal(8010), 13), found)
    assert "assumption of the policy" in drawn.price_words(PointPrice(Decimal(10_000), 0), found)


def test_the_sentence_names_where_the_orders_begin():
    assert drawn.ranking_words(asked(BIG, SMALL)) == (
        "Value per cost and weighted shortest job first both begin with Project FND-02."
    )
    other = replace(BIG, content=replace(BIG.content, urgency=Urgency(20, 20, 20, 1)))
    assert "weighted shortest job first with Project FND-01" in drawn.ranking_words(
        asked(other, SMALL)
    )


PROPOSAL = Proposal(
    "DS-CRM", "Customer records", "Steward", (MeasuredGap("validity", 21.0, 39.0),),
    ("accuracy",), ("AI-1",), ("GOAL-01",), Decimal(660_800),
)  # fmt: skip


def test_a_proposal_shows_its_gap_and_leaves_the_effort_to_a_person():
    found = read(drawn.proposed([PROPOSAL], {"AI-1": "Service chatbot"}, goal_address))
    for words in ("Validity 21, 39 short", "Accuracy not measured", "Service chatbot", "€661k"):
        assert words in found.text
    assert "to be filled in" in found.text


def test_the_gaps_sentence_says_how_much_is_measured_at_all():
    measured, other = dataset(validity=21), replace(dataset("DS-B"), state="not_measured")
    said = drawn.proposal_words([PROPOSAL], [measured, other], 60)
    assert said.startswith("1 critical dataset has a gap and no project; most is at stake with")
    assert said.endswith("1 of 2 critical datasets measured.")
    assert "without a project" not in drawn.proposal_words([], [other], 60)
    assert "Nothing can be proposed" in drawn.proposal_words([], [other], 60)
    assert "answers for it" in drawn.proposal_words([], [measured], 60)


def test_the_roadmap_shows_burn_beside_progress_and_never_a_zero_for_the_unknown():
    known = grounds(BIG, ledger=(spent("AI-1", "2026-Q1", 900, planned=100),))
    found = spendings(known, TODAY)
    text = read(roadmap.spendings(found, {"FND-01": "Pipeline"}, goal_address)).text
    assert "90% spent, 25% of the way" in text
    assert "nothing booked, 5% of the way" in text
    assert "none booked" in text
    assert "€0" not in text
    said = roadmap.spending_words(found)
    assert said.startswith("1 of 4 initiatives have spent well ahead of their stage")
    assert "Initiative 1 with 90% of its budget in the stage prototype" in said


def test_a_project_has_no_actuals_and_says_so():
    lines = investments(grounds(BIG, SMALL))
    found = read(roadmap.investments(lines, {}, goal_address))
    assert found.text.count("no actuals are booked") == 2
    assert "→" in found.text
    assert "Revision 1, Marcus Okafor (CIO), 31 Mar 2026: Proposed." in found.text
    assert "no actuals are booked for a project" in roadmap.investment_words(lines)


def test_an_empty_roadmap_is_told_in_words():
    assert roadmap.spending_words([]).startswith("No initiative is loaded")
    assert "no booked cost" in roadmap.spending_words(spendings(grounds(), TODAY))
    assert roadmap.investment_words([]) == "No foundation project is stated yet."


@pytest.mark.parametrize(("names", "said"), [("", ""), ("A", "A"), ("AB", "A and B")])
def test_names_are_listed_as_a_person_would(names, said):
    assert listing(list(names)) == said
    assert listing(["A", "B", "C"]) == "A, B and C"


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_person_typed_stays_text(attack):
    hostile = project("FND-01", title=attack, owner=attack, unblocks=(Unblock("AI-1", 0.5),))
    known = grounds(hostile)
    found = outlook(known, Decimal(1000))
    bad = replace(PROPOSAL, title=attack, owner=attack)
    for markup in (
        drawn.answer(found),
        drawn.sets(found),
        drawn.rankings(found, goal_address, dataset_address),
        drawn.proposed([bad], {"AI-1": attack}, goal_address),
        roadmap.investments(investments(known), {"AI-1": attack}, goal_address),
        roadmap.spendings(spendings(known, TODAY), {"FND-01": attack}, goal_address),
    ):
        read_back = read(markup)
        assert not {"script", "img", "iframe", "style"} & set(read_back.elements)
        assert not any(name.startswith("on") for name in read_back.attributes)


def test_the_policy_gives_a_reason_for_each_of_its_parts():
    assert all(getattr(part, "because", "") for _, part in investment_policy())
