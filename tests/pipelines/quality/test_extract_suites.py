"""What loading enforces passes when it is measured; what it only watches is counted."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.extracts.reading import read_contracts
from pipelines.periods import containing, parsed
from pipelines.quality.due import wanted
from pipelines.quality.measuring import measure
from pipelines.quality.scores import dimension_scores
from pipelines.quality.shapes import Measurement
from pipelines.quality.suite import extract_suite
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.pipelines.intake.sources import initiative, ledger, load, loaded, written
from tests.pipelines.quality.datasets import NOW, TODAY, counts, measured, opened, the

EXTRACTS = read_contracts(Settings().extracts)


@pytest.fixture(scope="module")
def company(
    demo_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, dict[str, Measurement]]:
    """The demo company, all of its extracts' newest quarter measured; nothing of it is kept."""
    store = tmp_path_factory.mktemp("company") / "store"
    shutil.copytree(demo_store, store)
    here = opening.opened(Settings(store=store))
    newest = {
        due.subject: due for due in reversed(wanted(here, today=TODAY)) if due.kind == "extract"
    }
    found = {name: measure(here, due, now=NOW) for name, due in newest.items()}
    return here, found


@pytest.mark.parametrize("name", sorted(EXTRACTS))
def test_every_shipped_contract_makes_a_suite_that_runs(company: Any, name: str):
    found = company[1][name]
    assert found.failure == ""
    made = [check.name for check in extract_suite(EXTRACTS[name], hours=24)]
    assert [check.name for check in found.checks] == [*made, "rows.accepted"]
    assert len(set(made)) == len(made)
    assert found.rows > 0


@pytest.mark.parametrize("name", sorted(EXTRACTS))
def test_what_loading_enforces_passes_whole(company: Any, name: str):
    watched = {f"rule.{rule.name}" for rule in EXTRACTS[name].watched}
    failing = [one.name for one in company[1][name].checks if one.failed]
    assert set(failing) <= watched | {"rows.accepted"}


@pytest.mark.parametrize("name", [one for one in sorted(EXTRACTS) if EXTRACTS[one].watched])
def test_what_is_only_watched_is_counted(company: Any, name: str):
    here, found = company
    extract = EXTRACTS[name]
    files = [
        str(file.path)
        for file in here.catalogue.files()
        if file.extract == name
        and containing(parsed(file.period).start, "quarter").label == found[name].period
    ]
    for rule in extract.watched:
        filled = " AND ".join(f'"{column}" IS NOT NULL' for column in rule.columns)
        if rule.dimension == "completeness":
            filled = "true"
        ((tested, broken),) = duckdb.execute(
            f"SELECT count(*) FILTER (WHERE {filled}), "
            f"count(*) FILTER (WHERE {filled} AND NOT coalesce({rule.condition}, false)) "
            "FROM read_parquet($files)",
            {"files": files},
        ).fetchall()
        one = the(found[name], f"rule.{rule.name}")
        assert (one.tested, one.failed, one.dimension) == (tested, broken, rule.dimension)


def test_each_extract_has_the_dimensions_that_its_contract_speaks_of(company: Any):
    for name, found in company[1].items():
        scores = dimension_scores(found)
        assert scores["accuracy"].state == "not_measured", name
        for dimension in ("completeness", "uniqueness", "validity", "timeliness"):
            assert scores[dimension].state == "measured", name


def test_rows_that_were_refused_when_a_file_was_loaded_still_count(tmp_path: Path):
    here = opened(tmp_path)
    bad = (ledger(2, "2026-01", amount="ten"), ledger(3, "2026-13"))
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"), *bad)
    assert load(here, path, allow_rejects=True).outcome == "partly_loaded"
    found = measured(here, "ledger")
    assert (found.rows, the(found, "rows.accepted").tested) == (1, 3)
    assert the(found, "rows.accepted").passed == 1
    assert not the(found, "rows.accepted").passes


def test_a_rule_that_is_watched_lets_its_rows_in(tmp_path: Path):
    here = opened(tmp_path)
    loaded(here, tmp_path, "initiatives_2026-Q1.csv", initiative(1), initiative(2))
    found = measured(here, "initiatives")
    broken = [one.name for one in found.checks if one.failed]
    watched = {f"rule.{rule.name}" for rule in EXTRACTS["initiatives"].watched}
    assert found.rows == 2
    assert broken
    assert set(broken) <= watched


def test_a_reference_to_what_is_not_loaded_is_not_tested(tmp_path: Path):
    here = opened(tmp_path)
    loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    one = the(measured(here, "ledger"), "reference.initiative_id")
    assert (one.tested, one.score) == (0, None)
    assert "initiatives" in one.note
    loaded(here, tmp_path, "initiatives_2026-Q1.csv", initiative(1))
    assert counts(measured(here, "ledger"))["reference.initiative_id"] == (1, 1)


def test_a_file_that_is_late_makes_its_extract_old(tmp_path: Path):
    here = opened(tmp_path)
    loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    grace = EXTRACTS["ledger"].grace_days
    in_time, late = date(2026, 2, 28), date(2027, 6, 1)
    assert grace > 0
    assert the(measured(here, "ledger", today=in_time), "period.fresh").passed == 1
    assert the(measured(here, "ledger", today=late), "period.fresh").passed == 0


def test_a_quarter_holds_all_of_its_months(tmp_path: Path):
    here = opened(tmp_path)
    rows = (ledger(n, f"2026-0{n}") for n in (1, 2, 3))
    loaded(here, tmp_path, "ledger_2026-Q1.csv", *rows)
    loaded(here, tmp_path, "ledger_2026-04.csv", ledger(4, "2026-04"))
    assert measured(here, "ledger").rows == 3
    assert measured(here, "ledger", period="2026-Q2", today=date(2026, 4, 30)).rows == 1


def test_a_damaged_fact_file_gives_no_number(tmp_path: Path):
    here = opened(tmp_path)
    loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    (file,) = (one for one in here.catalogue.files() if one.rows)
    content = bytearray(file.path.read_bytes())
    content[len(content) // 2] ^= 1
    file.path.write_bytes(bytes(content))
    found = measured(here, "ledger")
    assert found.checks == ()
    assert file.path.stem in found.failure
    assert "backup" in found.failure
