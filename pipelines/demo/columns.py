"""The columns of the thirteen extracts, in the order of their contracts.

A test compares them with the contracts; the generator itself stays free of the intake.
"""

from __future__ import annotations

from collections.abc import Mapping

COLUMNS: Mapping[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "initiatives": "initiative_id quarter name business_unit sponsor_role pm_role goal_id stage"
        " risk_tier target_date budget_eur value_score commercial",
        "models": "model_id version initiative_id algorithm_family task threshold baseline_metric"
        " deployed_on retired_on owner_role",
        "stage_events": "event_id initiative_id from_stage to_stage event_date gate decision"
        " approver_role evidence_ref",
        "adoption": "model_id business_unit month eligible_users active_users mean_dau sessions"
        " is_pilot satisfaction",
        "predictions": "prediction_id model_id version ts score predicted actual group_attr"
        " group_value latency_ms",
        "ledger": "entry_id initiative_id month type category amount_eur status baseline_ref"
        " restates_entry_id",
        "control_evidence": "model_id control_id quarter initiative_id tier status evidence_url"
        " evidence_date expires_on reviewer_role na_reason waiver_expiry",
        "incidents": "incident_id model_id opened_at acknowledged_at root_cause_at decided_at"
        " closed_at severity cause harm people_affected",
        "datasets": "dataset_id quarter domain owner_role critical used_by rows documented"
        " refresh_sla_h last_refresh completeness uniqueness validity consistency timeliness"
        " accuracy sample_file",
        "infra": "request_id initiative_id resource requested_on needed_by provisioned_on"
        " qty_requested qty_granted unit",
        "talent": "role business_unit quarter required_fte filled_fte contractor_fte"
        " open_days_median attrition_pct",
        "training": "role_group course quarter headcount required completed expired score_mean",
        "blockers": "initiative_id blocker quarter status since days_waiting owner_role estimate"
        " note",
    }.items()
}
"""In load order: an extract comes after those that it refers to."""
