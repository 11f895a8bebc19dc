"""Money over time follows the conventions that a controller would check it by."""

from __future__ import annotations

import pytest

from pipelines.metrics.cash import net_present_value, payback_years

FLOWS = [-1000, 200, 400, 500, 500]


def test_the_first_period_is_not_discounted():
    assert net_present_value(FLOWS, annual_rate=0.1) == pytest.approx(229.56082234819996)


def test_a_quarter_is_discounted_by_a_quarter_of_a_year():
    assert net_present_value([0, 0, 0, 0, 110], annual_rate=0.1, a_year=4) == pytest.approx(100)


def test_payback_is_linear_inside_the_period():
    assert payback_years(FLOWS) == pytest.approx(2.8)


def test_discounted_payback_is_the_payback_of_discounted_flows():
    discounted = [flow / 1.1**step for step, flow in enumerate(FLOWS)]
    assert payback_years(discounted) == pytest.approx(3.3278)


def test_money_that_never_came_back_has_no_payback():
    assert payback_years([-100, 20, 30]) is None
