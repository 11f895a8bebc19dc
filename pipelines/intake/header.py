"""Which extract a header belongs to; ``heading.py`` holds it against one contract.

The order of the columns is free. A header that fits one contract by itself is taken; one that
answers could make fit is a question for each heading that is open; any other is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pipelines.errors import GapError
from pipelines.extracts.contract import Extract
from pipelines.intake.heading import LEFT_OUT, LINE, Fit, fitted, folded, known_names
from pipelines.intake.layout import Layout
from pipelines.intake.policy import intake_policy
from pipelines.intake.questions import Option, Question, Unanswered
from pipelines.intake.receipt import Problem, Refusal
from pipelines.marked_yaml import nearest
from pipelines.periods import Period, parsed

__all__ = ["LEFT_OUT", "LINE", "Matched", "chosen", "folded", "known_names", "matched", "named"]

_FILE_NAME = re.compile(
    r"(?P<extract>[a-z][a-z0-9_]*?)"
    r"(?:[_ -](?P<period>\d{4}(?:-q[1-4]|-(?:0[1-9]|1[0-2]))?))?"
    r"(?:[_ -]r\d+)?(?: ?\(\d+\))?\.(?:csv|tsv|txt|xlsx)(?:\.gz)?",
    re.IGNORECASE,
)

NO_HEADER = "no_header"
"""Code of the refusal of a header that no extract knows a name of."""
ChosenFrom = Literal["said", "name", "header", "nearest"]


@dataclass(frozen=True)
class Matched:
    """A header understood."""

    extract: Extract
    columns: tuple[str, ...]
    """The contract column of each cell of the header, in the file's order."""
    notes: tuple[Problem, ...]
    headings: tuple[str, ...] = ()
    """The cells of the header as they stand in the file."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """What columns of the contract that the file does not have say in every row."""


def named(file_name: str) -> tuple[str | None, Period | None]:
    """Return the extract and the period that a file's name speaks of."""
    match = _FILE_NAME.fullmatch(file_name)
    if match is None:
        return None, None
    period = match["period"]
    return match["extract"].lower(), parsed(period) if period else None


@dataclass(frozen=True)
class Chosen:
    """The extract that a header is held against, and how it was found."""

    fit: Fit
    chosen_from: ChosenFrom
    others: tuple[Extract, ...] = ()
    """Other extracts that the header fits by itself."""


def chosen(
    header: Sequence[str],
    extracts: Mapping[str, Extract],
    *,
    asked: str | None,
    hinted: str | None,
    name: str,
    layout: Layout,
    line: int = 1,
) -> Chosen:
    """Return the extract that a header is, or comes nearest to.

    Args:
        header: The cells of the header.
        extracts: All contracts.
        asked: The extract somebody named; the header must fit it.
        hinted: The extract that the file's name speaks of, if it is one.
        name: What to call the file in messages.
        layout: What was said about the file.
        line: Where the header stands.

    Raises:
        Refusal: It holds one name twice, or none that any extract has.
        GapError: What was said makes no sense.
    """
    if asked is not None and asked not in extracts:
        raise GapError(
            f"There is no extract called “{asked}”.{nearest(asked, extracts)}",
            next_step=f"The extracts are {', '.join(extracts)}. Nothing was loaded.",
        )
    _refuse_doubles(header, name, line)
    said = layout.mapping or layout.constants  # which speak of one contract's columns
    wanted = asked or (hinted if hinted in extracts else None)
    if wanted is not None:
        fit = fitted(header, extracts[wanted], layout)
        others = () if fit.is_complete or said else _complete(header, extracts, layout)
        vouched = asked is not None and layout.header_line is not None
        if not (fit.found or others or vouched or fit.is_nearly):
            raise _no_header(header, name, line)
        return Chosen(fit, "said" if asked else "name", others)
    complete = [] if said else _complete(header, extracts, layout)
    if complete:
        fit = fitted(header, complete[0], layout)
        return Chosen(fit, "header", tuple(complete[1:]))
    closest = max(extracts.values(), key=lambda extract: _overlap(header, extract))
    if not _overlap(header, closest):
        raise _no_header(header, name, line)
    return Chosen(fitted(header, closest, layout), "nearest")


