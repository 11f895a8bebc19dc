"""Standing: which cell of a metric's history counts as "now", and how it may be shown.

Data arrives late. When nothing of the period has arrived, the newest earlier value stands in,
named with its own period, until it is stale. A period that did arrive and holds no figure is
not filled in: there the figure is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.policy import StatusPolicy
from governance.scorecard.status import is_stale
from pipelines.metrics.results import Cell
from pipelines.periods import parsed


@dataclass(frozen=True)
class Standing:
    """The cell that counts, and where it stands among the others."""

    cell: Cell
    index: int
    """Position in the history it was taken from; -1 where the history is empty."""


@dataclass(frozen=True)
class Freshness:
    """What decides whether a value still counts."""

    today: date
    """The day the screen is read as of."""
    grace_days: int
    """Days after a period's end until the metric's data is overdue."""
    arrived: bool
    """Whether any data of the shown period has been loaded."""


def standing(cells: Sequence[Cell], fresh: Freshness, rules: StatusPolicy) -> Standing:
    """Return the cell that stands for the last period of ``cells``, which may be stale."""
    if not cells:
        return Standing(Cell("", None, 0, None, "no_data"), -1)
    index = len(cells) - 1
    if cells[index].state == "no_data" and not fresh.arrived:
        known = [position for position, cell in enumerate(cells) if cell.value is not None]
        if not known:
            return Standing(cells[index], index)
        index = known[-1]
    cell = cells[index]
    if cell.value is None:
        return Standing(cell, index)
    if is_stale(parsed(cell.period), today=fresh.today, grace_days=fresh.grace_days, rules=rules):
        cell = replace(
            cell, state="stale", note=f"Last known in {cell.period}; newer data is overdue."
        )
    elif index < len(cells) - 1:
        cell = replace(cell, note=f"From {cell.period}; {cells[-1].period} has not arrived.")
    return Standing(cell, index)
