"""The product measures in the demo company's datasets what was counted in them by other means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.demo.generator import write_demo
from pipelines.periods import parsed
from pipelines.quality import registry
from pipelines.quality.bringing import bring_file
from pipelines.quality.scores import dimension_scores, score
from pipelines.quality.shapes import Measurement
from pipelines.workspace import Workspace
from tests.pipelines.quality.datasets import NOW, counts, measured, opened, the

QUARTERS = ("2025-Q3", "2025-Q4", "2026-Q1")
SOME = ("DS-CRM", "DS-CRM-REF", "DS-SENSOR", "DS-TELEMATICS", "DS-LETTERS", "DS-CALLS")
"""The troubled ones, the worst of the others, one that names another dataset, one without a
reference: with these every kind of check runs."""
Truth = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def here(folder: Path) -> Iterator[Workspace]:
    """The demo company's datasets, registered and brought."""
    workspace = opened(folder)
    who = {"actor": "lena", "role": "cio_staff", "now": NOW}
    for each in write_demo(folder / "files").datasets:
        registry.register(workspace, each.contract, why="It is needed.", **who)
        for quarter, path in each.files.items():
            bring_file(workspace, each.dataset, path, period=quarter, **who)
    yield workspace
    workspace.database.dispose()


@pytest.fixture(scope="module")
def truth(here: Workspace, folder: Path) -> Truth:
    manifest = json.loads((folder / "files" / "truth.json").read_text(encoding="utf-8"))
    return manifest["datasets"]["found"]


def found_in(here: Workspace, subject: str, quarter: str) -> Measurement:
    """Measure as of the end of the quarter."""
    return measured(here, subject, period=quarter, today=parsed(quarter).end)


def agrees(found: Measurement, told: dict[str, Any]) -> None:
    counted = {name: (tested, passed) for name, (passed, tested) in told["checks"].items()}
    assert counts(found) == {name: pytest.approx(pair) for name, pair in counted.items()}
    made = {name: each.score for name, each in dimension_scores(found).items()}
    assert made == pytest.approx(told["dimensions"])
    assert score(found) == pytest.approx(told["score"])


@pytest.mark.parametrize("subject", SOME)
def test_every_check_finds_what_was_counted(here: Workspace, truth: Truth, subject: str):
    agrees(found_in(here, subject, "2026-Q1"), truth[subject]["2026-Q1"])


@pytest.mark.slow
def test_every_dataset_is_measured_as_counted(here: Workspace, truth: Truth):
    for subject, quarters in truth.items():
        assert tuple(quarters) == QUARTERS
        agrees(found_in(here, subject, QUARTERS[-1]), quarters[QUARTERS[-1]])


def test_31_percent_duplicates_and_42_percent_without_consent_make_30(here: Workspace):
    found = found_in(here, "DS-CRM", "2026-Q1")
    duplicates, consent = (
        the(found, "unique.name+birth_date"),
        the(found, "marketing_consent.filled"),
    )
    assert (duplicates.failed, duplicates.tested) == (310, 1000)
    assert (consent.failed, consent.tested) == (420, 1000)
    assert score(found) == pytest.approx(30, abs=0.001)
