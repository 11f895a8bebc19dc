"""Bounds: a share cannot leave 0 and 1, and money has no bounds."""

from __future__ import annotations

import math

import pytest

from pipelines.extracts.reading import read_contracts
from pipelines.metrics.book import metric_book
from pipelines.metrics.bounds import UNBOUNDED, bounds
from pipelines.settings import Settings

BOOK = metric_book(Settings().metrics, read_contracts(Settings().extracts))


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("adoption_rate", (0, 100)),
        ("accuracy", (0, 1)),
        ("incidents", (0, math.inf)),
        ("incident_rate", (0, math.inf)),
        ("npv", UNBOUNDED),
        ("simple_roi", UNBOUNDED),
    ],
)
def test_they_follow_from_the_unit(metric, expected):
    assert bounds(BOOK.metric(metric)) == expected


def test_a_series_that_was_seen_outside_has_none():
    assert bounds(BOOK.metric("adoption_rate"), [40, 104]) == UNBOUNDED
    assert bounds(BOOK.metric("adoption_rate"), [40, 100]) == (0, 100)
