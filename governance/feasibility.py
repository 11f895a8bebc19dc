"""Feasibility from evidence: what data say, before anybody is asked.

Data readiness comes from measured datasets, infrastructure from IT's request queue, talent from
the staffing plan, compliance from the control register. What cannot be known stays unknown and
says why: a guess that looks measured would be worse than a person's word. The CIO may say
otherwise in the reply; both figures then stand side by side. No SQL and no clock here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

from governance.feasibility_shapes import GoalEvidence, PartEvidence
from governance.policy import EvidencePolicy, WaitPolicy, policy
from governance.promises import Goal, GoalRevision
from governance.readiness import joint_readiness
from governance.records import ledger
from governance.records.opening import reading
from governance.watching.grounds import Grounds, grounds
from pipelines.capacity import POSTS, REQUESTS, Posts, Requests, infra_requests, posts
from pipelines.controls import EXTRACT as CONTROLS
from pipelines.controls import Controls, controls
from pipelines.metrics.query import answers
from pipelines.periods import Period, containing
from pipelines.workspace import Workspace

NOBODY = "No initiative works for this goal."


@dataclass(frozen=True)
class _Ground:
    """Everything that evidence is read from, as it was known on a day."""

    known: Grounds
    requests: Mapping[str, Requests]
    posts: tuple[Posts, ...]
    controls: Mapping[str, Controls]
    scores: Mapping[str, tuple[float, ...]]
    """Compliance score of each model, by initiative."""
    rules: EvidencePolicy


def evidence(
    workspace: Workspace, *, today: date, version: int | None = None
) -> dict[str, GoalEvidence]:
    """Return what data say about the feasibility of every goal, by goal.

    Args:
        workspace: The store and its records.
        today: The day it is read on; what came later is left out.
        version: Catalogue version to read as of; the newest by default.

    Source:
        measured datasets; extracts ``infra``, ``talent`` and ``control_evidence``.
    """
    with reading(workspace.database) as session:
        stated = ledger.newest_goals(session)
    found = _ground(workspace, today, version)
    return {goal.goal_id: _evidence(found, goal) for goal in stated}


def evidence_of(workspace: Workspace, goal: GoalRevision, *, today: date) -> GoalEvidence:
    """Return what data say about the feasibility of one goal.

    Args:
        workspace: The store and its records.
        goal: The goal.
        today: The day it is read on; what came later is left out.
    """
    return _evidence(_ground(workspace, today, None), goal)


def _ground(workspace: Workspace, today: date, version: int | None) -> _Ground:
    """Read what evidence rests on; all of it is kept for each state of the workspace."""
    rules = policy().evidence
    past = today < workspace.reporting_day(today)
    asked = controls(workspace, on=today, version=version)
    quarter = next((one.quarter for one in asked.values()), None)
    return _Ground(
        known=grounds(workspace, until=_ended(today) if past else None, version=version),
        requests=infra_requests(workspace, on=today, version=version),
        posts=posts(workspace, on=today, version=version),
        controls=asked,
        scores=_compliance(workspace, rules.compliance.metric, quarter, version),
        rules=rules,
    )


def _ended(today: date) -> Period:
    """Return the newest quarter that had ended by ``today``."""
    quarter = containing(today, "quarter")
    return quarter if quarter.end <= today else quarter.shift(-1)


def _compliance(
    workspace: Workspace, metric: str, quarter: Period | None, version: int | None
) -> dict[str, tuple[float, ...]]:
    """Return the compliance score of each model by initiative, with the metric's weights."""
    if quarter is None or metric not in workspace.metrics.metrics:
        return {}
    found = answers(
        workspace, [metric], periods=[quarter], by=("initiative_id", "model_id"), version=version
    )
    scores: dict[str, list[float]] = {}
    for cell in found[metric].rows:
        initiative = cell.dimensions["initiative_id"]
        if cell.value is not None and initiative is not None:
            scores.setdefault(initiative, []).append(cell.value)
    return {initiative: tuple(values) for initiative, values in scores.items()}


def _evidence(found: _Ground, goal: GoalRevision) -> GoalEvidence:
    """Return the four parts of one goal."""
    serving = _serving(found.known, goal)
    return GoalEvidence(
        goal_id=goal.goal_id,
        initiatives=serving,
        parts={
            "data": _data(found.known, serving),
            "infrastructure": _infrastructure(found, serving),
            "talent": _talent(found, _units(found.known, goal.content, serving)),
            "compliance": _controls(found, serving),
        },
    )


def _serving(known: Grounds, goal: GoalRevision) -> tuple[str, ...]:
    """Return the goal's own initiative, or else all that work for it."""
    if goal.content.initiative_id:
        return (goal.content.initiative_id,)
    by_initiative = known.feeds.by_initiative
    return tuple(sorted(one for one, goals in by_initiative.items() if goal.goal_id in goals))


