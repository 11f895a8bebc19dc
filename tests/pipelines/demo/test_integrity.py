"""The demo company's files fit together: paths, people, times and references."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

Live = Callable[[str], pd.DataFrame]
LEGAL = {
    ("", "idea"),
    ("idea", "prototype"),
    ("prototype", "idea"),
    ("prototype", "scaling"),
    ("scaling", "prototype"),
    ("scaling", "production"),
    ("production", "retired"),
    ("production", "paused"),
    ("paused", "production"),
    *((stage, end) for stage in ("prototype", "scaling") for end in ("paused", "retired")),
}


def test_portfolio_stands_where_the_story_says(live: Live):
    last = live("initiatives").query("quarter == '2026-Q1'")
    assert last.stage.value_counts().to_dict() == {
        "production": 12,
        "prototype": 9,
        "idea": 7,
        "scaling": 6,
        "retired": 4,
        "paused": 2,
    }
    assert last.risk_tier.value_counts().to_dict() == {"minimal": 18, "limited": 14, "high": 8}


def test_stage_events_form_legal_paths(live: Live):
    for _, path in live("stage_events").sort_values("event_date").groupby("initiative_id"):
        came_from = path.from_stage.fillna("").tolist()
        went_to = path.to_stage.tolist()
        assert came_from == ["", *went_to[:-1]]
        assert set(zip(came_from, went_to, strict=True)) <= LEGAL
        assert path.event_date.is_unique


def test_stage_of_every_quarter_is_that_of_the_last_event(live: Live):
    events = live("stage_events")
    for quarter, rows in live("initiatives").groupby("quarter"):
        end = str(pd.Period(quarter.replace("-", ""), "Q").end_time.date())
        last = events[events.event_date <= end].sort_values("event_date")
        stage = last.groupby("initiative_id").to_stage.last().to_dict()
        assert rows.set_index("initiative_id").stage.to_dict() == stage


def test_nobody_uses_what_is_not_offered(live: Live):
    use = live("adoption")
    assert (use.active_users <= use.eligible_users).all()
    assert (use.active_users > 0).all()
    assert (use.mean_dau <= use.active_users).all()


def test_every_production_model_has_predictions_in_every_quarter_it_serves(live: Live):
    models, events = live("models"), live("stage_events")
    started = events[events.to_stage == "production"].groupby("initiative_id").event_date.min()
    ended = events[events.to_stage == "retired"].groupby("initiative_id").event_date.min()
    seen = set(zip(*(live("predictions")[["model_id", "file_quarter"]].T.values), strict=True))
    for quarter in live("initiatives").quarter.unique():
        period = pd.Period(quarter.replace("-", ""), "Q")
        first, last = str(period.start_time.date()), str(period.end_time.date())
        in_service = models[
            models.deployed_on.le(first)
            & ~models.retired_on.le(last)
            & models.initiative_id.map(started).le(first)
            & ~models.initiative_id.map(ended).le(last)
        ]
        assert {(model, quarter) for model in in_service.model_id} <= seen


def test_predictions_come_only_from_versions_in_service(live: Live):
    merged = live("predictions").merge(live("models"), on=["model_id", "version"], how="left")
    day = merged.ts.str[:10]
    assert (day >= merged.deployed_on).all()
    assert not (day >= merged.retired_on).any()


def test_decisions_follow_scores_and_thresholds(live: Live):
    merged = live("predictions").merge(live("models"), on=["model_id", "version"], how="left")
    assert (merged.predicted == (merged.score >= merged.threshold)).all()


def test_about_15_percent_of_outcomes_are_late(live: Live):
    assert 0.13 < live("predictions").actual.isna().mean() < 0.17


def test_incidents_are_ordered_in_time_and_never_later_than_the_files(live: Live):
    incidents = live("incidents")
    names = ["opened_at", "acknowledged_at", "root_cause_at", "decided_at", "closed_at"]
    times = incidents[names].apply(pd.to_datetime)
    for earlier, later in zip(names, names[1:], strict=False):
        both = times[[earlier, later]].dropna()
        assert (both[earlier] <= both[later]).all()
        assert not (times[earlier].isna() & times[later].notna()).any()
    assert times.max().max() < pd.Timestamp("2026-04-01", tz="UTC")


def test_restating_entries_name_entries_of_the_first_edition(live: Live, demo):
    first = pd.read_csv(demo.folder / "ledger_2025-Q1.csv")
    second = pd.read_csv(demo.folder / "ledger_2025-Q1_r2.csv")
    restating = second[second.restates_entry_id.notna()]
    assert len(restating) == 3
    assert set(restating.restates_entry_id) <= set(first.entry_id)
    assert not set(restating.restates_entry_id) & set(live("ledger").entry_id)
    assert first.restates_entry_id.isna().all()


def test_evidence_shown_is_still_valid_at_the_end_of_its_quarter(live: Live):
    shown = live("control_evidence").dropna(subset="evidence_date")
    end = pd.PeriodIndex(shown.quarter.str.replace("-", ""), freq="Q").end_time.normalize()
    assert (pd.to_datetime(shown.expires_on).to_numpy() >= end.to_numpy()).all()
    assert (pd.to_datetime(shown.evidence_date).to_numpy() <= end.to_numpy()).all()
    assert set(shown.status) == {"met", "partial"}


def test_renewed_models_hand_over_without_gap_or_overlap(live: Live):
    models = live("models")
    renewed = models[models.duplicated("model_id", keep=False)].groupby("model_id")
    assert len(renewed) == 3
    for _, (old, new) in ((key, rows.to_dict("records")) for key, rows in renewed):
        assert old["retired_on"] == new["deployed_on"]
