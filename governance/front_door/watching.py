"""Commands about measured data: incidents, who looks after them, and data readiness."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

import typer

from governance import incidents as watched
from governance.front_door.opening import Signer, Why, moment, opened, reporting_day, signer
from governance.readiness import DatasetStanding, Readiness, readiness, standings
from governance.watching.shapes import Incident
from pipelines.quality.shapes import Kind
from pipelines.workspace import Workspace

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
Subject = Annotated[str, typer.Argument(help="A dataset such as DS-CRM, or an extract.")]
Check = Annotated[str, typer.Argument(help="The check's name; see “incidents”.")]


def show_incidents(
    everything: Annotated[bool, typer.Option("--all", help="The closed ones too.")] = False,
    as_json: Json = False,
) -> None:
    """List the incidents of measured data, the gravest first: one for each check that fails."""
    workspace = opened()
    every = watched.incidents(workspace, today=reporting_day(workspace))
    shown = [one for one in every if everything or one.state == "open"]
    if as_json:
        print(_json([asdict(one) for one in shown]))
        return
    for one in shown:
        print(_incident(one))
    if not shown:
        print("No incident is open." if every else "No check ever failed here.")


def assign_incident(
    subject: Subject,
    check: Check,
    owner: Annotated[str, typer.Option(help="Who looks after it, by name or role.")],
    signed_by: Signer,
    why: Why,
) -> None:
    """Say who looks after an open incident."""
    workspace = opened()
    watched.assign(
        workspace,
        signer(workspace, signed_by),
        kind=_kind(workspace, subject),
        subject=subject,
        check=check,
        owner=owner,
        why=why,
        now=moment(),
    )
    print(f"{owner.strip()} looks after {check} of {subject} now.")


def close_incident(subject: Subject, check: Check, signed_by: Signer, why: Why) -> None:
    """Close an open incident by hand; a later run that fails opens it again."""
    workspace = opened()
    watched.close(
        workspace,
        signer(workspace, signed_by),
        kind=_kind(workspace, subject),
        subject=subject,
        check=check,
        reason=why,
        now=moment(),
    )
    print(f"{check} of {subject} is closed until it is measured again and still fails.")


def show_readiness(as_json: Json = False) -> None:
    """Print how good the datasets are, and how ready the data of each initiative are."""
    workspace = opened()
    every, ready = standings(workspace), readiness(workspace)
    if as_json:
        told = {
            "datasets": [_standing(one) for one in every],
            "initiatives": {name: asdict(one) for name, one in ready.items()},
        }
        print(_json(told))
        return
    if not every:
        print("No dataset is registered or reported here yet.")
        return
    for one in every:
        print(_dataset(one))
    print()
    for name, found in ready.items():
        print(_initiative(name, found))


def _kind(workspace: Workspace, subject: str) -> Kind:
    """Return what a name is: extracts are written in small letters, datasets in capitals."""
    return "extract" if subject in workspace.extracts else "dataset"


def _incident(one: Incident) -> str:
    """Return one incident in three lines."""
    standing = one.severity + (", in the way of goals" if one.blocks and one.goals else "")
    first = f"{one.subject} {one.check}: {one.score:.1f} % pass ({standing})"
    second = f"  {one.title}: {one.says} {one.failed:g} of {one.tested:,} fail in {one.period}."
    since = f"open since {one.since}, {one.age_days} days"
    if one.state == "closed":
        since = f"closed on {one.episodes[-1].closed} after {one.age_days} days: {one.reason}"
    third = f"  {one.owner or 'Nobody named'}; {since}"
    if len(one.episodes) > 1:
        third += f" (open {len(one.episodes)} times so far)"
    if one.goals:
        third += f"; feeds {', '.join(one.goals)}"
    return f"{first}\n{second}\n{third}"


def _dataset(one: DatasetStanding) -> str:
    """Return one dataset in a line."""
    name = f"{one.dataset:<14} {'critical' if one.critical else '':<9} "
    if one.score is not None:
        level = "" if one.level is None else f", level {one.level:.1f}"
        return f"{name}{one.score:.1f} of 100{level}; {one.failing} of {one.checks} checks fail"
    if one.state == "reported" and one.reported_score is not None:
        return f"{name}{one.reported_score:.1f} reported for {one.reported_period}, not measured"
    return f"{name}not measured{': ' + one.measured.failure if one.measured else ''}"


def _initiative(name: str, ready: Readiness) -> str:
    """Return an initiative's readiness in a line."""
    score = "not known" if ready.score is None else f"{ready.score:.0f} of 100"
    return f"{name:<8} {score:<11} {ready.words}"


def _standing(one: DatasetStanding) -> dict[str, object]:
    """Return a dataset as JSON shows it: without its contract and the checks that hold."""
    hidden = ("contract", "measured")
    told = {name: value for name, value in asdict(one).items() if name not in hidden}
    told["period"] = one.measured.period if one.measured else ""
    return told


def _json(value: object) -> str:
    """Return JSON; days and moments as ISO text."""
    return json.dumps(value, default=_text, ensure_ascii=False, allow_nan=False)


def _text(value: object) -> str:
    """Return a day or a moment as text."""
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
