"""The ten planted situations: where each can be found, and what must be found there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from pipelines.demo.story import read_story
from pipelines.demo.truth.classification import Counts, counted, figures, stability
from pipelines.demo.truth.control import clocks_broken, severe
from pipelines.demo.truth.datasets import sample
from pipelines.demo.truth.money import net_present_value, realised
from pipelines.demo.truth.reading import Files, read

DISCOUNT = 0.10
"""Yearly rate of the net present value; the methods' own example uses it."""
Beat = dict[str, Any]


def beats(files: Files) -> list[Beat]:
    """Return the ten situations in the order of the story."""
    return [
        _chatbot(files),
        _triage(files),
        _quick_win(files),
        _negative(files),
        _sensors(files),
        _step(),
        _restated(files),
        _maturity(),
        _silent(),
        _review(),
    ]


def _beat(number: int, title: str, where: str, find: str, **expected: Any) -> Beat:  # noqa: ANN401 - JSON
    """Return one entry of the manifest."""
    return {"beat": number, "title": title, "where": where, "find": find, "expected": expected}


def _facts(name: str) -> dict[str, Any]:
    """Return the story's facts of one situation."""
    return dict(read_story().facts[name])


def _last(files: Files, extract: str, **match: str) -> list[dict[str, str]]:
    """Return the matching rows of the extract's newest file."""
    rows = read(files.live(extract)[-1])
    return [row for row in rows if all(row[key] == value for key, value in match.items())]


def _chatbot(files: Files) -> Beat:
    """The goal that its data cannot carry."""
    facts = _facts("chatbot")
    row = _last(files, "datasets", dataset_id=facts["dataset"])[0]
    names = ("completeness", "uniqueness", "validity", "consistency", "timeliness", "accuracy")
    scores = {name: float(row[name]) for name in names}
    blocker = _last(files, "blockers", initiative_id=facts["initiative"], blocker="data_gap")[0]
    return _beat(
        1,
        "The chatbot is promised for 2026-Q3 but the customer records cannot carry it",
        "datasets and blockers, newest quarter",
        "DS-CRM: mean of its six scores 30; uniqueness 69 (31 % duplicates), completeness 58"
        " (42 % without a consent flag); AI-017 blocked by a data gap",
        initiative=facts["initiative"],
        dataset_score=sum(scores.values()) / 6,
        scores=scores,
        **_faulty_customers(files),
        blocker_status=blocker["status"],
        blocked_since=blocker["since"],
        wanted=str(facts["wanted"]),
        value=82.5,
        feasibility=49,
        alignment_gap=33.5,
    )


def _faulty_customers(files: Files) -> dict[str, float | None]:
    """Return what the customer records themselves show; None where only their scores are told."""
    rows = sample(files.folder, _facts("chatbot")["dataset"], files.quarters[-1])
    if not rows:
        return {"duplicate_share": None, "consent_missing_share": None}
    people = {(row["name"], row["birth_date"]) for row in rows}
    silent = sum(not row["marketing_consent"] for row in rows)
    return {
        "duplicate_share": 1 - len(people) / len(rows),
        "consent_missing_share": silent / len(rows),
    }


def _triage(files: Files) -> Beat:
    """The model that got worse after a form changed."""
    facts = _facts("triage")
    only = {model: "other" for model in files.initiative_of_model}
    only[facts["model"]] = facts["model"]
    by_quarter: dict[str, Counts] = {}
    for path in files.live("predictions"):
        counts = counted(path, only)[facts["model"]]
        if counts.by_score.sum():
            by_quarter[path.stem.partition("_")[2]] = counts
    before, now = by_quarter[facts["baseline_quarter"]], by_quarter[facts["compared_quarter"]]
    width = np.append(np.arange(0, 10_000, 1_000), 10_001)
    row = severe(files, facts["incident"])
    return _beat(
        2,
        "Claims triage declines after the form change of August 2025",
        f"predictions of {facts['model']}, incidents",
        "AUC .84 to .71 in three quarters, score distribution drifted, people of 65 and older"
        " chosen less; one S1 incident whose root cause came later than two working days",
        auc={quarter: figures(counts)["auc"][0] for quarter, counts in by_quarter.items()},
        disparate_impact={
            quarter: figures(counts)["disparate_impact"][0]
            for quarter, counts in by_quarter.items()
        },
        psi_ten_equal_bins=stability(before, now, edges=width),
        psi_baseline_deciles=stability(before, now, edges=_deciles(before)),
        baseline_quarter=facts["baseline_quarter"],
        compared_quarter=facts["compared_quarter"],
        incident=row["incident_id"],
        severity=row["severity"],
        cause=row["cause"],
        root_cause_clocks_broken=clocks_broken(files),
    )


def _deciles(counts: Counts) -> np.ndarray[Any, Any]:
    """Return edges that cut the baseline into ten parts as equal as its scores allow."""
    reached = np.cumsum(counts.by_score.sum(axis=0)) / counts.by_score.sum()
    inner = [int(np.searchsorted(reached, share / 10)) + 1 for share in range(1, 10)]
    return np.array([0, *inner, 10_001])


