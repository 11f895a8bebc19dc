"""The policy of the forecast, read from ``policy.yaml`` and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from governance.policy import Section, Share, Strict
from governance.promises import BLOCKER_TYPES, BlockerType
from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")
Count = Annotated[int, Field(ge=1)]


class ReferencePolicy(Section):
    """Which past cases a forecast is judged by."""

    class_events: Count
    """Cases that went on from which a class counts for itself."""
    shrink_events: Count
    """Own cases weigh n / (n + this); the rest is all initiatives."""
    least_events: Count
    """Cases over all initiatives below which no forecast is made."""
    least_watched: Count
    """Cases that must still be watched on a day for it to say anything."""
    unsure: Share
    """How much of a chance may be unknown where it is given at all."""
    counts_as: dict[str, str]
    """Risk tiers that count as another one."""


class ReachedPolicy(Section):
    """Which metrics are reached by going into production."""

    by_production: tuple[str, ...]


class HoldPolicy(Section):
    """What a blocker holds up, and what its end is judged by."""

    before: dict[BlockerType, Literal["prototype", "scaling", "production"]]
    """The stage that cannot begin while there is such a blocker."""
    cleared_by_projects: tuple[BlockerType, ...]
    least_events: Count
    """Solved blockers of a kind from which their history counts."""

    @model_validator(mode="after")
    def _complete(self) -> HoldPolicy:
        """Refuse a kind of blocker that holds nothing up."""
        missing = [kind for kind in BLOCKER_TYPES if kind not in self.before]
        if missing:
            raise ValueError(f"before must name a stage for {', '.join(missing)}")
        return self


class CurvePolicy(Section):
    """How a forecast is drawn."""

    points: Annotated[int, Field(ge=2, le=400)]


class PriorPolicy(Section):
    """An industry figure that may stand in for own history."""

    use: bool
    median_months: Annotated[float, Field(gt=0)]
    p85_months: Annotated[float, Field(gt=0)]
    conversion: Annotated[float, Field(gt=0, le=1)]
    """Share of initiatives that reach production at all."""

    @model_validator(mode="after")
    def _ordered(self) -> PriorPolicy:
        """Refuse a P85 that is not later than the median."""
        if self.p85_months <= self.median_months:
            raise ValueError("p85_months must be more than median_months")
        return self


class CalibrationPolicy(Section):
    """How forecasts of the past are judged."""

    quarters: Count
    """Past quarters that are rewound to."""
    horizons_days: tuple[Count, ...]
    least_known: Count
    """Known outcomes below which nothing is said about trust."""
    least_coverage: Share
    """Share of cases that must have come by their P85."""
    groups: Annotated[int, Field(ge=2, le=10)]


class StepPolicy(Section):
    """How a metric's own steps are drawn on."""

    least_steps: Count
    horizon_quarters: Annotated[int, Field(ge=1, le=40)]
    draws: Annotated[int, Field(ge=1000, le=1_000_000)]
    seed: int


class ForecastPolicy(Strict):
    """All of ``policy.yaml``."""

    reference: ReferencePolicy
    reached: ReachedPolicy
    holds: HoldPolicy
    curve: CurvePolicy
    prior: PriorPolicy
    calibration: CalibrationPolicy
    steps: StepPolicy


@lru_cache(maxsize=8)
def forecast_policy(path: Path = POLICY_FILE) -> ForecastPolicy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(ForecastPolicy, marked(path))
