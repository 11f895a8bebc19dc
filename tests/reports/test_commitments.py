"""Promised dates stay in the register, the slip chart and the kept share, whatever came of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from governance.commitments import Commitment, Reached, judged, kept_shares
from governance.gap_course import CompanyPoint, GapPoint
from governance.ranking import DateMove
from reports.commitments import kept, register, register_words, slips
from reports.gap_course import counted_words, gap_words, gaps, has_moved, of_company, of_goal
from reports.ranking import moves, moves_words
from tests.governance.test_merging import GOAL, REPLY
from tests.reports.attacks import ATTACKS
from tests.reports.test_markup import read
from tests.reports.test_revisions import CIO, signed

TODAY = date(2026, 3, 31)


def promised(*wanted, realistic=(), reached=()) -> tuple[Commitment, ...]:
    """Return a goal's promises; the dates are those of its revisions, a month apart."""
    goals = [
        signed(place, replace(GOAL, wanted_date=each), month=place)
        for place, each in enumerate(wanted, 1)
    ]
    replies = [
        signed(place, replace(REPLY, realistic_date=each), CIO, place)
        for place, each in enumerate(realistic, 1)
    ]
    return judged(goals, replies, Reached(reached, None), today=TODAY)


def test_a_promise_that_was_moved_stays_in_the_register():
    found = promised(date(2026, 6, 30), date(2026, 9, 30))
    shown = read(register(found)).text
    assert "30 Jun 2026" in shown
    assert "3 months later" in shown
    assert "1 of them replaced by another, 1 by a later one, at most by 3 months" in register_words(
        found, TODAY
    )


def test_what_became_of_a_promise_has_a_shape_a_word_and_a_day():
    found = promised(date(2026, 3, 1), date(2026, 9, 30), reached=())
    shown = read(register(found)).text
    assert "■ Broken" in shown
    assert "○ Open" in shown
    reached = promised(date(2026, 9, 30), reached=(date(2026, 3, 1),))
    assert "● Kept" in read(register(reached)).text


def test_without_a_promise_that_is_due_no_share_is_shown():
    shown = read(kept(kept_shares(promised(date(2026, 9, 30))))).text
    assert shown.count("none due yet") == 2
    assert "%" not in shown


def test_a_kept_share_says_of_how_many():
    shown = read(kept(kept_shares(promised(date(2026, 3, 1), date(2026, 9, 30))))).text
    assert "0%" in shown
    assert "0 of 1 promises kept" in shown


def test_no_promise_at_all_is_said():
    assert register_words((), TODAY) == "No date is promised yet."


def test_the_slip_chart_says_how_often_each_side_moved_its_date():
    found = promised(
        date(2026, 6, 30), date(2026, 9, 30), realistic=(date(2026, 12, 31), date(2026, 11, 30))
    )
    shown = read(slips(found, TODAY)).text
    assert "The CEO moved the date once, to 30 Sep 2026, 3 months later than at first." in shown
    assert "The CIO moved the date once, to 30 Nov 2026, 4 weeks earlier than at first." in shown
    assert slips(found, TODAY).count('class="cio"') == 3, "two promises and the legend"


def test_every_mark_of_the_slip_chart_stands_inside_it():
    found = promised(date(2020, 1, 1), date(2040, 1, 1), realistic=(date(2026, 3, 31),))
    places = re.findall(r'\b(?:x|y|x1|x2|y1|y2|cx|cy)="(-?[\d.]+)%"', slips(found, TODAY))
    assert places
    assert all(0 <= float(place) <= 100 for place in places)


def test_the_gap_over_time_is_said_from_its_first_to_its_last_known_day():
    found = of_company(
        (
            CompanyPoint(date(2025, 3, 31), None, None, 0, 3, 0),
            CompanyPoint(date(2025, 6, 30), 6.2, 56.0, 2, 1, 2),
            CompanyPoint(date(2026, 3, 31), 16.4, 91.0, 2, 1, 2),
        )
    )
    said = gap_words(found)
    assert "Points apart: from 6 points on 30 Jun 2025 to 16 points on 31 Mar 2026." in said
    assert "Days late: from 8 weeks on 30 Jun 2025 to 3 months on 31 Mar 2026." in said
    assert has_moved(found)
    assert read(gaps(found, TODAY)).elements.count("svg") > 2


def test_a_gap_that_nobody_can_tell_yet_is_said_and_not_drawn():
    point = GapPoint(date(2026, 1, 5), "goal", "Stated.", 82.5, None, None, None)
    way = of_goal((point,))
    assert gap_words(way) == "No gap can be told yet: there is no reply to any goal."
    assert not has_moved(way)
    assert counted_words(()) == "No goal is stated yet."


def test_the_companys_figures_say_for_how_many_goals_they_stand():
    said = counted_words((CompanyPoint(TODAY, 16.0, 90.0, 11, 1, 10),))
    assert "11 of 12 goals that have a reply, 10 of them with a date" in said


def test_a_new_ranking_says_what_it_moves_as_an_estimate():
    found = (
        DateMove("G-01", "Chatbot", date(2026, 12, 31), date(2026, 11, 30), -31, "One clears it."),
        DateMove("G-02", "Claims", date(2026, 9, 30), date(2026, 10, 31), 31, "One clears it."),
    )
    assert "1 date earlier and 1 date later: an estimate" in moves_words(found)
    assert "moves no other date" in moves_words(())
    assert "▼ 4 weeks earlier" in read(moves(found)).text


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_promise_that_attacks_stays_text(attack):
    found = tuple(
        replace(one, title=attack, why=attack, words=attack)
        for one in promised(date(2026, 9, 30), realistic=(date(2026, 12, 31),))
    )
    markup = register(found, lambda goal: f"goals?goal={goal}") + slips(found, TODAY)
    assert not {"script", "img", "iframe", "style"} & set(read(markup).elements)
