"""The written files as rows, and sums by quarter and business unit.

Only what is live counts: a second edition (``_r2``) stands in for the file it corrects.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

ALL = "all"
NO_UNIT = ""
"""For what is not counted by business unit; such a part is shown under ``all`` only."""
Exact = int | Fraction
Cell = dict[str, object]
Kpi = dict[str, Cell]
"""Cells by quarter (or month): ``all``, ``by_business_unit``, ``n``."""


class Files:
    """A folder of demo files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def live(self, extract: str) -> list[Path]:
        """Return the extract's files in order of quarter, corrected editions instead of first."""
        found = sorted(self.folder.glob(f"{extract}_20??-Q?*.csv"))
        corrected = {path.stem.removesuffix("_r2") for path in found if path.stem.endswith("_r2")}
        return [
            path
            for path in found
            if path.stem not in corrected and not path.stem.endswith(".defects")
        ]

    def rows(self, extract: str) -> Iterator[dict[str, str]]:
        """Yield the live rows of ``extract`` as text."""
        for path in self.live(extract):
            yield from read(path)

    @cached_property
    def unit_of_initiative(self) -> Mapping[str, str]:
        """Return each initiative's business unit."""
        return {row["initiative_id"]: row["business_unit"] for row in self.rows("initiatives")}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Return the business units that own initiatives."""
        return tuple(sorted(set(self.unit_of_initiative.values())))

    @cached_property
    def initiative_of_model(self) -> Mapping[str, str]:
        """Return each model's initiative, versions folded."""
        return {row["model_id"]: row["initiative_id"] for row in self.rows("models")}

    def unit_of_model(self, model_id: str) -> str:
        """Return the business unit whose initiative owns the model."""
        return self.unit_of_initiative[self.initiative_of_model[model_id]]

    @cached_property
    def quarters(self) -> tuple[str, ...]:
        """Return the quarters that the portfolio covers, oldest first."""
        return tuple(sorted({row["quarter"] for row in self.rows("initiatives")}))


def read(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of one file as text."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def quarter_of(day: str) -> str:
    """Return the quarter of an ISO date, moment or month."""
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


@dataclass
class Held:
    """What was added up for one period and one unit; exact."""

    part: Fraction = Fraction(0)
    whole: Fraction = Fraction(0)
    n: int = 0


class Sums:
    """Numerators, denominators and counts by period and business unit."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Held]] = defaultdict(lambda: defaultdict(Held))

    def add(self, period: str, unit: str, part: Exact, whole: Exact = 0, *, n: int = 1) -> None:
        """Count one row for its unit and for all."""
        for key in (unit, ALL):
            held = self.held[period][key]
            held.part += part
            held.whole += whole
            held.n += n

    def running(self, periods: Iterable[str]) -> Sums:
        """Return the sums from the beginning to the end of each of ``periods``."""
        so_far: dict[str, Held] = defaultdict(Held)
        result = Sums()
        for period in periods:
            for unit, new in self.held.get(period, {}).items():
                old = so_far[unit]
                so_far[unit] = Held(old.part + new.part, old.whole + new.whole, old.n + new.n)
            if so_far:
                result.held[period] = defaultdict(Held, so_far)
        return result

    def ratios(self, *, times: int = 100) -> Kpi:
        """Return ``times`` numerator by denominator; None where there is nothing to divide by."""
        return self._cells(
            lambda held: float(times * held.part / held.whole) if held.whole else None
        )

    def totals(self, files: Files, *, divide: int = 1) -> Kpi:
        """Return the numerators, ``divide`` of them making one; zero where nothing happened."""
        for quarter in files.quarters:
            for unit in (ALL, *files.units):
                self.held[quarter].setdefault(unit, Held())
        return self._cells(lambda held: float(held.part / divide))

    def _cells(self, value: Callable[[Held], float | None]) -> Kpi:
        """Return one cell per period."""
        return {
            period: cell({unit: (value(held), held.n) for unit, held in units.items()})
            for period, units in sorted(self.held.items())
        }


def cell(values: Mapping[str, tuple[float | None, int]]) -> Cell:
    """Return a cell from (value, n) by unit, ``ALL`` among them."""
    whole, n = values.get(ALL, (None, 0))
    units = {
        unit: value for unit, (value, _) in sorted(values.items()) if unit not in (ALL, NO_UNIT)
    }
    return {"all": whole, "by_business_unit": units, "n": n}
