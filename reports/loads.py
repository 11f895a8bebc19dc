"""Loads on a screen: what was loaded and by whom, and what became of a file just brought.

A refused file is not a failure of the reader: every row is named with its line, its column, what
stands there and what is expected instead. What was loaded is measured beside the server, so its
quality is told when it arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element

from pipelines.catalogue.history import LoadRecord
from pipelines.intake.receipt import Receipt
from pipelines.periods import containing, parsed
from pipelines.quality.due import Due
from pipelines.quality.scores import consecutive, level
from pipelines.quality.scores import score as score_of
from pipelines.quality.shapes import CheckResult, Measurement
from reports.data_proof import scored
from reports.format import day
from reports.levels import level_figure
from reports.markup import Child, box, element, text
from reports.tables import Column, table

HASH_SHOWN = 12
"""Digits of a hash that tell files apart at a glance; the whole one is in the tooltip."""
QUALITY_STANDS = 5
"""Place of the quality among the columns of loads: beside the rows that it speaks of."""
WORST = 3
"""Failing checks told of a load; all of them are one click away."""
MOST_NAMED = 3
"""Commands written out where nothing measures by itself."""


def loads_table(
    loads: Sequence[LoadRecord],
    *,
    title: str,
    scores: Mapping[tuple[str, str], float] | None = None,
) -> str:
    """Return loads as a table: which file, what it said, who brought it and when.

    Args:
        loads: The loads.
        title: What the table holds, for screen readers.
        scores: What was measured, by extract and quarter; without it there is no such column.
    """
    columns = [
        Column("File"), Column("Extract"), Column("Period"), Column("Rows", True),
        Column("Refused", True), Column("Brought by"), Column("When (UTC)"), Column("SHA-256"),
        Column("State"), Column("Load"),
    ]  # fmt: skip
    rows: list[list[Child]] = [list(_load_row(load)) for load in loads]
    if scores is not None:
        columns.insert(QUALITY_STANDS, Column("Quality", True))
        for load, row in zip(loads, rows, strict=True):
            row.insert(QUALITY_STANDS, _quality(load, scores))
    return table(columns, rows, title=title)


def quarter_of(load: LoadRecord) -> str:
    """Return the quarter in which a load is measured."""
    return containing(parsed(load.period).start, "quarter").label


def measuring_words(waiting: Sequence[Due], every: int) -> str:
    """Return what is still to be measured of what was brought."""
    first = waiting[0]
    return f"Measuring {first.subject} {first.period} …  {len(waiting)} of {every} still to come"


def nobody_measures_words(waiting: Sequence[Due], *, turned_off: bool) -> str:
    """Return, as Markdown, how to measure where nothing does it by itself.

    Args:
        waiting: What is to be measured; at least one.
        turned_off: Whether the settings leave measuring to others.
    """
    names = list(dict.fromkeys(one.subject for one in waiting))
    why = "Nothing is measured at the moment"
    if turned_off:
        why = "This server measures nothing by itself (`TANDEM_MEASURE_SECONDS` is 0)"
    commands = " and ".join(f"`python -m pipelines quality {name}`" for name in names[:MOST_NAMED])
    more = f"; {len(names) - MOST_NAMED} more are due" if len(names) > MOST_NAMED else ""
    return f"{why}. {commands} measures at once{more}. Reload the page after that."


def quality_table(measured: Sequence[Sequence[Measurement]], address: Callable[[str], str]) -> str:
    """Return what was measured of the extracts that were loaded, with the worst checks.

    Args:
        measured: The quarters of each extract, oldest first, up to the one that was loaded.
        address: Gives the address of an extract's checks.
    """
    columns = (
        Column("Extract"), Column("Quarter"), Column("Quality", True), Column("Level", True),
        Column("What fails most"),
    )  # fmt: skip
    return table(columns, [_measured(runs, address) for runs in measured], title="Quality")


def _measured(runs: Sequence[Measurement], address: Callable[[str], str]) -> tuple[Child, ...]:
    """Return one measured extract as cells."""
    run = runs[-1]
    failing = sorted(
        (check for check in run.checks if not check.passes), key=lambda check: check.score or 0.0
    )
    told: Child = run.failure or "Every check holds."
    if failing:
        parts = [text("part", _failing(check)) for check in failing[:WORST]]
        more = len(failing) - WORST
        told = box("notes", *parts, text("muted", f"and {more} more") if more > 0 else None)
    link = {"href": address(run.subject), "target": "_self"}
    return (
        element("a", link, run.title), run.period, scored(score_of(run)),
        level_figure(level(consecutive(runs)).value), told,
    )  # fmt: skip


def _failing(check: CheckResult) -> str:
    """Return a failing check in words."""
    failed = f"{check.failed:,.0f} of {check.tested:,} fail" if check.tested > 1 else "it fails"
    return f"{check.says.rstrip('.')}: {failed}."


def _quality(load: LoadRecord, scores: Mapping[tuple[str, str], float]) -> Child:
    """Return the score of what a load counts for; a load that no longer counts has none."""
    return scored(scores.get((load.extract, quarter_of(load))) if load.status == "live" else None)


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
