"""Forecast of a goal that follows a metric: when its own pace will take it to the target.

Where nothing has to go through the gates first, the metric's moves from quarter to quarter are
the reference class. The goal is reached in the first quarter whose figure meets where it ends.
Nothing is said about holding it: that is what the next quarter's figure is for.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from governance.days import in_words
from governance.forecast.calibration import step_calibration
from governance.forecast.draws import Values, courses, moves, quarterly, shortfall
from governance.forecast.policy import ForecastPolicy, StepPolicy
from governance.forecast.shapes import Finish, Forecast, ForecastState
from governance.policy import policy as scorecard_policy
from governance.promises import GoalRevision
from governance.scope import can_split, scope_of
from pipelines.metrics.book import Metric
from pipelines.metrics.bounds import bounds
from pipelines.metrics.query import answers
from pipelines.metrics.results import Cell
from pipelines.periods import Period, containing, parsed
from pipelines.workspace import Workspace

UNKNOWN = Finish(None, None, None, None)


@dataclass(frozen=True)
class _Pace:
    """What the courses of one goal are drawn from."""

    goal_id: str
    value: float
    steps: tuple[float, ...]
    within: tuple[float, float]


def step_forecast(
    goal: GoalRevision,
    cells: Sequence[Cell],
    *,
    metric: Metric | None,
    today: date,
    policy: ForecastPolicy,
) -> Forecast:
    """Return when a goal will probably be reached at the pace of its metric so far.

    Args:
        goal: Which goal; its target's end and its wanted day count.
        cells: The metric's quarters for the goal's scope, oldest first, without gaps in time.
        metric: The metric that it follows; None where the metric file no longer has it.
        today: The day the workspace reports as of.
        policy: How many moves are enough, and how far and how often they are drawn on.

    Returns:
        The forecast; its state says where there is none, and its words what is missing.
    """
    if metric is None:
        words = (
            f"No forecast: {goal.content.metric} is not in the metric file any more. Define it "
            "there again, or amend the goal to a metric that is there."
        )
        return _without(goal, today, "not_known", 0, words)
    quarters, series = quarterly(cells, today)
    place = _newest(series)
    if place is None:
        why = next((cell.note for cell in reversed(cells) if cell.note), "Nothing is loaded.")
        return _without(goal, today, "not_known", 0, f"{metric.title} is not known now. {why}")
    value, now = series[place] or 0.0, quarters[place]
    known = moves(series)
    target = goal.content.target_end
    if _meets(metric, value, target):
        return _reached(goal, metric, quarters, series, place, today)
    if len(known) < policy.steps.least_steps:
        words = (
            f"{metric.title} is known to have moved from one quarter to the next "
            f"{len(known)} times; {policy.steps.least_steps} are needed for a forecast."
        )
        return _without(goal, today, "too_few", len(known), words)
    within = bounds(metric, [each for each in series if each is not None])
    pace = _Pace(goal.goal_id, value, known, within)
    shares = _shares(metric, pace, target, policy.steps)
    ends = tuple(now.shift(ahead + 1).end for ahead in range(len(shares)))
    finish = _finish(shares, ends, goal.content.wanted_date)
    return Forecast(
        goal_id=goal.goal_id,
        as_of=today,
        target_date=goal.content.wanted_date,
        state="ok",
        basis="steps",
        finish=finish,
        n_events=len(known),
        legs=(),
        holds=(),
        curve=((now.end, 0.0), *zip(ends, shares, strict=True)),
        words=_words(metric, now, finish, len(known), goal.content.wanted_date),
        calibration=step_calibration(goal, cells[: len(quarters)], metric=metric, policy=policy),
    )


def goal_cells_for(
    workspace: Workspace,
    goals: Sequence[GoalRevision],
    *,
    today: date,
    version: int | None = None,
) -> dict[str, tuple[Cell, ...]]:
    """Return the quarters of each goal's metric for its scope; none where it is not known there.

    Args:
        workspace: The store to ask; once for each scope, however many goals share it.
        goals: The goals.
        today: The day the workspace reports as of; quarters that begin later are left out.
        version: Catalogue version to read as of; the newest by default.
    """
    wanted: dict[tuple[tuple[str, str], ...], set[str]] = {}
    asked: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {}
    for one in goals:
        metric = workspace.metrics.metrics.get(one.content.metric)
        where = scope_of(one.content)
        if metric is not None and all(can_split(workspace, metric, name) for name in where):
            asked[one.goal_id] = (tuple(where.items()), metric.name)
            wanted.setdefault(tuple(where.items()), set()).add(metric.name)
    found = {
        scope: answers(
            workspace, sorted(names), grain="quarter", where=dict(scope), version=version
        )
        for scope, names in wanted.items()
    }
    return {
        one.goal_id: tuple(
            cell
            for cell in found[asked[one.goal_id][0]][asked[one.goal_id][1]].rows
            if parsed(cell.period).start <= today
        )
        if one.goal_id in asked
        else ()
        for one in goals
    }


def _newest(series: Sequence[float | None]) -> int | None:
    """Return the index of the newest known quarter, unless it is older than a figure may be."""
    late = scorecard_policy().status.stale_after_periods
    for place in range(len(series) - 1, max(len(series) - 2 - late, -1), -1):
        if series[place] is not None:
            return place
    return None


def _meets(metric: Metric, value: float, target: float) -> bool:
    """Return whether a figure meets a target."""
    return bool(shortfall(metric, np.array([value]), target)[0] <= 0)


@lru_cache(maxsize=512)
def _shares(metric: Metric, pace: _Pace, target: float, rules: StepPolicy) -> tuple[float, ...]:
    """Return the share of courses that have reached the target by each quarter to come."""
    drawn: Values = courses(
        pace.value,
        pace.steps,
        quarters=rules.horizon_quarters,
        draws=rules.draws,
        seed=(rules.seed, zlib.crc32(pace.goal_id.encode())),
        within=pace.within,
    )
    met = np.maximum.accumulate(shortfall(metric, drawn, target) <= 0, axis=1)
    return tuple(float(share) for share in met.mean(axis=0))


def _finish(shares: Sequence[float], ends: Sequence[date], wanted: date) -> Finish:
    """Return the chance by the wanted day and the two dates; None where they lie beyond."""
    by_then = [share for share, end in zip(shares, ends, strict=True) if end <= wanted]
    chance: float | None = by_then[-1] if by_then else 0.0
    if wanted >= _next_end(ends[-1]) and shares[-1] < 1.0:
        chance = None
    return Finish(
        p_target=chance,
        p50=_first(shares, ends, 0.5),
        p85=_first(shares, ends, 0.85),
        reach=ends[-1],
        beyond=1.0 - shares[-1],
    )


def _next_end(end: date) -> date:
    """Return the end of the quarter after the one that ends on ``end``."""
    return containing(end, "quarter").shift(1).end


def _first(shares: Sequence[float], ends: Sequence[date], level: float) -> date | None:
    """Return the first quarter's end by which a share of all courses is there."""
    return next((end for share, end in zip(shares, ends, strict=True) if share >= level), None)


