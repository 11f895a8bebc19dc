"""The best set under a budget is exact: no other set is worth more, and none as much for less."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.investments.best_set import best_set
from governance.investments.field import Benefit, Candidate, Choice, Field
from governance.investments.rankings import greedy_set


def field(costs, benefits, needs=None):
    """Return a field from ``{"A": 6}`` and ``[("AI-1", "AB", 10)]``."""
    wanted = needs or {}
    return Field(
        [Candidate(name, cost, tuple(wanted.get(name, ()))) for name, cost in costs.items()],
        [Benefit(name, tuple(ways), cents) for name, ways, cents in benefits],
    )


def each_its_own(figures, needs=None):
    """Return a field in which each project unblocks an initiative of its own."""
    costs = {name: cost for name, (cost, _) in figures.items()}
    return field(costs, [(name, [name], value) for name, (_, value) in figures.items()], needs)


def best(asked: Field, budget: int) -> Choice:
    return best_set(asked, budget, seconds=20, rounds=40)


def by_hand(asked: Field, budget: int) -> tuple[int, int]:
    """Return value and cost of the best set, by trying every one there is."""
    found = [(0, 0)]
    for many in range(1, len(asked.candidates) + 1):
        for some in combinations(asked.bits.values(), many):
            mask = sum(some)
            if asked.with_needs(mask) == mask and asked.cost(mask) <= budget:
                found.append((asked.value(mask), -asked.cost(mask)))
    value, cost = max(found)
    return value, -cost


TEXTBOOK = {"A": (6, 10), "B": (5, 8), "C": (4, 7), "D": (3, 4)}


def test_the_textbook_case_is_a_and_c():
    found = best(each_its_own(TEXTBOOK), 10)
    assert (found.ids, found.value_cents, found.cost_cents) == (("A", "C"), 17, 10)
    assert found.is_proved


def test_taking_the_best_ratio_first_can_leave_out_what_is_worth_most():
    asked = each_its_own({"BIG": (90, 180), "SMALL": (20, 50)})
    assert greedy_set(asked, 100).ids == ("SMALL",)
    assert best(asked, 100).ids == ("BIG",)


def test_a_project_comes_only_with_its_prerequisites():
    asked = each_its_own({"A": (6, 0), "B": (5, 9), "C": (4, 7)}, needs={"B": "A"})
    assert best(asked, 10).ids == ("C",)
    assert best(asked, 11).ids == ("A", "B")


def test_prerequisites_of_prerequisites_come_too():
    asked = each_its_own({"A": (1, 0), "B": (1, 0), "C": (1, 9)}, needs={"C": "B", "B": "A"})
    assert best(asked, 2).ids == ()
    assert best(asked, 3).ids == ("A", "B", "C")


def test_what_needs_two_projects_counts_only_when_both_are_in():
    asked = field({"A": 5, "B": 5, "C": 6}, [("AI-1", "AB", 100), ("AI-2", "C", 20)])
    assert best(asked, 9).ids == ("C",)
    both = best(asked, 10)
    assert (both.ids, both.value_cents, both.initiatives) == (("A", "B"), 100, ("AI-1",))


def test_an_initiative_that_two_projects_unblock_counts_once():
    asked = field({"A": 5, "B": 5}, [("AI-1", "A", 60), ("AI-1", "B", 80)])
    found = best(asked, 10)
    assert (found.ids, found.value_cents) == (("B",), 80)


def test_of_equal_sets_the_cheaper_one_wins():
    asked = each_its_own({"A": (7, 10), "B": (6, 10), "C": (8, 10)})
    assert best(asked, 9).ids == ("B",)


def test_a_project_that_unblocks_nothing_is_never_bought():
    assert best(each_its_own({"A": (1, 0), "B": (1, 5)}), 10).ids == ("B",)


def test_one_cent_too_much_is_too_much():
    asked = each_its_own({"A": (90_000_000_01, 500), "B": (10_000_000_00, 30)})
    assert best(asked, 100_000_000_00).ids == ("A",)
    assert best(asked, 100_000_000_01).ids == ("A", "B")


def test_one_cent_more_is_more():
    large = 900_000_000_00
    asked = each_its_own({"A": (10, large), "B": (10, large + 1), "C": (9, large)})
    assert best(asked, 10).ids == ("B",)


def test_nothing_to_choose_from_and_nothing_to_spend_are_answered():
    assert best(field({}, []), 10) == Choice()
    assert best(each_its_own(TEXTBOOK), 0) == Choice()
    assert best(each_its_own(TEXTBOOK), 2) == Choice()


def test_many_equal_projects_are_no_trouble():
    asked = each_its_own({f"P{number:02d}": (10, 10) for number in range(30)})
    found = best(asked, 105)
    assert (found.value_cents, found.cost_cents, found.is_proved) == (100, 100, True)


A_LITTLE = st.integers(0, 30)


@st.composite
def _fields(draw, worth=A_LITTLE):
    """Draw a few projects with prerequisites and values that need several of them."""
    names = "ABCDEFG"[: draw(st.integers(1, 7))]
    costs = {name: draw(st.integers(1, 12)) for name in names}
    needs = {
        name: draw(st.lists(st.sampled_from(names[:place]), max_size=2, unique=True))
        for place, name in enumerate(names)
        if place
    }
    ways = st.tuples(
        st.sampled_from(("AI-1", "AI-2", "AI-3", "AI-4")),
        st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True),
        worth,
    )
    return field(costs, draw(st.lists(ways, max_size=8)), needs), draw(st.integers(0, 40))


@given(_fields())
@settings(max_examples=150)
def test_no_set_tried_by_hand_beats_it(case):
    asked, budget = case
    found = best(asked, budget)
    assert (found.value_cents, found.cost_cents) == by_hand(asked, budget)
    assert asked.with_needs(asked.mask(found.ids)) == asked.mask(found.ids)
    assert found.is_proved


@given(_fields(worth=st.integers(900_000_000_00, 900_000_000_09)))
@settings(max_examples=60)
def test_sets_that_differ_by_cents_of_a_billion_are_told_apart(case):
    asked, budget = case
    found = best_set(asked, budget, seconds=20, rounds=200)
    assert (found.value_cents, found.cost_cents) == by_hand(asked, budget)
    assert found.is_proved


def test_a_proof_that_was_given_up_is_said():
    asked = each_its_own({f"P{n}": (10, 900_000_000_00 + n) for n in range(12)})
    found = best_set(asked, 60, seconds=20, rounds=3)
    assert not found.is_proved
    assert found.cost_cents <= 60


@given(_fields())
@settings(max_examples=60)
def test_the_greedy_set_is_never_better_and_always_allowed(case):
    asked, budget = case
    greedy = greedy_set(asked, budget)
    mask = asked.mask(greedy.ids)
    assert greedy.cost_cents <= budget
    assert asked.with_needs(mask) == mask
    assert greedy.value_cents <= best(asked, budget).value_cents


@pytest.mark.parametrize("many", [60, 120])
def test_more_projects_than_can_be_tried_by_hand_are_answered_too(many):
    asked = each_its_own(
        {f"P{n:03d}": (100 + n * 37 % 211, 90 + n * 53 % 307) for n in range(many)}
    )
    found = best(asked, 4_000)
    assert found.cost_cents <= 4_000
    assert found.value_cents >= greedy_set(asked, 4_000).value_cents
