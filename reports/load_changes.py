"""What a file changes, as tables: figures, goals, rows; what an undo brings back; what waits.

The same tables serve a file that is on its way, one that is taken back, and two loads that are
held beside each other. Whatever stands in a row was typed by somebody and stays text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from governance.uploads.aside import Waiting
from governance.uploads.moves import Figure, GoalFigure, GoalMove, MetricMove, Preview, UnitMove
from pipelines.uploads.evidence import Evidence
from pipelines.uploads.returning import Returning
from pipelines.uploads.shapes import Difference, DifferenceRow, LiveLoad
from reports.format import day, figure, percent
from reports.markup import Child, box, element, text, written
from reports.status import badge
from reports.tables import Column, table

MOST_UNITS = 6
"""Business units named with a figure; more are counted."""
MOST_PROBLEMS = 3
"""Reasons told of one row in quarantine; more are counted."""
HASH_SHOWN = 12
"""Digits of a hash that tell files apart at a glance; the whole one is in the tooltip."""
KINDS = {"new": "New", "changed": "Changed", "removed": "Removed"}


def preview_table(changes: Preview) -> str:
    """Return the figures that become other ones, worst first."""
    columns = (
        Column("Figure"), Column("Period", is_short=True), Column("Is", True),
        Column("Becomes", True), Column("Colour"), Column("To mind"),
    )  # fmt: skip
    return table(columns, [_metric(one) for one in changes.metrics], title="Figures that change")


def goals_table(moves: Sequence[GoalMove]) -> str:
    """Return the goals whose colour or chance becomes another."""
    columns = (
        Column("Goal"), Column("Is", True), Column("Becomes", True), Column("Colour"),
        Column("Chance of the wanted day"),
    )  # fmt: skip
    rows = [
        (
            one.title,
            figure(one.before.value, one.unit, state=one.before.state),
            figure(one.after.value, one.unit, state=one.after.state),
            _colours(one.before, one.after),
            f"{percent(one.before.chance)} → {percent(one.after.chance)}",
        )
        for one in moves
    ]
    return table(columns, rows, title="Goals that change")


def difference_words(difference: Difference) -> str:
    """Return how many rows are new, changed, removed and unchanged."""
    if difference.same:
        return f"No row differs; {difference.unchanged:,} are the same."
    words = (
        f"{difference.new:,} new, {difference.changed:,} changed, {difference.removed:,} removed, "
        f"{difference.unchanged:,} unchanged"
    )
    often = [f"{name} in {count:,}" for name, count in difference.columns]
    return f"{words}; changed most: {', '.join(often[:MOST_PROBLEMS])}." if often else f"{words}."


def differences_table(rows: Sequence[DifferenceRow], *, title: str) -> str:
    """Return rows that are new, changed or removed, with what they said and say.

    Args:
        rows: The rows of one page.
        title: What the table holds, for screen readers.
    """
    columns = (
        Column("Row"), Column("What"), Column("Line", True), Column("Column"), Column("Was"),
        Column("Is"),
    )  # fmt: skip
    cells: list[tuple[Child, ...]] = []
    for row in rows:
        key = ", ".join(value for _, value in row.key)
        line = "–" if row.line is None else f"{row.line:,}"
        for name, old, new in row.cells or (("–", None, None),):
            cells.append((key, KINDS[row.kind], line, name, _value(old), _value(new)))
    return table(columns, cells, title=title)


def returning_table(returning: Returning) -> str:
    """Return what counts now and what would count, period by period."""
    columns = (
        Column("Extract"), Column("Period"), Column("Counts now"), Column("Would count"),
    )  # fmt: skip
    rows = [(one.extract, one.period, _load(one.now), _load(one.then)) for one in returning.periods]
    return table(columns, rows, title="What returns")


def quarantine_table(waiting: Sequence[Waiting]) -> str:
    """Return the rows that wait, the longest waiting first, with whose they are and why."""
    columns = (
        Column("Row"), Column("Extract"), Column("Line", True), Column("Days", True),
        Column("Looks after it"), Column("What is wrong"), Column("What stands there"),
    )  # fmt: skip
    return table(columns, [_waiting(one) for one in waiting], title="Rows in quarantine")


def evidence_list(evidence: Sequence[Evidence], address: Callable[[str], str]) -> str:
    """Return files of evidence with a way to each.

    Args:
        evidence: The files.
        address: Gives the address of a file by its identifier.
    """
    rows = (
        element(
            "li",
            None,
            element("a", {"href": address(one.id), "download": one.file_name}, one.file_name),
            text("muted part", f"{one.size:,} bytes"),
            text("muted part", f"{one.actor}, {day(one.at)}"),
            element("span", {"class": "muted part", "title": one.sha256}, one.sha256[:HASH_SHOWN]),
            text("part", one.note) if one.note else None,
        )
        for one in evidence
    )
    return written(box("tandem", element("ul", {"class": "evidence"}, *rows)))


def _metric(one: MetricMove) -> tuple[Child, ...]:
    """Return one figure's row."""
    notes = [f"{one.usual[:1].upper()}{one.usual[1:]}"] if one.usual else []
    if one.turns_red:
        demanded = "demands" if one.note == "required" else "asks for"
        notes.append(f"Turning red {demanded} a note from the {one.owner.upper()}")
    if one.units:
        notes.append(_units(one.units, one.unit))
    return (
        one.title,
        one.period,
        figure(one.before.value, one.unit, state=one.before.state),
        figure(one.after.value, one.unit, state=one.after.state),
        _colours(one.before, one.after),
        box("notes", *(text("part", note) for note in notes)) if notes else "–",
    )


def _units(units: Sequence[UnitMove], unit: str) -> str:
    """Return the business units whose figure becomes another one."""
    told = [
        f"{one.business_unit or 'no unit'} {figure(one.before, unit)} → {figure(one.after, unit)}"
        for one in units[:MOST_UNITS]
    ]
    more = len(units) - MOST_UNITS
    return "; ".join(told) + (f"; {more} more units" if more > 0 else "")


def _colours(before: Figure | GoalFigure, after: Figure | GoalFigure) -> Element | str:
    """Return the colour before and after, as words with their shapes."""
    if before.status == after.status:
        return badge(after.status)
    return element("span", None, badge(before.status), " → ", badge(after.status))


def _value(value: str | None) -> str:
    """Return a cell; an empty one stays visible as one."""
    return "–" if value is None else value


def _load(load: LiveLoad | None) -> str:
    """Return a load in a few words."""
    if load is None:
        return "nothing"
    rows = f"{load.rows:,} {'row' if load.rows == 1 else 'rows'}"
    return f"{load.file_name}, {rows}, {load.actor}, {day(load.at)}"


def _waiting(one: Waiting) -> tuple[Child, ...]:
    """Return one row that waits."""
    problems = one.row.problems
    reasons = [text("part", problem.message) for problem in problems[:MOST_PROBLEMS]]
    more = len(problems) - MOST_PROBLEMS
    cells = ", ".join(f"{name}: {value}" for name, value in one.row.cells if value)
    return (
        str(one.row.id), one.row.extract, f"{one.row.line:,}", str(one.days), one.owner,
        box("notes", *reasons, text("muted", f"and {more} more") if more > 0 else None), cells,
    )  # fmt: skip
