"""The numbers as if are the numbers that are, once it happens: every metric, cell by cell."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.demo.generator import write_demo
from pipelines.extracts.dimensions import dimensions
from pipelines.metrics.query import answers
from pipelines.periods import between, parsed
from pipelines.settings import Settings
from pipelines.uploads import returning, supposed
from pipelines.uploads.arriving import received
from pipelines.workspace import Workspace, open_workspace
from tests.pipelines.uploads.handing import MIA, commit, look

QUARTERS = list(between(parsed("2025-Q3"), parsed("2026-Q1")))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company's files once more: the same seed wrote the bytes that were loaded."""
    return write_demo(tmp_path_factory.mktemp("files")).folder


@pytest.fixture
def company(own_demo_store: Path) -> Iterator[Workspace]:
    """The demo company, to be changed."""
    space = open_workspace(Settings(store=own_demo_store), create=False)
    yield space
    space.database.dispose()


def figures(here: Workspace):
    """Return every cell of every metric, whole and by business unit, without its version."""
    names = tuple(here.metrics.metrics)
    split = [name for name in names if _splits(here, name)]
    whole = answers(here, names, periods=QUARTERS)
    parts = answers(here, split, periods=QUARTERS, by=["business_unit"])
    return [replace(answer, as_of=0) for found in (whole, parts) for answer in found.values()]


def _splits(here: Workspace, name: str) -> bool:
    """Return whether a metric is split by business unit."""
    base = [here.metrics.metric(name)]
    while any(one.type == "derived" for one in base):
        base = [
            each
            for one in base
            for each in (here.metrics.inputs(one) if one.type == "derived" else [one])
        ]
    return all(
        "business_unit" in dimensions(here.extracts[one.extract], here.extracts) for one in base
    )


def thinned(source: Path, target: Path) -> Path:
    """Write a file with every fifth row missing."""
    with source.open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([head, *(row for place, row in enumerate(rows) if place % 5)])
    return target


@pytest.mark.parametrize("extract", ["ledger", "adoption", "incidents"])
def test_an_upload_does_to_every_metric_what_was_shown_before(company, files, tmp_path, extract):
    name = next(path.name for path in sorted(files.rglob(f"{extract}_2026-Q1*.csv")))
    file = thinned(next(files.rglob(name)), tmp_path / name)
    before, version = figures(company), company.catalogue.version()
    one = look(company, received(company, file, by=MIA))
    assert one.state == "ready", one.finding
    guess = figures(supposed.as_if_loaded(company, one))
    assert guess != before
    assert figures(company) == before
    assert company.catalogue.version() == version
    done = commit(company, one)
    assert figures(company) == guess
    load = done.receipt.loads[0].id
    undone = figures(supposed.as_if_undone(company, load))
    assert undone == before
    company.catalogue.undo(load, actor="mia", at=MIA.at)
    assert figures(company) == before
    assert figures(supposed.as_if_redone(company, load)) == guess
    returning.redo(company, load, MIA)
    assert figures(company) == guess


def test_a_supposed_version_is_nobody_elses(demo_workspace):
    one, other = (supposed.supposed(demo_workspace, instead={}) for _ in range(2))
    versions = {space.catalogue.version() for space in (demo_workspace, one, other)}
    heads = {space.catalogue.journal_head() for space in (demo_workspace, one, other)}
    assert len(versions) == len(heads) == 3
    assert one.warehouse.at().version == one.catalogue.version()


def test_what_is_supposed_not_to_count_is_gone_and_what_counted_then_is_not(demo_workspace):
    ledger = [file for file in demo_workspace.catalogue.files() if file.extract == "ledger"]
    gone = {(file.extract, file.period): None for file in ledger}
    space = supposed.supposed(demo_workspace, instead=gone)
    assert {file.extract for file in space.catalogue.files()} == {
        file.extract for file in demo_workspace.catalogue.files()
    } - {"ledger"}
    newest = demo_workspace.catalogue.version()
    assert space.catalogue.files(newest) == demo_workspace.catalogue.files(newest)


def test_supposing_writes_nothing_into_the_store(company, files, tmp_path):
    name = next(path.name for path in sorted(files.rglob("ledger_2026-Q1*.csv")))
    one = look(
        company, received(company, thinned(next(files.rglob(name)), tmp_path / name), by=MIA)
    )
    figures(company)
    store = company.settings.store
    before = {path for path in store.rglob("*") if "records" not in path.name}
    figures(supposed.as_if_loaded(company, one))
    assert {path for path in store.rglob("*") if "records" not in path.name} == before
