"""Judgement: whether a figure may be shown as known, and what is said when it may not.

“Cannot be known” is a result. A figure becomes ``ok`` only when its period is fully loaded and
enough rows carry it; otherwise its state says why, and an unknown one has no value at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines.extracts.contract import Extract
from pipelines.metrics.book import Metric
from pipelines.metrics.figures import Figure
from pipelines.metrics.results import Cell, State
from pipelines.periods import Period, between, containing

WORST_FIRST: tuple[State, ...] = ("no_data", "not_estimable", "stale", "provisional", "ok")


@dataclass(frozen=True)
class Loaded:
    """How much of a period's data has been loaded."""

    share: float
    """0..1 of the extract's own periods inside the asked period."""
    missing: tuple[str, ...]
    """Labels of those that are not loaded."""


def loaded_share(
    extract: Extract, loaded: tuple[Period, ...], period: Period, *, over: str
) -> Loaded:
    """Return which of the extract's periods that a figure needs are loaded.

    Args:
        extract: Gives the grain of a load.
        loaded: The extract's loaded periods.
        period: The period asked for.
        over: ``period`` and ``at_end`` need the period itself, ``to_date`` everything before too.
    """
    if not loaded:
        return Loaded(0.0, ())
    if over == "to_date" and extract.snapshot:
        return Loaded(1.0, ())
    first = loaded[0] if over == "to_date" else containing(period.start, extract.grain)
    last = containing(period.end, extract.grain)
    if over == "at_end" and extract.snapshot:
        inside = [one for one in loaded if period.start <= one.start <= period.end]
        if not inside:
            return Loaded(0.0, (last.label,))
        first = last
    if first.start > last.start:
        return Loaded(0.0, ())
    needed = tuple(between(first, last))
    have = set(loaded)
    missing = tuple(one.label for one in needed if one not in have)
    if over == "at_end" and extract.snapshot:
        return Loaded(1.0 if not missing else 0.5, missing)
    return Loaded(1 - len(missing) / len(needed), missing)


def judged(
    metric: Metric,
    figure: Figure | None,
    loaded: Loaded,
    *,
    period: Period,
    dimensions: Mapping[str, str | None],
    zero_when_empty: bool,
) -> Cell:
    """Return a figure as a cell with its state, coverage and, where needed, the reason."""
    label = period.label
    if figure is None or figure.total == 0:
        if loaded.share > 0 and zero_when_empty:
            figure = Figure(0.0, 0, 0, 0)
            return _known(metric, figure, loaded, label, dimensions, coverage=loaded.share)
        note = "Nothing is loaded for this period." if loaded.share == 0 else "No rows here."
        return Cell(label, None, 0, None, "no_data", dimensions, note)
    rows = figure.known / figure.total
    if figure.value is None or figure.n < metric.least:
        note = figure.note or _too_few(metric, figure)
        return Cell(label, None, figure.n, rows, "not_estimable", dimensions, note)
    share = loaded.share if loaded.share > 0 else 1.0
    return _known(metric, figure, loaded, label, dimensions, coverage=rows * share)


def _known(
    metric: Metric,
    figure: Figure,
    loaded: Loaded,
    label: str,
    dimensions: Mapping[str, str | None],
    *,
    coverage: float,
) -> Cell:
    """Return a cell with a value: ok, or provisional while part of the period is missing."""
    state: State = "ok"
    note = figure.note
    if 0 < loaded.share < 1:
        state = "provisional"
        shown = ", ".join(loaded.missing[:4]) + (" and more" if len(loaded.missing) > 4 else "")
        note = f"Not loaded yet: {shown}."
    return Cell(label, figure.value, figure.n, coverage, state, dimensions, note)


def _too_few(metric: Metric, figure: Figure) -> str:
    """Say why a figure cannot be estimated."""
    if figure.n < metric.least:
        return f"Rests on {figure.n}, at least {metric.least} are needed."
    if metric.type == "groups":
        return f"Fewer than two groups have the {metric.least} rows that are needed."
    return "The denominator is zero, so there is no figure."


def grown_stale(
    cells: tuple[Cell, ...], *, last_loaded: Period | None, grace_days: int, today: date
) -> tuple[Cell, ...]:
    """Mark the newest figures stale once the period after them is overdue.

    Args:
        cells: One metric's cells.
        last_loaded: The newest period with data.
        grace_days: Days after a period's end until its data is overdue.
        today: The day the workspace reports as of.
    """
    if last_loaded is None:
        return cells
    due = last_loaded.shift(1).end + timedelta(days=grace_days)
    if today <= due:
        return cells
    return tuple(
        replace(cell, state="stale", note=f"Newer data has been due since {due:%d %B %Y}.")
        if cell.period == last_loaded.label and cell.state in ("ok", "provisional")
        else cell
        for cell in cells
    )


def worst(states: list[State]) -> State:
    """Return the state that says least."""
    return min(states, key=WORST_FIRST.index)
