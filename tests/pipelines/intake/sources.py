"""Written-out files for tests of loads, and the short way to load them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines.extracts.reading import read_contracts
from pipelines.intake.load import load_file
from pipelines.intake.receipt import Receipt
from pipelines.settings import Settings
from pipelines.workspace import Workspace

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
EXTRACTS = read_contracts(Settings().extracts)


def written(folder: Path, name: str, *rows: str) -> Path:
    """Write a file of the extract that its name begins with."""
    extract = next(one for one in EXTRACTS if name.startswith(one))
    path = folder / name
    lines = (",".join(EXTRACTS[extract].column_names), *rows, "")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def load(here: Workspace, path: Path, **options: Any) -> Receipt:
    """Load a file as a test."""
    return load_file(here, path, **{"actor": "mia", "now": NOON, **options})


def loaded(here: Workspace, folder: Path, name: str, *rows: str) -> Receipt:
    """Write a file, load it, and insist that it was taken."""
    receipt = load(here, written(folder, name, *rows))
    assert receipt.outcome == "loaded", receipt
    return receipt


def ledger(number: int, month: str, initiative: str = "AI-001", amount: str = "10.00") -> str:
    """Return one entry of a ledger."""
    return f"L-{number:03},{initiative},{month},cost,run,{amount},realised,,"


def initiative(number: int, quarter: str = "2026-Q1") -> str:
    """Return one initiative of a quarter."""
    return f"AI-{number:03},{quarter},Claim letters,Claims,CEO,PM,,production,high,,,,"


def rows(here: Workspace, extract: str, columns: str = "*") -> list[tuple[Any, ...]]:
    """Return the rows of an extract that count, by period and line."""
    paths = [str(file.path) for file in here.catalogue.files() if file.extract == extract]
    if not paths:
        return []
    return duckdb.execute(
        f"SELECT {columns} FROM read_parquet($paths) ORDER BY _period, _line", {"paths": paths}
    ).fetchall()


def codes(receipt: Receipt) -> list[str]:
    """Return the codes of a receipt's problems."""
    return [problem.code for problem in receipt.problems]
