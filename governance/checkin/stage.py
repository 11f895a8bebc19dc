"""The stage: everything that a check-in shows, gathered once for one state of the workspace.

What comes from data and promises is read once for each journal entry, each measurement and each
reporting day, however often the meeting moves; what people park, solve and say in the meeting is
laid over it in a moment. The journal's head is read before anything else, so that a stage can be
older than it says but never newer, and a close that compares both is safe.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from governance.checkin import told
from governance.checkin.cases import cases
from governance.checkin.changes import changes_since
from governance.checkin.issues import Edges, Worth, candidates, issues
from governance.checkin.meeting import check_ins
from governance.checkin.policy import checkin_policy
from governance.checkin.realities import Grave, capacity, escalations, grave, stakes
from governance.checkin.shapes import CheckIn, Issue, Meeting, Stage, Stake
from governance.checkin.suggesting import suggestion, with_smaller
from governance.incidents import incidents
from governance.investments.ground import Ground, ground
from governance.maturity.matrix import agenda
from governance.policy import policy
from governance.scorecard import scorecard
from governance.scorecard.shapes import GoalLine
from pipelines.quality import kept
from pipelines.workspace import Workspace

KEPT = 4
"""States kept for each database: the present one, and those that somebody still looks at."""
State = tuple[int, int, date]
"""Newest journal entry, newest measurement and reporting day."""


@dataclass(frozen=True, eq=False)
class _Ground:
    """A stage before anything was said in the meeting, and what that is laid over."""

    stage: Stage
    failing: tuple[Grave, ...]
    candidates: tuple[Issue, ...]


_kept: WeakKeyDictionary[Engine, OrderedDict[State, _Ground]] = WeakKeyDictionary()
_lock = threading.Lock()


def stage(workspace: Workspace, meeting: Meeting | None, *, today: date) -> Stage:
    """Return what the check-in shows.

    Args:
        workspace: Where.
        meeting: What has been said so far; None before there is a meeting.
        today: The day the workspace reports as of.
    """
    found = _ground(workspace, today)
    if meeting is None:
        return found.stage
    rules, most = checkin_policy(), checkin_policy().issues.shown
    smaller = {
        one.goal_id: one.attached
        for one in meeting.decisions
        if one.attached and one.attached.asked.value_share is not None
    }
    return replace(
        found.stage,
        suggestions=tuple(
            (goal, with_smaller(one, smaller[goal], rules) if goal in smaller else one)
            for goal, one in found.stage.suggestions
        ),
        issues=issues(found.candidates, meeting.parked, meeting.solved, most=most),
        escalations=escalations(found.failing, meeting.notes),
    )


def _ground(workspace: Workspace, today: date) -> _Ground:
    """Return what data and promises give, read once for each state of the workspace."""
    head = workspace.catalogue.journal_head()
    state: State = (head, kept.head(workspace), today)
    with _lock:
        found = _kept.setdefault(workspace.database, OrderedDict()).get(state)
    if found is None:
        found = _read(workspace, today=today, head=head)
        with _lock:
            remembered = _kept.setdefault(workspace.database, OrderedDict())
            remembered[state] = found
            while len(remembered) > KEPT:
                remembered.popitem(last=False)
    return found


def _read(workspace: Workspace, *, today: date, head: int) -> _Ground:
    """Read it."""
    rules, version = checkin_policy(), workspace.catalogue.version()
    card = scorecard(workspace, version=version, today=today)
    found = {line.goal_id: line.forecast for line in card.lines if line.forecast}
    since = _last_closed(check_ins(workspace))
    held, failing = stakes(card.lines, found), grave(incidents(workspace, today=today))
    above, money = failing[: rules.escalations.shown], ground(workspace)
    listed = candidates(
        card.lines,
        held,
        failing,
        worth={line.goal_id: _worth(line, held, money) for line in card.lines},
        edges=Edges(policy().alignment.aligned_within, rules.re_time.chance_below),
        rules=rules.issues,
    )
    shown = Stage(
        period=card.period,
        as_of=version,
        reporting_date=today,
        since=since,
        changes=changes_since(workspace, since, card=card, today=today),
        card=card,
        forecasts=tuple(found.items()),
        blockers=held,
        maturity=agenda(workspace, today=today),
        capacity=capacity(workspace, today=today, version=version),
        issues=issues(listed, (), (), most=rules.issues.shown),
        escalations=escalations(above, ()),
        suggestions=tuple(
            (case.line.goal_id, suggestion(case, rules))
            for case in cases(workspace, card, money, version=version)
        ),
        more_escalations=len(failing) - len(above),
        journal_head=head,
    )
    return _Ground(shown, above, listed)


def _last_closed(every: Sequence[CheckIn]) -> CheckIn | None:
    """Return the newest check-in that was closed; None before there was one."""
    return next((one for one in every if one.state == "closed"), None)


def _worth(line: GoalLine, held: Sequence[Stake], known: Ground) -> Worth:
    """Return the money at stake for a goal: by the ledger, or by its blockers where that is more.

    A value score that was turned into money stands for points, not for money, and is left out.
    """
    serving = [name for name in known.worths if line.goal_id in known.goals_of(name)]
    booked = {
        name: known.worths[name].eur_a_year
        for name in serving
        if known.worths[name].basis in ("forecast", "planned")
    }
    stated = [
        one.money_eur for one in held if one.goal_id == line.goal_id and one.money_eur is not None
    ]
    yearly, lost = sum(booked.values(), Decimal(0)), sum(stated, Decimal(0))
    if lost and lost >= yearly:
        words = f"{told.money(lost)} at stake by its blockers, as the CIO says"
        return Worth(((line.goal_id, lost),), words)
    if booked:
        return Worth(tuple(booked.items()), f"{told.money(yearly)} a year by the ledger")
    return Worth()
