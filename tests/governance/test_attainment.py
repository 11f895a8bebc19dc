"""Attainment is the share of the agreed way, whatever the direction, sign or scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.scorecard.attainment import (
    attainment_in_range,
    clamped,
    raw_attainment,
    way_covered,
)

figures = st.floats(-1e6, 1e6, allow_nan=False)


def test_half_the_way_up_and_a_bit():
    assert raw_attainment(62, baseline=40, target=80) == 55


def test_half_the_way_down():
    assert raw_attainment(14, baseline=20, target=8) == 50


def test_worse_than_at_the_start_is_nothing_for_a_roll_up():
    assert raw_attainment(30, baseline=40, target=80) == -25
    assert clamped(raw_attainment(30, baseline=40, target=80)) == 0


def test_beyond_the_target_is_shown_but_counts_as_all():
    assert raw_attainment(90, baseline=40, target=80) == 125
    assert clamped(125) == 100


@pytest.mark.parametrize(("value", "expected"), [(1.0, 100), (0.70, 50), (0.55, 0), (0.2, 0)])
def test_inside_a_range_is_all_and_outside_falls_with_the_distance(value, expected):
    found = attainment_in_range(value, low=0.8, high=1.25, tolerance=0.2)
    assert found == pytest.approx(expected, abs=1e-9)


def test_a_target_of_zero_and_negative_figures_work():
    assert raw_attainment(-25, baseline=-100, target=0) == 75


def test_a_target_equal_to_the_baseline_is_to_be_held():
    assert way_covered(80, baseline=80, target=80, higher_is_better=True) == 100
    assert way_covered(79, baseline=80, target=80, higher_is_better=True) == 0


def test_a_baseline_beyond_the_target_is_to_be_held_and_a_gain_is_no_loss():
    assert way_covered(0.86, baseline=0.84, target=0.82, higher_is_better=True) == 100
    assert way_covered(0.71, baseline=0.84, target=0.82, higher_is_better=True) == 0
    assert way_covered(5, baseline=3, target=8, higher_is_better=False) == 100


@given(figures, figures, figures, figures)
def test_a_better_value_never_has_the_lower_attainment(one, other, baseline, target):
    worse, better = sorted((one, other))
    up = [
        way_covered(v, baseline=baseline, target=target, higher_is_better=True)
        for v in (worse, better)
    ]
    down = [
        way_covered(v, baseline=baseline, target=target, higher_is_better=False)
        for v in (better, worse)
    ]
    assert up[0] <= up[1]
    assert down[0] <= down[1]


@given(figures, st.floats(-10, 10), st.floats(0.01, 10), st.floats(0.01, 10))
def test_attainment_in_a_range_stays_between_nothing_and_all(value, low, width, tolerance):
    assert 0 <= attainment_in_range(value, low=low, high=low + width, tolerance=tolerance) <= 100
