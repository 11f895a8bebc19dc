"""Uploads and what they change, made by hand: what receipts and tables are drawn from in tests."""

from __future__ import annotations

from dataclasses import replace

from governance.uploads.aside import Waiting
from governance.uploads.history import HistoryLine
from governance.uploads.moves import (
    Figure,
    GoalFigure,
    GoalMove,
    MetricMove,
    Preview,
    UnitMove,
    Unusual,
)
from governance.uploads.settled import Restatement
from pipelines.catalogue.history import LoadRecord
from pipelines.intake.receipt import LoadedPeriod, Problem
from pipelines.settings import ROOT
from pipelines.uploads.aside import QuarantinedRow
from pipelines.uploads.evidence import Evidence
from pipelines.uploads.returning import Returning, ReturningPeriod
from pipelines.uploads.shapes import Correction, DifferenceRow, LiveLoad, UploadReceipt
from tests.reports.examples import AT

HASH = "9f2c" * 16
NAMES = {"lena": "Lena Fischer", "marcus": "Marcus Okafor"}


def metric_move(**changes: object) -> MetricMove:
    """Return adoption as it falls from 62.4 to 20 %."""
    plain = MetricMove(
        metric="adoption_rate",
        title="Adoption",
        unit="%",
        decimals=1,
        better="higher",
        period="2026-Q1",
        before=Figure(62.4, "ok", "green", 1.0, 12),
        after=Figure(20.0, "ok", "red", 1.0, 12),
        stood="green",
        units=(UnitMove("Claims", 66.0, 20.0),),
        range=(40.0, 70.0),
        usual="outside its usual range 40% to 70%",
        note="asked",
        owner="cio",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names what it changes


def preview(**changes: object) -> Preview:
    """Return what a file changes: one figure, one goal, one value far from usual."""
    goal = GoalMove(
        "GOAL-07", "Half of the company uses AI", "adoption_rate", "%",
        GoalFigure(62.4, "ok", "green", 0.37), GoalFigure(20.0, "ok", "red", 0.02),
    )  # fmt: skip
    far = Unusual(
        "value", "ledger.amount_eur", "Amount", "2026-03", 14, 4.2e6, 10.0, 4.2e5,
        "Amount in line 14 is 4,200,000; in all other periods it lay between 10 and 420,000.",
    )  # fmt: skip
    plain = Preview((metric_move(),), (goal,), (far,), stays=2)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names what it changes


def receipt(**changes: object) -> UploadReceipt:
    """Return a receipt of a restated month that somebody approved."""
    plain = UploadReceipt(
        upload="U1a2b",
        submission="S3c4d",
        file_name="adoption_2026-Q1.csv",
        sha256=HASH,
        size=2048,
        outcome="partly_loaded",
        loads=(LoadedPeriod("L5e6f", "adoption", "2026-03", 1204, HASH),),
        rows_accepted=1204,
        rows_rejected=2,
        quarantined=2,
        corrections=(Correction(7, "active_users", "1x", "10", "lena", AT, "A typing error."),),
        actor="lena",
        at=AT,
        approved_by="marcus",
        reason="The vendor had counted robots.",
        restates=(("adoption", "2026-03"),),
        version=42,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names what it changes


def restatement(**changes: object) -> Restatement:
    """Return a restatement of a month that a check-in had settled."""
    plain = Restatement(
        "adoption", "2026-03", "CI-2026-03", "Check-in of March", AT.date(), "replaced", "L5e6f",
        "adoption_2026-Q1.csv", "Lena Fischer (CIO staff)", AT, "The vendor had counted robots.",
        42,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names what it changes


def history_line(**changes: object) -> HistoryLine:
    """Return a load of a month that was approved and restated what was settled."""
    load = LoadRecord(
        id="L5e6f",
        submission="S3c4d",
        extract="adoption",
        period="2026-03",
        rows=1204,
        rejected=2,
        file_name="adoption_2026-Q1.csv",
        sha256=HASH,
        profile="",
        actor="lena",
        at=AT,
        status="live",
        replaced=(),
        undone_by=None,
        undone_at=None,
        begins=42,
        ends=None,
        path=ROOT,
        reject_file=None,
    )
    plain = HistoryLine(load, "Lena Fischer", "Marcus Okafor", (restatement(),), 2)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names what it changes


def waiting(text: str = "1x") -> Waiting:
    """Return a row that has waited for twelve days."""
    problem = Problem(
        "error", "not_a_number", 7, "active_users", text, f"“{text}” is not a whole number."
    )
    row = QuarantinedRow(
        3, "U1a2b", "S3c4d", "adoption", ("2026-03",), 7, (("active_users", text),), (problem,),
        "lena", AT, "open", 0, "",
    )  # fmt: skip
    return Waiting(row, 12, "Lena Fischer")


def evidence(name: str = "ledger.pdf") -> Evidence:
    """Return a file of evidence."""
    return Evidence("E7", "load/L5e6f", name, HASH, 2048, "lena", AT, "Signed.")


def returning() -> Returning:
    """Return an undo by which an earlier load counts again and another period is empty."""
    now = LiveLoad("L5e6f", 1204, "lena", AT, "adoption_2026-Q1.csv")
    then = LiveLoad("L1", 1200, "marcus", AT, "adoption_2026-03.csv")
    periods = (
        ReturningPeriod("adoption", "2026-03", now, then),
        ReturningPeriod("adoption", "2026-02", now, None),
    )
    return Returning("S3c4d", "adoption_2026-Q1.csv", True, None, periods)


def difference_row(value: str = "20") -> DifferenceRow:
    """Return a changed row."""
    key = (("model_id", "M-001"), ("business_unit", "Claims"))
    return DifferenceRow("changed", key, 4, (("active_users", "66", value),))
