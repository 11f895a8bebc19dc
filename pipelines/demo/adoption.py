"""Use: how many colleagues may and do work with each model, month by month.

The company's rate stands still until the training of 2025-Q2, then steps up and stands still on
the new level. Stickiness looks better in the last quarter, but only by chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.demo.company import Company, Model
from pipelines.demo.quiet import quiet_series
from pipelines.demo.stages import Row
from pipelines.periods import Period, parsed

RATE_BEFORE, RATE_AFTER, RATE_SPREAD = 0.412, 0.574, 0.011
PILOT_EXTRA = 0.04
"""Pilot cohorts are volunteers; they use a model a little more than everybody does."""
STICKINESS, STICKINESS_SPREAD, STICKINESS_RISE = 0.187, 0.011, 0.009
LIKING = {"Claims": 1.03, "Underwriting": 0.9, "Service": 1.07, "Property Risk": 0.95}
"""How units differ in the share that uses what they are offered."""
PILOT_COHORT = 0.2
"""Share of the later users who are invited to the pilot."""


@dataclass
class _Use:
    """One row while it is being balanced."""

    model: Model
    unit: str
    pilot: bool
    eligible: int
    active: int
    daily: float


def adoption(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield who could use and who used each model in the months of ``quarter``."""
    rates, sticky = company_rates(company)
    for month in quarter.months():
        index = _months_between(company.quarters[0], month)
        uses = [use for model in company.models for use in _uses(company, model, month)]
        _balance(uses, rate=rates[index], stickiness=sticky[index])
        for use in uses:
            chance = company.chance("sessions", use.model.id, use.unit, month.label)
            liked = round(chance.uniform(3.3, 4.4), 1) if month.start.month % 3 == 0 else None
            yield (
                use.model.id,
                use.unit,
                month.label,
                use.eligible,
                use.active,
                use.daily,
                int(use.daily * 21 * chance.uniform(1.2, 2.1)),
                use.pilot,
                liked,
            )


def company_rates(company: Company) -> tuple[list[float], list[float]]:
    """Return adoption rate and stickiness by month: one real step, one idle improvement."""
    months = 3 * len(company.quarters)
    step = parsed(company.story.facts["training_step"]["first_month"])
    quiet = _months_between(company.quarters[0], step)
    chance = company.chance("adoption rate")
    rates = quiet_series(chance, points=quiet, mean=RATE_BEFORE, spread=RATE_SPREAD)
    rates += quiet_series(chance, points=months - quiet, mean=RATE_AFTER, spread=RATE_SPREAD)
    sticky = quiet_series(
        company.chance("stickiness"),
        points=months,
        mean=STICKINESS,
        spread=STICKINESS_SPREAD,
        rise=STICKINESS_RISE,
    )
    return rates, sticky


def _months_between(first: Period, later: Period) -> int:
    """Return how many months ``later`` starts after ``first``."""
    return (later.start.year - first.start.year) * 12 + later.start.month - first.start.month


def _uses(company: Company, model: Model, month: Period) -> Iterator[_Use]:
    """Yield one row per unit that ``model`` is offered to, with its wish to use it."""
    if not model.serves(month.end) or model.deployed_on is None:
        return
    pilot = model.initiative.stage_on(month.end) == "scaling"
    habits = company.chance("units", model.id)
    others = [unit for unit in company.story.units if unit != model.initiative.unit]
    wanted = company.scale.units_per_model - 1 + habits.choice((-1, 0, 1))
    count = max(0, min(len(others), round(wanted + habits.uniform(-0.4, 0.4))))
    age = (month.end - model.deployed_on).days / 30
    for unit in (model.initiative.unit, *habits.sample(others, count)):
        share = habits.uniform(0.06, 0.32) * min(1.6, 1 + age / 60)
        people = company.story.units[unit].staff * share * (PILOT_COHORT if pilot else 1)
        chance = company.chance("use", model.id, unit, month.label)
        eligible = max(8, round(people))
        wish = eligible * LIKING.get(unit, 1.0) * habits.uniform(0.85, 1.15)
        wish *= chance.uniform(0.96, 1.04) * (1 + PILOT_EXTRA * 2 if pilot else 1)
        yield _Use(model, unit, pilot, eligible, 0, wish)


def _balance(uses: list[_Use], *, rate: float, stickiness: float) -> None:
    """Turn wishes into people so that the month's totals meet the company's rates."""
    if not uses:
        return
    target = round(rate * sum(use.eligible for use in uses))
    factor = target / sum(use.daily for use in uses)
    for use in uses:
        use.active = min(use.eligible, int(use.daily * factor))
    missing = target - sum(use.active for use in uses)
    for use in sorted(uses, key=lambda use: use.active - use.eligible):
        step = min(use.eligible - use.active, -(-missing // len(uses)))
        use.active += step
    missing = target - sum(use.active for use in uses)
    roomy = max(uses, key=lambda use: use.eligible - use.active)
    roomy.active = max(0, min(roomy.eligible, roomy.active + missing))
    for use in uses:
        liking = 1 + (use.daily / use.eligible - 1) * 0.5
        use.daily = use.active * stickiness * liking
    together = sum(use.daily for use in uses)
    goal = stickiness * sum(use.active for use in uses)
    for use in uses:
        use.daily = round(use.daily * goal / together, 1) if together else 0.0
