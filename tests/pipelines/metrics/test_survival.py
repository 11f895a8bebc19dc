"""Waiting times count those still waiting, and agree with a second implementation."""

from __future__ import annotations

import warnings

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.metrics.survival import survival_curve, waiting_time

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # lifelines imports what its own dependencies deprecate
    from lifelines import KaplanMeierFitter

T = np.array([3, 5, 6, 7, 8, 10, 12, 12], dtype=float)
E = np.array([1, 0, 1, 1, 0, 1, 1, 0], dtype=bool)

cases = st.lists(st.tuples(st.integers(1, 400), st.booleans()), min_size=1, max_size=60)


def test_the_curve_of_the_worked_example():
    times, share = survival_curve(T, E)
    assert times.tolist() == [3, 6, 7, 10, 12]
    assert share.round(4).tolist() == [0.875, 0.7292, 0.5833, 0.3889, 0.1944]


def test_the_median_of_the_worked_example_is_ten_where_the_naive_one_is_seven():
    assert waiting_time(T, E) == 10
    assert float(np.median(T[E])) == 7


def test_a_curve_that_stays_above_one_half_has_no_median():
    assert waiting_time(np.array([5.0, 9.0, 9.0]), np.array([True, False, False])) is None


def test_nobody_finished_means_no_curve():
    times, share = survival_curve(np.array([4.0, 8.0]), np.array([False, False]))
    assert not len(times)
    assert not len(share)


def test_a_case_finished_on_its_first_day_counts():
    assert waiting_time(np.array([0.0, 0.0, 5.0]), np.array([True, True, False])) == 0


@given(cases)
def test_the_curve_equals_lifelines(rows):
    durations = np.array([days for days, _ in rows], dtype=float)
    finished = np.array([done for _, done in rows], dtype=bool)
    fitted = KaplanMeierFitter().fit(durations, finished)
    times, share = survival_curve(durations, finished)
    expected = fitted.survival_function_at_times(times).to_numpy() if len(times) else []
    assert np.allclose(share, expected)
    assume(not np.any(np.isclose(share, 0.5)))  # theirs is unsure where S touches one half
    theirs = float(fitted.median_survival_time_)
    assert waiting_time(durations, finished) == (None if np.isinf(theirs) else theirs)


@given(cases)
def test_waiting_longer_without_finishing_never_shortens_the_median(rows):
    durations = np.array([days for days, _ in rows], dtype=float)
    finished = np.array([done for _, done in rows], dtype=bool)
    longer = np.where(finished, durations, durations + 30)
    before, after = waiting_time(durations, finished), waiting_time(longer, finished)
    assert after is None or (before is not None and after >= before)
