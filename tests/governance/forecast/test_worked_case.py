"""The chatbot by the third quarter, from CSV files to the forecast, as the method works it out.

Planted is a history in which what is in front of the chatbot is exactly the method's: one or
three months of prototype, three or five of scaling, and a clean-up of the customer data that
takes four or six more and must end before scaling begins.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.forecast.goals import forecast, forecasts
from governance.forecast.shapes import WhatIf
from tests.governance.forecast.stores import AGE, AS_OF, GOAL, chatbot_company


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    here = chatbot_company(tmp_path_factory.mktemp("chatbot"))
    yield here
    here.database.dispose()


def test_by_the_third_quarter_there_is_no_chance(company):
    found = forecast(company, GOAL, today=AS_OF)
    assert found.state == "ok"
    assert found.target_date == date(2026, 9, 30)
    assert found.finish.p_target == 0.0


def test_half_of_all_courses_are_there_at_the_end_of_the_year(company):
    assert forecast(company, GOAL, today=AS_OF).finish.p50 == date(2026, 12, 31)


def test_eighty_five_of_a_hundred_are_there_at_the_end_of_february(company):
    assert forecast(company, GOAL, today=AS_OF).finish.p85 == date(2027, 2, 28)


def test_a_scope_that_needs_no_customer_data_has_three_chances_in_four(company):
    asked = WhatIf(without=("data_gap",), value_share=0.55)
    found = forecast(company, GOAL, today=AS_OF, what_if=asked)
    assert found.finish.p_target == pytest.approx(0.75)
    assert found.holds == ()
    assert found.what_if == asked


def test_the_clean_up_is_named_with_what_it_costs(company):
    (hold,) = forecast(company, GOAL, today=AS_OF).holds
    assert (hold.key, hold.type, hold.source) == ("1", "data_gap", "history")
    assert hold.until == AS_OF + timedelta(days=124)
    assert hold.costs_days == 275 - 182
    assert hold.p_without == pytest.approx(0.75)


def test_it_says_which_cases_it_is_judged_by(company):
    found = forecast(company, GOAL, today=AS_OF)
    legs = [(leg.stage, leg.reference, leg.n_events, leg.age_days) for leg in found.legs]
    assert legs == [("prototype", "limited risk", 6, AGE), ("scaling", "limited risk", 6, 0)]
    assert [round(leg.own_weight, 3) for leg in found.legs] == [0.545, 0.545]
    assert found.words == (
        "A chance of 0% that AI-017 is in production by 30 Sep 2026; half of all courses are there "
        "by 31 Dec 2026, 85 of 100 by 28 Feb 2027. Judged by 12 moves onwards from prototype and "
        "scaling."
    )


def test_every_goal_at_once_says_the_same_as_one_by_one(company):
    assert forecasts(company, today=AS_OF) == {GOAL: forecast(company, GOAL, today=AS_OF)}


def test_the_curve_ends_where_everything_has_arrived(company):
    found = forecast(company, GOAL, today=AS_OF)
    assert found.curve[0] == (AS_OF, 0.0)
    assert found.curve[-1] == (date(2027, 2, 28), 1.0)
    assert len(found.curve) <= 60
