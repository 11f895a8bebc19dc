"""The portfolio counts, says what is overdue first, and never calls a guess a pace."""

from __future__ import annotations

from datetime import date

from pipelines.metrics.results import Cell
from pipelines.portfolio import Initiative
from reports.portfolio import (
    by_unit,
    course_axis,
    listed,
    most_overdue_first,
    pace,
    pace_words,
    portfolio_words,
)
from tests.reports.attacks import ATTACKS
from tests.reports.test_markup import read

TODAY = date(2026, 3, 31)


def initiative(number, stage="prototype", planned=None, live=None, **more):
    return Initiative(
        f"AI-{number:03d}", f"Initiative {number}", "Claims", stage, "high", planned,
        date(2024, 1, 10), live, **more,
    )  # fmt: skip


FOUND = (
    initiative(1, "production", date(2025, 1, 1), date(2025, 2, 1)),
    initiative(2, planned=date(2026, 9, 30)),
    initiative(3, planned=date(2025, 3, 31)),
    initiative(4, "retired", date(2024, 6, 30)),
    initiative(5),
)
HONEST = Cell("2026-Q1", 637.0, 33, 1.0, "ok")
NAIVE = Cell("2026-Q1", 284.0, 12, 1.0, "ok")


def test_the_portfolio_is_said_in_a_sentence():
    assert portfolio_words(FOUND) == (
        "5 initiatives in 1 unit: 1 of the 4 not retired are in production, 5 carry high risk."
    )


def test_what_is_overdue_longest_comes_first_and_what_is_done_last():
    assert [one.id[-1] for one in most_overdue_first(FOUND, TODAY)] == ["3", "4", "2", "1", "5"]


def test_an_overdue_initiative_says_by_how_much():
    assert "12 months overdue" in listed(FOUND, course_axis(FOUND, TODAY))


def test_a_retired_or_finished_initiative_is_never_overdue():
    assert "overdue" not in listed((FOUND[0], FOUND[3]), course_axis(FOUND, TODAY))


def test_units_and_stages_are_counted():
    assert read(by_unit(FOUND)).text.endswith("All31" + "1" + "5")


def test_the_honest_pace_stands_beside_the_naive_one():
    assert pace_words(HONEST, NAIVE) == (
        "Half of all ideas reach production within 637 days. The finished ones alone would say "
        "284 days, because the slow ones are still on their way and are left out."
    )
    assert "637 days" in pace(HONEST, NAIVE)


def test_a_pace_that_cannot_be_estimated_says_so():
    unknown = Cell("2026-Q1", None, 3, 1.0, "not_estimable", note="Fewer than half arrived.")
    assert pace_words(unknown, NAIVE).startswith(
        "How long the way to production takes cannot be said: Fewer than half arrived."
    )
    assert "no stage events" in pace_words(None, None)


def test_a_name_that_attacks_stays_a_name():
    for attack in ATTACKS:
        bad = Initiative("AI-001", attack, attack, attack, attack)
        plain = Initiative("AI-001", "a", "b", "c", "d")
        axis = course_axis((plain,), TODAY)
        assert read(listed((bad,), axis)).elements == read(listed((plain,), axis)).elements
