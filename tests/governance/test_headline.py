"""The headline answers "are we on track?" and never says yes over what nobody measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.scorecard.headline import headline, span_words
from governance.scorecard.status import COLOURS
from governance.scorecard.tiles import tile
from tests.governance.test_lines import BANDED, line
from tests.governance.test_tiles import FRESH, RULES, cells

GREEN = tile(BANDED, cells(20, 70), FRESH, RULES)
RED = replace(GREEN, status="red", title="Compliance")
UNKNOWN = replace(GREEN, status="no_data")
UNLIMITED = replace(GREEN, status="no_target")


@pytest.fixture
def timely(chatbot, answer):
    return line(chatbot, 50, reply=replace(answer, realistic_date=chatbot.wanted_date))


@pytest.fixture
def late(chatbot, answer):
    return line(chatbot, 50, reply=replace(answer, realistic_date=date(2027, 8, 30)))


def said(tiles, lines, floor=0.6) -> str:
    return headline(tiles, lines, coverage_floor=floor)


def test_all_well_is_said_with_the_count_behind_it(timely):
    assert said([GREEN] * 12, [timely, timely]) == (
        "Yes: 12 of 12 measures on target, delivery confirms all 2 dates."
    )


def test_the_usual_answer_names_what_falls_short_and_what_is_not_known(late, timely):
    tiles = [GREEN] * 5 + [RED] * 7 + [UNKNOWN] * 3
    assert said(tiles, [late, late, timely]) == (
        "Not yet: 5 of 12 measures on target, 2 goals promised earlier than delivery believes, "
        "the widest by 11 months; 3 numbers cannot be known."
    )


def test_a_yes_over_gaps_is_a_guarded_one(timely):
    assert said([GREEN] * 9 + [UNKNOWN], [timely]) == (
        "As far as can be seen, yes: 9 of 9 measures on target, delivery confirms the date; "
        "1 number cannot be known."
    )


def test_too_many_gaps_are_no_yes_at_all(timely):
    assert said([GREEN] + [UNKNOWN], [timely]).startswith("Too little is known to say: ")


def test_a_late_goal_alone_is_not_on_track(late):
    assert said([GREEN], [late]) == (
        "Not yet: 1 of 1 measures on target, "
        "1 goal promised earlier than delivery believes, by 11 months."
    )


def test_silence_is_not_consent(chatbot):
    assert said([GREEN], [line(chatbot, 50)]) == (
        "Not yet: 1 of 1 measures on target, 1 goal without a reply."
    )


def test_a_goal_that_delivery_gives_no_date_for_is_not_confirmed(chatbot, answer):
    refused = line(chatbot, 50, reply=replace(answer, feasible="no", realistic_date=None))
    assert "1 goal that delivery gives no date for" in said([GREEN], [refused])
    assert said([GREEN], [refused]).startswith("Not yet")


def test_what_must_not_fail_is_named_when_it_does(timely):
    failed = replace(RED, must_not_fail=True)
    assert "Compliance must not fail and is red" in said([GREEN, failed], [timely])
    other = replace(failed, title="Fairness")
    assert "Compliance and Fairness must not fail and are red" in said([failed, other], [timely])


def test_no_goals_are_said_and_do_not_spoil_the_answer():
    assert said([GREEN], []) == "Yes: 1 of 1 measures on target, no goals stated."


def test_an_empty_store_is_told_apart_from_one_without_limits():
    assert said([UNKNOWN] * 4, []) == (
        "Nothing can be said yet: none of 4 numbers can be known for this period; no goals stated."
    )
    assert said([UNLIMITED], []).startswith("Nothing can be said yet: no figure here has a limit")


def test_gaps_are_told_in_days_up_to_six_weeks_and_then_in_months():
    assert span_words(1) == "1 day"
    assert span_words(45) == "45 days"
    assert span_words(46) == "2 months"
    assert span_words(335) == "11 months"


@given(
    st.lists(
        st.sampled_from([*COLOURS, "no_data", "stale", "not_estimable", "provisional"]), max_size=9
    )
)
def test_yes_is_only_ever_said_over_green(statuses):
    tiles = [replace(GREEN, status=status) for status in statuses]
    if said(tiles, []).startswith(("Yes", "As far")):
        coloured = [status for status in statuses if status in COLOURS]
        assert coloured
        assert set(coloured) == {"green"}
