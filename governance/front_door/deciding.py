"""Commands for what comes of a check-in: decisions and actions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, cast

import typer

from governance.checkin import actions, deciding, told
from governance.checkin import meeting as room
from governance.checkin.deciding import Choice
from governance.checkin.shapes import Action, ActionState, Attached, CheckIn, Option, Sides
from governance.forecast.goals import forecast
from governance.forecast.shapes import WhatIf
from governance.front_door.checking_in import InOne, chosen
from governance.front_door.opening import (
    Day,
    RequiredDay,
    Signer,
    Why,
    moment,
    opened,
    reporting_day,
    signer,
)
from governance.front_door.written import euros
from governance.scorecard import scorecard
from pipelines.workspace import Workspace

action = typer.Typer(no_args_is_help=True, help="List, add, settle or move actions.")
Seen = Annotated[int | None, typer.Option(help="What you looked at; the newest by default.")]
ActionId = Annotated[str, typer.Argument(help="Such as CI-2026-04/A1.")]


def decide(
    goal_id: str,
    option: Annotated[list[str], typer.Option(help="Such as re_time; may stand several times.")],
    why: Why,
    signed_by: Signer,
    check_in_id: InOne = None,
    new_date: Day = None,
    scope: Annotated[str, typer.Option(help="What is left of the goal.")] = "",
    money: Annotated[str | None, typer.Option("--eur", help="What it may cost.")] = None,
    project: Annotated[str, typer.Option(help="The foundation project that is funded.")] = "",
    review_on: Day = None,
    without: Annotated[
        list[str] | None, typer.Option(help="Attach what if: a blocker that would be gone.")
    ] = None,
    keeps: Annotated[
        float | None, typer.Option(help="Share (0 to 1) of the value that the scope keeps.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Write it down for the CEO.")] = False,
    key: Annotated[str, typer.Option("--sign", help="The draft that is signed.")] = "",
    seen: Seen = None,
) -> None:
    """Decide on a goal as the CEO, or draft a decision for the CEO to sign."""
    workspace = opened()
    today, one = reporting_day(workspace), chosen(workspace, check_in_id)
    asked = WhatIf(without=tuple(without or ()), value_share=keeps)
    choice = Choice(
        goal_id=goal_id,
        options=tuple(cast(Option, name) for name in option),
        reason=why,
        new_date=new_date.date() if new_date else None,
        scope=scope,
        money_eur=None if money is None else euros(money),
        review_on=review_on.date() if review_on else None,
        attached=None if asked == WhatIf() else _attached(workspace, goal_id, asked, today=today),
        project_id=project,
    )
    write = deciding.draft if draft else deciding.decide
    made = write(
        workspace,
        signer(workspace, signed_by),
        one.id,
        choice,
        before=_sides(workspace, goal_id, today=today),
        seen=_newest(workspace, one, goal_id) if seen is None else seen,
        today=today,
        now=moment(),
        key=key,
    )
    how = "is signed" if made.signed else "is a draft until the CEO signs it"
    print(f"{made.key} {how}: {told.options(made.options)}; it is reviewed on {made.review_on}.")
    if made.funded_with:
        print(f"{made.project_id} needs {', '.join(made.funded_with)}: paid for together with it.")


@action.command("list")
def list_actions() -> None:
    """List the open actions, the one that is due first first, and how many were done."""
    workspace = opened()
    today = reporting_day(workspace)
    for one in actions.open_actions(workspace):
        print(
            f"{one.id}  {one.due}{' overdue' if one.due < today else ''}  {one.owner}: {one.text}"
        )
    done, of = actions.done_rate(workspace, today=today)
    print(f"Done: {done} of {of} that are settled or due.")


@action.command("add")
def add_action(
    text: Annotated[str, typer.Argument(help="What is to be done.")],
    owner: Annotated[str, typer.Option(help="Who does it.")],
    signed_by: Signer,
    due: Day = None,
    goal_id: Annotated[str, typer.Option("--goal", help="The goal that it is for.")] = "",
    check_in_id: InOne = None,
) -> None:
    """Write down who does what by when; by the next check-in where no day is given."""
    workspace = opened()
    made = actions.add_action(
        workspace,
        signer(workspace, signed_by),
        chosen(workspace, check_in_id).id,
        text=text,
        owner=owner,
        due=due.date() if due else None,
        goal_id=goal_id,
        now=moment(),
    )
    print(f"{made.id}: {made.owner} by {made.due}.")


@action.command("settle")
def settle_action(
    action_id: ActionId,
    state: Annotated[str, typer.Argument(help="done, dropped or open.")],
    signed_by: Signer,
    why: Annotated[str, typer.Option("--why", help="What became of it.")] = "",
    seen: Seen = None,
) -> None:
    """Say that an action is done or dropped, or open it again."""
    workspace = opened()
    by = signer(workspace, signed_by)
    made = actions.settle_action(
        workspace,
        by,
        action_id,
        state=cast(ActionState, state),
        reason=why,
        seen=_standing(workspace, action_id) if seen is None else seen,
        now=moment(),
    )
    print(f"{made.id} is {made.state}.")


@action.command("move")
def move_action(
    action_id: ActionId,
    due: RequiredDay,
    why: Why,
    signed_by: Signer,
    owner: Annotated[str, typer.Option(help="Who does it from now on.")] = "",
    seen: Seen = None,
) -> None:
    """Give an open action another day, and another owner where one is named."""
    workspace = opened()
    made = actions.move_action(
        workspace,
        signer(workspace, signed_by),
        action_id,
        due=due.date(),
        why=why,
        owner=owner,
        seen=_standing(workspace, action_id) if seen is None else seen,
        now=moment(),
    )
    print(f"{made.id}: {made.owner} by {made.due}.")


def _sides(workspace: Workspace, goal_id: str, *, today: date) -> Sides:
    """Return both positions on a goal as they stand now; none where there is no such goal."""
    card = scorecard(workspace, today=today)
    line = next((one for one in card.lines if one.goal_id == goal_id), None)
    expected = None if line is None else forecast(workspace, goal_id, today=today)
    return deciding.sides(line, expected)


def _attached(workspace: Workspace, goal_id: str, asked: WhatIf, *, today: date) -> Attached:
    """Return a what-if with the forecast that it has now."""
    standing = forecast(workspace, goal_id, today=today)
    finish = forecast(workspace, goal_id, today=today, what_if=asked).finish
    known = {name: one.text for one in standing.holds for name in (one.key, one.type)}
    gone = [known.get(name, f"blocker {name}") for name in asked.without]
    cleared = f"Without {told.listed(gone, most=3)}" if gone else "As things stand"
    kept = "" if asked.value_share is None else f", keeping {told.chance(asked.value_share)}"
    return Attached(f"{cleared}{kept}", asked, finish.p_target, finish.p50, finish.p85)


def _newest(workspace: Workspace, check_in: CheckIn, goal_id: str) -> int:
    """Return the number of what was drafted or decided last on a goal in a meeting."""
    found = room.meeting(workspace, check_in.id).decisions
    return max((one.number for one in found if one.goal_id == goal_id), default=0)


def _standing(workspace: Workspace, action_id: str) -> int:
    """Return the number of an action's newest state; 0 where there is none."""
    found: dict[str, Action] = {one.id: one for one in actions.every_action(workspace)}
    return found[action_id].number if action_id in found else 0
