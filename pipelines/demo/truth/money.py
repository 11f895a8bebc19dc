"""Money, exact to the cent: realised sums of the ledger, and the return on what was spent."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from pipelines.demo.truth.reading import Files, Kpi, Sums, quarter_of, read

DEFINITIONS = {
    "benefit_realised": "EUR; sum of amount_eur, type benefit, status realised, by quarter of"
    " month.",
    "cost_realised": "EUR; sum of amount_eur, type cost, status realised, by quarter of month.",
    "cost_savings": "EUR; as benefit_realised, category saving only.",
    "revenue_impact": "EUR; as benefit_realised, category revenue only.",
    "avoided_loss": "EUR; as benefit_realised, category avoided_loss only.",
    "net_benefit": "EUR; benefit_realised minus cost_realised of the quarter.",
    "simple_roi": "Percent; 100 x (benefit - cost) / cost, realised, all months from the first"
    " quarter to the end of the quarter. None while nothing was spent.",
    "simple_roi_quarter": "Percent; as simple_roi, the quarter's own months only.",
    "plan_kept": "Percent; 100 x realised benefit / planned benefit of the quarter. None without a"
    " plan. The business unit is that of the initiative, in every metric of the ledger.",
}
CATEGORIES = {"cost_savings": "saving", "revenue_impact": "revenue", "avoided_loss": "avoided_loss"}


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
    found = {name: _in_euros(part.totals()) for name, part in sums.items()}
    found["simple_roi"] = flow.running(files.quarters).ratios()
    found["simple_roi_quarter"] = flow.ratios()
    found["plan_kept"] = plan.ratios()
    return found


def _in_euros(kpi: Kpi) -> Kpi:
    """Return cents as euros; the floats print exactly to the cent."""
    for entry in kpi.values():
        entry["all"] = _euros(entry["all"])
        units = entry["by_business_unit"]
        assert isinstance(units, dict)  # noqa: S101 - tells the type checker what cell() made
        entry["by_business_unit"] = {unit: _euros(value) for unit, value in units.items()}
    return kpi


def _euros(cents: object) -> float:
    """Return whole cents as euros."""
    return float(Decimal(str(cents)).scaleb(-2))


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
    first = min(flows)
    return sum(float(flow) / (1 + rate) ** (year - first) for year, flow in flows.items())
