"""A dimension is passed over tested elements; a level needs more than one good day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.policy import POLICY_FILE, quality_policy
from pipelines.quality.scores import (
    consecutive,
    dimension_scores,
    level,
    level_of,
    score,
    weighted_mean,
)
from pipelines.quality.shapes import CheckResult, Dimension, Measurement


def check(dimension: Dimension, tested: int, passed: float, *, at_least: float = 95) -> CheckResult:
    return CheckResult("x", dimension, "X.", "x", (), tested, passed, at_least)


def measured(*checks: CheckResult, period: str = "2026-Q1", **weights: float) -> Measurement:
    return Measurement(
        "dataset", "DS-A", "A", period, date(2026, 3, 31), datetime(2026, 4, 1, tzinfo=UTC),
        10, checks, "f", 1, weights,
    )  # fmt: skip


def test_a_dimension_adds_up_elements_and_does_not_average_rules():
    found = dimension_scores(measured(check("validity", 1000, 990), check("validity", 10, 0)))
    assert found["validity"].score == pytest.approx(100 * 990 / 1010)
    assert (found["validity"].passed, found["validity"].tested) == (990, 1010)


def test_a_dimension_without_a_tested_element_is_not_measured_and_never_perfect():
    found = dimension_scores(measured(check("accuracy", 0, 0)))
    assert {one.state for one in found.values()} == {"not_measured"}
    assert all(one.score is None for one in found.values())


def test_the_six_dimensions_are_always_there_in_their_order():
    assert list(dimension_scores(measured())) == [
        "completeness",
        "uniqueness",
        "validity",
        "consistency",
        "timeliness",
        "accuracy",
    ]


def test_a_score_is_the_mean_of_what_was_measured():
    parts = [check("completeness", 100, 58), check("uniqueness", 100, 69)]
    assert score(measured(*parts)) == pytest.approx(63.5)
    assert score(measured()) is None


def test_the_customers_of_the_story_score_thirty():
    dimensions: tuple[Dimension, ...] = tuple(dimension_scores(measured()))
    counts = zip(dimensions, (58, 69, 21, 14, 0, 18), strict=True)
    assert score(measured(*(check(name, 100, n) for name, n in counts))) == pytest.approx(30)


def test_weights_say_what_a_dataset_is_judged_by():
    parts = [check("completeness", 100, 100), check("timeliness", 1, 0)]
    assert score(measured(*parts, timeliness=3.0)) == pytest.approx(25)
    assert score(measured(*parts, timeliness=0.0)) == pytest.approx(100)


def test_a_check_passes_from_its_share_on_and_one_that_tested_nothing_fails_nobody():
    assert check("validity", 100, 95).passes
    assert not check("validity", 100, 94.9).passes
    assert check("validity", 0, 0).passes


@pytest.mark.parametrize(
    ("value", "whole"),
    [(0, 1), (39.9, 1), (40, 2), (59.9, 2), (60, 3), (79.9, 3), (80, 4), (91.9, 4), (92, 5)],
)
def test_levels_begin_where_the_method_says(value: float, whole: int):
    assert int(level_of(value)) == whole


def test_a_level_tells_how_far_it_is_from_the_next():
    assert level_of(42) == pytest.approx(2.1)
    assert level_of(0) == 1.0
    assert level_of(100) == 5.0


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_better_score_never_has_a_lower_level(one: float, other: float):
    low, high = sorted((one, other))
    assert level_of(low) <= level_of(high)


@given(st.floats(0, 100))
def test_the_whole_part_is_the_level_of_the_edges(value: float):
    edges = quality_policy().levels.edges
    assert int(level_of(value)) == 1 + sum(round(value, 10) >= edge for edge in edges)


def test_four_needs_two_quarters_in_a_row():
    assert level([85.0]).value == 3.9
    assert "2 quarters in a row" in level([85.0]).words
    assert int(level([70.0, 85.0]).value or 0) == 4
    assert level([85.0, None, 85.0]).value == 3.9


def test_five_needs_a_history_that_does_not_fall():
    assert level([95.0] * 6).value == 5.0
    assert level([95.0] * 5).value == 4.9
    falling = level([99.0, 99.1, 98.9, 99.0, 99.05, 92.1])
    assert (falling.value, falling.words) == (4.9, "held below 5 because it is falling")


def test_what_was_not_measured_has_no_level():
    assert level([]).value is None
    assert level([90.0, None]).words == "not measured"


def test_a_quarter_that_nobody_measured_is_a_gap():
    first, last = measured(check("validity", 1, 1)), measured(check("validity", 1, 0))
    quarters = (
        measured(check("validity", 1, 1), period="2025-Q3"),
        measured(check("validity", 1, 0), period="2026-Q1"),
    )
    assert consecutive(quarters) == [100.0, None, 0.0]
    assert consecutive(()) == []
    assert (score(first), score(last)) == (100.0, 0.0)


def test_without_weight_there_is_no_mean():
    assert weighted_mean([(50.0, 0.0)]) is None


def test_every_judgement_gives_its_reason():
    assert POLICY_FILE.read_text(encoding="utf-8").count("because:") == 6
    assert quality_policy().levels.edges == (40, 60, 80, 92)
