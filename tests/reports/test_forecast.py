"""A forecast is shown as a chance, two dates and what they rest on, and never as more than that."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.forecast.shapes import Finish, Reliability
from reports.forecast import (
    calibration_words,
    chance,
    chance_words,
    compared,
    cost_words,
    curve,
    day_or_later,
    doubt,
    figures,
    legs,
    reliability,
    share_by,
)
from tests.reports.attacks import ATTACKS
from tests.reports.forecast_examples import calibration, forecast, missing
from tests.reports.test_markup import read

REACH = date(2027, 2, 28)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0%"), (0.001, "under 1%"), (0.334, "33%"), (0.9999, "over 99%"), (1.0, "100%"),
        (None, "not known"),
    ],
)  # fmt: skip
def test_only_none_is_nought_per_cent_and_only_all_is_a_hundred(share, said):
    assert chance(share) == said


def test_the_chance_stands_with_its_date_and_what_it_is_judged_by():
    assert chance_words(forecast()) == "0% by 30 Sep 2026, judged by 14 own cases"
    assert chance_words(forecast(n_events=1)).endswith("1 own case")
    assert "14 of the metric's own moves" in chance_words(forecast(basis="steps"))


def test_an_industry_figure_is_always_said_to_be_one():
    assert chance_words(forecast(prior_used=True)).endswith("industry figure, not by own history")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("too_few", "too little history"), ("aging", "older than anything"),
        ("stopped", "paused or retired"), ("not_known", "nothing to judge by"),
    ],
)  # fmt: skip
def test_where_there_is_no_forecast_its_place_says_why(state, said):
    assert said in chance_words(missing(state=state))
    shown = read(figures(missing(state=state))).text
    assert "Only 1 initiative ever left scaling forwards; 6 are needed." in shown
    assert "%" not in shown


def test_a_date_later_than_the_data_reach_is_said_so_and_never_cut_off():
    finish = Finish(0.2, None, None, REACH, beyond=0.6)
    assert day_or_later(None, finish, 0.5) == "later than 28 Feb 2027"
    shown = read(figures(forecast(finish=finish))).text
    assert "60% ends later than 28 Feb 2027, where the data end" in shown


def test_a_date_that_too_many_never_reach_is_none_instead_of_late():
    finish = Finish(0.1, None, None, REACH, beyond=0.1, stopped=0.6)
    assert day_or_later(None, finish, 0.5) == "none: 60% stop before"
    assert "60% of such work is paused or retired instead" in figures(forecast(finish=finish))


def test_a_goal_that_is_reached_says_when():
    done = forecast(state="done", finish=Finish(1.0, REACH, REACH, REACH))
    assert chance_words(done) == "Reached on 28 Feb 2027"
    assert "Reached on 28 Feb 2027" in read(figures(done)).text


def test_forecasts_that_did_not_hold_in_the_past_carry_a_warning():
    doubted = forecast(calibration=calibration(trusted=False, p85_coverage=0.6))
    assert doubt(doubted) == "P85 held in 60% of 38 past forecasts"
    assert "▲ Not well calibrated" in figures(doubted)
    assert doubt(forecast()) == ""
    assert doubt(forecast(calibration=None)) == ""


def test_both_dates_stand_on_the_curve_with_the_share_that_ends_by_them():
    found = read(curve(forecast(), date(2026, 12, 31)))
    assert "CEO wants 30 Sep 2026: 0%" in found.text
    assert "CIO expects 31 Dec 2026: 50%" in found.text
    assert found.elements.count("circle") == 2, "one on the curve, one in the legend"


def test_between_two_points_of_the_curve_a_share_is_said_with_both_bounds():
    assert share_by(forecast(), date(2027, 1, 15)) == "50% to 75%"
    assert share_by(forecast(), date(2027, 1, 31)) == "75%"
    assert share_by(forecast(), date(2030, 1, 1)) == "100%"
    assert share_by(forecast(), date(2026, 4, 1)) == "0%"
    assert share_by(missing(), date(2026, 4, 1)) == "not known"


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_every_mark_stands_inside_the_picture(realistic):
    places = re.findall(r'\b(?:x|x1|x2|cx)="(-?[\d.]+)%"', curve(forecast(), realistic))
    assert all(0 <= float(place) <= 100 for place in places)


def test_each_stage_names_its_reference_class_and_how_much_the_own_class_counts():
    shown = read(legs(forecast())).text
    for words in ("Prototype", "limited risk", "7 of 9", "58%", "2 months", "4 weeks", "not known"):
        assert words in shown


def test_calibration_says_what_it_is_better_than():
    said = calibration_words(calibration())
    assert "Brier score 0.151, better than the 0.240" in said
    assert "82% of 38 known outcomes came by their P85; 85% would be right" in said
    assert "no better than" in calibration_words(calibration(brier=0.3))
    assert "has not been computed" in calibration_words(None)


def test_the_reliability_chart_says_the_same_in_words():
    found = read(reliability(calibration()))
    assert "18 forecasts said 8% on average, 11% came true" in found.text
    assert found.elements.count("circle") == 4
    empty = Reliability(0.0, 1.0, 0, None, None)
    assert reliability(calibration(groups=(empty,))) == ""


def test_what_if_shows_before_and_after_and_is_labelled_as_an_estimate():
    then = forecast(finish=Finish(0.75, date(2026, 8, 31), date(2027, 2, 28), REACH))
    shown = read(compared(forecast(), then)).text
    assert "0% → 75%" in shown
    assert "31 Dec 2026 → 31 Aug 2026" in shown
    assert "28 Feb 2027 unchanged" in shown
    assert "An estimate from this company's own history, not a promise." in shown


def test_a_blocker_says_what_it_costs_or_that_nobody_knows():
    assert cost_words(forecast(), "1") == "3 months of P50; without it 75% by 30 Sep 2026"
    assert cost_words(None, "1") == "not known: there is no forecast"
    assert cost_words(forecast(), "2") == "nothing: it holds no leg"
    unknown = replace(forecast().holds[0], source="unknown")
    assert cost_words(forecast(holds=(unknown,)), "1") == "not known"


@pytest.mark.parametrize("attack", ATTACKS)
def test_words_that_attack_stay_text(attack):
    hostile = forecast(
        words=attack, legs=tuple(replace(leg, stage=attack, reference=attack)
                                 for leg in forecast().legs),
    )  # fmt: skip
    for markup in (figures(hostile), curve(hostile, None), legs(hostile)):
        found = read(markup)
        assert not {"script", "img", "iframe", "style", "a"} & set(found.elements)
        assert "onload" not in found.attributes
