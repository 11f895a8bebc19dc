"""What a metric answers with: a value that says how far it can be trusted.

A value of ``None`` always comes with a state that says why. Zero means zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["ok", "no_data", "stale", "not_estimable", "provisional"]
"""ok; nothing loaded; last value too old; too few or undefined; period incomplete so far."""


@dataclass(frozen=True)
class Cell:
    """One figure: a metric in one period and one combination of dimension values."""

    period: str
    value: float | None
    n: int
    """Rows (or subjects, for a survival metric) that the value rests on."""
    coverage: float | None
    """Share 0..1 of what should be known that is known; None where nothing could be expected."""
    state: State
    dimensions: Mapping[str, str | None] = field(default_factory=dict)
    note: str = ""
    """Why it cannot be known, or what to mind, in plain words; may be empty."""


@dataclass(frozen=True)
class Answer:
    """All cells of one metric, ordered by period, then dimensions."""

    metric: str
    unit: str
    as_of: int
    """Catalogue version the figures were computed at."""
    rows: tuple[Cell, ...]
