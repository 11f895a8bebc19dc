"""The policy of the joint audit, read from ``policy.yaml`` and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from governance.policy import Section, Strict
from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")


class RhythmPolicy(Section):
    """How often there is an audit."""

    every_months: Annotated[int, Field(ge=1, le=60)]


class AgendaPolicy(Section):
    """When a difference between the sides is talked about."""

    gap: Annotated[float, Field(gt=0, le=4)]
    """Levels apart, in either direction."""


class AgreementPolicy(Section):
    """When a kappa is shown and what it is called."""

    least_items: Annotated[int, Field(ge=2)]
    bands: dict[str, Annotated[float, Field(gt=0, le=1)]]
    """The highest kappa of each band, lowest band first."""
    below: str
    """What a kappa below zero is called."""

    @model_validator(mode="after")
    def _rising(self) -> AgreementPolicy:
        """Refuse bands that do not rise to 1."""
        edges = list(self.bands.values())
        if edges != sorted(set(edges)) or edges[-1:] != [1.0]:
            raise ValueError("the bands must rise and end at 1")
        return self


class LevelPolicy(Section):
    """How far evidence and claim may be apart in the final level."""

    ahead: Annotated[int, Field(ge=0, le=4)]
    """Levels that the final one may be above the lower of the two."""
    claimed_most: Annotated[int, Field(ge=1, le=5)]
    """The highest final level of a dimension that was not measured."""


class WeightPolicy(Section):
    """How much a dataset counts in the company's measured level."""

    critical: Annotated[float, Field(gt=0)]
    other: Annotated[float, Field(gt=0)]


class MaturityPolicy(Strict):
    """All of ``policy.yaml``."""

    rhythm: RhythmPolicy
    agenda: AgendaPolicy
    agreement: AgreementPolicy
    level: LevelPolicy
    weights: WeightPolicy


@lru_cache(maxsize=8)
def maturity_policy(path: Path = POLICY_FILE) -> MaturityPolicy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(MaturityPolicy, marked(path))
