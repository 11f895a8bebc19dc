"""Which notation a file is in, and its rows staged in that notation.

A file in our own notation is staged at once and costs nothing more. Another look is taken at
files that are not separated by commas, because 1.234 there may be a thousand, and at those with
cells that our own forms do not read. What the cells prove is taken and said in a note; proof of
two notations refuses the file with both lines; what nothing proves is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines.extracts.contract import Column
from pipelines.intake import convert
from pipelines.intake.evidence import Evidence, Sighting, evidence
from pipelines.intake.explain import shown
from pipelines.intake.header import LEFT_OUT, LINE
from pipelines.intake.layout import DateOrder, DecimalMark, Layout
from pipelines.intake.notation.written import Notation, concerns, in_our_form
from pipelines.intake.own_words import words_told
from pipelines.intake.policy import intake_policy
from pipelines.intake.questions import Option, Question, Unanswered
from pipelines.intake.receipt import Problem, Refusal
from pipelines.intake.stage import Staged, Table, lined_rows, stage, text_rows

if TYPE_CHECKING:
    from pipelines.intake.prepare import Known

_MARKS: Mapping[DecimalMark, str] = {"point": "a decimal point", "comma": "a decimal comma"}
_ORDERS: Mapping[DateOrder, str] = {
    "day_first": "the day first",
    "month_first": "the month first",
    "iso": "the year first",
}
_NAMES = {".": "points", ",": "commas", " ": "blanks", "'": "apostrophes"}


@dataclass(frozen=True)
class Written:
    """How a file writes its values, as far as that is certain."""

    notation: Notation
    questions: tuple[Question, ...] = ()
    notes: tuple[Problem, ...] = ()
    thousands: tuple[str, ...] = ()
    mark: DecimalMark | None = None
    """None where no number shows it and nobody said it."""
    is_ours: bool = True
    """Whether our own forms read it all, as far as the evidence goes."""
    contradiction: Refusal | None = None
    """Why nobody can read it, where it proves two notations; ``questions`` say what could help."""


def staged_as_written(
    connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, what: Known
) -> Staged:
    """Read a table into ``folder`` in the notation that its file is in.

    Args:
        connection: May read the table and read and write ``folder``.
        table: The file of text.
        folder: As for ``stage``.
        what: The file, and what was said about it.

    Raises:
        Unanswered: Numbers or dates can be read in two ways, and nothing says which.
        Refusal: Some of them can only be read in one way and some only in the other.
        duckdb.InvalidInputException: The file's rows cannot be told apart as it stands.
    """
    if what.opening is None:
        return stage(connection, table, folder)
    words, written = what.handed.layout.words, None
    if words:
        table = replace(table, notation=Notation(words=words, only_words=True))
    if _may_differ(what):
        written = certain(connection, table, what)
        if not written.is_ours:
            table = replace(table, notation=written.notation)
    staged = stage(connection, table, folder)
    is_ours = table.notation is None or table.notation.only_words
    if is_ours and staged.mended and _has_odd_cells(connection, staged):
        written = written or certain(connection, table, what)
        if not written.is_ours or written.notes:
            for name in ("exact", "cells"):
                (folder / f"{name}.parquet").unlink(missing_ok=True)
            staged = stage(connection, replace(table, notation=written.notation), folder)
    _refuse_too_many(staged, what)
    if not what.scan.tidy or what.scan.lines > staged.rows + staged.empty + 1:
        _refuse_swallowed(connection, table, what)
    read_as = written.notes if written else ()
    notes = (*read_as, *words_told(words), *left_out(connection, table))
    return replace(staged, notes=notes)


def certain(connection: duckdb.DuckDBPyConnection, table: Table, what: Known) -> Written:
    """Return how a file writes its values, or refuse it with what is open.

    Raises:
        Unanswered: Something is open.
        Refusal: The file contradicts itself.
    """
    written = written_as(connection, table, what)
    if written.contradiction is not None:
        raise written.contradiction
    if written.questions:
        raise Unanswered(what.handed.name, written.questions)
    return written


def written_as(connection: duckdb.DuckDBPyConnection, table: Table, what: Known) -> Written:
    """Return how a file writes its values, and what it leaves open or contradicts."""
    found = evidence(connection, table)
    look = _Look(connection, table, what, found)
    mark, asked = look.mark()
    dates, asked_of_dates = look.dates()
    notation = Notation(
        mark or "point", dates, what.handed.fiscal_year_starts, what.serials, look.said.words
    )
    thousands = found.marks_between_thousands(notation.decimal_mark)
    plain = notation.decimal_mark == "point" and not thousands
    ours = plain and not (dates or found.foreign or what.serials)
    return Written(
        notation,
        (*asked, *asked_of_dates),
        tuple(look.notes(notation, thousands)),
        thousands,
        mark,
        ours,
        look.contradiction(),
    )


@dataclass(frozen=True)
class _Look:
    """A file with the evidence of its cells."""

    connection: duckdb.DuckDBPyConnection
    table: Table
    what: Known
    found: Evidence

    @property
    def said(self) -> Layout:
        """Return what was said about the file."""
        return self.what.handed.layout

    def mark(self) -> tuple[DecimalMark | None, list[Question]]:
        """Return the decimal mark, or the question for it."""
        if self.said.decimal_mark is not None:
            return self.said.decimal_mark, []
        proofs = self.found.proofs
        if len(proofs) == 1:
            return next(iter(proofs)), []
        if proofs:
            first, second = _in_order(proofs.values())
            text = f"{_seen(first)}. {_seen(second)}. Which decimal mark counts?"
            return None, [self._mark_question(text, first)]
        open_numbers = self.found.open_numbers
        if self.what.separates_by_commas:
            # Numbers between commas are ours unless they say otherwise: 1.234 has a point.
            open_numbers = {mark: one for mark, one in open_numbers.items() if mark == "comma"}
        if not open_numbers:
            return None, []
        first, *_ = _in_order(open_numbers.values())
        text = (
            f"{_seen(first)}. Are the decimals behind a point or a comma? "
            "No number of the file shows it."
        )
        return None, [self._mark_question(text, first)]

    def dates(self) -> tuple[dict[str, DateOrder], list[Question]]:
        """Return the order of day and month of each column, and the questions for the others."""
        orders: dict[str, DateOrder] = {}
        questions = []
        for column in self.table.extract.columns:
            if column.type != "date":
                continue
            proofs = self.found.orders.get(column.name, {})
            said = self.said.date_order(column.name)
            if said is not None:
                orders[column.name] = said
            elif len(proofs) == 2:
                first, second = _in_order(proofs.values())
                text = f"{_seen(first)}. {_seen(second)}. Does the day or the month come first?"
                questions.append(self._date_question(column, text, first))
            elif proofs:
                orders[column.name] = next(iter(proofs))
            elif column.name in self.found.open_dates:
                first = self.found.open_dates[column.name]
                text = (
                    f"{_seen(first)}. Does the day or the month come first? "
                    "No date of the column shows it."
                )
                questions.append(self._date_question(column, text, first))
        return orders, questions

    def contradiction(self) -> Refusal | None:
        """Return the refusal of a file that proves two notations; None where it does not."""
        if len(self.found.proofs) == 2 and self.said.decimal_mark is None:
            remedy = "Write all numbers with one decimal mark, or say with --decimal-mark which "
            return self._two(self.found.proofs.values(), "two decimal marks", remedy)
        for name, proofs in self.found.orders.items():
            if len(proofs) == 2 and self.said.date_order(name) is None:
                remedy = f"Write all dates as 2026-03-31, or say with --dates {name}=... which "
                return self._two(proofs.values(), "two orders of day and month", remedy)
        return None

    def notes(self, notation: Notation, thousands: tuple[str, ...]) -> Iterator[Problem]:
        """Yield what is to be said about a notation that is not a matter of course."""
        mark = notation.decimal_mark
        if mark == "comma" or thousands:
            between = f" and {' and '.join(_NAMES[one] for one in thousands)} between thousands"
            text = f"Numbers were read with {_MARKS[mark]}{between if thousands else ''}"
            yield self._note("decimal_mark", None, text, self.found.proofs.get(mark))
        for name, order in notation.dates.items():
            proof = self.found.orders.get(name, {}).get(order) or self.found.open_dates.get(name)
            if proof is not None:
                text = f"Dates of {name} were read with {_ORDERS[order]}"
                proved = self.found.orders.get(name, {}).get(order)
                yield self._note("dates", name, text, proved)
        for name, one in self.found.foreign.items():
            value = self._read(self.table.extract.column(name), one.value, notation)
            if value is not None:
                cells = f"{one.count} cells" if one.count > 1 else "One cell"
                text = f"{cells} of {name} {'were' if one.count > 1 else 'was'} read from another "
                text += f"notation, such as “{shown(one.value)}” of line {one.line} as {value}."
                yield Problem("note", "notation", None, name, one.value, text)

    def _note(self, code: str, column: str | None, text: str, proof: Sighting | None) -> Problem:
        """Return a note with what proves it."""
        why = (
            f", as line {proof.line} shows (“{shown(proof.value)}” in {proof.column})."
            if proof
            else ", as was said."
        )
        return Problem("note", code, None, column, proof.value if proof else None, text + why)

    def _mark_question(self, text: str, first: Sighting) -> Question:
        """Return the question which decimal mark a file has, with what a cell would then say."""
        column = self.table.extract.column(first.column)
        options = []
        for mark, words in _MARKS.items():
            value = self._read(column, first.value, Notation(mark))
            example = f"“{shown(first.value)}” is then {value or 'no number of this column'}"
            options.append(Option(mark, words, example))
        return Question("decimal_mark", "", text, tuple(options))

    def _date_question(self, column: Column, text: str, first: Sighting) -> Question:
        """Return the question how a column's dates are meant."""
        options = []
        orders: tuple[DateOrder, ...] = ("day_first", "month_first")
        for order in orders:
            value = self._read(column, first.value, Notation(dates={column.name: order}))
            example = f"“{shown(first.value)}” is then {value or 'no date'}"
            options.append(Option(order, _ORDERS[order], example))
        return Question("dates", column.name, text, tuple(options))

    def _read(self, column: Column, value: str, notation: Notation) -> str | None:
        """Return what a cell is read as in a notation; None where it is not read."""
        grain = convert.grain_of(self.table.extract, column)
        form = in_our_form(column, "cell", notation, grain=grain)
        typed = convert.exact_value(column, "form", grain=grain)
        row = self.connection.execute(
            f"SELECT CASE WHEN {typed} IS NOT NULL THEN form END "  # noqa: S608 - forms of a contract's column
            f"FROM (SELECT {form} AS form FROM (SELECT CAST($cell AS VARCHAR) AS cell))",
            {"cell": value},
        ).fetchone()
        return str(row[0]) if row and row[0] is not None else None

    def _two(self, proofs: Iterable[Sighting], what: str, remedy: str) -> Refusal:
        """Return the refusal of a file that proves two notations."""
        first, second = _in_order(proofs)
        return Refusal(
            "two_notations",
            f"{self.what.handed.name} has {what}. {_seen(first)}. {_seen(second)}.",
            where=f"Lines {first.line} and {second.line}.",
            next_step=f"{remedy}counts; cells in the other are then told line by line. "
            "Nothing was loaded.",
        )