def matched(header: Sequence[str], found: Chosen, *, name: str, line: int = 1) -> Matched:
    """Return what each cell of a header is.

    Args:
        header: The cells of the header.
        found: From ``chosen``.
        name: What to call the file in messages.
        line: Where the header stands.

    Raises:
        Unanswered: Somebody has to say what some cells are.
        Refusal: The header fits none, or not the one it should.
    """
    fit = found.fit
    if fit.is_complete and not (found.chosen_from == "header" and found.others):
        notes = fit.notes(line)
        return Matched(fit.extract, fit.columns, notes, tuple(header), fit.constants)
    if is_hopeless(found):
        raise _unfit(header, found, name=name, line=line)
    raise Unanswered(name, questions(found))


def is_hopeless(found: Chosen) -> bool:
    """Return whether no answer could make a header fit."""
    if found.fit.is_complete:
        return False
    if found.others or not found.fit.can_be_mended:
        return True
    return (
        found.chosen_from == "nearest"
        and found.fit.overlap < intake_policy().matching.extracts_alike
    )


def questions(found: Chosen, period: Period | None = None) -> tuple[Question, ...]:
    """Return what a header leaves open.

    Args:
        found: From ``chosen``.
        period: What the whole file is about, where that is known: likely what a column of
            periods says that the file does not have.
    """
    if found.chosen_from == "header" and found.others:
        every = (found.fit.extract, *found.others)
        options = tuple(Option(one.name, one.title, one.granularity) for one in every)
        text = f"The header fits {' and '.join(one.name for one in every)}."
        return (Question("extract", "", text, options),)
    extract = found.fit.extract
    likely = period.label if period is not None and period.grain == extract.grain else None
    return tuple(
        replace(one, proposal=likely)
        if one.kind == "constant"
        and one.subject == extract.period_column
        and extract.column(one.subject).type == "period"
        else one
        for one in found.fit.questions()
    )


def _complete(
    header: Sequence[str], extracts: Mapping[str, Extract], layout: Layout
) -> tuple[Extract, ...]:
    """Return the extracts that a header fits by itself."""
    return tuple(one for one in extracts.values() if fitted(header, one, layout).is_complete)


def _overlap(header: Sequence[str], extract: Extract) -> float:
    """Return how much a header and an extract have in common, 0..1."""
    names = known_names([extract])
    shared = sum(folded(cell) in names for cell in header)
    return shared / max(len(header), len(extract.columns))


def _refuse_doubles(header: Sequence[str], name: str, line: int) -> None:
    """Refuse two columns of one name, or of names that only look different to a machine."""
    seen: dict[str, str] = {}
    for place, cell in enumerate(header, start=1):
        if not cell:
            raise Refusal(
                "unnamed_column",
                f"Column {place} of {name} has no name.",
                where=f"Line {line}.",
                next_step="Name it or delete it, and hand the file in again. Nothing was loaded.",
            )
        if folded(cell) in seen:
            raise Refusal(
                "duplicate_column",
                f"{name} has two columns called “{cell}”."
                if seen[folded(cell)] == cell
                else f"{name} has the columns “{seen[folded(cell)]}” and “{cell}”, "
                "which look alike.",
                where=f"Line {line}.",
                next_step="Keep the right one and hand the file in again. Nothing was loaded.",
            )
        seen[folded(cell)] = cell


def _unfit(header: Sequence[str], found: Chosen, *, name: str, line: int) -> Refusal:
    """Return the refusal of a header, with the nearest names."""
    fit = found.fit
    parts = [
        f"“{one.heading}” is unknown{f', did you mean {one.proposal}?' if one.proposal else '.'}"
        for one in fit.open
    ]
    if fit.missing:
        parts.append(f"Missing: {', '.join(fit.missing)}.")
    if found.others:
        parts.append(f"The columns are those of {found.others[0].name}; load it with that name.")
    return Refusal(
        "unfit_header",
        f"The header of {name} does not fit {fit.extract.name}.",
        where=" ".join(parts),
        next_step="Correct the header and hand the file in again; the order of the columns is "
        "free. Nothing was loaded.",
    )


def _no_header(header: Sequence[str], name: str, line: int) -> Refusal:
    """Return the refusal of a file whose first line holds no known column name."""
    shown = ", ".join(f"“{cell[:40]}”" for cell in header[:4])
    place = "first line" if line == 1 else f"line {line}"
    return Refusal(
        NO_HEADER,
        f"The {place} of {name} holds no column names that any extract has: {shown}.",
        where=f"Line {line}.",
        next_step="The header must be the first line; `python -m pipelines templates` writes "
        "the headers of every extract. Nothing was loaded.",
    )
