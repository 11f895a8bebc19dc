"""A chart draws what it is given, breaks where nothing is known, and is said in words."""

from __future__ import annotations

import pytest

from governance.scorecard.shapes import Point
from reports.charts import DARK, LIGHT, Limits, ink, trend, trend_words
from tests.reports.examples import QUARTERS, tile


def points(*values, target=None):
    return tuple(
        Point(quarter, value, "ok" if value is not None else "no_data", target)
        for quarter, value in zip(QUARTERS, values, strict=False)
    )


def layers(*args):
    return trend(*args).to_dict()["layer"]


def test_the_sentence_says_from_where_to_where_and_whether_the_target_is_met():
    assert trend_words(points(40.0, 57.8, target=60.0), "%", "higher") == (
        "From 40% in 2023-Q2 to 57.8% in 2023-Q3 (up 17.8 points); the target of 60% is missed."
    )


def test_lower_may_be_better():
    assert "is met" in trend_words(points(9.0, 4.0, target=5.0), "count", "lower")


def test_missing_periods_are_counted_not_hidden():
    said = trend_words(points(1.0, None, 3.0), "count", "higher")
    assert said.endswith("1 of 3 periods have no figure and are left open.")


def test_nothing_known_is_said_and_not_drawn_as_zero():
    assert trend_words(points(None, None), "%", "higher") == "There is no figure to draw: no data."
    assert trend_words((), "%", "higher") == "There is no figure to draw: no data."


def test_one_figure_is_not_called_a_trend():
    assert "one figure so far: 5" in trend_words(points(5.0), "count", "higher")


def test_a_target_equal_to_the_green_edge_is_drawn_once():
    with_path = layers(points(1.0, 2.0, target=3.0), "count", Limits(green=2.5), LIGHT)
    without = layers(points(1.0, 2.0, target=2.5), "count", Limits(green=2.5), LIGHT)
    assert len(with_path) == len(without) + 3


def test_a_range_has_two_edges_and_no_limits_none():
    bare = layers(tile().history, "%", Limits(), LIGHT)
    ranged = layers(tile().history, "%", Limits("in range", low=0.8, high=1.25), LIGHT)
    assert len(ranged) == len(bare) + 6


@pytest.mark.parametrize(("theme", "colours"), [("dark", DARK), ("light", LIGHT), (None, LIGHT)])
def test_ink_follows_the_theme(theme, colours):
    assert ink(theme) is colours


def test_text_on_a_chart_is_never_left_to_a_default_colour():
    found = layers(tile().history, "%", Limits(green=60, amber=40), DARK)
    texts = [layer["mark"] for layer in found if layer["mark"]["type"] == "text"]
    assert texts
    assert all(mark["color"] for mark in texts)
