"""Hostile files: each is read rightly or refused in words, and a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.intake.load import load_file
from pipelines.intake.receipt import Receipt
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.pipelines.intake.corpus import NAME, Case, cases
from tests.pipelines.intake.corpus_written import written_cases

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
CORPUS = (*cases(), *written_cases())


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Iterator[Workspace]:
    """One workspace for the whole corpus: what is refused must leave no trace in it."""
    here = opening.opened(Settings(store=tmp_path_factory.mktemp("corpus") / "store"))
    yield here
    here.database.dispose()


def everything_in(folder: Path) -> set[str]:
    """Return the files that hold data, the database aside."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(("records.sqlite", "gate.lock"))
    }


def loaded_values(here: Workspace, receipt: Receipt, columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of what a file loaded, in its order."""
    ids = {one.id for one in receipt.loads}
    paths = [str(file.path) for file in here.catalogue.files() if file.load_id in ids]
    return duckdb.execute(
        f"SELECT {columns} FROM read_parquet($paths) ORDER BY _line", {"paths": paths}
    ).fetchall()


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_a_hostile_file_is_read_rightly_or_refused(case: Case, shared: Workspace, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(case.content)
    store = shared.settings.store
    before = (shared.catalogue.version(), everything_in(store))
    receipt = load_file(
        shared,
        path,
        actor="test",
        now=NOON,
        layout=case.layout,
        file_name=case.file_name,
    )
    assert tuple((one.kind, one.subject, one.proposal) for one in receipt.questions) == case.asks
    if case.rows is not None:
        assert (receipt.outcome, receipt.rows_accepted) == ("loaded", case.rows), receipt
        if case.values:
            assert loaded_values(shared, receipt, case.shows) == list(case.values)
        return
    assert receipt.outcome == "refused", receipt
    first = receipt.problems[0]
    assert first.code == case.code, first
    assert tuple(problem.line for problem in receipt.problems if problem.line) == case.lines
    assert (shared.catalogue.version(), everything_in(store)) == before


def test_the_corpus_is_as_large_as_it_claims():
    assert len(CORPUS) >= 160
    assert len({case.name for case in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("name", ["utf-8 with its mark", "utf-16 big-endian", "cp1252 said"])
def test_letters_arrive_as_they_were_written(name, workspace, tmp_path):
    case = next(case for case in CORPUS if case.name == name)
    path = tmp_path / NAME
    path.write_bytes(case.content)
    load_file(workspace, path, actor="test", now=NOON, layout=case.layout)
    (file,) = workspace.catalogue.files()
    courses = duckdb.sql(f"SELECT course FROM read_parquet('{file.path}') ORDER BY _line")
    assert courses.fetchall()[0] == ("Sûreté – “IA” €",)


def test_a_file_name_never_leads_out_of_the_store(workspace, tmp_path):
    case = next(case for case in CORPUS if case.name == "utf-8")
    path = tmp_path / "upload"
    path.write_bytes(case.content)
    for name in ("../../etc/training_2026-Q1.csv", "training_2026-Q1.csv/../../x", "\x1b[2J.csv"):
        load_file(workspace, path, actor="test", now=NOON, file_name=name, extract="training")
    inside = everything_in(tmp_path) - {"upload"}
    assert inside
    assert all(path.startswith("store/") for path in inside)
