"""What died on its way is swept when the workspace is opened, counted, and nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from pipelines.catalogue.database import database, reading, writing
from pipelines.catalogue.migrating import migrate
from pipelines.uploads import acts
from pipelines.uploads import reading as uploads
from pipelines.uploads.arriving import arriving
from pipelines.uploads.aside import open_rows
from pipelines.workspace import MIGRATIONS, Workspace, open_workspace
from tests.pipelines.intake.sources import ledger
from tests.pipelines.uploads.handing import (
    MIA,
    committed,
    handed,
    look,
    looked,
    partly_committed,
)

FILE = "ledger_2026-Q1.csv"
TRAINING = "engineers,Safe models,2026-Q1,10,true,8,1,71.5"
TABLE = "alembic_version_catalogue"


def left_behind(here: Workspace, name: str, *moved: str) -> None:
    """Leave what a process leaves that dies after it announced where files go."""
    folder = here.settings.store / "staging" / name
    folder.mkdir()
    (folder / "alive.lock").touch()
    (folder / "moves.txt").write_text("".join(f"{path}\n" for path in moved))


def everything(here: Workspace) -> set[str]:
    """Return the files of the store without its records."""
    store = here.settings.store
    return {
        str(path.relative_to(store))
        for path in store.rglob("*")
        if path.is_file() and "records" not in path.name and "staging" not in path.parts
    }


def reopened(here: Workspace) -> int:
    """Open the workspace once more and return how many orphans were removed."""
    again = open_workspace(here.settings)
    again.database.dispose()
    return again.orphans


def test_bytes_that_were_moved_but_never_recorded_are_removed_with_their_folder(here):
    store = here.settings.store
    (store / "uploads" / "U1").mkdir(parents=True)
    (store / "uploads" / "U1" / "source").write_text("x")
    left_behind(here, "one", "uploads/U1/source")
    assert reopened(here) == 2
    assert list((store / "uploads").iterdir()) == []


def test_what_was_recorded_stays_whoever_died_afterwards(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"))
    two = committed(here, tmp_path, "training_2026-Q1.csv", TRAINING)
    before = everything(here)
    paths = [one.path, one.finding.folder, two.path]
    paths += [f"facts/training/2026-Q1/{load.id}.parquet" for load in two.receipt.loads]
    left_behind(here, "one", *paths)
    assert reopened(here) == 1, "only the note itself"
    assert everything(here) == before


def test_a_look_that_was_moved_but_never_recorded_is_removed(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"))
    store = here.settings.store
    lost = f"uploads/{one.id}/look-dead"
    shutil.copytree(store / one.finding.folder, store / lost)
    count = sum(1 for _ in (store / lost).iterdir())
    left_behind(here, "one", lost, one.finding.folder)
    before = everything(here)
    assert reopened(here) == count + 1
    assert everything(here) == {path for path in before if "look-dead" not in path}


def test_a_look_that_a_newer_one_followed_is_removed(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"))
    store = here.settings.store
    old = one.finding.folder
    saved = tmp_path / "old"
    shutil.copytree(store / old, saved)
    one = acts.say(here, one.id, MIA, seen=one.head, period="2026-Q1")
    one = look(here, one)
    shutil.copytree(saved, store / old)
    left_behind(here, "one", one.finding.folder, old)
    reopened(here)
    assert not (store / old).exists()
    assert (store / one.finding.folder).exists()


def test_nothing_is_swept_under_somebody_who_is_still_at_it(here, tmp_path):
    with arriving(here, file_name="x.csv", by=MIA, nonce="one") as arrival:
        arrival.write(b"a,b\n")
        assert reopened(here) == 0
        one = arrival.finish()
    assert (here.settings.store / one.path).read_bytes() == b"a,b\n"


@pytest.fixture
def older(database_url: str, tmp_path: Path) -> str:
    """A database as the version before uploads left it, with a file that was loaded."""
    engine = database(database_url)
    shortened = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, shortened)
    (shortened / "versions" / "catalogue_0003.py").unlink()
    migrate(engine, shortened, TABLE)
    with writing(engine) as connection:
        connection.execute(
            text("INSERT INTO version (number, at, reason) VALUES (1, '2026-04-01', 'load')")
        )
        connection.execute(
            text(
                "INSERT INTO submission (id, file_name, sha256, size, profile, actor, at, outcome, "
                "version, idempotency, rows_accepted, rows_rejected) VALUES ('S1', 'a.csv', 'x', "
                "1, '', 'mia', '2026-04-01', 'loaded', 1, 'k', 1, 0)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO load (id, number, submission, extract, period, rows, path, "
                "fact_sha256, plan) VALUES ('L1', 1, 'S1', 'ledger', '2026-01', 1, 'p', 'x', 'y')"
            )
        )
        connection.execute(text("INSERT INTO data_file (load, begins) VALUES ('L1', 1)"))
    engine.dispose()
    return database_url


def test_a_store_from_before_uploads_keeps_its_loads(older):
    engine = database(older)
    migrate(engine, MIGRATIONS, TABLE)
    with reading(engine) as connection:
        row = connection.execute(
            text("SELECT s.id, s.upload, s.reason, l.standing FROM submission s, load l")
        ).one()
    assert tuple(row) == ("S1", None, None, None)
    engine.dispose()


def test_rows_of_every_kind_survive_a_restart(here, tmp_path):
    one = partly_committed(
        here, tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-01", amount="ten")
    )
    fresh = handed(here, tmp_path, FILE, ledger(3, "2026-01"))
    again = open_workspace(here.settings)
    assert uploads.upload(again, one.id) == one
    assert uploads.upload(again, fresh.id) == fresh
    assert open_rows(again) == open_rows(here)
    again.database.dispose()
