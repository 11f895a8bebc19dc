"""One line a figure: ours, the floor it is compared with, the ratio and what was aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Args:
        what: What was measured, in words.
        ours: Tandem's figure, in ``unit``.
        unit: ``s``, ``ms`` or ``MB``.
        floor: The same work done by the least that could do it; None where there is no such.
        floor_is: What that least is.
        aim: The highest ratio (or figure, where there is no floor) that was promised.
        note: Rows per second, file size and the like.
    """

    what: str
    ours: float
    unit: str
    floor: float | None = None
    floor_is: str = ""
    aim: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Return how many times the floor ours is."""
        return None if self.floor is None else self.ours / self.floor

    @property
    def verdict(self) -> str:
        """Return ``met``, ``missed`` or nothing where nothing was promised."""
        if self.aim is None:
            return ""
        judged = self.ours if self.ratio is None else self.ratio
        return "met" if judged <= self.aim else "missed"

    def as_data(self) -> dict[str, Any]:
        """Return the figure for ``--json``."""
        return {**asdict(self), "ratio": self.ratio, "verdict": self.verdict}


def shown(figures: Sequence[Figure]) -> None:
    """Print all figures as one table."""
    table = Table(title="Tandem beside the least that could do the same work", title_justify="left")
    for name in ("What", "Tandem", "Floor", "Ratio", "Aim", "", "Compared with, remarks"):
        table.add_column(name, justify="right" if name in {"Tandem", "Floor", "Ratio"} else "left")
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}x"
        table.add_row(
            figure.what,
            _number(figure.ours, figure.unit),
            "" if figure.floor is None else _number(figure.floor, figure.unit),
            ratio,
            _aim(figure),
            figure.verdict,
            "; ".join(part for part in (figure.floor_is, figure.note) if part),
        )
    Console(width=None if Console().is_terminal else 150).print(table)


def _number(value: float, unit: str) -> str:
    """Return a figure with its unit, as exact as it can be trusted."""
    return f"{value:,.2f} {unit}" if unit == "s" and value < 10 else f"{value:,.0f} {unit}"


def _aim(figure: Figure) -> str:
    """Return what was promised, as a ratio or as a figure."""
    if figure.aim is None:
        return ""
    if figure.ratio is None:
        return f"≤ {_number(figure.aim, figure.unit)}"
    return f"≤ {figure.aim:g}x"
