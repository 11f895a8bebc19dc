"""How people write numbers, dates, periods and words, brought to our own form as SQL over the text.

A contract's cells are read in one form each (``convert.py``). A file in another notation is
brought to that form first, cell by cell and only in its text: what fits the notation becomes the
same value in our form, what does not gets a mark that no form accepts, so that it is a problem
and never silently another value. The cell as it was written is kept for messages and rejects.

A decimal mark belongs to a whole file and the order of day and month to a whole column; who finds
them out is ``evidence.py``. Words are somebody's answer and hold for one column; a word that nobody
gave a meaning stays as it is, for the contract to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.extracts.contract import Column
from pipelines.intake.layout import NOTHING, DateOrder, DecimalMark, word_key
from pipelines.intake.notation import days, numbers
from pipelines.intake.unpacked import Serials
from pipelines.periods import Grain

NUMBERS = ("integer", "decimal", "number")
UNREADABLE = "?"
"""Put before a cell that the notation does not know; no form of ``convert.py`` begins with it."""


@dataclass(frozen=True)
class Notation:
    """How a file writes its values, once that is certain."""

    decimal_mark: DecimalMark = "point"
    dates: Mapping[str, DateOrder] = field(default_factory=dict)
    """By contract column; a column without an entry has no date that needs an order."""
    fiscal_year_starts: int = 0
    """Month; 0 where no fiscal year is defined."""
    serials: Serials = ""
    """Where it is not empty, whole numbers in date columns are days counted by a spreadsheet."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By contract column, from a word as it is written to our value."""
    only_words: bool = False
    """Whether our own forms read everything else, which then costs nothing more."""

    def touches(self, column: Column) -> bool:
        """Return whether the cells of a column may read otherwise than they are written."""
        has_words = bool(self.words.get(column.name))
        return has_words or (concerns(column) and not self.only_words)


def concerns(column: Column) -> bool:
    """Return whether a column's cells can be written in more than one way."""
    return column.type in (*NUMBERS, "date", "period")


def in_our_form(column: Column, cell: str, notation: Notation, *, grain: Grain | None) -> str:
    """Return SQL for a trimmed cell in the form that ``convert.py`` reads.

    Args:
        column: A column that the notation touches.
        cell: SQL of the trimmed cell; null where it is empty.
        notation: How the file writes its values.
        grain: For the period column, the only grain its labels may have.

    Returns:
        SQL that is null for an empty cell, and begins with ``UNREADABLE`` where the cell is
        a number, a date or a period that the notation does not know.
    """
    if not concerns(column):
        return _in_our_words(cell, notation.words[column.name])
    unreadable = f"'{UNREADABLE}' || {cell}"
    if column.type in NUMBERS:
        cases = numbers.cases(column, cell, notation.decimal_mark)
    elif column.type == "date":
        order = notation.dates.get(column.name)
        cases = days.date_cases(cell, order, serials=notation.serials)
    else:
        cases = days.period_cases(
            cell,
            grain,
            fiscal_year_starts=notation.fiscal_year_starts,
            from_dates=bool(notation.serials),
        )
    return f"CASE WHEN {cell} IS NULL THEN NULL {' '.join(cases)} ELSE {unreadable} END"


def _in_our_words(cell: str, words: Mapping[str, str]) -> str:
    """Return SQL for a trimmed cell with our value in the place of a word; others stay."""
    cases = " ".join(
        f"WHEN {_text(word_key(written))} THEN {_text(ours) if ours != NOTHING else 'NULL'}"
        for written, ours in words.items()
    )
    return f"CASE lower(nfc_normalize({cell})) {cases} ELSE {cell} END"


def _text(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
