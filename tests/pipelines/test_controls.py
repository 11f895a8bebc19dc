"""What was asked of an initiative's models: counts of the newest quarter that has ended."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.controls import controls, open_controls
from tests.pipelines.metrics.stores import header, load, workspace

CONTROLS = header("control_evidence")
ASKED = (
    ("M-1", "bias_test", "AI-001", "met"),
    ("M-1", "human_oversight", "AI-001", "partial"),
    ("M-1", "notice", "AI-001", "na"),
    ("M-2", "logging", "AI-001", ""),
    ("M-2", "appeal", "AI-001", "waived"),
    ("M-3", "notice", "AI-002", "na"),
    ("M-4", "bias_test", "AI-003", "not_met"),
    ("M-5", "appeal", "AI-003", "not_met"),
    ("M-5", "bias_test", "AI-003", "not_met"),
)


def rows(quarter: str) -> str:
    cells = header("control_evidence").strip().split(",")
    text = ""
    for model, control, initiative, status in ASKED:
        known = {
            "model_id": model,
            "control_id": control,
            "quarter": quarter,
            "initiative_id": initiative,
            "tier": "high",
            "status": status,
            "na_reason": "Nobody meets it." if status == "na" else "",
        }
        text += ",".join(known.get(name, "") for name in cells) + "\n"
    return text


@pytest.fixture
def here(tmp_path):
    return workspace(tmp_path)


def test_an_empty_workspace_was_asked_nothing(here):
    assert controls(here, on=date(2026, 3, 31)) == {}


def test_what_does_not_apply_is_not_asked_and_silence_is_counted(here, tmp_path):
    load(here, tmp_path, "control_evidence_2026-Q1.csv", CONTROLS + rows("2026-Q1"))
    found = controls(here, on=date(2026, 3, 31))
    assert list(found) == ["AI-001", "AI-003"]
    told = found["AI-001"]
    assert (told.models, told.asked) == (2, 4)
    assert (told.met, told.partial, told.waived, told.silent) == (1, 1, 1, 1)
    assert controls(here, on=date(2026, 3, 30)) == {}


def test_a_control_is_open_only_where_it_is_answered_with_not_done(here, tmp_path):
    day = date(2026, 3, 31)
    assert open_controls(here, on=day, tiers=["high"]) == {}
    load(here, tmp_path, "control_evidence_2026-Q1.csv", CONTROLS + rows("2026-Q1"))
    assert open_controls(here, on=day, tiers=["high"]) == {"AI-003": ("appeal", "bias_test")}
    assert open_controls(here, on=day, tiers=["limited"]) == {}
    assert open_controls(here, on=date(2026, 3, 30), tiers=["high"]) == {}
