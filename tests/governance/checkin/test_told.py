"""Figures, days and chances read as a person would say them, without claiming what is not so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from governance.checkin import told


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (62.4, "%", "62.4%"),
        (0.70, "ratio", "0.7"),
        (1234.6, "count", "1,235"),
        (211.0, "days", "211 days"),
        (-0.001, "index", "0"),
        (743179.0, "EUR", "€743,179"),
        (-0.5, "EUR", "€-0.50"),
    ],
)
def test_a_figure_has_its_unit_and_no_idle_digits(value, unit, said):
    assert told.figure(value, unit) == said


def test_a_figure_that_is_missing_says_why():
    assert told.figure(None, "%", state="not_estimable") == "cannot be estimated"
    assert told.money(None) == "not stated"


@pytest.mark.parametrize(
    ("share", "said"),
    [(None, "not known"), (0.0, "0%"), (0.002, "under 1%"), (0.754, "75%"), (0.998, "over 99%"),
     (1.0, "100%")],
)  # fmt: skip
def test_rounding_makes_nothing_certain(share, said):
    assert told.chance(share) == said


def test_a_forecast_without_a_day_is_beyond_the_data_or_not_known():
    assert told.forecast_day(date(2026, 3, 1), known=True) == "1 Mar 2026"
    assert told.forecast_day(None, known=True) == "later than the data reach"
    assert told.forecast_day(None, known=False) == "not known"


def test_amounts_are_exact_to_the_cent_where_they_are_small():
    assert told.money(Decimal("12.5")) == "€12.50"
    assert told.money(Decimal("180000.00")) == "€180,000"
