"""The portfolio counts, says what is overdue first, and never calls a guess a pace."""

from __future__ import annotations

from datetime import date

from pipelines.metrics.results import Cell
from pipelines.portfolio import Initiative
from reports.portfolio import (
    UNITS_SHOWN,
    by_unit,
    chosen,
    control_words,
    course_axis,
    listed,
    most_overdue_first,
    pace,
    pace_words,
    portfolio_words,
    waiting,
    waiting_words,
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


def test_small_units_share_a_line_and_none_is_lost_from_the_sum():
    many = [
        Initiative(f"A-{n}-{k}", "x", f"Unit {n:02d}", "idea", "high", None, None, None)
        for n in range(UNITS_SHOWN + 5)
        for k in range(n + 1)
    ]
    said = read(by_unit(many)).text
    assert "5 smaller units" in said
    assert f"{len(many):,}" in said


def test_what_most_wait_for_is_said_and_drawn():
    cells = (
        Cell("2024-Q4", 20.8, 1007, 1.0, "ok", {"blocker": "tool_wait"}),
        Cell("2024-Q4", 40.9, 1136, 1.0, "ok", {"blocker": "authority_to_operate"}),
    )
    assert waiting_words(cells) == (
        "Most often in the way: authority to operate, for 40.9% of the 1,136 initiatives "
        "that answered the question."
    )
    assert "Tool wait" in read(waiting(cells)).text
    assert waiting_words(()) == "No blocker is reported."


def test_a_compliance_score_is_never_said_without_its_coverage_and_the_silent():
    said = control_words(
        Cell("2024-Q4", 12.92, 351, 0.1875, "ok"),
        Cell("2024-Q4", 58.34, 196, 1.0, "ok"),
        Cell("2024-Q4", 155.0, 351, 1.0, "ok"),
    )
    assert said == (
        "Compliance is 12.9%, silence counted as not done; 19% of the required questions are "
        "answered, and over those alone it would be 58.3%. 155 of 351 have answered nothing."
    )
    assert "nothing can be said" in control_words(None, None, None)


def test_filters_pick_by_unit_stage_and_risk_together():
    assert chosen(FOUND, unit="All", stage="all", risk="all") == list(FOUND)
    assert [one.id for one in chosen(FOUND, unit="Claims", stage="retired", risk="high")] == [
        "AI-004"
    ]
    assert not chosen(FOUND, unit="Service", stage="all", risk="all")
