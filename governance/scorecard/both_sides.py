"""Both sides: the goals with their replies, their figures and what they speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from governance.promises import GoalRevision, ReplyRevision
from governance.scorecard import questions
from governance.scorecard.lines import Promise, goal_line, worst_first
from governance.scorecard.roll_up import Part, roll_up
from governance.scorecard.shapes import GoalLine, RollUp
from governance.scorecard.standing import Freshness
from governance.scorecard.status import is_colour
from governance.scorecard.view import View
from pipelines.metrics.results import Cell
from pipelines.portfolio import Initiative, initiatives


def promises(
    view: View,
    goals: Sequence[GoalRevision],
    replies: Sequence[ReplyRevision],
) -> list[Promise]:
    """Return the goals asked for with their replies and what they speak of."""
    answered = {reply.goal_id: reply for reply in replies}
    by_id = _estate(view, goals)
    found = []
    for goal in goals:
        content = goal.content
        about = by_id.get(content.initiative_id)
        promise = Promise(
            goal=goal,
            reply=answered.get(goal.goal_id),
            metric=view.window.workspace.metrics.metrics.get(content.metric),
            initiative=about.name if about else "",
            stage=about.stage if about else "",
            business_unit=content.business_unit or (about.business_unit if about else ""),
        )
        in_unit = view.business_unit in (None, promise.business_unit)
        if in_unit and content.perspective in view.perspectives:
            found.append(promise)
    return found


def goal_lines(
    view: View, promises: Sequence[Promise], wall: Mapping[str, tuple[Cell, ...]]
) -> tuple[GoalLine, ...]:
    """Return the goals as lines, worst first."""
    cells = questions.goal_cells(view.window, [one.goal for one in promises], wall)
    lines = []
    for promise in promises:
        fresh = Freshness(view.read_on, 0, arrived=True)
        if promise.metric is not None:
            fresh = view.freshness(promise.metric)
        own = cells.get(promise.goal.goal_id, ())
        lines.append(goal_line(promise, own, fresh, period=view.window.shown, rules=view.rules))
    return worst_first(lines)


def goals_together(view: View, promises: Sequence[Promise], lines: Sequence[GoalLine]) -> RollUp:
    """Return the goals as one weighted score; a goal without a known way counts as missing."""
    told = {one.goal.goal_id: one.goal.content for one in promises}
    return roll_up(
        "goals",
        [
            Part(
                attainment=line.attainment if is_colour(line.status) else None,
                weight=told[line.goal_id].weight,
                must_not_fail=told[line.goal_id].must_not_fail,
                status=line.status,
            )
            for line in lines
        ],
        view.rules.roll_up,
    )


def _estate(view: View, goals: Sequence[GoalRevision]) -> dict[str, Initiative]:
    """Return the initiatives that goals speak of, as they stood at the end of the period."""
    named = {goal.content.initiative_id for goal in goals} - {""}
    if not named:
        return {}
    window = view.window
    found = initiatives(window.workspace, only=named, until=window.shown, version=window.version)
    return {one.id: one for one in found}
