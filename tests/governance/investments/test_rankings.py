"""The rankings beside the best set: value per cost and weighted shortest job first."""

from __future__ import annotations

from fractions import Fraction

import pytest

from governance.investments.rankings import places, value_per_cost, weighted_shortest_job
from governance.investments.shapes import Urgency
from tests.governance.investments.test_best_set import each_its_own, field

TEXTBOOK = {
    "CRM master data": (Urgency(8, 8, 5, 8), 2.625),
    "Sensor pipeline": (Urgency(5, 3, 3, 5), 2.2),
    "Feature store": (Urgency(5, 2, 5, 3), 4.0),
    "Consent registry": (Urgency(3, 5, 8, 5), 3.2),
}


@pytest.mark.parametrize(("urgency", "expected"), TEXTBOOK.values(), ids=TEXTBOOK)
def test_weighted_shortest_job_first_is_cost_of_delay_over_size(urgency, expected):
    assert float(weighted_shortest_job(urgency)) == expected


def test_the_highest_goes_first_and_equal_ones_share_a_place():
    found = places({"A": Fraction(2), "B": Fraction(4), "C": Fraction(2), "D": Fraction(1)})
    assert found == {"B": 1, "A": 2, "C": 2, "D": 4}


def test_value_per_cost_is_a_years_euros_for_each_euro_spent():
    found = value_per_cost(each_its_own({"A": (6, 10), "B": (5, 8), "C": (4, 7), "D": (3, 4)}))
    ratios = {name: one.per_euro for name, one in found.items()}
    assert places(ratios) == {"C": 1, "A": 2, "B": 3, "D": 4}
    assert ratios["C"] == Fraction(7, 4)


def test_a_project_is_judged_with_what_it_needs():
    found = value_per_cost(each_its_own({"A": (4, 0), "B": (4, 16)}, needs={"B": "A"}))
    assert (found["B"].together, found["B"].per_euro) == (("A", "B"), 2)
    assert found["A"].together == ("A", "B"), "alone it would be worth nothing"


def test_two_halves_of_one_value_are_judged_together():
    found = value_per_cost(field({"A": 5, "B": 5}, [("AI-1", "AB", 30), ("AI-2", "A", 5)]))
    assert found["B"].per_euro == Fraction(35, 10)
    assert found["A"].together == ("A", "B")
