"""What a file changes, as tables: figures, goals, rows; what an undo brings back; what waits.

The same tables serve a file that is on its way, one that is taken back, and two loads that are
held beside each other. Whatever stands in a row was typed by somebody and stays text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from governance.uploads.aside import Waiting
from governance.uploads.moves import Figure, GoalFigure, GoalMove, MetricMove, Preview, UnitMove
from governance.uploads.settled import Settled
from pipelines.uploads.returning import Returning
from pipelines.uploads.shapes import Difference, DifferenceRow, LiveLoad
from reports.format import day, exact, figure, percent
from reports.markup import Child, box, element, text
from reports.status import SIGNS, badge
from reports.tables import Column, table

MOST_NAMED = 6
"""Metrics, goals or periods named in a sentence; more are counted."""
MOST_UNITS = 6
"""Business units named with a figure; more are counted."""
MOST_PROBLEMS = 3
"""Reasons told of one row in quarantine; more are counted."""
KINDS = {"new": "New", "changed": "Changed", "removed": "Removed"}


def preview_table(changes: Preview) -> str:
    """Return the figures that become other ones, worst first."""
    columns = (
        Column("Figure"), Column("Period", is_short=True), Column("Is", True),
        Column("Becomes", True), Column("Colour"), Column("To mind"),
    )  # fmt: skip
    rows = [_metric(one) for moves in changes.by_metric for one in moves]
    return table(columns, rows, title="Figures that change")


def moves_words(changes: Preview) -> str:
    """Return what changes in sentences: each metric with its gravest figure, then the goals."""
    if not changes.metrics:
        return "No figure changes."
    gravest = [max(moves, key=_gravity) for moves in changes.by_metric]
    red = [one for one in gravest if one.turns_red]
    new = [one for one in gravest if one not in red and one.before.value is None]
    rest = [one for one in gravest if one not in red and one not in new]
    kinds = ((red, "turns red", "turn red"), (new, "becomes known", "become known"),
             (rest, "reads otherwise", "read otherwise"))  # fmt: skip
    said = [
        f"{_listed([_moved_words(one) for one in moves])} {several if moves[1:] else single}."
        for moves, single, several in kinds
        if moves
    ]
    if changes.goals:
        said.append(f"Among the goals, {_listed([_goal_words(one) for one in changes.goals])}.")
    far = [one for one in changes.unusual if one.kind == "value"]
    if far:
        one = len(far) == 1
        said.append(f"{len(far):,} {'value lies' if one else 'values lie'} far from usual.")
    return " ".join(said)


def settled_words(settled: Sequence[Settled]) -> tuple[str, ...]:
    """Return what is restated, a sentence for each check-in and extract that had settled it."""
    together: dict[tuple[str, str, str], list[str]] = {}
    for one in settled:
        key = one.extract, one.title, day(one.held_on)
        together.setdefault(key, []).append(one.period)
    return tuple(
        f"{extract} {_listed(periods)} {'was' if len(periods) == 1 else 'were'} settled in {title} "
        f"of {held_on}; this restates {'it' if len(periods) == 1 else 'them'}."
        for (extract, title, held_on), periods in together.items()
    )


def goals_table(moves: Sequence[GoalMove]) -> str:
    """Return the goals whose colour or chance becomes another."""
    columns = (
        Column("Goal"), Column("Is", True), Column("Becomes", True), Column("Colour"),
        Column("Chance of the wanted day"),
    )  # fmt: skip
    rows = [
        (
            one.title,
            *pair(one.before, one.after, one.unit),
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


def returning_table(returning: Returning, names: Mapping[str, str]) -> str:
    """Return what counts now and what would count, period by period.

    Args:
        returning: What returns.
        names: How everybody is called, by identifier.
    """
    columns = (
        Column("Extract"), Column("Period", is_short=True), Column("Counts now"),
        Column("Would count"),
    )  # fmt: skip
    rows = [
        (one.extract, one.period, _load(one.now, names), _load(one.then, names))
        for one in returning.periods
    ]
    return table(columns, rows, title="What returns")


def quarantine_table(waiting: Sequence[Waiting]) -> str:
    """Return the rows that wait, the longest waiting first, with whose they are and why."""
    columns = (
        Column("Row"), Column("Extract"), Column("Line", True), Column("Days", True),
        Column("Looks after it"), Column("What is wrong"), Column("What stands there"),
    )  # fmt: skip
    return table(columns, [_waiting(one) for one in waiting], title="Rows in quarantine")


def pair(before: Figure | GoalFigure, after: Figure | GoalFigure, unit: str) -> tuple[str, str]:
    """Return a figure before and after, with more digits where it would read the same twice."""
    old = figure(before.value, unit, state=before.state)
    new = figure(after.value, unit, state=after.state)
    if old != new or before.value == after.value:
        return old, new
    return exact(before.value, unit), exact(after.value, unit)


def _gravity(one: MetricMove) -> tuple[bool, bool]:
    """Return how grave a move is; of equal ones the newest, which stands first, is told."""
    return one.turns_red, one.colour_changes


def _moved_words(one: MetricMove) -> str:
    """Return a figure before and after, in words; another colour that is not red stands with it."""
    before, after = pair(one.before, one.after, one.unit)
    if one.before.value is None:
        return f"{one.title} in {one.period} ({after}, {_colour_words(one.after)})"
    colours = ""
    if one.colour_changes and not one.turns_red:
        colours = f", {_colour_words(one.before)} → {_colour_words(one.after)}"
    return f"{one.title} in {one.period} ({before} → {after}{colours})"


def _colour_words(one: Figure | GoalFigure) -> str:
    """Return a colour as a word within a sentence."""
    return SIGNS[one.status].word.lower()


def _goal_words(one: GoalMove) -> str:
    """Return what becomes of a goal: another colour, or another chance."""
    if one.before.status != one.after.status:
        old, new = _colour_words(one.before), _colour_words(one.after)
        return f"“{one.title}” goes from {old} to {new}"
    old, new = percent(one.before.chance), percent(one.after.chance)
    return f"“{one.title}” has another chance of its wanted day ({old} → {new})"


def _listed(words: Sequence[str]) -> str:
    """Return the first of some words as a list in a sentence, and how many more there are."""
    shown, more = list(words[:MOST_NAMED]), len(words) - MOST_NAMED
    if more > 0:
        shown.append(f"{more:,} more")
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)


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
        *pair(one.before, one.after, one.unit),
        _colours(one.before, one.after),
        box("notes", *(text("part", note) for note in notes)) if notes else "–",
    )


def _units(units: Sequence[UnitMove], unit: str) -> str:
    """Return the business units whose figure becomes another one."""
    told = [
        f"{one.business_unit or 'no unit'} {_unit_words(one, unit)}" for one in units[:MOST_UNITS]
    ]
    more = len(units) - MOST_UNITS
    return "; ".join(told) + (f"; {more} more units" if more > 0 else "")


def _unit_words(one: UnitMove, unit: str) -> str:
    """Return a unit's figure before and after; one that was not known before stands alone."""
    old, new = figure(one.before, unit), figure(one.after, unit, state="no_data")
    if one.before is None:
        return new
    if old == new:
        old, new = exact(one.before, unit), exact(one.after, unit)
    return f"{old} → {new}"


def _colours(before: Figure | GoalFigure, after: Figure | GoalFigure) -> Element | str:
    """Return the colour before and after, as words with their shapes."""
    if before.status == after.status:
        return badge(after.status)
    return element("span", None, badge(before.status), " → ", badge(after.status))


def _value(value: str | None) -> str:
    """Return a cell; an empty one stays visible as one."""
    return "–" if value is None else value


def _load(load: LiveLoad | None, names: Mapping[str, str]) -> str:
    """Return a load in a few words."""
    if load is None:
        return "nothing"
    rows = f"{load.rows:,} {'row' if load.rows == 1 else 'rows'}"
    return f"{load.file_name}, {rows}, {names.get(load.actor, load.actor)}, {day(load.at)}"


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
