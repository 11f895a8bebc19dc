"""What an initiative is worth a year: from the ledger where it says so, else from its value score.

The basis stands beside every amount, because an amount that a score stands in for is an
estimate and must not read like a booking. Pure: works on what ``pipelines.roadmap`` found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Literal

from governance.investments.policy import ValuePolicy
from pipelines.roadmap import Funding, QuarterMoney

Basis = Literal["forecast", "planned", "score", "unknown"]
QUARTERS_A_YEAR = 4


@dataclass(frozen=True)
class Worth:
    """One initiative's benefit a year."""

    initiative_id: str
    eur_a_year: Decimal
    """0 where nothing is known."""
    basis: Basis


@dataclass(frozen=True)
class PointPrice:
    """What one point of value score stands for."""

    eur_a_year: Decimal
    known: int
    """Initiatives it is the median of; 0 where the policy's amount stands in."""


def point_price(
    funded: Iterable[Funding], ledger: Iterable[QuarterMoney], rules: ValuePolicy
) -> PointPrice:
    """Return what a point of value score is worth a year where ledger and score are both known."""
    yearly = _yearly(ledger, rules)
    ratios = [
        yearly[one.initiative_id][0] / Decimal(str(one.value_score))
        for one in funded
        if one.value_score and one.initiative_id in yearly
    ]
    if len(ratios) < rules.least_known:
        return PointPrice(Decimal(rules.euros_a_point), 0)
    return PointPrice(median(ratios), len(ratios))


def worths(
    funded: Iterable[Funding], ledger: Iterable[QuarterMoney], rules: ValuePolicy
) -> dict[str, Worth]:
    """Return what each initiative is worth a year, by identifier.

    Args:
        funded: The initiatives with their value scores.
        ledger: What was forecast and planned for them.
        rules: How many quarters make a year's worth, and what stands in for an unknown one.
    """
    everyone, entries = tuple(funded), tuple(ledger)
    yearly = _yearly(entries, rules)
    price = point_price(everyone, entries, rules).eur_a_year
    found = {}
    for one in everyone:
        if one.initiative_id in yearly:
            amount, basis = yearly[one.initiative_id]
        elif one.value_score is None:
            amount, basis = Decimal(0), "unknown"
        else:
            amount, basis = price * Decimal(str(one.value_score)), "score"
        rounded = _rounded(amount, rules.rounded_to_eur)
        found[one.initiative_id] = Worth(one.initiative_id, rounded, basis)
    return found


def expected_cents(worth: Worth, probability: float, rules: ValuePolicy) -> int:
    """Return a year's worth times a probability, in whole cents of the rounded amount."""
    euros = worth.eur_a_year * Decimal(str(probability))
    return int(_rounded(euros, rules.rounded_to_eur) * 100)


def _yearly(
    ledger: Iterable[QuarterMoney], rules: ValuePolicy
) -> Mapping[str, tuple[Decimal, Basis]]:
    """Return a year's benefit by forecast, else by plan; those with neither are left out."""
    found: dict[str, dict[Basis, list[Decimal]]] = {}
    for entry in ledger:
        series = found.setdefault(entry.initiative_id, {"forecast": [], "planned": []})
        if entry.benefit_forecast is not None:
            series["forecast"].append(entry.benefit_forecast)
        if entry.benefit_planned is not None:
            series["planned"].append(entry.benefit_planned)
    yearly: dict[str, tuple[Decimal, Basis]] = {}
    for name, series in found.items():
        for basis, amounts in series.items():
            newest = amounts[-rules.quarters :]
            if newest and name not in yearly:
                yearly[name] = (sum(newest) * QUARTERS_A_YEAR / Decimal(len(newest)), basis)
    return yearly


def _rounded(amount: Decimal, unit: int) -> Decimal:
    """Return an amount as a multiple of ``unit`` euros."""
    return (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
