"""The intake's policy: when a file that fits its contract is doubted all the same.

These are judgements, so they stand in ``policy.yaml`` with their reasons and not in code.
Limits that only keep the machine safe (cell length, columns) stay beside what they protect.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")

Reason = Annotated[str, Field(min_length=10)]


class _Strict(BaseModel):
    """A part of the file; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shrinking(_Strict):
    """When a period that would lose rows is warned about."""

    because: Reason
    below_share: Annotated[float, Field(gt=0, lt=1)]
    """Share of the rows it had, 0..1."""
    from_rows: Annotated[int, Field(ge=1)]
    """Rows a period must have had; fewer come and go."""

    def is_doubtful(self, rows: int, *, before: int) -> bool:
        """Return whether a period that had ``before`` rows has suspiciously few left."""
        return before >= self.from_rows and rows < before * self.below_share


class Years(_Strict):
    """Which years a row may speak of."""

    because: Reason
    earliest: int
    ahead: Annotated[int, Field(ge=1)]
    """Years beyond the one in which the file is loaded."""

    def hold(self, year: int, *, now: int) -> bool:
        """Return whether somebody may report a ``year`` in the year ``now``."""
        return self.earliest <= year <= now + self.ahead


class IntakePolicy(_Strict):
    """All judgements of the intake."""

    shrinking: Shrinking
    years: Years


@lru_cache
def intake_policy() -> IntakePolicy:
    """Return the policy, read once per process.

    Raises:
        GapError: The file does not hold; ``file:line`` is given.
    """
    return validated(IntakePolicy, marked(POLICY_FILE))
