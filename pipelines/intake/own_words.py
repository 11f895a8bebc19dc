"""A foreign file's words in ours, and what it says nowhere: held against the contract.

Words replace cells of columns whose values the contract lists, and of those that say yes or no;
a constant stands for a column that the file does not have. Both are answers that a person gave,
so an answer that the contract has no place for is refused, and what nobody answered stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.errors import GapError
from pipelines.extracts.contract import Column, Extract
from pipelines.intake.explain import shown
from pipelines.intake.layout import NOTHING, Layout
from pipelines.intake.questions import Option, Question
from pipelines.intake.receipt import Problem
from pipelines.marked_yaml import nearest

_YES_AND_NO = ("true", "false")
_MOST_TOLD = 5
"""Words of one column that a note spells out; the layout has them all."""


def possible_values(column: Column) -> tuple[str, ...]:
    """Return every value that a column may have where the contract lists them, else nothing."""
    return _YES_AND_NO if column.type == "boolean" else column.allowed


def may_stay_empty(extract: Extract, name: str) -> bool:
    """Return whether a column needs no value; the one that says the period always does."""
    return not extract.column(name).required and name != extract.period_column


def refuse_unfit_words(layout: Layout, extract: Extract) -> None:
    """Refuse words of columns that have none, and those that mean what cannot stand there.

    Raises:
        GapError: It is so; where and what to do are told.
    """
    listed = [one.name for one in extract.columns if possible_values(one)]
    for name, words in layout.words.items():
        if name not in listed:
            raise GapError(
                f"{extract.name} has no column “{name}” whose values are a list."
                f"{nearest(name, listed)}",
                where="Words.",
                next_step=f"Such columns are {', '.join(listed) or 'none'}. Nothing was loaded.",
            )
        column = extract.column(name)
        values = possible_values(column)
        for written, ours in words.items():
            if ours in values or (ours == NOTHING and may_stay_empty(extract, name)):
                continue
            raise GapError(
                f"“{shown(written)}” cannot stand for “{shown(ours)}” in {name}."
                f"{nearest(ours, values)}",
                where="Words.",
                next_step=f"It may stand for {', '.join(values)}. Nothing was loaded.",
            )


def refuse_unfit_constants(
    constants: Mapping[str, str], extract: Extract, headings: Mapping[str, str]
) -> None:
    """Refuse constants of no column, of one that a heading stands for, or that say nothing.

    Args:
        constants: By contract column.
        extract: The contract.
        headings: By contract column, the heading that stands for it.

    Raises:
        GapError: It is so; where and what to do are told.
    """
    if not headings and constants.keys() >= {*extract.column_names}:
        raise GapError(
            "Nothing of the file would be read: every column has a value for the whole file.",
            where="Values for the whole file.",
            next_step="Say which columns the headings stand for. Nothing was loaded.",
        )
    for name, value in constants.items():
        if name not in extract.column_names:
            raise GapError(
                f"{extract.name} has no column called “{name}”."
                f"{nearest(name, extract.column_names)}",
                where="Values for the whole file.",
                next_step=f"Its columns are {', '.join(extract.column_names)}. Nothing was loaded.",
            )
        if name in headings:
            raise GapError(
                f"“{shown(headings[name])}” stands for {name} already, so no value for the whole "
                "file can.",
                where="Values for the whole file.",
                next_step="Leave out the column of the file, or the value. Nothing was loaded.",
            )
        if value.strip() == NOTHING and not may_stay_empty(extract, name):
            raise GapError(
                f"Every row needs a value in {name}; it cannot be empty in the whole file.",
                where="Values for the whole file.",
                next_step="Write a value. Nothing was loaded.",
            )


def constant_question(extract: Extract, name: str) -> Question:
    """Return the question what a column says in every row, as no heading stands for it."""
    column = extract.column(name)
    meanings = dict(zip(column.allowed, column.meanings, strict=False))
    options = [Option(one, one, meanings.get(one, "")) for one in possible_values(column)]
    if may_stay_empty(extract, name):
        options.append(Option(NOTHING, "leave it empty"))
    text = f"No column of the file is {name}. What does it say in every row?"
    return Question("constant", name, text, tuple(options))


def constants_told(constants: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is to be said about values that stand for the whole file."""
    for name, value in constants.items():
        said = f"is “{shown(value)}”" if value else "is empty"
        text = f"{name} {said} in every row, as was said; the file has no such column."
        yield Problem("note", "constant", None, name, value, text)


def words_told(words: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Yield what is to be said about words that were given a meaning."""
    for name, meant in words.items():
        pairs = [f"“{shown(written)}” as {ours or 'empty'}" for written, ours in meant.items()]
        more = f" and {len(pairs) - _MOST_TOLD:,} more" if len(pairs) > _MOST_TOLD else ""
        text = f"Words of {name} were read as was said: {', '.join(pairs[:_MOST_TOLD])}{more}."
        yield Problem("note", "words", None, name, None, text)
