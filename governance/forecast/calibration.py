"""Calibration: how good such forecasts were when they were made in past quarters.

A forecast is rewound: made again from what was known on a past day, then held against what came.
Chances are judged by their Brier score beside that of somebody who always says the overall share;
dates by how many of those that should hold in 85 of 100 cases did. Whoever judges himself by too
few outcomes is told so. Forecasts of one case a quarter apart resemble each other, so their
number says less than as many independent ones would.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from governance.forecast.draws import Series, courses, moves, quarterly, shortfall
from governance.forecast.policy import (
    CalibrationPolicy,
    ForecastPolicy,
    StepPolicy,
    forecast_policy,
)
from governance.forecast.rewinding import LEVEL, Judged, forecasts_on, outcomes, past_quarters
from governance.forecast.shapes import Calibration, Reliability
from governance.promises import GoalRevision
from pipelines.metrics.book import Metric
from pipelines.metrics.bounds import bounds
from pipelines.metrics.results import Cell
from pipelines.stages import StageRecord, stage_record
from pipelines.workspace import Workspace

DAYS_A_QUARTER = 365 / 4


def calibration(workspace: Workspace, *, today: date, version: int | None = None) -> Calibration:
    """Return how good forecasts from the stage history were in past quarters.

    From each past quarter's end every initiative that was on its way is forecast from what was
    known then. Judged is its chance of production within the policy's horizons, where the data
    of that day reached so far, and its P85, where it lay within them and its day has passed.
    Blockers take no part, since nobody recorded when they were learnt of.

    Args:
        workspace: The store to ask.
        today: The day the workspace reports as of; outcomes are known until then.
        version: Catalogue version to read as of; the newest by default.

    Source:
        extracts ``stage_events`` and ``initiatives``.
    """
    return _of_stages(stage_record(workspace, version=version), today)


@lru_cache(maxsize=8)
def _of_stages(record: StageRecord, today: date) -> Calibration:
    """Return the calibration of a record of stages; a version's record never changes."""
    policy = forecast_policy()
    judged: list[Judged] = []
    held: list[bool] = []
    rewound: list[str] = []
    dated: list[str] = []
    for quarter in past_quarters(today, policy.calibration.quarters):
        chances, dates = outcomes(record, forecasts_on(record, quarter.end, policy), today)
        if chances or dates:
            rewound.append(quarter.label)
            dated += [quarter.label] if dates else []
            judged.extend(chances)
            held.extend(dates)
    words = "came by their P85"
    return verdict(
        judged, held, rewound=rewound, dated=dated, held_words=words, rules=policy.calibration
    )


def verdict(
    judged: Sequence[Judged],
    held: Sequence[bool],
    *,
    rewound: Sequence[str],
    dated: Sequence[str],
    held_words: str,
    rules: CalibrationPolicy,
) -> Calibration:
    """Return how good past forecasts were.

    Args:
        judged: The chances whose outcome is known.
        held: For each P85 whose outcome is known, whether it held.
        rewound: The quarters that were rewound to, in order.
        dated: Those of them whose P85 were judged; where it is one alone, that is said.
        held_words: What a P85 that held did, such as ``came by their P85``.
        rules: How many outcomes are enough, and how much coverage is.
    """
    chances = np.array([one.chance for one in judged])
    happened = np.array([one.happened for one in judged], dtype=np.float64)
    known = len(judged) > 0
    share = float(happened.mean()) if known else None
    coverage = sum(held) / len(held) if held else None
    brier = float(((chances - happened) ** 2).mean()) if known else None
    trusted = None
    if coverage is not None and len(held) >= rules.least_known:
        trusted = coverage >= rules.least_coverage
    return Calibration(
        n=len(judged),
        brier=brier,
        brier_constant=None if share is None else share * (1.0 - share),
        mean_forecast=float(chances.mean()) if known else None,
        share_happened=share,
        p85_coverage=coverage,
        p85_n=len(held),
        groups=_groups(judged, rules.groups),
        rewound=tuple(rewound),
        trusted=trusted,
        words=_words(len(rewound), judged, brier, share, held, _only(dated, held_words), rules),
    )


def step_calibration(
    goal: GoalRevision, cells: Sequence[Cell], *, metric: Metric, policy: ForecastPolicy
) -> Calibration:
    """Return how good forecasts from a metric's own moves were in past quarters.

    From each past quarter the metric is drawn on as the forecast does, from the moves known then.
    Judged is the chance that it stands better after the policy's horizons (for a range: inside
    it), and whether it came out at least as good as the bound that 85 of 100 courses keep. The
    goal's own target is left out: a target that was never near would make every forecast look
    good.

    Args:
        goal: The goal; its name begins the draws.
        cells: The metric's quarters, oldest first, without gaps in time.
        metric: The metric.
        policy: How far to rewind, and how many outcomes are enough.
    """
    _, series = quarterly(cells, date.max)
    labels = tuple(cell.period for cell in cells)
    seed = zlib.crc32(goal.goal_id.encode())
    return _of_series(metric, labels, series, seed, policy.steps, policy.calibration)


