"""Projects that the measured gaps ask for: one proposal for each dataset that is not good enough.

Only what was measured proposes something. A dimension that nobody measured is named beside it,
because it may be the larger gap. Pure; works on what ``ground.py`` read.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from governance.investments.ground import Ground
from governance.readiness import DatasetStanding
from pipelines.quality.policy import quality_policy
from pipelines.quality.shapes import Dimension

UNDER_WAY = frozenset(("proposed", "funded", "running"))
"""States in which a project still answers for a gap; a gap that outlived a finished project
asks for another one."""


@dataclass(frozen=True)
class MeasuredGap:
    """One dimension below what is wanted."""

    dimension: Dimension
    score: float
    points: float
    """What is missing to the score at which the wanted level begins."""


@dataclass(frozen=True)
class Proposal:
    """A project that should be thought about; cost and effort are for a person to fill in."""

    dataset: str
    title: str
    owner: str
    gaps: tuple[MeasuredGap, ...]
    """Largest first."""
    not_measured: tuple[Dimension, ...]
    initiatives: tuple[str, ...]
    """Those that wait: not in production, not retired."""
    goals: tuple[str, ...]
    at_stake_eur: Decimal
    """What the waiting initiatives are worth a year, not weighed by any chance."""


def wanted_score(known: Ground) -> float:
    """Return the score at which the wanted level begins."""
    return quality_policy().levels.edges[known.rules.proposals.wanted_level - 2]


def proposals(known: Ground) -> tuple[Proposal, ...]:
    """Return a proposal for each critical dataset with a gap that no project answers for.

    Returns:
        What has most at stake first; then the largest gap, then by identifier.
    """
    covered = {
        gap.dataset
        for one in known.projects
        if one.content.state in UNDER_WAY
        for gap in one.content.closes
    }
    found = [
        proposal
        for dataset in known.datasets
        if dataset.critical and dataset.dataset not in covered
        if (proposal := _proposal(known, dataset)).gaps
    ]
    return tuple(
        sorted(found, key=lambda one: (-one.at_stake_eur, -one.gaps[0].points, one.dataset))
    )


def _proposal(known: Ground, dataset: DatasetStanding) -> Proposal:
    """Return what one dataset asks for, which may be nothing."""
    wanted = wanted_score(known)
    gaps = [
        MeasuredGap(dimension, found.score, wanted - found.score)
        for dimension, found in dataset.dimensions.items()
        if found.score is not None and found.score < wanted
    ]
    waiting = tuple(name for name in dataset.initiatives if known.is_blocked(name))
    worth = (known.worths[name].eur_a_year for name in waiting if name in known.worths)
    return Proposal(
        dataset=dataset.dataset,
        title=dataset.title,
        owner=dataset.owner,
        gaps=tuple(sorted(gaps, key=lambda gap: (-gap.points, gap.dimension))),
        not_measured=tuple(
            dimension for dimension, found in dataset.dimensions.items() if found.score is None
        ),
        initiatives=waiting,
        goals=tuple(sorted({goal for name in waiting for goal in known.goals_of(name)})),
        at_stake_eur=sum(worth, Decimal(0)),
    )