def _reached(
    goal: GoalRevision,
    metric: Metric,
    quarters: Sequence[Period],
    series: Sequence[float | None],
    place: int,
    today: date,
) -> Forecast:
    """Return the forecast of a goal whose metric meets its target now."""
    first = place
    while first > 0:
        before = series[first - 1]
        if before is None or not _meets(metric, before, goal.content.target_end):
            break
        first -= 1
    since, wanted = quarters[first], goal.content.wanted_date
    return Forecast(
        goal_id=goal.goal_id,
        as_of=today,
        target_date=wanted,
        state="done",
        basis="steps",
        finish=Finish(1.0 if since.end <= wanted else 0.0, since.end, since.end, since.end),
        n_events=len(moves(series)),
        legs=(),
        holds=(),
        curve=(),
        words=f"Reached in {since}; holding it is not forecast.",
        calibration=None,
    )


def _without(
    goal: GoalRevision, today: date, state: ForecastState, known: int, words: str
) -> Forecast:
    """Return a forecast that cannot be made, with the reason."""
    return Forecast(
        goal_id=goal.goal_id,
        as_of=today,
        target_date=goal.content.wanted_date,
        state=state,
        basis="none",
        finish=UNKNOWN,
        n_events=known,
        legs=(),
        holds=(),
        curve=(),
        words=words,
    )


def _words(metric: Metric, now: Period, finish: Finish, known: int, wanted: date) -> str:
    """Return the forecast in one sentence."""
    if finish.p_target is None:
        chance = f"What happens by {in_words(wanted)} cannot be known"
    else:
        chance = f"{_percent(finish.p_target)} by {in_words(wanted)}"
    half, most = (
        f"later than {in_words(finish.reach)}" if day is None else f"by {in_words(day)}"
        for day in (finish.p50, finish.p85)
    )
    return (
        f"{chance}; half of all courses are there {half}, 85 of 100 {most}, judged by "
        f"{known} moves of {metric.title} from quarter to quarter until {now}."
    )


def _percent(share: float) -> str:
    """Return a share in whole per cent; 0 and 100 only where they are meant."""
    if 0 < share < 0.005:
        return "Below 1%"
    return "Above 99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"
