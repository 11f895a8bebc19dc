"""The policy of the check-in, read from ``policy.yaml`` and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from governance.checkin.shapes import Option
from governance.people import Role
from governance.policy import Score, Section, Share, Strict
from governance.promises import BlockerType
from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")


class ActionPolicy(Section):
    """When an action is due of which nobody said when."""

    due_days: Annotated[int, Field(ge=1, le=366)]


class DecisionPolicy(Section):
    """When a decision is looked at again."""

    review_months: Annotated[int, Field(ge=1, le=24)]


class RetirePolicy(Section):
    """When a goal is given up."""

    value_below: Score
    negative_reviews: Annotated[int, Field(ge=1)]


class PausePolicy(Section):
    """When a goal is halted."""

    value_below: Score
    critical: tuple[str, ...]
    """Controls, as the evidence names them, without which nothing runs."""
    tiers: tuple[str, ...]
    """Risk tiers on which they are critical."""


class FundPolicy(Section):
    """When a foundation is paid for."""

    blockers: Annotated[tuple[BlockerType, ...], Field(min_length=1)]
    """The types of blocker that a foundation project can clear."""
    shared_by: Annotated[int, Field(ge=2)]
    """Initiatives."""


class ReScopePolicy(Section):
    """When a smaller scope is worth it."""

    value_share: Share
    chance: Share


class ReTimePolicy(Section):
    """When a date is no promise any more."""

    chance_below: Share


class KeepPolicy(Section):
    """When everything stays as it is."""

    chance: Share


class AcceleratePolicy(Section):
    """When more can be asked for."""

    chance: Share
    value: Score
    gap: Annotated[float, Field(ge=-100, le=0)]
    """Alignment gap at most: capacity without demand."""


class TogetherPolicy(Section):
    """Which options go with which, and which cannot."""

    options: dict[Option, tuple[Option, ...]]
    """What is proposed beside an option where it fits as well."""
    excludes: dict[Option, tuple[Option, ...]]
    """What cannot be decided together, whoever asks for it."""


class ReadinessPolicy(Section):
    """What the pre-read holds."""

    widest_goals: Annotated[int, Field(ge=1, le=20)]


class ChangesPolicy(Section):
    """How much each kind of change weighs, 0 to 100, in what changed since last time."""

    restated: Score
    decision: Score
    definition: Score
    goal: Score
    worse_colour: Score
    better_colour: Score
    date: Score
    """A date that hardly moved; ``far_date`` if by ``far_days`` or more, or if it came or went."""
    far_date: Score
    far_days: Annotated[int, Field(ge=1)]
    forecast_least_days: Annotated[int, Field(ge=1)]
    """Below this many days a moved forecast is no news."""
    blocker: Score
    reply: Score
    load: Score
    usual_variation: Score
    must_not_fail: Score
    """What is added for a metric that must not fail."""
    loads_shown: Annotated[int, Field(ge=1, le=20)]

    @model_validator(mode="after")
    def _restated_first(self) -> ChangesPolicy:
        """Refuse weights by which anything comes before a number that was restated."""
        others = {name: value for name, value in self if name not in _NO_WEIGHT}
        if max(others.values()) > self.restated:
            raise ValueError("nothing may weigh more than a restated number")
        return self


_NO_WEIGHT = frozenset(
    ("because", "restated", "far_days", "forecast_least_days", "must_not_fail", "loads_shown")
)


class IssuesPolicy(Section):
    """What comes on the list of issues without anybody putting it there."""

    data: Annotated[int, Field(ge=0, le=20)]
    """How many of the data that fail worst are issues of their own."""
    shared_blocker: Annotated[int, Field(ge=2)]
    """A blocker is an issue of its own from this many goals on."""
    shown: Annotated[int, Field(ge=1, le=100)]


class EscalationPolicy(Section):
    """How much is decided above in one meeting."""

    shown: Annotated[int, Field(ge=1, le=50)]


class ClosePolicy(Section):
    """Who must have signed before a check-in is closed."""

    needs_signatures: Annotated[tuple[Role, ...], Field(min_length=1)]


class CheckInPolicy(Strict):
    """All of ``policy.yaml``."""

    actions: ActionPolicy
    decisions: DecisionPolicy
    retire: RetirePolicy
    pause: PausePolicy
    fund_foundation: FundPolicy
    re_scope: ReScopePolicy
    re_time: ReTimePolicy
    keep: KeepPolicy
    accelerate: AcceleratePolicy
    together: TogetherPolicy
    readiness: ReadinessPolicy
    changes: ChangesPolicy
    issues: IssuesPolicy
    escalations: EscalationPolicy
    close: ClosePolicy


@lru_cache(maxsize=8)
def checkin_policy(path: Path = POLICY_FILE) -> CheckInPolicy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(CheckInPolicy, marked(path))