@lru_cache(maxsize=512)
def _of_series(
    metric: Metric,
    labels: tuple[str, ...],
    series: tuple[float | None, ...],
    seed: int,
    steps: StepPolicy,
    rules: CalibrationPolicy,
) -> Calibration:
    """Return the calibration of one series; the same series gives the same answer."""
    judged: list[Judged] = []
    held: list[bool] = []
    rewound: list[str] = []
    ahead = tuple(max(1, round(days / DAYS_A_QUARTER)) for days in rules.horizons_days)
    for place in range(max(0, len(series) - 1 - rules.quarters), len(series) - 1):
        outcomes = _outcomes(metric, series, place, ahead, seed, steps)
        if outcomes:
            rewound.append(labels[place])
            judged.extend(one for one, _ in outcomes)
            held.extend(bound for _, bound in outcomes)
    words = "came out at least as good as 85 of 100 should"
    return verdict(judged, held, rewound=rewound, dated=rewound, held_words=words, rules=rules)


def _outcomes(
    metric: Metric,
    series: Series,
    place: int,
    ahead: Sequence[int],
    seed: int,
    rules: StepPolicy,
) -> list[tuple[Judged, bool]]:
    """Return what a forecast made in one past quarter came to, for each horizon that is over."""
    seen = series[: place + 1]
    value, known = seen[-1], moves(seen)
    came = [
        (quarters, series[place + quarters])
        for quarters in ahead
        if place + quarters < len(series) and series[place + quarters] is not None
    ]
    if value is None or len(known) < rules.least_steps or not came:
        return []
    drawn = courses(
        value,
        known,
        quarters=max(quarters for quarters, _ in came),
        draws=rules.draws,
        seed=(rules.seed, seed),
        within=bounds(metric, [each for each in seen if each is not None]),
    )
    found = []
    for quarters, outcome in came:
        away = shortfall(metric, drawn[:, quarters - 1], value)
        real = float(shortfall(metric, np.array([outcome], dtype=np.float64), value)[0])
        bound = float(np.quantile(away, LEVEL, method="higher"))
        if metric.better == "in range":
            chance, happened = away <= 0, real <= 0
        else:
            chance, happened = away < 0, real < 0
        found.append((Judged(float(chance.mean()), happened), real <= bound))
    return found


def _groups(judged: Sequence[Judged], count: int) -> tuple[Reliability, ...]:
    """Return the forecasts in groups of about the same chance, and how often each came true."""
    found = []
    for number in range(count):
        low, high = number / count, (number + 1) / count
        own = [
            one
            for one in judged
            if low <= one.chance < high or (number == count - 1 and one.chance >= high)
        ]
        size = len(own)
        found.append(
            Reliability(
                low=low,
                high=high,
                n=size,
                mean_forecast=sum(one.chance for one in own) / size if size else None,
                share_happened=sum(one.happened for one in own) / size if size else None,
            )
        )
    return tuple(found)


def _only(dated: Sequence[str], held_words: str) -> str:
    """Return what those that held did, and where all of them come from one quarter."""
    return f"(all of {dated[0]}) {held_words}" if len(dated) == 1 else held_words


def _words(
    quarters: int,
    judged: Sequence[Judged],
    brier: float | None,
    share: float | None,
    held: Sequence[bool],
    held_words: str,
    rules: CalibrationPolicy,
) -> str:
    """Return the calibration in a sentence or two, with a warning where it fails."""
    if brier is None or share is None:
        return "No forecast of the past has an outcome yet, so nobody knows how good they are."
    times = "1 quarter" if quarters == 1 else f"{quarters} quarters"
    count = "1 forecast" if len(judged) == 1 else f"{len(judged)} forecasts"
    constant = share * (1 - share)
    words = f"Rewound to {times}, {count}: Brier {brier:.2f} against {constant:.2f} for a constant"
    if held:
        words += f"; {100 * sum(held) / len(held):.0f}% of {len(held)} {held_words}"
    told = [f"{words}."]
    if brier > constant and len(judged) >= rules.least_known:
        told.append("Its chances said less than the overall share would have.")
    if len(held) < rules.least_known:
        told.append(f"Its P85 cannot be judged before {rules.least_known} of them are due.")
    elif sum(held) / len(held) < rules.least_coverage:
        told.append(f"Careful: {100 * rules.least_coverage:.0f}% are asked for, so expect worse.")
    return " ".join(told)
