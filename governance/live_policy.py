"""The policy of keeping everybody up to date, read from ``live_policy.yaml`` and checked.

It stands apart from the scorecard's policy because it judges no figure: it says how soon and how
much people hear of what others did.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from governance.policy import Section, Strict
from pipelines.marked_yaml import marked, validated

LIVE_POLICY_FILE = Path(__file__).with_name("live_policy.yaml")


class PollPolicy(Section):
    """How often a screen looks whether something changed."""

    seconds: Annotated[float, Field(ge=1, le=60)]


class FollowingPolicy(Section):
    """How often a device looks where the presenter of a check-in is."""

    seconds: Annotated[float, Field(ge=0.3, le=2)]


class AuditPolicy(Section):
    """How often a screen looks whether an audit went on."""

    seconds: Annotated[float, Field(ge=0.3, le=2)]


class MeasuringPolicy(Section):
    """How often a screen that waits for measurements looks whether they are there."""

    seconds: Annotated[float, Field(ge=1, le=60)]


class VisitPolicy(Section):
    """When a visit ends, and how often it is noted that it goes on."""

    quiet_minutes: Annotated[int, Field(ge=5, le=24 * 60)]
    """Minutes without a look after which the next one begins another visit."""
    mark_minutes: Annotated[int, Field(ge=1, le=60)]
    """A visit is noted at most once in so many minutes."""

    @model_validator(mode="after")
    def _ordered(self) -> VisitPolicy:
        """Refuse marks so rare that a visit that goes on would look like two."""
        if self.mark_minutes * 2 > self.quiet_minutes:
            raise ValueError("mark_minutes must be at most half of quiet_minutes")
        return self


class NewsPolicy(Section):
    """How much of what is new is said."""

    shown: Annotated[int, Field(ge=1, le=50)]


class AnnotationPolicy(Section):
    """How much is written onto a trend."""

    shown: Annotated[int, Field(ge=1, le=24)]
    """Periods that are marked on one chart, the newest ones."""
    first_loads: Annotated[int, Field(ge=0, le=24)]
    """Loads that replaced nothing and are marked all the same, the newest ones."""


class LivePolicy(Strict):
    """All of ``live_policy.yaml``."""

    poll: PollPolicy
    following: FollowingPolicy
    audit: AuditPolicy
    measuring: MeasuringPolicy
    visit: VisitPolicy
    news: NewsPolicy
    annotations: AnnotationPolicy


@lru_cache(maxsize=8)
def live_policy(path: Path = LIVE_POLICY_FILE) -> LivePolicy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(LivePolicy, marked(path))
