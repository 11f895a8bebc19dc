"""The final level: evidence and claim cap each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.maturity.levels import Final, final_level, practice_level

LEVEL = st.integers(1, 5)


def dimension(practice, measured) -> Final:
    return final_level("dimension", practice=practice, measured=measured)


@pytest.mark.parametrize(("m", "p", "level"), [(2, 4, 3), (1, 4, 2), (4, 1, 2)])
def test_the_worked_cases_of_the_method(m, p, level):
    assert dimension(float(p), float(m)) == Final(level, claimed=False)


@given(LEVEL, LEVEL)
def test_the_rule_as_it_is_written(m, p):
    expected = min(m + 1, p + 1, -((-(m + p)) // 2) - (m + p) % 2)
    assert dimension(float(p), float(m)).level == expected


@given(LEVEL, LEVEL)
def test_neither_claim_nor_evidence_gets_more_than_one_level_ahead(m, p):
    level = dimension(float(p), float(m)).level
    assert level <= min(m, p) + 1
    assert min(m, p) <= level <= max(m, p)


@pytest.mark.parametrize("measured", [2.0, 2.1, 2.5, 2.99])
def test_only_the_whole_part_of_the_measured_level_counts(measured):
    assert dimension(4.0, measured).level == 3


def test_a_level_held_back_counts_as_the_one_below():
    assert dimension(5.0, 3.9).level == 4
    assert dimension(5.0, 4.9).level == 4


@pytest.mark.parametrize(("practice", "level"), [(5.0, 2), (2.5, 2), (2.0, 2), (1.5, 1), (1.0, 1)])
def test_a_dimension_that_nothing_measured_is_claimed_and_at_most_two(practice, level):
    assert dimension(practice, None) == Final(level, claimed=True)


@pytest.mark.parametrize(("practice", "level"), [(5.0, 5), (3.5, 3), (3.0, 3)])
def test_a_practice_has_no_measure_so_its_level_is_what_was_answered(practice, level):
    assert final_level("practice", practice=practice, measured=None) == Final(level, claimed=False)


@pytest.mark.parametrize("kind", ["dimension", "practice"])
def test_without_answers_there_is_no_level(kind):
    assert final_level(kind, practice=None, measured=4.0) == Final(None, claimed=False)


def test_a_median_halfway_counts_as_the_lower_level():
    assert practice_level([2, 3, 3, 4]) == 3.0
    assert practice_level([2, 5]) == 3.5
    assert dimension(3.5, 3.0).level == 3
    assert practice_level([]) is None


@given(LEVEL, LEVEL, LEVEL)
def test_better_answers_and_better_data_never_lower_the_level(m, p, other):
    low, high = sorted((p, other))
    assert dimension(float(low), float(m)).level <= dimension(float(high), float(m)).level
    low, high = sorted((m, other))
    assert dimension(float(p), float(low)).level <= dimension(float(p), float(high)).level
