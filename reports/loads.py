"""Loads on a screen: what was loaded, by whom, who approved it, and what became of it.

A load that restated what a check-in had settled carries its mark and its reason wherever it is
listed. What was loaded is measured beside the server, so its quality is told when it arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element

from governance.uploads.history import HistoryLine
from pipelines.catalogue.history import LoadRecord
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
_REFUSED, _BROUGHT, _STATE = 4, 5, 8
"""Places among the columns of loads of what more is told about."""
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


def history_table(
    lines: Sequence[HistoryLine],
    *,
    title: str,
    scores: Mapping[tuple[str, str], float] | None = None,
    address: Callable[[str], str] | None = None,
) -> str:
    """Return loads with all that is told beside them: who approved, what was restated, what waits.

    Args:
        lines: The loads.
        title: What the table holds, for screen readers.
        scores: What was measured, by extract and quarter; without it there is no such column.
        address: Gives the address of a load by its identifier; without it nothing leads there.
    """
    columns = [
        Column("File"), Column("Extract"), Column("Period"), Column("Rows", True),
        Column("Refused", True), Column("Brought by"), Column("When (UTC)"), Column("SHA-256"),
        Column("State"), Column("Load"),
    ]  # fmt: skip
    rows: list[list[Child]] = []
    for line in lines:
        row: list[Child] = list(_load_row(line.load))
        row[_REFUSED] = _refused(line)
        row[_BROUGHT] = _brought(line)
        row[_STATE] = _state(line)
        if address is not None:
            link = {"href": address(line.load.id), "target": "_self"}
            row[0] = element("a", link, line.load.file_name)
        rows.append(row)
    if scores is not None:
        columns.insert(QUALITY_STANDS, Column("Quality", True))
        for line, row in zip(lines, rows, strict=True):
            row.insert(QUALITY_STANDS, _quality(line.load, scores))
    return table(columns, rows, title=title)


def _refused(line: HistoryLine) -> Child:
    """Return how many rows were refused, and how many of them still wait."""
    said = f"{line.load.rejected:,}" if line.load.rejected else "–"
    if not line.quarantined:
        return said
    return f"{said} ({line.quarantined:,} wait)"


def _brought(line: HistoryLine) -> Child:
    """Return who brought a load, and who approved it where somebody had to."""
    if not line.approved_by:
        return line.by
    return box("notes", text("part", line.by), text("muted", f"approved by {line.approved_by}"))


def _state(line: HistoryLine) -> Child:
    """Return what became of a load; what a meeting had settled and it restated stands with it."""
    if not line.restated:
        return _status(line.load)
    told = [
        text("restated", f"* {one.words} Settled by {one.check_in} before.")
        for one in line.restated
    ]
    return box("notes", text("part", _status(line.load)), *told)


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


def _load_row(load: LoadRecord) -> tuple[str | Element, ...]:
    """Return one load as cells."""
    return (
        load.file_name,
        load.extract,
        load.period,
        f"{load.rows:,}",
        f"{load.rejected:,}" if load.rejected else "–",
        load.actor,
        f"{load.at:%Y-%m-%d %H:%M}",
        element("span", {"title": load.sha256}, load.sha256[:HASH_SHOWN]),
        _marked(load),
        load.id,
    )


def _marked(load: LoadRecord) -> str | Element:
    """Return what became of a load; that it restated what was settled stands with it."""
    if not load.restates:
        return _status(load)
    why = f": {load.reason}" if load.reason else ""
    return box("notes", text("part", _status(load)), text("restated", f"* restated{why}"))


def _status(load: LoadRecord) -> str:
    """Return what became of a load in words."""
    if load.undone_by and load.undone_at:
        return f"undone by {load.undone_by}, {day(load.undone_at)}"
    return load.status
