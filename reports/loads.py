"""Loads on a screen: what was loaded, by whom, who approved it, and what became of it.

A load that restated what a check-in had settled carries its mark and its reason wherever it is
listed. What was loaded is measured beside the server, so its quality is told when it arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
STATES = {"live": "counts now", "replaced": "replaced", "undone": "taken back"}
"""What became of a load, as the list's filter says it too."""
WORST = 3
"""Failing checks told of a load; all of them are one click away."""
MOST_NAMED = 3
"""Commands written out where nothing measures by itself."""


def loads_table(
    loads: Sequence[LoadRecord],
    *,
    title: str,
    names: Mapping[str, str] | None = None,
    proofs: Mapping[str, int] | None = None,
    address: Callable[[str], str] | None = None,
) -> str:
    """Return the files behind a figure: which file, what it said, who brought it and when.

    Args:
        loads: The loads.
        title: What the table holds, for screen readers.
        names: How everybody is called, by identifier.
        proofs: How many files of evidence each load has, by identifier; none by default.
        address: Gives the address of a load by its identifier; without it nothing leads there.
    """
    known, proved = names or {}, proofs or {}
    lines = [
        HistoryLine(
            load,
            by=known.get(load.actor, load.actor),
            approved_by=known.get(load.approved_by, load.approved_by),
            restated=(),
            quarantined=0,
            undone_by=known.get(load.undone_by or "", load.undone_by or ""),
            proofs=proved.get(load.id, 0),
        )
        for load in loads
    ]
    return history_table(lines, title=title, address=address)


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
        Column("File"), Column("Extract"), Column("Period", is_short=True), Column("Rows", True),
        Column("Refused", True), *([] if scores is None else [Column("Quality", True)]),
        Column("Brought by", is_short=True), Column("When (UTC)", is_short=True), Column("State"),
        Column("SHA-256 and load", is_short=True),
    ]  # fmt: skip
    rows: list[list[Child]] = [
        [
            _file(line, address), line.load.extract, line.load.period, f"{line.load.rows:,}",
            _refused(line), *([] if scores is None else [_quality(line.load, scores)]),
            _brought(line), f"{line.load.at:%Y-%m-%d %H:%M}", _state(line), _marks(line.load),
        ]
        for line in lines
    ]  # fmt: skip
    return table(columns, rows, title=title)


def _file(line: HistoryLine, address: Callable[[str], str] | None) -> Child:
    """Return a load's file, with the way to it and how many files prove it."""
    named: Child = line.load.file_name
    if address is not None:
        named = element("a", {"href": address(line.load.id), "target": "_self"}, named)
    many = "1 file of evidence" if line.proofs == 1 else f"{line.proofs:,} files of evidence"
    return box("pair", box("", named), box("muted small", many) if line.proofs else None)


def _marks(load: LoadRecord) -> Child:
    """Return what tells a load from all others: the hash of its file, and its identifier."""
    digits = element("span", {"title": load.sha256}, load.sha256[:HASH_SHOWN])
    return box("pair digits", box("", digits), box("muted small", load.id))


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
    return box("pair", box("", line.by), box("muted small", f"approved by {line.approved_by}"))


def _state(line: HistoryLine) -> Child:
    """Return what became of a load; what a meeting had settled and it restated stands with it."""
    load, said = line.load, STATES[line.load.status]
    if load.undone_at and line.undone_by:
        said = f"{said} by {line.undone_by}, {day(load.undone_at)}"
    told = [f"* {one.words} Settled by {one.check_in} before." for one in line.restated]
    if load.restates and not told:
        told = [f"* restated{f': {load.reason}' if load.reason else ''}"]
    if not told:
        return said
    return box("notes", text("part", said), *(text("restated", words) for words in told))


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
