"""A value far beyond all that its column held is told with its line; growth is not."""

from __future__ import annotations

import pytest

from pipelines.quality.unusual import Beyond, far_values
from tests.pipelines.metrics.stores import header, load, registers, workspace

RULES = Beyond(spans=1.0, from_values=30, per_column=2)


@pytest.fixture
def here(tmp_path):
    """A year in which 12 units had between 100 and 155 users, then a month of its own."""
    space = workspace(tmp_path)
    registers(space, tmp_path)
    rows = "".join(
        f"M-001,U{unit},2025-{month:02},{100 + 5 * unit},50,,,false,\n"
        for unit in range(12)
        for month in (1, 2, 3)
    )
    load(space, tmp_path, "adoption_2025-Q1.csv", header("adoption") + rows)
    yield space
    space.database.dispose()


def told(space, folder, *users: int, rules: Beyond = RULES):
    """Return what is told of a month in which units had so many users."""
    rows = "".join(
        f"M-001,U{unit},2025-04,{count},1,,,false,\n" for unit, count in enumerate(users)
    )
    receipt = load(space, folder, "adoption_2025-04.csv", header("adoption") + rows)
    ids = [one.id for one in receipt.loads]
    relations = space.warehouse.at(None)
    return list(far_values(relations, space.extracts["adoption"], ids, rules))


def test_a_slip_of_the_decimal_point_is_told_with_its_line_and_what_was_usual(here, tmp_path):
    (one,) = told(here, tmp_path, 120, 1200, 130)
    assert (one.column, one.line, one.value) == ("eligible_users", 3, 1200)
    assert (one.low, one.high) == (100, 155)


def test_growth_within_a_span_is_not_told(here, tmp_path):
    assert told(here, tmp_path, 205, 60, 210) == []


def test_a_value_far_below_is_told_as_well(here, tmp_path):
    assert [one.value for one in told(here, tmp_path, 46, 120, 44)] == [44]


def test_only_the_first_of_a_column_are_told(here, tmp_path):
    assert [one.line for one in told(here, tmp_path, 900, 901, 902, 903)] == [2, 3]


def test_where_too_little_is_known_nobody_judges(here, tmp_path):
    assert told(here, tmp_path, 9000, rules=Beyond(1.0, 37, 2)) == []
