"""The truth beside the data agrees with a third way of counting: pandas, lifelines, sklearn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from sklearn.metrics import brier_score_loss, f1_score, roc_auc_score

Live = Callable[[str], pd.DataFrame]
Truth = dict[str, Any]
UNITS = ["Claims", "Property Risk", "Service", "Shared Services", "Underwriting"]


def values(truth: Truth, metric: str) -> dict[str, float | None]:
    return {quarter: cell["all"] for quarter, cell in truth["kpis"][metric].items()}


@pytest.fixture(scope="module")
def units(live: Live) -> pd.Series:
    return (
        live("initiatives")
        .drop_duplicates("initiative_id")
        .set_index("initiative_id")["business_unit"]
    )


def test_every_figure_is_defined_in_words(truth: Truth):
    assert set(truth["kpis"]) == set(truth["definitions"])


def test_load_order_names_every_file_with_its_rows(demo, truth: Truth):
    told = {entry["file"]: entry["rows"] for entry in truth["load_order"]}
    assert list(told.items()) == list(demo.rows.items())


def test_money_is_exact_to_the_cent_by_unit(live: Live, truth: Truth, units: pd.Series):
    rows = live("ledger").query("status == 'realised' and type == 'benefit'")
    cents = (rows.amount_eur * 100).round().astype(int)
    by_unit = cents.groupby([rows.file_quarter, rows.initiative_id.map(units)]).sum()
    for (quarter, unit), amount in by_unit.items():
        told = truth["kpis"]["benefit_realised"][quarter]["by_business_unit"][unit]
        assert round(told * 100) == amount
        assert told == amount / 100


def test_return_is_cumulative(live: Live, truth: Truth):
    rows = live("ledger").query("status == 'realised'")
    sums = rows.pivot_table(
        index="file_quarter", columns="type", values="amount_eur", aggfunc="sum", fill_value=0
    ).cumsum()
    roi = 100 * (sums.benefit - sums.cost) / sums.cost
    assert values(truth, "simple_roi") == pytest.approx(roi.to_dict())


def test_concept_to_production_counts_those_still_waiting(live: Live, truth: Truth):
    events = live("stage_events")
    for quarter in ("2024-Q4", "2025-Q3", "2026-Q1"):
        end = pd.Period(quarter.replace("-", ""), "Q").end_time.normalize()
        seen = events[pd.to_datetime(events.event_date) <= end]
        dates = seen.assign(day=pd.to_datetime(seen.event_date))
        start = dates[dates.to_stage == "prototype"].groupby("initiative_id").day.min()
        done = dates[dates.to_stage == "production"].groupby("initiative_id").day.min()
        last = dates.sort_values("day").groupby("initiative_id").last()
        out = last[last.to_stage.isin(["paused", "retired"])].day
        stop = done.reindex(start.index).fillna(out.reindex(start.index)).fillna(end)
        finished = start.index.isin(done.index)
        median = KaplanMeierFitter().fit((stop - start).dt.days, finished).median_survival_time_
        cell = truth["kpis"]["concept_to_production"][quarter]
        assert cell["n"] == len(start)
        assert cell["all"] == (None if median == float("inf") else median)


def test_waiting_cases_make_the_honest_median_much_longer(truth: Truth):
    honest = truth["kpis"]["concept_to_production"]["2026-Q1"]["all"]
    naive = truth["kpis"]["concept_to_production_finished"]["2026-Q1"]["all"]
    assert honest > 2 * naive


def test_quality_of_predictions(live: Live, truth: Truth):
    for quarter, rows in live("predictions").dropna(subset="actual").groupby("file_quarter"):
        told = {
            name: values(truth, name)[quarter]
            for name in truth["kpis"]
            if quarter in truth["kpis"][name]
        }
        assert told["auc"] == pytest.approx(roc_auc_score(rows.actual, rows.score))
        assert told["brier"] == pytest.approx(brier_score_loss(rows.actual, rows.score))
        assert told["f1"] == pytest.approx(f1_score(rows.actual, rows.predicted))
        assert told["accuracy"] == pytest.approx((rows.actual == rows.predicted).mean())
        bins = (rows.score * 10).astype(int).clip(upper=9)
        gaps = rows.groupby(bins)[["score", "actual"]].mean().diff(axis=1).actual.abs()
        assert told["ece"] == pytest.approx(
            (gaps * bins.value_counts(normalize=True)).sum(), abs=1e-4
        )


def test_compliance_is_a_mean_over_models_and_silence_earns_nothing(live: Live, truth: Truth):
    rows = live("control_evidence").query("status != 'na'").copy()
    rows["weight"] = rows.control_id.map(truth["weights"])
    rows["earned"] = rows.weight * rows.status.map({"met": 1.0, "partial": 0.5}).fillna(0)
    for name, part in (
        ("compliance_score", rows),
        ("compliance_answered", rows.dropna(subset="status")),
    ):
        sums = part.groupby(["quarter", "model_id"])[["earned", "weight"]].sum()
        means = (100 * sums.earned / sums.weight).groupby("quarter").mean()
        assert values(truth, name) == pytest.approx(means.to_dict())
    silent = rows.groupby("quarter").status.apply(lambda status: 100 * status.isna().mean())
    assert values(truth, "silent_share") == pytest.approx(silent.to_dict())


def test_incident_rate_is_per_thousand_days_in_service(live: Live, truth: Truth):
    incidents = live("incidents").groupby("file_quarter").size()
    for quarter, count in incidents.items():
        days = pd.period_range(quarter.replace("-", ""), periods=1, freq="Q")[0]
        calendar = pd.date_range(days.start_time, days.end_time.normalize())
        served = 0
        for row in live("models").dropna(subset="deployed_on").itertuples():
            on = calendar >= pd.Timestamp(row.deployed_on)
            if isinstance(row.retired_on, str):
                on &= calendar < pd.Timestamp(row.retired_on)
            served += on.sum()
        assert values(truth, "model_days")[quarter] == served
        assert values(truth, "incident_rate")[quarter] == pytest.approx(1000 * count / served)


def test_missing_file_gives_no_value_rather_than_zero(truth: Truth):
    assert "2026-Q1" not in truth["kpis"]["talent_filled"]
    assert truth["kpis"]["talent_filled"]["2025-Q4"]["all"] > 60


def test_breakdowns_name_the_units_of_the_company(truth: Truth):
    for metric in ("benefit_realised", "adoption_rate", "accuracy", "compliance_score"):
        assert set(truth["kpis"][metric]["2026-Q1"]["by_business_unit"]) <= set(UNITS)
