"""Which value counts as now: a late one stands in by name, a stale one is no colour."""

from __future__ import annotations

from datetime import date

from governance.policy import policy
from governance.scorecard.standing import Freshness, standing
from pipelines.metrics.results import Cell

RULES = policy().status
QUARTERS = ("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
TODAY = date(2026, 3, 31)


def cells(*values: float | None) -> list[Cell]:
    """Return a history that ends in 2026-Q1."""
    return [
        Cell(period, value, 0 if value is None else 10, None, "no_data" if value is None else "ok")
        for period, value in zip(QUARTERS[-len(values) :], values, strict=True)
    ]


def test_the_shown_period_counts_where_it_has_a_value():
    now = standing(cells(1, 2, 3, 4), Freshness(TODAY, 45, arrived=True), RULES)
    assert (now.cell.value, now.cell.state, now.cell.note, now.index) == (4, "ok", "", 3)


def test_what_has_not_arrived_is_stood_in_for_by_the_value_before_and_says_so():
    now = standing(cells(1, 2, 3, None), Freshness(TODAY, 45, arrived=False), RULES)
    assert (now.cell.value, now.cell.period, now.cell.state) == (3, "2025-Q4", "ok")
    assert now.cell.note == "From 2025-Q4; 2026-Q1 has not arrived."


def test_a_period_that_arrived_without_the_figure_is_not_filled_in():
    now = standing(cells(1, 2, 3, None), Freshness(TODAY, 45, arrived=True), RULES)
    assert (now.cell.value, now.cell.state) == (None, "no_data")


def test_a_value_older_than_a_period_and_the_grace_is_stale():
    now = standing(cells(1, 2, None, None), Freshness(TODAY, 45, arrived=False), RULES)
    assert (now.cell.value, now.cell.state) == (2, "stale")
    assert now.cell.note == "Last known in 2025-Q3; newer data is overdue."


def test_the_newest_value_grows_stale_too_when_nothing_follows():
    fresh = Freshness(date(2026, 8, 20), 45, arrived=True)
    assert standing(cells(1, 2, 3, 4), fresh, RULES).cell.state == "stale"


def test_a_figure_that_cannot_be_estimated_is_not_replaced_by_an_older_one():
    history = [*cells(1, 2, 3), Cell("2026-Q2", None, 2, 0.1, "not_estimable", note="Too few.")]
    now = standing(history, Freshness(date(2026, 6, 30), 45, arrived=False), RULES)
    assert (now.cell.state, now.cell.note) == ("not_estimable", "Too few.")


def test_nothing_ever_known_is_no_data():
    fresh = Freshness(TODAY, 45, arrived=False)
    assert standing(cells(None, None), fresh, RULES).cell.state == "no_data"
    assert standing([], fresh, RULES).cell.state == "no_data"