def _in_order(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Return cells in the order of the file."""
    return sorted(sightings, key=lambda one: one.line)


def _seen(one: Sighting) -> str:
    """Return where a cell stands and what it says."""
    return f"Line {one.line} says “{shown(one.value)}” in {one.column}"


def _may_differ(what: Known) -> bool:
    """Return whether a file has to be looked at before its cells can be taken as ours."""
    said = what.handed.layout
    other = said.decimal_mark == "comma" or any(order != "iso" for order in said.dates.values())
    return other or bool(what.serials) or not what.separates_by_commas


def _refuse_too_many(staged: Staged, what: Known) -> None:
    """Refuse a file with more rows than are read of any."""
    most = intake_policy().limits.rows
    if staged.rows > most:
        raise Refusal(
            "too_many_rows",
            f"{what.handed.name} has {staged.rows:,} rows; at most {most:,} are read.",
            next_step="Bring it in parts, one for each period. Nothing was loaded.",
        )


def _refuse_swallowed(connection: duckdb.DuckDBPyConnection, table: Table, what: Known) -> None:
    """Refuse a file in which a quote that was opened by mistake swallowed whole rows.

    A cell that swallowed rows holds as many delimiters for each line break as a row has; what
    people write into a cell hardly ever does.
    """
    assert what.opening is not None  # noqa: S101  # a file for a profile is not looked at
    texts = [column.name for column in table.extract.columns if column.type == "text"]
    cells = [f"_r{table.columns.index(name)}" for name in texts if name in table.columns]
    if not cells:
        return
    breaks = r"len(regexp_extract_all(cell, '\r\n|\r|\n'))"
    marks = "strlen(cell) - strlen(replace(cell, $mark, ''))"
    row = connection.execute(
        f"SELECT min({LINE}) FROM (SELECT {LINE}, unnest([{', '.join(cells)}]) AS cell "  # noqa: S608 - places of columns
        f"FROM {lined_rows(table)}) WHERE {breaks} > 0 AND {marks} = {breaks} * $width",
        {"mark": what.opening.delimiter, "width": len(what.opening.header) - 1},
    ).fetchone()
    if row is not None and row[0] is not None:
        raise Refusal(
            "broken_quotes",
            f"A quoted cell of {what.handed.name} holds whole rows: a quote before it was opened "
            "by mistake, and closed only lines later.",
            where=f"Line {row[0]}.",
            next_step="Remove the quote, or write it twice inside a quoted cell. "
            "Nothing was loaded.",
        )


def _has_odd_cells(connection: duckdb.DuckDBPyConnection, staged: Staged) -> bool:
    """Return whether cells were refused that another notation might read."""
    names = [column.name for column in staged.table.extract.columns if concerns(column)]
    cells = staged.folder / "cells.parquet"
    row = connection.execute(
        "SELECT 1 FROM read_parquet($cells) WHERE code = 'wrong_type' "
        "AND list_contains($names, subject) AND regexp_matches(value, '[0-9]') LIMIT 1",
        {"cells": str(cells), "names": names},
    ).fetchone()
    return row is not None


def left_out(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Problem]:
    """Yield how many filled cells each column holds that was left out."""
    places = [place for place, name in enumerate(table.columns) if name == LEFT_OUT]
    if not places:
        return
    counts = ", ".join(f"count(_r{place})" for place in places)
    row = connection.execute(f"SELECT {counts} FROM {text_rows(table)}").fetchone()  # noqa: S608 - places of columns
    assert row is not None  # noqa: S101  # an aggregate always answers
    for place, count in zip(places, row, strict=True):
        heading = table.headings[place]
        text = f"Column “{shown(heading)}” was left out; {count:,} of its cells are filled."
        yield Problem("note", "left_out", None, None, heading, text)
