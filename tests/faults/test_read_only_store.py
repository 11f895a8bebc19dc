"""A store that can only be read says so in words, changes nothing, and goes on once it can."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.errors import StoreError
from pipelines.settings import Settings
from pipelines.uploads import reading
from pipelines.uploads.arriving import received
from pipelines.workspace import Workspace, open_workspace
from tests import opening
from tests.faults.dying_upload import MIA
from tests.pipelines.intake.sources import ledger, load, loaded, rows, written
from tests.pipelines.uploads.handing import commit, handed, look, ready

PARTS = {
    ".": ("upload", "look", "commit", "load"),
    "records.sqlite": ("upload", "look", "commit", "load"),
    "staging": ("upload", "look", "commit", "load"),
    "uploads": ("upload", "look"),
    "facts": ("commit", "load"),
}
"""What can be written no more, and what then cannot be done."""


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Let nobody write below a path; permissions would not keep root from it, a mount does."""
    _mount("--bind", str(path), str(path))
    try:
        _mount("-o", "remount,bind,ro", str(path))
        yield
    finally:
        subprocess.run(["umount", str(path)], check=True)


def _mount(*words: str) -> None:
    """Mount, or skip where that is not possible."""
    done = subprocess.run(["mount", *words], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"Nothing can be mounted here: {done.stderr.strip()}")


def everything(store: Path) -> dict[str, str]:
    """Return the hash of every file, the database's own notes aside."""
    return {
        str(path.relative_to(store)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(store.rglob("*"))
        if path.is_file() and not path.name.startswith(("records.sqlite-", "gate.lock"))
    }


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with a load."""
    space = opening.opened(Settings(store=tmp_path / "store"))
    loaded(space, tmp_path, "ledger_2025-Q4.csv", ledger(1, "2025-12"))
    yield space
    space.database.dispose()


@pytest.mark.parametrize("part", PARTS)
def test_what_cannot_be_written_is_said_and_changes_nothing(here, tmp_path, part):
    store = here.settings.store
    arrived = handed(here, tmp_path, "ledger_2026-Q1.csv", ledger(2, "2026-01"))
    waiting = ready(here, tmp_path, "ledger_2026-Q2.csv", ledger(3, "2026-04"))
    file = written(tmp_path, "ledger_2026-Q3.csv", ledger(4, "2026-07"))
    acts: dict[str, Callable[[], object]] = {
        "upload": lambda: received(here, file, by=MIA),
        "look": lambda: look(here, arrived),
        "commit": lambda: commit(here, waiting),
        "load": lambda: load(here, file),
    }
    here.database.dispose()
    before = everything(store)
    with read_only(store / part):
        for name in PARTS[part]:
            with pytest.raises(StoreError, match="(?i)nothing was changed"):
                acts[name]()
        here.database.dispose()
    left = everything(store).keys() - before.keys()
    again = open_workspace(here.settings)
    assert again.orphans == len([path for path in left if not path.endswith("alive.lock")])
    assert everything(store) == before
    assert look(again, arrived).state == "ready"
    assert commit(again, waiting).state == "loaded"
    assert load(again, file).outcome == "loaded"
    assert len(rows(again, "ledger")) == 3
    assert sorted(one.state for one in reading.uploads(again)) == ["loaded", "ready"]
    again.database.dispose()


def test_a_workspace_that_cannot_be_written_is_not_opened_and_says_so(here):
    store = here.settings.store
    here.database.dispose()
    before = everything(store)
    with (
        read_only(store),
        pytest.raises(StoreError, match=r"(?i)records cannot be .*\n.*\n.*nothing was changed"),
    ):
        open_workspace(here.settings)
    assert everything(store) == before
