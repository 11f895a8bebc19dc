"""The policy of measuring, read from ``policy.yaml`` and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.marked_yaml import marked, validated
from pipelines.quality.shapes import Dimension

POLICY_FILE = Path(__file__).with_name("policy.yaml")
Percent = Annotated[float, Field(ge=0, le=100)]


class _Section(BaseModel):
    """A part of the policy that gives its reason; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    because: Annotated[str, Field(min_length=10)]


class LevelPolicy(_Section):
    """From which score on a level is reached, and what the upper two need besides."""

    edges: tuple[Percent, Percent, Percent, Percent]
    """Scores at which levels 2, 3, 4 and 5 begin."""
    held_quarters: Annotated[int, Field(ge=1)]
    """Consecutive quarters that must be measured for level 4."""
    least_points: Annotated[int, Field(ge=5)]
    """Quarters below which nothing is said about a trend, so that 5 cannot be reached."""

    @model_validator(mode="after")
    def _rising(self) -> LevelPolicy:
        """Refuse edges that do not rise."""
        if list(self.edges) != sorted(set(self.edges)) or self.edges[0] <= 0:
            raise ValueError("the edges must rise and begin above 0")
        return self


class CheckPolicy(_Section):
    """When a check passes as a whole, and how many failing rows are kept."""

    at_least: Percent
    sample: Annotated[int, Field(ge=1, le=200)]


class TimelinessPolicy(_Section):
    """How fast old data lose their worth."""

    worthless_at: Annotated[float, Field(gt=1)]
    """Age, in agreed ages, at which the score is 0."""


class ExtractPolicy(_Section):
    """How much each dimension counts in the score of a KPI extract."""

    weights: dict[Dimension, Annotated[float, Field(ge=0)]]


class LimitPolicy(_Section):
    """What measuring one subject may cost."""

    seconds: Annotated[int, Field(ge=1)]
    patience_seconds: Annotated[int, Field(ge=1)]
    """After how long without a measurement readers are told that nothing measures."""
    most_upload_megabytes: Annotated[int, Field(ge=1)]


class ProposalPolicy(_Section):
    """What a contract that is proposed from a file takes for granted."""

    rows: Annotated[int, Field(ge=100)]
    """Rows, spread over the file, that the types are read from."""
    mostly: Percent
    """Share of readable cells from which a type that not all of them have is named."""
    most_allowed: Annotated[int, Field(ge=2, le=100)]
    """Distinct values up to which a text has a list of them."""
    repeats: Annotated[int, Field(ge=2)]
    """How often each of them must come on average."""
    hours: Annotated[float, Field(gt=0)]
    """How old the newest row may be until somebody agrees on less."""


class QualityPolicy(BaseModel):
    """All of ``policy.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    levels: LevelPolicy
    checks: CheckPolicy
    timeliness: TimelinessPolicy
    extracts: ExtractPolicy
    limits: LimitPolicy
    proposal: ProposalPolicy


@lru_cache(maxsize=8)
def quality_policy(path: Path = POLICY_FILE) -> QualityPolicy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(QualityPolicy, marked(path))
