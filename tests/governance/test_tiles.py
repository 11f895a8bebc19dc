"""A tile of the wall: value, colour, target and history, and what it brings into the score."""

from __future__ import annotations

from datetime import date

import pytest

from governance.policy import policy
from governance.scorecard.standing import Freshness
from governance.scorecard.tiles import part_of, tile
from pipelines.metrics.book import Metric
from pipelines.metrics.results import Cell
from tests.governance.test_lines import BANDED, PLAIN, RANGED, UNLIMITED

RULES = policy().status
FRESH = Freshness(date(2026, 3, 31), 45, arrived=True)


def cells(*values: float | None, state: str = "ok") -> list[Cell]:
    """Return a history of quarters that ends in 2026-Q1."""
    labels = ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"][-len(values) :]
    return [
        Cell(label, value, 9, 0.9, "no_data" if value is None else state)
        for label, value in zip(labels, values, strict=True)
    ]


def test_a_tile_says_where_the_figure_stands_and_where_it_came_from():
    found = tile(BANDED, cells(20, 40, 50), FRESH, RULES)
    assert (found.value, found.previous, found.period) == (50, 40, "2026-Q1")
    assert (found.status, found.target, found.n, found.coverage) == ("amber", 60, 9, 0.9)
    assert [point.value for point in found.history] == [20, 40, 50]


def test_the_way_begins_at_the_first_known_value_where_the_file_names_no_baseline():
    assert tile(BANDED, cells(20, 40, 50), FRESH, RULES).attainment == 75
    fixed = Metric(**{**PLAIN, "thresholds": {"green": 60, "amber": 40}, "baseline": 40})
    assert tile(fixed, cells(20, 40, 50), FRESH, RULES).attainment == 50


def test_a_target_path_moves_with_the_periods_and_the_colours_stay():
    path = Metric(
        **{**PLAIN, "thresholds": {"green": 60, "amber": 40}, "baseline": 20},
        targets={"2025-Q3": 30, "2026-Q1": 45},
    )
    found = tile(path, cells(20, 31, 45), FRESH, RULES)
    assert [point.target for point in found.history] == [30, 30, 45]
    assert (found.target, found.attainment, found.status) == (45, 100, "amber")


def test_beyond_the_target_the_raw_attainment_is_kept_for_display():
    found = tile(BANDED, cells(20, 70), FRESH, RULES)
    assert (found.raw_attainment, found.attainment) == (125, 100)


def test_a_metric_nobody_set_limits_for_has_a_value_and_no_colour():
    found = tile(UNLIMITED, cells(20, 70), FRESH, RULES)
    assert (found.status, found.attainment, found.target) == ("no_target", None, None)


def test_inside_its_range_a_figure_has_attained_everything():
    found = tile(RANGED, cells(0.9), FRESH, RULES)
    assert (found.status, found.attainment, found.target) == ("green", 100, None)


def test_a_colour_kept_by_the_tolerance_says_what_the_edge_alone_would_say():
    found = tile(BANDED, cells(61, 59), FRESH, RULES)
    assert (found.status, found.raw_status) == ("green", "amber")
    assert found.note.startswith("Just across the edge to amber")


def test_the_small_history_is_as_long_as_asked_but_the_way_is_not():
    found = tile(BANDED, cells(20, 30, 40, 50), FRESH, RULES, shown=2)
    assert [point.period for point in found.history] == ["2025-Q4", "2026-Q1"]
    assert found.attainment == 75


@pytest.mark.parametrize("state", ["provisional", "not_estimable"])
def test_what_has_no_colour_counts_as_missing_in_the_score(state):
    value = 70.0 if state == "provisional" else None
    history = [*cells(20, 40)[:1], Cell("2026-Q1", value, 1, 0.1, state)]
    found = tile(BANDED, history, FRESH, RULES)
    assert found.status == state
    assert part_of(found, 2).attainment is None


def test_an_empty_history_is_no_data():
    found = tile(BANDED, [], FRESH, RULES)
    assert (found.status, found.value, found.history) == ("no_data", None, ())
