"""The annotated file: the rows as they were handed in, with their line and what is wrong.

Made in the limited child, because it reads the file again. No cell of it can be a formula: a
spreadsheet that opens it computes nothing that a stranger wrote.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from pipelines.errors import GapError
from pipelines.intake.annotated import HEAD, harmless, is_annotated
from pipelines.intake.child import running
from pipelines.intake.child.running import Tell, job
from pipelines.intake.correcting import corrected
from pipelines.intake.header import LINE
from pipelines.intake.prepare import Known, prepared, tidied
from pipelines.intake.receipt import Refusal
from pipelines.intake.stage import PROBLEM_COLUMNS, Table, lined_rows, text_rows
from pipelines.intake.staging import staging
from pipelines.intake.verdict import MISFITS
from pipelines.uploads.judging import Task
from pipelines.uploads.looking import Runner, request_of
from pipelines.uploads.problems import PROBLEMS, problem_from

if TYPE_CHECKING:
    from pipelines.uploads.looking import Progress
    from pipelines.uploads.shapes import By, Upload
    from pipelines.workspace import Workspace

Kind = Literal["csv", "xlsx"]
MOST_SHEET_ROWS = 1_048_575
"""Rows below the header that a spreadsheet can hold."""
MOST_REASONS = 5
"""Reasons told in one cell; a row with more is wrong as a whole."""
_BATCH = 10_000
_EXACT = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]+)?")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What spreadsheets would take for the number of a letter: ``_x0041_`` for an A."""
_DIGITS = 15
"""Digits that a spreadsheet keeps."""


def annotated(
    workspace: Workspace,
    one: Upload,
    target: Path,
    *,
    by: By,
    kind: Kind = "csv",
    only_bad: bool = True,
    on_progress: Progress | None = None,
    run: Runner = running.run,
) -> int:
    """Write the rows of an upload with a column of reasons in front.

    Args:
        workspace: Where.
        one: The upload, looked at.
        target: Gets the file.
        by: Who asks, and when.
        kind: What is written.
        only_bad: Leave out the rows with which nothing is wrong.
        on_progress: Called while the child waits and works.
        run: Where the work is done.

    Returns:
        The number of rows written.

    Raises:
        GapError: It was not looked at, a mapping profile reads it, or it has more rows than a
            spreadsheet holds.
        StoreError: The store failed.
    """
    if one.finding is None or not one.finding.folder:
        raise GapError(
            "There is nothing to annotate yet.", next_step="Look at the upload first."
        )  # fmt: skip
    if one.said.profile:
        raise GapError(
            "A file that a mapping profile reads has no rows of ours to annotate.",
            next_step="Take the list of problems; each names its line.",
        )
    with staging(workspace.settings.store) as home:
        request = request_of(workspace, one, home, by) | {
            "problems": str(workspace.settings.store / one.finding.folder / PROBLEMS),
            "kind": kind,
            "only_bad": only_bad,
            "target": str(home / f"annotated.{kind}"),
        }
        answer = run(
            annotate, request, memory_mb=workspace.settings.memory_mb, on_progress=on_progress
        )
        shutil.move(home / f"annotated.{kind}", target)
    return int(answer["rows"])


