"""Commands of the check-in: who is ready, which meetings there are, and what is said in one."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from governance.checkin import meeting as room
from governance.checkin import told
from governance.checkin.agenda import agendas
from governance.checkin.readiness import prepared
from governance.checkin.shapes import CheckIn, Decision, Meeting
from governance.checkin.written import canonical
from governance.front_door.opening import (
    Day,
    RequiredDay,
    Signer,
    moment,
    opened,
    reporting_day,
    signer,
)
from pipelines.errors import NotFound
from pipelines.workspace import Workspace

checkin = typer.Typer(no_args_is_help=True, help="Prepare, hold, close and reopen a check-in.")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
WhichOne = Annotated[str | None, typer.Argument(help="Which one; the newest by default.")]
InOne = Annotated[
    str | None, typer.Option("--in", help="Which check-in; the newest one by default.")
]


@checkin.command("list")
def list_check_ins() -> None:
    """List the check-ins, newest first."""
    every = room.check_ins(opened())
    for one in every:
        print(f"{one.id}  {one.held_on}  {one.state:7}  {one.title}")
    if not every:
        print("There has been no check-in yet. “checkin open” opens the first one.")


@checkin.command("readiness")
def show_readiness(
    pre_read: Annotated[bool, typer.Option("--pre-read", help="Print the draft instead.")] = False,
    as_json: Json = False,
) -> None:
    """Print what is still missing before the next check-in, and who is asked for it."""
    workspace = opened()
    found = prepared(workspace, today=reporting_day(workspace), now=moment())
    if as_json:
        print(json.dumps(asdict(found), default=date.isoformat, ensure_ascii=False))
        return
    if pre_read:
        print(found.pre_read)
        return
    for question, settled, of in found.parts:
        print(f"{question}: {settled} of {of}")
    for one in found.chased:
        late = f", {told.counted(one.days_late, 'day')} late" if one.days_late else ""
        print(f"  {one.who}: {one.what}. {one.about}{late}")
    print("Ready." if found.ready else "Not ready yet.")


@checkin.command("open")
def open_check_in(
    title: Annotated[str, typer.Option(help="What it is called on screen.")],
    signed_by: Signer,
    agenda: Annotated[
        str | None, typer.Option(help="30, 45, 60 or quarterly; 45 by default.")
    ] = None,
    on: Day = None,
) -> None:
    """Open a check-in of a day, today by default; whoever opens it presents."""
    workspace = opened()
    made = room.open_check_in(
        workspace,
        signer(workspace, signed_by),
        title=title,
        agenda=agenda or next(iter(agendas())),
        held_on=on.date() if on else reporting_day(workspace),
        now=moment(),
    )
    print(f"{made.id} is open.")


@checkin.command("show")
def show_check_in(check_in_id: WhichOne = None, as_json: Json = False) -> None:
    """Print a check-in with what was decided, promised and noted in it."""
    workspace = opened()
    shown = room.meeting(workspace, chosen(workspace, check_in_id).id)
    if as_json:
        print(canonical(shown))
        return
    for line in _lines(shown):
        print(line)


@checkin.command("note")
def write_note(
    key: Annotated[str, typer.Argument(help="A step such as issues, or an item's key.")],
    text: Annotated[str, typer.Option(help="The whole note.")],
    signed_by: Signer,
    check_in_id: InOne = None,
    seen: Annotated[int | None, typer.Option(help="The note you looked at.")] = None,
) -> None:
    """Write down what was said about a step or an item."""
    workspace = opened()
    by, one = signer(workspace, signed_by), chosen(workspace, check_in_id)
    standing = [note.number for note in room.meeting(workspace, one.id).notes if note.key == key]
    last = (standing or [0])[0] if seen is None else seen
    room.write_note(workspace, by, one.id, key=key, text=text, seen=last, now=moment())
    print(f"Noted on {key}.")


@checkin.command("rate")
def rate(rating: int, signed_by: Signer, check_in_id: InOne = None) -> None:
    """Rate a check-in from 1 to 10."""
    workspace = opened()
    by, one = signer(workspace, signed_by), chosen(workspace, check_in_id)
    room.rate(workspace, by, one.id, rating, now=moment())
    print(f"{by} rates {one.id} {rating} of 10.")


@checkin.command("sign")
def sign_off(signed_by: Signer, check_in_id: InOne = None) -> None:
    """Sign what was decided in a check-in."""
    workspace = opened()
    by, one = signer(workspace, signed_by), chosen(workspace, check_in_id)
    room.sign_off(workspace, by, one.id, now=moment())
    print(f"{by} signed {one.id}.")


@checkin.command("next")
def set_next(on: RequiredDay, signed_by: Signer, check_in_id: InOne = None) -> None:
    """Say when the next check-in is."""
    workspace = opened()
    by, one = signer(workspace, signed_by), chosen(workspace, check_in_id)
    room.set_next(workspace, by, one.id, on.date(), now=moment())
    print(f"The next check-in is on {on.date()}.")


def chosen(workspace: Workspace, check_in_id: str | None) -> CheckIn:
    """Return the check-in that somebody named, or the newest one.

    Raises:
        NotFound: There is none.
    """
    if check_in_id is not None:
        return room.meeting(workspace, check_in_id).check_in
    every = room.check_ins(workspace)
    if not every:
        raise NotFound(
            "There has been no check-in yet.",
            next_step="Open one with “checkin open”. Nothing was changed.",
        )
    return every[0]


def _lines(shown: Meeting) -> list[str]:
    """Return a meeting in lines."""
    one, at = shown.check_in, shown.position
    ended = one.closed_at or moment()
    lines = [
        f"{one.id} {one.title}, {one.held_on}, {one.state}; {shown.agenda.title}",
        f"{shown.presenter} presents {at.step} {at.item}".rstrip()
        + f"; {told.minutes(shown.clock.elapsed(ended))} of {shown.agenda.minutes}:00",
        f"Present: {', '.join(map(str, shown.present)) or 'nobody signed in'}",
    ]
    lines += [_decision(each) for each in shown.decisions]
    lines += [f"  {each.id} {each.state}: {each.owner}, due {each.due}: {each.text}"
              for each in shown.actions]  # fmt: skip
    lines += [f"  Note on {each.key}: {each.text} ({each.by})" for each in shown.notes]
    lines += [f"  {person} rates it {rating} of 10" for person, rating in shown.ratings]
    lines += [f"  Signed by {person}, {told.clock_time(when)}" for person, when in shown.signatures]
    return lines


def _decision(one: Decision) -> str:
    """Return a decision in one line."""
    how = "decided" if one.signed else "draft"
    dated = f", by {one.new_date}" if one.new_date else ""
    return f"  {one.key} {how}: {told.options(one.options)}{dated}: {one.reason} ({one.by})"
