"""Workbooks and packed files load exactly what was written in them, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pipelines.extracts.templates import write_templates
from pipelines.intake.load import load_file
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.pipelines.intake.corpus import Case
from tests.pipelines.intake.corpus_packed import packed_cases
from tests.pipelines.intake.sources import EXTRACTS, rows
from tests.pipelines.intake.test_corpus import everything_in, loaded_values

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
CORPUS = tuple(packed_cases())


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Iterator[Workspace]:
    """One workspace for the whole corpus: what is refused must leave no trace in it."""
    here = opening.opened(Settings(store=tmp_path_factory.mktemp("packed") / "store"))
    yield here
    here.database.dispose()


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_a_packed_file_is_read_rightly_or_refused(case: Case, shared: Workspace, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(case.content)
    store = shared.settings.store
    before = (shared.catalogue.version(), everything_in(store))
    receipt = load_file(
        shared, path, actor="test", now=NOON, layout=case.layout, file_name=case.file_name
    )
    assert tuple((one.kind, one.subject, one.proposal) for one in receipt.questions) == case.asks
    if case.rows is not None:
        assert receipt.outcome in ("loaded", "unchanged"), receipt
        assert receipt.rows_accepted == case.rows
        assert loaded_values(shared, receipt, case.shows) == list(case.values)
        return
    assert receipt.outcome == "refused", receipt
    first = receipt.problems[0]
    assert first.code == case.code, first
    assert tuple(problem.line for problem in receipt.problems if problem.line) == case.lines
    assert (shared.catalogue.version(), everything_in(store)) == before


def test_the_corpus_is_as_large_as_it_claims():
    assert len(CORPUS) >= 80
    assert len({case.name for case in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("name", sorted(EXTRACTS))
def test_a_template_says_the_same_as_a_workbook_and_as_text(name, workspace, tmp_path):
    write_templates(EXTRACTS, tmp_path)
    said = []
    for suffix in ("csv", "xlsx"):
        (path,) = tmp_path.glob(f"{name}_*.{suffix}")
        receipt = load_file(workspace, path, actor="test", now=NOON, allow_rejects=True)
        said.append((receipt.outcome, receipt.rows_accepted, rows(workspace, name)))
        assert receipt.outcome != "refused", receipt
    assert said[0] == said[1]
