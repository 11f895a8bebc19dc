"""Colours: judged on the value, kind at the edge, calm when a figure trembles, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policy import policy
from governance.scorecard.status import (
    COLOURS,
    Edges,
    is_colour,
    is_stale,
    raw_colour,
    settled_colour,
    status_of,
)
from pipelines.periods import parsed

RULES = policy().status
UP = Edges("higher", green=60, amber=40)
DOWN = Edges("lower", green=30, amber=45)
BETWEEN = Edges("in range", low=0.8, high=1.25, tolerance=0.1)


@pytest.mark.parametrize(
    ("edges", "value", "colour"),
    [
        (UP, 60, "green"),
        (UP, 59.9, "amber"),
        (UP, 40, "amber"),
        (UP, 39.9, "red"),
        (DOWN, 30, "green"),
        (DOWN, 30.1, "amber"),
        (DOWN, 45, "amber"),
        (DOWN, 45.1, "red"),
        (BETWEEN, 0.8, "green"),
        (BETWEEN, 1.25, "green"),
        (BETWEEN, 0.75, "amber"),
        (BETWEEN, 1.30, "amber"),
        (BETWEEN, 0.65, "red"),
        (BETWEEN, 1.40, "red"),
    ],
)
def test_an_edge_itself_has_the_better_colour(edges, value, colour):
    assert raw_colour(value, edges) == colour


def test_a_figure_just_across_the_edge_keeps_its_colour_once():
    assert settled_colour([61, 59], UP, RULES) == "green"
    assert settled_colour([59, 61], UP, RULES) == "amber"


def test_two_periods_across_change_the_colour():
    assert settled_colour([61, 59, 59], UP, RULES) == "amber"
    assert settled_colour([59, 61, 61], UP, RULES) == "green"


def test_a_clear_crossing_changes_the_colour_at_once():
    assert settled_colour([61, 57.9], UP, RULES) == "amber"
    assert settled_colour([59, 62.1], UP, RULES) == "green"
    assert settled_colour([61, 20], UP, RULES) == "red"


def test_the_tolerance_itself_is_not_yet_a_crossing():
    assert settled_colour([61, 58], UP, RULES) == "green"
    assert settled_colour([59, 62], UP, RULES) == "amber"


def test_a_fall_through_two_edges_stops_where_only_one_was_crossed_clearly():
    assert settled_colour([61, 39], UP, RULES) == "amber"
    assert settled_colour([39, 61], UP, RULES) == "amber"


def test_two_different_colours_in_a_row_are_not_two_periods_of_one():
    assert settled_colour([59, 61, 39.5], UP, RULES) == "amber"


def test_a_gap_in_the_data_forgets_what_was_shown():
    assert settled_colour([61, None, 59], UP, RULES) == "amber"


def test_lower_is_better_trembles_the_same_way():
    assert settled_colour([29, 31], DOWN, RULES) == "green"
    assert settled_colour([29, 32], DOWN, RULES) == "amber"


def test_nothing_known_has_no_colour():
    assert settled_colour([], UP, RULES) is None
    assert settled_colour([61, None], UP, RULES) is None


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12))
def test_a_settled_colour_is_at_most_the_tolerance_from_the_raw_one_or_was_held(values):
    shown = settled_colour(values, UP, RULES)
    value, tolerance = values[-1], UP.band * RULES.tolerance_share
    nearby = {raw_colour(value + shift, UP) for shift in (-tolerance, 0, tolerance)}
    assert shown in nearby


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_better_value_never_has_the_worse_colour(one, other):
    low, high = sorted((one, other))
    assert COLOURS.index(raw_colour(high, UP)) <= COLOURS.index(raw_colour(low, UP))
    assert COLOURS.index(raw_colour(low, DOWN)) <= COLOURS.index(raw_colour(high, DOWN))


@pytest.mark.parametrize("state", ["no_data", "stale", "not_estimable", "provisional"])
@pytest.mark.parametrize("colour", [*COLOURS, None])
def test_what_is_not_known_is_never_a_colour(state, colour):
    assert not is_colour(status_of(state, colour))


def test_a_known_value_nobody_set_limits_for_says_so():
    assert status_of("ok", None) == "no_target"
    assert status_of("ok", "amber") == "amber"


def test_a_value_is_stale_after_one_more_period_and_the_grace():
    first = parsed("2025-Q4")
    due = date(2026, 3, 31)
    assert not is_stale(first, today=due, grace_days=0, rules=RULES)
    assert is_stale(first, today=date(2026, 4, 1), grace_days=0, rules=RULES)
    assert not is_stale(first, today=date(2026, 5, 15), grace_days=45, rules=RULES)
    assert is_stale(first, today=date(2026, 5, 16), grace_days=45, rules=RULES)
