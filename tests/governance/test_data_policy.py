"""The policy about measured data: every judgement with its reason, every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.data_policy import DATA_POLICY_FILE, data_policy
from pipelines.errors import GapError
from pipelines.quality.policy import quality_policy


def test_a_check_blocks_where_the_third_level_is_out_of_reach():
    rules = data_policy()
    assert rules.blocking.blocks_below == quality_policy().levels.edges[1]
    assert rules.severity.high_below == quality_policy().levels.edges[1]
    assert rules.severity.medium_below == quality_policy().levels.edges[2]


def test_every_section_gives_its_reason():
    for _, section in data_policy():
        assert len(section.because) > 40


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("high_below: 60", "high_below: 90", "high_below must not be above medium_below"),
        ("blocks_below: 60", "blocks_below: 600", "data_policy.yaml:"),
        ("shown: 3", "shwon: 3", "data_policy.yaml:"),
        ("because:", "becuase:", "because"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, said: str):
    text = DATA_POLICY_FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "data_policy.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GapError) as refusal:
        data_policy(file)
    assert said in str(refusal.value)
