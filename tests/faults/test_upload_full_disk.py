"""An upload on a disk that is full is said in words, and goes on once there is room."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from pathlib import Path

import pytest

from pipelines.errors import StoreError
from pipelines.settings import Settings
from pipelines.uploads import reading
from pipelines.uploads.arriving import received
from pipelines.workspace import Workspace, open_workspace
from tests import opening
from tests.faults.dying_upload import MIA
from tests.pipelines.intake.sources import ledger, loaded, rows, written
from tests.pipelines.uploads.handing import commit, look

SAID = 3
"""How a process ends that was told in words why it cannot go on."""


def hand_in(settings: Settings, file: Path, step: str, size: int) -> None:
    """Hand a file in and make it count; from a step on no file may grow beyond ``size`` bytes."""
    here = opening.opened(settings)
    try:
        _full_from("arrival", step, size)
        one = received(here, file, by=MIA, nonce="the one request")
        _full_from("look", step, size)
        one = look(here, one, MIA)
        _full_from("commit", step, size)
        commit(here, one, MIA)
    except StoreError as error:
        assert "nothing was changed" in str(error).lower()
        raise SystemExit(SAID) from None
    finally:
        here.database.dispose()


def _full_from(now: str, step: str, size: int) -> None:
    """Let this process write no file beyond a size, if the disk is full from this step on."""
    if now == step:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def ended(settings: Settings, file: Path, step: str = "", size: int = 0) -> int | None:
    """Return how such a process ended."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.faults.dying_upload"])
    process = server.Process(target=hand_in, args=(settings, file, step, size))
    process.start()
    process.join(120)
    return process.exitcode


def whole(here: Workspace) -> bool:
    """Return whether every fact file on disk belongs to a load."""
    on_disk = {path.stem for path in (here.settings.store / "facts").rglob("*.parquet")}
    return on_disk == {load.id for load in here.catalogue.loads()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "size"),
    [("arrival", 2_000), ("arrival", 150_000), ("look", 2_000), ("look", 40_000), ("commit", 500)],
)
def test_an_upload_that_runs_out_of_disk_changes_nothing_and_goes_on_later(tmp_path, step, size):
    settings = Settings(store=tmp_path / "store")
    here = opening.opened(settings)
    loaded(here, tmp_path, "ledger_2025-Q4.csv", ledger(1, "2025-12"))
    before = (here.catalogue.version(), rows(here, "ledger"))
    here.database.dispose()
    many = [
        ledger(number, "2026-01", amount=f"{number * 7919 % 100_003}.17")
        for number in range(2, 10_000)
    ]
    file = written(tmp_path, "ledger_2026-Q1.csv", *many)
    assert ended(settings, file, step, size) == SAID
    again = open_workspace(settings)
    assert (again.catalogue.version(), rows(again, "ledger")) == before
    assert whole(again)
    again.database.dispose()
    assert ended(settings, file) == 0
    last = open_workspace(settings)
    assert len(rows(last, "ledger")) == 9_999
    assert [one.state for one in reading.uploads(last)] == ["loaded"]
    last.database.dispose()
