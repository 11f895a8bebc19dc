"""Evidence for controls: what each model in service could show at the end of each quarter.

Every control of a model has a day from which it is partly met and one from which it is met, so
that histories make sense. Three models stay silent: they were asked and answered nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pipelines.demo.company import Company, Model
from pipelines.demo.stages import Row
from pipelines.demo.story import Control
from pipelines.periods import Period, parsed

SILENT_FROM = parsed("2025-Q4")
REVIEWERS = {"high": "Independent model validator", "limited": "AI centre of excellence lead"}
NOT_APPLICABLE = {
    "appeal": "No decision about a person is taken by the model alone.",
    "notice": "Only employees meet the model; they are told in its training.",
    "bias_test": "No personal data enter the model.",
    "user_feedback": "The model has no direct users.",
}
"""Why a control may not apply; only these four ever do not."""


def control_evidence(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield the required controls of every model in service at the end of ``quarter``."""
    for model in company.models:
        if not model.serves(quarter.end):
            continue
        for control in company.story.controls:
            if model.initiative.tier in control.tiers:
                yield _evidence(company, model, control, quarter)


def _evidence(company: Company, model: Model, control: Control, quarter: Period) -> Row:
    """Return one control's row."""
    item = model.initiative
    chance = company.chance("control", model.id, control.id)
    status, since = _status(company, model, control, quarter)
    shown = status in {"met", "partial"}
    url = f"evidence/{model.id}/{control.id}-{since:%Y%m}.pdf" if shown and since else None
    proven = _renewed(since, quarter) if shown and since else None
    return (
        model.id,
        control.id,
        quarter.label,
        item.id,
        item.tier,
        status,
        url,
        proven,
        proven + timedelta(days=365) if proven else None,
        REVIEWERS.get(item.tier, "Model owner") if status else None,
        NOT_APPLICABLE[control.id] if status == "na" else None,
        quarter.end + timedelta(days=chance.randrange(60, 330)) if status == "waived" else None,
    )


def _status(
    company: Company, model: Model, control: Control, quarter: Period
) -> tuple[str | None, date | None]:
    """Return the answer of a quarter and since when it holds; None is silence."""
    chance = company.chance("control status", model.id, control.id)
    start = model.deployed_on or quarter.start
    if model.id in company.story.silent_models and quarter.start >= SILENT_FROM.start:
        return None, None
    planted = _after_the_form_change(company, model, control, quarter)
    if planted:
        return planted, quarter.start
    if control.id in NOT_APPLICABLE and chance.random() < 0.12:
        return "na", start
    if control.weight > 1 and chance.random() < 0.03:
        return "waived", start
    speed = 220 if model.initiative.tier == "high" else 150
    earliest = model.initiative.path[0].day
    partly = max(earliest, start + timedelta(days=int(chance.expovariate(1 / speed)) - 150))
    more = max(0, int(chance.expovariate(1 / (speed * 1.2))) - 40)
    fully = partly + timedelta(days=more)
    forgotten = company.chance("silence", model.id, control.id, quarter.label).random() < 0.015
    if forgotten and quarter.start < SILENT_FROM.start:
        return None, None
    if quarter.end >= fully:
        return "met", fully
    return ("partial", partly) if quarter.end >= partly else ("not_met", None)


def _after_the_form_change(
    company: Company, model: Model, control: Control, quarter: Period
) -> str | None:
    """Return what the triage model lost after the form change, if it is this one."""
    triage = company.story.facts["triage"]
    changed = parsed(triage["baseline_quarter"]).shift(1)
    if model.id != triage["model"] or quarter.start < changed.start:
        return None
    last = quarter.start >= parsed(triage["compared_quarter"]).start
    lost = {"bias_test": "not_met" if last else "partial", "data_quality": "not_met"}
    lost["monitoring_plan"] = "partial"
    return lost.get(control.id)


def _renewed(since: date, quarter: Period) -> date:
    """Return the day of the newest evidence: it is renewed every 270 days."""
    age = max(0, (quarter.end - since).days)
    return since + timedelta(days=age // 270 * 270)
