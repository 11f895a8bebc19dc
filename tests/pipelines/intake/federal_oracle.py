"""The federal inventory's figures by plain Python that shares no line with the product.

Run ``python -m tests.pipelines.intake.federal_oracle`` from the repository root to write the
expected numbers anew; a test compares them with the file, another with what the profile makes.
"""

from __future__ import annotations

import csv
import json
import re
import statistics
from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
INVENTORY = ROOT.parent / "shared" / "data" / "federal_ai_inventory_2024.csv"
EXPECTED = Path(__file__).with_name("federal_expected.json")
AS_OF = date(2024, 12, 31)

AGENCY, STAGE, IMPACT = 2, 9, 10
INITIATED, DEVELOPED, IMPLEMENTED, RETIRED = 11, 12, 13, 14
STAGES = {
    "initiated": "idea",
    "planned": "idea",
    "ideation": "idea",
    "": "idea",
    "acquisition and/or development": "prototype",
    "implementation and assessment": "scaling",
    "operation and maintenance": "production",
    "in production": "production",
    "in mission": "production",
    "retired": "retired",
    "research or administrative action complete": "retired",
}
WEIGHTS = {
    "impact_assessment": 3,
    "real_world_test": 3,
    "bias_test": 3,
    "human_oversight": 3,
    "independent_review": 2,
    "monitoring_plan": 2,
    "data_quality": 2,
    "appeal": 2,
    "security_review": 2,
    "notice": 1,
    "user_feedback": 1,
}
COLUMNS = {
    "impact_assessment": 45,
    "real_world_test": 46,
    "independent_review": 48,
    "monitoring_plan": 49,
    "human_oversight": 50,
    "notice": 52,
    "bias_test": 55,
    "user_feedback": 56,
    "appeal": 58,
    "data_quality": 27,
    "security_review": 33,
}
PRACTICES = [name for name in COLUMNS if name not in ("data_quality", "security_review")]
CREDIT = {"met": 1.0, "partial": 0.5, "not_met": 0.0, "waived": 0.0, None: 0.0}


def rows(path: Path = INVENTORY) -> list[list[str]]:
    """Return the records, every cell with its blanks folded."""
    with path.open(encoding="cp1252", newline="") as stream:
        records = list(csv.reader(stream))[1:]
    return [[" ".join(cell.split()) for cell in record] for record in records]


