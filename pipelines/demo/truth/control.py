"""Control: evidence answered and met, silence, and incidents per day of service."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from pipelines.demo.story import read_story
from pipelines.demo.truth.reading import Files, Kpi, Sums, quarter_of
from pipelines.periods import parsed

DEFINITIONS = {
    "compliance_score": "Percent; mean over models of 100 x sum(weight x credit) / sum(weight) over"
    " the model's rows of the quarter; met 1, partial 0.5, not_met, waived and silence (empty"
    " status) 0; na leaves. A model whose rows are all na leaves. Weights under `weights`. By unit"
    " of the model's initiative. n counts models.",
    "compliance_answered": "The same with silent rows left out too; a model that answered"
    " nothing leaves.",
    "silent_share": "Percent; rows with empty status / rows of the quarter whose status is not na."
    " n counts the denominator.",
    "silent_models": "Count of models with rows in the quarter other than na, and no status in any"
    " of them. n counts models with such rows.",
    "fully_met": "Count of models whose every applicable control is met.",
    "incidents": "Count of incidents by quarter of opened_at. By unit of the model's initiative.",
    "severe_incidents": "Count of incidents with severity S1, likewise; 0 where there is none.",
    "model_days": "Days of the quarter on which a model version was deployed (deployed_on <= day)"
    " and not retired (day < retired_on or empty), summed over the rows of models.",
    "incident_rate": "1000 x incidents / model_days. None without model-days.",
}
CREDIT = {"met": Fraction(1), "partial": Fraction(1, 2)}


def weights() -> dict[str, int]:
    """Return the weight of each control."""
    return {control.id: control.weight for control in read_story().controls}


def control(files: Files) -> dict[str, Kpi]:
    """Return the figures of control by quarter."""
    return _compliance(files) | _incidents(files)


def _compliance(files: Files) -> dict[str, Kpi]:
    """Return scores per model, averaged."""
    weight = weights()
    strict: dict[tuple[str, str], list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    answered: dict[tuple[str, str], list[Fraction]] = defaultdict(
        lambda: [Fraction(0), Fraction(0)]
    )
    spoke: dict[tuple[str, str], bool] = defaultdict(bool)
    silence = Sums()
    for row in files.rows("control_evidence"):
        key, status = (row["quarter"], row["model_id"]), row["status"]
        if status == "na":
            continue
        silence.add(row["quarter"], files.unit_of_model(row["model_id"]), int(not status), 1)
        spoke[key] |= bool(status)
        for scores in (strict, answered) if status else (strict,):
            scores[key][0] += weight[row["control_id"]] * CREDIT.get(status, Fraction(0))
            scores[key][1] += weight[row["control_id"]]
    silent, full = Sums(), Sums()
    for (quarter, model), said in spoke.items():
        part, whole = strict[quarter, model]
        silent.add(quarter, files.unit_of_model(model), int(not said))
        full.add(quarter, files.unit_of_model(model), int(whole > 0 and part == whole))
    return {
        "compliance_score": _means(files, strict),
        "compliance_answered": _means(files, answered),
        "silent_share": silence.ratios(),
        "silent_models": silent.totals(files),
        "fully_met": full.totals(files),
    }


def _means(files: Files, scores: dict[tuple[str, str], list[Fraction]]) -> Kpi:
    """Return the mean over models, not over rows."""
    sums = Sums()
    for (quarter, model), (part, whole) in scores.items():
        if whole:
            sums.add(quarter, files.unit_of_model(model), part / whole, 1)
    return sums.ratios()


def _incidents(files: Files) -> dict[str, Kpi]:
    """Return incidents, exposure and their ratio."""
    count, severest, days, rate = Sums(), Sums(), Sums(), Sums()
    for quarter in files.quarters:
        first, after = parsed(quarter).start, parsed(quarter).end + timedelta(days=1)
        for row in files.rows("models"):
            served = _served(row, first, after)
            if served:
                unit = files.unit_of_model(row["model_id"])
                days.add(quarter, unit, served)
                rate.add(quarter, unit, 0, served, n=0)
    for row in files.rows("incidents"):
        quarter, unit = quarter_of(row["opened_at"]), files.unit_of_model(row["model_id"])
        count.add(quarter, unit, 1)
        rate.add(quarter, unit, 1)
        if row["severity"] == "S1":
            severest.add(quarter, unit, 1)
    return {
        "incidents": count.totals(files),
        "severe_incidents": severest.totals(files),
        "model_days": days.totals(files),
        "incident_rate": rate.ratios(times=1000),
    }


def _served(row: dict[str, str], first: date, after: date) -> int:
    """Return the days from ``first`` until before ``after`` that a version was in service."""
    if not row["deployed_on"]:
        return 0
    begin = max(first, date.fromisoformat(row["deployed_on"]))
    end = min(after, date.fromisoformat(row["retired_on"])) if row["retired_on"] else after
    return max(0, (end - begin).days)


def clocks_broken(files: Files) -> list[str]:
    """Return the severe incidents whose root cause took more than two working days."""
    late = []
    for row in files.rows("incidents"):
        if row["severity"] == "S1" and row["root_cause_at"]:
            opened = date.fromisoformat(row["opened_at"][:10])
            found = date.fromisoformat(row["root_cause_at"][:10])
            if _working_days(opened, found) > 2:
                late.append(row["incident_id"])
    return late


def _working_days(first: date, last: date) -> int:
    """Return the working days after ``first`` up to ``last``."""
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


def severe(files: Files, incident_id: str) -> dict[str, str]:
    """Return one incident's row."""
    return next(row for row in files.rows("incidents") if row["incident_id"] == incident_id)
