"""The time along a path is exact: stages add up, and nothing begins before what it waits for."""

from __future__ import annotations

import random
from bisect import bisect_right
from itertools import accumulate
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.forecast.curves import NEAR, Curve, curve
from governance.forecast.paths import course

PROTOTYPE, SCALING, CLEAN_UP = (curve(days, forward=True) for days in ([1, 3], [3, 5], [4, 6]))
DRAWS = 10_000


def steps(found) -> dict[int, float]:
    """Return the days on which something arrives, with the share."""
    shares = np.diff(found.arrived, prepend=0.0)
    return {int(day): round(float(shares[day]), 9) for day in np.flatnonzero(shares > 1e-12)}


def test_two_stages_in_a_row_add_up_to_four_six_six_eight():
    found = course([PROTOTYPE, SCALING])
    assert steps(found) == {4: 0.25, 6: 0.5, 8: 0.25}
    assert found.chance(6) == pytest.approx(0.75)
    assert (found.quantile(0.5), found.quantile(0.85)) == (6, 8)


def test_a_foundation_that_must_end_before_scaling_moves_everything():
    found = course([PROTOTYPE, SCALING], {1: [CLEAN_UP]})
    assert steps(found) == {7: 0.25, 9: 0.5, 11: 0.25}
    assert found.chance(6) == 0.0
    assert (found.quantile(0.5), found.quantile(0.85)) == (9, 11)


def test_of_two_things_in_the_way_the_later_one_counts():
    both = course([PROTOTYPE], {1: [curve([2], forward=True), curve([5], forward=True)]})
    assert steps(both) == {5: 1.0}


def test_something_that_ends_before_it_matters_costs_nothing():
    hold = curve([1], forward=True)
    assert steps(course([PROTOTYPE, SCALING], {1: [hold]})) == {4: 0.25, 6: 0.5, 8: 0.25}


def test_where_nothing_is_in_front_it_is_there_today():
    assert course([]).chance(0) == 1.0


def test_a_day_before_today_has_no_chance():
    assert course([PROTOTYPE]).chance(-1) == 0.0


def test_what_stops_on_the_way_never_arrives():
    risky = curve([2, 2], forward=[1, 0], stopped=[0, 1])
    found = course([risky, risky])
    assert found.stopped == pytest.approx(0.75)
    assert found.chance(4) == pytest.approx(0.25)
    assert found.quantile(0.5) is None
    assert found.beyond == pytest.approx(0.0)


def test_a_share_of_exactly_eighty_five_is_eighty_five():
    tenths = curve([1] * 17 + [9] * 3, forward=True)
    assert course([tenths]).quantile(0.85) == 1


def test_beyond_the_reach_neither_a_chance_nor_a_date_is_made_up():
    half_known = curve([10, 20], forward=[1, 0])
    found = course([half_known, curve([5], forward=True)])
    assert found.reach == 25
    assert found.chance(25) == pytest.approx(0.5)
    assert found.chance(26) is None
    assert (found.by(26), found.by_at_most(26)) == pytest.approx((0.5, 1.0))
    assert (found.quantile(0.5), found.quantile(0.85)) == (15, None)
    assert found.beyond == pytest.approx(0.5)


def test_a_share_too_small_to_matter_may_stay_unknown():
    waits = curve([10] * 97 + [20] * 3, forward=[1] * 97 + [0] * 3)
    late = curve([15, 40], forward=True)
    strict, ready = course([waits, late]), course([waits, late], unsure=0.05)
    assert strict.quantile(0.85) is None
    assert ready.quantile(0.85) == 50
    assert ready.chance(50) == pytest.approx(0.97)


TIMES = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=8)


def times(cases) -> Curve:
    return curve([days for days, _ in cases], forward=[went for _, went in cases])


@given(TIMES, TIMES, TIMES, st.integers(0, 2))
def test_something_in_the_way_never_makes_it_earlier(first, second, hold, place):
    legs = [times(first), times(second)]
    free, held = course(legs), course(legs, {place: [times(hold)]})
    assert all(held.by(day) <= free.by(day) + NEAR for day in range(130))
    assert all(held.by(day) <= held.by_at_most(day) + NEAR for day in range(130))


def drawn(which: Curve, lot: random.Random) -> float | None:
    """Draw one time; None for one that stops, infinity for one beyond the reach."""
    shares = [*which.forward, *which.stopped]
    place = bisect_right(list(accumulate(shares)), lot.random())
    if place >= len(shares):
        return float("inf")
    return float(place) if place < len(which.forward) else None


def test_ten_thousand_drawn_courses_say_the_same_within_their_noise():
    lot = random.Random(1999)
    idea = curve([3, 9, 14, 30, 41, 50], forward=[1, 1, 1, 0, 1, 0], stopped=[0, 0, 0, 1, 0, 0])
    scaling = curve([20, 35, 60, 80], forward=[1, 1, 1, 0])
    hold = curve([10, 25, 45, 70], forward=[1, 1, 1, 0], age=5)
    exact = course([idea, scaling], {1: [hold]})
    arrived, stopped = [], 0
    for _ in range(DRAWS):
        first, second, gone = drawn(idea, lot), drawn(scaling, lot), drawn(hold, lot)
        if first is None:
            stopped += 1
        else:
            arrived.append(max(first, gone or 0.0) + (second or 0.0))
    for day in (20, 40, 55, 70, 90, 100):
        share = sum(time <= day for time in arrived) / DRAWS
        noise = sqrt(exact.by(day) * (1 - exact.by(day)) / DRAWS)
        assert abs(share - exact.by(day)) <= 4 * noise, day
    beyond = sum(time == float("inf") for time in arrived)
    for count, share in ((stopped, exact.stopped), (beyond, exact.beyond)):
        assert abs(count / DRAWS - share) <= 4 * sqrt(share * (1 - share) / DRAWS)
