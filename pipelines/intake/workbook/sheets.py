"""Workbooks: which sheet is meant, and that sheet as a CSV whose rows keep their numbers.

The archive is proved first (``workbook_parts.py``); then one sheet becomes text. Whole numbers
stand without decimals, others in their shortest form, days and moments as ISO; an error such as
#N/A stays the text that it is. Where several sheets could be meant it is asked which.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipelines.errors import GapError
from pipelines.intake.header import folded
from pipelines.intake.policy import IntakePolicy, intake_policy
from pipelines.intake.questions import Option, Question
from pipelines.intake.receipt import Problem, Refusal
from pipelines.intake.workbook.cells import plain
from pipelines.intake.workbook.parts import Proved, proved
from pipelines.marked_yaml import nearest

Score = Callable[[Sequence[str]], int]
"""How many cells of a candidate header are known column names."""
TEXT = "sheet.csv"
_ARCHIVE = "workbook.zip"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    visible: bool
    rows: int
    """Rows down to the last one that holds a value; 0 for an empty sheet."""


@dataclass(frozen=True)
class Read:
    """A workbook, looked at and, where it is clear which sheet is meant, written out."""

    sheets: tuple[Sheet, ...]
    sheet: str = ""
    path: Path | None = None
    notes: tuple[Problem, ...] = ()
    from_1904: bool = False
    questions: tuple[Question, ...] = ()


def read_workbook(
    path: Path,
    name: str,
    folder: Path,
    *,
    sheet: str | None,
    policy: IntakePolicy,
    score: Score | None,
) -> Read:
    """Return a workbook with the sheet that is meant as a CSV in ``folder``.

    Args:
        path: A zip archive.
        name: What to call the file in messages.
        folder: Gets the proved archive and the CSV.
        sheet: The sheet that somebody named.
        policy: How far it may unfold, how wide a sheet and how long a cell may be.
        score: Tells a header of ours; where exactly one visible sheet has one, it is meant.

    Raises:
        Refusal: It cannot be read, or no sheet of it holds anything.
    """
    found = proved(path, folder / _ARCHIVE, name=name, limits=policy.unpacking)
    try:
        with _opened(found.path, name) as book:
            sheets = tuple(_sheets(book, found))
            meant = _meant(book, sheets, name, sheet=sheet, score=score)
            if isinstance(meant, Question):
                return Read(sheets, from_1904=found.index.from_1904, questions=(meant,))
            _refuse_uncalculated(found, meant, name)
            target = folder / TEXT
            merged = _write(book.get_sheet_by_name(meant), target, name=name, policy=policy)
    finally:
        found.path.unlink(missing_ok=True)
    notes = tuple(_notes(found, sheets, meant, merged, said=sheet is not None))
    return Read(sheets, meant, target, notes, found.index.from_1904)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[CalamineWorkbook]:
    """Give a proved workbook; what the reader cannot follow is refused in words."""
    damaged = Refusal(
        "damaged_workbook",
        f"{name} cannot be read as a workbook.",
        next_step="Save it again as .xlsx from a spreadsheet, or as CSV (UTF-8). "
        "Nothing was loaded.",
    )
    try:
        with CalamineWorkbook.from_path(path) as book:
            yield book
    except CalamineError as error:
        raise damaged from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader gave up; it has no other name
            raise damaged from error
        raise


def _sheets(book: CalamineWorkbook, found: Proved) -> Iterator[Sheet]:
    """Yield the sheets that can hold a table; pictures of numbers are none."""
    for one in book.sheets_metadata:
        if one.typ == SheetTypeEnum.WorkSheet and one.name in found.sheets:
            visible = one.visible == SheetVisibleEnum.Visible
            yield Sheet(one.name, visible, found.sheets[one.name].last_row)


def _meant(
    book: CalamineWorkbook,
    sheets: Sequence[Sheet],
    name: str,
    *,
    sheet: str | None,
    score: Score | None,
) -> str | Question:
    """Return the sheet that is meant, or ask."""
    if sheet is not None:
        return _said(sheets, sheet, name)
    filled = [one for one in sheets if one.rows]
    if not filled:
        raise Refusal(
            "empty_file",
            f"No sheet of {name} holds anything.",
            next_step="Fill it and save it in the spreadsheet. Nothing was loaded.",
        )
    visible = [one.name for one in filled if one.visible]
    if len(visible) == 1:
        return visible[0]
    ours = [one for one in visible if score is not None and _has_header(book, one, score)]
    return ours[0] if len(ours) == 1 else _question(book, filled, name)


def _said(sheets: Sequence[Sheet], sheet: str, name: str) -> str:
    """Return the sheet that somebody named, which must be there."""
    names = [one.name for one in sheets]
    if sheet not in names:
        raise GapError(
            f"{name} has no sheet called “{sheet}”.{nearest(sheet, names)}",
            next_step=f"Its sheets are {', '.join(names)}. Nothing was loaded.",
        )
    if not next(one.rows for one in sheets if one.name == sheet):
        raise Refusal("empty_file", f"Sheet “{sheet}” of {name} holds nothing.")
    return sheet


def _has_header(book: CalamineWorkbook, sheet: str, score: Score) -> bool:
    """Return whether one of the first rows is made of column names that we know."""
    for cells in _first_rows(book.get_sheet_by_name(sheet)):
        filled = list({folded(cell): cell for cell in cells if cell}.values())
        known = score(filled)
        if known >= intake_policy().matching.fewest_names and 3 * known >= 2 * len(filled):
            return True
    return False


def _first_rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """Yield the first rows of a sheet as text."""
    for number, row in enumerate(sheet.iter_rows()):
        if number == intake_policy().matching.header_within:
            return
        yield [cell_text(cell) for cell in row]


def _question(book: CalamineWorkbook, filled: Sequence[Sheet], name: str) -> Question:
    """Return the question which sheet is meant; hidden ones are named as hidden."""
    options = []
    for one in filled:
        rows = _first_rows(book.get_sheet_by_name(one.name))
        first = next((cells for cells in rows if any(cells)), [])
        label = f"{one.rows:,} rows{'' if one.visible else ', hidden'}"
        shown = " | ".join(cell[:40] for cell in first if cell)
        options.append(Option(one.name, label, shown[:200]))
    return Question("sheet", "", f"Which sheet of {name} holds the table?", tuple(options))


def _refuse_uncalculated(found: Proved, sheet: str, name: str) -> None:
    """Refuse a sheet with formulas whose results were never stored: they would read as empty."""
    cell = found.sheets[sheet].uncalculated
    if cell:
        raise Refusal(
            "uncalculated",
            f"Cell {cell} of sheet “{sheet}” in {name} holds a formula without its result.",
            next_step="Open the file in a spreadsheet, let it calculate, save it and hand it in "
            "again. Nothing was loaded.",
        )


def _write(sheet: CalamineSheet, target: Path, *, name: str, policy: IntakePolicy) -> int:
    """Write a sheet as CSV, row by row, and return how many areas of it are merged."""
    limits = policy.limits
    if sheet.width > limits.columns:
        raise Refusal(
            "header_too_long",
            f"Sheet “{sheet.name}” of {name} has {sheet.width:,} columns; at most "
            f"{limits.columns} are read.",
            next_step="Leave out the columns that nobody asked for. Nothing was loaded.",
        )
    longest = limits.cell_characters
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [cell_text(cell) for cell in row]
            if any(len(cell) > longest for cell in cells):
                raise Refusal(
                    "cell_too_long",
                    f"A cell of {name} has more than {longest:,} characters.",
                    where=f"Sheet “{sheet.name}”, row {number}.",
                    next_step="Shorten it and hand the file in again. Nothing was loaded.",
                )
            writer.writerow(cells)
    return len(sheet.merged_cell_ranges or ())


def cell_text(cell: object) -> str:
    """Return a cell as the text that stands for it in a CSV."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, timedelta):
        return _duration(cell)
    return cell.isoformat() if isinstance(cell, (datetime, date, time)) else str(cell)


