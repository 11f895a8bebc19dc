"""What the budget question rests on, read once: projects, initiatives, money, goals, datasets.

Reading takes a moment and the arithmetic does not, so a screen reads this once for each state of
the workspace and asks about as many budgets as a reader cares to try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from governance import goals
from governance.investments.policy import InvestmentPolicy, investment_policy
from governance.investments.projects import projects
from governance.investments.shapes import ProjectRevision
from governance.investments.worth import PointPrice, Worth, point_price, worths
from governance.promises import GoalRevision
from governance.readiness import DatasetStanding, standings
from pipelines.portfolio import Initiative, initiatives
from pipelines.roadmap import Funding, QuarterMoney, funding, money
from pipelines.workspace import Workspace


@dataclass(frozen=True)
class Ground:
    """Everything that was read; all figures about investments follow from it."""

    projects: tuple[ProjectRevision, ...]
    initiatives: Mapping[str, Initiative]
    funding: Mapping[str, Funding]
    ledger: tuple[QuarterMoney, ...]
    goals: Mapping[str, GoalRevision]
    datasets: tuple[DatasetStanding, ...]
    worths: Mapping[str, Worth]
    price: PointPrice
    rules: InvestmentPolicy

    def goals_of(self, initiative_id: str) -> tuple[str, ...]:
        """Return the goals that an initiative serves: its own, and those stated about it."""
        own = self.funding[initiative_id].goal_id if initiative_id in self.funding else ""
        about = (
            name for name, one in self.goals.items() if one.content.initiative_id == initiative_id
        )
        return tuple(sorted({*about, *([own] if own else [])}))

    def is_blocked(self, initiative_id: str) -> bool:
        """Return whether there is something to unblock: not in production, not retired.

        An initiative that no list names counts as blocked; nothing is known of its worth anyway.
        """
        listed = self.initiatives.get(initiative_id)
        return listed is None or listed.stage in self.rules.value.unblocked_stages


def ground(workspace: Workspace) -> Ground:
    """Read what the workspace knows about investments."""
    rules = investment_policy()
    funded, ledger = funding(workspace), money(workspace)
    return Ground(
        projects=projects(workspace),
        initiatives={one.id: one for one in initiatives(workspace)},
        funding={one.initiative_id: one for one in funded},
        ledger=ledger,
        goals={one.goal_id: one for one in goals.goals(workspace)},
        datasets=standings(workspace),
        worths=worths(funded, ledger, rules.value),
        price=point_price(funded, ledger, rules.value),
        rules=rules,
    )