def _quick_win(files: Files) -> Beat:
    """The small thing that worked at once."""
    facts = _facts("quick_win")
    days = {
        row["to_stage"]: date.fromisoformat(row["event_date"])
        for row in files.rows("stage_events")
        if row["initiative_id"] == facts["initiative"]
    }
    saved = sum(
        (
            realised(path, initiative=facts["initiative"], kind="benefit")
            for path in files.live("ledger")
        ),
        Decimal(0),
    )
    return _beat(
        3,
        "Invoice matching is a quick win",
        "stage_events and ledger",
        "74 days from the idea gate to production; 210,000 EUR realised savings in two quarters",
        initiative=facts["initiative"],
        days=(days["production"] - days["prototype"]).days,
        saved_eur=float(saved),
        saved_in=facts["saved_in"],
    )


def _negative(files: Files) -> Beat:
    """The initiative that never paid."""
    item = _facts("negative")["initiative"]
    stage = _last(files, "initiatives", initiative_id=item)[0]["stage"]
    return _beat(
        4,
        "Fraud ring detection never paid and was retired",
        "ledger and initiatives",
        "net present value below zero: yearly realised net flows, first year undiscounted",
        initiative=item,
        stage=stage,
        rate=DISCOUNT,
        net_present_value_eur=round(net_present_value(files, item, rate=DISCOUNT), 2),
    )


def _sensors(files: Files) -> Beat:
    """One missing pipeline, three initiatives waiting."""
    facts = _facts("sensors")
    used_by = _last(files, "datasets", dataset_id=facts["dataset"])[0]["used_by"].split(";")
    blocked = [
        row["initiative_id"]
        for row in _last(files, "blockers", blocker="data_gap", status="open")
        if row["initiative_id"] in used_by
    ]
    unmet = [
        row["request_id"]
        for row in files.rows("infra")
        if row["request_id"].endswith("SENSOR") and not row["provisioned_on"]
    ]
    rows = sample(files.folder, facts["dataset"], files.quarters[-1])
    moments = {(row["sensor_id"], row["reading_at"]) for row in rows}
    return _beat(
        5,
        "A sensor pipeline holds back three initiatives",
        "blockers, datasets, infra",
        "all three have an open data gap, share DS-SENSOR and wait for data access; its readings"
        " come up to twice, half of them without litres, and the newest is older than promised",
        initiatives=used_by,
        blocked=blocked,
        open_requests=unmet,
        foundation=facts["foundation"],
        resent_share=1 - len(moments) / len(rows) if rows else None,
        litres_missing_share=sum(not row["litres"] for row in rows) / len(rows) if rows else None,
        newest_reading=max((row["reading_at"] for row in rows), default=None),
    )


def _step() -> Beat:
    """One step that is real, one improvement that is not."""
    facts = _facts("training_step")
    return _beat(
        6,
        "Training lifts adoption; stickiness only wobbles",
        "adoption by month, training",
        "adoption_rate_by_month: no XmR signal before the first month of the step, none after it,"
        " one over the whole; stickiness_by_month: no signal at all although the last quarter looks"
        " better",
        step=facts["first_month"],
        training_quarter=facts["training_quarter"],
        noise_metric=facts["noise_metric"],
    )


def _restated(files: Files) -> Beat:
    """The quarter that was told twice, and the file that has not come."""
    quarter, item = _facts("restated")["quarter"], "AI-003"
    first = files.folder / f"ledger_{quarter}.csv"
    second = files.folder / f"ledger_{quarter}_r2.csv"
    before, after = (
        float(realised(path, initiative=item, kind="benefit")) for path in (first, second)
    )
    late = _facts("late")
    return _beat(
        7,
        "One quarter is restated, one extract is late",
        "ledger, talent",
        "the first ledger of the quarter booked a benefit twice over; the talent file of the last"
        " quarter does not exist",
        quarter=quarter,
        initiative=item,
        benefit_first_told=before,
        benefit_restated=after,
        restating_rows=sum(bool(row["restates_entry_id"]) for row in read(second)),
        missing=f"{late['extract']}_{late['quarter']}.csv",
    )


def _maturity() -> Beat:
    """What both sides believe about the data."""
    return _beat(
        8,
        "The CEO rates data maturity one level above the CIO",
        "records, not files",
        "the questionnaire's answers, entered on screen",
        gap_levels=1,
    )


def _silent() -> Beat:
    """The models nobody answers for."""
    return _beat(
        9,
        "Three models are silent on their controls",
        "control_evidence, last two quarters",
        "rows are there, status is empty in all of them",
        models=list(read_story().silent_models),
    )


def _review() -> Beat:
    """The review that is overdue."""
    facts = _facts("framework_review")
    return _beat(
        10,
        "The review of the framework is overdue",
        "records, not files",
        "due date against the reporting date",
        due=str(facts["due"]),
        overdue_days=facts["overdue_days"],
    )
