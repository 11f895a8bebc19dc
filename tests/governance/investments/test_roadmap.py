"""Money against progress, and the line from an investment to the goals it serves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from governance.investments.roadmap import investments, spendings
from governance.investments.shapes import Unblock
from pipelines.periods import parsed
from pipelines.portfolio import Initiative
from pipelines.roadmap import QuarterMoney
from tests.governance.investments.conftest import TODAY, grounds, project


def spent(name, label, realised, *, planned=None, benefit=None):
    amounts = (None if each is None else Decimal(each) for each in (planned, realised))
    earned = None if benefit is None else Decimal(benefit)
    return QuarterMoney(name, parsed(label), *amounts, None, None, earned)


def of(name, known):
    return next(one for one in spendings(known, TODAY) if one.initiative.id == name)


def test_burn_is_realised_cost_to_date_over_the_budget():
    ledger = (
        spent("AI-1", "2025-Q4", 200, planned=300, benefit=10),
        spent("AI-1", "2026-Q1", 100, planned=100),
        spent("AI-1", "2026-Q2", 500, planned=900),
    )
    one = of("AI-1", grounds(ledger=ledger))
    assert (one.spent_eur, one.planned_eur, one.burn) == (300, 400, 0.3)
    assert (one.benefit_eur, one.planned_benefit_eur) == (10, None)


def test_nothing_booked_is_not_nothing_spent():
    one = of("AI-1", grounds())
    assert (one.spent_eur, one.burn, one.is_ahead) == (None, None, False)


@pytest.mark.parametrize(("amount", "ahead"), [(450, False), (451, True), (1200, True)])
def test_money_a_fifth_ahead_of_the_stage_is_said(amount, ahead):
    assert of("AI-1", grounds(ledger=(spent("AI-1", "2026-Q1", amount),))).is_ahead is ahead


def test_what_is_in_production_is_at_the_end_of_its_way_and_never_ahead():
    one = of("AI-4", grounds(ledger=(spent("AI-4", "2026-Q1", 5000),)))
    assert (one.by_stage, one.is_ahead, one.burn) == (1.0, False, 5.0)


def test_a_retired_initiative_is_not_on_the_roadmap():
    assert "AI-5" not in {one.initiative.id for one in spendings(grounds(), TODAY)}


def test_the_time_gone_is_known_only_with_both_ends():
    whole = Initiative(
        "AI-1",
        "One",
        "Claims",
        "prototype",
        target_date=date(2026, 6, 30),
        began=date(2025, 12, 31),
    )
    assert of("AI-1", grounds(initiatives={"AI-1": whole})).by_time == pytest.approx(90 / 181)
    assert of("AI-1", grounds()).by_time is None
    arrived = replace(whole, in_production=date(2026, 2, 1))
    assert of("AI-1", grounds(initiatives={"AI-1": arrived})).by_time is None


def test_those_whose_money_is_furthest_ahead_come_first():
    ledger = (spent("AI-1", "2026-Q1", 500), spent("AI-2", "2026-Q1", 900))
    assert [one.initiative.id for one in spendings(grounds(ledger=ledger), TODAY)][:2] == [
        "AI-2", "AI-1",
    ]  # fmt: skip


def test_an_initiative_says_which_projects_it_waits_for():
    both = (Unblock("AI-1", 0.5), Unblock("AI-4", 0.5))
    known = grounds(
        project("FND-01", unblocks=both),
        project("FND-02", unblocks=both, state="done"),
        project("FND-03", unblocks=both, state="running"),
    )
    assert of("AI-1", known).waits_for == ("FND-01", "FND-03")
    assert of("AI-4", known).waits_for == ()


def test_an_investment_leads_over_initiatives_to_goals():
    ways = (Unblock("AI-1", 0.5), Unblock("AI-1", 0.9, ("FND-02",)), Unblock("AI-2", 0.5))
    known = grounds(project("FND-01", unblocks=ways), project("FND-02", state="dropped"))
    (line,) = investments(known)
    assert line.initiatives == (("AI-1", ("GOAL-01",)), ("AI-2", ("GOAL-02",)))
    assert line.goals == ("GOAL-01", "GOAL-02")
