"""Every figure of the demo company is the manifest's, and its rows are those of its files.

The manifest was counted by code that shares nothing with the metrics; a third count, over the
rows that the walk back brings along, closes the circle.
"""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest

from pipelines.demo.generator import write_demo
from pipelines.metrics.lineage import walk_back
from pipelines.metrics.query import answers
from pipelines.periods import between, parsed

QUARTERS = list(between(parsed("2023-Q2"), parsed("2026-Q1")))
OTHER_NAMES = {
    "net_benefit", "simple_roi_quarter", "plan_kept", "infra_open_requests", "outcome_coverage",
    "predictions", "dp_difference",
}  # fmt: skip
"""What the manifest also counts and no metric asks for."""
NO_UNIT = ("training", "datasets")
"""Extracts whose rows belong to no business unit."""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The demo company's files once more: the same seed wrote the bytes that were loaded."""
    return write_demo(tmp_path_factory.mktemp("files")).folder


@pytest.fixture(scope="module")
def truth(files):
    return json.loads((files / "truth.json").read_text())


def counted(truth, name):
    return {
        quarter: figure
        for quarter, figure in truth["kpis"][name].items()
        if quarter in {one.label for one in QUARTERS}
    }


def wrong(cells, expected):
    """Return the cells that differ, an unknown one and zero rows being the same nothing."""
    for cell in cells:
        figure = expected(cell)
        if cell.state == "not_estimable" and "needed" in cell.note:
            continue  # too few for us to say; the manifest counts regardless
        if figure is None and cell.value == 0 and cell.n == 0:
            continue
        if cell.value is None or figure is None:
            if cell.value is not figure:
                yield cell, figure
        elif cell.value != pytest.approx(float(figure), rel=1e-9, abs=1e-9):
            yield cell, figure


def test_every_metric_the_manifest_counts_is_right_in_every_quarter(demo_workspace, truth):
    names = [
        name for name in truth["kpis"] if name not in OTHER_NAMES and not name.endswith("_by_month")
    ]
    assert len(names) >= 25
    for name, answer in answers(demo_workspace, names, periods=QUARTERS).items():
        expected = counted(truth, name)
        found = list(wrong(answer.rows, lambda cell: expected.get(cell.period, {}).get("all")))  # noqa: B023 - used at once
        assert not found, name


def test_every_metric_is_right_in_every_business_unit(demo_workspace, truth):
    for name in truth["kpis"]:
        if name in OTHER_NAMES or name.endswith("_by_month"):
            continue
        expected = counted(truth, name)
        if not any(figure.get("by_business_unit") for figure in expected.values()):
            continue
        rows = answers(demo_workspace, [name], periods=QUARTERS, by=["business_unit"])[name].rows
        found = list(
            wrong(
                rows,
                lambda cell: (
                    expected.get(cell.period, {})  # noqa: B023 - used at once
                    .get("by_business_unit", {})
                    .get(cell.dimensions["business_unit"])
                ),
            )
        )
        assert not found, name


def test_every_metric_of_the_book_is_counted_by_the_manifest(demo_workspace, truth):
    assert set(demo_workspace.metrics.metrics) - set(truth["kpis"]) <= {"drift_psi"}


def test_the_rows_behind_every_figure_are_the_rows_of_its_files(demo_workspace, files):
    for name in demo_workspace.metrics.metrics:
        period = parsed("2025-Q4")
        walk = walk_back(demo_workspace, name, period=period, limit=20)
        assert walk.cell is not None
        assert walk.sources
        for source in walk.sources:
            assert source.loads
            names = {load.id: load.file_name for load in source.loads}
            for row in source.rows:
                with (files / names[row[0]]).open(newline="") as file:
                    lines = list(csv.reader(file))
                original = dict(zip(lines[0], lines[row[1] - 1], strict=True))
                shown = dict(zip(source.columns, row, strict=True))
                for key in demo_workspace.extracts[source.extract].key:
                    assert str(shown[key]) == original[key]


def test_the_money_of_a_figure_is_the_sum_of_the_rows_it_is_walked_back_to(demo_workspace):
    walk = walk_back(
        demo_workspace,
        "benefit_realised",
        period=parsed("2025-Q1"),
        where={"business_unit": "Claims"},
        limit=None,
    )
    (source,) = walk.sources
    amount = source.columns.index("amount_eur")
    assert walk.cell.value == float(sum((row[amount] for row in source.rows), Decimal(0)))
    assert walk.cell.n == source.row_count == len(source.rows)


def test_every_metric_made_of_sums_is_the_same_from_the_facts(demo_workspace):
    names = list(demo_workspace.shapes)
    for options in ({}, {"where": {"business_unit": "Claims"}}):
        asked = [
            name
            for name in names
            if not options or demo_workspace.metrics.metrics[name].extract not in NO_UNIT
        ]
        quick = answers(demo_workspace, asked, periods=QUARTERS, **options)
        slow = answers(demo_workspace, asked, periods=QUARTERS, facts_only=True, **options)
        for name in asked:
            assert quick[name].rows == slow[name].rows, name
