"""Forecasts of goals: the chance of the CEO's date, and the dates that history points to.

A goal whose initiative is not in production yet goes by the stages in front of it, whatever its
metric is: nothing can move before it is live. A goal whose initiative is live, or that has none,
goes by the metric's own steps. What the CIO names as being in the way must end first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from governance.days import in_words
from governance.forecast.barriers import Barrier, barriers
from governance.forecast.curves import Curve
from governance.forecast.ground import Ground, ground
from governance.forecast.history import Ahead, Missing, ahead
from governance.forecast.paths import Course, course
from governance.forecast.prior import prior_curve
from governance.forecast.shapes import Finish, Forecast, Hold, WhatIf
from governance.forecast.what_if import supposed
from governance.forecast.wording import told, told_of_steps
from governance.promises import Goal
from pipelines.errors import NotFound
from pipelines.marked_yaml import nearest
from pipelines.stages import Journey
from pipelines.workspace import Workspace

UNKNOWN = Finish(None, None, None, None)
AS_IT_IS = WhatIf()


def forecast(
    workspace: Workspace,
    goal_id: str,
    *,
    today: date,
    what_if: WhatIf = AS_IT_IS,
    version: int | None = None,
) -> Forecast:
    """Return the forecast of one goal.

    Args:
        workspace: Where.
        goal_id: Which goal.
        today: The day the workspace reports as of; what happened later takes no part.
        what_if: What is supposed to be different.
        version: Catalogue version to read as of; the newest by default.

    Raises:
        NotFound: There is no such goal.
        GapError: What is supposed names a blocker or project that does not exist.

    Source:
        extracts ``stage_events``, ``initiatives`` and ``blockers``; replies; foundation projects.
    """
    known = ground(workspace, today=today, version=version)
    if goal_id not in known.goals:
        raise NotFound(
            f"There is no goal {goal_id}.{nearest(goal_id, known.goals)}",
            next_step="“python -m governance scorecard” lists the goals.",
        )
    return forecast_on(known, goal_id, what_if)


def forecasts(
    workspace: Workspace, *, today: date, version: int | None = None
) -> dict[str, Forecast]:
    """Return the forecast of every goal as things stand, by goal.

    Args:
        workspace: Where; everything is read once, however many goals there are.
        today: The day the workspace reports as of.
        version: Catalogue version to read as of; the newest by default.
    """
    known = ground(workspace, today=today, version=version)
    return {goal_id: forecast_on(known, goal_id) for goal_id in sorted(known.goals)}


@lru_cache(maxsize=512)
def forecast_on(known: Ground, goal_id: str, asked: WhatIf = AS_IT_IS) -> Forecast:
    """Return the forecast that follows from what is known; the same question is answered once.

    Args:
        known: What was read.
        goal_id: A goal that was stated.
        asked: What is supposed to be different.

    Raises:
        GapError: What is supposed names a blocker or project that does not exist.
    """
    goal = known.goals[goal_id].content
    journey = known.history.journeys.get(goal.initiative_id)
    standing = barriers(known, goal_id)
    left = supposed(known, goal_id, standing, asked)
    if goal_id in known.by_steps:
        return told_of_steps(known.by_steps[goal_id], asked)
    front = _front(known, goal, journey)
    if isinstance(front, Missing):
        return _without(known, goal_id, front, left, asked)
    if not front.curves:
        return _done(known, goal_id, journey, asked)
    return _on_the_way(known, goal_id, front, left, asked)


def _front(known: Ground, goal: Goal, journey: Journey | None) -> Ahead | Missing:
    """Return what is in front of a goal's initiative; an industry figure where one may stand in."""
    if journey is None:
        front: Ahead | Missing = Missing(
            "not_known", f"No forecast: no stage change of {goal.initiative_id} is loaded."
        )
    else:
        front = ahead(known.history, journey)
    lacking = isinstance(front, Missing) and (front.state == "too_few" or journey is None)
    if lacking and known.rules.prior.use:
        return Ahead((), (prior_curve(known.rules.prior),), 0)
    return front


def _on_the_way(
    known: Ground, goal_id: str, front: Ahead, left: Sequence[Barrier], asked: WhatIf
) -> Forecast:
    """Return the forecast of a goal whose initiative has stages in front of it."""
    goal = known.goals[goal_id].content
    way = _course(known, front, left)
    finish = _finish(known, goal, way)
    by_prior = not front.legs
    found = Forecast(
        goal_id=goal_id,
        as_of=known.as_of,
        target_date=goal.wanted_date,
        state="ok",
        basis="prior" if by_prior else "stages",
        finish=finish,
        n_events=front.n_events,
        legs=front.legs,
        holds=tuple(_hold(known, goal, front, left, one, finish) for one in left),
        curve=_points(known, way),
        words="",
        calibration=None if by_prior else known.calibration,
        what_if=asked,
        prior_used=by_prior,
    )
    return replace(found, words=told(known, found, way, left=left, fewest=front.fewest))


