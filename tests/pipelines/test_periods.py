"""Periods follow the calendar, and their labels can be read back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import GapError
from pipelines.periods import Period, between, containing, parsed, plus_months

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
grains = st.sampled_from(["month", "quarter", "year"])


def test_months_are_added_by_the_calendar_and_a_long_day_is_clamped():
    assert plus_months(date(2026, 3, 31), 9) == date(2026, 12, 31)
    assert plus_months(date(2026, 3, 31), 11) == date(2027, 2, 28)
    assert plus_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert plus_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


def test_a_quarter_begins_ends_and_counts_its_days():
    quarter = parsed("2026-Q1")
    assert (quarter.start, quarter.end, quarter.days) == (date(2026, 1, 1), date(2026, 3, 31), 90)
    assert [month.label for month in quarter.months()] == ["2026-01", "2026-02", "2026-03"]


def test_between_holds_both_ends():
    labels = [one.label for one in between(parsed("2025-Q3"), parsed("2026-Q2"))]
    assert labels == ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2"]


@pytest.mark.parametrize(
    "label", ["", "26-Q1", "2026-Q5", "2026-13", "2026-1", "Q1 2026", "2026-Q"]
)
def test_what_is_no_period_is_refused_with_how_to_write_one(label):
    with pytest.raises(GapError, match="2026-Q1"):
        parsed(label)


@given(days, grains)
def test_a_day_lies_in_its_period_and_the_next_begins_after_the_end(day, grain):
    period = containing(day, grain)
    assert period.start <= day <= period.end
    assert period.shift(1).start == period.end + timedelta(days=1)
    assert period.shift(1).shift(-1) == period


@given(days, grains)
def test_a_label_is_read_back_as_the_same_period(day, grain):
    period: Period = containing(day, grain)
    assert parsed(period.label) == period
