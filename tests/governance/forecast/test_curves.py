"""Time to an event is learnt from all cases, those that still wait and those that stopped too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.forecast.curves import curve, mixed, own_weight, point
from governance.forecast.policy import forecast_policy
from governance.forecast.prior import prior_curve

T = [3, 5, 6, 7, 8, 10, 12, 12]
E = [1, 0, 1, 1, 0, 1, 1, 0]


def test_unfinished_cases_count_for_as_long_as_they_were_watched():
    found = curve(T, forward=E)
    expected = {0: 1.0, 3: 0.875, 5: 0.875, 6: 0.729167, 7: 0.583333, 8: 0.583333}
    expected |= {10: 0.388889, 12: 0.194444}
    assert {day: round(found.waiting(day), 6) for day in expected} == expected


def test_the_median_of_finished_cases_alone_would_be_too_short():
    assert curve(T, forward=E).quantile(0.5) == 10
    assert np.median([time for time, event in zip(T, E, strict=True) if event]) == 7


def test_what_lies_below_the_last_step_is_beyond_the_data_and_kept_as_such():
    found = curve(T, forward=E)
    assert found.beyond == pytest.approx(0.194444, abs=1e-6)
    assert found.reach == 12
    assert found.quantile(0.85) is None


def test_a_case_of_age_six_has_only_what_lies_after_six_in_front_of_it():
    found = curve(T, forward=E, age=6)
    shares = {day: round(float(found.forward[day]), 4) for day in (1, 4, 6)}
    assert shares == {1: 0.2, 4: 0.2667, 6: 0.2667}
    assert found.beyond == pytest.approx(0.2667, abs=1e-4)
    assert 1.0 - found.waiting(4) == pytest.approx(0.4667, abs=1e-4)


def test_a_case_of_age_five_leaves_within_three_with_a_third():
    assert 1.0 - curve(T, forward=E, age=5).waiting(3) == pytest.approx(1 / 3)


def test_a_case_older_than_all_that_left_has_nothing_to_be_judged_by():
    assert curve(T, forward=E, age=12).events == 0
    assert curve([3, 9], forward=[1, 0], age=5).events == 0


def test_where_all_still_wait_nothing_is_known():
    found = curve([4, 8], forward=False)
    assert (found.events, found.beyond, found.quantile(0.5)) == (0, 1.0, None)


def test_no_case_at_all_is_no_event_and_not_an_error():
    assert curve([], forward=[]).events == 0
    assert curve([], forward=[], age=3).beyond == 1.0


def test_what_stopped_did_not_go_on_later():
    found = curve([2, 4, 4, 6], forward=[1, 0, 1, 1], stopped=[0, 1, 0, 0])
    assert float(found.forward.sum()) == pytest.approx(0.75)
    assert float(found.stopped.sum()) == pytest.approx(0.25)
    assert found.beyond == 0.0
    assert found.reach is None


def test_a_stop_is_not_a_case_that_still_waits():
    waits = curve([2, 4, 6], forward=[1, 0, 1])
    stops = curve([2, 4, 6], forward=[1, 0, 1], stopped=[0, 1, 0])
    assert float(waits.forward.sum()) == pytest.approx(1.0)
    assert float(stops.forward.sum()) == pytest.approx(2 / 3)


def test_a_small_class_is_drawn_towards_all_cases():
    weight = own_weight(3, 5)
    days = np.arange(781)
    assert weight == 0.375
    assert float(mixed(point(400), point(780), weight).forward @ days) == pytest.approx(637.5)


def test_distributions_are_mixed_and_not_their_medians():
    found = mixed(point(60), point(300), 0.5)
    assert found.quantile(0.5) == 60
    assert found.quantile(0.51) == 300


def test_a_mixture_reaches_as_far_as_the_shorter_history():
    short, long = curve([2, 5], forward=[1, 0]), curve([2, 50], forward=[1, 0])
    assert mixed(short, long, 0.5).reach == 5
    assert mixed(short, long, 0.0).reach == 50


def test_the_last_case_alone_says_nothing_about_all_others():
    alone = [10, 20, 30, 40]
    assert curve(alone, forward=True).beyond == 0.0
    found = curve(alone, forward=True, least_watched=3)
    assert found.reach == 20
    assert found.beyond == pytest.approx(0.5)
    assert (found.quantile(0.5), found.quantile(0.85)) == (20, None)


def test_three_that_are_still_watched_say_how_it_ends():
    found = curve([10, 20, 30, 40, 40, 40], forward=True, least_watched=3)
    assert (found.reach, found.beyond, found.quantile(0.85)) == (None, 0.0, 40)


def test_it_reaches_the_last_day_on_which_enough_are_watched():
    waits = curve(T, forward=E, least_watched=3)
    assert waits.reach == 10
    assert waits.beyond == pytest.approx(0.388889, abs=1e-6)
    assert curve(T, forward=E, age=6, least_watched=3).reach == 10 - 6


def test_where_never_enough_are_watched_everything_is_beyond():
    found = curve([10, 20], forward=True, least_watched=3)
    assert (found.reach, found.beyond, found.events, found.cases) == (0, 1.0, 2, 2)
    assert float(found.forward.sum() + found.stopped.sum()) == 0.0


def test_one_case_is_enough_unless_more_are_asked_for():
    plain, same = curve(T, forward=E), curve(T, forward=E, least_watched=1)
    assert plain.forward.tolist() == same.forward.tolist()
    assert plain.reach == same.reach == 12


CASES = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(["forward", "stopped", "waits"])),
    min_size=1,
    max_size=30,
)


@given(CASES, st.one_of(st.none(), st.integers(0, 60)))
def test_shares_are_shares_and_nothing_is_lost(cases, age):
    found = curve(
        [days for days, _ in cases],
        forward=[how == "forward" for _, how in cases],
        stopped=[how == "stopped" for _, how in cases],
        age=age,
    )
    whole = float(found.forward.sum() + found.stopped.sum()) + found.beyond
    assert min(found.forward.min(), found.stopped.min()) >= 0
    assert whole == pytest.approx(1.0)


@given(CASES, st.integers(1, 9))
def test_asking_for_more_cases_takes_away_from_the_end_and_changes_nothing_before(cases, least):
    days = [days for days, _ in cases]
    forward = [how == "forward" for _, how in cases]
    stopped = [how == "stopped" for _, how in cases]
    whole = curve(days, forward=forward, stopped=stopped)
    found = curve(days, forward=forward, stopped=stopped, least_watched=least)
    enough = [day for day in range(61) if sum(one >= day for one in days) >= least]
    for day in range(61):
        known = whole.waiting(min(day, enough[-1])) if enough else 1.0
        assert found.waiting(day) == pytest.approx(known)
    assert found.reach in (None, enough[-1] if enough else 0)


@given(CASES, st.integers(0, 60), st.integers(1, 60))
def test_waiting_from_an_age_is_the_ratio_of_those_still_there(cases, age, more):
    days = [days for days, _ in cases]
    forward = [how == "forward" for _, how in cases]
    whole, later = curve(days, forward=forward), curve(days, forward=forward, age=age)
    if later.cases:
        ratio = whole.waiting(age + more) / whole.waiting(age)
        assert later.waiting(more) == pytest.approx(ratio)


def test_the_industry_figure_has_its_published_median_p85_and_share():
    rules = forecast_policy().prior
    found = prior_curve(rules)
    assert float(found.forward.sum()) == pytest.approx(rules.conversion)
    assert found.beyond == pytest.approx(0.0, abs=1e-9)
    assert found.quantile(rules.conversion * 0.5) == 244  # eight months
    assert found.quantile(rules.conversion * 0.85) == 548  # eighteen months
