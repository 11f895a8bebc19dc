"""Small workspaces made of a few written-out rows, loaded through the real intake."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.extracts.reading import read_contracts
from pipelines.intake.load import load_file
from pipelines.intake.receipt import Receipt
from pipelines.metrics.query import answers
from pipelines.metrics.results import Cell
from pipelines.periods import parsed
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests.opening import opened

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)

EXTRACTS = read_contracts(Settings().extracts)


def header(extract: str) -> str:
    """Return the header line of a kind of file."""
    return ",".join(EXTRACTS[extract].column_names) + "\n"


INITIATIVES = header("initiatives") + (
    "AI-001,{quarter},Claim letters,Claims,CEO,PM,,production,high,,,,\n"
    "AI-002,{quarter},Renewal prices,Underwriting,CEO,PM,,prototype,minimal,,,,\n"
)
MODELS = header("models") + (
    "M-001,1,AI-001,,binary,0.5,,2025-01-01,,\n"
    "M-001,2,AI-001,,binary,0.5,,2025-02-01,,\n"
    "M-002,1,AI-002,,binary,0.5,,,,\n"
)


def workspace(folder: Path) -> Workspace:
    """Return an empty workspace in ``folder``."""
    return opened(replace(Settings(), store=folder / "store"))


def load(here: Workspace, folder: Path, name: str, text: str) -> Receipt:
    """Load one written-out file and insist that all of it was taken."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    receipt = load_file(here, file, actor="test", now=NOON)
    assert receipt.outcome in ("loaded", "unchanged"), receipt
    return receipt


def registers(here: Workspace, folder: Path, *quarters: str) -> None:
    """Load initiatives for each quarter and the models, which two versions share a number."""
    for quarter in quarters or ("2025-Q1",):
        load(here, folder, f"initiatives_{quarter}.csv", INITIATIVES.format(quarter=quarter))
    load(here, folder, "models_2025-Q1.csv", MODELS)


def cell(here: Workspace, metric: str, period: str, **options) -> Cell:
    """Return one figure."""
    label = parsed(period)
    (found,) = answers(here, [metric], periods=[label], grain=label.grain, **options)[metric].rows
    return found


def split(here: Workspace, metric: str, period: str, by: str, **options) -> dict[str | None, Cell]:
    """Return a period's figures by the values of one dimension."""
    label = parsed(period)
    rows = answers(here, [metric], periods=[label], grain=label.grain, by=[by], **options)
    return {one.dimensions[by]: one for one in rows[metric].rows}
