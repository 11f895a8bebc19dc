"""Nothing is measured twice, nothing is forgotten, and every run is kept."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.quality import due as due_room
from pipelines.quality import kept, registry
from pipelines.quality.due import Due, pending
from pipelines.quality.measuring import measure
from pipelines.quality.policy import POLICY_FILE
from pipelines.quality.scores import score
from pipelines.workspace import Workspace
from tests.pipelines.intake.sources import ledger, load, loaded, written
from tests.pipelines.quality.datasets import (
    NOW,
    TODAY,
    brought,
    counts,
    measured,
    opened,
    registered,
    the,
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    space = opened(tmp_path)
    yield space
    space.database.dispose()


def due(here: Workspace, today: date = TODAY) -> list[tuple[str, str]]:
    return [(each.subject, each.period) for each in pending(here, today=today)]


def work_off(here: Workspace, today: date = TODAY) -> None:
    for each in pending(here, today=today):
        measure(here, each, now=NOW)


def test_what_is_measured_is_not_due_again(here, tmp_path):
    registered(here, "DS-A", {"a": {}})
    brought(here, "DS-A", "a", "1")
    loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    assert due(here) == [("DS-A", "2026-Q1"), ("ledger", "2026-Q1")]
    work_off(here)
    assert due(here) == []


def test_the_newest_quarter_comes_first_and_datasets_before_extracts(here, tmp_path):
    registered(here, "DS-A", {"a": {}})
    for quarter in ("2025-Q3", "2026-Q1", "2025-Q4"):
        brought(here, "DS-A", "a", "1", period=quarter)
    loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    assert due(here) == [
        ("DS-A", "2026-Q1"), ("ledger", "2026-Q1"), ("DS-A", "2025-Q4"), ("DS-A", "2025-Q3"),
    ]  # fmt: skip


def test_a_dataset_without_a_file_is_not_due(here):
    registered(here, "DS-A", {"a": {}})
    assert due(here) == []


def test_a_new_load_and_its_undoing_are_due_again(here, tmp_path):
    loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    work_off(here)
    receipt = loaded(
        here, tmp_path, "ledger_2026-Q1_r2.csv", ledger(1, "2026-01"), ledger(2, "2026-02")
    )
    assert due(here) == [("ledger", "2026-Q1")]
    work_off(here)
    assert kept.newest(here)[0].rows == 2
    here.catalogue.undo(next(one.id for one in receipt.loads if one.id), actor="mia", at=NOW)
    assert due(here) == [("ledger", "2026-Q1")]
    work_off(here)
    assert kept.newest(here)[0].rows == 1


def test_a_load_of_another_quarter_leaves_the_older_ones_alone(here, tmp_path):
    loaded(here, tmp_path, "ledger_2025-Q4.csv", ledger(1, "2025-12"))
    work_off(here, today=date(2025, 12, 31))
    loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(2, "2026-01"))
    assert due(here) == [("ledger", "2026-Q1")]


def test_a_changed_contract_is_due_again(here):
    registered(here, "DS-A", {"a": {}})
    brought(here, "DS-A", "a,b", "1,x", ",x")
    work_off(here)
    registered(here, "DS-A", {"a": {"required": True}})
    assert due(here) == [("DS-A", "2026-Q1")]
    work_off(here)
    assert the(kept.newest(here)[0], "a.filled").failed == 1


def test_a_newer_file_of_what_it_refers_to_is_due_again(here):
    link = {"columns": ["a"], "dataset": "DS-B", "target_columns": ["a"]}
    registered(here, "DS-A", {"a": {}}, links=[link])
    registered(here, "DS-B", {"a": {}})
    brought(here, "DS-A", "a", "1")
    work_off(here)
    brought(here, "DS-B", "a", "1")
    assert due(here) == [("DS-A", "2026-Q1"), ("DS-B", "2026-Q1")]
    work_off(here)
    brought(here, "DS-B", "a", "1", period="2026-Q2")
    assert ("DS-A", "2026-Q1") not in due(here)


def test_a_changed_policy_is_due_again(here, tmp_path, monkeypatch):
    registered(here, "DS-A", {"a": {}})
    brought(here, "DS-A", "a", "1")
    work_off(here)
    other = tmp_path / "policy.yaml"
    other.write_text(POLICY_FILE.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
    monkeypatch.setattr(due_room, "POLICY_FILE", other)
    assert due(here) == [("DS-A", "2026-Q1")]


def test_a_later_day_is_due_again_for_the_newest_quarter_alone(here):
    registered(here, "DS-A", {"d": {"type": "date"}}, freshness={"column": "d", "hours": 48})
    brought(here, "DS-A", "d", "2025-12-31", period="2025-Q4")
    brought(here, "DS-A", "d", "2026-03-31")
    work_off(here)
    later = date(2026, 4, 3)
    assert due(here, today=later) == [("DS-A", "2026-Q1")]
    work_off(here, today=later)
    (quarters,) = kept.history(here).values()
    assert [counts(one)["d.fresh"][1] for one in quarters] == [1, 0.75]


def test_a_day_within_the_quarter_changes_nothing(here):
    registered(here, "DS-A", {"a": {}})
    brought(here, "DS-A", "a", "1")
    work_off(here, today=date(2026, 3, 30))
    assert due(here, today=date(2026, 3, 31)) == []


def test_what_was_retired_is_not_due(here):
    registered(here, "DS-A", {"a": {}})
    brought(here, "DS-A", "a", "1")
    registry.retire(here, "DS-A", actor="l", role="r", why="Sold.", now=NOW)
    assert due(here) == []


def test_history_is_the_newest_run_of_each_quarter_the_oldest_quarter_first(here):
    registered(here, "DS-A", {"a": {"required": True}}, weights={"completeness": 3})
    for quarter, cell in (("2025-Q4", ""), ("2026-Q1", "1"), ("2025-Q3", "1")):
        brought(here, "DS-A", "a,b", f"{cell},x", period=quarter)
    work_off(here)
    brought(here, "DS-A", "a,b", "1,x", "1,x", period="2025-Q4")
    work_off(here)
    (quarters,) = kept.history(here, subject="DS-A").values()
    assert [(one.period, one.rows) for one in quarters] == [
        ("2025-Q3", 1), ("2025-Q4", 2), ("2026-Q1", 1),
    ]  # fmt: skip
    assert kept.history(here, subject="DS-B") == {}
    assert kept.head(here) == 4
    assert dict(quarters[-1].weights) == {"completeness": 3}


def test_a_run_comes_back_as_it_was_kept(ready_url: str, tmp_path: Path):
    here = opened(tmp_path, records_url=ready_url)
    registered(here, "DS-A", {"a": {"required": True, "allowed": ["ä'\"{}\u2028"]}})
    brought(here, "DS-A", "a,b", "x,y", ",z")
    found = measured(here, "DS-A")
    assert kept.newest(here) == (found,)
    assert found.id == kept.head(here) == 1
    assert score(kept.newest(here)[0]) == score(found)
    here.database.dispose()


def test_what_cannot_be_measured_is_kept_with_the_reason_and_not_tried_again(here):
    registered(here, "DS-A", {"a": {}})
    file = brought(here, "DS-A", "a", "1")
    (here.settings.store / file.path).unlink()
    work_off(here)
    (found,) = kept.newest(here)
    assert "missing or damaged" in found.failure
    assert (found.checks, score(found), due(here)) == ((), None, [])


FILE = {"file": "crm/customers.csv"}


def folder_of(tmp_path: Path, *lines: str) -> Path:
    folder = tmp_path / "data"
    (folder / "crm").mkdir(parents=True, exist_ok=True)
    (folder / "crm" / "customers.csv").write_text("".join(f"{line}\n" for line in lines))
    return folder


def test_a_file_of_the_folder_is_measured_where_it_lies_and_again_when_it_changes(tmp_path):
    folder = folder_of(tmp_path, "a;b", "1;x", ";y")
    here = opened(tmp_path, datasets=folder)
    registered(here, "DS-A", {"a": {"required": True}}, source=FILE)
    work_off(here)
    assert counts(kept.newest(here)[0])["a.filled"] == (2, 1)
    assert due(here) == []
    time.sleep(0.01)
    folder_of(tmp_path, "a;b", "1;x")
    os.utime(folder / "crm" / "customers.csv")
    assert due(here) == [("DS-A", "2026-Q1")]
    work_off(here)
    assert counts(kept.newest(here)[0])["a.filled"] == (1, 1)
    assert due(here, today=date(2026, 4, 1)) == [("DS-A", "2026-Q2")]


@pytest.mark.parametrize(
    "name",
    ["../secret.csv", "crm/../../secret.csv", "/etc/passwd", "crm/link.csv", "crm", "crm/none.csv",
     "crm/customers.csv'; DROP TABLE x; --", "*.csv", "crm/*.csv", "https://example.invalid/a.csv"],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder(tmp_path, name: str):
    folder = folder_of(tmp_path, "a,b", "1,x")
    (tmp_path / "secret.csv").write_text("a,b\nsecret-7f3a,x\n")
    (folder / "crm" / "link.csv").symlink_to(tmp_path / "secret.csv")
    here = opened(tmp_path, datasets=folder)
    registered(here, "DS-A", {"a": {"allowed": ["1"]}}, source={"file": name})
    found = measured(here, "DS-A")
    assert found.checks == ()
    assert found.failure
    assert "secret-7f3a" not in found.failure


def test_without_the_setting_no_file_is_read(tmp_path):
    here = opened(tmp_path)
    registered(here, "DS-A", {"a": {}}, source={"file": "/etc/passwd"})
    found = measured(here, "DS-A")
    assert "TANDEM_DATASETS" in found.failure


def test_a_refused_load_is_not_due(here, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01", amount="ten"))
    assert load(here, path).outcome == "refused"
    assert due(here) == []


def test_measuring_what_is_gone_meanwhile_is_told(here, tmp_path):
    loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    gone = Due("extract", "ledger", "2020-Q1", date(2020, 3, 31), "f")
    assert "loaded any more" in measure(here, gone, now=NOW).failure
