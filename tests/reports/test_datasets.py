"""Registered datasets: the state of each in words, where its rows come from, who changed it why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from governance.readiness import DatasetStanding
from pipelines.quality.dataset import Dataset, Source
from pipelines.quality.dataset_contract import dataset_from
from pipelines.quality.registry import File, Revision
from pipelines.quality.scores import dimension_scores
from reports.datasets import (
    Underway,
    about_words,
    dimensions_table,
    files_table,
    register_table,
    register_words,
    revisions_table,
    run_words,
    source_words,
    state,
)
from tests.governance.measurements import check, failed, run
from tests.reports.attacks import ATTACKS
from tests.reports.test_markup import read

IDLE = Underway(frozenset())
AT = datetime(2026, 3, 31, 9, 5, tzinfo=UTC)
CONTRACT = dataset_from(
    "id: DS-CRM\ntitle: Customer records\ndescription: One row per customer.\n"
    "domain: customers\nowner: Steward\ncritical: true\nused_by: [AI-017]\n"
    "source: {upload: true}\ncolumns:\n  name: {required: true}\n"
)


def standing(measured=None, contract: Dataset = CONTRACT, **changes) -> DatasetStanding:
    """Return a registered dataset as governance judges it."""
    known = bool(measured and measured.checks)
    plain = {
        "dataset": contract.id, "title": contract.title, "domain": contract.domain,
        "owner": contract.owner_role, "critical": contract.critical,
        "state": "measured" if known else "not_measured", "contract": contract,
        "measured": measured, "score": 69.0 if known else None,
        "level": 3.4 if known else None, "level_words": "",
        "dimensions": dimension_scores(measured) if measured else {}, "freshness": None,
        "worst": (), "failing": 0, "checks": 1, "initiatives": contract.used_by, "goals": (),
        "reported_score": None, "reported_period": "", "last_refresh": None,
    }  # fmt: skip
    return DatasetStanding(**(plain | changes))


def file(period: str = "2026-Q1", name: str = "crm.csv") -> File:
    return File("DS-CRM", period, name, Path("x"), "a" * 64, "b" * 64, "lena", AT)


def revision(number: int, why: str, *, retired: bool = False) -> Revision:
    return Revision("DS-CRM", number, AT, "lena", "cio_staff", why, "", retired)


def shown(*standings: DatasetStanding, files=None, underway=IDLE) -> str:
    """Return the text of the register."""
    markup = register_table(
        standings, files or {}, underway, address=lambda name: f"datasets?subject={name}"
    )
    return read(markup).text


@pytest.mark.parametrize(
    ("one", "underway", "said"),
    [
        (standing(), IDLE, "without rows yet"),
        (standing(), Underway(frozenset({"DS-CRM"})), "to be measured"),
        (standing(), Underway(frozenset({"DS-CRM"}), "DS-CRM 2026-Q1"), "being measured"),
        (standing(), Underway(frozenset({"DS-CRM"}), "DS-CRM-REF 2026-Q1"), "to be measured"),
        (standing(run("2026-Q1", check(69))), IDLE, "measured"),
        (standing(failed("2026-Q1")), IDLE, "not measurable"),
    ],
)
def test_each_state_has_its_words(one, underway, said):
    assert state(one, underway) == said


def test_the_register_is_summed_up_by_state():
    found = [standing(), standing(run("2026-Q1", check(69))), standing()]
    said = register_words(found, IDLE)
    assert said == "3 datasets are registered: 1 measured, 2 without rows yet."
    assert register_words(found[:1], IDLE).startswith("1 dataset is registered")


def test_a_row_says_who_answers_who_needs_it_and_what_was_brought():
    words = shown(standing(run("2026-Q1", check(69))), files={"DS-CRM": file()})
    for part in ("DS-CRM, critical", "69", "3.4", "Steward", "customers", "AI-017", "2026-Q1"):
        assert part in words
    assert "brought 31 Mar 2026" in words


def test_rows_that_stay_where_they_are_are_named():
    table = replace(CONTRACT, source=Source("table", "public.customers", "crm"))
    assert "table public.customers" in shown(standing(contract=table))
    assert "none" in shown(standing())


def test_where_rows_come_from_is_a_sentence():
    assert source_words(Source("upload")) == "Its rows are the files that are brought here."
    assert "crm/x.parquet" in source_words(Source("file", "crm/x.parquet"))
    assert "of the database crm" in source_words(Source("table", "public.x", "crm"))


def test_what_a_dataset_is_stands_in_a_few_sentences():
    assert about_words(standing()) == (
        "One row per customer. Owner: Steward. Domain: customers; critical for AI-017. "
        "Its rows are the files that are brought here."
    )
    alone = replace(CONTRACT, used_by=(), critical=False, description="")
    assert "used by no initiative so far" in about_words(standing(contract=alone))


def test_a_dimension_that_was_not_tested_is_not_measured_and_not_zero():
    found = read(dimensions_table(run("2026-Q1", check(69)))).text
    assert found.count("not measured") == 5
    assert "1 of 1" in found
    assert "690" in found


def test_a_measurement_says_when_and_of_what():
    assert run_words(run("2026-Q1", check(69))) == (
        "1,000 rows of 2026-Q1, measured on 2026-04-02 06:00 UTC as of 31 Mar 2026."
    )
    assert run_words(failed("2026-Q1")).endswith("The table is gone.")


def test_revisions_stand_newest_first_with_their_reason():
    history = [revision(1, "Needed."), revision(2, "Stricter."), revision(3, "Gone.", retired=True)]
    words = read(revisions_table(history, {"lena": "Lena Fischer"}.__getitem__)).text
    assert words.index("Gone.") < words.index("Stricter.") < words.index("Needed.")
    assert "retired" in words
    assert "Lena Fischer" in words


def test_files_stand_newest_first_with_the_rows_that_were_measured():
    found = [file("2025-Q4", "old.csv"), file("2026-Q1", "new.csv")]
    words = read(files_table(found, [run("2026-Q1", check(69))], str)).text
    assert words.index("new.csv") < words.index("old.csv")
    assert words.count("1,000") == 1
    assert "b" * 12 in words


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_wrote_stays_text(attack):
    named = replace(CONTRACT, title=attack, domain=attack, owner_role=attack, used_by=(attack,))
    markup = register_table(
        [standing(contract=named)], {"DS-CRM": file(name=attack)}, IDLE, address=str
    )
    markup += revisions_table([revision(1, attack)], str)
    markup += files_table([file(name=attack)], [], str)
    expected = ["div", "table", "thead", "tbody", "tr", "th", "td", "a", "span"]
    assert set(read(markup).elements) <= set(expected)