def _number(value: float) -> str:
    """Return a number in the fewest digits that are still the same number."""
    text = repr(value)
    if text.endswith(".0"):
        return text[:-2]
    return plain(Decimal(text)) if "e" in text else text


def _duration(length: timedelta) -> str:
    """Return a length of time as a spreadsheet shows it: 30:00:00."""
    seconds = round(length.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{second:02}"


def _notes(
    found: Proved, sheets: Sequence[Sheet], sheet: str, merged: int, *, said: bool
) -> Iterator[Problem]:
    """Yield what somebody should know about how the sheet was read."""
    seen = found.sheets[sheet]
    others = [one for one in sheets if one.rows and one.name != sheet]
    if others and not said:
        left = ", ".join(f"“{one.name}”{'' if one.visible else ' (hidden)'}" for one in others)
        yield _note("sheet", sheet, f"Sheet “{sheet}” was read; left out: {left}.")
    if said and not next(one.visible for one in sheets if one.name == sheet):
        yield _note("hidden_sheet", sheet, f"Sheet “{sheet}” is hidden in the workbook.")
    if seen.hidden_rows:
        count = seen.hidden_rows
        yield _note("hidden_rows", str(count), f"{count} hidden rows were read like the others.")
    if merged:
        message = f"{merged} merged areas hold their value in their first cell only."
        yield _note("merged_cells", str(merged), message)
    if seen.percentages:
        count = seen.percentages
        message = f"{count} cells are shown as percentages and were read as such: 45 % for 0.45."
        yield _note("percentages", str(count), message)
    if found.index.from_1904:
        yield _note("from_1904", "1904", "The workbook counts its days from 1904.")


def _note(code: str, value: str, message: str) -> Problem:
    """Return a note about the file as a whole."""
    return Problem("note", code, None, None, value, message)
