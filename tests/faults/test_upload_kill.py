"""Kill an upload's process at every named step: it goes on where it was, and nothing is doubled."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from pipelines.catalogue.database import reading
from pipelines.settings import Settings
from pipelines.uploads import quarantine
from pipelines.uploads import reading as uploads
from pipelines.workspace import Workspace, open_workspace
from tests.faults.dying_upload import live
from tests.pipelines.intake.sources import ledger, loaded, rows, written
from tests.pipelines.uploads.handing import second_person

STEPS_AT_LEAST = 25
"""An upload passes more steps than this from its first byte to its redo."""
BEFORE = [("L-001",), ("L-002",)]
AFTER = [("L-003",), ("L-004",)]


@dataclass(frozen=True)
class Stage:
    """A store with an older load, and the file that is handed in."""

    settings: Settings
    file: Path
    evidence: Path

    def life(self, step: int) -> int | None:
        """Live through the upload in a process that dies at a step; return how it ended."""
        server = multiprocessing.get_context("forkserver")
        server.set_forkserver_preload(["tests.faults.dying_upload"])
        process = server.Process(target=live, args=(self.settings, self.file, self.evidence, step))
        process.start()
        process.join(120)
        return process.exitcode


@pytest.fixture
def stage(ready_url: str, tmp_path: Path) -> Stage:
    """A stage on each kind of database."""
    return made(tmp_path, ready_url)


def made(tmp_path: Path, records_url: str) -> Stage:
    """Return a quarter of the ledger, and a second edition of it with a bad row."""
    alone = Settings(store=tmp_path / "store", records_url=records_url)
    here = open_workspace(alone)
    try:
        loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-02"))
    finally:
        here.database.dispose()
    settings = replace(alone, extracts=second_person(tmp_path))
    file = written(
        tmp_path, "ledger_2026-Q1.csv",
        ledger(3, "2026-01"), ledger(4, "2026-03"), ledger(5, "2026-03", amount="ten"),
    )  # fmt: skip
    proof = tmp_path / "mail.eml"
    proof.write_text("Subject: why")
    return Stage(settings, file, proof)


def whole(here: Workspace) -> Iterator[str]:
    """Yield what is not as it must be, whatever died."""
    store = here.settings.store
    if [path.name for path in (store / "staging").iterdir()] != ["gate.lock"]:
        yield "staging is not empty"
    known = {str(file.path.relative_to(store)) for file in map(_file(here), here.catalogue.loads())}
    on_disk = {str(path.relative_to(store)) for path in (store / "facts").rglob("*.parquet")}
    if on_disk != known:
        yield f"facts without a load: {on_disk ^ known}"
    expected = set()
    for one in uploads.uploads(here):
        expected.add(one.path)
        if one.finding is not None and one.finding.folder:
            expected.add(one.finding.folder)
    found = {str(path.relative_to(store)) for path in (store / "uploads").glob("*/*")}
    if found != expected:
        yield f"uploads differ: {found ^ expected}"
    if len(list((store / "evidence").glob("*"))) != _count(
        here, "SELECT count(*) FROM evidence_file"
    ):
        yield "evidence without a record"
    submissions = _count(here, "SELECT count(*) FROM submission")
    if submissions != _count(here, "SELECT count(*) FROM journal WHERE action = 'load:accept'"):
        yield "a load without its entry"
    done = _count(here, "SELECT count(*) FROM upload_event WHERE kind = 'loaded'")
    if done != submissions - 1 or len(quarantine.rows_of(here, _only(here))) != done:
        yield "a load without its upload or its bad row"


def _file(here: Workspace):
    """Return what finds the fact file of a load."""
    return lambda load: here.catalogue.fact_file(load.id)


def _only(here: Workspace) -> str:
    """Return the one upload; empty where there is none yet."""
    return next((one.id for one in uploads.uploads(here)), "")


def _count(here: Workspace, query: str) -> int:
    """Return a number that the records know."""
    with reading(here.database) as connection:
        return int(connection.execute(text(query)).scalar_one())


@pytest.mark.slow
def test_an_upload_killed_at_any_step_goes_on_where_it_was(stage):
    """One store dies at its first step, lives on to die at its second, and so to the end."""
    step, seen = 1, []
    while (ended := stage.life(step)) != 0:
        assert ended == -signal.SIGKILL, f"step {step}"
        here = open_workspace(stage.settings)
        assert list(whole(here)) == [], f"killed at step {step}"
        now = rows(here, "ledger", "entry_id")
        assert now in (BEFORE, AFTER), f"killed at step {step}"
        seen.append(now == AFTER)
        here.database.dispose()
        step += 1
    assert set(seen) == {True, False}
    here = open_workspace(stage.settings)
    assert list(whole(here)) == []
    assert rows(here, "ledger", "entry_id") == AFTER
    assert len(uploads.uploads(here)) == 1
    here.database.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("stride", [3, pytest.param(1, marks=pytest.mark.soak)])
def test_each_step_is_killed_once_from_the_beginning(tmp_path, stride):
    """Every step in a life of its own: after the kill a second life ends as if there was none."""
    stage = made(tmp_path, "")
    fresh = tmp_path / "fresh"
    shutil.copytree(stage.settings.store, fresh)
    step = 1
    while True:
        shutil.rmtree(stage.settings.store)
        shutil.copytree(fresh, stage.settings.store)
        ended = stage.life(step)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL, f"step {step}"
        here = open_workspace(stage.settings)
        assert list(whole(here)) == [], f"killed at step {step}"
        here.database.dispose()
        assert stage.life(0) == 0, f"killed at step {step}"
        here = open_workspace(stage.settings)
        assert rows(here, "ledger", "entry_id") == AFTER, f"killed at step {step}"
        assert list(whole(here)) == [], f"killed at step {step}"
        here.database.dispose()
        step += stride
    assert step > STEPS_AT_LEAST
