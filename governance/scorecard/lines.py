"""Lines: each goal with the CEO's side and the CIO's side, and the disagreement measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from governance.policy import Policy
from governance.promises import Goal, GoalRevision, ReplyRevision
from governance.scorecard import gap
from governance.scorecard.attainment import attainment_in_range, clamped, way_covered
from governance.scorecard.pace import pace
from governance.scorecard.shapes import Blocker, CeoSide, CioSide, GoalLine, Status
from governance.scorecard.standing import Freshness, standing
from governance.scorecard.status import Edges, raw_colour, status_of
from governance.scorecard.tiles import edges_of
from pipelines.metrics.book import Metric
from pipelines.metrics.results import Cell
from pipelines.periods import Period


@dataclass(frozen=True)
class Promise:
    """A goal, the reply to it, and what they speak of."""

    goal: GoalRevision
    reply: ReplyRevision | None
    metric: Metric | None
    """None where the metric file no longer knows the goal's metric."""
    initiative: str = ""
    stage: str = ""
    business_unit: str = ""


def goal_line(
    promise: Promise, cells: Sequence[Cell], fresh: Freshness, *, period: Period, rules: Policy
) -> GoalLine:
    """Return one goal with both sides.

    Args:
        promise: The goal with its reply.
        cells: The goal's metric in the goal's part of the company, oldest period first.
        fresh: Decides whether the newest value still counts, and which day it is.
        period: The shown period.
        rules: Weights, edges and clocks.
    """
    goal, metric = promise.goal.content, promise.metric
    cell = standing(cells, fresh, rules.status).cell
    target = goal.target_in(period)
    attainment = _attainment(goal, metric, cell)
    ahead = None
    if attainment is not None:
        ahead = pace(attainment, start=goal.starts_on, end=goal.wanted_date, today=fresh.today)
    behind = ahead is not None and ahead < rules.pace.amber_below
    ceo = _ceo_side(promise.goal, rules)
    cio = None if promise.reply is None else _cio_side(promise.reply, rules)
    apart = None if cio is None else gap.alignment_gap(ceo.value_score, cio.feasibility_score)
    return GoalLine(
        goal_id=promise.goal.goal_id,
        title=goal.title,
        perspective=goal.perspective,
        business_unit=goal.business_unit or promise.business_unit,
        initiative_id=goal.initiative_id,
        initiative=promise.initiative,
        stage=promise.stage,
        metric=goal.metric,
        metric_title=metric.title if metric else goal.metric,
        unit=metric.unit if metric else "",
        better=metric.better if metric else "higher",
        baseline=goal.baseline,
        value=cell.value,
        target_now=target,
        target_end=goal.target_end,
        state=cell.state,
        status=_status(
            goal, metric, cell, target, own=_names(goal, period), behind=behind, rules=rules
        ),
        attainment=attainment,
        pace=ahead,
        ceo=ceo,
        cio=cio,
        alignment_gap=apart,
        alignment_words=gap.alignment_words(apart, rules.alignment),
        date_gap_days=gap.date_gap_days(goal.wanted_date, cio.realistic_date if cio else None),
        changes=promise.goal.number - 1 + (promise.reply.number - 1 if promise.reply else 0),
        period=cell.period,
        behind=behind,
        goal_revision=promise.goal.number,
        reply_revision=promise.reply.number if promise.reply else 0,
        reply_is_older=_reply_is_older(promise),
        note=cell.note,
    )


def worst_first(lines: Sequence[GoalLine]) -> tuple[GoalLine, ...]:
    """Return the goals with the widest gap between the wanted and the realistic day first.

    A goal without a date from delivery follows the late ones and precedes those on time: its
    gap is unknown, which is worse than none. Ties go to the colour, then to the priority.
    """

    def badness(line: GoalLine) -> tuple[float, int, int, str]:
        late = 0.5 if line.date_gap_days is None else max(line.date_gap_days, 0)
        return -late, _RANK[line.status], line.ceo.priority, line.goal_id

    return tuple(sorted(lines, key=badness))


_RANK: dict[Status, int] = {
    "red": 0,
    "stale": 1,
    "no_data": 1,
    "not_estimable": 1,
    "amber": 2,
    "provisional": 3,
    "no_target": 4,
    "green": 5,
}
"""Worst first; what is not known ranks between red and amber."""


