"""Templates: a CSV and a workbook per extract, for those who will fill them in.

Made from the contracts alone, so they can never ask for something else than a load checks.
The same contracts give the same bytes, so a template that changed on disk really changed.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.extracts.contract import Column, Extract
from pipelines.extracts.examples import FORMULA_MARKS, example_rows
from pipelines.extracts.explanations import HEADINGS, about, demands, explained
from pipelines.periods import containing, parsed

UNDATED: Final = "2026-Q1"
"""Quarter in the name of a template whose rows tell no period: one to be overwritten by hand."""
_LAST_ROW: Final = 1_048_576
"""The last row a workbook can have; the drop-downs reach it."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a ZIP can hold: what every part of a workbook is dated."""
_FORMATS: Final = {"date": "yyyy-mm-dd", "timestamp": 'yyyy-mm-dd"T"hh:mm:ss"Z"'}
_WIDTHS: Final = (22, 22, 60, 34, 16, 22, 44, 24, 50)
"""Of the columns of the explanations, in characters."""
_KNOWN_WIDTH: Final = 26
"""Of the columns of known keys, in characters."""
_HEAD: Final = Font(bold=True, color="FFFFFF")
_FILL: Final = PatternFill("solid", fgColor="1F3A5F")
_WRAP: Final = Alignment(wrap_text=True, vertical="top")


def write_templates(extracts: Mapping[str, Extract], folder: Path) -> list[Path]:
    """Write ``<extract>_<quarter>.csv`` and ``.xlsx`` for every extract into ``folder``.

    Args:
        extracts: The contracts, by name.
        folder: Where the files go; made where it is missing, files of the same name replaced.

    Returns:
        The files written, two per extract.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for extract in extracts.values():
        stem, rows = f"{extract.name}_{_quarter(extract)}", example_rows(extract)
        for suffix, content in (
            ("csv", template_csv(extract, rows)),
            ("xlsx", template_workbook(extract, extracts, rows)),
        ):
            path = folder / f"{stem}.{suffix}"
            path.write_bytes(content)
            written.append(path)
    return written


def _quarter(extract: Extract) -> str:
    """Return the quarter that the example rows belong to."""
    if extract.period_column is None:
        return UNDATED
    column = extract.column(extract.period_column)
    text = column.examples[0]
    day = parsed(text).start if column.type == "period" else date.fromisoformat(text[:10])
    return containing(day, "quarter").label


def template_csv(extract: Extract, rows: Sequence[Sequence[str]]) -> bytes:
    """Return header and rows as RFC 4180 text in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(extract.column_names)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def template_workbook(
    extract: Extract,
    extracts: Mapping[str, Extract],
    rows: Sequence[Sequence[str]],
    *,
    known: Sequence[Sequence[str]] = (),
) -> bytes:
    """Return the workbook: data, explanations, and the allowed values where there are any.

    Args:
        extract: The contract.
        extracts: All of them, by name.
        rows: What stands in the data sheet, as the texts of a CSV.
        known: A heading and rows of a further sheet: what other extracts know by key.
    """
    book = Workbook()
    data = cast(Worksheet, book.active)
    data.title = "Data"
    _fill_data(data, extract, rows)
    _fill_explanations(book.create_sheet("Explanations"), extract, extracts)
    if any(column.allowed for column in extract.columns):
        _fill_choices(book.create_sheet("Allowed values"), data, extract)
    if known:
        _fill_known(book.create_sheet("Known keys"), known)
    raw = io.BytesIO()
    book.save(raw)
    return _timeless(raw)