def _course(known: Ground, front: Ahead, left: Sequence[Barrier]) -> Course:
    """Return the time along the stages, each begun once what it waits for is out of the way."""
    holds: dict[int, list[Curve]] = {}
    for one in left:
        if one.curve is not None:
            place = _place(front, known.rules.holds.before[one.obstacle.type])
            holds.setdefault(place, []).append(one.curve)
    return course(front.curves, holds, unsure=known.rules.reference.unsure)


def _place(front: Ahead, stage: str) -> int:
    """Return the number of the leg that a barrier holds up; the end where it has begun already."""
    stages = [leg.stage for leg in front.legs]
    place = stages.index(stage) if stage in stages else 0
    return place or len(front.curves)


def _finish(known: Ground, goal: Goal, way: Course) -> Finish:
    """Return the chance of the wanted day, and the two dates."""
    return Finish(
        p_target=way.chance((goal.wanted_date - known.as_of).days),
        p50=_day(known, way.quantile(0.5)),
        p85=_day(known, way.quantile(0.85)),
        reach=_day(known, way.reach),
        beyond=way.beyond,
        stopped=way.stopped,
    )


def _hold(
    known: Ground,
    goal: Goal,
    front: Ahead,
    left: Sequence[Barrier],
    one: Barrier,
    finish: Finish,
) -> Hold:
    """Return what one barrier costs: the forecast beside the one without just this barrier."""
    others = _finish(known, goal, _course(known, front, [other for other in left if other != one]))
    held = _held(known, one)
    if one.curve is None:
        return held
    cost = None
    if finish.p50 is not None and others.p50 is not None:
        cost = (finish.p50 - others.p50).days
    return replace(held, costs_days=cost, p_without=others.p_target)


def _held(known: Ground, one: Barrier) -> Hold:
    """Return a barrier with what its end is judged by, its cost left open."""
    return Hold(
        key=one.key,
        type=one.obstacle.type,
        text=one.obstacle.text,
        source=one.source,
        until=_day(known, one.curve.quantile(0.5)) if one.curve else None,
        costs_days=None,
        p_without=None,
        project_id=one.project_id,
    )


def _points(known: Ground, way: Course) -> tuple[tuple[date, float], ...]:
    """Return the share arrived by day, as many points as are drawn, as far as it is known."""
    grows = np.flatnonzero(np.diff(way.arrived, prepend=0.0) > 0)
    last = max(1, min(way.reach, int(grows[-1]) if len(grows) else way.reach))
    days = np.unique(np.linspace(0, last, known.rules.curve.points).round().astype(int))
    return tuple((known.as_of + timedelta(days=int(day)), way.by(int(day))) for day in days)


def _done(known: Ground, goal_id: str, journey: Journey | None, asked: WhatIf) -> Forecast:
    """Return the forecast of a goal that was reached when its initiative went into production."""
    goal = known.goals[goal_id].content
    day = journey.in_production if journey else None
    kept = day is not None and day <= goal.wanted_date
    return Forecast(
        goal_id=goal_id,
        as_of=known.as_of,
        target_date=goal.wanted_date,
        state="done",
        basis="stages",
        finish=Finish(1.0 if kept else 0.0, day, day, known.as_of),
        n_events=0,
        legs=(),
        holds=(),
        curve=(),
        words=f"{goal.initiative_id} has been in production since {in_words(day)}: "
        f"{'in time' if kept else 'too late'} for {in_words(goal.wanted_date)}.",
        what_if=asked,
    )


def _without(
    known: Ground, goal_id: str, missing: Missing, left: Sequence[Barrier], asked: WhatIf
) -> Forecast:
    """Return a forecast that cannot be made, with the reason."""
    passed = missing.state != "not_known" and known.goals[goal_id].content.wanted_date < known.as_of
    return Forecast(
        goal_id=goal_id,
        as_of=known.as_of,
        target_date=known.goals[goal_id].content.wanted_date,
        state=missing.state,
        basis="none",
        finish=replace(UNKNOWN, p_target=0.0) if passed else UNKNOWN,
        n_events=0,
        legs=(),
        holds=tuple(_held(known, one) for one in left),
        curve=(),
        words=missing.words,
        what_if=asked,
    )


def _day(known: Ground, days: int | None) -> date | None:
    """Return the day so many days ahead; None where it is not known."""
    return None if days is None else known.as_of + timedelta(days=days)