@job
def annotate(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Write the annotated file; the answer is its number of rows."""
    task = Task(request)
    tell("reading", None)
    what = task.known()
    with closing(task.connection(files=[Path(task.asked["problems"])])) as connection:
        table = _readable(connection, what, task)
        table = corrected(connection, table, task.corrections, task.work)
        rows = _annotated_rows(task, connection, table)
        tell("writing", None)
        write = _write_sheet if request["kind"] == "xlsx" else _write_csv
        numeric = _numeric(table)
        head = (*HEAD, *_headings(table))
        return {"rows": write(Path(request["target"]), head, rows, numeric)}


def _readable(connection: duckdb.DuckDBPyConnection, what: Known, task: Task) -> Table:
    """Return the file as a table that can be read from its first row to its last."""
    table = prepared(what, task.work, task.extracts).tables[0]
    try:
        connection.execute(f"SELECT count(*) FROM {text_rows(table)}")  # noqa: S608 - a path of ours
    except duckdb.InvalidInputException:
        return tidied(what, table, task.work).tables[0]
    return table


def _places(table: Table) -> list[int]:
    """Return where the columns of the file stand, without what we put before them."""
    own = [place for place, name in enumerate(table.columns) if name != LINE]
    before = len(HEAD) if is_annotated([table.headings[place] for place in own]) else 0
    return own[before:]


def _headings(table: Table) -> list[str]:
    """Return what stands above the columns of the file."""
    return [table.headings[place] or table.columns[place] for place in _places(table)]


def _numeric(table: Table) -> list[bool]:
    """Return which columns of the file hold numbers."""
    types = {column.name: column.type for column in table.extract.columns}
    numbers = ("integer", "decimal", "number")
    return [types.get(table.columns[place]) in numbers for place in _places(table)]


def _annotated_rows(
    task: Task, connection: duckdb.DuckDBPyConnection, table: Table
) -> Iterator[tuple[int, str, list[str]]]:
    """Yield line, reasons and cells of the rows in the order of the file."""
    reasons = groupby(_reasons(task, connection), key=lambda pair: pair[0])
    at, why = next(reasons, (0, iter(())))
    for line, cells in _rows(connection, table, task.work / MISFITS, only=task):
        while at and at < line:
            at, why = next(reasons, (0, iter(())))
        told = [reason for _, reason in why] if at == line else []
        more = f" And {len(told) - MOST_REASONS} more." if len(told) > MOST_REASONS else ""
        yield line, " ".join(told[:MOST_REASONS]) + more, cells


def _reasons(task: Task, connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, str]]:
    """Yield line and words of each problem in the order of the file."""
    cursor = connection.cursor().execute(
        f"SELECT extract, severity, {PROBLEM_COLUMNS} FROM read_parquet($path) "  # noqa: S608 - names of ours
        "ORDER BY line, place",
        {"path": task.asked["problems"]},
    )
    while rows := cursor.fetchmany(_BATCH):
        for row in rows:
            problem = problem_from(task.extracts, *row)
            yield problem.line or 0, problem.message


def _rows(
    connection: duckdb.DuckDBPyConnection, table: Table, misfits: Path, *, only: Task
) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of the rows, those of the wrong width in their places."""
    places = _places(table)
    names = [f"_r{place}" for place in places]
    first = places[0] - table.columns.count(LINE)
    wanted, parameters = "", {}
    if only.asked["only_bad"]:
        wanted = f"WHERE {LINE} IN (SELECT line FROM read_parquet($path))"  # noqa: S608 - names of ours
        parameters = {"path": only.asked["problems"]}
    source = f"SELECT {LINE} AS line, [{', '.join(names)}] AS cells FROM {lined_rows(table)} "  # noqa: S608 - names of ours
    cursor = connection.cursor().execute(f"{source} {wanted} ORDER BY line", parameters)
    aside = _misfits(misfits, without=first)
    other = next(aside, None)
    while rows := cursor.fetchmany(_BATCH):
        for line, cells in rows:
            while other is not None and other[0] < line:
                yield other
                other = next(aside, None)
            yield int(line), [cell or "" for cell in cells]
    if other is not None:
        yield other
    yield from aside


def _misfits(path: Path, *, without: int) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of the rows of the wrong width, without the first cells of each."""
    if path.exists():
        with path.open(encoding="utf-8", newline="") as stream:
            for line, _, cells in csv.reader(stream):
                yield int(line), json.loads(cells)[without:]


def _write_csv(
    target: Path,
    head: Sequence[str],
    rows: Iterable[tuple[int, str, list[str]]],
    numeric: Sequence[bool],
) -> int:
    """Write a CSV that spreadsheets take for UTF-8."""
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([harmless(cell) for cell in head])
        for line, reasons, cells in rows:
            writer.writerow((line, harmless(reasons), *(harmless(cell) for cell in cells)))
            count += 1
    return count


def _write_sheet(
    target: Path,
    head: Sequence[str],
    rows: Iterable[tuple[int, str, list[str]]],
    numeric: Sequence[bool],
) -> int:
    """Write a workbook; a number that it can hold exactly is one, everything else is text."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    sheet.append([harmless(cell) for cell in head])
    count = 0
    for line, reasons, cells in rows:
        count += 1
        if count > MOST_SHEET_ROWS:
            raise Refusal(
                "too_many_rows",
                f"A spreadsheet holds {MOST_SHEET_ROWS:,} rows; the file has more.",
                next_step="Take the CSV, or only the bad rows.",
            )
        written: list[object] = [line, harmless(reasons)]
        for place, cell in enumerate(cells):
            is_number = place < len(numeric) and numeric[place]
            text = _ESCAPE.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell))
            written.append(_number(cell) if is_number else None)
            if written[-1] is None:
                written[-1] = harmless(text)
        sheet.append(written)
    book.save(target)
    return count


def _number(text: str) -> Decimal | None:
    """Return a number that a spreadsheet holds exactly; None for anything else."""
    if not _EXACT.fullmatch(text) or sum(sign.isdigit() for sign in text) > _DIGITS:
        return None
    return Decimal(text)
