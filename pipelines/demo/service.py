"""Stretches of service: when each model answered, and how many cases fell to it.

One model answers a fifth of all cases, the others share the rest by a power law, as real
fleets do. Pilots answer little. Used by the predictions and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipelines.demo.company import LIVE, Company, Model
from pipelines.periods import Period

BIGGEST, BIGGEST_SHARE = "M-001", 0.20
FIRST_RANKS = ("M-008", "M-002", "M-003")
"""The triage model must be busy enough for its fairness to be measured by group."""
PILOT_WEIGHT = 0.35
LEAST = 24
"""Every stretch of a month or more has at least this many cases."""


@dataclass(frozen=True)
class Stretch:
    """Unbroken service of one model version inside one quarter."""

    model: Model
    first: date
    days: int
    cases: int


def stretches(company: Company, quarter: Period) -> list[Stretch]:
    """Return the stretches of ``quarter`` with their share of the quarter's cases."""
    spans = list(_spans(company, quarter))
    total = _cases(company, quarter)
    biggest = sum(days for model, _, days, _ in spans if model.id == BIGGEST)
    others = sum(weight * days for model, _, days, weight in spans if model.id != BIGGEST)
    reserved = total * BIGGEST_SHARE if biggest and others else total if biggest else 0.0
    found = []
    for model, first, days, weight in spans:
        if model.id == BIGGEST:
            cases = reserved * days / biggest
        else:
            cases = (total - reserved) * weight * days / others
        found.append(Stretch(model, first, days, max(round(cases), LEAST * days // 30, 1)))
    return found


def _spans(company: Company, quarter: Period) -> Iterator[tuple[Model, date, int, float]]:
    """Yield model, first day, days and weight of every stretch in ``quarter``."""
    for model in company.models:
        if model.deployed_on is None:
            continue
        path = model.initiative.path
        for step, later in zip(path, (*path[1:], None), strict=True):
            if step.stage not in LIVE:
                continue
            first = max(step.day, model.deployed_on, quarter.start)
            beyond = min(
                later.day if later else date.max,
                model.retired_on or date.max,
                quarter.end + timedelta(days=1),
            )
            if first < beyond:
                pilot = PILOT_WEIGHT if step.stage == "scaling" else 1.0
                yield model, first, (beyond - first).days, pilot * _weight(model.id)


@cache
def _weight(model_id: str) -> float:
    """Return a model's place in the power law."""
    if model_id in FIRST_RANKS:
        return 1 / (1.2 + FIRST_RANKS.index(model_id))
    return 1 / (3 + int(model_id.partition("-")[2]) * 0.7)


def _cases(company: Company, quarter: Period) -> float:
    """Return the cases of ``quarter``: more from quarter to quarter, as use grows."""
    grow = [1.0 + index for index in range(len(company.quarters))]
    return company.scale.predictions * grow[company.quarters.index(quarter)] / sum(grow)