def day(text: str) -> date | None:
    """Return the day in a cell; a year or month stands for its first day."""
    odd = {"Current model: 2019-2023": "1/1/2019", "Current model: 2020-2024": "1/1/2020",
           "2015-2022": "1/1/2015", "Q4FY25": "7/1/2025",
           "2022-08 (estimated)": "8/1/2022"}  # fmt: skip
    text = odd.get(text, text)
    if re.fullmatch(r"\d\d-[A-Z][a-z][a-z]", text):
        return datetime.strptime(text, "%y-%b").date()
    if iso := re.match(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(iso[0])
    try:
        found = datetime.strptime(text, "%m/%d/%Y").date()
    except ValueError:
        return None
    if found.year == 1905:
        return date((found - date(1899, 12, 30)) // timedelta(days=1), 1, 1)
    return found


def past(text: str) -> date | None:
    """Return the day in a cell unless it lies after the as-of."""
    found = day(text)
    return found if found and found <= AS_OF else None


def stage(record: list[str]) -> str:
    """Return our word for the record's stage."""
    return STAGES[record[STAGE].lower()]


def impact(record: list[str]) -> str:
    """Return whether rights, safety, both or neither are touched."""
    word = record[IMPACT].lower().split("-")[0]
    if word in ("both", "rights", "safety", "neither"):
        return word
    return "blank" if not word else "not_yet_known"


def journeys(records: list[list[str]], *, leave_undated_ends_out: bool) -> dict[str, object]:
    """Return the waiting time from concept to production, all told."""
    days: list[int] = []
    finished: list[bool] = []
    backwards = undated = without_start = 0
    for record in records:
        starts = [found for found in map(past, record[INITIATED : DEVELOPED + 1]) if found]
        live, gone = past(record[IMPLEMENTED]), past(record[RETIRED])
        if not starts:
            without_start += 1
            continue
        start = min(starts)
        known_end = live or gone
        if known_end is None and stage(record) in ("production", "retired"):
            undated += 1
            if leave_undated_ends_out:
                continue
        end = known_end or AS_OF
        if end < start:
            backwards += 1
            continue
        days.append((end - start).days)
        finished.append(live is not None)
    done = [length for length, over in zip(days, finished, strict=True) if over]
    return {
        "subjects": len(days),
        "finished": len(done),
        "same_day": done.count(0),
        "backwards_left_out": backwards,
        "end_without_a_date": undated,
        "without_start": without_start,
        "naive_median": statistics.median(done) if done else None,
        "kaplan_meier_median": kaplan_meier_median(days, finished),
    }


def kaplan_meier_median(days: list[int], finished: list[bool]) -> int | None:
    """Return the first day by which half have finished, in exact fractions.

    lifelines multiplies rounded numbers: where exactly half remain it may take the next step.
    The curve is compared with its curve, so that only the rounding is ours.
    """
    from lifelines import KaplanMeierFitter  # slow to import, and not needed by most tests

    if not days:
        return None
    curve = KaplanMeierFitter().fit(days, finished)
    share, median = Fraction(1), None
    for moment in sorted(set(days)):
        at_risk = sum(length >= moment for length in days)
        events = sum(over and length == moment for length, over in zip(days, finished, strict=True))
        share *= 1 - Fraction(events, at_risk)
        theirs = float(curve.survival_function_at_times(moment).iloc[0])
        assert abs(theirs - share) < 1e-9
        if share <= Fraction(1, 2) and median is None:
            median = moment
    return median


def by_agency(records: list[list[str]], *, leave_undated_ends_out: bool) -> dict[str, object]:
    """Return the waiting time per agency."""
    return {
        name: journeys(
            [record for record in records if record[AGENCY] == name],
            leave_undated_ends_out=leave_undated_ends_out,
        )
        for name in sorted({record[AGENCY] for record in records})
    }


def status(control: str, record: list[str]) -> str | None:
    """Return what a record says about one control: our word, or None for silence."""
    text = record[COLUMNS[control]].lower()
    if control == "human_oversight":
        if not text and "fail-safe has been implemented" in record[51]:
            return "met"
        return "met" if text[:2] == "no" or "fail-safe" in text else "not_met" if text else None
    if not text or text == "n/a":
        return None
    if "waived this minimum practice" in text:
        return "waived"
    if control == "bias_test":
        return _bias(text)
    if control == "data_quality":
        good = "is complete" in text or "widely available" in text
        return "met" if good else "not_met" if "missing" in text else "partial"
    if text.startswith(("n/a - individuals", "no – law")):
        return "na"
    if text.startswith(("planned", "benchmark")) or text == "other":
        return "partial"
    return "not_met" if text.startswith(("no", '["none')) else "met"


def _bias(text: str) -> str | None:
    """Return what a free text on disparities is worth, by words that give it away."""
    if re.search(r"^review$|pending review|all enforcement matters|hip arthritis", text):
        return None
    if re.search(r"^n/a|^no student|not tied to a demog|does not incorporate race", text):
        return "na"
    if re.search(r"^no analysis|are expected as the current", text):
        return "not_met"
    if re.search(r"tested for bias|met or exceeded|formally evaluated|va has examined", text):
        return "met"
    return "partial"


def compliance(records: list[list[str]]) -> dict[str, object]:
    """Return the compliance score of the records that may touch rights or safety."""
    asked = [record for record in records if impact(record) in ("both", "rights", "safety")]
    cells = [{control: status(control, record) for control in COLUMNS} for record in asked]
    strict, answered = [], []
    for answers in cells:
        applicable = {name: found for name, found in answers.items() if found != "na"}
        said = {name: found for name, found in applicable.items() if found is not None}
        strict.append(score(applicable))
        if said:
            answered.append(score(said))
    statuses = Counter(str(found) for answers in cells for found in answers.values())
    applicable_cells = sum(statuses.values()) - statuses["na"]
    return {
        "use_cases_asked": len(asked),
        "statuses": dict(sorted(statuses.items())),
        "score_strict": statistics.fmean(strict),
        "score_over_answered": statistics.fmean(answered),
        "use_cases_with_an_answer": len(answered),
        "coverage": 1 - statuses["None"] / applicable_cells,
        "silent_on_all_eleven": sum(not any(answers.values()) for answers in cells),
        "silent_on_nine_practices": sum(
            not any(answers[name] for name in PRACTICES) for answers in cells
        ),
        "fully_met": sum(
            {found for found in answers.values() if found != "na"} == {"met"} for answers in cells
        ),
        "retired_among_them": sum(stage(record) == "retired" for record in asked),
        "by_agency": {
            name: statistics.fmean(
                score for score, record in zip(strict, asked, strict=True) if record[AGENCY] == name
            )
            for name in sorted({record[AGENCY] for record in asked})
        },
    }


def score(answers: dict[str, str | None]) -> float:
    """Return 100 x weighted credit over weight."""
    weight = sum(WEIGHTS[name] for name in answers)
    return 100 * sum(WEIGHTS[name] * CREDIT[found] for name, found in answers.items()) / weight


def blocker(name: str, record: list[str]) -> str | None:
    """Return whether one blocker is in a record's way."""
    if name == "tool_wait":
        months = {"less than 6 months": "none", "6-12 months": "partial",
                  "less than 1 year": "partial", "more than 12 months": "open"}  # fmt: skip
        return months.get(record[35].lower()) or _nothing(record[35])
    if name == "authority_to_operate":
        if "engineering review" in record[33].lower():
            return "partial"
        return "none" if "enclave" in record[33] else _yes_no(record[33], "", no="open")
    if name == "provisioning":
        return _yes_no(record[36], record[37], no="open")
    if name == "catalogue":
        return _yes_no(record[24], record[25], no="open")
    both = {
        _yes_no(record[38], record[39], no="open"),
        _yes_no(record[40], record[41], no="partial"),
    }
    worst_first = ("open", "partial", "none", "not_applicable")
    return next((word for word in worst_first if word in both), None)


def _nothing(text: str) -> str | None:
    """Return not_applicable for N/A in any spelling, else None."""
    return "not_applicable" if text.lower() in ("n/a", "not applicable") else None


def _yes_no(text: str, explained: str, *, no: str) -> str | None:
    """Return a yes-no answer as a blocker's status; Other by the words of its explanation."""
    word = text.lower()
    if word in ("yes", "no"):
        return "none" if word == "yes" else no
    if word != "other":
        return _nothing(text)
    said = explained.lower()
    if re.fullmatch(r"|not sure\.?|tbd|blank/not provided", said):
        return None
    if re.search(
        r"^not (needed|required|applic)|^n/?a\b|not necessary for the dev|"
        r"does not require datasets|"
        r"^commercial-off|commercial product\.|commercially developed|trained by commercial|"
        r"^this is not needed|^no (relevant|resources provisioned|it infra|infra|process req|comm)|"
        r"cots product, no it|^we (do not train any|will not be tr|have not needed)|"
        r"not been necessary for this model|^none req|no provisioning is|^these are stand-alone|"
        r"^third party vendor|bsee's",
        said,
    ):
        return "not_applicable"
    if re.search(r"^not yet prov|^two requests|^still haven't|still being implemented", said):
        return "open"
    if re.search(r"formal intake process|^cbp has|maintained by the cfpb|^already id", said):
        return "none"
    if said == "use case already developed":
        return "none"
    return "partial"


def blockers(records: list[list[str]]) -> dict[str, object]:
    """Return, per blocker, how often each status was given and its share of what applies."""
    found: dict[str, object] = {}
    for name in ("tool_wait", "provisioning", "compute", "authority_to_operate", "catalogue"):
        counts = Counter(blocker(name, record) for record in records)
        applies = counts["open"] + counts["partial"] + counts["none"]
        found[name] = {
            **{word: counts[word] for word in ("open", "partial", "none", "not_applicable")},
            "silent": counts[None],
            "share_open": counts["open"] / applies,
            "share_open_or_partial": (counts["open"] + counts["partial"]) / applies,
        }
    return found


def figures(path: Path = INVENTORY) -> dict[str, object]:
    """Return every expected number."""
    records = rows(path)
    stages = Counter(map(stage, records))
    agencies = sorted({record[AGENCY] for record in records})
    return {
        "sha256": sha256(path.read_bytes()).hexdigest(),
        "use_cases": len(records),
        "by_agency": {name: sum(record[AGENCY] == name for record in records) for name in agencies},
        "by_stage": dict(sorted(stages.items())),
        "by_impact": dict(sorted(Counter(map(impact, records)).items())),
        "events": {
            to: sum(past(record[column]) is not None for record in records)
            for to, column in zip(
                ("idea", "prototype", "production", "retired"),
                (INITIATED, DEVELOPED, IMPLEMENTED, RETIRED),
                strict=True,
            )
        },
        "share_in_production": {
            "of_all": stages["production"] / len(records),
            "of_not_retired": stages["production"] / (len(records) - stages["retired"]),
        },
        "concept_to_production": {
            "from_events_alone": journeys(records, leave_undated_ends_out=False),
            "undated_ends_left_out": journeys(records, leave_undated_ends_out=True),
            "by_agency_from_events_alone": by_agency(records, leave_undated_ends_out=False),
            "by_agency_undated_ends_left_out": by_agency(records, leave_undated_ends_out=True),
        },
        "compliance": compliance(records),
        "blockers": blockers(records),
    }


if __name__ == "__main__":
    EXPECTED.write_text(json.dumps(figures(), indent=1, ensure_ascii=False) + "\n", "utf-8")
