"""What ``load`` takes beside files, and what it does beside loading, as whole commands."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.pipelines.front_door.test_loading import Desk
from tests.pipelines.intake.sources import EXTRACTS, ledger, written


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "store")


def test_a_table_of_another_database_is_loaded_under_its_name(desk, tmp_path):
    names = EXTRACTS["ledger"].column_names
    theirs = tmp_path / "books.sqlite"
    with closing(sqlite3.connect(theirs)) as books, books:
        books.execute(f"CREATE TABLE ledger ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        books.execute(f"INSERT INTO ledger VALUES ({marks})", ledger(1, "2026-01").split(","))
    url = f"sqlite:///{theirs}"
    done = desk.run("load", "--from-url", url, "--table", "ledger", "--period", "2026-Q1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ledger of sqlite books.sqlite.csv: loaded as ledger, 1 rows.")
    assert "ledger of sqlite books.sqlite.csv" in desk.run("loads").stdout
    wrong = desk.run("load", "--from-url", url, "--table", "ledgr")
    assert (wrong.returncode, "Did you mean “ledger”" in wrong.stderr) == (1, True)
    for words in ((), ("--table", "x"), ("a.csv", "--from-url", url)):
        assert desk.run("load", *words).returncode == 2, words


def test_the_difference_is_told_and_nothing_is_loaded(desk, tmp_path):
    desk.run("load", written(tmp_path, "ledger_2026-01.csv", ledger(1, "2026-01")))
    path = written(tmp_path, "ledger_2026-01.csv", ledger(1, "2026-01", amount="11.00"))
    done = desk.run("load", path, "--diff")
    assert done.returncode == 0, done.stderr
    assert "changed  entry_id L-001: amount_eur: 10.00 → 11.00" in done.stdout
    assert len(json.loads(desk.run("loads", "--json").stdout)) == 1


def test_a_bad_file_is_annotated_and_nothing_is_loaded(desk, tmp_path):
    path = written(tmp_path, "ledger_2026-01.csv", ledger(1, "2026-01", amount="ten"))
    out = tmp_path / "told.xlsx"
    done = desk.run("load", path, "--annotated", out)
    assert (done.returncode, done.stdout) == (
        1, "told.xlsx: 1 rows, 1 of them bad. Nothing was loaded.\n",
    )  # fmt: skip
    assert out.exists()
    assert desk.run("loads").stdout == "Nothing has been loaded yet.\n"


def test_what_does_not_wait_cannot_be_approved(desk):
    done = desk.run("load", "--approve", "L000000000000")
    assert (done.returncode, "No load “L000000000000” waits" in done.stderr) == (1, True)


def test_a_foreign_file_is_loaded_with_its_words_and_what_it_says_nowhere(desk, tmp_path):
    path = tmp_path / "personal.csv"
    path.write_text(
        "Rolle;Bereich;Soll;Ist\nDateningenieur;Claims;17,5;11,5\nSteward;Claims;2,0;1,0\n", "utf-8"
    )
    said = [
        "--extract", "talent", "--map", "Rolle=role", "--map", "Bereich=business_unit",
        "--map", "Soll=required_fte", "--map", "Ist=filled_fte",
    ]  # fmt: skip
    asked = desk.run("load", path, *said)
    assert asked.returncode == 1
    assert 'Add --constant "quarter=VALUE".' in asked.stderr + asked.stdout
    empty = 'Add --constant "attrition_pct=VALUE", or --constant "attrition_pct=" to leave it empty'
    assert empty in asked.stderr + asked.stdout
    said += ["--constant", "quarter=2026-Q1", "--constant", "attrition_pct="]
    said += ["--constant", "contractor_fte=", "--constant", "open_days_median="]
    wrong = desk.run("load", path, *said)
    assert wrong.returncode == 1
    assert "role says “Dateningenieur”" in wrong.stderr + wrong.stdout
    words = ("--word", "role:dateningenieur=data_engineer", "--word", "role:Steward=steward")
    done = desk.run("load", path, *said, *words)
    assert done.returncode == 0, done.stderr
    assert "loaded as talent, 2 rows." in done.stdout


@pytest.mark.parametrize(
    ("option", "text"),
    [("--word", "role:Steward"), ("--word", "Steward=steward"), ("--constant", "quarter")],
)
def test_a_word_or_a_value_that_is_not_written_as_it_must_be_is_a_slip_of_the_keys(
    desk, tmp_path, option, text
):
    path = written(tmp_path, "ledger_2026-01.csv", ledger(1, "2026-01"))
    done = desk.run("load", path, option, text)
    assert (done.returncode, text in done.stderr) == (2, True)
