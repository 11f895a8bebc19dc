"""Signal or noise: limits as Wheeler computes them, and the four rules."""

from __future__ import annotations

import pytest

from pipelines.demo.quiet import signals as found_independently
from pipelines.metrics.process_limits import falls, limits, signals

NOISE = [52, 55, 49, 53, 58, 51, 54, 56, 50, 57, 53, 55]


def test_the_limits_are_those_of_the_worked_example():
    found = limits(NOISE)
    assert found.mean == pytest.approx(53.583, abs=1e-3)
    assert found.mean_range == pytest.approx(4.4545, abs=1e-4)
    assert (found.upper, found.lower) == pytest.approx((65.432, 41.734), abs=1e-3)
    assert found.range_limit == pytest.approx(14.557, abs=1e-3)
    assert (found.near_upper, found.near_lower) == pytest.approx((61.483, 45.684), abs=1e-3)


def test_noise_is_not_told_as_news():
    assert signals(NOISE) == ()


def test_a_series_that_never_moves_has_no_signal():
    assert signals([5.0] * 10) == ()


def test_limits_need_two_points():
    with pytest.raises(ValueError, match="two points"):
        limits([1.0])


@pytest.mark.parametrize(
    ("series", "rule", "side"),
    [
        ([*NOISE, 80], "outside", "above"),
        ([*NOISE, 20], "outside", "below"),
        ([50, 60] * 4 + [70, 71, 70, 71, 70, 71, 70], "run", "above"),
        ([1, 2, 3, 4, 5, 6, 7], "trend", "above"),
        ([7, 6, 5, 4, 3, 2, 1], "trend", "below"),
    ],
)
def test_each_rule_speaks(series: list[float], rule: str, side: str):
    assert (rule, side) in {(one.rule, one.side) for one in signals(series)}


def test_only_an_end_downwards_is_a_fall():
    assert falls([*NOISE, 20])
    assert not falls([*NOISE, 20, *NOISE])
    assert not falls([*NOISE, 80])


def test_limits_that_were_drawn_before_are_not_moved_by_what_came_since():
    drawn = limits(NOISE)
    later = [*NOISE, 70, 71, 70]
    assert [(one.rule, one.last) for one in signals(later, drawn)][0] == ("outside", 12)
    assert limits(later).upper > drawn.upper


def test_what_is_not_known_bridges_neither_a_range_nor_a_run():
    assert limits([1, 2, None, 9, 10]).mean_range == 1
    rising: list[float | None] = [1, 2, 3, None, 4, 5, 6, 7]
    assert not any(one.rule == "trend" for one in signals(rising))
    assert any(one.rule == "trend" for one in signals([1, 2, 3, 4, 5, 6, 7]))


def test_points_that_are_never_neighbours_have_no_limits():
    with pytest.raises(ValueError, match="beside each other"):
        limits([1, None, 2, None, 3])


@pytest.mark.parametrize("point", [50, 51, 49])
def test_a_point_on_the_mean_ends_a_run(point: float):
    drawn = limits([48, 52] * 6)
    run = [51, 51, 51, point, 51, 51, 51]
    told = any(one.rule == "run" for one in signals(run, drawn))
    assert told == (point > drawn.mean)


@pytest.mark.parametrize("series", [NOISE, [*NOISE, 80], [1.0, 2, 3, 4, 5, 6, 7], [50, 60] * 6])
def test_the_rules_agree_with_those_that_the_demo_was_planted_by(series: list[float]):
    assert bool(signals(series)) == bool(found_independently(list(series)))
