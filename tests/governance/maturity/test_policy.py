"""The judgements of the joint audit stand in a file, each with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from governance.maturity.policy import POLICY_FILE, maturity_policy
from pipelines.errors import GapError


def refusal(tmp_path: Path, old: str, new: str) -> str:
    text = POLICY_FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "policy.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GapError) as found:
        maturity_policy(file)
    return str(found.value)


def test_the_shipped_policy_is_the_methods():
    rules = maturity_policy()
    assert rules.agenda.gap == 1.0
    assert rules.agreement.least_items == 10
    assert list(rules.agreement.bands.values()) == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert (rules.level.ahead, rules.level.claimed_most) == (1, 2)
    assert (rules.weights.critical, rules.weights.other) == (3, 1)
    assert rules.rhythm.every_months == 6


def test_every_section_gives_its_reason():
    for _, section in maturity_policy():
        assert isinstance(section, BaseModel)
        assert len(section.because) > 40


def test_bands_that_do_not_rise_are_refused_with_their_line(tmp_path):
    said = refusal(tmp_path, "fair: 0.4", "fair: 0.1")
    assert "the bands must rise and end at 1" in said
    assert "policy.yaml:" in said


def test_a_judgement_without_a_reason_is_refused(tmp_path):
    assert "because" in refusal(tmp_path, "because: >-\n    Half", "becuase: >-\n    Half")
