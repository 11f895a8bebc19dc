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
    shown = None if value is None else float(value)
    return Figure(shown, int(n or 0), int(known or 0), int(total or 0))


def key_of(cells: Sequence[Any], question: Question) -> Key:
    """Return the bucket and the dimension values that a row begins with."""
    values = tuple(None if cell is None else str(cell) for cell in cells[1:])
    return Period(cells[0], question.grain), values
