"""The budget question: what the money should go to, and what is out of the question already."""

from __future__ import annotations

from decimal import Decimal

import pytest

from governance.investments.outlook import outlook
from governance.investments.shapes import Unblock, Urgency
from pipelines.errors import GapError
from tests.governance.investments.conftest import grounds, project


def asked(*projects, budget=1000, **changes):
    return outlook(grounds(*projects, **changes), Decimal(budget))


def unblocks(*told):
    return tuple(Unblock(*one) for one in told)


def test_a_years_worth_counts_with_its_chance():
    found = asked(project("FND-01", unblocks=unblocks(("AI-1", 0.5))))
    assert (found.best.ids, found.best.value_cents) == (("FND-01",), 500_00)
    (line,) = found.lines
    assert (line.unblocks[0].expected_cents, line.unblocks[0].basis) == (500_00, "score")


def test_what_runs_already_or_was_retired_has_nothing_to_unblock():
    found = asked(project("FND-01", unblocks=unblocks(("AI-4", 1.0), ("AI-5", 1.0))))
    assert found.best.ids == ()
    assert [told.is_blocked for told in found.lines[0].unblocks] == [False, False]
    assert found.lines[0].unblocks[0].expected_cents == 0


def test_a_dropped_project_is_gone_and_takes_along_what_needs_it():
    found = asked(
        project("FND-01", state="dropped"),
        project("FND-02", prerequisites=("FND-01",), unblocks=unblocks(("AI-1", 1.0))),
        project("FND-03", unblocks=unblocks(("AI-2", 1.0, ("FND-01",)))),
    )
    assert found.best.ids == ()
    assert [(line.project.goal_id, line.is_open) for line in found.lines] == [
        ("FND-02", False), ("FND-03", True),
    ]  # fmt: skip


def test_money_that_is_decided_on_costs_nothing_more_and_meets_prerequisites():
    found = asked(
        project("FND-01", 900, state="running"),
        project("FND-02", 1000, prerequisites=("FND-01",), unblocks=unblocks(("AI-1", 1.0))),
    )
    assert (found.best.ids, found.best.cost_cents) == (("FND-02",), 1000_00)
    assert found.total_cost_eur == 1000


def test_what_a_funded_project_unblocks_is_no_longer_the_merit_of_another():
    found = asked(
        project("FND-01", state="funded", unblocks=unblocks(("AI-2", 0.6))),
        project("FND-02", unblocks=unblocks(("AI-2", 0.9))),
        project("FND-03", unblocks=unblocks(("AI-2", 0.5))),
    )
    assert (found.best.ids, found.best.value_cents) == (("FND-02",), 600_00)


def test_a_second_half_counts_once_the_first_is_funded():
    half = project("FND-01", state="funded")
    found = asked(half, project("FND-02", unblocks=unblocks(("AI-1", 1.0, ("FND-01",)))))
    assert found.best.value_cents == 1000_00


def test_a_tenth_more_says_what_comes_in_what_goes_out_and_what_it_is_worth():
    found = asked(
        project("FND-01", 1000, unblocks=unblocks(("AI-1", 1.0))),
        project("FND-02", 1100, unblocks=unblocks(("AI-2", 1.0))),
    )
    assert (found.best.ids, found.next.best.ids) == (("FND-01",), ("FND-02",))
    assert (found.next.budget_eur, found.next.more_cents) == (1100, 1000_00)
    assert (found.next.added, found.next.left_out) == (("FND-02",), ("FND-01",))


def test_the_three_orders_stand_side_by_side():
    found = asked(
        project("FND-01", 900, urgency=Urgency(1, 1, 1, 3), unblocks=unblocks(("AI-3", 0.9))),
        project("FND-02", 200, urgency=Urgency(5, 5, 5, 3), unblocks=unblocks(("AI-1", 0.7))),
    )
    first, second = found.lines
    assert (first.value_place, first.wsjf_place, first.in_best, first.in_greedy) == (
        2, 2, True, False,
    )  # fmt: skip
    assert (second.value_place, second.wsjf_place, second.in_best, second.in_greedy) == (
        1, 1, False, True,
    )  # fmt: skip
    assert (first.wsjf, second.wsjf) == (1.0, 5.0)


@pytest.mark.parametrize("budget", [0, -5])
def test_no_money_buys_nothing(budget):
    found = asked(project("FND-01", unblocks=unblocks(("AI-1", 1.0))), budget=budget)
    assert (found.best.ids, found.greedy.ids, found.budget_eur) == ((), (), 0)


def test_a_budget_that_is_no_amount_is_refused():
    with pytest.raises(GapError, match="is not an amount"):
        outlook(grounds(), Decimal("NaN"))


def test_more_money_than_everything_costs_buys_everything_useful():
    found = asked(
        project("FND-01", unblocks=unblocks(("AI-1", 1.0))),
        project("FND-02"),
        budget=10**15,
    )
    assert found.best.ids == ("FND-01",)


def test_an_initiative_of_unknown_worth_is_shown_and_adds_nothing():
    found = asked(project("FND-01", unblocks=unblocks(("AI-99", 1.0))), worths={})
    (told,) = found.lines[0].unblocks
    assert (told.name, told.basis, told.expected_cents) == ("AI-99", "unknown", 0)
    assert found.best.ids == ()
