"""A perspective's score says what it covers, what it could be, and what holds it back."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from governance.policy import policy
from governance.scorecard.roll_up import Part, roll_up

RULES = policy().roll_up
ORACLE = [Part(80, 3), Part(55, 2), Part(None, 1), Part(100, 2)]

parts = st.builds(
    Part,
    attainment=st.none() | st.floats(0, 100),
    weight=st.floats(0.1, 10),
)


def test_the_worked_example_of_the_method():
    found = roll_up("operational", ORACLE, RULES)
    assert found.score == pytest.approx(78.5714, abs=1e-4)
    assert found.coverage == 0.875
    assert (found.lowest, found.highest) == (68.75, 81.25)
    assert (found.known, found.total) == (3, 4)


def test_below_the_coverage_floor_there_is_no_score():
    found = roll_up("risk", [Part(90, 1), Part(None, 1)], RULES)
    assert found.score is None
    assert found.status == "not_estimable"
    assert (found.lowest, found.highest) == (45, 95)


def test_nothing_known_is_no_data_and_anything_is_possible():
    found = roll_up("risk", [Part(None, 1)], RULES)
    assert (found.status, found.score, found.lowest, found.highest) == ("no_data", None, 0, 100)
    assert roll_up("risk", [], RULES).status == "no_data"


def test_a_red_that_must_not_fail_holds_the_whole_at_amber():
    good = Part(100, 9, status="green")
    bad = Part(0, 1, must_not_fail=True, status="red")
    found = roll_up("risk", [good, bad], RULES)
    assert found.score == 90
    assert (found.status, found.capped) == ("amber", True)


def test_an_unknown_that_must_not_fail_holds_the_whole_at_amber_too():
    good = Part(100, 9, status="green")
    unknown = Part(None, 1, must_not_fail=True, status="no_data")
    assert roll_up("risk", [good, unknown], RULES).status == "amber"


def test_a_red_that_may_fail_does_not():
    good, bad = Part(100, 9, status="green"), Part(0, 1, status="red")
    found = roll_up("risk", [good, bad], RULES)
    assert (found.status, found.capped) == ("green", False)


def test_a_cap_is_only_named_where_it_changes_something():
    bad = Part(10, 1, must_not_fail=True, status="red")
    found = roll_up("risk", [bad], RULES)
    assert (found.status, found.capped) == ("red", False)


@given(st.lists(parts, min_size=1, max_size=12))
def test_the_bounds_contain_the_score(some):
    found = roll_up("risk", some, RULES)
    assert 0 <= found.lowest <= found.highest + 1e-9
    assert found.highest <= 100 + 1e-9
    if found.score is not None:
        assert found.lowest - 1e-9 <= found.score <= found.highest + 1e-9


@given(st.lists(parts, min_size=1, max_size=8), st.floats(0, 100))
def test_whatever_the_missing_turn_out_to_be_the_result_lies_within_the_bounds(some, reality):
    known = [Part(reality if p.attainment is None else p.attainment, p.weight) for p in some]
    before, after = roll_up("risk", some, RULES), roll_up("risk", known, RULES)
    assert after.score is not None
    assert before.lowest - 1e-6 <= after.score <= before.highest + 1e-6


@given(st.lists(parts, min_size=1, max_size=8), st.integers(0, 7), st.floats(0, 50))
def test_a_better_part_never_lowers_the_score(some, index, gain):
    assume(index < len(some) and some[index].attainment is not None)
    improved = list(some)
    old = some[index]
    improved[index] = Part(min(100.0, (old.attainment or 0) + gain), old.weight)
    before, after = roll_up("x", some, RULES).score, roll_up("x", improved, RULES).score
    assert (before is None) == (after is None)
    assert before is None or after >= before - 1e-9


@given(st.lists(parts, max_size=12))
def test_the_unknown_is_never_green(some):
    found = roll_up("risk", some, RULES)
    if found.coverage < RULES.coverage_floor:
        assert found.status in ("no_data", "not_estimable")
