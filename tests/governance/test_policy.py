"""The policy file: every judgement with its reason, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from governance.policy import POLICY_FILE, policy
from pipelines.errors import GapError


def refusal(tmp_path: Path, old: str, new: str) -> str:
    """Return what is said about the shipped policy with one text replaced."""
    text = POLICY_FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "policy.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GapError) as found:
        policy(file)
    return str(found.value)


def line_of(text: str) -> int:
    """Return the line on which ``text`` first stands in the shipped policy."""
    lines = POLICY_FILE.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_shipped_policy_is_the_methods():
    rules = policy()
    assert list(rules.value.weights.shares().values()) == [0.35, 0.30, 0.20, 0.15]
    assert list(rules.feasibility.weights.shares().values()) == [0.35, 0.25, 0.20, 0.20]
    assert (rules.feasibility.blocked_below, rules.feasibility.cap) == (40, 49)
    assert rules.alignment.aligned_within == 15
    assert rules.pace.amber_below == -10
    assert rules.roll_up.coverage_floor == 0.6
    trends = rules.trends
    assert (trends.least_points, trends.lock_after, trends.least_after_step) == (6, 12, 8)


def test_every_section_gives_its_reason():
    for _, section in policy():
        assert isinstance(section, BaseModel)
        assert len(section.because) > 40


def test_weights_that_do_not_make_a_whole_are_refused_with_their_line(tmp_path):
    said = refusal(tmp_path, "strategic_fit: 0.30", "strategic_fit: 0.50")
    assert "the weights must sum to 1, not 1.2" in said
    assert f"policy.yaml:{line_of('weights:')}" in said


def test_a_misspelt_field_is_named_with_what_was_meant(tmp_path):
    said = refusal(tmp_path, "coverage_floor: 0.6", "coverage_flor: 0.6")
    assert "coverage_flor" in said or "coverage_floor" in said
    assert "policy.yaml:" in said


def test_an_amber_edge_above_the_green_one_is_refused(tmp_path):
    assert "amber must not be above green" in refusal(tmp_path, "amber: 60", "amber: 90")


def test_limits_that_are_locked_before_there_may_be_any_are_refused(tmp_path):
    assert "must not be above lock_after" in refusal(
        tmp_path, "least_points: 6", "least_points: 13"
    )


def test_a_score_outside_the_scale_is_refused_with_its_line(tmp_path):
    said = refusal(tmp_path, "cap: 49", "cap: 490")
    assert f"policy.yaml:{line_of('cap: 49')}" in said


def test_a_judgement_without_a_reason_is_refused(tmp_path):
    assert "because" in refusal(tmp_path, "because: Three years show", "becuase: Three years show")


def test_a_missing_file_is_said_plainly(tmp_path):
    with pytest.raises(GapError, match="cannot be read"):
        policy(tmp_path / "nowhere.yaml")
