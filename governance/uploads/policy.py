"""The policy of uploads as promises, read from ``policy.yaml`` and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from governance.policy import Section, Strict
from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")


class DuePolicy(Section):
    """How far back a missing file is still asked for."""

    look_back_quarters: Annotated[int, Field(ge=1, le=40)]


class ChancesPolicy(Section):
    """From when another chance of a goal is told."""

    least_points: Annotated[float, Field(ge=0, le=100)]
    """Points of a hundred."""


class UsualValuesPolicy(Section):
    """When a value of a row is told as far from everything that its column held before."""

    beyond_spans: Annotated[float, Field(gt=0)]
    """Spans (highest minus lowest) that a value must lie outside of them."""
    from_values: Annotated[int, Field(ge=2)]
    """Values that a column must have held before."""
    told_per_column: Annotated[int, Field(ge=1, le=1000)]


class UploadsPolicy(Strict):
    """All of ``policy.yaml``."""

    due: DuePolicy
    chances: ChancesPolicy
    usual_values: UsualValuesPolicy


@lru_cache(maxsize=8)
def uploads_policy(path: Path = POLICY_FILE) -> UploadsPolicy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(UploadsPolicy, marked(path))
