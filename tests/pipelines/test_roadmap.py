"""Money along the way: budgets of the newest list, and a ledger in which nothing counts twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.periods import parsed
from pipelines.roadmap import funding, money
from pipelines.workspace import Workspace
from tests.pipelines.metrics.stores import header, load, workspace

LIST, LEDGER = header("initiatives"), header("ledger")
SHORT = "AI-001,{quarter},Letters,Claims,CEO,PM,{goal},scaling,high,,{budget},{score},\n"


@pytest.fixture
def here(tmp_path):
    return workspace(tmp_path)


def ledger(*rows: str) -> str:
    return LEDGER + "".join(f"{row}\n" for row in rows)


def test_an_empty_workspace_has_neither_budgets_nor_money(here):
    assert funding(here) == ()
    assert money(here) == ()


def test_the_newest_list_counts_and_what_it_leaves_open_is_not_known(here, tmp_path):
    first = SHORT.format(quarter="2024-Q4", goal="GOAL-01", budget="100.00", score="40")
    second = SHORT.format(quarter="2025-Q1", goal="", budget="250.50", score="")
    load(here, tmp_path, "initiatives_2024-Q4.csv", LIST + first)
    load(here, tmp_path, "initiatives_2025-Q1.csv", LIST + second)
    (found,) = funding(here)
    assert (found.goal_id, found.value_score, found.budget_eur) == ("", None, Decimal("250.50"))


def test_amounts_are_kept_apart_by_kind_and_quarter_and_are_exact(here, tmp_path):
    load(here, tmp_path, "ledger_2025-Q1.csv", ledger(
        "L1,AI-001,2025-01,cost,build,100.10,realised,,",
        "L2,AI-001,2025-03,cost,run,0.20,realised,,",
        "L3,AI-001,2025-01,cost,build,300,planned,,",
        "L4,AI-001,2025-01,benefit,saving,70,planned,,",
        "L5,AI-001,2025-01,benefit,saving,60,forecast,,",
    ))  # fmt: skip
    load(here, tmp_path, "ledger_2025-Q2.csv", ledger(
        "L6,AI-001,2025-04,benefit,saving,50,realised,,"
    ))  # fmt: skip
    first, second = money(here)
    assert first.quarter == parsed("2025-Q1")
    assert (first.cost_realised, first.cost_planned) == (Decimal("100.30"), 300)
    assert (first.benefit_planned, first.benefit_forecast, first.benefit_realised) == (70, 60, None)
    assert (second.quarter.start, second.cost_realised) == (date(2025, 4, 1), None)
    assert second.benefit_realised == 50


def test_an_entry_that_was_corrected_does_not_count_beside_its_correction(here, tmp_path):
    load(here, tmp_path, "ledger_2025-Q1.csv", ledger(
        "L1,AI-001,2025-01,cost,build,200,realised,,",
        "L1-R2,AI-001,2025-01,cost,build,150,realised,,L1",
        "L1-R3,AI-001,2025-01,cost,build,100,realised,,L1-R2",
    ))  # fmt: skip
    assert [one.cost_realised for one in money(here)] == [100]


def test_a_quarter_that_was_sent_again_replaces_the_first(here, tmp_path):
    load(
        here, tmp_path, "ledger_2025-Q1.csv", ledger("L1,AI-001,2025-01,cost,build,200,realised,,")
    )
    before = here.catalogue.version()
    load(here, tmp_path, "ledger_2025-Q1_r2.csv", ledger(
        "L1-R2,AI-001,2025-01,cost,build,100,realised,,L1"
    ))  # fmt: skip
    assert [one.cost_realised for one in money(here)] == [100]
    assert [one.cost_realised for one in money(here, version=before)] == [200]


def test_the_demo_companys_money_is_that_of_its_metric(demo_workspace: Workspace):
    relations = demo_workspace.warehouse.at()
    ((by_hand,),) = relations.rows(
        f"SELECT sum(amount_eur) FROM {relations.facts('ledger')} "
        "WHERE type = 'cost' AND status = 'realised'"
    )
    known = [one.cost_realised for one in money(demo_workspace) if one.cost_realised is not None]
    assert sum(known) == by_hand
    assert len(funding(demo_workspace)) == 40
