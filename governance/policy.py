"""The policy: weights, edges and clocks of the scorecard, read from ``policy.yaml`` and checked.

They are judgements, so they stand in a file that both sides can read and argue about, each
with its reason, and never in code. Anything misspelt or missing is refused with its line.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")

Score = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]


class Strict(BaseModel):
    """A part of the policy; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(Strict):
    """A part of the policy that gives its reason."""

    because: Annotated[str, Field(min_length=10)]


class _Weights(Strict):
    """Shares that make one whole, by the name of the part."""

    @model_validator(mode="after")
    def _whole(self) -> _Weights:
        """Refuse weights that do not sum to 1."""
        total = sum(self.shares().values())
        if not math.isclose(total, 1.0):
            raise ValueError(f"the weights must sum to 1, not {total:g}")
        return self

    def shares(self) -> dict[str, float]:
        """Return the weight of each part, in the order of the policy."""
        return {name: float(share) for name, share in self}


class ValueWeights(_Weights):
    """The parts of the CEO's value score V."""

    size_of_value: Share
    strategic_fit: Share
    urgency: Share
    risk_of_not_doing: Share


class FeasibilityWeights(_Weights):
    """The parts of the CIO's feasibility score F."""

    data: Share
    infrastructure: Share
    talent: Share
    compliance: Share


class ValuePolicy(Section):
    """How V is weighted."""

    weights: ValueWeights


class FeasibilityPolicy(Section):
    """How F is weighted and capped."""

    weights: FeasibilityWeights
    blocked_below: Score
    """A part below this is a blocker."""
    cap: Score
    """The most that F may be while there is a blocker."""


class AlignmentPolicy(Section):
    """When two scores count as agreeing."""

    aligned_within: Annotated[float, Field(gt=0, le=100)]


class PacePolicy(Section):
    """When progress counts as behind."""

    amber_below: Annotated[float, Field(le=0)]
    """Points of pace below which progress is amber."""
    amber_share: Share
    """Amber band of a goal whose metric has no thresholds, as a share of the goal's way."""


class StatusPolicy(Section):
    """When a colour changes and when a value is too old for one."""

    tolerance_share: Annotated[float, Field(ge=0, lt=1)]
    """Share of the amber band that an edge must be crossed by."""
    hold_periods: Annotated[int, Field(ge=1)]
    """Periods in a row after which a new colour is believed anyway."""
    stale_after_periods: Annotated[int, Field(ge=0)]
    """Periods (plus the extract's grace) after which a value is stale."""


class RollUpPolicy(Section):
    """When a perspective has a score and which colour it gets."""

    coverage_floor: Annotated[float, Field(gt=0, le=1)]
    green: Score
    amber: Score

    @model_validator(mode="after")
    def _ordered(self) -> RollUpPolicy:
        """Refuse an amber edge above the green one."""
        if self.amber > self.green:
            raise ValueError("amber must not be above green")
        return self


class HistoryPolicy(Section):
    """How far back a small line looks."""

    quarters: Annotated[int, Field(ge=2, le=40)]


class WaitPolicy(Strict):
    """How long infrastructure may take."""

    sla_days: Annotated[int, Field(ge=1)]
    """A median wait up to this is as agreed."""
    worthless_at: Annotated[float, Field(gt=1)]
    """Times the agreed wait at which infrastructure scores 0; in between it falls evenly."""


class TalentPolicy(Strict):
    """Which posts count as filled."""

    contractors_count: Share
    """How much of a contractor counts as filled."""


class ControlsPolicy(Strict):
    """How controls are scored."""

    metric: str
    """The metric whose weights count."""


class EvidencePolicy(Section):
    """How feasibility is measured, and when a person who says otherwise must say why."""

    override_from: Score
    """Points between score and measured value from which the note is read as a reason."""
    shortest_reason: Annotated[int, Field(ge=1)]
    """Characters that a reason has at least."""
    infrastructure: WaitPolicy
    talent: TalentPolicy
    compliance: ControlsPolicy


class GapWeights(_Weights):
    """The parts of the accountability-gap index."""

    alignment: Share
    dates: Share
    chance: Share


class AccountabilityPolicy(Section):
    """How the gap between promise and delivery becomes one number."""

    weights: GapWeights
    full_gap_points: Annotated[float, Field(gt=0, le=100)]
    """Points between value and feasibility at which the part counts in full."""
    full_gap_days: Annotated[int, Field(ge=1)]
    """Days late at which the part counts in full."""
    coverage_floor: Annotated[float, Field(gt=0, le=1)]


class TrendPolicy(Section):
    """When limits are drawn around a course, when they are locked, and when drawn anew."""

    least_points: Annotated[int, Field(ge=3)]
    """Judged points below which there are no limits."""
    lock_after: Annotated[int, Field(ge=3)]
    """Judged points after which no further one moves the limits; trial limits before."""
    least_after_step: Annotated[int, Field(ge=7)]
    """Judged points from a recorded step on before new limits are drawn."""
    alike_from: Annotated[float, Field(gt=0, lt=1)]
    """Correlation of neighbouring points from which limits are said to be too tight."""

    @model_validator(mode="after")
    def _ordered(self) -> TrendPolicy:
        """Refuse limits that are locked before there may be any."""
        if self.least_points > self.lock_after:
            raise ValueError("least_points must not be above lock_after")
        return self


class Policy(Strict):
    """All of ``policy.yaml``."""

    value: ValuePolicy
    feasibility: FeasibilityPolicy
    alignment: AlignmentPolicy
    pace: PacePolicy
    status: StatusPolicy
    roll_up: RollUpPolicy
    history: HistoryPolicy
    evidence: EvidencePolicy
    accountability: AccountabilityPolicy
    trends: TrendPolicy


@lru_cache(maxsize=8)
def policy(path: Path = POLICY_FILE) -> Policy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(Policy, marked(path))
