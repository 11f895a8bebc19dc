"""Registering for a person: the right and the reason first, nothing unseen is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from governance import datasets
from pipelines.errors import GapError, NotAllowed, NotFound
from pipelines.intake.receipt import Refusal
from pipelines.quality import registry
from tests.governance.conftest import NOW
from tests.governance.test_commands import run

CONTRACT = """\
id: DS-CRM
title: Customer records
domain: customers
owner: Customer data steward
used_by: [AI-017]
source: {upload: true}
columns:
  customer_no: {required: true}
"""
STRICTER = CONTRACT.replace("required: true", "required: true, pattern: 'C-[0-9]+'")
WHY = "AI-017 needs it."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "crm.csv"
    path.write_text("customer_no\nC-1\nC-2\n", encoding="utf-8")
    return path


@pytest.fixture
def registered(staffed, cast):
    """A workspace with one registered dataset."""
    datasets.register(staffed, cast.staff, CONTRACT, why=WHY, now=NOW, seen=0)
    return staffed


def written(workspace):
    """Return what the journal says of datasets: who, in which role, did what and why."""
    return [
        (entry.actor, entry.role, entry.action, entry.reason)
        for entry in workspace.catalogue.journal()
        if entry.action.startswith("dataset:")
    ]


def test_who_may_registers_with_a_reason_and_is_named_for_it(registered):
    assert [one.id for one in registry.datasets(registered)] == ["DS-CRM"]
    assert written(registered) == [("lena", "cio_staff", "dataset:register", WHY)]


def test_nobody_else_registers_changes_brings_or_retires(registered, cast, file):
    version = registered.catalogue.journal_head()
    for person in (cast.ceo, cast.facilitator, cast.viewer):
        with pytest.raises(NotAllowed, match="may not register datasets"):
            datasets.register(registered, person, STRICTER, why=WHY, now=NOW)
        with pytest.raises(NotAllowed):
            datasets.change(registered, person, "DS-CRM", STRICTER, why=WHY, now=NOW, seen=1)
        with pytest.raises(NotAllowed):
            datasets.bring(registered, person, "DS-CRM", file, period="2026-Q1", now=NOW)
        with pytest.raises(NotAllowed):
            datasets.retire(registered, person, "DS-CRM", why=WHY, now=NOW)
        with pytest.raises(NotAllowed):
            datasets.propose(registered, person, file, today=NOW.date(), file_name="crm.csv")
    assert registered.catalogue.journal_head() == version


@pytest.mark.parametrize("why", ["", "   ", "x" * 2001, "bell\x07"])
def test_without_a_readable_reason_nothing_is_registered(staffed, cast, why):
    with pytest.raises(GapError, match="reason"):
        datasets.register(staffed, cast.cio, CONTRACT, why=why, now=NOW, seen=0)
    assert registry.datasets(staffed) == ()


def test_a_contract_that_does_not_hold_is_refused_with_its_line(staffed, cast):
    broken = CONTRACT.replace("domain: customers", "domain: ''")
    with pytest.raises(GapError) as refused:
        datasets.register(staffed, cast.cio, broken, why=WHY, now=NOW, seen=0)
    assert refused.value.where == "contract.yaml:3"
    assert "nothing was registered" in refused.value.next_step
    assert registry.datasets(staffed) == ()


def test_a_dataset_that_is_there_is_not_registered_over(registered, cast):
    with pytest.raises(GapError, match="DS-CRM is registered already, by lena"):
        datasets.register(registered, cast.cio, STRICTER, why=WHY, now=NOW, seen=0)


def test_a_change_is_a_further_revision(registered, cast):
    datasets.change(registered, cast.cio, "DS-CRM", STRICTER, why="Numbers.", now=NOW, seen=1)
    history = registry.revisions(registered, "DS-CRM")
    assert [(one.number, one.actor, one.why) for one in history] == [
        (1, "lena", WHY), (2, "marcus", "Numbers."),
    ]  # fmt: skip


def test_a_change_that_was_overtaken_is_refused_and_says_by_whom(registered, cast):
    datasets.change(registered, cast.cio, "DS-CRM", STRICTER, why="Numbers.", now=NOW, seen=1)
    with pytest.raises(GapError, match="marcus changed DS-CRM since you opened it: Numbers."):
        datasets.change(registered, cast.staff, "DS-CRM", CONTRACT, why="Back.", now=NOW, seen=1)
    assert len(registry.revisions(registered, "DS-CRM")) == 2


def test_a_change_keeps_the_name(registered, cast):
    other = CONTRACT.replace("DS-CRM", "DS-OTHER")
    with pytest.raises(GapError, match="calls itself DS-OTHER"):
        datasets.change(registered, cast.cio, "DS-CRM", other, why=WHY, now=NOW, seen=1)
    assert [one.id for one in registry.datasets(registered)] == ["DS-CRM"]


def test_what_is_not_registered_cannot_be_changed(staffed, cast):
    with pytest.raises(NotFound):
        datasets.change(staffed, cast.cio, "DS-CRM", CONTRACT, why=WHY, now=NOW, seen=1)


def test_a_file_counts_for_its_quarter_under_its_own_name(registered, cast, file):
    datasets.bring(
        registered, cast.staff, "DS-CRM", file, period="2026-Q1", now=NOW, file_name="March.csv"
    )
    (kept,) = registry.files(registered, "DS-CRM")
    assert (kept.period, kept.file_name, kept.actor) == ("2026-Q1", "March.csv", "lena")


def test_a_file_without_a_promised_column_is_refused(registered, cast, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("name\nAda\n", encoding="utf-8")
    with pytest.raises(Refusal, match="lacks customer_no"):
        datasets.bring(registered, cast.staff, "DS-CRM", path, period="2026-Q1", now=NOW)
    assert registry.files(registered) == ()


def test_no_file_is_brought_where_the_rows_are_elsewhere(staffed, cast, file):
    elsewhere = CONTRACT.replace("{upload: true}", "{database: crm, table: public.customers}")
    datasets.register(staffed, cast.staff, elsewhere, why=WHY, now=NOW, seen=0)
    with pytest.raises(GapError, match="read from the table public.customers"):
        datasets.bring(staffed, cast.staff, "DS-CRM", file, period="2026-Q1", now=NOW)


def test_a_retired_dataset_keeps_its_history_and_can_come_back(registered, cast):
    datasets.retire(registered, cast.cio, "DS-CRM", why="The system is gone.", now=NOW)
    assert registry.datasets(registered) == ()
    datasets.register(registered, cast.cio, CONTRACT, why="It is back.", now=NOW, seen=0)
    history = registry.revisions(registered, "DS-CRM")
    assert [one.retired for one in history] == [False, True, False]


def test_what_is_retired_is_not_retired_again(registered, cast):
    datasets.retire(registered, cast.cio, "DS-CRM", why="Gone.", now=NOW)
    with pytest.raises(NotFound):
        datasets.retire(registered, cast.cio, "DS-CRM", why="Gone.", now=NOW)


def test_the_commands_do_what_the_screen_does(tmp_path, file):
    store, contract = tmp_path / "prompt", tmp_path / "contract.yaml"
    contract.write_text(CONTRACT, encoding="utf-8")
    assert run(store, "join", "amara", "Amara", "facilitator").returncode == 0
    assert run(store, "join", "lena", "Lena", "cio_staff", "--as", "amara").returncode == 0
    by = ("--as", "lena")
    made = run(store, "dataset", "register", str(contract), *by, "--why", WHY)
    assert "DS-CRM “Customer records” is at revision 1" in made.stdout, made.stderr
    brought = run(store, "dataset", "bring", "DS-CRM", str(file), *by, "--period", "2026-Q1")
    assert "crm.csv counts for DS-CRM 2026-Q1." in brought.stdout, brought.stderr
    assert "not measured" in run(store, "dataset", "list").stdout
    (listed,) = json.loads(run(store, "dataset", "list", "--json").stdout)
    assert (listed["id"], listed["score"]) == ("DS-CRM", None)
    retired = run(store, "dataset", "retire", "DS-CRM", *by, "--why", "Gone.")
    assert "DS-CRM is retired" in retired.stdout, retired.stderr
    assert "No dataset is registered here yet." in run(store, "dataset", "list").stdout
