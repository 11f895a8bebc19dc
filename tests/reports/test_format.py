"""Figures are short, carry their unit, are never scientific, and say when they are not known."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.format import change, compact, day, exact, figure, month, percent, span

UNITS = ("EUR", "%", "days", "count", "share", "index", "of 5", "years", "ratio", "")


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1_394_200.0, "EUR", "€1.39M"),
        (506_400.0, "EUR", "€506k"),
        (999_600.0, "EUR", "€1M"),
        (0.0, "EUR", "€0"),
        (-40_000.0, "EUR", "−€40k"),
        (Decimal("180000"), "EUR", "€180k"),
        (62.44, "%", "62.4%"),
        (60.0, "%", "60%"),
        (-23.1, "%", "−23.1%"),
        (211.0, "days", "211 days"),
        (1.0, "days", "1 day"),
        (2.83, "years", "2.8 years"),
        (0.853, "share", "0.85"),
        (0.7, "ratio", "0.70"),
        (0.0, "count", "0"),
        (12_400.0, "count", "12.4k"),
        (3.912, "of 5", "3.91 of 5"),
        (-0.001, "%", "0%"),
    ],
)
def test_a_figure_is_short_and_carries_its_unit(value, unit, said):
    assert figure(value, unit) == said


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("no_data", "No data"),
        ("stale", "Out of date"),
        ("not_estimable", "Cannot be estimated"),
        ("provisional", "Not complete yet"),
    ],
)
def test_an_unknown_figure_says_why(state, said):
    assert figure(None, "%", state=state) == said
    assert exact(None, "%", state=state) == said


@given(st.floats(-1e12, 1e12, allow_nan=False), st.sampled_from(UNITS))
def test_no_figure_is_ever_scientific_or_a_negative_zero(value, unit):
    for said in (figure(value, unit), exact(value, unit)):
        assert not re.search(r"\de[+-]?\d", said)
        assert not re.fullmatch(r"−\D*0(\.0+)?\D*", said)


@given(st.floats(0, 1e12, allow_nan=False))
def test_a_compact_number_has_at_most_four_digits(value):
    assert len(re.sub(r"\D", "", compact(value))) <= 4


def test_an_exact_figure_keeps_every_euro():
    assert exact(1_394_217.0, "EUR") == "€1,394,217"
    assert exact(12.5, "EUR") == "€12.50"


@pytest.mark.parametrize(
    ("value", "previous", "unit", "said"),
    [
        (62.4, 60.1, "%", "up 2.3 points"),
        (506_000.0, 546_000.0, "EUR", "down €40k"),
        (5.0, 5.0, "count", "unchanged"),
        (0.8501, 0.85, "share", "unchanged"),
        (None, 5.0, "%", ""),
        (5.0, None, "%", ""),
    ],
)
def test_a_change_is_said_in_words(value, previous, unit, said):
    assert change(value, previous, unit) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "1 day"), (13, "13 days"), (-21, "3 weeks"), (60, "9 weeks"), (335, "11 months")],
)
def test_a_span_is_told_in_the_unit_a_person_would_choose(days, said):
    assert span(days) == said


def test_dates_and_shares_read_like_dates_and_shares():
    assert day(date(2026, 3, 31)) == "31 Mar 2026"
    assert month(date(2026, 3, 31)) == "Mar 2026"
    assert percent(0.875) == "88%"
    assert percent(None) == "not known"
