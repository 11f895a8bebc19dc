"""Pace compares the way covered with the time gone."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from governance.scorecard.pace import elapsed_share, pace

START, END = date(2026, 1, 1), date(2026, 12, 31)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_half_the_time_with_a_third_of_the_way_is_behind():
    middle = date(2026, 7, 2)
    assert elapsed_share(START, END, middle) == 0.5
    assert round(pace(33, start=START, end=END, today=middle), 1) == -17


def test_before_the_start_nothing_is_expected_and_after_the_end_everything():
    assert pace(0, start=START, end=END, today=date(2025, 6, 1)) == 0
    assert pace(60, start=START, end=END, today=date(2027, 6, 1)) == -40


def test_a_window_of_one_day_is_over_when_the_day_comes():
    assert elapsed_share(START, START, START) == 1


@given(days, days, days, days)
def test_time_only_ever_asks_for_more(one, other, early, late):
    start, end = sorted((one, other))
    first, second = sorted((early, late))
    assert 0 <= elapsed_share(start, end, first) <= elapsed_share(start, end, second) <= 1
