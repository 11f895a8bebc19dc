"""Commands about files on their way: what is due, and which uploads wait for whom."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

import typer

from governance import roster
from governance.access import may
from governance.front_door.opening import opened, reporting_day
from governance.people import Person
from governance.uploads.due import Meter, Owed, completeness, due
from pipelines.uploads.reading import open_uploads
from pipelines.uploads.shapes import State, Upload

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
_WAITS: dict[State, str] = {
    "received": "to be looked at",
    "asks": "leaves questions open",
    "wrong": "has bad rows",
    "ready": "may be loaded",
    "refused": "was refused as a whole",
    "overtaken": "was overtaken by another load; to be looked at again",
}


def show_due(
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is in, and what is not over yet.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List which files are owed, late ones first, and how much of the newest quarter is in."""
    workspace = opened()
    today = reporting_day(workspace)
    owed = due(workspace, today=today)
    shown = [one for one in owed if everything or one.state in ("late", "due")]
    meter = completeness(workspace, today=today)
    if as_json:
        print(_json({"owed": [_plain(one) for one in shown], "quarter": _measured(meter)}))
        return
    for one in shown:
        print(_owed(one))
    if not shown:
        print("Nothing is due.")
    print(f"{meter.quarter}: {meter.words}.")


def show_uploads(as_json: Json = False) -> None:
    """List the uploads of which something can still become, and who waits for whom."""
    workspace = opened()
    people = {one.id: one for one in roster.people(workspace)}
    found = open_uploads(workspace)
    if as_json:
        print(_json([_told(one, people) for one in found]))
        return
    for one in found:
        print(_upload(one, people))
    if not found:
        print("No upload is open.")


def _owed(one: Owed) -> str:
    """Return one owed file in a line or two."""
    first = f"{one.extract} {one.period}: {one.words} ({one.owner})"
    if one.on_its_way:
        first += f"; on its way: {', '.join(one.on_its_way)}"
    last = f"  last: {one.last.period} by {one.last.by}, {one.last.at:%Y-%m-%d}" if one.last else ""
    return f"{first}\n{last}" if last else f"{first}\n  never loaded"


def _upload(one: Upload, people: dict[str, Person]) -> str:
    """Return one open upload in two lines."""
    who = people[one.actor].name if one.actor in people else one.actor
    first = f"{one.id} {_named(one.file_name)}: {_waits(one, people)}"
    return f"{first}\n  brought by {who}, {one.at:%Y-%m-%d %H:%M} UTC"


def _waits(one: Upload, people: dict[str, Person]) -> str:
    """Return what an upload waits for, and whose hand."""
    if one.state != "waits":
        return _WAITS[one.state]
    able = [each.name for each in _approvers(one, people)]
    return f"waits for the approval of {', '.join(able) or 'somebody who had no hand in it'}"


def _approvers(one: Upload, people: dict[str, Person]) -> list[Person]:
    """Return who may approve an upload."""
    return [
        each for each in people.values() if may(each, "loads:approve") and each.id not in one.hands
    ]


def _named(name: str) -> str:
    """Return a file's name as a terminal may print it."""
    return "".join(sign if sign.isprintable() else "�" for sign in name)


def _told(one: Upload, people: dict[str, Person]) -> dict[str, object]:
    """Return an upload as JSON shows it."""
    waits_for = [each.id for each in _approvers(one, people)] if one.state == "waits" else []
    return {
        "id": one.id,
        "file_name": one.file_name,
        "state": one.state,
        "by": one.actor,
        "at": one.at,
        "waits_for": waits_for,
        "periods": [list(each.at) for each in one.finding.planned] if one.finding else [],
    }


def _plain(one: Owed) -> dict[str, object]:
    """Return an owed file as JSON shows it."""
    return asdict(one) | {"words": one.words}


def _measured(meter: Meter) -> dict[str, object]:
    """Return a quarter's completeness as JSON shows it."""
    missing = [[one.extract, one.period] for one in meter.missing]
    return {"quarter": meter.quarter, "in": meter.arrived, "of": meter.of, "missing": missing}


def _json(value: object) -> str:
    """Return JSON; days and moments as ISO text."""
    return json.dumps(value, default=_text, ensure_ascii=False, allow_nan=False)


def _text(value: object) -> str:
    """Return a day or a moment as text."""
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
