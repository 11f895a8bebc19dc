"""What a file is understood to be, before anybody decides to load it: for a screen to show.

It goes as far as the file lets it. Where a question is open the likely answer is tried, so that
everything that is open can be asked at once; nothing is loaded, and nothing here is kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from pipelines.extracts.contract import Extract
from pipelines.intake.as_written import Written, left_out, written_as
from pipelines.intake.handed import Begun, Handed, begun, extract_of, period_of, shortened
from pipelines.intake.header import NO_HEADER, Chosen, Matched, is_hopeless, named, questions
from pipelines.intake.prepare import (
    Known,
    prepared,
    refuse_unfit_period,
    scanned,
    tidied,
    unreadable_rows,
)
from pipelines.intake.questions import (
    Heading,
    Option,
    Question,
    Sheet,
    Unanswered,
    Understanding,
)
from pipelines.intake.read import ROWS_SHOWN, Opening
from pipelines.intake.receipt import Problem, Refusal
from pipelines.intake.stage import Table
from pipelines.periods import Period
from pipelines.settings import Settings
from pipelines.warehouse.connection import locked

LONGEST_SHOWN = 200
"""Characters of a cell that a person is shown to recognise a row."""


def understood(
    handed: Handed,
    extracts: Mapping[str, Extract],
    *,
    folder: Path | None = None,
    settings: Settings | None = None,
) -> tuple[Understanding, tuple[Question, ...]]:
    """Return what a file is understood to be, and everything that it leaves open.

    Args:
        handed: The file and what was said about it; not one for a mapping profile.
        extracts: All contracts.
        folder: May be written to, for files that have to be unpacked or written out tidily;
            a temporary one where none is given.
        settings: How much memory and how many threads may be used.

    Raises:
        Refusal: No answer could make it a file of ours.
        GapError: What was said about it makes no sense.
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as temporary:
            return understood(handed, extracts, folder=Path(temporary), settings=settings)
    period = period_of(handed)
    begin = begun(handed, extracts, folder)
    if begin.opening is None:
        return _unopened(begin, period), begin.questions
    try:
        choice = extract_of(handed, begin.opening, extracts)
    except Refusal as refusal:
        if refusal.code != NO_HEADER:
            raise
        return _foreign(handed, begin, begin.opening, extracts)
    extract = choice.fit.extract
    asked = [*begin.questions, *([] if is_hopeless(choice) else questions(choice, period))]
    if period is None and extract.period_column is None:
        text = f"The file does not say which {extract.grain} it is about."
        asked.append(Question("period", "", text, ()))
    else:
        refuse_unfit_period(extract, period, name=handed.name)
    plain = _plain(begin, begin.opening, choice, period)
    if is_hopeless(choice):
        return plain, tuple(asked)
    try:
        what = _supposed(handed, begin, begin.opening, choice, period)
    except Unanswered as unanswered:
        return plain, (*unanswered.questions, *asked)
    written, counted = _written(what, folder, extracts, settings or Settings())
    full = replace(
        plain,
        decimal_mark=written.mark,
        thousands=written.thousands,
        dates=written.notation.dates,
        notes=(*plain.notes, *written.notes, *counted),
    )
    return full, (*asked, *written.questions)


def _unopened(begin: Begun, period: Period | None) -> Understanding:
    """Return what is known of a file whose text nobody can read yet."""
    label = period.label if period else ""
    return Understanding("", "", label, "", "", 0, (), **_sheets(begin))


def _foreign(
    handed: Handed, begin: Begun, opening: Opening, extracts: Mapping[str, Extract]
) -> tuple[Understanding, tuple[Question, ...]]:
    """Return the headings of a file that no extract knows any of, and the question what it is.

    Whoever said so already is not asked again; the load then refuses the header.
    """
    period, hinted = period_of(handed), named(handed.name)[0]
    headings = tuple(Heading(cell, "", "unknown") for cell in opening.header)
    plain = Understanding(
        "", "", period.label if period else "", opening.encoding, opening.delimiter,
        opening.header_line, headings, first_rows=_first_rows(opening), **_sheets(begin),
    )  # fmt: skip
    if handed.extract is not None:
        return plain, begin.questions
    options = tuple(Option(one.name, one.title, one.granularity) for one in extracts.values())
    line = f"line {opening.header_line} ({shortened(opening.header)})"
    text = f"No heading in {line} is one that we know. What kind of file is it?"
    asked = Question("extract", "", text, options, hinted if hinted in extracts else None)
    return plain, (*begin.questions, asked)


def _first_rows(opening: Opening) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the records below the header that a person is shown."""
    line = opening.header_line
    shown = enumerate(opening.records[line : line + ROWS_SHOWN], start=line + 1)
    return tuple(
        (number, tuple(cell[:LONGEST_SHOWN] for cell in record)) for number, record in shown
    )


def _sheets(begin: Begun) -> dict[str, Any]:
    """Return what is to be said of a workbook."""
    sheets = tuple(Sheet(one.name, one.visible) for one in begin.opened.sheets)
    return {"sheet": begin.opened.sheet, "sheets": sheets, "notes": begin.notes}


def _plain(begin: Begun, opening: Opening, choice: Chosen, period: Period | None) -> Understanding:
    """Return what the first bytes of a file tell."""
    fit, line = choice.fit, opening.header_line
    sheets = _sheets(begin)
    sheets["notes"] = (*begin.notes, *fit.notes(line))
    return Understanding(
        fit.extract.name,
        choice.chosen_from,
        period.label if period else "",
        opening.encoding,
        opening.delimiter,
        line,
        fit.headings,
        fit.missing,
        first_rows=_first_rows(opening),
        **sheets,
    )


def _supposed(
    handed: Handed, begin: Begun, opening: Opening, choice: Chosen, period: Period | None
) -> Known:
    """Return what a file is if every open question has its likely answer.

    Raises:
        Unanswered: Its bytes are not UTF-8 further down.
    """
    fit = choice.fit
    seen = scanned(handed, begin.opened, opening)
    match = Matched(fit.extract, fit.columns, (), opening.header, fit.constants)
    return Known(
        handed, seen, (fit.extract.name,), "", period, (0, 0), opening, match, opened=begin.opened
    )


def _written(
    what: Known, folder: Path, extracts: Mapping[str, Extract], settings: Settings
) -> tuple[Written, tuple[Problem, ...]]:
    """Return how a file writes its values, and what its left out columns hold."""
    home = folder / "understood"
    home.mkdir(exist_ok=True)
    connection = locked(settings, folders=(folder,), files=(what.handed.path, what.text))
    try:
        ready = prepared(what, home, extracts)
        try:
            return _asked(connection, ready.tables[0], what)
        except duckdb.InvalidInputException:
            if ready.misfits is not None:
                raise unreadable_rows(what) from None
        return _asked(connection, tidied(what, ready.tables[0], home).tables[0], what)
    finally:
        connection.close()


def _asked(
    connection: duckdb.DuckDBPyConnection, table: Table, what: Known
) -> tuple[Written, tuple[Problem, ...]]:
    """Return what the cells of a table prove, and the notes on what was left out."""
    said = {heading for heading, column in what.handed.layout.mapping.items() if not column}
    counted = (note for note in left_out(connection, table) if note.value in said)
    return written_as(connection, table, what), tuple(counted)
