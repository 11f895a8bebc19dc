"""The federal inventory loads whole, and the product's figures are those of plain Python."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from pipelines.intake.load import load_file
from pipelines.intake.receipt import Receipt
from pipelines.metrics.query import answers
from pipelines.metrics.results import Cell
from pipelines.periods import parsed
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.pipelines.intake.federal_oracle import EXPECTED, INVENTORY

FIGURES = json.loads(EXPECTED.read_text("utf-8"))
NOW = datetime(2025, 1, 15, tzinfo=UTC)
Loaded = tuple[Workspace, Receipt]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    if not INVENTORY.is_file():
        pytest.skip(f"!! NOT TESTED ON THE REAL INVENTORY: no ../shared/data/{INVENTORY.name}")
    store = tmp_path_factory.mktemp("public")
    workspace = opening.opened(Settings(store=store))
    return workspace, load_file(workspace, INVENTORY, actor="cio", now=NOW, profile="federal-2024")


def cells(loaded: Loaded, metric: str, *by: str) -> dict[tuple[str | None, ...], Cell]:
    found = answers(
        loaded[0],
        [metric],
        grain="quarter",
        periods=[parsed("2024-Q4")],
        by=by,
        today=NOW.date(),
    )[metric]
    return {tuple(cell.dimensions[name] for name in by): cell for cell in found.rows}


def test_all_of_it_is_loaded_and_nothing_is_refused(loaded):
    receipt = loaded[1]
    assert (receipt.outcome, receipt.rows_rejected) == ("loaded", 0)
    assert {(load.extract, load.period, load.rows) for load in receipt.loads} == {
        ("initiatives", "2024-Q4", FIGURES["use_cases"]),
        ("stage_events", "2024-Q4", sum(FIGURES["events"].values())),
        ("control_evidence", "2024-Q4", 11 * FIGURES["compliance"]["use_cases_asked"]),
        ("blockers", "2024-Q4", 5 * FIGURES["use_cases"]),
    }


def test_the_count_of_every_decision_is_shown_when_it_loads(loaded):
    notes = {one.column: one for one in loaded[1].problems if one.code == "decision"}
    assert {one.code for one in loaded[1].problems} == {"decision"}
    assert notes["date-in-future"].value == "19"
    assert "a plan, not an event" in notes["date-in-future"].message


def test_a_first_load_names_the_workspace_and_its_day(loaded):
    catalogue = loaded[0].catalogue
    assert catalogue.title() == "US federal agency AI use case inventory, 2024"
    assert catalogue.reporting_date() == date(2024, 12, 31)


def test_the_same_file_again_changes_nothing(loaded):
    workspace = loaded[0]
    version = workspace.catalogue.version()
    again = load_file(workspace, INVENTORY, actor="cio", now=NOW, profile="federal-2024")
    assert (again.outcome, workspace.catalogue.version()) == ("unchanged", version)


def test_the_share_in_production_is_the_files(loaded):
    share = cells(loaded, "in_production_share")[()]
    assert share.value == pytest.approx(100 * FIGURES["share_in_production"]["of_not_retired"])


def test_the_way_from_concept_to_production_is_the_files_with_and_without_the_unfinished(loaded):
    expected = FIGURES["concept_to_production"]["undated_ends_left_out"]
    honest = cells(loaded, "concept_to_production")[()]
    assert (honest.value, honest.n) == (expected["kaplan_meier_median"], expected["subjects"])
    assert f"{expected['backwards_left_out']} left out" in honest.note
    assert f"{expected['end_without_a_date']} left out" in honest.note
    naive = cells(loaded, "concept_to_production_finished")[()]
    assert naive.value == expected["naive_median"]


def test_an_agency_with_too_few_finished_cases_is_said_not_to_be_estimable(loaded):
    expected = FIGURES["concept_to_production"]["by_agency_undated_ends_left_out"]
    least = loaded[0].metrics.metrics["concept_to_production"].least
    found = cells(loaded, "concept_to_production", "business_unit")
    assert len(found) > 30
    for (agency,), cell in found.items():
        enough = expected[agency]["finished"] >= least
        assert cell.value == (expected[agency]["kaplan_meier_median"] if enough else None)
        assert (cell.state == "not_estimable") == (cell.value is None)


def test_the_compliance_score_is_the_files_strict_and_over_answered(loaded):
    expected = FIGURES["compliance"]
    strict = cells(loaded, "compliance_score")[()]
    assert strict.value == pytest.approx(expected["score_strict"])
    answered = cells(loaded, "compliance_answered")[()]
    assert answered.value == pytest.approx(expected["score_over_answered"])
    assert cells(loaded, "silent_models")[()].value == expected["silent_on_all_eleven"]
    assert cells(loaded, "fully_met")[()].value == expected["fully_met"]
    share = cells(loaded, "silent_share")[()].value
    assert share == pytest.approx(100 * (1 - expected["coverage"]))


def test_the_compliance_score_of_every_agency_is_the_files(loaded):
    found = cells(loaded, "compliance_score", "business_unit")
    scores = {key[0]: cell.value for key, cell in found.items() if cell.value is not None}
    expected = FIGURES["compliance"]["by_agency"]
    assert scores == pytest.approx({name: expected[name] for name in scores})
    assert scores.keys() >= {"DHS", "VA", "USAID"}
