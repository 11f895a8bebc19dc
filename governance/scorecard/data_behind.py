"""The data behind the goals: what was measured, beside what delivery says.

Nothing here asks once for each goal: the incidents and the readiness of everything are derived
once for each state of the records, and the lines pick theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from governance.data_policy import data_policy
from governance.incidents import incidents_on
from governance.readiness import Readiness, joint_readiness, readiness_on
from governance.scorecard.shapes import DataGap, GoalLine
from governance.scorecard.view import View
from governance.watching.grounds import Grounds, grounds
from governance.watching.shapes import Incident


@dataclass(frozen=True)
class _Behind:
    """What lies behind all goals at one state of the records."""

    gaps: Mapping[str, tuple[DataGap, ...]]
    """By goal, the worst first."""
    of_initiatives: Mapping[str, Readiness]
    of_goals: Mapping[str, Readiness]
    """Over all initiatives that work for a goal; counts where the goal names none of its own."""


def with_data(view: View, lines: Sequence[GoalLine], *, today: date) -> tuple[GoalLine, ...]:
    """Return the lines with what was measured of the data that they rest on.

    Args:
        view: What the reader asked for; an earlier quarter is told as it was known then.
        lines: The goals.
        today: The day the workspace reports as of.
    """
    window, shown = view.window, data_policy().blocking.shown
    until = None if view.read_on == today else window.shown
    behind = _behind(grounds(window.workspace, until=until, version=window.version), view.read_on)
    found = []
    for line in lines:
        gaps = behind.gaps.get(line.goal_id, ())
        if line.initiative_id:
            ready = behind.of_initiatives.get(line.initiative_id)
        else:
            ready = behind.of_goals.get(line.goal_id)
        found.append(
            replace(
                line,
                data_gaps=gaps[:shown],
                more_gaps=max(len(gaps) - shown, 0),
                readiness=ready,
            )
        )
    return tuple(found)


@lru_cache(maxsize=8)
def _behind(known: Grounds, read_on: date) -> _Behind:
    """Derive what lies behind the goals; a state of the records is derived once."""
    gaps: dict[str, list[DataGap]] = {}
    for incident in incidents_on(known, today=read_on):
        for goal in incident.goals if incident.blocks else ():
            gaps.setdefault(goal, []).append(_gap(incident))
    serving: dict[str, list[str]] = {}
    for initiative, goals in known.feeds.by_initiative.items():
        for goal in goals:
            serving.setdefault(goal, []).append(initiative)
    joint = {goal: joint_readiness(known, sorted(who)) for goal, who in serving.items()}
    return _Behind(
        gaps={
            goal: tuple(sorted(found, key=lambda gap: (gap.score, gap.since, gap.check)))
            for goal, found in gaps.items()
        },
        of_initiatives=readiness_on(known),
        of_goals={goal: ready for goal, ready in joint.items() if ready is not None},
    )


def _gap(incident: Incident) -> DataGap:
    """Return an incident as it stands in the way of a goal."""
    return DataGap(
        kind=incident.kind,
        subject=incident.subject,
        title=incident.title,
        check=incident.check,
        says=incident.says,
        score=incident.score,
        tested=incident.tested,
        since=incident.since,
        owner=incident.owner,
    )
