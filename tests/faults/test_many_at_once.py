"""Readers in many threads see whole versions only, while loads go on beside them."""

from __future__ import annotations

import gc
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.intake.load import load_file
from pipelines.metrics.lineage import walk_back
from pipelines.metrics.query import answers
from pipelines.periods import parsed
from pipelines.settings import Settings
from pipelines.warehouse.relations import VERSIONS_KEPT
from pipelines.workspace import Workspace
from tests import opening
from tests.pipelines.metrics.stores import NOON, header, load, registers, workspace

QUARTER = parsed("2025-Q1")
PAIR = ("benefit_realised", "cost_realised")
READERS = 4
LOADS = 12


def ledger(amount: int) -> str:
    """Return a quarter in which every unit's benefit and cost are this amount."""
    rows = (
        f"E-{initiative}{kind},AI-00{initiative},2025-0{initiative},{kind},{category},"
        f"{amount}.00,realised,,\n"
        for initiative in (1, 2)
        for kind, category in (("benefit", "saving"), ("cost", "run"))
    )
    return header("ledger") + "".join(rows)


def write(store: Path, folder: Path, amounts: range) -> None:
    """Replace the quarter again and again, as another process does."""
    here = opening.opened(replace(Settings(), store=store))
    for amount in amounts:
        file = folder / "ledger_2025-Q1.csv"
        file.write_text(ledger(amount))
        assert load_file(here, file, actor="test", now=NOON).outcome == "loaded"
    here.database.dispose()


@pytest.fixture
def here(tmp_path) -> Iterator[Workspace]:
    """A workspace in which the quarter's amount is 1."""
    space = workspace(tmp_path)
    registers(space, tmp_path)
    load(space, tmp_path, "ledger_2025-Q1.csv", ledger(1))
    yield space
    space.database.dispose()


def seen(here: Workspace, **options) -> tuple[int, int]:
    """Return version and amount of one answer, once all of it is found to be of one version."""
    found = answers(here, PAIR, periods=[QUARTER], by=["business_unit"], **options)
    versions = {answer.as_of for answer in found.values()}
    amounts = {cell.value for answer in found.values() for cell in answer.rows}
    assert len(versions) == len(amounts) == 1, (versions, amounts)
    assert [len(answer.rows) for answer in found.values()] == [2, 2]
    return versions.pop(), int(amounts.pop() or 0)


def read_until(here: Workspace, done: threading.Event, number: int) -> list[tuple[int, int]]:
    """Ask in every way there is until the writer has finished, and once more."""
    found = []
    last = False
    while not last:
        last = done.is_set()
        found.append(seen(here, facts_only=number % 2 == 1))
        walk = walk_back(here, PAIR[0], period=QUARTER)
        assert walk.sources[0].row_count == 2
        assert walk.cell is not None
        found.append((walk.as_of, int((walk.cell.value or 0) / 2)))
    return found


def in_a_thread(store: Path, folder: Path, amounts: range) -> None:
    """Write beside the readers in this process."""
    write(store, folder, amounts)


def in_a_process(store: Path, folder: Path, amounts: range) -> None:
    """Write in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(
        target=write, args=(store, folder, amounts)
    )
    process.start()
    process.join()
    assert process.exitcode == 0


@pytest.mark.parametrize("writer", [in_a_thread, in_a_process])
def test_every_answer_is_of_one_version(here, tmp_path, writer: Callable[..., None]):
    first = here.catalogue.version()
    done = threading.Event()
    with ThreadPoolExecutor(READERS + 1) as pool:
        readers = [pool.submit(read_until, here, done, number) for number in range(READERS)]
        try:
            writer(here.settings.store, tmp_path, range(2, 2 + LOADS))
        finally:
            done.set()
        found = [pair for reader in readers for pair in reader.result()]
    amounts = dict(found)
    assert all(amounts[version] == amount for version, amount in found)
    assert amounts[first] == 1
    assert amounts[first + LOADS] == 1 + LOADS
    assert all(amount == version - first + 1 for version, amount in found)


def test_a_version_that_was_put_away_still_answers_whoever_holds_it(here, tmp_path):
    held = here.warehouse.at()
    table = held.cube("ledger")
    for amount in range(2, 3 + VERSIONS_KEPT):
        load(here, tmp_path, "ledger_2025-Q1.csv", ledger(amount))
        seen(here)
    assert here.warehouse.at(held.version) is not held
    assert held.rows(f"SELECT sum(_rows) FROM {table}") == [(4,)]
    assert held.rows(f"SELECT DISTINCT amount_eur FROM {held.facts('ledger')}") == [(1,)]
    assert seen(here, version=held.version) == (held.version, 1)


def test_what_nobody_holds_any_more_leaves_memory(here, tmp_path):
    for amount in range(2, 4 + VERSIONS_KEPT):
        load(here, tmp_path, "ledger_2025-Q1.csv", ledger(amount))
        seen(here)
    gc.collect()
    cursor = here.warehouse.cursor()
    schemas = cursor.execute("SELECT schema_name FROM duckdb_schemas()").fetchall()
    assert len({name for (name,) in schemas if name.startswith("v")}) == VERSIONS_KEPT


def test_threads_that_make_the_same_version_do_not_trip_over_each_other(here, tmp_path):
    store = here.settings.store
    for path in store.glob("rollups/ledger/*/*"):
        path.unlink()
    others = [replace(here, warehouse=here.warehouse) for _ in range(8)]
    barrier = threading.Barrier(len(others))

    def ask(one: Workspace) -> tuple[int, int]:
        barrier.wait()
        return seen(one)

    with ThreadPoolExecutor(len(others)) as pool:
        assert set(pool.map(ask, others)) == {(here.catalogue.version(), 1)}
    assert not list(store.rglob("*.partial"))
