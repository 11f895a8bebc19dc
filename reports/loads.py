"""Loads on a screen: what was loaded and by whom, and what became of a file just brought.

A refused file is not a failure of the reader: every row is named with its line, its column, what
stands there and what is expected instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from pipelines.catalogue.history import LoadRecord
from pipelines.intake.receipt import Receipt
from reports.format import day
from reports.markup import element
from reports.tables import Column, table

HASH_SHOWN = 12
"""Digits of a hash that tell files apart at a glance; the whole one is in the tooltip."""


def loads_table(loads: Sequence[LoadRecord], *, title: str) -> str:
    """Return loads as a table: which file, what it said, who brought it and when."""
    columns = (
        Column("File"), Column("Extract"), Column("Period"), Column("Rows", True),
        Column("Refused", True), Column("Brought by"), Column("When (UTC)"), Column("SHA-256"),
        Column("State"), Column("Load"),
    )  # fmt: skip
    return table(columns, [_load_row(load) for load in loads], title=title)


def receipt_words(receipt: Receipt, file_name: str) -> str:
    """Return what became of a file, in a sentence or two."""
    periods = ", ".join(sorted({f"{load.extract} {load.period}" for load in receipt.loads}))
    rows = f"{receipt.rows_accepted:,} {'row' if receipt.rows_accepted == 1 else 'rows'}"
    if receipt.outcome == "unchanged":
        return f"{file_name} is loaded already and counts; nothing was changed."
    if receipt.outcome == "refused":
        bad = f"{receipt.rows_rejected:,} of its rows do not fit" if receipt.rows_rejected else ""
        return f"{file_name} was not loaded{f': {bad}' if bad else ''}. Nothing was changed."
    if receipt.outcome == "partly_loaded":
        aside = f"{receipt.rows_rejected:,} were refused and kept aside"
        return f"{rows} of {file_name} count now ({periods}); {aside}."
    return f"{rows} of {file_name} count now ({periods})."


def problems_table(receipt: Receipt) -> str:
    """Return what there is to know about a file, down to the cell."""
    columns = (
        Column("Line", True), Column("Column"), Column("Stands there"), Column("What is wrong"),
    )  # fmt: skip
    rows = [
        (
            "–" if problem.line is None else f"{problem.line:,}",
            problem.column or "–",
            "–" if problem.value is None else problem.value,
            problem.message,
        )
        for problem in receipt.problems
    ]
    return table(columns, rows, title="What there is to know about the file")


def _load_row(load: LoadRecord) -> tuple[str | Element, ...]:
    """Return one load as cells."""
    state = load.status
    if load.undone_by and load.undone_at:
        state = f"undone by {load.undone_by}, {day(load.undone_at)}"  # type: ignore[assignment]  # words from here on
    return (
        load.file_name,
        load.extract,
        load.period,
        f"{load.rows:,}",
        f"{load.rejected:,}" if load.rejected else "–",
        load.actor,
        f"{load.at:%Y-%m-%d %H:%M}",
        element("span", {"title": load.sha256}, load.sha256[:HASH_SHOWN]),
        state,
        load.id,
    )
