"""How far both sides are apart, and how alike they answered: the worked case and its edges."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from governance.maturity.agreement import (
    agreement,
    band,
    kappa,
    mean_level,
    perception_gap,
    round_half_down,
)
from governance.maturity.policy import maturity_policy

CEO = [3, 4, 3, 4, 2, 4, 3, 5]
CIO = [2, 3, 3, 2, 2, 3, 1, 4]
LEVEL = st.integers(1, 5)
PAIRS = st.lists(st.tuples(LEVEL, LEVEL), min_size=1, max_size=60)


def side(levels: list[int]) -> dict[str, list[int]]:
    """Return one person's answers."""
    return {f"item_{number}": [level] for number, level in enumerate(levels)}


def test_the_worked_case_is_one_level_apart():
    assert perception_gap(side(CEO), side(CIO)) == 1.0


def test_the_worked_case_agrees_on_a_quarter_of_the_questions():
    found = agreement(side(CEO), side(CIO))
    assert (found.n, found.exact, found.within_one) == (8, 25.0, 75.0)


@pytest.mark.parametrize(("power", "expected"), [(0, 0.0204), (1, 0.200), (2, 0.400)])
def test_the_worked_case_has_the_kappas_of_the_method(power, expected):
    assert kappa(CEO, CIO, power=power) == pytest.approx(expected, abs=5e-5)


@given(PAIRS)
def test_kappa_is_that_of_a_known_library(pairs):
    ceo, cio = [one for one, _ in pairs], [other for _, other in pairs]
    assume(len(set(ceo)) > 1 or len(set(cio)) > 1)
    labels = [1, 2, 3, 4, 5]
    for power, name in ((0, None), (1, "linear"), (2, "quadratic")):
        theirs = cohen_kappa_score(ceo, cio, weights=name, labels=labels)
        assert kappa(ceo, cio, power=power) == pytest.approx(theirs, abs=1e-8)


@given(LEVEL, LEVEL, st.integers(1, 30))
def test_kappa_is_undefined_where_both_sides_are_constant(one, other, n):
    assert kappa([one] * n, [other] * n) is None


def test_an_undefined_kappa_is_said_in_words():
    found = agreement(side([4] * 12), side([3] * 12))
    assert (found.kappa, found.n, found.within_one, found.exact) == (None, 12, 100.0, 0.0)
    assert "undefined" in found.words


@given(PAIRS)
def test_kappa_does_not_care_who_is_who(pairs):
    ceo, cio = [one for one, _ in pairs], [other for _, other in pairs]
    assert kappa(ceo, cio) == kappa(cio, ceo)


def test_below_ten_questions_no_kappa_is_shown_though_there_is_one():
    nine, ten = (
        agreement(side([1, *CEO]), side([1, *CIO])),
        agreement(side([1, 5, *CEO]), side([1, 5, *CIO])),
    )
    assert (nine.n, nine.kappa) == (9, None)
    assert "a kappa needs 10 questions" in nine.words
    assert ten.n == 10
    assert ten.kappa is not None
    assert ten.words in maturity_policy().agreement.bands


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-0.01, "poor"),
        (0.0, "slight"),
        (0.2, "slight"),
        (0.4, "fair"),
        (0.41, "moderate"),
        (0.6, "moderate"),
        (0.61, "substantial"),
        (0.81, "almost perfect"),
        (1.0, "almost perfect"),
    ],
)
def test_the_bands_are_those_of_landis_and_koch(value, words):
    assert band(value, maturity_policy().agreement) == words


def test_only_what_both_sides_answered_is_compared():
    ceo = {"a": [5], "b": [4], "only_ceo": [5]}
    cio = {"a": [3], "b": [3], "only_cio": [1]}
    assert perception_gap(ceo, cio) == 1.5
    assert agreement(ceo, cio).n == 2


def test_without_a_common_question_there_is_no_gap_and_no_agreement():
    assert perception_gap({"a": [5]}, {"b": [1]}) is None
    found = agreement({"a": [5]}, {"b": [1]})
    assert (found.n, found.kappa, found.exact, found.within_one) == (0, None, None, None)
    assert mean_level({}) is None


def test_a_side_of_several_people_speaks_with_its_mean_and_agrees_with_its_median():
    ceo, cio = {"a": [3, 4]}, {"a": [3, 3, 5]}
    assert perception_gap(ceo, cio) == pytest.approx(3.5 - 11 / 3)
    assert agreement(ceo, cio).exact == 100.0  # both medians are 3: 3.5 counts as the lower level


def test_more_people_on_one_side_do_not_weigh_more_in_the_gap():
    assert perception_gap({"a": [4]}, {"a": [3] * 9}) == 1.0


def test_a_gap_made_of_thirds_is_settled_to_the_level_that_it_is():
    ceo = {"a": [4], "b": [4], "c": [4]}
    cio = {"a": [3, 3, 2], "b": [3, 3, 3], "c": [3, 3, 4]}
    assert perception_gap(ceo, cio) == 1.0


@given(PAIRS)
def test_the_gap_lies_within_four_levels_and_turns_with_the_sides(pairs):
    ceo, cio = side([one for one, _ in pairs]), side([other for _, other in pairs])
    gap = perception_gap(ceo, cio)
    assert -4 <= gap <= 4
    assert perception_gap(cio, ceo) == -gap


@given(st.integers(-40, 40).map(lambda quarters: quarters / 4))
def test_halfway_counts_as_the_lower_level(value):
    expected = math.floor(value) if value % 1 == 0.5 else math.floor(value + 0.5)
    assert round_half_down(value) == expected
