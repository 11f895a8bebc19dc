"""A shared axis of time: one stretch of whole quarters that many rows are drawn on.

Places are percentages, so a picture stretches with the screen without being distorted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipelines.periods import containing


@dataclass(frozen=True)
class Axis:
    """The stretch of time that all goals are drawn on."""

    start: date
    end: date
    today: date

    def at(self, moment: date) -> float:
        """Return where a day lies, in percent from the left, kept inside the axis."""
        share = (moment - self.start).days / max((self.end - self.start).days, 1)
        return round(min(max(share, 0.0), 1.0) * 100, 2)

    def years(self) -> list[date]:
        """Return the first days of the years that fall inside."""
        first = [date(year, 1, 1) for year in range(self.start.year, self.end.year + 1)]
        return [moment for moment in first if self.start <= moment <= self.end]


def spanning(dates: Iterable[date], today: date) -> Axis:
    """Return an axis of whole quarters that holds all dates, and today."""
    found = [today, *dates]
    last = containing(max(found), "quarter").shift(1)
    return Axis(containing(min(found), "quarter").start, last.end, today)
