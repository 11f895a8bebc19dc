"""Trends: whether a metric's newest figures are news, and the steps that somebody vouches for.

A step is recorded with its cause by the CIO's side. It draws new limits only once the figures
bear it out; until then it stands beside the course with what it lacks. It is never taken away:
whoever was wrong withdraws it by a further record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from governance.access import require
from governance.people import Person
from governance.policy import policy
from governance.records.opening import reading, writing
from governance.records.steps import all_steps, append_step, steps_of
from governance.roster import require_known
from governance.scorecard.tiles import target_in
from governance.signing import note, plain_text, utc
from governance.trend_course import Asked, course
from governance.trend_shapes import RecordedStep, StepAction, Trend
from pipelines.errors import GapError, NotFound
from pipelines.metrics.book import Metric
from pipelines.metrics.query import answers
from pipelines.metrics.results import Answer
from pipelines.periods import Grain, parsed
from pipelines.workspace import Workspace

PER_PERIOD = ("EUR", "count")
"""Units of figures that are sums of a period: a month's cannot be held against a quarter's."""
ADDED_UP = ("survival", "cash_flow")
"""Types whose figure at a period's end rests on everything before it."""


def trend(
    workspace: Workspace,
    metric: str,
    *,
    where: Mapping[str, str] | None = None,
    grain: Literal["month", "quarter"] | None = None,
    today: date,
    version: int | None = None,
) -> Trend:
    """Return a metric's course, and whether its newest figures are signal or noise.

    Args:
        workspace: Where.
        metric: Which.
        where: Only this business unit or initiative; the whole company by default.
        grain: Months or quarters; by default months where the data have them, for limits need
            many points.
        today: The day the workspace reports as of; a period that is not over is not judged.
        version: Catalogue version to read as of; the newest by default.

    Raises:
        MetricError: There is no such metric, or it is not known by month or by that filter.
    """
    asked = workspace.metrics.metric(metric)
    chosen, answer = _figures(workspace, asked, grain, where or {}, version)
    recorded = [one for one in steps(workspace) if one.metric == metric]
    over = [cell for cell in answer.rows if parsed(cell.period).end <= today]
    comparable = not where and (chosen == asked.grain or asked.unit not in PER_PERIOD)
    target = target_in(asked, parsed(over[-1].period)) if over and comparable else None
    return course(
        asked,
        answer.rows,
        recorded,
        Asked(
            grain=chosen,
            today=today,
            rules=policy().trends,
            where=where or {},
            as_of=answer.as_of,
            target=target,
            adds_up=any(_adds_up(one) for one in _base(workspace, asked)),
        ),
    )


def steps(workspace: Workspace) -> tuple[RecordedStep, ...]:
    """Return the recorded steps that stand, by metric and period; withdrawn ones are left out."""
    with reading(workspace.database) as session:
        newest = {(one.metric, one.period): one for one in all_steps(session)}
    return tuple(one for one in newest.values() if one.action == "record")


def record_step(
    workspace: Workspace,
    person: Person,
    *,
    metric: str,
    period: str,
    cause: str,
    why: str,
    now: datetime,
) -> RecordedStep:
    """Record that a metric stands at another level from a period on, and what made it move.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``trends:write``.
        metric: Which metric moved.
        period: The first month or quarter at the new level.
        cause: What made it move, which everybody will read.
        why: Why it is expected to last.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not record steps.
        MetricError: There is no such metric, or it is not known by month.
        GapError: Nothing is known of that period, or the step is recorded already. Nothing was
            changed.
    """
    require(person, "trends:write")
    told = plain_text(cause, field="cause")
    reason = plain_text(why, field="reason why it will last")
    asked, label = workspace.metrics.metric(metric), _known_period(workspace, metric, period)
    with writing(workspace.database) as session:
        require_known(session, person)
        earlier = steps_of(session, asked.name, label)
        if earlier and earlier[-1].action == "record":
            raise GapError(
                f"{earlier[-1].by} recorded a step of {asked.title} in {label} already: "
                f"{earlier[-1].cause}",
                next_step="Withdraw that one first if it is wrong. Nothing was changed.",
            )
        step = RecordedStep(
            asked.name, label, len(earlier) + 1, "record", told, reason, person, utc(now)
        )
        append_step(session, step)
        note(
            session,
            person,
            action="step:record",
            subject=f"step/{asked.name}/{label}",
            at=step.at,
            reason=reason,
            after={"cause": told},
        )
    return step


