"""Datasets are registered by revisions that stay, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from pipelines.catalogue.database import writing
from pipelines.errors import GapError, NotFound
from pipelines.quality import registry
from pipelines.workspace import Workspace
from tests.pipelines.quality.datasets import (
    NOW,
    brought,
    contract,
    measured,
    opened,
    registered,
)

WHO = {"actor": "lena", "role": "cio_staff", "now": NOW}


@pytest.fixture
def here(ready_url: str, tmp_path: Path) -> Iterator[Workspace]:
    space = opened(tmp_path, records_url=ready_url)
    yield space
    space.database.dispose()


def test_a_registered_dataset_is_found_by_name(here):
    registered(here, "DS-CRM", {"a": {}})
    registered(here, "DS-BILL", {"a": {}})
    assert [each.id for each in registry.datasets(here)] == ["DS-BILL", "DS-CRM"]
    assert registry.dataset(here, "DS-CRM").title == "Rows of DS-CRM"
    with pytest.raises(NotFound, match="Did you mean “DS-CRM”"):
        registry.dataset(here, "DS-CRN")


def test_a_change_is_a_further_revision_and_the_newest_counts(here):
    registered(here, "DS-CRM", {"a": {}})
    registered(here, "DS-CRM", {"a": {}, "b": {}})
    assert len(registry.dataset(here, "DS-CRM").columns) == 2
    first, second = registry.revisions(here, "DS-CRM")
    assert (first.number, second.number, second.actor, second.why) == (
        1,
        2,
        "lena",
        "It is needed.",
    )
    assert first.contract == contract("DS-CRM", {"a": {}})
    assert (second.at, second.at.tzinfo is not None) == (NOW, True)


def test_the_same_contract_again_is_no_revision(here):
    registered(here, "DS-CRM", {"a": {}})
    with pytest.raises(GapError, match="already says that"):
        registered(here, "DS-CRM", {"a": {}})
    assert len(registry.revisions(here, "DS-CRM")) == 1


def test_whoever_saw_an_older_revision_decides_again(here):
    words = contract("DS-CRM", {"a": {}})
    registry.register(here, words, why="First.", seen=0, **WHO)
    with pytest.raises(GapError, match="lena changed DS-CRM since you opened it: First"):
        registry.register(here, words.replace("a: {}", "b: {}"), why="x", seen=0, **WHO)
    with pytest.raises(GapError, match="newest one is 1"):
        registry.register(here, words.replace("a: {}", "b: {}"), why="x", seen=2, **WHO)
    registry.register(here, words.replace("a: {}", "b: {}"), why="Second.", seen=1, **WHO)
    assert [each.why for each in registry.revisions(here, "DS-CRM")] == ["First.", "Second."]


def test_nobody_has_changed_a_dataset_that_is_not_there(here):
    with pytest.raises(GapError, match="newest one is 0"):
        registry.register(here, contract("DS-CRM", {"a": {}}), why="x", seen=1, **WHO)


def test_a_retired_dataset_is_not_listed_and_keeps_its_history(here):
    registered(here, "DS-CRM", {"a": {}})
    brought(here, "DS-CRM", "a", "1")
    measured(here, "DS-CRM")
    registry.retire(here, "DS-CRM", why="Sold.", **WHO)
    assert registry.datasets(here) == ()
    assert registry.revisions(here, "DS-CRM")[-1].retired
    assert len(registry.files(here, "DS-CRM")) == 1
    with pytest.raises(NotFound):
        registry.retire(here, "DS-CRM", why="Again.", **WHO)


def test_a_retired_dataset_can_be_registered_again(here):
    registered(here, "DS-CRM", {"a": {}})
    registry.retire(here, "DS-CRM", why="Sold.", **WHO)
    registered(here, "DS-CRM", {"a": {}})
    assert [each.retired for each in registry.revisions(here, "DS-CRM")] == [False, True, False]


def test_every_change_is_in_the_journal_with_before_and_after(here):
    registered(here, "DS-CRM", {"a": {}})
    registered(here, "DS-CRM", {"a": {}, "b": {}})
    brought(here, "DS-CRM", "a,b", "1,2")
    registry.retire(here, "DS-CRM", why="Sold.", **WHO)
    entries = here.catalogue.journal(subject="dataset/DS-CRM")
    assert [each.action.partition(":")[2] for each in entries] == [
        "register", "change", "bring", "retire",
    ]  # fmt: skip
    first, change, bring, retire = entries
    assert (first.before, first.reason, first.actor) == (None, "It is needed.", "lena")
    assert change.before == {"contract": contract("DS-CRM", {"a": {}})}
    assert (bring.after or {})["period"] == "2026-Q1"
    assert (retire.after or {})["retired"] is True


def test_a_contract_that_does_not_hold_changes_nothing(here):
    before = here.catalogue.journal_head()
    with pytest.raises(GapError):
        registry.register(here, contract("ds", {"a": {}}), why="x", **WHO)
    assert (registry.datasets(here), here.catalogue.journal_head()) == ((), before)


def test_the_newest_file_of_a_quarter_counts_and_the_earlier_one_stays(here):
    registered(here, "DS-CRM", {"a": {}})
    old = brought(here, "DS-CRM", "a", "1")
    other = brought(here, "DS-CRM", "a", "1", "2", period="2025-Q4")
    new = brought(here, "DS-CRM", "a", "1", "2", "3")
    assert registry.files(here, "DS-CRM") == (other, new)
    assert (here.settings.store / old.path).is_file()
    assert measured(here, "DS-CRM").rows == 3


@pytest.mark.parametrize(
    "table", ["dataset_revision", "dataset_file", "quality_run", "quality_check"]
)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_what_was_written_can_neither_be_changed_nor_deleted(here, table: str, change: str):
    registered(here, "DS-CRM", {"a": {}})
    brought(here, "DS-CRM", "a", "1")
    measured(here, "DS-CRM")
    column = {"dataset_revision": "why", "dataset_file": "path", "quality_check": "says"}
    statement = change.format(table, column.get(table, "failure"), "'x'")
    with pytest.raises(DatabaseError), writing(here.database) as connection:
        connection.execute(text(statement))
    with writing(here.database) as connection:
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() >= 1
