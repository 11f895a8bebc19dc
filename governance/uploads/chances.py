"""Goals before and after: those whose colour on the scorecard, or whose chance, becomes another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from governance.forecast.goals import forecasts
from governance.promises import GoalRevision, ReplyRevision
from governance.records import ledger
from governance.records.opening import reading
from governance.scorecard.both_sides import goal_lines, promises
from governance.scorecard.shapes import GoalLine
from governance.scorecard.view import view_of
from governance.uploads.figures import Seen, reads, touched_metrics
from governance.uploads.moves import GoalFigure, GoalMove
from governance.uploads.policy import uploads_policy
from governance.uploads.settled import Key

FORECAST_BY = frozenset(("stage_events", "initiatives", "blockers"))
"""The extracts that forecasts read besides the goals' own metrics."""


def goal_moves(
    before: Seen, after: Seen, keys: Collection[Key], *, today: date
) -> tuple[GoalMove, ...]:
    """Return the goals that stand otherwise, worst first.

    Args:
        before: The one side.
        after: The other one.
        keys: The extracts and periods in which they differ.
        today: The day the workspace reports as of.
    """
    with reading(before.workspace.database) as session:
        goals, replies = ledger.newest_goals(session), ledger.newest_replies(session)
    extracts = {extract for extract, _ in keys}
    touched = {one.name for one in touched_metrics(before.workspace, extracts)}
    concerned = [
        one
        for one in goals
        if one.content.metric in touched or (extracts & FORECAST_BY and one.content.initiative_id)
    ]
    if not concerned:
        return ()
    old = _lines(before, concerned, replies, today)
    new = _lines(after, concerned, replies, today)
    was: Mapping[str, float | None] = {}
    will: Mapping[str, float | None] = {}
    if extracts & _forecast_by(before, concerned):
        was = _chances(before, today)
        will = _chances(after, today)
    found = []
    for name, line in new.items():
        one = _figure(old.get(name), was.get(name))
        other = _figure(line, will.get(name))
        if _differs(one, other):
            found.append(GoalMove(name, line.title, line.metric, line.unit, one, other))
    return tuple(sorted(found, key=_place))


def _lines(
    seen: Seen,
    goals: Collection[GoalRevision],
    replies: Collection[ReplyRevision],
    today: date,
) -> Mapping[str, GoalLine]:
    """Return the lines of some goals as the scorecard of today shows them."""
    view = view_of(
        seen.workspace,
        period=None,
        business_unit=None,
        perspective=None,
        version=seen.version,
        today=today,
    )
    promised = promises(view, list(goals), list(replies))
    return {line.goal_id: line for line in goal_lines(view, promised, {})}


def _forecast_by(seen: Seen, goals: Collection[GoalRevision]) -> frozenset[str]:
    """Return the extracts that the forecasts of some goals rest on."""
    metrics = seen.workspace.metrics.metrics
    own = (metrics[one.content.metric] for one in goals if one.content.metric in metrics)
    return FORECAST_BY.union(*(reads(seen.workspace, metric) for metric in own))


def _chances(seen: Seen, today: date) -> Mapping[str, float | None]:
    """Return the chance of each goal's wanted day."""
    found = forecasts(seen.workspace, today=today, version=seen.version)
    return {name: one.finish.p_target for name, one in found.items()}


def _figure(line: GoalLine | None, chance: float | None) -> GoalFigure:
    """Return a goal as its line shows it."""
    if line is None:
        return GoalFigure(None, "no_data", "no_data", chance)
    return GoalFigure(line.value, line.state, line.status, chance)


def _differs(one: GoalFigure, other: GoalFigure) -> bool:
    """Return whether colour or chance differ by so much that it is news."""
    if one.status != other.status or (one.chance is None) != (other.chance is None):
        return True
    moved = abs((other.chance or 0.0) - (one.chance or 0.0))
    return moved * 100 >= uploads_policy().chances.least_points and moved > 0


def _place(one: GoalMove) -> tuple[int, float, str]:
    """Return where a goal stands in the list: what becomes worse first, then by lost chance."""
    lost = (one.before.chance or 0.0) - (one.after.chance or 0.0)
    return -one.worse, -lost, one.goal_id
