"""Workbooks become text in which nothing is lost, rounded or made up."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import GapError
from pipelines.intake.receipt import Refusal
from pipelines.intake.unpacked import Opened, unpacked
from pipelines.intake.workbook.cells import as_shown
from pipelines.intake.workbook.sheets import cell_text
from tests.pipelines.intake.workbooks import (
    DAY,
    FINE_PERCENT,
    LENGTH,
    MOMENT,
    PERCENT,
    SPOKEN_PERCENT,
    TIME,
    UTC,
    Book,
    RawSheet,
    Xml,
    book,
    error,
    number,
)

NAMES = frozenset(("name", "amount", "unit"))


def opened(content: bytes, folder: Path, **said: Any) -> Opened:
    """Return a workbook as text."""
    path = folder / "book.xlsx"
    path.write_bytes(content)
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return unpacked(path, path.name, home, **said)


def rows(content: bytes, folder: Path, **said: Any) -> list[list[str]]:
    """Return the rows of the sheet that is meant, as text."""
    with opened(content, folder, **said).path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def score(cells: object) -> int:
    """Count known column names."""
    return sum(cell in NAMES for cell in cells)


def codes(found: Opened) -> list[str]:
    """Return the codes of what is said about a workbook."""
    return [note.code for note in found.notes]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1, "1"),
        (-7, "-7"),
        (2.5, "2.5"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (12345678901234567890, "12345678901234567000"),
        (number("7.0000000000000007E-2"), "0.07"),
        (number("0.30000000000000004"), "0.30000000000000004"),
        (number(46112, DAY), "2026-03-31"),
        (number("46112.545219907405", MOMENT), "2026-03-31T13:05:07"),
        (number("46112.545219907405", UTC), "2026-03-31T13:05:07Z"),
        (number(46112, UTC), "2026-03-31T00:00:00Z"),
        (number("0.5", TIME), "12:00:00"),
        (number("1.25", LENGTH), "30:00:00"),
        (number("0.45", PERCENT), "45%"),
        (number("7.0000000000000007E-2", PERCENT), "7%"),
        (number("-0.1234", FINE_PERCENT), "-12.34%"),
        (number("0", PERCENT), "0%"),
        (number(45, SPOKEN_PERCENT), "45"),
        (True, "true"),
        (False, "false"),
        (error("#N/A"), "#N/A"),
        (error("#DIV/0!"), "#DIV/0!"),
        ("007", "007"),
        (" padded ", " padded "),
        ("two\nlines", "two\nlines"),
        ('a "quote", a comma', 'a "quote", a comma'),
        ("=1+1", "=1+1"),
        ("a & b < c", "a & b < c"),
        ("Zürich – 日本 🙂", "Zürich – 日本 🙂"),
        (Xml('t="str"', '<f>IF(1=1,"","x")</f><v></v>'), ""),
        (Xml('t="str"', "<f>A1</f><v>a &amp; b</v>"), "a & b"),
        (Xml("", "<f>1+1</f><v>2</v>"), "2"),
        (Xml('t="n" s="3"', '<f t="shared" si="0"/><v>0.2</v>'), "20%"),
        (Xml('t="d"', "<v>2026-03-31</v>"), "2026-03-31"),
    ],
)
def test_a_cell_becomes_the_text_that_a_person_reads(cell, text, tmp_path):
    assert rows(book(["name"], [cell], ["end"]), tmp_path) == [["name"], [text], ["end"]]


def test_a_day_is_the_same_day_whichever_year_it_is_counted_from(tmp_path):
    cells = [number(44650, DAY), number("44650.5", UTC)]
    content = book(["a", "b"], cells, from_1904=True)
    assert rows(content, tmp_path)[1] == ["2026-03-31", "2026-03-31T12:00:00Z"]
    found = opened(content, tmp_path)
    assert (found.serials, codes(found)) == ("1904", ["from_1904"])
    assert opened(book(["a"]), tmp_path).serials == "1900"


def test_a_number_without_a_format_stays_a_number_in_a_column_of_days(tmp_path):
    assert rows(book(["day"], [46112]), tmp_path) == [["day"], ["46112"]]


def test_rows_keep_the_number_that_the_spreadsheet_shows(tmp_path):
    content = book(["Training"], [], ["name", "amount"], [], [], ["Ann", 5])
    found = rows(content, tmp_path)
    assert (found[2], found[5]) == (["name", "amount"], ["Ann", "5"])
    assert [line for line in found if not any(line)] == [["", ""]] * 3


def test_a_table_that_begins_further_in_has_no_empty_columns_before_it(tmp_path):
    content = book([], [None, None, "name", "amount"], [None, None, "Ann", 5])
    assert rows(content, tmp_path)[1:] == [["name", "amount"], ["Ann", "5"]]


def test_the_one_visible_sheet_with_data_is_read_and_hidden_ones_are_named(tmp_path):
    content = Book(
        sheets=(
            RawSheet("Empty"),
            RawSheet("Lists", [["x"]], state="hidden"),
            RawSheet("Deep", [["y"]], state="veryHidden"),
            RawSheet("Data", [["name"], ["Ann"]]),
        )
    ).content()
    found = opened(content, tmp_path)
    assert (found.sheet, found.questions) == ("Data", ())
    assert [(one.name, one.visible, one.rows) for one in found.sheets] == [
        ("Empty", True, 0), ("Lists", False, 1), ("Deep", False, 1), ("Data", True, 2),
    ]  # fmt: skip
    assert "left out: “Lists” (hidden), “Deep” (hidden)." in found.notes[0].message


def test_several_sheets_with_data_are_a_question_that_naming_one_answers(tmp_path):
    content = Book(
        sheets=(
            RawSheet("Q1", [["name", "amount", "unit"], ["Ann", 5, "EUR"]]),
            RawSheet("Q2", [["name", "amount", "unit"], ["Bob", 6, "EUR"]]),
            RawSheet("Old", [["name"]], state="hidden"),
        )
    ).content()
    found = opened(content, tmp_path, score=score)
    (question,) = found.questions
    assert (question.kind, question.proposal, found.sheet) == ("sheet", None, "")
    assert [(one.value, one.label, one.example) for one in question.options] == [
        ("Q1", "2 rows", "name | amount | unit"),
        ("Q2", "2 rows", "name | amount | unit"),
        ("Old", "1 rows, hidden", "name"),
    ]
    assert rows(content, tmp_path, sheet="Q2")[1] == ["Bob", "6", "EUR"]
    assert "hidden_sheet" in codes(opened(content, tmp_path, sheet="Old"))


def test_a_sheet_that_is_not_there_is_refused_with_the_nearest_name(tmp_path):
    with pytest.raises(GapError, match="Did you mean “Data”") as refusal:
        opened(book(["a"]), tmp_path, sheet="Dta")
    assert "Its sheets are Data." in refusal.value.next_step


def test_of_several_sheets_the_only_one_with_our_header_is_meant(tmp_path):
    sheets = (
        RawSheet("Read me", [["How to fill in"], ["name", "amount"]]),
        RawSheet("Data", [["A title"], [], ["name", "amount", "unit"], ["Ann", 5, "EUR"]]),
    )
    found = opened(Book(sheets=sheets).content(), tmp_path, score=score)
    assert (found.sheet, codes(found)) == ("Data", ["sheet"])


def test_twenty_sheets_are_twenty_answers(tmp_path):
    sheets = tuple(RawSheet(f"Unit {n}", [["name"], [n]]) for n in range(20))
    content = Book(sheets=sheets).content()
    (question,) = opened(content, tmp_path).questions
    assert len(question.options) == 20
    assert rows(content, tmp_path, sheet="Unit 13") == [["name"], ["13"]]


@pytest.mark.parametrize("sheets", [(RawSheet(),), (RawSheet("A"), RawSheet("B"))])
def test_a_workbook_without_any_value_is_empty(sheets, tmp_path):
    with pytest.raises(Refusal) as refusal:
        opened(Book(sheets=sheets).content(), tmp_path)
    assert refusal.value.code == "empty_file"


def test_a_formula_without_its_result_is_refused_with_its_cell(tmp_path):
    path = tmp_path / "made.xlsx"
    made = openpyxl.Workbook()
    made.active.append(["name", "amount"])
    made.active.append(["Ann", "=1+1"])
    made.save(path)
    with pytest.raises(Refusal, match="Cell B2 of sheet “Sheet”") as refusal:
        unpacked(path, path.name, tmp_path)
    assert refusal.value.code == "uncalculated"


def test_hidden_rows_and_merged_areas_are_said(tmp_path):
    data = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>'
    )
    merged = '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    content = Book(sheets=(RawSheet(data=data, after=merged),)).content()
    assert rows(content, tmp_path) == [["1"], ["2"]]
    assert codes(opened(content, tmp_path)) == ["hidden_rows", "merged_cells"]


def test_percentages_are_counted(tmp_path):
    content = book(["share"], [number("0.5", PERCENT)], [number("1", PERCENT)])
    (note,) = opened(content, tmp_path).notes
    assert (note.code, note.value) == ("percentages", "2")


def test_a_workbook_that_a_spreadsheet_library_wrote_is_read_cell_by_cell(tmp_path):
    made = openpyxl.Workbook()
    cells = ["x", 1, 2.5, True, date(2026, 3, 31), datetime(2026, 3, 31, 8, 30), time(8, 30)]
    made.active.append(cells)
    made.active.append([timedelta(hours=30), None, "#N/A"])
    raw = io.BytesIO()
    made.save(raw)
    assert rows(raw.getvalue(), tmp_path) == [
        ["x", "1", "2.5", "true", "2026-03-31", "2026-03-31T08:30:00", "08:30:00"],
        ["30:00:00", "", "#N/A", "", "", "", ""],
    ]


def test_other_ways_to_write_the_same_sheet_are_read_alike(tmp_path):
    data = (
        "<x:row r='1'><x:c r = 'A1' t='e'><x:v>#N/A</x:v></x:c>"
        "<x:c r='B1' s='3'><x:v>0.5</x:v></x:c></x:row><x:row><x:c><x:v>7</x:v></x:c></x:row>"
    )
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<x:sheetData>{data}</x:sheetData></x:worksheet>"
    )
    content = Book(parts={"xl/worksheets/sheet1.xml": sheet}).content()
    assert rows(content, tmp_path) == [["#N/A", "50%"], ["7", ""]]


@pytest.mark.parametrize("cells", [1, 40_000])
def test_errors_and_percentages_are_seen_wherever_a_piece_of_the_sheet_ends(cells, tmp_path):
    many = [[n, error(), number("0.25", PERCENT), "x" * (n % 97)] for n in range(cells)]
    found = rows(book(*many), tmp_path)
    assert len(found) == cells
    assert {(row[1], row[2]) for row in found} == {("#N/A", "25%")}
    assert [int(row[0]) for row in found] == list(range(cells))


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=500, deadline=None)
def test_a_number_written_out_is_the_same_number(value):
    text = cell_text(value)
    assert float(text) == value
    assert set(text) <= set("-.0123456789")


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
@settings(max_examples=500, deadline=None)
def test_a_percentage_shows_a_hundred_times_its_number_and_nothing_more(digits, places):
    held = float(f"{digits}e-{places + 2}")
    shown = as_shown(repr(held), "percent", from_1904=False)
    assert shown is not None
    assert float(shown.removesuffix("%")) == float(f"{digits}e-{places}")


@given(st.datetimes(datetime(1904, 1, 2), datetime(2200, 1, 1)), st.booleans())
@settings(max_examples=500, deadline=None)
def test_a_moment_in_utc_is_shown_to_the_second_that_was_meant(moment, from_1904):
    moment = moment.replace(microsecond=0)
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    held = (moment - first) / timedelta(days=1)
    assert as_shown(repr(held), "utc", from_1904=from_1904) == f"{moment.isoformat()}Z"
