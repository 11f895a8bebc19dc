"""The roadmap: what was budgeted and spent, against how far the way has come, up to the goals.

The ledger books by initiative, so a foundation project has a budget and no actuals; that is said
and never shown as nothing spent. Pure; works on what ``ground.py`` read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from governance.investments.ground import Ground
from governance.investments.shapes import ProjectRevision
from pipelines.portfolio import Initiative
from pipelines.roadmap import QuarterMoney


@dataclass(frozen=True)
class Spending:
    """One initiative's money against its progress; None where something is not known."""

    initiative: Initiative
    budget_eur: Decimal | None
    spent_eur: Decimal | None
    """Realised cost to date."""
    planned_eur: Decimal | None
    """Planned cost to date."""
    benefit_eur: Decimal | None
    """Realised benefit to date."""
    planned_benefit_eur: Decimal | None
    burn: float | None
    """Spent over budget."""
    by_stage: float | None
    """Share of the way, judged by its stage; None where it is paused or retired."""
    by_time: float | None
    """Share of the time from its beginning to its planned day, above 1 when that has passed;
    None where it has arrived or either day is not known."""
    is_ahead: bool
    """Whether its money is further ahead of its stage than the policy lets pass."""
    goals: tuple[str, ...]
    waits_for: tuple[str, ...]
    """Foundation projects that unblock it and are not done."""


@dataclass(frozen=True)
class Investment:
    """The line from a foundation project over initiatives to the goals they serve."""

    project: ProjectRevision
    initiatives: tuple[tuple[str, tuple[str, ...]], ...]
    """Each initiative it unblocks, with its goals."""
    goals: tuple[str, ...]


def spendings(known: Ground, today: date) -> tuple[Spending, ...]:
    """Return every initiative that is not retired, those whose money is furthest ahead first.

    Args:
        known: What was read.
        today: The day to report as of; the ledger counts up to the quarter it falls into.
    """
    entries: dict[str, list[QuarterMoney]] = {}
    for entry in known.ledger:
        if entry.quarter.start <= today:
            entries.setdefault(entry.initiative_id, []).append(entry)
    found = [
        _spending(known, one, entries.get(one.id, []), today)
        for one in known.initiatives.values()
        if one.stage != "retired"
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (not one.is_ahead, -_lead(one.burn, one.by_stage), one.initiative.id),
        )
    )


def investments(known: Ground) -> tuple[Investment, ...]:
    """Return the line of every project that was not dropped, by identifier."""
    found = []
    for one in known.projects:
        if one.content.state == "dropped":
            continue
        names = dict.fromkeys(told.initiative_id for told in one.content.unblocks)
        lines = tuple((name, known.goals_of(name)) for name in names)
        served = tuple(sorted({goal for _, goals in lines for goal in goals}))
        found.append(Investment(one, lines, served))
    return tuple(found)


def _spending(
    known: Ground, one: Initiative, entries: Iterable[QuarterMoney], today: date
) -> Spending:
    """Return one initiative's money against its progress."""
    quarters = tuple(entries)
    funded = known.funding.get(one.id)
    budget = funded.budget_eur if funded else None
    spent = _sum(entry.cost_realised for entry in quarters)
    burn = float(spent / budget) if spent is not None and budget else None
    rules = known.rules.progress
    by_stage = rules.stages.get(one.stage)
    waits = one.stage in known.rules.value.unblocked_stages
    return Spending(
        initiative=one,
        budget_eur=budget,
        spent_eur=spent,
        planned_eur=_sum(entry.cost_planned for entry in quarters),
        benefit_eur=_sum(entry.benefit_realised for entry in quarters),
        planned_benefit_eur=_sum(entry.benefit_planned for entry in quarters),
        burn=burn,
        by_stage=by_stage,
        by_time=_by_time(one, today),
        is_ahead=waits and _lead(burn, by_stage) > rules.ahead_by,
        goals=known.goals_of(one.id),
        waits_for=tuple(
            project.goal_id
            for project in known.projects
            if project.content.state not in ("done", "dropped")
            and any(told.initiative_id == one.id for told in project.content.unblocks)
        )
        if waits
        else (),
    )


def _lead(burn: float | None, by_stage: float | None) -> float:
    """Return how far the money is ahead of the stage; 0 where either is not known."""
    return burn - by_stage if burn is not None and by_stage is not None else 0.0


def _by_time(one: Initiative, today: date) -> float | None:
    """Return the share of the time to the planned day that has passed."""
    if (
        one.in_production is not None
        or one.began is None
        or one.target_date is None
        or one.target_date <= one.began
    ):
        return None
    return max(0.0, (today - one.began).days / (one.target_date - one.began).days)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