def _units(known: Grounds, goal: Goal, serving: Iterable[str]) -> tuple[str, ...]:
    """Return the goal's own unit, or else those of the initiatives that work for it."""
    if goal.business_unit:
        return (goal.business_unit,)
    listed = (known.estate[one].business_unit for one in serving if one in known.estate)
    return tuple(sorted({unit for unit in listed if unit}))


def _data(known: Grounds, serving: Sequence[str]) -> PartEvidence:
    """Return how ready the data are: as ready as the worst critical dataset."""
    if not serving:
        return PartEvidence(None, NOBODY, "")
    ready = joint_readiness(known, serving)
    if ready is None:
        return PartEvidence(None, "Nobody has said which datasets it uses.", "")
    return PartEvidence(ready.score, ready.words, ready.held_back_by)


def _infrastructure(found: _Ground, serving: Sequence[str]) -> PartEvidence:
    """Return how much of what was asked of IT is met, capped by how long it took."""
    if not serving:
        return PartEvidence(None, NOBODY, "")
    own = [found.requests[one] for one in serving if one in found.requests]
    asked = sum(one.asked for one in own)
    if not asked:
        said = "It has asked IT for nothing yet" if found.requests else "No requests are loaded"
        return PartEvidence(None, f"{said}, so infrastructure is not measured.", REQUESTS)
    met = 100.0 * sum(one.met_share for one in own) / asked
    wait = float(median([days for one in own for days in one.waits]))
    rules = found.rules.infrastructure
    capped = wait_score(wait, rules)
    full, waiting = sum(one.met for one in own), sum(one.waiting for one in own)
    parts = [f"{full} of {asked} requests are met in full"]
    if asked - full - waiting:
        parts.append(f"{asked - full - waiting} in part")
    if waiting:
        parts.append(f"{waiting} still wait{'s' if waiting == 1 else ''}")
    beside = "within" if wait <= rules.sla_days else "above"
    words = f"{', '.join(parts)}; the median wait of {wait:g} days is {beside} the agreed "
    words += f"{rules.sla_days}"
    held = f" and holds the score at {capped:.0f}" if capped < met else ""
    return PartEvidence(min(met, capped), f"{words}{held}.", REQUESTS)


def wait_score(days: float, rules: WaitPolicy) -> float:
    """Return what a wait is worth: 100 as agreed, falling evenly to 0, never below.

    Args:
        days: The median wait.
        rules: What is agreed, and at how many times of it nothing is left.
    """
    beyond = (days - rules.sla_days) / (rules.sla_days * (rules.worthless_at - 1))
    return 100.0 * (1.0 - min(max(beyond, 0.0), 1.0))


def _talent(found: _Ground, units: Sequence[str]) -> PartEvidence:
    """Return how many of the needed posts are filled; one role too many fills no other."""
    if not units:
        return PartEvidence(None, "It names no unit, so its posts are not known.", "")
    own = [one for one in found.posts if one.business_unit in units]
    required = sum(one.required for one in own)
    where = " and ".join(units)
    if not required:
        return PartEvidence(None, f"No staffing plan for {where} is loaded.", POSTS)
    share = found.rules.talent.contractors_count
    lacking: dict[str, float] = {}
    for one in own:
        there = one.filled + share * one.contractors
        lacking[one.role] = lacking.get(one.role, 0.0) + max(one.required - there, 0.0)
    filled = required - sum(lacking.values())
    words = f"{filled:g} of {required:g} posts in {where} were filled at the end of "
    words += own[0].quarter.label
    worst = max(lacking, key=lambda role: lacking[role])
    if lacking[worst]:
        words += f"; most are missing as {worst.replace('_', ' ')}: {lacking[worst]:g}"
    helping = sum(one.contractors for one in own)
    if helping and not share:
        words += f"; contractors ({helping:g}) do not count"
    return PartEvidence(100.0 * filled / required, f"{words}.", POSTS)


def _controls(found: _Ground, serving: Sequence[str]) -> PartEvidence:
    """Return the mean compliance score of the models, with what was asked and answered."""
    if not serving:
        return PartEvidence(None, NOBODY, "")
    own = [found.controls[one] for one in serving if one in found.controls]
    scores = [score for one in serving for score in found.scores.get(one, ())]
    if not own or not scores:
        words = "No control was asked of a model of it yet, so compliance is not measured."
        return PartEvidence(None, words, CONTROLS)
    models, asked = sum(one.models for one in own), sum(one.asked for one in own)
    told = [f"{sum(one.met for one in own)} are met"]
    for number, words in (
        (sum(one.partial for one in own), "in part"),
        (sum(one.waived for one in own), "waived"),
        (sum(one.silent for one in own), "not answered"),
    ):
        if number:
            told.append(f"{number} {words}")
    said = f"Of {asked} controls asked of {models} model{'' if models == 1 else 's'}"
    words = f"{said} in {own[0].quarter.label}, {', '.join(told)}; weighted as on the wall."
    return PartEvidence(fmean(scores), words, CONTROLS)
