"""The policy of programs: how long tokens live and how much is answered, from its YAML file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from governance.policy import Section, Strict
from pipelines.marked_yaml import marked, validated

ACCESS_POLICY_FILE = Path(__file__).with_name("access_policy.yaml")


class TokensPolicy(Section):
    """How long a token lives, and how many one person may have at once."""

    most_days: Annotated[int, Field(ge=1, le=365)]
    """Nobody remembers a token that is older than a year."""
    usual_days: Annotated[int, Field(ge=1, le=365)]
    most_active: Annotated[int, Field(ge=1, le=100)]

    @model_validator(mode="after")
    def _ordered(self) -> TokensPolicy:
        """Refuse a usual life that is longer than the longest."""
        if self.usual_days > self.most_days:
            raise ValueError("usual_days must be at most most_days")
        return self


class RatePolicy(Section):
    """How often something may happen."""

    a_minute: Annotated[int, Field(ge=1, le=1_000_000)]


class AnswersPolicy(Section):
    """How much one answer holds."""

    most_cells: Annotated[int, Field(ge=1, le=1_000_000)]


class TicketsPolicy(Section):
    """How long a page may send or fetch a file with the ticket that it was drawn with."""

    hours: Annotated[int, Field(ge=1, le=24)]


class FilesPolicy(Section):
    """When to come back with a file where as many as may are on the way."""

    retry_seconds: Annotated[int, Field(ge=1, le=3600)]


class AccessPolicy(Strict):
    """All of ``access_policy.yaml``."""

    tokens: TokensPolicy
    requests: RatePolicy
    """For each token."""
    failures: RatePolicy
    """Tries to sign in that failed, for each address."""
    answers: AnswersPolicy
    tickets: TicketsPolicy
    files: FilesPolicy


@lru_cache(maxsize=8)
def access_policy(path: Path = ACCESS_POLICY_FILE) -> AccessPolicy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(AccessPolicy, marked(path))
