"""Three orders of the same projects: value per cost, weighted shortest job first, greedy choice.

Beside the exact best set they show why a ranking alone decides badly. Pure; whole cents and
fractions, so that equal projects are equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from governance.investments.field import Choice, Field
from governance.investments.shapes import Urgency


@dataclass(frozen=True)
class Worthwhile:
    """A project by what it brings for its money, at its best: with what it needs and completes."""

    project_id: str
    together: tuple[str, ...]
    """The set that was judged: the project, its prerequisites and what completes a way."""
    value_cents: int
    cost_cents: int

    @property
    def per_euro(self) -> Fraction:
        """Return the euros a year for each euro spent once."""
        return Fraction(self.value_cents, self.cost_cents)


def weighted_shortest_job(urgency: Urgency) -> Fraction:
    """Return the cost of delay over the size of the work; the highest goes first.

    Source:
        Scaled Agile Framework, weighted shortest job first.
    """
    delay = urgency.business + urgency.time + urgency.risk
    return Fraction(delay, urgency.size)


def value_per_cost(field: Field) -> dict[str, Worthwhile]:
    """Return each project judged by its best set, by identifier."""
    found: dict[str, Worthwhile] = {}
    for bundle in field.bundles():
        chosen = field.choice(bundle)
        for project_id in chosen.ids:
            here = Worthwhile(project_id, chosen.ids, chosen.value_cents, chosen.cost_cents)
            known = found.get(project_id)
            if known is None or _order(here) < _order(known):
                found[project_id] = here
    return found


def places(figures: Mapping[str, Fraction]) -> dict[str, int]:
    """Return the place of each, the highest first; equal ones share a place."""
    ordered = sorted(figures.values(), reverse=True)
    return {name: ordered.index(figure) + 1 for name, figure in figures.items()}


def greedy_set(field: Field, budget_cents: int) -> Choice:
    """Return what taking the best ratio first buys, as long as something fits and adds value."""
    chosen = 0
    bundles = field.bundles()
    while True:
        before, left = field.value(chosen), budget_cents - field.cost(chosen)
        steps = []
        for bundle in bundles:
            added = bundle & ~chosen
            cost = field.cost(added)
            if not added or cost > left:
                continue
            gain = field.value(chosen | added) - before
            if gain > 0:
                steps.append((-Fraction(gain, cost), cost, added))
        if not steps:
            return field.choice(chosen)
        chosen |= min(steps)[2]


def _order(one: Worthwhile) -> tuple[Fraction, int, int]:
    """Return the order of sets to judge a project by: the best ratio, the cheapest, the fewest."""
    return -one.per_euro, one.cost_cents, len(one.together)
