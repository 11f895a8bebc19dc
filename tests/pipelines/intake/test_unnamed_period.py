"""A file whose name says no period is loaded into those of its rows, if anybody reports them."""

from __future__ import annotations

import pytest

from pipelines.intake.load import load_file
from tests.pipelines.metrics.stores import NOON, header, registers

LEDGER = "E-{},AI-001,{},benefit,saving,10.00,realised,,\n"


def loaded(workspace, folder, *months):
    """Load ledger rows of these months from a file that names none."""
    registers(workspace, folder)
    file = folder / "money.csv"
    rows = (LEDGER.format(number, month) for number, month in enumerate(months))
    file.write_text(header("ledger") + "".join(rows))
    return load_file(workspace, file, actor="test", now=NOON, extract="ledger")


def test_its_rows_count_in_their_own_periods(workspace, tmp_path):
    receipt = loaded(workspace, tmp_path, "2025-01", "2025-01", "2025-03")
    assert [(one.period, one.rows) for one in receipt.loads] == [("2025-01", 2), ("2025-03", 1)]
    assert (receipt.outcome, receipt.rows_rejected) == ("loaded", 0)


@pytest.mark.parametrize("month", ["9999-12", "3000-01", "2052-01", "1949-12", "0026-01"])
def test_a_year_that_nobody_reports_does_not_stretch_every_screen(workspace, tmp_path, month):
    receipt = loaded(workspace, tmp_path, "2025-01", month)
    assert receipt.outcome == "refused"
    assert f"money.csv has rows of {month}, a year that nobody" in receipt.problems[0].message
    assert "ledger" not in {file.extract for file in workspace.catalogue.files()}


def test_plans_may_lie_ahead(workspace, tmp_path):
    assert loaded(workspace, tmp_path, "2051-12").outcome == "loaded"
