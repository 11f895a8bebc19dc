"""The samples hold what the catalogue says of them: planted, claimed and counted agree."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.demo.company import grown
from pipelines.demo.estate import DATASETS, TROUBLED, scores
from pipelines.demo.generator import Demo, write_demo
from pipelines.demo.samples.content import contents
from pipelines.demo.samples.files import FOLDER, samples, write_samples
from pipelines.demo.truth.datasets import datasets
from pipelines.quality.dataset import Dataset
from pipelines.quality.dataset_contract import dataset_from

Live = Callable[[str], pd.DataFrame]
Truth = dict[str, Any]
QUARTERS = ["2025-Q3", "2025-Q4", "2026-Q1"]
NAMES = ["completeness", "uniqueness", "validity", "consistency", "timeliness", "accuracy"]


def rows(demo: Demo, dataset: str, quarter: str = "2026-Q1") -> list[dict[str, str]]:
    path = demo.folder / FOLDER / f"{dataset.lower()}_{quarter}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def share_failed(truth: Truth, dataset: str, check: str, quarter: str = "2026-Q1") -> float:
    passed, tested = truth["datasets"]["found"][dataset][quarter]["checks"][check]
    return 100 * (1 - passed / tested)


@pytest.fixture(scope="module")
def registered(demo: Demo) -> dict[str, Dataset]:
    return {each.dataset: dataset_from(each.contract) for each in demo.datasets}


def test_every_dataset_of_the_catalogue_has_a_sample(demo: Demo, live: Live):
    told = live("datasets").query("file_quarter in @QUARTERS")
    assert all((demo.folder / name).is_file() for name in told.sample_file)
    assert set(contents()) == {*DATASETS, *TROUBLED} == set(told.dataset_id)


def test_written_files_are_the_last_three_quarters_of_each(demo: Demo):
    assert {tuple(each.files) for each in demo.datasets} == {tuple(QUARTERS)}
    assert all(path.is_file() for each in demo.datasets for path in each.files.values())


def test_a_sample_has_five_hundred_rows_and_the_troubled_ones_a_thousand(demo: Demo):
    for key in contents():
        assert len(rows(demo, key)) == (1000 if key in TROUBLED else 500)


def test_what_others_refer_to_is_registered_first(registered: dict[str, Dataset]):
    order = list(registered)
    for dataset in registered.values():
        needs = {link.dataset for link in dataset.links}
        needs |= {dataset.accuracy.dataset} if dataset.accuracy else set()
        assert all(order.index(each) < order.index(dataset.id) for each in needs)


def test_contracts_say_what_the_catalogue_says(registered: dict[str, Dataset], live: Live):
    for row in live("datasets").query("quarter == '2026-Q1'").itertuples():
        dataset = registered[row.dataset_id]
        assert (dataset.domain, dataset.owner_role) == (row.domain, row.owner_role)
        assert dataset.critical == row.critical
        assert ";".join(dataset.used_by) == row.used_by
        assert dataset.freshness is not None
        assert dataset.freshness.hours == row.refresh_sla_h
        assert (dataset.accuracy is None) == pd.isna(row.accuracy)


def test_a_reference_serves_accuracy_alone(registered: dict[str, Dataset]):
    references = [dataset for key, dataset in registered.items() if key.endswith("-REF")]
    assert {(each.critical, each.used_by) for each in references} == {(False, ())}
    assert {f"{key}-REF" for key, each in registered.items() if each.accuracy} == {
        each.id for each in references
    }


def test_scores_claimed_are_the_scores_counted(truth: Truth, live: Live):
    for row in live("datasets").query("file_quarter in @QUARTERS").to_dict("records"):
        found = truth["datasets"]["found"][row["dataset_id"]][row["quarter"]]["dimensions"]
        for name in NAMES:
            if pd.isna(row[name]):
                assert found[name] is None
            else:
                assert found[name] == pytest.approx(row[name], abs=0.05)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_troubled_ones_are_exact(truth: Truth, quarter: str):
    found = truth["datasets"]["found"]
    crm, sensor = (found[key][quarter]["dimensions"] for key in ("DS-CRM", "DS-SENSOR"))
    # That there are rows enough is one more element of completeness, and passes.
    assert crm.pop("completeness") == pytest.approx(58, abs=0.005)
    assert sensor.pop("completeness") == pytest.approx(44, abs=0.008)
    assert list(crm.values()) == [69, 21, 14, 0, 18]
    assert list(sensor.values()) == [81, 52, 37, 0, None]
    assert found["DS-CRM"][quarter]["score"] == pytest.approx(30, abs=0.001)


def test_31_percent_duplicate_customers_are_found_by_a_check(truth: Truth):
    assert share_failed(truth, "DS-CRM", "unique.name+birth_date") == pytest.approx(31, abs=1e-9)
    (beat,) = (each["expected"] for each in truth["beats"] if each["beat"] == 1)
    assert beat["duplicate_share"] == pytest.approx(0.31)


def test_42_percent_of_the_consents_are_missing(truth: Truth):
    assert share_failed(truth, "DS-CRM", "marketing_consent.filled") == pytest.approx(42, abs=1e-9)
    (beat,) = (each["expected"] for each in truth["beats"] if each["beat"] == 1)
    assert beat["consent_missing_share"] == pytest.approx(0.42)


def test_a_duplicate_is_one_person_under_two_numbers(demo: Demo):
    customers = rows(demo, "DS-CRM")
    assert len({row["customer_no"] for row in customers}) == 1000
    times = Counter((row["name"], row["birth_date"]) for row in customers)
    assert Counter(times.values()) == {1: 380, 2: 310}
    assert len({name for name, _ in times}) == len(times)


def test_a_fifth_of_the_sensor_readings_come_again_and_the_newest_is_hours_old(truth: Truth):
    (beat,) = (each["expected"] for each in truth["beats"] if each["beat"] == 5)
    assert beat["resent_share"] == pytest.approx(0.19)
    assert beat["litres_missing_share"] == pytest.approx(0.5)
    assert beat["newest_reading"] == "2026-03-31T20:00:00Z"


def test_the_newest_row_is_the_last_refresh_of_the_catalogue(demo: Demo, live: Live):
    for row in live("datasets").query("file_quarter in @QUARTERS").itertuples():
        fresh = contents()[row.dataset_id].fresh
        moments = [cell[fresh] for cell in rows(demo, row.dataset_id, row.quarter)]
        assert max(moment for moment in moments if moment.endswith("Z")) == row.last_refresh


def test_what_was_wrong_stays_wrong_until_it_is_mended(demo: Demo):
    def contradicted(quarter: str) -> set[int]:
        found = enumerate(rows(demo, "DS-CLAIMS", quarter))
        return {number for number, row in found if row["reported_on"] < row["loss_on"]}

    before, now = contradicted("2025-Q4"), contradicted("2026-Q1")
    assert now <= before or before <= now
    assert now


def test_samples_name_numbers_that_are_there(demo: Demo):
    policies = {row["policy_no"] for row in rows(demo, "DS-POLICY")}
    named = [row["contract_no"] for row in rows(demo, "DS-CRM") if row["contract_no"]]
    assert 0 < sum(each in policies for each in named) < len(named)


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_scores_come_out_for_every_seed(tmp_path: Path, seed: int):
    company = grown("demo", seed=seed)
    write_samples(tmp_path / FOLDER, company)
    found = datasets(tmp_path)
    for quarter in company.quarters[-3:]:
        for key in contents():
            counted = found[key][quarter.label]["dimensions"].values()
            told = scores(company, key, quarter)
            assert [each and round(each, 1) for each in counted] == list(told)


def test_rows_can_be_had_without_writing_them(demo: Demo):
    company = grown("demo", seed=2026)
    for key, (header, *body) in samples(company, company.quarters[-1]):
        assert [dict(zip(header, row, strict=True)) for row in body] == rows(demo, key)


def test_without_samples_nothing_must_be_found(tmp_path: Path):
    assert datasets(tmp_path) == {}


@pytest.mark.slow
def test_larger_scales_have_no_samples(tmp_path: Path):
    assert write_demo(tmp_path, scale="1M", truth=False).datasets == ()
    assert not (tmp_path / FOLDER).exists()
