"""Initiatives by quarter, the gate decisions that moved them, and the register of models."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.demo.company import FAMILIES, Company
from pipelines.demo.story import Initiative
from pipelines.periods import Period

Row = tuple[object, ...]

GATES = {"idea": "G0", "prototype": "G1", "scaling": "G2", "production": "G3", "retired": "G4"}
"""The gate that leads into each stage."""
ORDER = ("idea", "prototype", "scaling", "production")
APPROVERS = {"high": "AI risk committee", "limited": "AI centre of excellence lead"}


def initiatives(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield the portfolio as it stood at the end of ``quarter``."""
    for item in company.initiatives:
        stage = item.stage_on(quarter.end)
        if stage is None:
            continue
        unit = company.story.units[item.unit]
        yield (
            item.id,
            quarter.label,
            item.name,
            item.unit,
            unit.sponsor,
            unit.product_manager,
            item.goal,
            stage,
            item.tier,
            item.target,
            Decimal(item.budget_eur).quantize(CENT),
            item.value_score,
            item.commercial,
        )


CENT = Decimal("0.01")


def stage_events(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield the moves between stages inside ``quarter``, each with its gate and decision."""
    for item in company.initiatives:
        before: str | None = None
        for number, step in enumerate(item.path, start=1):
            if quarter.start <= step.day <= quarter.end:
                gate, decision = _gate(before, step.stage)
                sponsor = company.story.units[item.unit].sponsor
                evidence = f"gates/{item.id}/{gate}-{number}.pdf" if gate else None
                yield (
                    f"SE-{item.id[3:]}-{number:02d}",
                    item.id,
                    before,
                    step.stage,
                    step.day,
                    gate,
                    decision,
                    APPROVERS.get(item.tier, sponsor),
                    evidence,
                )
            before = step.stage


def _gate(before: str | None, after: str) -> tuple[str | None, str | None]:
    """Return the gate that was held and what it decided; a pause is nobody's gate."""
    if before is None:
        return "G0", "go"
    if after == "paused":
        return None, None
    if before == "paused":
        return GATES[after], "conditional"
    if after == "retired":
        if before == "production":
            return "G4", "go"
        return ("G0" if before == "idea" else _gate_after(before)), "stop"
    if ORDER.index(after) < ORDER.index(before):
        return _gate_after(before), "recycle"
    return GATES[after], "go"


def _gate_after(stage: str) -> str:
    """Return the next gate of an initiative in ``stage``."""
    return GATES[ORDER[ORDER.index(stage) + 1]]


def models(company: Company) -> Iterator[Row]:
    """Yield the register of models, one row per version of what is past the idea by now."""
    for model in company.models:
        begun = model.initiative.first("prototype")
        if begun is None or begun > company.story.as_of:
            continue
        yield (
            model.id,
            model.version,
            model.initiative.id,
            FAMILIES[model.task],
            model.task,
            model.threshold,
            model.baseline,
            model.deployed_on,
            model.retired_on,
            _model_owner(model.initiative),
        )


def _model_owner(initiative: Initiative) -> str:
    """Return the role that answers for an initiative's models."""
    return f"Model owner {initiative.unit.lower()}"
