"""A file in our own notation is read as it always was; any other is read as its cells prove."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.intake import convert, stage
from pipelines.intake.layout import Layout
from pipelines.intake.notation.written import Notation, concerns
from pipelines.intake.receipt import Receipt
from pipelines.intake.stage import Table
from pipelines.periods import parsed
from pipelines.workspace import Workspace
from tests.opening import opened
from tests.pipelines.intake.corpus import FIRST, HEADER, NAME, PLAIN, ROWS, text
from tests.pipelines.intake.corpus_written import events, training
from tests.pipelines.intake.sources import EXTRACTS, codes, load, rows


def given(here: Workspace, folder: Path, content: bytes, **options: object) -> Receipt:
    """Load some bytes."""
    path = folder / "upload"
    path.write_bytes(content)
    return load(here, path, **{"file_name": NAME, **options})


@pytest.mark.parametrize("name", EXTRACTS)
def test_a_file_in_our_own_notation_costs_what_it_always_did(name):
    extract = EXTRACTS[name]
    table = Table(extract, Path("x.csv"), extract.column_names, ",", parsed("2026-Q1"))
    statement = stage._quick_sql(table)
    cells = [f"_r{place}" for place in range(len(extract.columns))]
    for column, cell in zip(extract.columns, cells, strict=True):
        assert f"{convert.quick_value(column, cell)} AS " in statement
    assert "_n0" not in statement and "trim(" not in statement
    other = stage._quick_sql(replace(table, notation=Notation()))
    assert (other == statement) == (not any(map(concerns, extract.columns)))


def test_our_own_notation_is_nothing_to_speak_of(workspace, tmp_path):
    assert given(workspace, tmp_path, PLAIN.encode()).problems == ()


def test_a_cell_is_told_as_it_was_written_and_kept_as_it_was_written(workspace, tmp_path):
    content = training(("1.234", "71,5"), ("12.34.5 ", "71,5"), ("(5)", "1"))
    receipt = given(workspace, tmp_path, content, allow_rejects=True)
    bad = [(one.line, one.code, one.value) for one in receipt.problems if one.severity == "error"]
    assert bad == [(3, "wrong_type", "12.34.5"), (4, "too_small", "(5)")]
    record = workspace.catalogue.load(receipt.loads[0].id)
    with record.reject_file.open(encoding="utf-8", newline="") as stream:
        _, first, second = csv.reader(stream)
    assert (first[5], second[5]) == ("12.34.5 ", "(5)")
    assert rows(workspace, "training", "headcount, score_mean") == [(1234, 71.5)]


def test_good_and_bad_rows_are_all_the_rows_in_any_notation(workspace, tmp_path):
    cells = [("1.234", "71,5"), ("x", "1"), ("5", "1,2,3"), ("", ""), ("7", "")]
    receipt = given(workspace, tmp_path, training(*cells), allow_rejects=True)
    assert (receipt.rows_accepted, receipt.rows_rejected) == (2, 3)


def test_what_was_left_out_is_counted_and_kept_with_the_rejects(workspace, tmp_path):
    many = [f"{row},{mood}" for row, mood in zip(ROWS, ("good", "", "bad"), strict=True)]
    many.append(f"{FIRST.replace(',10,', ',ten,')},odd")
    content = text(*many, header=f"{HEADER},mood").encode()
    receipt = given(
        workspace, tmp_path, content, layout=Layout(mapping={"mood": ""}), allow_rejects=True
    )
    said = [one.message for one in receipt.problems if one.code == "left_out"]
    assert said == ["Column “mood” was left out; 3 of its cells are filled."]
    record = workspace.catalogue.load(receipt.loads[0].id)
    with record.reject_file.open(encoding="utf-8", newline="") as stream:
        header, row = csv.reader(stream)
    assert (header[-1], row[-1]) == ("mood", "odd")


def test_a_contradiction_names_both_lines(workspace, tmp_path):
    receipt = given(workspace, tmp_path, training(("12", "71,5"), ("1", "1"), ("12", "71.5")))
    assert codes(receipt) == ["two_notations"]
    assert "Line 2 says “71,5” in score_mean. Line 4 says “71.5”" in receipt.problems[0].message
    days = events("13/02/2026", "01/01/2026", "02/13/2026")
    receipt = given(workspace, tmp_path, days, file_name="stage_events_2026-Q1.csv")
    assert "Line 2 says “13/02/2026”" in receipt.problems[0].message
    assert "Line 4 says “02/13/2026”" in receipt.problems[0].message


def test_one_bad_date_does_not_make_a_column_a_riddle(workspace, tmp_path):
    content = events("2026-01-31", "soon")
    receipt = given(workspace, tmp_path, content, file_name="stage_events_2026-Q1.csv")
    assert [(one.line, one.code) for one in receipt.problems if one.line] == [(3, "wrong_type")]


@pytest.mark.parametrize(("content", "line"), [("unclosed", 27), ("closed later", 27)])
def test_a_quote_that_swallows_rows_is_refused_with_its_line(workspace, tmp_path, content, line):
    many = [FIRST.replace("engineers", f"group {place}") for place in range(50)]
    many[25] = many[25].replace("Safe", '"Safe')
    if content == "closed later":
        many[40] = many[40].replace("models", 'models"')
    receipt = given(workspace, tmp_path, text(*many).encode())
    assert codes(receipt) == ["broken_quotes"]
    assert f"Line {line}." in receipt.problems[0].message
    assert workspace.catalogue.version() == 0


def test_a_ragged_file_names_its_first_row_and_the_share(workspace, tmp_path):
    many = [FIRST.replace("engineers", f"group {place}") for place in range(40)]
    receipt = given(workspace, tmp_path, text(*(f"{row},x,y" for row in many)).encode())
    assert codes(receipt) == ["ragged"]
    assert "40 of 40 rows" in receipt.problems[0].message
    assert "Line 2 is the first; it has 10 cells." in receipt.problems[0].message


def test_fiscal_quarters_are_read_where_the_setting_says_so(workspace, tmp_path):
    content = PLAIN.replace("2026-Q1", "FY26 Q4").encode()
    receipt = given(workspace, tmp_path, content)
    assert "TANDEM_FISCAL_YEAR_STARTS" in receipt.problems[0].message
    settings = replace(workspace.settings, fiscal_year_starts=4, store=tmp_path / "other")
    here = opened(settings)
    try:
        assert given(here, tmp_path, content).outcome == "loaded"
        assert rows(here, "training", "DISTINCT quarter") == [("2026-Q1",)]
    finally:
        here.database.dispose()


def test_a_period_may_be_said_in_any_of_its_forms(workspace, tmp_path):
    content = (",".join(EXTRACTS["models"].column_names) + "\n").encode()
    receipt = given(workspace, tmp_path, content, file_name="models.csv", period="Q1 2026")
    assert [one.period for one in receipt.loads] == ["2026-Q1"]
