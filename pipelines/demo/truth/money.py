"""Money, exact to the cent: realised sums of the ledger, and the return on what was spent."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from pipelines.demo.truth.reading import Files, Held, Kpi, Sums, cell, quarter_of, read

DEFINITIONS = {
    "benefit_realised": "EUR; sum of amount_eur, type benefit, status realised, by quarter of"
    " month.",
    "cost_realised": "EUR; sum of amount_eur, type cost, status realised, by quarter of month.",
    "cost_savings": "EUR; as benefit_realised, category saving only.",
    "revenue_impact": "EUR; as benefit_realised, category revenue only.",
    "avoided_losses": "EUR; as benefit_realised, category avoided_loss only.",
    "benefit_to_date": "EUR; benefit_realised from the first quarter to the end of the quarter.",
    "cost_to_date": "EUR; cost_realised from the first quarter to the end of the quarter.",
    "npv": "EUR; sum over quarters, from the first with a realised entry of the unit (or of all) to"
    " the quarter itself, of net_benefit / 1.08 ** (steps / 4); the first quarter undiscounted.",
    "payback": "Years; quarters until the running net_benefit is zero or more, linear inside the"
    " quarter, divided by 4; None while it has not come back.",
    "net_benefit": "EUR; benefit_realised minus cost_realised of the quarter.",
    "simple_roi": "Percent; 100 x (benefit - cost) / cost, realised, all months from the first"
    " quarter to the end of the quarter. None while nothing was spent.",
    "simple_roi_quarter": "Percent; as simple_roi, the quarter's own months only.",
    "plan_kept": "Percent; 100 x realised benefit / planned benefit of the quarter. None without a"
    " plan. The business unit is that of the initiative, in every metric of the ledger.",
}
YEARLY_RATE = 0.08
CENTS = 100
CATEGORIES = {
    "cost_savings": "saving",
    "revenue_impact": "revenue",
    "avoided_losses": "avoided_loss",
}


def money(files: Files) -> dict[str, Kpi]:
    """Return the ledger's figures."""
    sums: dict[str, Sums] = defaultdict(Sums)
    flow, plan = Sums(), Sums()
    for row in files.rows("ledger"):
        quarter, unit = quarter_of(row["month"]), files.unit_of_initiative[row["initiative_id"]]
        cents = int(Decimal(row["amount_eur"]).scaleb(2))
        benefit = row["type"] == "benefit"
        if row["status"] == "planned" and benefit:
            plan.add(quarter, unit, 0, cents)
        if row["status"] != "realised":
            continue
        sums["benefit_realised" if benefit else "cost_realised"].add(quarter, unit, cents)
        sums["net_benefit"].add(quarter, unit, cents if benefit else -cents)
        flow.add(quarter, unit, cents if benefit else -cents, 0 if benefit else cents)
        if benefit:
            plan.add(quarter, unit, cents, 0)
        for name, category in CATEGORIES.items():
            if benefit and row["category"] == category:
                sums[name].add(quarter, unit, cents)
    found = {name: part.totals(files, divide=CENTS) for name, part in sums.items()}
    for name, source in (
        ("benefit_to_date", "benefit_realised"),
        ("cost_to_date", "cost_realised"),
    ):
        found[name] = sums[source].running(files.quarters).totals(files, divide=CENTS)
    found["npv"], found["payback"] = _over_time(flow, files.quarters)
    found["simple_roi"] = flow.running(files.quarters).ratios()
    found["simple_roi_quarter"] = flow.ratios()
    found["plan_kept"] = plan.ratios()
    return found


def _over_time(flow: Sums, quarters: tuple[str, ...]) -> tuple[Kpi, Kpi]:
    """Return net present value and payback of the quarters up to each one."""
    worth: Kpi = {}
    back: Kpi = {}
    for last, quarter in enumerate(quarters, start=1):
        values: dict[str, tuple[float | None, int]] = {}
        years: dict[str, tuple[float | None, int]] = {}
        for unit in {unit for past in quarters[:last] for unit in flow.held[past]}:
            held = [flow.held[past].get(unit, Held()) for past in quarters[:last]]
            begun = next(index for index, one in enumerate(held) if one.n)
            euros = [float(one.part) / 100 for one in held[begun:]]
            n = sum(one.n for one in held)
            values[unit] = (_discounted(euros, rate=YEARLY_RATE, a_year=4), n)
            years[unit] = (_years_until_back(euros), n)
        worth[quarter], back[quarter] = cell(values), cell(years)
    return worth, back


def _discounted(flows: list[float], *, rate: float, a_year: int) -> float:
    """Return what flows are worth at the time of the first."""
    worth = 0.0
    for flow in reversed(flows):
        worth = flow + worth / (1 + rate) ** (1 / a_year)
    return worth


def _years_until_back(flows: list[float]) -> float | None:
    """Return the years until the money has come back, a quarter at a time."""
    total = 0.0
    for step, flow in enumerate(flows):
        if total + flow >= 0:
            return (step - 1 + -total / flow) / 4 if step and flow else 0.0
        total += flow
    return None


def realised(path: Path, *, initiative: str, kind: str) -> Decimal:
    """Return what one file books as realised for one initiative."""
    return sum(
        (
            Decimal(row["amount_eur"])
            for row in read(path)
            if (row["initiative_id"], row["type"], row["status"]) == (initiative, kind, "realised")
        ),
        Decimal(0),
    )


def net_present_value(files: Files, initiative: str, *, rate: float) -> float:
    """Return the value of the yearly realised net flows, the first year undiscounted."""
    flows: dict[int, Decimal] = defaultdict(Decimal)
    for row in files.rows("ledger"):
        if row["initiative_id"] == initiative and row["status"] == "realised":
            sign = 1 if row["type"] == "benefit" else -1
            flows[int(row["month"][:4])] += sign * Decimal(row["amount_eur"])
    years = range(min(flows), max(flows) + 1)
    return _discounted([float(flows[year]) for year in years], rate=rate, a_year=1)
