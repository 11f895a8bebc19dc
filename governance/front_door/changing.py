"""Commands that change: seed the demo, add people, state and change goals."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from typing import Annotated, cast

import typer

from governance import demo, goals, roster
from governance.front_door.opening import (
    Day,
    RequiredDay,
    Seen,
    Signer,
    Why,
    moment,
    opened,
    reporting_day,
    signer,
)
from governance.front_door.written import known_parts, number, pairs
from governance.people import Person, Role
from governance.promises import Goal, Perspective, ValueScores
from governance.ranking import DateMove, effects
from pipelines.demo.story import END
from pipelines.errors import GapError

Targets = Annotated[list[str], typer.Option("--target", help="PERIOD=VALUE, once per period.")]
_PARTS = tuple(ValueScores.__dataclass_fields__)


def seed_demo(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where others are here already.")
    ] = False,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Leave out what was signed after this day."),
    ] = None,
) -> None:
    """Seed the fictional company's people, goals and replies."""
    workspace = opened()
    if if_empty and not demo.is_open_to_demo(workspace):
        print("This workspace has people or figures of its own; nothing was changed.")
        return
    last = END if until is None else datetime.combine(until, time.max, UTC)
    stated = demo.seed(workspace, now=moment(), until=last)
    print(f"{stated} goals stated." if stated else "The demo is in place; nothing was changed.")


def add_person(
    identifier: str,
    name: str,
    role: str,
    signed_by: Annotated[
        str | None, typer.Option("--as", help="The facilitator; nobody for the first person.")
    ] = None,
) -> None:
    """Add somebody: identifier, name and role (ceo, cio, cio_staff, facilitator, viewer)."""
    workspace = opened()
    by = None if signed_by is None else signer(workspace, signed_by)
    newcomer = Person(identifier, name, cast(Role, role))
    added = roster.add_person(workspace, by, newcomer, now=moment())
    print(f"{added} was added.")


def state_goal(
    goal_id: str,
    signed_by: Signer,
    why: Why,
    title: Annotated[str, typer.Option(help="What is wanted, in a sentence.")],
    perspective: Annotated[str, typer.Option(help="financial, operational or risk.")],
    metric: Annotated[str, typer.Option(help="A metric of the metric file.")],
    target: Targets,
    wanted: RequiredDay,
    score: Annotated[list[str], typer.Option(help="PART=0..100, once for each part of the value.")],
    reason: Annotated[str, typer.Option(help="Why the goal matters.")],
    priority: Annotated[int, typer.Option(min=1, help="1 is first.")] = 1,
    unit: Annotated[str, typer.Option(help="Only this business unit.")] = "",
    initiative: Annotated[str, typer.Option(help="Only this initiative.")] = "",
    baseline: Annotated[float | None, typer.Option(help="Where the metric stands now.")] = None,
    must_not_fail: Annotated[bool, typer.Option("--must-not-fail")] = False,
) -> None:
    """State a new goal: what the CEO wants, by when, and what it is worth."""
    workspace = opened()
    scores = known_parts(score, _PARTS)
    missing = [part for part in _PARTS if part not in scores]
    if missing:
        raise GapError(
            f"A goal needs a score for {', '.join(missing)}.",
            next_step="Add --score PART=NUMBER for each. Nothing was changed.",
        )
    now = moment()
    goal = Goal(
        title=title,
        perspective=cast(Perspective, perspective),
        metric=metric,
        target_path=_path(target),
        starts_on=now.date(),
        wanted_date=wanted.date(),
        priority=priority,
        reason=reason,
        scores=ValueScores(**scores),
        baseline=baseline,
        business_unit=unit,
        initiative_id=initiative,
        must_not_fail=must_not_fail,
    )
    by = signer(workspace, signed_by)
    signed = goals.state_goal(workspace, by, goal_id=goal_id, goal=goal, why=why, now=now)
    print(f"{signed.goal_id} is stated, signed by {signed.by}.")


def change_goal(
    goal_id: str,
    signed_by: Signer,
    why: Why,
    seen: Seen = None,
    wanted: Day = None,
    target: Annotated[
        list[str] | None, typer.Option(help="PERIOD=VALUE; together they replace the path.")
    ] = None,
    priority: Annotated[int | None, typer.Option(min=1)] = None,
    score: Annotated[list[str] | None, typer.Option(help="PART=0..100 of the value.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why the goal matters.")] = None,
) -> None:
    """Change a goal: a further revision is signed, the earlier ones stay.

    A new priority also prints which realistic dates move by it, as an estimate.
    """
    workspace = opened()
    newest = goals.goal_history(workspace, goal_id)[-1]
    goal = newest.content
    scores = {**asdict(goal.scores), **known_parts(score, _PARTS)}
    changed = replace(
        goal,
        wanted_date=wanted.date() if wanted else goal.wanted_date,
        target_path=_path(target) or goal.target_path,
        priority=goal.priority if priority is None else priority,
        scores=ValueScores(**scores),
        reason=goal.reason if reason is None else reason,
    )
    moved: tuple[DateMove, ...] = ()
    if changed.priority != goal.priority:
        today = reporting_day(workspace)
        moved = effects(workspace, changes={goal_id: changed.priority}, today=today)
    signed = goals.change_goal(
        workspace,
        signer(workspace, signed_by),
        goal_id=goal_id,
        seen=newest.number if seen is None else seen,
        goal=changed,
        why=why,
        now=moment(),
    )
    print(f"{goal_id} is at revision {signed.number}, signed by {signed.by}.")
    for one in moved:
        days = f"{one.days:+d} days"
        print(f"An estimate: {one.goal_id} {one.before} -> {one.after} ({days}). {one.because}")


def _path(texts: list[str] | None) -> tuple[tuple[str, float], ...]:
    """Return a target path written as PERIOD=VALUE."""
    return tuple((label, number(text)) for label, text in pairs(texts))
