"""Figures: what SQL found, before it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.periods import Period

if TYPE_CHECKING:
    from pipelines.metrics.compiler import Question


@dataclass(frozen=True)
class Figure:
    """What was found for one metric, period and combination of dimension values."""

    value: float | None
    n: int
    """Rows (entities, subjects) the value rests on."""
    known: int
    """Rows (subjects) that say something."""
    total: int
    """Rows (subjects) there are; the share of known ones is the coverage."""
    note: str = ""


Key = tuple[Period, tuple[str | None, ...]]
Figures = dict[Key, Figure]


COLUMNS = 4
"""Columns that a statement returns for each metric: value, n, known, total."""


def figure_of(value: float | None, n: int | None, known: int | None, total: int | None) -> Figure:
    """Return SQL's four columns as a figure."""
    return Figure(settled(value), int(n or 0), int(known or 0), int(total or 0))


def settled(value: float | None) -> float | None:
    """Return a value to thirteen significant digits: the same on every run and every machine.

    Parallel sums of floats are added in a different order each time and differ in the last
    digit; a check-in must reopen with the very figures that it closed with.
    """
    return None if value is None else float(f"{float(value):.13g}")


def key_of(cells: Sequence[Any], question: Question) -> Key:
    """Return the bucket and the dimension values that a row begins with."""
    values = tuple(None if cell is None else str(cell) for cell in cells[1:])
    return Period(cells[0], question.grain), values
