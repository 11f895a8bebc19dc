"""Templates ask for exactly what a load accepts, and say so in words."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date, datetime
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from pipelines.extracts.examples import example_rows
from pipelines.extracts.explanations import HEADINGS
from pipelines.extracts.reading import read_contracts
from pipelines.extracts.templates import write_templates
from tests.pipelines.extracts.contracts import SHIPPED

EXTRACTS = read_contracts(SHIPPED)
EACH = pytest.mark.parametrize("extract", EXTRACTS.values(), ids=list(EXTRACTS))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    write_templates(EXTRACTS, folder)
    return folder


def book_of(folder, extract):
    return load_workbook(folder / f"{extract.name}_2026-Q1.xlsx")


def as_text(value):
    """Return a cell's value as the text that a CSV of the sheet would hold."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def same(cell, text, column):
    """Tell whether a cell holds what an example says."""
    if not text:
        return cell is None
    if column.type in ("integer", "number", "decimal"):
        return float(cell) == float(text)
    if column.type == "date":
        return cell.date() == date.fromisoformat(text)
    if column.type == "timestamp":
        return cell == datetime.fromisoformat(text).replace(tzinfo=None)
    return cell == text


def test_there_is_a_csv_and_a_workbook_for_every_extract(tmp_path):
    written = write_templates(EXTRACTS, tmp_path / "new" / "folder")
    expected = {f"{name}_2026-Q1.{end}" for name in EXTRACTS for end in ("csv", "xlsx")}
    assert {path.name for path in written} == expected
    assert all(path.is_file() for path in written)


@EACH
def test_the_csv_holds_the_header_and_the_example_rows(folder, extract):
    text = (folder / f"{extract.name}_2026-Q1.csv").read_bytes().decode("utf-8")
    header, *rows = csv.reader(text.splitlines())
    assert tuple(header) == extract.column_names
    assert tuple(tuple(row) for row in rows) == example_rows(extract)
    assert "\r" not in text


@EACH
def test_the_data_sheet_holds_the_same_as_typed_cells(folder, extract):
    header, *rows = book_of(folder, extract)["Data"].iter_rows(values_only=True)
    assert header == extract.column_names
    for cells, texts in zip(rows, example_rows(extract), strict=True):
        for cell, text, column in zip(cells, texts, extract.columns, strict=True):
            assert same(cell, text, column), (column.name, cell, text)


@EACH
def test_the_explanations_name_every_column_and_every_rule(folder, extract):
    sheet = book_of(folder, extract)["Explanations"]
    lines = list(sheet.iter_rows(values_only=True))
    start = lines.index(HEADINGS) + 1
    named = lines[start : start + len(extract.columns)]
    assert tuple(line[0] for line in named) == extract.column_names
    for line, column in zip(named, extract.columns, strict=True):
        assert line[2] == column.description
        assert all(value in (line[6] or "") for value in column.allowed)
        assert all(name in (line[8] or "") for name in column.synonyms)
    told = "\n".join(as_text(cell) for line in lines for cell in line)
    assert all(rule.message in told for rule in extract.rules)
    assert all(f"extract {one.extract}" in told for one in extract.references)


@EACH
def test_allowed_values_can_be_chosen_from_a_list(folder, extract):
    book = book_of(folder, extract)
    choices = {}
    for validation in book["Data"].data_validations.dataValidation:
        name, _, cells = validation.formula1.partition("!")
        first, last = cells.replace("$B$", "").split(":")
        listed = tuple(
            book[name.strip("'")][f"B{row}"].value for row in range(int(first), int(last) + 1)
        )
        letter = str(validation.sqref).split("2:")[0]
        choices[book["Data"][f"{letter}1"].value] = listed
    assert choices == {one.name: one.allowed for one in extract.columns if one.allowed}


def test_months_and_quarters_stay_texts_when_typed(folder):
    sheet = book_of(folder, EXTRACTS["adoption"])["Data"]
    assert sheet.column_dimensions["C"].number_format == "@"
    assert sheet["C2"].data_type == "s"


@pytest.mark.parametrize("mark", ["=", "+", "-", "@"])
def test_no_text_of_a_contract_becomes_a_formula(tmp_path, mark):
    evil = f'{mark}HYPERLINK("//x","y")'
    talent = EXTRACTS["talent"]
    column = replace(talent.columns[1], description=evil, synonyms=(evil,), examples=(evil, evil))
    columns = (talent.columns[0], column, *talent.columns[2:])
    extract = replace(talent, columns=columns, description=evil, title=evil)
    write_templates({"talent": extract}, tmp_path)
    for sheet in book_of(tmp_path, extract):
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "d"}
    assert book_of(tmp_path, extract)["Data"]["B2"].value == evil
    assert book_of(tmp_path, extract)["Data"]["B2"].quotePrefix


def test_the_same_contracts_give_the_same_bytes(tmp_path, folder):
    for path in write_templates(EXTRACTS, tmp_path):
        assert path.read_bytes() == (folder / path.name).read_bytes()


@EACH
def test_a_workbook_does_not_say_when_it_was_made(folder, extract):
    with ZipFile(folder / f"{extract.name}_2026-Q1.xlsx") as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        moments = re.findall(rb"\d{4}-\d\d-\d\dT", parts.read("docProps/core.xml"))
        assert set(moments) == {b"1980-01-01T"}