def _fill_known(sheet: Worksheet, known: Sequence[Sequence[str]]) -> None:
    """Write what other extracts know by key, to be looked up while somebody fills in."""
    sheet.freeze_panes = "A2"
    for row, line in enumerate(known, start=1):
        for number, text in enumerate(line, start=1):
            write = _write_head if row == 1 else _write_text
            write(_cell(sheet, row, number), text)
    for number in range(1, len(known[0]) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _KNOWN_WIDTH


def _fill_data(sheet: Worksheet, extract: Extract, rows: Sequence[Sequence[str]]) -> None:
    """Write the header and the rows, each column in the format of its type."""
    sheet.freeze_panes = "A2"
    for number, column in enumerate(extract.columns, start=1):
        _write_head(_cell(sheet, 1, number), column.name)
        letter = get_column_letter(number)
        wide = max(len(text) for text in (column.name, *column.examples))
        sheet.column_dimensions[letter].width = min(max(wide + 3, 12), 48)
        # Given to the whole column: else a spreadsheet reads a typed 2026-01 as a date.
        sheet.column_dimensions[letter].number_format = _format(column)
    for row, values in enumerate(rows, start=2):
        for number, (column, text) in enumerate(zip(extract.columns, values, strict=True), start=1):
            if text:
                _write_value(_cell(sheet, row, number), column, text)


def _cell(sheet: Worksheet, row: int, number: int) -> Cell:
    """Return a cell; none is merged in a template."""
    return cast(Cell, sheet.cell(row, number))


def _format(column: Column) -> str:
    """Return the number format of a column; ``@`` keeps what is typed as text."""
    if column.type in ("integer", "number", "decimal"):
        return "General"
    return _FORMATS.get(column.type, "@")


def _write_value(cell: Cell, column: Column, text: str) -> None:
    """Write an example as the value that a spreadsheet would hold."""
    if column.type in ("integer", "number", "decimal"):
        cell.value = Decimal(text)
    elif column.type == "date":
        cell.value = date.fromisoformat(text)
    elif column.type == "timestamp":
        cell.value = datetime.fromisoformat(text).replace(tzinfo=None)
    else:
        _write_text(cell, text)
    cell.number_format = _format(column)


def _write_text(cell: Cell, text: str) -> None:
    """Write a text that stays one, though it may begin like a formula."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_MARKS)


def _write_head(cell: Cell, text: str) -> None:
    """Write a heading."""
    _write_text(cell, text)
    cell.font = _HEAD
    cell.fill = _FILL


def _fill_explanations(sheet: Worksheet, extract: Extract, extracts: Mapping[str, Extract]) -> None:
    """Write what the file is, a row per column, and the rules across columns and files."""
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    lines: list[tuple[str, ...]] = [(extract.title,), *about(extract), (), HEADINGS]
    headings = {1, len(lines)}
    lines += [explained(column, extract) for column in extract.columns]
    sentences = list(demands(extract, extracts))
    if sentences:
        lines += [(), ("What must also be true",)]
        headings.add(len(lines))
        lines += [("", "", sentence) for sentence in sentences]
    for row, line in enumerate(lines, start=1):
        for number, text in enumerate(line, start=1):
            cell = _cell(sheet, row, number)
            if row in headings:
                _write_head(cell, text)
            elif text:
                _write_text(cell, text)
            cell.alignment = _WRAP


def _fill_choices(sheet: Worksheet, data: Worksheet, extract: Extract) -> None:
    """List every allowed value with its meaning and let the data sheet choose from the list."""
    for number, heading in enumerate(("Column", "Value", "Meaning"), start=1):
        _write_head(_cell(sheet, 1, number), heading)
        sheet.column_dimensions[get_column_letter(number)].width = (22, 26, 60)[number - 1]
    row = 1
    for number, column in enumerate(extract.columns, start=1):
        if not column.allowed:
            continue
        first = row + 1
        for value, meaning in zip(column.allowed, column.meanings, strict=True):
            row += 1
            for place, text in enumerate((column.name, value, meaning), start=1):
                _write_text(_cell(sheet, row, place), text)
        letter = get_column_letter(number)
        choice = DataValidation("list", f"'Allowed values'!$B${first}:$B${row}", allow_blank=True)
        choice.showErrorMessage = True
        choice.error = "Choose one of the allowed values; they are explained in the last sheet."
        choice.add(f"{letter}2:{letter}{_LAST_ROW}")
        data.add_data_validation(choice)


def _timeless(raw: io.BytesIO) -> bytes:
    """Return a workbook without the moment it was saved at, so that its bytes repeat."""
    result = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", content
                )
            new.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()
