"""Several processes and threads on one store: nobody sees half a load, nobody is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.settings import ROOT, Settings
from pipelines.workspace import open_workspace
from tests.pipelines.intake.sources import ledger, load, loaded, rows, written

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pipelines.intake.load import load_file
from pipelines.settings import settings_from
from pipelines.workspace import open_workspace
here = open_workspace(settings_from())
for path in sys.argv[1:]:
    receipt = load_file(here, Path(path), actor="writer", now=datetime.now(UTC))
    print(receipt.outcome, flush=True)
"""


def edition(folder: Path, number: int) -> Path:
    """Write an edition of a quarter whose months all carry its number as their amount."""
    months = ("2026-01", "2026-02", "2026-03")
    lines = [ledger(index, month, amount=str(number)) for index, month in enumerate(months)]
    return written(folder, f"ledger_2026-Q1_r{number}.csv", *lines)


def test_readers_never_see_half_a_load_of_another_process(database_url, tmp_path):
    settings = Settings(store=tmp_path / "store", records_url=database_url)
    here = open_workspace(settings)
    paths = [edition(tmp_path, number) for number in range(1, 13)]
    load(here, paths[0])
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, *map(str, paths[1:])],
        cwd=ROOT,
        env={
            **os.environ,
            "TANDEM_STORE": str(settings.store),
            "TANDEM_RECORDS_URL": database_url,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    seen = set()
    while writer.poll() is None:
        amounts = {str(amount) for (amount,) in rows(here, "ledger", "amount_eur")}
        assert len(amounts) == 1, "months of two editions at once"
        seen |= amounts
    assert writer.communicate()[0].split() == ["loaded"] * 11
    assert len(seen) > 1
    assert {str(amount) for (amount,) in rows(here, "ledger", "amount_eur")} == {"12.00"}
    assert here.catalogue.version() == 12
    here.database.dispose()


def test_eight_who_bring_the_same_file_at_once_load_it_once(any_workspace, tmp_path):
    path = edition(tmp_path, 1)
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: load(any_workspace, path), range(8)))
    assert sorted(one.outcome for one in receipts) == ["loaded"] + ["unchanged"] * 7
    assert len({one.loads for one in receipts}) == 1
    assert any_workspace.catalogue.version() == 1
    facts = list((any_workspace.settings.store / "facts").rglob("*.parquet"))
    assert len(facts) == 3


def test_two_files_that_share_a_key_cannot_both_come_in(any_workspace, tmp_path):
    paths = [
        written(tmp_path, f"ledger_2025-Q{quarter}.csv", ledger(1, f"2025-{quarter * 3:02}"))
        for quarter in (1, 2, 3, 4)
    ]
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda path: load(any_workspace, path), paths))
    assert sorted(one.outcome for one in receipts) == ["loaded"] + ["refused"] * 3
    assert len(rows(any_workspace, "ledger")) == 1


def test_files_of_different_periods_come_in_side_by_side(any_workspace, tmp_path):
    paths = [
        written(tmp_path, f"ledger_2025-Q{quarter}.csv", ledger(quarter, f"2025-{quarter * 3:02}"))
        for quarter in (1, 2, 3, 4)
    ]
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda path: load(any_workspace, path), paths))
    assert [one.outcome for one in receipts] == ["loaded"] * 4
    assert len(rows(any_workspace, "ledger")) == 4


@pytest.mark.parametrize("folder", ["facts", "rejects"])
def test_leftovers_of_a_load_that_lives_are_not_swept(workspace, tmp_path, folder):
    from pipelines.intake.staging import announce, staging, swept

    store = workspace.settings.store
    orphan = store / folder / "moved.parquet"
    with staging(store) as home:
        announce(home, [f"{folder}/moved.parquet"])
        orphan.write_bytes(b"moved, not yet accepted")
        assert swept(store, workspace.catalogue.known_paths) == 0
        assert orphan.exists()


def test_the_command_line_works_beside_an_open_workspace(workspace, tmp_path):
    loaded(workspace, tmp_path, "ledger_2025-Q4.csv", ledger(1, "2025-12"))
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(2, "2026-01"))
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "load", str(path), "--json"],
        cwd=ROOT,
        env={**os.environ, "TANDEM_STORE": str(workspace.settings.store)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["outcome"] == "loaded"
    assert len(rows(workspace, "ledger")) == 2
