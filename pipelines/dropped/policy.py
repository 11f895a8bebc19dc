"""The policy of watched folders: clocks and names with their reasons, read from ``policy.yaml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")

Reason = Annotated[str, Field(min_length=10)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class _Strict(BaseModel):
    """A part of the file; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Looking(_Strict):
    """How often a folder is looked at, and for how long a whole file has lain still."""

    because: Reason
    every_seconds: Seconds
    still_seconds: Seconds


class LeftAlone(_Strict):
    """Names of files that are not meant for us, or not yet."""

    because: Reason
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]

    def holds(self, name: str) -> bool:
        """Return whether a name is such a one."""
        plain = name.lower()
        return plain.startswith(self.beginnings) or plain.endswith(self.endings)


class DroppedPolicy(_Strict):
    """All judgements about watched folders."""

    looking: Looking
    left_alone: LeftAlone


@lru_cache
def dropped_policy() -> DroppedPolicy:
    """Return the policy, read once per process.

    Raises:
        GapError: The file does not hold; ``file:line`` is given.
    """
    return validated(DroppedPolicy, marked(POLICY_FILE))
