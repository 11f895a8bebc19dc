"""A file as it was handed in, and how it begins: packed or not, its encoding, its header.

Everything here looks at the first bytes only, whatever the size of the file; a packed file is
unpacked on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import GapError
from pipelines.extracts.contract import Extract
from pipelines.intake.encodings import encoding_question
from pipelines.intake.explain import shown
from pipelines.intake.header import Chosen, chosen, folded, known_names, named
from pipelines.intake.layout import Layout
from pipelines.intake.own_words import refuse_unfit_words
from pipelines.intake.questions import Option, Question
from pipelines.intake.read import Opening, beginning
from pipelines.intake.receipt import Problem
from pipelines.intake.scanning import NotThatText
from pipelines.intake.unpacked import Opened, unpacked
from pipelines.marked_yaml import nearest
from pipelines.periods import Period, written

LONGEST_TITLE = 60
"""Characters of a line above the header that a person needs to recognise it."""


@dataclass(frozen=True)
class Handed:
    """A file as it was handed in, and what its bringer said about it."""

    path: Path
    name: str
    extract: str | None = None
    profile: str | None = None
    period: str | None = None
    layout: Layout = Layout()  # frozen, so one may serve all
    """How it is written, as far as somebody said."""
    fiscal_year_starts: int = 0
    """Month in which the installation's fiscal year starts; 0 where it has none."""


@dataclass(frozen=True)
class Begun:
    """How a file begins."""

    opened: Opened
    opening: Opening | None
    """None where a question stands before it: the sheet, or the encoding."""
    questions: tuple[Question, ...]
    """What has to be answered before its rows can be looked at."""

    @property
    def notes(self) -> tuple[Problem, ...]:
        """Return what is to be said about how it was unpacked."""
        return self.opened.notes


def begun(handed: Handed, extracts: Mapping[str, Extract], folder: Path) -> Begun:
    """Return how a file begins; a header below titles is taken from where it seems to be.

    Args:
        handed: The file, not one for a mapping profile.
        extracts: All contracts.
        folder: Gets what has to be unpacked.

    Raises:
        Refusal: It is none of ours.
        GapError: What was said about it makes no sense.
    """
    names = known_names(extracts.values())

    def score(cells: Sequence[str]) -> int:
        return sum(folded(cell) in names for cell in cells)

    refuse_absent(handed)
    layout = handed.layout
    opened = unpacked(handed.path, handed.name, folder, sheet=layout.sheet, score=score)
    if opened.questions:
        return Begun(opened, None, opened.questions)
    if opened.kind == "workbook":
        layout = replace(layout, encoding="utf-8", delimiter=",")
    try:
        opening = beginning(opened.path, layout, name=handed.name, score=score)
    except NotThatText:
        if layout.encoding is not None:
            raise
        return Begun(opened, None, (encoding_question(opened.path, name=handed.name),))
    if not opening.header_lines:
        return Begun(opened, opening, ())
    question = _header_question(opening)
    likely = replace(layout, header_line=opening.header_lines[0], delimiter=opening.delimiter)
    opening = beginning(opened.path, likely, name=handed.name, score=score)
    return Begun(opened, opening, (question,))


def extract_of(handed: Handed, opening: Opening, extracts: Mapping[str, Extract]) -> Chosen:
    """Return the extract that a file's header is, or comes nearest to.

    Raises:
        Refusal: The header is none.
        GapError: What was said about it makes no sense.
    """
    hinted, _ = named(handed.name)
    choice = chosen(
        opening.header,
        extracts,
        asked=handed.extract,
        hinted=hinted,
        name=handed.name,
        layout=handed.layout,
        line=opening.header_line,
    )
    dated = {column.name for column in choice.fit.extract.columns if column.type == "date"}
    for name in handed.layout.dates:
        if name and name not in dated:
            raise GapError(
                f"{choice.fit.extract.name} has no dates in a column “{name}”."
                f"{nearest(name, dated)}",
                where="Order of dates.",
                next_step="Name a column of dates, or none for all of them. Nothing was loaded.",
            )
    refuse_unfit_words(handed.layout, choice.fit.extract)
    return choice


def period_of(handed: Handed) -> Period | None:
    """Return the period that the whole file is about, where somebody or its name says so.

    Raises:
        GapError: What was said is no period.
    """
    if handed.period:
        return written(handed.period, fiscal_year_starts=handed.fiscal_year_starts)
    return named(handed.name)[1]


def refuse_absent(handed: Handed) -> None:
    """Refuse a file that is not there."""
    if not handed.path.is_file():
        raise GapError(
            f"There is no file {handed.path}.", next_step="Check the path; nothing was loaded."
        )


def _header_question(opening: Opening) -> Question:
    """Return the question which line holds the column names."""
    lines = opening.header_lines
    options = tuple(
        Option(str(line), f"line {line}", shortened(opening.records[line - 1])) for line in lines
    )
    text = (
        f"Line {opening.header_line} ({shortened(opening.header)}) holds no column names; "
        f"{'line' if len(lines) == 1 else 'lines'} {' and '.join(map(str, lines))} may."
    )
    return Question("header_line", "", text, options, str(lines[0]) if len(lines) == 1 else None)


def shortened(cells: Iterable[str]) -> str:
    """Return the filled cells of a record, short enough to recognise it."""
    text = shown(", ".join(cell.strip() for cell in cells if cell.strip()))
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"
