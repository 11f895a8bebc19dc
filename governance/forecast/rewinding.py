"""Rewinding: forecasts made again from what was known on past days, held against what came.

Each initiative that was on its way at the end of a past quarter is forecast from the history of
that day alone, then compared with the stage events since. Pure functions over the record of
stages. Blockers take no part: when somebody learnt of one is not recorded for the past, and a
hindsight that flatters the forecast is worth nothing. Neither do initiatives whose newest list
names a stage that no event dates: when they got there, and so what came of a forecast, nobody
knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from governance.forecast.curves import Curve
from governance.forecast.history import Missing, ahead, history_on
from governance.forecast.paths import course
from governance.forecast.policy import ForecastPolicy
from pipelines.periods import Period, containing
from pipelines.stages import STAGES, StageRecord

LEVEL = 0.85
"""The share of courses that are there by their P85."""


_Way = tuple[tuple[tuple[date, float], ...], date | None]


@dataclass(frozen=True)
class Judged:
    """A chance that was given in a past quarter, and whether it came true."""

    chance: float
    happened: bool


@dataclass(frozen=True)
class PastForecast:
    """What was forecast for one initiative on a past day, the outcome left aside."""

    initiative_id: str
    as_of: date
    chances: tuple[tuple[date, float], ...]
    """(day, chance of production by then), for each horizon at which one would have been shown."""
    p85: date | None
    """None where none would have been shown, because it lay beyond the data of that day."""


def past_quarters(today: date, count: int) -> tuple[Period, ...]:
    """Return the quarters that ended before ``today``, the newest ``count`` of them, in order."""
    last = containing(today, "quarter").shift(-1)
    return tuple(last.shift(-back) for back in reversed(range(count)))


def forecasts_on(record: StageRecord, as_of: date, policy: ForecastPolicy) -> list[PastForecast]:
    """Return what would have been forecast on a past day for everything on its way.

    Args:
        record: All stage events and lists; what is later than ``as_of`` takes no part.
        as_of: The day.
        policy: Which cases count, and how far ahead is asked.
    """
    history = history_on(record, as_of, policy.reference)
    ways: dict[tuple[str, str, date], _Way] = {}
    found = []
    for name, journey in sorted(history.journeys.items()):
        front = ahead(history, journey)
        if isinstance(front, Missing) or not front.legs:
            continue
        alike = (journey.stage, journey.tier, journey.since)
        if alike not in ways:
            ways[alike] = _way(front.curves, as_of, policy)
        found.append(PastForecast(name, as_of, *ways[alike]))
    return found


def outcomes(
    record: StageRecord, forecasts: Sequence[PastForecast], today: date
) -> tuple[tuple[Judged, ...], tuple[bool, ...]]:
    """Return the chances with what came of them, and whether each P85 held.

    A chance counts once its day has passed, a P85 once that date has. To count early arrivals
    before their P85 is due would leave out the late ones and flatter the forecast. Initiatives
    whose stage no event dates have no outcome that anybody knows.
    """
    now = record.journeys(today)
    judged, held = [], []
    for one in forecasts:
        if now[one.initiative_id].undated:
            continue
        arrived = _arrived(record, one, today)
        judged += [
            Judged(chance, arrived is not None and arrived <= day)
            for day, chance in one.chances
            if day <= today
        ]
        if one.p85 is not None and one.p85 <= today:
            held.append(arrived is not None and arrived <= one.p85)
    return tuple(judged), tuple(held)


def _way(legs: Sequence[Curve], as_of: date, policy: ForecastPolicy) -> _Way:
    """Return the chance by each horizon and the P85, where they would have been shown that day."""
    way = course(legs, unsure=policy.reference.unsure)
    asked = ((days, way.chance(days)) for days in policy.calibration.horizons_days)
    chances = tuple(
        (as_of + timedelta(days=days), chance) for days, chance in asked if chance is not None
    )
    p85 = way.quantile(LEVEL)
    return chances, None if p85 is None else as_of + timedelta(days=p85)


def _arrived(record: StageRecord, one: PastForecast, today: date) -> date | None:
    """Return the day an initiative went into production after it was forecast; None: not yet."""
    return next(
        (
            day
            for day, stage in record.events[one.initiative_id]
            if stage == STAGES[-1] and one.as_of < day <= today
        ),
        None,
    )
