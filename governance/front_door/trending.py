"""Commands about a metric's course: whether its newest move is news, and why it moved for good."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from governance import trends
from governance.front_door.opening import Signer, Why, moment, opened, reporting_day, signer
from governance.front_door.written import pairs
from governance.trend_shapes import Segment, Trend
from governance.trend_words import ended
from pipelines.errors import GapError

MetricName = Annotated[str, typer.Argument(help="A metric such as adoption_rate.")]
PeriodLabel = Annotated[
    str, typer.Argument(help="Its first month or quarter at the new level, such as 2025-06.")
]


class Grains(StrEnum):
    """How fine a course may be shown."""

    MONTH = "month"
    QUARTER = "quarter"


def show_trend(
    metric: MetricName,
    where: Annotated[
        list[str] | None, typer.Option(help="Only these, as business_unit=Claims.")
    ] = None,
    grain: Annotated[Grains | None, typer.Option(help="Months where there are any.")] = None,
    as_of: Annotated[int | None, typer.Option("--as-of", help="Catalogue version.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print whether a metric's newest figures are signal or noise, with its limits and steps."""
    workspace = opened()
    found = trends.trend(
        workspace,
        metric,
        where=dict(pairs(where)),
        grain=None if grain is None else grain.value,
        today=reporting_day(workspace),
        version=as_of,
    )
    if as_json:
        told = {**asdict(found), "where": dict(found.where)}
        print(json.dumps(told, default=_text, ensure_ascii=False, allow_nan=False))
        return
    scope = "".join(f", {value}" for _, value in found.where)
    print(f"{found.title}{scope}, by {found.grain}: {found.words}")
    for segment in found.segments:
        print(f"  {_segment(segment, found)}")
    for note in (found.assurance_words, *found.notes):
        if note:
            print(f"  {note}")
    for standing in found.steps:
        step = standing.step
        cause = ended(step.cause)
        print(f"  Step recorded for {step.period} by {step.by}: {cause} {standing.words}")


def record_step(
    metric: MetricName,
    period: PeriodLabel,
    signed_by: Signer,
    why: Why,
    cause: Annotated[str, typer.Option(help="What made it move.")] = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Withdraw the recorded step instead.")
    ] = False,
) -> None:
    """Record why a metric moved to another level for good, or withdraw such a record."""
    workspace = opened()
    person = signer(workspace, signed_by)
    if withdraw:
        if cause:
            raise GapError(
                "A withdrawal has a reason and no cause.",
                next_step="Leave out --cause or --withdraw. Nothing was changed.",
            )
        gone = trends.withdraw_step(
            workspace, person, metric=metric, period=period, why=why, now=moment()
        )
        print(f"The step of {gone.metric} in {gone.period} is withdrawn.")
        return
    step = trends.record_step(
        workspace, person, metric=metric, period=period, cause=cause, why=why, now=moment()
    )
    found = trends.trend(workspace, metric, today=reporting_day(workspace))
    words = [one.words for one in found.steps if one.step == step]
    print(f"The step of {step.metric} in {step.period} is recorded. {' '.join(words)}".strip())


def _segment(one: Segment, found: Trend) -> str:
    """Return a stretch with its limits in one line."""
    stretch = f"{one.first} to {one.last}, {one.n} points"
    if one.limits is None or one.shown_lower is None or one.shown_upper is None:
        return f"{stretch}: no limits yet."
    digits = found.decimals
    low, high = (f"{limit:,.{digits}f}" for limit in (one.shown_lower, one.shown_upper))
    return (
        f"{stretch}: mean {one.limits.mean:,.{digits}f}, usually {low} to {high} {found.unit} "
        f"({one.state}, drawn from {one.rests_on})."
    )


def _text(value: object) -> str:
    """Return a day or a moment as text."""
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
