"""A proposed contract says what the file shows, holds as it is written, and invents nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extracts.contract import Column
from pipelines.intake.receipt import Refusal
from pipelines.quality.bringing import bring_file
from pipelines.quality.dataset import Dataset
from pipelines.quality.dataset_contract import dataset_from
from pipelines.quality.proposal import BY_HAND, _scalar, proposed_contract
from pipelines.quality.registry import register
from pipelines.workspace import Workspace
from tests.pipelines.quality.datasets import NOW, QUARTER, TODAY, opened

HEADER = "customer_no,birth_date,postcode,phone,consent,channel,age,balance,updated_at,renews_on"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return opened(tmp_path_factory.mktemp("proposal"))


def row(number: int) -> str:
    """Return one customer; every tenth has no age, every twentieth a birth date of its own form."""
    birth = "1.2.1980" if number % 20 == 7 else f"1980-01-{number % 28 + 1:02d}"
    age = "" if number % 10 == 3 else str(20 + number % 50)
    channel = ("email", "phone", "letter")[number % 3]
    return (
        f"C-{number:06d},{birth},0{1000 + number},+49{10**8 + number},"
        f"{'yes' if number % 2 else 'no'},{channel},{age},{number * 1.5},"
        f"2026-03-{number % 30 + 1:02d}T08:00:00Z,2027-01-{number % 28 + 1:02d}"
    )


ROWS = [HEADER, *(row(number) for number in range(200))]


def csv(folder: Path, *lines: str, name: str = "customers_2026-Q1.csv") -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def text_for(here: Workspace, path: Path, name: str = "") -> str:
    return proposed_contract(here, path, name=name or path.name, today=TODAY)


def completed(text: str) -> Dataset:
    """Return the dataset of a proposal once a person has filled in what only they know."""
    filled = text.replace('domain: ""', "domain: customers").replace('owner: ""', "owner: Steward")
    return dataset_from(filled.replace('title: ""', "title: New"))


def proposed(here: Workspace, folder: Path, *lines: str, **more: str) -> Dataset:
    return completed(text_for(here, csv(folder, *lines, **more)))


def column(dataset: Dataset, name: str) -> Column:
    return dataset.column(name)


def test_types_are_what_every_filled_cell_can_be_read_as(here, tmp_path):
    found = proposed(here, tmp_path, *ROWS)
    assert {one.name: one.type for one in found.columns} == {
        "customer_no": "text",
        "birth_date": "text",
        "postcode": "text",
        "phone": "text",
        "consent": "boolean",
        "channel": "text",
        "age": "integer",
        "balance": "number",
        "updated_at": "timestamp",
        "renews_on": "date",
    }


def test_a_type_that_most_cells_have_is_told_and_left_to_a_person(here, tmp_path):
    text = text_for(here, csv(tmp_path, *ROWS))
    assert "# 95% can be read as date: write type: date to have the others found" in text


def test_what_is_never_empty_is_required_and_the_rest_is_counted(here, tmp_path):
    text = text_for(here, csv(tmp_path, *ROWS))
    found = completed(text)
    assert [one.name for one in found.columns if not one.required] == ["age"]
    assert "  age: {type: integer}  # 20 of 200 are empty" in text


def test_few_words_that_come_back_become_a_list(here, tmp_path):
    found = proposed(here, tmp_path, *ROWS)
    assert column(found, "channel").allowed == ("email", "letter", "phone")
    assert column(found, "customer_no").allowed == ()


def test_words_that_do_not_come_back_are_no_list(here, tmp_path):
    found = proposed(here, tmp_path, "name", "Ada", "Grace", "Ada", "Alan")
    assert column(found, "name").allowed == ()


def test_no_limit_is_taken_from_the_data(here, tmp_path):
    found = proposed(here, tmp_path, *ROWS)
    assert {(one.minimum, one.maximum, one.pattern) for one in found.columns} == {(None, None, "")}


def test_the_first_column_that_tells_every_row_apart_is_the_key(here, tmp_path):
    assert proposed(here, tmp_path, *ROWS).key == ("customer_no",)


def test_a_key_that_repeats_beyond_the_sample_is_none(here, tmp_path):
    rows = [f"{number}" for number in range(30_000)]
    assert proposed(here, tmp_path, "no", *rows).key == ("no",)
    assert proposed(here, tmp_path, "no", *rows, "29999").key == ()


def test_freshness_hangs_on_the_newest_moment_that_does_not_lie_ahead(here, tmp_path):
    found = proposed(here, tmp_path, *ROWS)
    assert found.freshness is not None
    assert found.freshness.column == "updated_at"


def test_without_a_day_that_has_been_there_is_no_freshness(here, tmp_path):
    assert proposed(here, tmp_path, "no,due_on", "1,2031-01-01", "2,2031-01-02").freshness is None


def test_the_name_of_the_file_becomes_the_name_of_the_dataset(here, tmp_path):
    found = proposed(here, tmp_path, "no", "1", "2", name="Claims of brokers 2026-03-31.csv")
    assert (found.id, found.title) == ("DS-CLAIMS-OF-BROKERS", "Claims of brokers")


@pytest.mark.parametrize("name", ["2026-Q1.csv", "données.csv", "…", "a\nb: [c].csv", "x" * 300])
def test_a_file_of_any_name_gives_a_contract_that_holds(here, tmp_path, name):
    text = text_for(here, csv(tmp_path, "no", "1", "2"), name)
    assert completed(text).id.startswith("DS-")


@pytest.mark.parametrize("name", ["no", "null", "true", "on", "_x", "y", "a b", "a.b-c", "n"])
def test_a_column_of_any_plain_name_keeps_it(here, tmp_path, name):
    found = proposed(here, tmp_path, f"{name},id", "1,2", "3,4")
    assert [one.name for one in found.columns] == [name, "id"]


def test_a_name_that_no_contract_can_write_is_left_out_and_told(here, tmp_path):
    text = text_for(here, csv(tmp_path, "id,Größe: in m²", "1,2", "3,4"))
    assert [one.name for one in completed(text).columns] == ["id"]
    assert "# left out, for a contract cannot write its name: Größe: in m²" in text


@given(st.text(max_size=70))
def test_every_word_survives_being_written_down(word):
    text = "id: DS-A\ntitle: T\ndomain: d\nowner: o\nsource: {upload: true}\ncolumns:\n"
    text += f"  a: {{allowed: [{_scalar(word, quoted=True)}]}}\n"
    if all(sign.isprintable() for sign in word):
        assert dataset_from(text).column("a").allowed == (word,)


def test_types_of_a_parquet_file_are_its_own(here, tmp_path):
    rows = {
        "no": pa.array([1, 2, 3]),
        "amount": pa.array([1.5, None, 2.5]),
        "day": pa.array([date(2026, 1, 1)] * 3),
        "at": pa.array([datetime(2026, 3, 1, tzinfo=UTC)] * 3),
        "ok": pa.array([True, False, True]),
    }
    path = tmp_path / "policies.parquet"
    pq.write_table(pa.table(rows), path)
    found = completed(text_for(here, path))
    types = [one.type for one in found.columns]
    assert types == ["integer", "number", "date", "timestamp", "boolean"]
    assert found.freshness is not None
    assert found.freshness.column == "at"


def test_the_file_it_was_made_of_can_be_brought_by_it(here, tmp_path):
    path = csv(tmp_path, *ROWS)
    text = text_for(here, path).replace('domain: ""', "domain: c").replace('owner: ""', "owner: o")
    made = register(here, text, actor="lena", role="cio_staff", why="Needed.", now=NOW)
    kept = bring_file(here, made.id, path, period=QUARTER, actor="lena", role="cio_staff", now=NOW)
    assert kept.period == QUARTER


def test_nothing_of_the_file_is_kept(here, tmp_path):
    before = sorted(here.settings.store.rglob("*"))
    path = csv(tmp_path, *ROWS)
    text_for(here, path)
    assert sorted(here.settings.store.rglob("*")) == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n", "has no rows"),
        (b"PK\x03\x04zip", "an Excel workbook"),
        (b"PAR1 but not really", "cannot be read as rows and columns"),
        (b"a,a\n1,2\n", "header"),
        (b"a,b\n1,2,3\n", "more or fewer cells"),
        (b"\xff\xfe\xfa\x00", "."),
        (b'a,b\n"1,2\n' * 3, "."),
        ("ä,ö\n1,2\n".encode(), "no column that a contract could name"),
        (b"a,b\n1,\xe4\n", "is not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(here, tmp_path, content, said):
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        text_for(here, path, "rows.csv")
    assert said in refused.value.what + refused.value.where


def test_the_contract_to_begin_with_holds_once_it_is_filled_in():
    assert completed(BY_HAND).source.kind == "file"
