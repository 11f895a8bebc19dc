"""The policy of investments, read from ``policy.yaml`` and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from governance.policy import Section, Share, Strict
from pipelines.marked_yaml import marked, validated

POLICY_FILE = Path(__file__).with_name("policy.yaml")
Euros = Annotated[int, Field(ge=1)]


class BudgetPolicy(Section):
    """What the budget question begins with."""

    default_eur: Euros
    step_eur: Euros
    next_share: Annotated[float, Field(gt=0, le=1)]
    """How much more the question of the next euros adds, as a share of the budget."""


class SearchPolicy(Section):
    """How long the search for the best set may go on."""

    seconds: Annotated[float, Field(gt=0, le=60)]
    rounds: Annotated[int, Field(ge=1, le=1000)]


class ValuePolicy(Section):
    """What an initiative is worth a year."""

    unblocked_stages: tuple[str, ...]
    quarters: Annotated[int, Field(ge=1, le=12)]
    """Newest quarters of forecast or plan that a year's worth is made of."""
    least_known: Annotated[int, Field(ge=1)]
    euros_a_point: Euros
    rounded_to_eur: Euros


class ProposalPolicy(Section):
    """Which gaps ask for a project."""

    wanted_level: Annotated[int, Field(ge=2, le=5)]


class ProgressPolicy(Section):
    """How far an initiative has come, and when its money is ahead of it."""

    stages: dict[str, Share]
    ahead_by: Share


class InvestmentPolicy(Strict):
    """All of ``policy.yaml``."""

    budget: BudgetPolicy
    search: SearchPolicy
    value: ValuePolicy
    proposals: ProposalPolicy
    progress: ProgressPolicy


@lru_cache(maxsize=8)
def investment_policy(path: Path = POLICY_FILE) -> InvestmentPolicy:
    """Return the policy in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    return validated(InvestmentPolicy, marked(path))
