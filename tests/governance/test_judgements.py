"""Every judgement can be read where it is used, with its reason."""

from __future__ import annotations

from pathlib import Path

from governance.judgements import judgements
from tests.house.sources import files, text


def test_every_policy_of_this_house_and_of_measuring_is_shown_as_it_stands():
    policies = {
        text(path)
        for path in files()
        if path.name.endswith("policy.yaml") and path.parts[:2] != ("pipelines", "intake")
    }
    assert policies == set(judgements().values())
    assert len(policies) == 12


def test_every_section_gives_its_reason():
    for title, policy in judgements().items():
        sections = [line for line in policy.splitlines() if line[:1].isalpha()]
        assert sections
        assert policy.count("\n  because:") == len(sections), title


def test_the_files_lie_beside_what_they_judge():
    assert Path("governance/maturity/policy.yaml") in files()
