"""What forecasts rest on, read once: histories, goals, replies, projects, blockers.

Reading takes a moment and the arithmetic does not, so it is read once for each state of the
workspace, and every goal and every what-if is answered from it. What is kept hangs on the
catalogue's version and the newest journal entry; nothing expires by time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine

from governance.forecast.calibration import calibration
from governance.forecast.curves import Curve, curve
from governance.forecast.history import History, history_on
from governance.forecast.policy import ForecastPolicy, forecast_policy
from governance.forecast.shapes import Calibration, Forecast
from governance.forecast.steps import goal_cells_for, step_forecast
from governance.investments.shapes import Project
from governance.promises import Goal, GoalRevision, ReplyRevision
from governance.records import ledger
from governance.records import projects as project_records
from governance.records.opening import reading
from pipelines.blockers import BlockerSpell, blocker_spells
from pipelines.stages import STAGES, stage_record
from pipelines.workspace import Workspace

State = tuple[int, int, date]
"""Catalogue version, newest journal entry, and the day it is told as of."""
UNDER_WAY = ("funded", "running")
"""States of a project whose money is decided on and which is not done."""
KEPT = 6
"""States kept for each database: the newest one, and a few that somebody looks back at."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything that was read; equal to itself alone."""

    as_of: date
    rules: ForecastPolicy
    history: History
    goals: Mapping[str, GoalRevision]
    replies: Mapping[str, ReplyRevision]
    projects: Mapping[str, Project]
    begun: Mapping[str, date]
    """The day the money for a funded or running project was decided on, by project."""
    blockers: Mapping[str, tuple[BlockerSpell, ...]]
    """How long blockers lasted, by type."""
    by_steps: Mapping[str, Forecast]
    """The forecasts of goals that go by their metric's own steps, by goal."""
    calibration: Calibration
    """How good forecasts by stages were."""

    def lasting(self, kind: str, *, age: int) -> Curve:
        """Return how much longer a blocker of a kind lasts that has been there ``age`` days."""
        known = self.blockers.get(kind, ())
        return curve(
            np.array([(one.last - one.began).days for one in known], dtype=np.int64),
            forward=[one.solved for one in known],
            age=age,
            least_watched=self.rules.reference.least_watched,
        )


_kept: WeakKeyDictionary[Engine, OrderedDict[State, Ground]] = WeakKeyDictionary()
_lock = threading.Lock()


def ground(workspace: Workspace, *, today: date, version: int | None = None) -> Ground:
    """Return what forecasts rest on.

    Args:
        workspace: Where.
        today: The day the workspace reports as of; what happened later takes no part.
        version: Catalogue version to read as of; the newest by default.
    """
    at = workspace.catalogue.version() if version is None else version
    state: State = (at, workspace.catalogue.journal_head(), today)
    with _lock:
        found = _kept.setdefault(workspace.database, OrderedDict()).get(state)
    if found is None:
        found = _read(workspace, today, at)
        with _lock:
            remembered = _kept.setdefault(workspace.database, OrderedDict())
            remembered[state] = found
            while len(remembered) > KEPT:
                remembered.popitem(last=False)
    return found


def _read(workspace: Workspace, today: date, version: int) -> Ground:
    """Read everything."""
    rules = forecast_policy()
    with reading(workspace.database) as session:
        goals, replies = ledger.newest_goals(session), ledger.newest_replies(session)
        stated = project_records.newest_projects(session)
        under_way = [one.goal_id for one in stated if one.content.state in UNDER_WAY]
        histories = {name: project_records.project_history(session, name) for name in under_way}
    record = stage_record(workspace, version=version)
    history = history_on(record, today, rules.reference)
    followed = [goal for goal in goals if _goes_by_steps(history, goal.content, rules)]
    return Ground(
        as_of=today,
        rules=rules,
        history=history,
        goals={goal.goal_id: goal for goal in goals},
        replies={reply.goal_id: reply for reply in replies},
        projects={one.goal_id: one.content for one in stated},
        begun={
            name: _decided_on((one.at.date(), one.content.state) for one in revisions)
            for name, revisions in histories.items()
        },
        blockers=_by_type(blocker_spells(workspace, until=today, version=version)),
        by_steps=_by_steps(workspace, followed, rules, today, version),
        calibration=calibration(workspace, today=today, version=version),
    )


def _goes_by_steps(history: History, goal: Goal, rules: ForecastPolicy) -> bool:
    """Return whether a goal follows its metric: it has no initiative, or one that is live."""
    if not goal.initiative_id:
        return True
    journey = history.journeys.get(goal.initiative_id)
    live = journey is not None and journey.state == STAGES[-1] and not journey.undated
    return live and goal.metric not in rules.reached.by_production


def _by_steps(
    workspace: Workspace,
    followed: Sequence[GoalRevision],
    rules: ForecastPolicy,
    today: date,
    version: int,
) -> dict[str, Forecast]:
    """Return the forecasts of the goals that follow their metric."""
    cells = goal_cells_for(workspace, followed, today=today, version=version)
    return {
        goal.goal_id: step_forecast(
            goal,
            cells[goal.goal_id],
            metric=workspace.metrics.metrics.get(goal.content.metric),
            today=today,
            policy=rules,
        )
        for goal in followed
    }


def _decided_on(states: Iterable[tuple[date, str]]) -> date:
    """Return the day since when a project, now under way, has been funded or running."""
    since: date | None = None
    for day, state in states:
        if state not in UNDER_WAY:
            since = None
        elif since is None:
            since = day
    if since is None:
        raise ValueError("a project that is under way has a state that says so")
    return since


def _by_type(spells: Iterable[BlockerSpell]) -> dict[str, tuple[BlockerSpell, ...]]:
    """Return blockers by their type."""
    found: dict[str, list[BlockerSpell]] = {}
    for spell in spells:
        found.setdefault(spell.type, []).append(spell)
    return {kind: tuple(spells) for kind, spells in found.items()}
