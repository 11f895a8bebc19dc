"""Both sides of a goal stand on one line, and the gap between them is drawn and said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.forecast.shapes import Finish
from reports.axis import spanning
from reports.dumbbell import date_words, gap_sentence, gap_words, goals
from reports.timeline import shared_axis
from tests.reports.attacks import ATTACKS
from tests.reports.examples import gap, goal, ready, scorecard
from tests.reports.forecast_examples import calibration, forecast, missing
from tests.reports.test_markup import read

TODAY = date(2026, 3, 31)


def drawn(*lines) -> str:
    return goals(lines, TODAY, lambda metric: f"metric?metric={metric}")


def test_the_gap_is_said_with_its_length_its_direction_and_who_leads():
    assert gap_words(goal()) == "11 months later than wanted · strategy ahead of execution"


@pytest.mark.parametrize(
    ("days", "said"),
    [(335, "11 months later than wanted"), (-60, "9 weeks earlier than wanted"), (7, "Same date")],
)
def test_dates_apart_are_said_in_words(days, said):
    assert date_words(goal(date_gap_days=days)) == said


def test_a_goal_without_a_reply_says_so_and_shows_one_mark():
    markup = drawn(goal(cio=None, date_gap_days=None, alignment_gap=None))
    assert "No reply from the CIO yet" in markup
    row = markup[markup.index('<li class="goal">') :]
    assert row.count('class="cio"') == 0
    assert row.count('class="ceo"') == 1


def test_a_goal_that_cannot_be_done_has_no_realistic_date():
    line = goal(date_gap_days=None)
    line = replace(line, cio=replace(line.cio, feasible="no", realistic_date=None))
    assert "No realistic date" in drawn(line)
    assert "Not feasible" in drawn(line)


def test_all_goals_share_one_axis_that_holds_every_date_and_today():
    lines = scorecard().lines
    axis = shared_axis(lines, TODAY)
    dates = [TODAY, *(line.ceo.wanted_date for line in lines)]
    dates += [line.cio.realistic_date for line in lines if line.cio and line.cio.realistic_date]
    assert axis.start <= min(dates)
    assert max(dates) <= axis.end
    assert len({re.findall(r'class="today" x1="([\d.]+)%"', drawn(*lines))[0]}) == 1


@given(st.lists(st.dates(date(2000, 1, 1), date(2100, 1, 1)), min_size=1, max_size=20))
def test_later_days_never_stand_further_left(days):
    axis = spanning(days, TODAY)
    places = [axis.at(moment) for moment in sorted(days)]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)


def test_blockers_the_ask_and_the_reason_stand_beside_the_gap():
    markup = drawn(goal())
    for words in ("Data gap:", "31 % of customers are there twice (Head of CRM", "€180k", "Claims"):
        assert words in markup


def test_a_measured_data_gap_stands_apart_from_what_the_cio_says_and_leads_to_its_proof():
    found = read(drawn(goal(data_gaps=(gap(),))))
    said = "Measured data gap: 31% fail: “No two rows agree in name and birth_date” ("
    assert f"{said}Customer records, since 30 Sep 2025)" in found.text
    assert "Data gap: 31 % of customers are there twice (Head of CRM" in found.text
    assert "maturity?subject=DS-CRM" in drawn(goal(data_gaps=(gap(),)))


def test_a_check_of_one_thing_has_no_share():
    late = gap(says="The newest updated_at is at most 24 hours old.", tested=1, score=25.0)
    said = "Measured data gap: “The newest updated_at is at most 24 hours old” (Customer"
    assert said in read(drawn(goal(data_gaps=(late,)))).text


def test_further_data_gaps_are_counted():
    assert "and 4 more on the data" in drawn(goal(data_gaps=(gap(),) * 3, more_gaps=4))
    assert "more on the data" not in drawn(goal(data_gaps=(gap(),)))


def test_a_goal_without_a_reply_shows_what_was_measured_too():
    assert "Measured data gap" in drawn(goal(cio=None, date_gap_days=None, data_gaps=(gap(),)))


def test_readiness_names_the_dataset_that_holds_it_back_as_a_link():
    markup = drawn(goal(readiness=ready()))
    said = "Measured data readiness: Customer records holds it back at 30 of 100."
    assert said in read(markup).text
    assert "maturity?subject=DS-CRM" in markup


def test_readiness_that_is_not_known_says_so_and_one_without_critical_data_says_nothing():
    unknown = ready(
        state="unknown", held_back_by="", held_back_title="", at_most=None,
        words="Not known: DS-CRM was not measured.",
    )  # fmt: skip
    assert "Not known: DS-CRM was not measured." in read(drawn(goal(readiness=unknown))).text
    none = ready(state="no_critical_dataset", critical=())
    assert "readiness" not in drawn(goal(readiness=none))


def test_the_callers_own_address_of_a_dataset_is_taken():
    markup = goals(
        [goal(data_gaps=(gap(),))], TODAY, lambda metric: metric, lambda subject: f"x?s={subject}"
    )
    assert "x?s=DS-CRM" in markup


def test_the_title_leads_to_the_goal_and_the_metric_stays_reachable():
    markup = drawn(goal())
    assert 'href="goals?goal=G-01"' in markup
    assert 'href="metric?metric=adoption_rate"' in markup


def test_the_forecast_joins_the_two_dates_as_a_band_and_in_words():
    markup = drawn(goal(forecast=forecast()))
    said = read(markup).text
    assert "Forecast: 0% by 30 Sep 2026, judged by 14 own cases" in said
    assert "P50 31 Dec 2026" in said
    assert markup.count('class="band"') == 2, "the row's and the legend's"
    assert markup.count('class="p50"') == 1
    assert 'class="band open"' not in markup


def test_a_band_later_than_the_data_reach_has_an_open_end():
    finish = Finish(0.3, date(2026, 12, 31), None, date(2027, 2, 28), beyond=0.3)
    markup = drawn(goal(forecast=forecast(finish=finish)))
    assert 'class="band open"' in markup
    assert "P85 later than 28 Feb 2027" in read(markup).text


def test_without_a_forecast_there_is_no_band_and_its_place_says_why():
    markup = drawn(goal(forecast=missing()))
    assert "No forecast: too little history" in read(markup).text
    assert markup.count('class="band"') == 1, "only the legend's"
    assert "Forecast:" not in read(drawn(goal())).text


def test_forecasts_that_did_not_hold_are_marked_beside_the_chance():
    doubted = forecast(calibration=calibration(trusted=False, p85_coverage=0.6))
    markup = drawn(goal(forecast=doubted))
    assert "▲ Mind: P85 held in 60% of 38 past forecasts" in read(markup).text


def test_the_axis_holds_the_band_too():
    line = goal(forecast=forecast(finish=Finish(0.3, date(2029, 5, 1), None, date(2030, 6, 1))))
    assert shared_axis([line], TODAY).end >= date(2030, 6, 1)


def test_both_sides_are_signed_and_an_answer_to_an_older_goal_says_so():
    assert "Stated by Ada Lindqvist, 2 Apr 2026; answered by Ravi Menon" in drawn(goal())
    assert "before the goal was last changed" in drawn(goal(reply_is_older=True))
    assert "before the goal" not in drawn(goal())


def test_the_picture_of_the_dates_can_be_read_aloud():
    assert "CEO wants 30 Sep 2026. CIO expects 31 Aug 2027. 11 months later than" in drawn(goal())


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_goal_that_attacks_stays_text(attack):
    line = goal(title=attack, business_unit=attack, initiative=attack)
    blocker = replace(line.cio.blockers[0], type=attack, text=attack, owner=attack)
    line = replace(
        line,
        ceo=replace(line.ceo, reason=attack),
        cio=replace(line.cio, ask=attack, blockers=(blocker,)),
        data_gaps=(gap(subject=attack, title=attack, says=attack),),
        readiness=ready(held_back_by=attack, held_back_title=attack, words=f"{attack} it is."),
    )
    plain = goal(data_gaps=(gap(),), readiness=ready())
    assert read(drawn(line)).elements == read(drawn(plain)).elements


def test_the_gap_over_all_goals_is_said_in_a_sentence():
    assert gap_sentence(scorecard().lines) == (
        "The 2 late goals are late by 7 months typically; on 2 of 5 strategy is ahead of "
        "execution; on 1 of 5 there is capacity without demand."
    )


def test_without_goals_there_is_no_gap_to_speak_of():
    assert gap_sentence(()) == ""
    assert gap_sentence((goal(date_gap_days=0, alignment_words="aligned"),)) == ""
