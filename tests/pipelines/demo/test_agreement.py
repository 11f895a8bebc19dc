"""The product and the truth, two ways of counting the same rows, say the same figures.

Every metric of the metric file, every quarter, the whole company and each business unit.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from pipelines.metrics.query import answers
from pipelines.metrics.results import Cell
from pipelines.periods import parsed
from pipelines.settings import Settings
from pipelines.workspace import Workspace

METRICS = sorted(yaml.safe_load(Settings().metrics.read_text(encoding="utf-8"))["metrics"])
NOT_BY_UNIT = {"training_completed", "dataset_completeness"}
"""Courses and data sets belong to no business unit."""
Truth = dict[str, Any]


def asked(workspace: Workspace, truth: Truth, metric: str, *by: str) -> tuple[Cell, ...]:
    quarters = [parsed(quarter) for quarter in truth["quarters"]]
    return answers(workspace, [metric], grain="quarter", periods=quarters, by=by)[metric].rows


def agrees(cell: Cell, told: float | None) -> bool:
    """Whether a figure is the true one, or withheld because it rests on too little."""
    if cell.value is None:
        return told is None or (cell.state == "not_estimable" and "needed" in cell.note)
    return told is not None and cell.value == pytest.approx(told, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("metric", METRICS)
def test_whole_company(demo_workspace: Workspace, truth: Truth, metric: str):
    cells = asked(demo_workspace, truth, metric)
    told = truth["kpis"][metric]
    assert [cell.period for cell in cells] == truth["quarters"]
    wrong = [cell for cell in cells if not agrees(cell, told.get(cell.period, {}).get("all"))]
    assert wrong == []
    assert any(cell.value is not None for cell in cells) or metric == "payback"


@pytest.mark.parametrize("metric", sorted(set(METRICS) - NOT_BY_UNIT))
def test_each_business_unit(demo_workspace: Workspace, truth: Truth, metric: str):
    cells = asked(demo_workspace, truth, metric, "business_unit")
    wrong, seen = [], set()
    for cell in cells:
        unit = cell.dimensions["business_unit"]
        told = truth["kpis"][metric].get(cell.period, {"by_business_unit": {}})
        seen.add((cell.period, unit))
        if not agrees(cell, told["by_business_unit"].get(unit)):
            wrong.append(cell)
    assert wrong == []
    for quarter, entry in truth["kpis"][metric].items():
        for unit, value in entry["by_business_unit"].items():
            assert value in (None, 0) or (quarter, unit) in seen
