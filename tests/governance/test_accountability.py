"""The accountability gap is one number with its arithmetic, and none where too little is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.forecast.shapes import Finish, Forecast
from governance.policy import policy
from governance.scorecard.accountability import company_index, gap_index, with_forecasts
from tests.reports.examples import goal

RULES = policy().accountability
UNANSWERED = goal(cio=None, alignment_gap=None, date_gap_days=None)


def forecast(goal_id: str, chance: float | None) -> Forecast:
    day = date(2026, 3, 31)
    return Forecast(
        goal_id=goal_id,
        as_of=day,
        target_date=date(2026, 9, 30),
        state="ok",
        basis="stages",
        finish=Finish(chance, None, None, None),
        n_events=12,
        legs=(),
        holds=(),
        curve=(),
        words="",
    )


def test_the_chatbots_index_is_its_three_parts_weighed():
    found = gap_index(goal(date_gap_days=92), 0.0, RULES)
    assert [part.points for part in found.parts] == pytest.approx([67, 100 * 92 / 365, 100])
    assert found.score == pytest.approx(0.3 * 67 + 0.3 * 100 * 92 / 365 + 0.4 * 100)
    assert (found.coverage, found.lowest) == (1, pytest.approx(found.score))
    assert found.words == "0.30 × 67 + 0.30 × 25 + 0.40 × 100 = 68"


def test_agreement_in_time_and_certain_is_no_gap_and_early_is_no_better():
    assert gap_index(goal(alignment_gap=0, date_gap_days=-40), 1.0, RULES).score == 0


def test_capacity_without_demand_is_a_gap_as_well():
    ahead = gap_index(goal(alignment_gap=-33.5), 0.5, RULES)
    assert ahead.score == gap_index(goal(alignment_gap=33.5), 0.5, RULES).score


def test_without_a_forecast_the_index_says_what_it_covers_and_its_bounds():
    found = gap_index(goal(date_gap_days=92), None, RULES)
    assert found.coverage == pytest.approx(0.6)
    assert found.score == pytest.approx((67 + 100 * 92 / 365) / 2)
    assert found.highest - found.lowest == pytest.approx(40)
    assert found.words.endswith("without chance, so between 28 and 68")


def test_without_a_reply_there_is_no_index_only_bounds():
    found = gap_index(UNANSWERED, 0.25, RULES)
    assert (found.score, found.known, found.total) == (None, 1, 3)
    assert (found.lowest, found.highest) == (pytest.approx(30), pytest.approx(90))
    assert found.words == (
        "Not known: alignment, dates cannot be told, so it lies between 30 and 90."
    )


def test_a_no_without_a_date_is_as_late_as_can_be_and_silence_is_not():
    line = goal(date_gap_days=None)
    refused = replace(line, cio=replace(line.cio, feasible="no", realistic_date=None))
    silent = replace(line, cio=replace(line.cio, realistic_date=None))
    assert gap_index(refused, 0.5, RULES).parts[1].points == 100
    assert gap_index(silent, 0.5, RULES).parts[1].points is None


def test_in_the_companys_index_each_goal_is_as_heavy_as_its_value():
    half, small = (replace(goal().ceo, value_score=value) for value in (41.0, 20.0))
    lines = (
        goal("G-01", alignment_gap=50, date_gap_days=365),
        goal("G-02", alignment_gap=0, date_gap_days=0, ceo=half),
        replace(UNANSWERED, goal_id="G-03", ceo=small),
    )
    chances = {"G-01": forecast("G-01", 0.0), "G-02": forecast("G-02", 1.0)}
    joined = with_forecasts(lines, chances, RULES)
    assert joined[0].forecast == chances["G-01"]
    assert joined[2].gap_index.known == 0
    found = company_index(joined, RULES)
    assert found.score == pytest.approx(100 * 82 / 123)
    assert found.coverage == pytest.approx(123 / 143)
    assert (found.known, found.total) == (2, 3)
    assert found.words == "Known for 2 of 3 goals, each weighed by its value; 1 has no reply."


def test_a_company_that_mostly_keeps_silent_has_no_index():
    joined = with_forecasts((UNANSWERED, goal("G-02", alignment_gap=10)), {}, RULES)
    assert company_index(joined, RULES).score is None
    assert company_index((), RULES).words == "No goals have been stated."


@given(
    st.one_of(st.none(), st.floats(-100, 100)),
    st.one_of(st.none(), st.integers(-2000, 4000)),
    st.one_of(st.none(), st.floats(0, 1)),
)
def test_an_index_lies_between_its_bounds_and_never_leaves_the_scale(apart, late, chance):
    found = gap_index(goal(alignment_gap=apart, date_gap_days=late), chance, RULES)
    assert -1e-9 <= found.lowest <= found.highest <= 100 + 1e-9
    if found.score is not None:
        assert found.lowest - 1e-9 <= found.score <= found.highest + 1e-9
