"""``python -m pipelines quality``: one object or words, and an exit code that tells which."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.quality import kept
from tests.pipelines.intake.sources import ledger, loaded
from tests.pipelines.quality.datasets import TODAY, brought, opened, registered
from tests.prompt import Said, typed, typed_apart


@dataclass(frozen=True)
class Desk:
    """A place to run the command against one store."""

    folder: Path

    def run(self, *words: str, way: Callable[..., Said] = typed) -> Said:
        settings = {"TANDEM_STORE": str(self.folder / "store"), "COLUMNS": "140"}
        today = TODAY.isoformat()
        return way("pipelines", "quality", *words, TANDEM_REPORTING_DATE=today, **settings)

    def runs(self) -> int:
        """Return how many measurements are kept."""
        here = opened(self.folder)
        number = kept.head(here)
        here.database.dispose()
        return number


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A store with two quarters of a dataset and one of the ledger."""
    folder = tmp_path_factory.mktemp("desk")
    here = opened(folder)
    columns = {"nr": {"required": True, "pattern": "C-[0-9]"}, "town": {"allowed": ["Köln"]}}
    registered(here, "DS-CRM", columns, key=["nr"], at_least={"nr.filled": 50})
    brought(here, "DS-CRM", "nr,town", "C-1,Köln", "C-1,Bonn", ",", "x,Köln")
    brought(here, "DS-CRM", "nr,town", "C-1,Köln", period="2025-Q4")
    loaded(here, folder, "ledger_2026-Q1.csv", ledger(1, "2026-01"), ledger(2, "2026-02"))
    here.database.dispose()
    return Desk(folder)


def test_a_dataset_is_answered_with_one_object(desk: Desk):
    done = desk.run("DS-CRM", "--json", way=typed_apart)
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(told) == {
        "name", "kind", "title", "period", "as_of", "measured_at", "rows", "dimensions", "score",
        "level", "level_exact", "level_words", "checks", "failure",
    }  # fmt: skip
    assert (told["name"], told["kind"], told["period"]) == ("DS-CRM", "dataset", "2026-Q1")
    assert (told["as_of"], told["rows"], told["failure"]) == ("2026-03-31", 4, "")
    assert told["dimensions"] == {
        "completeness": {"score": 80.0, "passed": 4, "tested": 5, "state": "measured"},
        "uniqueness": {"score": 75.0, "passed": 3, "tested": 4, "state": "measured"},
        "validity": {
            "score": pytest.approx(400 / 6),
            "passed": 4,
            "tested": 6,
            "state": "measured",
        },
        "consistency": {"score": None, "passed": 0, "tested": 0, "state": "not_measured"},
        "timeliness": {"score": None, "passed": 0, "tested": 0, "state": "not_measured"},
        "accuracy": {"score": None, "passed": 0, "tested": 0, "state": "not_measured"},
    }
    assert told["score"] == pytest.approx((80 + 75 + 400 / 6) / 3)
    assert (told["level"], int(told["level_exact"])) == (3, 3)
    checks = {one["name"]: one for one in told["checks"]}
    assert set(checks["nr.filled"]) == {
        "name", "dimension", "says", "expectation", "columns", "tested", "passed", "score",
        "at_least", "passes", "sample", "seconds", "note",
    }  # fmt: skip
    assert (checks["nr.filled"]["score"], checks["nr.filled"]["passes"]) == (75.0, True)
    assert (checks["town.allowed"]["passed"], checks["town.allowed"]["passes"]) == (2, False)
    assert checks["town.allowed"]["sample"] == [{"nr": "C-1", "_row": "3", "town": "Bonn"}]


def test_an_extract_is_answered_in_the_same_way(desk: Desk):
    told = json.loads(desk.run("ledger", "--json").stdout)
    assert (told["kind"], told["rows"]) == ("extract", 2)
    assert told["dimensions"]["uniqueness"] == {
        "score": 100.0, "passed": 2, "tested": 2, "state": "measured",
    }  # fmt: skip
    assert "rows.accepted" in [one["name"] for one in told["checks"]]


def test_an_older_quarter_is_asked_for_by_name(desk: Desk):
    told = json.loads(desk.run("DS-CRM", "--period", "2025-Q4", "--json").stdout)
    assert (told["period"], told["rows"], told["score"]) == ("2025-Q4", 1, 100.0)
    assert (told["level_exact"], "quarters in a row" in told["level_words"]) == (3.9, True)


def test_a_quarter_that_was_not_measured_is_told(desk: Desk):
    done = desk.run("DS-CRM", "--period", "2024-Q1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "2024-Q1" in done.stderr
    assert "Nothing was changed" in done.stderr


def test_nothing_is_measured_twice_unless_it_is_asked_for(desk: Desk):
    desk.run("DS-CRM", "--json")
    before = desk.runs()
    first = json.loads(desk.run("DS-CRM", "--json").stdout)
    assert desk.runs() == before
    second = json.loads(desk.run("DS-CRM", "--again", "--json").stdout)
    assert desk.runs() == before + 2
    assert second["measured_at"] > first["measured_at"]
    assert second["dimensions"] == first["dimensions"]


def test_without_a_name_everything_is_measured(desk: Desk):
    done = desk.run()
    assert done.returncode == 0
    assert "extracts and datasets" in done.stdout
    assert "Measured 0" in desk.run().stdout


def test_words_tell_the_score_and_the_failing_checks_first(desk: Desk):
    done = desk.run("DS-CRM")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "Rows of DS-CRM (DS-CRM), 2026-Q1, 4 rows" in lines[0]
    assert any("accuracy" in line and "not measured" in line for line in lines)
    marks = [line.strip()[0] for line in lines if line.strip()[0] in "✓✗"]
    assert marks == sorted(marks, key="✗✓".index)
    assert "✗" in marks


def test_an_unknown_name_suggests_the_nearest(desk: Desk):
    done = desk.run("DS-CRN", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Did you mean “DS-CRM”?" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_usage_is_told_apart(desk: Desk):
    assert desk.run("--nothing").returncode == 2


def test_without_a_store_that_is_said(tmp_path: Path):
    done = Desk(tmp_path).run("ledger")
    assert done.returncode == 1
    assert "no workspace here yet" in done.stderr


def test_a_file_that_cannot_be_measured_is_told_with_its_reason(tmp_path: Path):
    here = opened(tmp_path)
    registered(here, "DS-A", {"a": {}})
    (here.settings.store / brought(here, "DS-A", "a", "1").path).unlink()
    here.database.dispose()
    done = Desk(tmp_path).run("DS-A")
    assert "missing or damaged" in done.stdout
    told = json.loads(Desk(tmp_path).run("DS-A", "--json").stdout)
    assert (told["score"], told["level"], told["checks"]) == (None, None, [])
    assert "missing or damaged" in told["failure"]
