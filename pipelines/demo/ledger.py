"""Money: what each initiative cost and brought, planned and realised, month by month.

One quarter is told twice: the first file of 2025-Q1 booked savings of AI-003 double, its second
edition puts them right. Amounts are whole cents throughout.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pipelines.demo.company import Company
from pipelines.demo.stages import CENT, Row
from pipelines.demo.story import Initiative
from pipelines.periods import Period

COSTS = {
    "prototype": (("build", 0.020), ("staff", 0.012)),
    "scaling": (("build", 0.030), ("staff", 0.016)),
    "production": (("run", 0.013), ("staff", 0.006)),
}
"""Monthly share of the budget that each stage burns, by category."""
LICENCE_SHARE = 0.015
"""Share of the budget that a quarter's licences cost from scaling on."""
QUICK_WIN_EUR = (18_500, 31_200, 38_900, 39_700, 40_600, 41_100)
"""The quick win's realised savings by month; together 210,000."""
DOUBLE_BOOKED = "AI-003"
OPTIMISM = 1.18
"""Plans promise about a sixth more than is realised."""


def ledger(company: Company, quarter: Period, *, edition: int = 1) -> Iterator[Row]:
    """Yield the entries of ``quarter``.

    Args:
        company: Whose ledger.
        quarter: Which three months.
        edition: 2 is the corrected file of the restated quarter.
    """
    restated = company.story.facts["restated"]["quarter"] == quarter.label
    for item in company.initiatives:
        chance = company.chance("ledger", quarter.label, item.id)
        for month in quarter.months():
            stage = item.stage_on(month.end)
            if stage is None:
                continue
            number = 0
            for kind, category, euros, status in _bookings(item, month, stage, chance):
                for part in _split(euros, company.scale.entries):
                    number += 1
                    key = f"L-{item.id[3:]}-{month.start:%Y%m}-{number:02d}"
                    wrong = restated and _was_double(item, kind, status)
                    amount = part * 2 if wrong and edition == 1 else part
                    fixed = wrong and edition == 2
                    yield (
                        f"{key}-R2" if fixed else key,
                        item.id,
                        month.label,
                        kind,
                        category,
                        amount,
                        status,
                        _baseline(item, kind),
                        key if fixed else None,
                    )


def _was_double(item: Initiative, kind: str, status: str) -> bool:
    """Return whether the first edition booked this entry twice over."""
    return item.id == DOUBLE_BOOKED and kind == "benefit" and status == "realised"


def _baseline(item: Initiative, kind: str) -> str | None:
    """Return the name of the agreed starting point that a benefit is measured against."""
    return f"BL-{item.id[3:]}-1" if kind == "benefit" else None


def _bookings(
    item: Initiative, month: Period, stage: str, chance: random.Random
) -> Iterator[tuple[str, str, float, str]]:
    """Yield (type, category, euros, status) of one initiative in one month."""
    costs = 0.0
    for category, share in COSTS.get(stage, ()):
        euros = item.budget_eur * share * chance.uniform(0.85, 1.15)
        costs += euros
        yield "cost", category, euros, "realised"
    first_of_quarter = month.start.month % 3 == 1
    if stage in {"scaling", "production"} and first_of_quarter:
        yield "cost", "licence", item.budget_eur * LICENCE_SHARE, "realised"
    if costs and first_of_quarter:
        yield "cost", "run" if stage == "production" else "build", costs * 2.9, "planned"
    for category, yearly in item.benefits:
        yield from _benefits(item, month, category, yearly, chance)


def _benefits(
    item: Initiative, month: Period, category: str, yearly: int, chance: random.Random
) -> Iterator[tuple[str, str, float, str]]:
    """Yield the realised benefit of a month and, once a quarter, plan and forecast."""
    live = item.stage_on(month.end) == "production"
    swing = _swing(item, month.start)
    expected = yearly / 12 * swing
    if month.start.month % 3 == 1 and expected and live:
        yield "benefit", category, expected * 3 * OPTIMISM, "planned"
        yield "benefit", category, expected * 3 * chance.uniform(0.92, 1.1), "forecast"
    if not live:
        return
    if item.id == "AI-023":
        index = (month.start.year - 2025) * 12 + month.start.month - 10
        yield "benefit", category, QUICK_WIN_EUR[index], "realised"
    elif expected:
        yield "benefit", category, expected * chance.uniform(0.88, 1.1), "realised"


def _swing(item: Initiative, month: date) -> float:
    """Return the share of the yearly benefit reached: 35 % at first, all after nine months."""
    start = item.first("production")
    if start is None or month < start.replace(day=1):
        return 0.0
    months = (month.year - start.year) * 12 + month.month - start.month
    return min(1.0, 0.35 + months * 0.65 / 9)


def _split(euros: float, parts: int) -> list[Decimal]:
    """Return ``euros`` in cents as ``parts`` entries that add up exactly."""
    cents = round(euros * 100)
    each = cents // parts
    amounts = [each] * (parts - 1) + [cents - each * (parts - 1)]
    return [Decimal(amount).scaleb(-2).quantize(CENT) for amount in amounts]
