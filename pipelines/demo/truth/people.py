"""People and things they wait for: use, training, posts, infrastructure, blockers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median

from pipelines.demo.truth.reading import ALL, NO_UNIT, Files, Kpi, Sums, cell, quarter_of

DEFINITIONS = {
    "adoption_rate": "Percent; sum of active_users / sum of eligible_users over all rows (pilots"
    " too) of the quarter's months. By the row's own business_unit. n counts rows.",
    "adoption_rate_by_month": "The same by month (keys YYYY-MM).",
    "pilot_adoption": "The same over rows with is_pilot = true.",
    "stickiness": "Percent; sum of mean_dau / sum of active_users over all rows of the quarter.",
    "stickiness_by_month": "The same by month.",
    "talent_filled": "Percent; sum of filled_fte / sum of required_fte. The last quarter's"
    " file is missing: no value, not zero.",
    "training_completed": "Percent; sum of completed / sum of headcount where required = true.",
    "provisioning_days": "Days; median of provisioned_on - requested_on over requests of a quarter"
    " (by requested_on) that were provisioned. By unit of the initiative. n counts them.",
    "infra_open_requests": "Count of requests of the quarter that were not provisioned.",
    "blocked_share": "Percent; initiatives with at least one blocker open or partial / initiatives"
    " with at least one answer other than empty and not_applicable, in the quarter's snapshot. By"
    " unit of the initiative. n counts the denominator.",
    "satisfaction": "Of 5; sum of satisfaction x active_users / sum of active_users over rows"
    " with a satisfaction. By the row's own business_unit.",
    "dataset_completeness": "Percent; mean of completeness over rows with critical = true that have"
    " one. Not by business unit.",
}


def people(files: Files) -> dict[str, Kpi]:
    """Return the figures about people and what they wait for."""
    return (
        _use(files)
        | _learning(files)
        | _waiting(files)
        | {"blocked_share": _blocked(files), "dataset_completeness": _complete(files)}
    )


def _use(files: Files) -> dict[str, Kpi]:
    """Return adoption and stickiness, by quarter and by month."""
    rate, pilot, monthly, sticky, sticky_monthly = Sums(), Sums(), Sums(), Sums(), Sums()
    liked = Sums()
    for row in files.rows("adoption"):
        month, unit = row["month"], row["business_unit"]
        quarter = quarter_of(month)
        active, eligible = int(row["active_users"]), int(row["eligible_users"])
        daily = Fraction(Decimal(row["mean_dau"]))
        rate.add(quarter, unit, active, eligible)
        monthly.add(month, unit, active, eligible)
        sticky.add(quarter, unit, daily, active)
        sticky_monthly.add(month, unit, daily, active)
        if row["satisfaction"]:
            liked.add(quarter, unit, active * Fraction(Decimal(row["satisfaction"])), active)
        if row["is_pilot"] == "true":
            pilot.add(quarter, unit, active, eligible)
    return {
        "adoption_rate": rate.ratios(),
        "adoption_rate_by_month": monthly.ratios(),
        "pilot_adoption": pilot.ratios(),
        "satisfaction": liked.ratios(times=1),
        "stickiness": sticky.ratios(),
        "stickiness_by_month": sticky_monthly.ratios(),
    }


def _learning(files: Files) -> dict[str, Kpi]:
    """Return filled posts and completed courses."""
    filled, learnt = Sums(), Sums()
    for row in files.rows("talent"):
        parts = Fraction(Decimal(row["filled_fte"])), Fraction(Decimal(row["required_fte"]))
        filled.add(row["quarter"], row["business_unit"], *parts)
    for row in files.rows("training"):
        if row["required"] == "true":
            learnt.add(row["quarter"], NO_UNIT, int(row["completed"]), int(row["headcount"]))
    return {"talent_filled": filled.ratios(), "training_completed": learnt.ratios()}


def _complete(files: Files) -> Kpi:
    """Return how complete the critical data sets are."""
    sums = Sums()
    for row in files.rows("datasets"):
        if row["critical"] == "true" and row["completeness"]:
            sums.add(row["quarter"], NO_UNIT, Fraction(Decimal(row["completeness"])), 1)
    return sums.ratios(times=1)


def _waiting(files: Files) -> dict[str, Kpi]:
    """Return how long requests took and how many still wait."""
    waits: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    waiting = Sums()
    for row in files.rows("infra"):
        quarter = quarter_of(row["requested_on"])
        unit = files.unit_of_initiative[row["initiative_id"]]
        waiting.add(quarter, unit, int(not row["provisioned_on"]))
        if row["provisioned_on"]:
            days = date.fromisoformat(row["provisioned_on"]) - date.fromisoformat(
                row["requested_on"]
            )
            for key in (unit, ALL):
                waits[quarter][key].append(days.days)
    medians = {
        quarter: cell({unit: (float(median(days)), len(days)) for unit, days in units.items()})
        for quarter, units in sorted(waits.items())
    }
    return {"provisioning_days": medians, "infra_open_requests": waiting.totals(files)}


def _blocked(files: Files) -> Kpi:
    """Return the share of waiting initiatives that something blocks."""
    held: dict[tuple[str, str], bool] = defaultdict(bool)
    for row in files.rows("blockers"):
        if row["status"] in {"", "not_applicable"}:
            continue
        held[row["quarter"], row["initiative_id"]] |= row["status"] in {"open", "partial"}
    sums = Sums()
    for (quarter, initiative), blocked in held.items():
        sums.add(quarter, files.unit_of_initiative[initiative], int(blocked), 1)
    return sums.ratios()
