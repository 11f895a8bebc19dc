"""Columns that no heading stands for: one value each for the whole file, asked in one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

from pages.parts.blocks import plain
from pipelines.extracts.contract import Column, Extract
from pipelines.intake.layout import NOTHING
from pipelines.intake.own_words import may_stay_empty, possible_values
from reports.upload import value_words

# The names of a contract's columns are lower case with underscores inside, which Markdown leaves as
# they are; escaped ones would be read out with their strokes.
NOWHERE: Final = "No column of the file stands for these. What do they say in every row?"
WIDE: Final = 210
"""Pixels: three beside each other in a form, one on a phone."""


def constants_asked(
    extract: Extract, names: Iterable[str], likely: Mapping[str, str], *, key: str
) -> dict[str, str]:
    """Ask what some columns say in every row; return what was given, blanks included.

    Args:
        extract: The contract.
        names: Its columns that no heading stands for.
        likely: By column, what was said before or is likely.
        key: What the widgets' keys begin with.
    """
    given: dict[str, str] = {}
    with st.container(horizontal=True):
        for name in names:
            column, value = extract.column(name), likely.get(name, NOTHING)
            blank = "may stay empty" if may_stay_empty(extract, name) else "needs a value"
            if possible_values(column):
                given[name] = _listed(column, value, blank, key=f"{key}_{name}")
            else:
                example = f"such as {column.examples[0]}" if column.examples else ""
                hint = blank if may_stay_empty(extract, name) else example or blank
                given[name] = st.text_input(
                    name, value, key=f"{key}_{name}", width=WIDE, placeholder=hint,
                    help=plain(column.description),
                )  # fmt: skip
    return {name: value.strip() for name, value in given.items()}


def _listed(column: Column, value: str, blank: str, *, key: str) -> str:
    """Ask for one of a column's values."""
    values = (NOTHING, *possible_values(column))
    return st.selectbox(
        column.name, values, index=values.index(value) if value in values else 0, key=key,
        format_func=lambda one: value_words(column, one) or f"({blank})", width=WIDE,
        help=plain(column.description),
    )  # fmt: skip


def settled(
    extract: Extract, given: Mapping[str, str], mapped: Iterable[str] = ()
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what is said of columns that may stay empty or got a value, and which still need one.

    Args:
        extract: The contract.
        given: By column, what somebody wrote.
        mapped: Columns that a heading stands for after all.
    """
    free = {name: value for name, value in given.items() if name not in set(mapped)}
    lacking = tuple(n for n, value in free.items() if not (value or may_stay_empty(extract, n)))
    return {name: value for name, value in free.items() if name not in lacking}, lacking