def goal_edges(goal: Goal, metric: Metric, target: float, rules: Policy) -> Edges:
    """Return where the goal's colours meet: green at the target of the period.

    Amber is as wide as the metric's own amber band; without one, as the policy's share of the
    goal's way from baseline to end.
    """
    own = edges_of(metric)
    if own is not None:
        relative = metric.thresholds is not None and metric.thresholds.of == "target"
        band = own.band * abs(target) / 100 if relative else own.band
    elif goal.baseline is not None:
        band = abs(goal.target_end - goal.baseline) * rules.pace.amber_share
    else:
        band = 0.0
    amber = target - band if metric.better == "higher" else target + band
    return Edges(metric.better, green=target, amber=amber)


def _status(
    goal: Goal,
    metric: Metric | None,
    cell: Cell,
    target: float | None,
    *,
    own: bool,
    behind: bool,
    rules: Policy,
) -> Status:
    """Return the goal's colour: on the value, and amber where it falls behind a silent path.

    Where the path names the period itself, that figure was agreed and the straight line is
    not. Elsewhere a goal that is behind the line cannot be green, and is amber where the path
    has not begun.
    """
    if cell.value is None or metric is None:
        return status_of(cell.state, None)
    if metric.range is not None:
        edges = edges_of(metric)
    else:
        edges = None if target is None else goal_edges(goal, metric, target, rules)
    if edges is None:
        return status_of(cell.state, "amber" if behind else None)
    colour = raw_colour(cell.value, edges)
    return status_of(cell.state, "amber" if colour == "green" and behind and not own else colour)


def _names(goal: Goal, period: Period) -> bool:
    """Return whether the goal's path holds a target for exactly this period."""
    return any(label == period.label for label, _ in goal.target_path)


def _attainment(goal: Goal, metric: Metric | None, cell: Cell) -> float | None:
    """Return how much of the goal's way is covered, 0 to 100; None where that is not known."""
    if cell.value is None or metric is None:
        return None
    if metric.range is not None:
        limits = metric.range
        return attainment_in_range(
            cell.value, low=limits.low, high=limits.high, tolerance=limits.tolerance
        )
    if goal.baseline is None:
        return None
    return clamped(
        way_covered(
            cell.value,
            baseline=goal.baseline,
            target=goal.target_end,
            higher_is_better=metric.better == "higher",
        )
    )


def _ceo_side(revision: GoalRevision, rules: Policy) -> CeoSide:
    """Return the promise with its value score V."""
    goal = revision.content
    scores = {part: float(score) for part, score in asdict(goal.scores).items()}
    return CeoSide(
        wanted_date=goal.wanted_date,
        priority=goal.priority,
        reason=goal.reason,
        value_score=gap.value_score(scores, rules.value),
        value_parts=tuple(
            (part, scores[part], share) for part, share in rules.value.weights.shares().items()
        ),
        by=revision.by.name,
        at=revision.at,
    )


def _cio_side(revision: ReplyRevision, rules: Policy) -> CioSide:
    """Return the delivery with its feasibility score F."""
    reply = revision.content
    evidence = dict(reply.scores.parts())
    scores = {part: given.score for part, given in evidence.items()}
    feasible = gap.feasibility(scores, rules.feasibility)
    return CioSide(
        feasible=reply.feasible,
        realistic_date=reply.realistic_date,
        feasibility_score=feasible.score,
        feasibility_parts=tuple(
            (part, scores[part], share)
            for part, share in rules.feasibility.weights.shares().items()
        ),
        capped=feasible.capped,
        blockers=tuple(
            Blocker(
                one.type,
                one.text,
                one.owner,
                one.since,
                one.estimate,
                one.evidence,
                one.days_at_stake,
                one.money_at_stake_eur,
            )
            for one in reply.blockers
        ),
        ask=reply.ask,
        ask_eur=reply.ask_eur,
        by=revision.by.name,
        at=revision.at,
        evidence=tuple((part, given.note) for part, given in evidence.items()),
        measured=tuple(
            (part, given.measured, given.measured_words) for part, given in evidence.items()
        ),
    )


def _reply_is_older(promise: Promise) -> bool:
    """Return whether the goal was changed after the CIO replied to it."""
    if promise.reply is None:
        return False
    return promise.reply.content.answers_revision < promise.goal.number
