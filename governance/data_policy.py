"""The policy about measured data, read from ``data_policy.yaml`` and checked.

It stands apart from the scorecard's policy because other people argue about it: those who own
data, not those who set targets.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from governance.policy import Score, Section, Strict
from pipelines.marked_yaml import marked, validated

DATA_POLICY_FILE = Path(__file__).with_name("data_policy.yaml")


class SeverityPolicy(Section):
    """How grave a failing check is, by its score."""

    high_below: Score
    medium_below: Score

    @model_validator(mode="after")
    def _ordered(self) -> SeverityPolicy:
        """Refuse an edge of high above the one of medium."""
        if self.high_below > self.medium_below:
            raise ValueError("high_below must not be above medium_below")
        return self


class BlockingPolicy(Section):
    """When a failing check stands in the way of a goal, and how many are named."""

    blocks_below: Score
    """Score of the check below which it blocks."""
    shown: Annotated[int, Field(ge=1, le=20)]
    """Hindrances named on one goal; more are counted."""


class ProofPolicy(Section):
    """How much of the evidence stands beside a statement."""

    sample: Annotated[int, Field(ge=0, le=50)]
    """Failing keys kept with an incident."""
    worst_checks: Annotated[int, Field(ge=1, le=50)]
    """Failing checks shown with a dataset."""


class DataPolicy(Strict):
    """All of ``data_policy.yaml``."""

    severity: SeverityPolicy
    blocking: BlockingPolicy
    proof: ProofPolicy


@lru_cache(maxsize=8)
def data_policy(path: Path = DATA_POLICY_FILE) -> DataPolicy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(DataPolicy, marked(path))
