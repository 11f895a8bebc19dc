"""A disk that is full is said in words; what was there before stays readable."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.settings import ROOT, Settings
from tests import opening
from tests.pipelines.intake.sources import ledger, load, loaded, rows, written


def _allowed(size: int) -> None:
    """Let this process write no file beyond ``size`` bytes; it is told so instead of killed."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [600, 3_000, 20_000, 90_000])
def test_a_load_that_runs_out_of_disk_changes_nothing_and_says_so(tmp_path: Path, size: int):
    settings = Settings(store=tmp_path / "store")
    here = opening.opened(settings)
    loaded(here, tmp_path, "ledger_2025-Q4.csv", ledger(1, "2025-12"))
    before = (here.catalogue.version(), rows(here, "ledger"))
    many = [
        ledger(number, "2026-01", amount=f"{number * 7919 % 100_003}.17")
        for number in range(2, 30_000)
    ]
    path = written(tmp_path, "ledger_2026-Q1.csv", *many)
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "load", str(path)],
        cwd=ROOT,
        env={**os.environ, "TANDEM_STORE": str(settings.store)},
        capture_output=True,
        text=True,
        preexec_fn=lambda: _allowed(size),
    )
    assert done.returncode == 1, done.stderr
    assert "nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert (here.catalogue.version(), rows(here, "ledger")) == before
    assert load(here, path).outcome == "loaded"
    assert len(rows(here, "ledger")) == 29_999
    here.database.dispose()
