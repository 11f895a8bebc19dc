"""The federal inventory of 2024 maps whole, and its decision table tells the truth.

These tests need the published file; without it they are skipped, loudly.
"""

from __future__ import annotations

import csv
import json
import re
import statistics
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipelines.extracts.reading import read_contracts
from pipelines.intake.mapping.applying import Mapped, apply_profile, read_profile
from pipelines.intake.mapping.reading import SHIPPED
from pipelines.settings import Settings
from tests.pipelines.intake.federal_oracle import EXPECTED, INVENTORY, figures, score

Table = list[dict[str, str]]
CONTRACTS = read_contracts(Settings().extracts)
FIGURES = json.loads(EXPECTED.read_text("utf-8"))
PROFILE = read_profile("federal-2024")
NOT_ALWAYS_MET = {"agency-disagrees", "order-retirement"}
"""Checks that guard against what this release of the file happens not to contain."""


@pytest.fixture(scope="module")
def inventory() -> Path:
    if not INVENTORY.is_file():
        pytest.skip(
            f"!! NOT TESTED ON THE REAL INVENTORY: there is no ../shared/data/{INVENTORY.name}"
        )
    return INVENTORY


@pytest.fixture(scope="module")
def outcome(inventory: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    return apply_profile(inventory, PROFILE, tmp_path_factory.mktemp("federal"), extracts=CONTRACTS)


@pytest.fixture(scope="module")
def tables(outcome: Mapped) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for part in outcome.parts:
        with part.path.open(encoding="utf-8", newline="") as stream:
            found[part.extract] = list(csv.DictReader(stream))
    return found


def counted(table: Table, column: str) -> dict[str, int]:
    return dict(Counter(row[column] for row in table))


def documented() -> dict[str, tuple[str, str, int]]:
    """Return the rows of the decision table that lies beside the profile."""
    text = (SHIPPED / "federal-2024.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \| ([\d,]+) \|$", text, re.MULTILINE)
    return {name: (met, do, int(number.replace(",", ""))) for name, met, do, number in rows}


def test_no_cell_of_the_file_is_without_a_rule(outcome):
    assert outcome.problems == ()
    assert outcome.rows_read == FIGURES["use_cases"]


def test_each_part_belongs_to_the_quarter_the_inventory_reports(outcome):
    assert {part.period for part in outcome.parts} == {"2024-Q4"}


def test_the_table_beside_the_profile_has_every_decision_with_its_count(outcome):
    assert documented() == {
        entry.id: (entry.what_was_met, entry.what_we_do, entry.count) for entry in outcome.decisions
    }


def test_every_decision_has_a_reason_to_exist(outcome):
    unmet = {entry.id for entry in outcome.decisions if entry.count == 0}
    assert unmet == NOT_ALWAYS_MET


def test_every_cell_of_the_file_is_read_or_counted(outcome, inventory):
    with inventory.open(encoding="cp1252", newline="") as stream:
        header, *records = list(csv.reader(stream))
    numbers = [
        [place for place, text in enumerate(header) if text.split() == column.header.split()][
            column.occurrence - 1
        ]
        for column in PROFILE.file.left_out
    ]
    filled = sum(bool(record[place].strip()) for record in records for place in numbers)
    counts = {entry.id: entry.count for entry in outcome.decisions}
    assert len(numbers) + len(PROFILE.file.columns) == len(header) == 62
    assert counts["columns-left-out"] == filled


def test_use_cases_by_agency_and_stage_are_those_of_the_file(tables):
    assert counted(tables["initiatives"], "business_unit") == FIGURES["by_agency"]
    assert counted(tables["initiatives"], "stage") == FIGURES["by_stage"]


def test_risk_tiers_follow_the_impact_that_was_reported(tables):
    impact = FIGURES["by_impact"]
    assert counted(tables["initiatives"], "risk_tier") == {
        "high": impact["both"] + impact["rights"] + impact["safety"],
        "minimal": impact["neither"],
        "unclassified": impact["blank"] + impact["not_yet_known"],
    }


def test_events_are_the_dates_that_had_come_by_the_end_of_2024(tables):
    assert counted(tables["stage_events"], "to_stage") == FIGURES["events"]
    assert max(row["event_date"] for row in tables["stage_events"]) <= "2024-12-31"
    assert min(row["event_date"] for row in tables["stage_events"]) == "1993-01-01"


def test_planned_implementations_become_target_dates(tables):
    targets = [row["target_date"] for row in tables["initiatives"] if row["target_date"]]
    assert len(targets) == 10
    assert min(targets) > "2024-12-31"


def test_control_answers_are_those_an_independent_reading_finds(tables):
    statuses = dict(FIGURES["compliance"]["statuses"])
    statuses[""] = statuses.pop("None")
    evidence = tables["control_evidence"]
    assert counted(evidence, "status") == statuses
    assert len(evidence) == 11 * FIGURES["compliance"]["use_cases_asked"]
    assert all(row["na_reason"] for row in evidence if row["status"] == "na")


def test_the_score_of_each_agency_follows_from_the_written_answers(tables):
    answers: dict[str, dict[str, str | None]] = {}
    for row in tables["control_evidence"]:
        if row["status"] != "na":
            of_case = answers.setdefault(row["model_id"], {})
            of_case[row["control_id"]] = row["status"] or None
    scores: dict[str, list[float]] = {}
    for model, of_case in answers.items():
        scores.setdefault(model.split("-")[0], []).append(score(of_case))
    found = {agency: statistics.fmean(of_agency) for agency, of_agency in scores.items()}
    assert found == pytest.approx(FIGURES["compliance"]["by_agency"])


def test_finished_journeys_follow_from_the_written_events(tables):
    days: dict[str, dict[str, date]] = {}
    for row in tables["stage_events"]:
        days.setdefault(row["initiative_id"], {})[row["to_stage"]] = date.fromisoformat(
            row["event_date"]
        )
    lengths = [
        (of_case["production"] - min(of_case[to] for to in ("idea", "prototype") if to in of_case))
        for of_case in days.values()
        if "production" in of_case and len(of_case.keys() & {"idea", "prototype"})
    ]
    finished = sorted(length.days for length in lengths if length.days >= 0)
    expected = FIGURES["concept_to_production"]["from_events_alone"]
    assert statistics.median(finished) == expected["naive_median"]
    assert (len(finished), finished.count(0)) == (expected["finished"], expected["same_day"])
    assert len(lengths) - len(finished) == expected["backwards_left_out"]


def test_what_the_profile_counts_is_what_an_independent_reading_counts(outcome):
    counts = {entry.id: entry.count for entry in outcome.decisions}
    journeys = FIGURES["concept_to_production"]["from_events_alone"]
    assert counts["journey-end-undated"] == journeys["end_without_a_date"]
    assert counts["practices-silent"] == FIGURES["compliance"]["silent_on_nine_practices"]
    assert counts["practices-retired"] == FIGURES["compliance"]["retired_among_them"]


def test_blockers_are_those_an_independent_reading_finds(tables):
    found = Counter((row["blocker"], row["status"] or "silent") for row in tables["blockers"])
    for blocker, expected in FIGURES["blockers"].items():
        words = ("open", "partial", "none", "not_applicable", "silent")
        assert {word: found[blocker, word] for word in words} == {
            word: expected[word] for word in words
        }


def test_every_row_points_to_the_record_it_came_from(tables, inventory):
    with inventory.open(encoding="cp1252", newline="") as stream:
        records = list(csv.reader(stream))
    identifiers = {}
    for row in tables["initiatives"]:
        assert row["name"] == " ".join(records[int(row["_line"]) - 1][0].split())
        identifiers[row["_line"]] = row["initiative_id"]
    for extract in ("stage_events", "control_evidence", "blockers"):
        assert all(row["initiative_id"] == identifiers[row["_line"]] for row in tables[extract])


@pytest.mark.parametrize("extract", sorted(PROFILE.extracts))
def test_every_row_keeps_its_contract(tables, extract):
    contract = CONTRACTS[extract]
    rows = tables[extract]
    keys = [tuple(row[name] for name in contract.key) for row in rows]
    assert len(set(keys)) == len(rows)
    for column in contract.columns:
        values = {row[column.name] for row in rows}
        if column.required:
            assert "" not in values
        if column.allowed:
            assert values - {""} <= set(column.allowed)
        if column.pattern:
            assert all(re.search(column.pattern, value) for value in values - {""})
        if column.type == "boolean":
            assert values <= {"", "true", "false"}


def test_the_agencies_the_inventory_has_are_told_apart_by_their_abbreviations(tables):
    prefixes = {row["initiative_id"].split("-")[0] for row in tables["initiatives"]}
    assert prefixes == set(FIGURES["by_agency"])


@pytest.mark.slow
def test_the_expected_figures_are_those_plain_python_finds(inventory):
    assert json.loads(json.dumps(figures(inventory))) == FIGURES
