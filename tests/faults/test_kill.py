"""Kill the process at every named step of a load: nothing is lost, nothing half applied."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from pipelines.catalogue.database import reading
from pipelines.intake.faults import VARIABLE
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace
from tests import opening
from tests.nursery import Nursery, nursery
from tests.pipelines.intake.sources import NOON, ledger, load, loaded, rows, written
from tests.prompt import typed_apart

STEPS_AT_LEAST = 12
"""A load of a three-month file with rejects passes more steps than this."""
APART = (1, STEPS_AT_LEAST)
"""Steps at which a process of its own dies; at the others, a child of one that was read before."""


@dataclass(frozen=True)
class Stage:
    """A store with an older load, the file whose load is killed, and where its loads are born."""

    settings: Settings
    file: Path
    before: list[tuple[str, ...]]
    nursery: Nursery

    def killed_at(self, step: int) -> bool:
        """Load the file in a process that dies at a step; return whether it died."""
        way = typed_apart if step in APART else self.nursery.typed
        there = environment(self.settings, **{VARIABLE: str(step)})
        done = way("pipelines", "load", str(self.file), "--allow-rejects", **there)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        return done.returncode == -signal.SIGKILL


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """Return the variables that lead a process to the store."""
    store, records = str(settings.store), settings.records_url
    return {"TANDEM_STORE": store, "TANDEM_RECORDS_URL": records, **more}


@pytest.fixture
def stage(ready_url: str, tmp_path: Path) -> Iterator[Stage]:
    """A ledger of a quarter, and a second edition of it with a bad row."""
    settings = Settings(store=tmp_path / "store", records_url=ready_url)
    here = opening.opened(settings)
    loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-02"))
    file = written(
        tmp_path, "ledger_2026-Q1_r2.csv",
        ledger(3, "2026-01"), ledger(4, "2026-03"), ledger(5, "2026-03", amount="ten"),
    )  # fmt: skip
    before = rows(here, "ledger", "entry_id")
    here.database.dispose()
    with nursery() as born:
        yield Stage(settings, file, before, born)


def on_disk(store: Path) -> set[str]:
    """Return the fact, rollup and reject files of a store."""
    return {
        str(path.relative_to(store))
        for room in ("facts", "rejects", "rollups")
        for path in (store / room).rglob("*")
        if path.is_file()
    }


def whole(here: Workspace) -> bool:
    """Return whether every submission has its version, its entry and all of its files."""
    counts = (
        "SELECT count(*) FROM submission",
        "SELECT count(*) FROM journal WHERE action = 'load:accept'",
        "SELECT count(*) FROM version WHERE reason = 'load'",
        "SELECT count(*) FROM reject_file",
    )
    with reading(here.database) as connection:
        submissions, entries, versions, rejects = (
            connection.execute(text(query)).scalar() for query in counts
        )
    files = all(one.path.exists() for one in here.catalogue.loads())
    return submissions == entries == versions == rejects + 1 and files


@pytest.mark.slow
def test_a_load_killed_at_any_step_counts_wholly_or_not_at_all(stage):
    store, after = stage.settings.store, [("L-003",), ("L-004",)]
    step, outcomes = 1, set()
    while stage.killed_at(step):
        here = opening.opened(stage.settings)
        seen = rows(here, "ledger", "entry_id")
        assert seen in (stage.before, after), f"killed at step {step}"
        assert whole(here), f"killed at step {step}"
        named = {str(one.path.relative_to(store)) for one in here.catalogue.loads()}
        assert {path for path in on_disk(store) if path.startswith("facts")} == named
        assert [path.name for path in (store / "staging").iterdir()] == ["gate.lock"]
        if seen == after:
            here.catalogue.undo(here.catalogue.loads()[0].id, actor="test", at=NOON)
            assert rows(here, "ledger", "entry_id") == stage.before
        here.database.dispose()
        outcomes.add(seen == after)
        step += 1
    assert outcomes == {True, False}
    assert step > STEPS_AT_LEAST
    here = open_workspace(stage.settings)
    assert rows(here, "ledger", "entry_id") == after
    assert load(here, stage.file, allow_rejects=True).outcome == "unchanged"
    here.database.dispose()
