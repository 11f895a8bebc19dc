"""The budget question, answered: the best set, the greedy one, and what a tenth more would buy.

Money that is decided on is out of the question: a funded, running or finished project costs
nothing of this budget, meets the prerequisites of others, and what it unblocks by itself is no
longer the merit of another one. Pure; works on what ``ground.py`` read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from governance.investments.best_set import best_set
from governance.investments.field import Benefit, Candidate, Choice, Field
from governance.investments.ground import Ground
from governance.investments.rankings import (
    Worthwhile,
    greedy_set,
    places,
    value_per_cost,
    weighted_shortest_job,
)
from governance.investments.shapes import SETTLED, Project, ProjectRevision
from governance.investments.worth import Basis, expected_cents
from pipelines.errors import GapError

CENTS = 100


@dataclass(frozen=True)
class Unblocked:
    """One initiative that a project unblocks, with what that is worth."""

    initiative_id: str
    name: str
    probability: float
    together_with: tuple[str, ...]
    expected_cents: int
    """A year's worth times the probability; 0 where there is nothing to unblock."""
    basis: Basis
    is_blocked: bool
    """False where it is in production or retired already."""
    goals: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One project with its places in the three rankings."""

    project: ProjectRevision
    unblocks: tuple[Unblocked, ...]
    is_open: bool
    """Whether the budget could go to it: proposed, and nothing that it needs was dropped."""
    judged: Worthwhile | None
    """Value per cost; None where it is not open."""
    value_place: int | None
    wsjf: float
    wsjf_place: int | None
    in_best: bool
    in_greedy: bool


@dataclass(frozen=True)
class NextStep:
    """What somewhat more money would buy."""

    budget_eur: Decimal
    best: Choice
    added: tuple[str, ...]
    left_out: tuple[str, ...]
    """In the best set now, no longer in it then."""
    more_cents: int
    """What it is worth more a year."""


@dataclass(frozen=True)
class Outlook:
    """The whole answer for one budget."""

    budget_eur: Decimal
    lines: tuple[Line, ...]
    """Every project that was not dropped, by identifier."""
    best: Choice
    greedy: Choice
    next: NextStep
    titles: Mapping[str, str]
    names: Mapping[str, str]
    """Of the initiatives."""
    total_cost_eur: Decimal
    """What all open projects cost together."""


def outlook(known: Ground, budget_eur: Decimal) -> Outlook:
    """Return what the budget should go to, and what other orders would choose.

    Args:
        known: What was read.
        budget_eur: The most that may be spent; below 0 counts as 0.

    Raises:
        GapError: The budget is no amount.
    """
    if not budget_eur.is_finite():
        raise GapError(
            f"“{budget_eur}” is not an amount.", next_step="Write it in euros, such as 1200000."
        )
    field, rules = field_of(known), known.rules
    cents = max(0, int(budget_eur * CENTS))
    more = cents + int(cents * Decimal(str(rules.budget.next_share)))
    best, later = (
        best_set(field, each, seconds=rules.search.seconds, rounds=rules.search.rounds)
        for each in (cents, more)
    )
    greedy = greedy_set(field, cents)
    return Outlook(
        budget_eur=Decimal(cents) / CENTS,
        lines=_lines(known, field, best, greedy),
        best=best,
        greedy=greedy,
        next=NextStep(
            budget_eur=Decimal(more) / CENTS,
            best=later,
            added=tuple(one for one in later.ids if one not in best.ids),
            left_out=tuple(one for one in best.ids if one not in later.ids),
            more_cents=later.value_cents - best.value_cents,
        ),
        titles={one.goal_id: one.content.title for one in known.projects},
        names={name: one.name or name for name, one in known.initiatives.items()},
        total_cost_eur=Decimal(sum(one.cost_cents for one in field.candidates)) / CENTS,
    )


def field_of(known: Ground) -> Field:
    """Return the open projects with the ways to unblock that are left to them."""
    content = {one.goal_id: one.content for one in known.projects}
    settled = {name for name, one in content.items() if one.state in SETTLED}
    open_ids = _open(content, settled)
    ways: list[tuple[str, frozenset[str], int]] = []
    for name, project in content.items():
        for told in project.unblocks:
            needs = frozenset((name, *told.together_with))
            worth = known.worths.get(told.initiative_id)
            if worth and known.is_blocked(told.initiative_id) and needs <= open_ids | settled:
                cents = expected_cents(worth, told.probability, known.rules.value)
                ways.append((told.initiative_id, needs - settled, cents))
    had: dict[str, int] = {}
    for initiative, needs, cents in ways:
        if not needs:
            had[initiative] = max(cents, had.get(initiative, 0))
    return Field(
        [
            Candidate(
                name,
                int(content[name].cost_eur * CENTS),
                tuple(need for need in content[name].prerequisites if need not in settled),
            )
            for name in open_ids
        ],
        [
            Benefit(initiative, tuple(sorted(needs)), cents - had.get(initiative, 0))
            for initiative, needs, cents in ways
            if needs and cents > had.get(initiative, 0)
        ],
    )


def _open(content: Mapping[str, Project], settled: set[str]) -> frozenset[str]:
    """Return the proposed projects of which nothing that they need was dropped."""
    found = {name for name, one in content.items() if one.state == "proposed"}
    while True:
        possible = found | settled
        lost = {name for name in found if not possible.issuperset(content[name].prerequisites)}
        if not lost:
            return frozenset(found)
        found -= lost


def _lines(known: Ground, field: Field, best: Choice, greedy: Choice) -> tuple[Line, ...]:
    """Return every project that was not dropped with its places."""
    judged = value_per_cost(field)
    by_value = places({name: one.per_euro for name, one in judged.items()})
    wsjf = {one.goal_id: weighted_shortest_job(one.content.urgency) for one in known.projects}
    by_wsjf = places({name: wsjf[name] for name in judged})
    return tuple(
        Line(
            project=one,
            unblocks=tuple(_unblocked(known, one.content)),
            is_open=one.goal_id in judged,
            judged=judged.get(one.goal_id),
            value_place=by_value.get(one.goal_id),
            wsjf=float(wsjf[one.goal_id]),
            wsjf_place=by_wsjf.get(one.goal_id),
            in_best=one.goal_id in best.ids,
            in_greedy=one.goal_id in greedy.ids,
        )
        for one in known.projects
        if one.content.state != "dropped"
    )


def _unblocked(known: Ground, project: Project) -> list[Unblocked]:
    """Return what a project unblocks, with its worth."""
    found = []
    for told in project.unblocks:
        name = told.initiative_id
        worth, is_blocked = known.worths.get(name), known.is_blocked(name)
        listed = known.initiatives.get(name)
        cents = expected_cents(worth, told.probability, known.rules.value) if worth else 0
        found.append(
            Unblocked(
                initiative_id=name,
                name=listed.name if listed and listed.name else name,
                probability=told.probability,
                together_with=told.together_with,
                expected_cents=cents if is_blocked else 0,
                basis=worth.basis if worth else "unknown",
                is_blocked=is_blocked,
                goals=known.goals_of(name),
            )
        )
    return found
