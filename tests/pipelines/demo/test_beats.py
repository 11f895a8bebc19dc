"""Each of the planted situations can be found in the rows by somebody who only has the rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from pipelines.demo.generator import write_demo
from pipelines.demo.quiet import signals
from pipelines.demo.story import read_story

Live = Callable[[str], pd.DataFrame]
Truth = dict[str, Any]


def expected(truth: Truth, beat: int) -> dict[str, Any]:
    (found,) = (entry["expected"] for entry in truth["beats"] if entry["beat"] == beat)
    return found


def test_truth_lists_all_ten(truth: Truth):
    assert [entry["beat"] for entry in truth["beats"]] == list(range(1, 11))


def test_1_customer_records_cannot_carry_the_chatbot(live: Live, truth: Truth):
    crm = live("datasets").query("dataset_id == 'DS-CRM' and quarter == '2026-Q1'").iloc[0]
    parts = ["completeness", "uniqueness", "validity", "consistency", "timeliness", "accuracy"]
    assert crm[parts].mean() == pytest.approx(30)
    assert (100 - crm.uniqueness, 100 - crm.completeness) == (31, 42)
    assert "AI-017" in crm.used_by.split(";")
    gap = live("blockers").query(
        "initiative_id == 'AI-017' and blocker == 'data_gap' and quarter == '2026-Q1'"
    )
    assert gap.status.item() == "open"
    assert "31%" in gap.note.item()
    assert "42%" in gap.note.item()
    assert expected(truth, 1)["dataset_score"] == 30


def test_2_triage_loses_a_third_of_its_skill_and_its_fairness(live: Live, truth: Truth):
    rows = live("predictions").query("model_id == 'M-008'")
    auc, impact = {}, {}
    for quarter, part in rows.groupby("file_quarter"):
        known = part.dropna(subset="actual")
        auc[quarter] = roc_auc_score(known.actual, known.score)
        shares = part.groupby("group_value").predicted.mean()
        impact[quarter] = shares["65+"] / shares.max()
    assert auc["2025-Q2"] == pytest.approx(0.84, abs=0.01)
    assert auc["2026-Q1"] == pytest.approx(0.71, abs=0.01)
    assert auc["2025-Q2"] > auc["2025-Q3"] > auc["2025-Q4"] > auc["2026-Q1"]
    assert impact["2026-Q1"] == pytest.approx(0.70, abs=0.015)
    assert impact["2025-Q2"] > 0.9
    assert expected(truth, 2)["auc"] == pytest.approx(auc)
    assert expected(truth, 2)["disparate_impact"]["2026-Q1"] == pytest.approx(impact["2026-Q1"])
    assert expected(truth, 2)["psi_ten_equal_bins"] == pytest.approx(0.31, abs=0.015)
    assert expected(truth, 2)["psi_baseline_deciles"] == pytest.approx(0.31, abs=0.015)


def test_2_one_clock_was_broken_once(live: Live, truth: Truth):
    severe = live("incidents").query("severity == 'S1'").dropna(subset="root_cause_at")
    opened, found = (pd.to_datetime(severe[name]) for name in ("opened_at", "root_cause_at"))
    days = [
        len(pd.bdate_range(first.date(), last.date())) - 1
        for first, last in zip(opened, found, strict=True)
    ]
    late = severe[[count > 2 for count in days]]
    assert late.incident_id.tolist() == expected(truth, 2)["root_cause_clocks_broken"]
    assert late.cause.tolist() == ["data"]


def test_3_invoice_matching_is_a_quick_win(live: Live, truth: Truth):
    events = live("stage_events").query("initiative_id == 'AI-023'").set_index("to_stage")
    days = pd.to_datetime(events.event_date)
    assert (days["production"] - days["prototype"]).days == 74
    saved = live("ledger").query("initiative_id == 'AI-023' and category == 'saving'")
    saved = saved[saved.status == "realised"]
    assert saved.amount_eur.sum() == pytest.approx(210_000)
    assert set(saved.file_quarter) == {"2025-Q4", "2026-Q1"}


def test_4_fraud_rings_never_paid(live: Live, truth: Truth):
    rows = live("ledger").query("initiative_id == 'AI-005' and status == 'realised'")
    signed = rows.amount_eur.where(rows.type == "benefit", -rows.amount_eur)
    flows = signed.groupby(rows.month.str[:4].astype(int)).sum()
    worth = sum(flow / 1.1**step for step, flow in enumerate(flows.sort_index()))
    assert worth < -500_000
    assert expected(truth, 4)["net_present_value_eur"] == pytest.approx(worth, abs=0.01)
    assert live("initiatives").query("initiative_id == 'AI-005'").stage.iloc[-1] == "retired"


def test_5_one_pipeline_blocks_three_initiatives(live: Live):
    last = live("blockers").query("quarter == '2026-Q1' and blocker == 'data_gap'")
    noted = last[last.note.fillna("").str.contains("Sensor data pipeline")]
    assert noted.initiative_id.tolist() == ["AI-031", "AI-033", "AI-036"]
    waiting = live("infra").query("resource == 'data_access' and provisioned_on.isna()")
    assert set(noted.initiative_id) <= set(waiting.initiative_id)


def by_month(live: Live, part: str, whole: str) -> list[float]:
    sums = live("adoption").groupby("month")[[part, whole]].sum()
    return (sums[part] / sums[whole]).tolist()


def test_6_adoption_steps_up_once_after_the_training(live: Live):
    rate = by_month(live, "active_users", "eligible_users")
    assert signals(rate[:26]) == []
    assert signals(rate[26:]) == []
    assert "run" in signals(rate)
    assert min(rate[26:]) - max(rate[:26]) > 0.08
    training = live("training").query("course == 'Working with AI'")
    done = training.groupby("quarter")[["completed", "headcount"]].sum()
    share = done.completed / done.headcount
    assert share["2025-Q2"] - share["2025-Q1"] > 0.4


def test_6_stickiness_seems_to_improve_and_does_not(live: Live):
    sticky = by_month(live, "mean_dau", "active_users")
    assert signals(sticky) == []
    assert sum(sticky[-3:]) > sum(sticky[-6:-3])


def test_7_restated_quarter_was_first_told_too_well(demo, truth: Truth):
    told = expected(truth, 7)
    first, second = (
        pd.read_csv(demo.folder / f"ledger_2025-Q1{edition}.csv").query(
            "initiative_id == 'AI-003' and type == 'benefit' and status == 'realised'"
        )
        for edition in ("", "_r2")
    )
    assert first.amount_eur.sum() == pytest.approx(2 * second.amount_eur.sum())
    assert told["benefit_first_told"] == pytest.approx(first.amount_eur.sum())
    assert not (demo.folder / told["missing"]).exists()


def test_9_three_models_answer_nothing(live: Live, truth: Truth):
    last = live("control_evidence").query("quarter == '2026-Q1'")
    answered = last.groupby("model_id").status.count()
    assert answered[answered == 0].index.tolist() == expected(truth, 9)["models"]


def test_situations_do_not_hang_on_the_seed(tmp_path: Path):
    folder = write_demo(tmp_path, seed=7).folder
    other = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert expected(other, 2)["auc"]["2025-Q2"] == pytest.approx(0.84, abs=0.01)
    assert expected(other, 2)["auc"]["2026-Q1"] == pytest.approx(0.71, abs=0.01)
    assert expected(other, 2)["disparate_impact"]["2026-Q1"] == pytest.approx(0.70, abs=0.015)
    assert expected(other, 2)["psi_ten_equal_bins"] == pytest.approx(0.31, abs=0.015)
    assert expected(other, 3)["saved_eur"] == 210_000
    assert other["kpis"]["silent_models"]["2026-Q1"]["all"] == 3
    sticky = [cell["all"] for cell in other["kpis"]["stickiness_by_month"].values()]
    assert signals(sticky) == []


def test_10_review_is_twelve_days_late(truth: Truth):
    due = pd.Timestamp(expected(truth, 10)["due"]).date()
    assert (read_story().as_of - due).days == expected(truth, 10)["overdue_days"] == 12
