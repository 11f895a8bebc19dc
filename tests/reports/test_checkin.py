"""The check-in's screens: one thing at a time, the same letters for everybody, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance.checkin.shapes import (
    STEP_KINDS,
    Chase,
    Difference,
    Frozen,
    Issue,
    Note,
    Position,
    Prepared,
    Round,
    Verified,
)
from reports.checkin import (
    ORDER,
    items,
    moved,
    order,
    position_from,
    screen,
    screens,
    stepped,
    where,
)
from reports.checkin_list import (
    chased_table,
    differences_table,
    past_table,
    pinned_words,
    readiness,
    verified_words,
)
from reports.checkin_words import place_written, rate_words, stake_words
from reports.decision import drafts, finish_words
from tests.reports.attacks import ATTACKS
from tests.reports.checkin_examples import (
    ACTION,
    AT,
    BEFORE,
    CHECK_IN,
    DECISION,
    FORECAST,
    meeting,
    stage,
)
from tests.reports.examples import gap, ready
from tests.reports.maturity_examples import INGRID, MARCUS
from tests.reports.test_markup import read

EVERY = order(stage(), meeting())


def said(step, item="", *, of=None, **changes):
    """Return the text of one screen; ``of`` is what happened in the meeting."""
    return read(screen(stage(**changes), of or meeting(), Position(step, item))).text


UNDECIDED = meeting(decisions=())


def test_the_meeting_goes_through_every_step_and_every_item_of_it():
    assert [each.step for each in EVERY if not each.item] == list(STEP_KINDS)
    assert items(stage(), meeting(), "issues") == ("goal:G-01", "free:1")
    assert len(items(stage(), meeting(), "scorecard")) == len(stage().card.lines)


def test_next_goes_on_by_one_thing_and_stays_at_the_end():
    assert moved(EVERY, Position("changes"), 1) == Position("changes", "2")
    assert moved(EVERY, EVERY[-1], 1) == EVERY[-1]
    assert moved(EVERY, EVERY[0], -1) == EVERY[0]


def test_a_step_on_leaves_the_rest_of_the_items():
    assert stepped(EVERY, Position("scorecard", "G-02"), 1) == Position("realities")
    assert stepped(EVERY, Position("scorecard", "G-02"), -1) == Position("actions")


def test_what_is_no_longer_there_counts_as_its_step():
    gone = Position("issues", "goal:G-99")
    assert moved(EVERY, gone, 1) == Position("issues", "goal:G-01")
    assert screen(stage(), meeting(), gone) == screen(stage(), meeting(), Position("issues"))


def test_a_place_says_how_far_the_meeting_is():
    assert where(EVERY, Position("scorecard", "G-02")) == "Step 3 of 7 · 2 of 5"
    assert where(EVERY, Position("recap")) == "Step 7 of 7"


@pytest.mark.parametrize("position", EVERY, ids=place_written)
def test_a_place_comes_back_from_the_address_bar(position):
    assert position_from(place_written(position)) == position


def test_an_address_that_names_no_step_is_no_place():
    assert position_from("nonsense/GOAL-01") is None


def test_the_papers_hold_every_screen_in_the_order_of_the_meeting():
    papers = screens(stage(), meeting())
    assert papers[ORDER].splitlines() == [place_written(each) for each in EVERY]
    assert papers["screen/issues/goal:G-01"] == screen(
        stage(), meeting(), Position("issues", "goal:G-01")
    )
    assert screens(stage(), meeting()) == papers


def test_restated_figures_are_counted_and_lead_to_their_rows():
    drawn = screen(stage(), meeting(), Position("changes"))
    assert "13 changes, 1 figure restated" in read(drawn).text
    assert "metric=cost_savings" in drawn
    assert said("changes", "3").count("On target → Watch") == 1


def test_a_first_meeting_without_a_change_says_so():
    assert "Since last quarter, nothing changed." in said("changes", changes=(), since=None)


def test_a_late_action_says_by_how_much():
    assert "late by 2 weeks" in said("actions")
    assert "Agreed in CI-2026-03 by Marcus Okafor" in said("actions", ACTION.id)


def test_a_goal_stands_alone_with_both_sides_and_its_chance():
    found = said("scorecard", "G-01", of=UNDECIDED)
    assert "11 months later than wanted" in found
    for words in ("Chance of 30 Sep 2026", "0%", "P50 31 Dec 2026", "P85 28 Feb 2027"):
        assert words in found
    assert "€400k · 91 days later" in found, "what is in the way has its days and its money"
    assert "chance without it 75%" in found
    assert "On the issue list." in found


def test_a_goal_counts_what_fails_below_it_and_leads_to_it_in_one_line():
    first = replace(stage().card.lines[0], data_gaps=(gap(),), more_gaps=13, readiness=ready())
    card = replace(stage().card, lines=(first,))
    drawn = screen(stage(card=card), meeting(), Position("scorecard", "G-01"))
    assert "Measured: 14 checks fail on the data that it rests on" in read(drawn).text
    assert "maturity?subject=DS-CRM" in drawn
    assert gap().says not in drawn, "the rules that fail stand on the screen of the data"


def test_a_date_beyond_the_own_history_has_no_chance_and_is_no_missing_forecast():
    beyond = replace(FORECAST, finish=replace(FORECAST.finish, p_target=None))
    found = said("scorecard", "G-01", of=UNDECIDED, forecasts=(("G-01", beyond),))
    assert "Not known" in found
    assert "later than the own history reaches" in found
    assert "No forecast" not in found


def test_a_goal_without_reply_or_forecast_says_what_is_not_known():
    alone = replace(stage().card.lines[0], cio=None, date_gap_days=None, alignment_gap=None)
    card = replace(stage().card, lines=(alone,))
    found = said("scorecard", "G-01", of=UNDECIDED, card=card, forecasts=(), blockers=())
    for words in ("No reply yet", "feasibility not stated", "there is no forecast for this goal"):
        assert words in found


def test_data_that_fail_are_talked_about_with_rule_owner_and_the_goals_on_them():
    key, goals = "incident:dataset:DS-CRM", ("G-01", "G-02")
    lines = tuple(replace(line, data_gaps=(gap(),)) for line in stage().card.lines)
    issue = Issue(key, "incident", "Customer records", "", None, 82.0, "69 of 100", goals=goals)
    half = replace(stage().escalations[0], key=key, goals=goals)
    shown = stage(
        card=replace(stage().card, lines=lines), issues=(issue,), escalations=(half,)
    )  # fmt: skip
    for step in ("issues", "escalations"):
        drawn = screen(shown, meeting(), Position(step, key))
        for words in ("No two rows agree in name and birth_date", "31% fail", "of 1,000 tested",
                      "Customer data steward looks after it", "2 goals rest on it",
                      lines[0].title, lines[1].title):  # fmt: skip
            assert words in read(drawn).text
        assert "maturity?subject=DS-CRM" in drawn


def test_the_realities_begin_with_the_worst_blockers_and_what_is_short():
    found = said("realities")
    assert "31 % of customers are there twice" in found
    assert "list 2" in found
    assert "list 3" not in found
    assert "1 of 2 needs not covered, most of all Data engineers: 4.5 FTE of 6 FTE" in found


def test_money_that_nobody_stated_is_said_once():
    unpriced = tuple(replace(one, money_eur=None, days=None) for one in stage().blockers)
    found = said("realities", blockers=unpriced)
    assert found.count("not stated for any of them") == 1


def test_blockers_are_priced_and_what_nobody_priced_is_said():
    found = said("realities", "blockers")
    assert "7 blockers in the way, €2.4M at stake; 1 without a stated amount" in found
    assert "€400k · 91 days later" in found
    assert "Customers twice, list 6" in said("realities", "blockers-2")


def test_capacity_that_nobody_knows_is_no_zero():
    assert "not known of 100 hours needed" in said("realities", "capacity")


def test_nothing_in_the_way_is_a_sentence_and_no_empty_screen():
    found = said("realities", blockers=(), maturity=(), capacity=())
    assert "No blocker is named" in found


def test_an_issue_shows_its_value_the_vote_the_suggestion_and_the_decision():
    found = said("issues", "goal:G-01")
    assert "€1.2M at stake" in found
    assert "Confidence 3.0 of 5, from 2 to 4" in found
    assert "The rules suggest" not in found, "what is decided needs no suggestion any more"
    undecided = read(screen(stage(), meeting(decisions=()), Position("issues", "goal:G-01"))).text
    assert "The rules suggest: Fund the foundation + re-time." in undecided
    assert "Re-scope + re-time" in found
    assert "Before: CEO wanted 30 Sep 2026 · value 82" in found
    assert "an estimate from the company's own history, not a promise" in found


@pytest.mark.parametrize("place", [("scorecard", "G-01"), ("issues", "goal:G-01")])
def test_a_goal_that_is_decided_on_gives_the_room_of_its_picture_to_the_decision(place):
    drawn = screen(stage(), meeting(), Position(*place))
    assert "goal-picture" not in drawn
    for words in ("CEO wants", "CIO expects", "Before: CEO wanted 30 Sep 2026 · value 82",
                  "New date 28 Feb 2027"):  # fmt: skip
        assert words in read(drawn).text
    assert "goal-picture" in screen(stage(), UNDECIDED, Position(*place))


def test_the_recap_reads_out_a_decision_and_leaves_both_positions_to_its_own_screen():
    found = said("recap")
    assert "New date 28 Feb 2027 · scope: Frequent questions first · €180k" in found
    assert "Before:" not in found
    assert "Attached:" not in found


def test_what_somebody_put_on_the_list_is_said_to_come_first():
    assert "by value at stake, first what somebody put here" in said("issues")
    ranked = tuple(replace(one, parked_by=None) for one in stage().issues)
    assert "first what somebody" not in said("issues", issues=ranked)


def test_money_comes_before_points_and_neither_is_made_up():
    issue = stage().issues[1]
    assert stake_words(issue) == "40 points of value at stake"
    assert stake_words(replace(issue, value_points=None)) == "value not stated"


def test_no_level_is_drawn_before_the_reveal():
    hidden = meeting(rounds=(Round("G-01", (INGRID, MARCUS), False),))
    found = read(screen(stage(), hidden, Position("issues", "goal:G-01"))).text
    assert "voted: Ingrid Solberg, Marcus Okafor" in found
    assert "Confidence 3.0" not in found


def test_an_escalation_shows_which_half_is_missing():
    found = said("escalations", "incident:7")
    assert "Retrained on a broken feed" in found
    assert "Not said yet" in found


def test_the_recap_has_decisions_actions_rating_signatures_and_the_next_day():
    found = said("recap")
    for words in ("1 decision, 1 new action", "Order the servers", "Rated 7.0 of 10 by 2, from 5",
                  "Signed by Ingrid Solberg", "Next check-in on 6 May 2026"):  # fmt: skip
        assert words in found


def test_a_draft_is_told_from_a_decision():
    drafted = meeting(decisions=(replace(DECISION, signed=False),))
    found = read(screen(stage(), drafted, Position("recap"))).text
    assert "0 decisions, 1 new action, 1 waiting for the CEO." in found
    assert "Draft, waiting for the CEO" in found


def test_a_rating_is_not_known_before_somebody_rated():
    assert rate_words(()) == "Nobody has rated the meeting yet."
    assert rate_words([8, 9]) == "Rated 8.5 of 10 by 2."


def test_a_note_stands_where_it_was_written_and_a_working_draft_nowhere():
    assert "Savings were booked twice." in said("scorecard")
    assert "Savings were booked twice." not in said("scorecard", "G-01")
    typing = meeting(notes=(Note("scorecard#amara", "Half a sente", MARCUS, AT, 9),))
    assert "Half a sente" not in "".join(screens(stage(), typing).values())


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_note_that_attacks_stays_text_on_every_screen(attack):
    plain = meeting(notes=(Note("G-01", "plain", MARCUS, AT, 9),))
    hostile = meeting(notes=(Note("G-01", attack, MARCUS, AT, 9),))
    position = Position("issues", "goal:G-01")
    first, second = (screen(stage(), each, position) for each in (plain, hostile))
    assert read(first).elements == read(second).elements


def test_forty_goals_are_forty_screens():
    one = stage().card.lines[0]
    many = tuple(replace(one, goal_id=f"GOAL-{number:02}") for number in range(40))
    crowded = stage(card=replace(stage().card, lines=many))
    assert len(items(crowded, meeting(), "scorecard")) == 40
    assert "and 36 more" in read(screen(crowded, meeting(), Position("scorecard"))).text


def test_readiness_is_four_questions_and_one_list():
    prepared = Prepared(
        False,
        (("Data of the quarter", 7, 9), ("Replies", 12, 12)),
        (Chase("Lena Fischer", "cio_staff", "data", "adoption", date(2026, 3, 1), 30),),
        "",
    )
    found = read(readiness(prepared)).text
    assert "Not ready yet." in found
    assert "7 of 9" in found
    assert "4 weeks" in read(chased_table(prepared.chased)).text


def test_a_question_with_nothing_to_do_is_not_counted_as_met():
    parts = (("Actions settled", 0, 0), ("Replies given", 1, 2))
    found = read(readiness(Prepared(False, parts, (), ""))).text
    assert "Nothing to doActions settled" in found
    assert "1 of 2" in found


def test_a_workspace_with_nothing_in_it_is_neither_ready_nor_late():
    found = read(readiness(Prepared(False, (("Data in", 0, 0),), (), ""))).text
    assert "There is nothing to check in on yet." in found
    assert "Not ready yet" not in found


def test_who_is_asked_for_many_things_of_one_kind_is_listed_once():
    lena = [Chase("Lena", "", "Reply to the goal", f"GOAL-{each}", None, 0) for each in range(7)]
    late = Chase("Lena", "", "Bring the file", "Talent", date(2026, 3, 1), 30)
    markup = chased_table([late, *lena])
    found = read(markup).text
    assert markup.count("</tr>") == 3
    assert "GOAL-4and 2 more" in found
    assert "1 Mar 2026 late by 4 weeks" in found
    assert "before the meeting" in found
    assert "On target" not in found


def test_past_meetings_are_listed_with_decisions_and_rating():
    found = read(
        past_table(
            [CHECK_IN, BEFORE], ["checkin?a", "checkin?b"], ratings={"CI-2026-03": [8, 9]},
            decided={"CI-2026-03": 4},
        )
    )  # fmt: skip
    assert "Rated 8.5 of 10 by 2" in found.text
    assert "closed 1 Apr 2026" in found.text


def test_a_closed_meeting_says_what_it_is_pinned_to_and_whether_that_holds():
    frozen = Frozen("CI-2026-03", 41, 300, "c" * 64, "m" * 64, "{}", "f" * 64, (), AT)
    assert "data version 41" in pinned_words(BEFORE, frozen)
    assert verified_words(Verified(False, None, "A paper was changed.")) == (
        "Not intact. A paper was changed."
    )


def test_two_meetings_stand_beside_each_other():
    found = differences_table([Difference("G-01", "Chatbot", "wanted", "Q3", "Q4")], "A", "B")
    assert read(found).text.endswith("ChatbotwantedQ3Q4")


def test_a_what_if_stands_beside_what_is_and_is_labelled():
    better = replace(FORECAST, finish=replace(FORECAST.finish, p_target=0.75))
    found = read(finish_words(FORECAST, better)).text
    assert "0% by 30 Sep 2026" in found
    assert "75% by 30 Sep 2026" in found
    assert "not a promise" in found
    assert "Supposed" not in read(finish_words(FORECAST, None)).text


def test_a_date_beyond_the_data_is_said_to_be_later_than_they_reach():
    far = replace(FORECAST, finish=replace(FORECAST.finish, p85=None))
    assert "85% later than 31 Mar 2029" in read(finish_words(far, None)).text


def test_whoever_signs_sees_all_of_a_draft():
    found = read(drafts([replace(DECISION, signed=False)], {"G-01": "Chatbot"})).text
    assert "Chatbot" in found
    assert "€180k" in found
    assert Decimal(180000) == DECISION.money_eur
