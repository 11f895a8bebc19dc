"""The gap between the two sides: the worked case, the cap, the words and the days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policy import policy
from governance.scorecard import gap
from pipelines.periods import plus_months

RULES = policy()
VALUE = {"size_of_value": 80, "strategic_fit": 90, "urgency": 85, "risk_of_not_doing": 70}
FEASIBLE = {"data": 30, "infrastructure": 70, "talent": 60, "compliance": 80}

scores = st.fixed_dictionaries({part: st.floats(0, 100) for part in FEASIBLE})


def test_the_chatbot_is_worth_82_5():
    assert gap.value_score(VALUE, RULES.value) == pytest.approx(82.5)


def test_the_chatbots_feasibility_is_capped_by_its_data():
    found = gap.feasibility(FEASIBLE, RULES.feasibility)
    assert found.score == 49
    assert found.capped
    assert found.uncapped == pytest.approx(51.82212250461073)
    shares = RULES.feasibility.weights.shares()
    assert sum(shares[part] * FEASIBLE[part] for part in FEASIBLE) == pytest.approx(56.0)


def test_the_chatbots_gap_is_strategy_ahead_of_execution():
    apart = gap.alignment_gap(82.5, 49)
    assert apart == 33.5
    assert gap.alignment_words(apart, RULES.alignment) == "strategy ahead of execution"


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (14.9, "aligned"),
        (15, "strategy ahead of execution"),
        (-14.9, "aligned"),
        (-15, "capacity without demand"),
        (None, "no reply yet"),
    ],
)
def test_the_words_change_at_fifteen_points(apart, words):
    assert gap.alignment_words(apart, RULES.alignment) == words


def test_a_part_of_forty_is_no_blocker_and_one_below_is():
    strong = dict.fromkeys(FEASIBLE, 100.0)
    assert gap.feasibility({**strong, "talent": 40}, RULES.feasibility).score > 49
    assert gap.feasibility({**strong, "talent": 39.9}, RULES.feasibility).score == 49


def test_a_part_of_zero_makes_it_impossible():
    strong = dict.fromkeys(FEASIBLE, 100.0)
    assert gap.feasibility({**strong, "data": 0}, RULES.feasibility).score == 0


def test_the_cap_is_not_named_where_the_mean_is_lower_anyway():
    weak = dict.fromkeys(FEASIBLE, 20.0)
    found = gap.feasibility(weak, RULES.feasibility)
    assert found.score == pytest.approx(20)
    assert not found.capped


def test_the_date_gap_is_in_days_and_unknown_without_a_date():
    assert gap.date_gap_days(date(2026, 9, 30), date(2026, 12, 31)) == 92
    assert gap.date_gap_days(date(2026, 12, 31), date(2026, 6, 30)) == -184
    assert gap.date_gap_days(date(2026, 9, 30), None) is None


def test_nine_and_eleven_months_after_the_end_of_march():
    assert plus_months(date(2026, 3, 31), 9) == date(2026, 12, 31)
    assert plus_months(date(2026, 3, 31), 11) == date(2027, 2, 28)


@given(scores)
def test_feasibility_lies_between_its_weakest_and_strongest_part_or_at_the_cap(given_scores):
    found = gap.feasibility(given_scores, RULES.feasibility)
    low, high = min(given_scores.values()), max(given_scores.values())
    assert found.score <= high + 1e-6
    assert found.score >= min(low, RULES.feasibility.cap) - 1e-6


@given(scores, st.sampled_from(sorted(FEASIBLE)), st.floats(0, 50))
def test_a_stronger_part_never_lowers_feasibility(given_scores, part, gain):
    stronger = {**given_scores, part: min(100.0, given_scores[part] + gain)}
    before = gap.feasibility(given_scores, RULES.feasibility).score
    assert gap.feasibility(stronger, RULES.feasibility).score >= before - 1e-9