def withdraw_step(
    workspace: Workspace, person: Person, *, metric: str, period: str, why: str, now: datetime
) -> RecordedStep:
    """Withdraw a recorded step by a further record; the old limits hold again.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``trends:write``.
        metric: Which metric.
        period: The period that the step was recorded for.
        why: What was wrong about it, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not withdraw steps.
        NotFound: No such step stands; nothing was changed.
    """
    require(person, "trends:write")
    reason = plain_text(why, field="reason for the withdrawal")
    asked, label = workspace.metrics.metric(metric), parsed(period).label
    with writing(workspace.database) as session:
        require_known(session, person)
        earlier = steps_of(session, asked.name, label)
        if not earlier or earlier[-1].action == "withdraw":
            raise NotFound(
                f"No step of {asked.title} is recorded in {label}.",
                next_step=f"“python -m governance trend {asked.name}” shows those that are. "
                "Nothing was changed.",
            )
        action: StepAction = "withdraw"
        step = RecordedStep(
            asked.name, label, len(earlier) + 1, action, "", reason, person, utc(now)
        )
        append_step(session, step)
        note(
            session,
            person,
            action="step:withdraw",
            subject=f"step/{asked.name}/{label}",
            at=step.at,
            reason=reason,
            before={"cause": earlier[-1].cause},
        )
    return step


def _known_period(workspace: Workspace, metric: str, written: str) -> str:
    """Return the label of a month or quarter that the metric has figures for, or refuse it."""
    period = parsed(written)
    if period.grain == "year":
        raise GapError(
            f"A step begins in a month or a quarter; {period} is a year.",
            next_step="Write a month such as 2025-06 or a quarter such as 2025-Q2. "
            "Nothing was changed.",
        )
    (cell,) = answers(workspace, [metric], grain=period.grain, periods=[period])[metric].rows
    if cell.state == "no_data":
        raise GapError(
            f"Nothing is known of {workspace.metrics.metric(metric).title} in {period}.",
            next_step="Load the period's data first, or correct the period. Nothing was changed.",
        )
    return period.label


def _figures(
    workspace: Workspace,
    metric: Metric,
    grain: Literal["month", "quarter"] | None,
    where: Mapping[str, str],
    version: int | None,
) -> tuple[Grain, Answer]:
    """Return the figures at the grain that was asked for, else the finest that serves."""

    def asked(at: Grain) -> Answer:
        """Return the figures at one grain."""
        return answers(workspace, [metric.name], grain=at, where=where, version=version)[
            metric.name
        ]

    if grain is not None:
        return grain, asked(grain)
    if _monthly(workspace, metric):
        months = asked("month")
        known = sum(cell.value is not None for cell in months.rows)
        if known > len(months.rows) - known:
            return "month", months
    own: Grain = "quarter" if metric.grain == "month" else metric.grain
    return own, asked(own)


def _monthly(workspace: Workspace, metric: Metric) -> bool:
    """Return whether a metric has figures of single months that stand for themselves."""
    for one in _base(workspace, metric):
        extract = workspace.extracts[one.extract or ""]
        if _adds_up(one) or (extract.snapshot and extract.grain != "month"):
            return False
    return True


def _adds_up(metric: Metric) -> bool:
    """Return whether each figure contains those before it."""
    return metric.type in ADDED_UP or metric.over == "to_date"


def _base(workspace: Workspace, metric: Metric) -> tuple[Metric, ...]:
    """Return the metrics computed from rows that a metric rests on."""
    if metric.type != "derived":
        return (metric,)
    inputs = workspace.metrics.inputs(metric)
    return tuple(found for one in inputs for found in _base(workspace, one))
