"""The command that forecasts: every goal in a table, or one goal with all that it rests on."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from governance.forecast.goals import forecast, forecasts
from governance.forecast.shapes import Forecast, Hold, Leg, WhatIf
from governance.forecast.wording import percent
from governance.front_door.opening import opened, reporting_day
from pipelines.errors import GapError

Without = Annotated[
    list[str] | None,
    typer.Option("--without", help="A blocker that is cleared today, by number or type."),
]
Begun = Annotated[
    list[str] | None,
    typer.Option("--project", help="A foundation project that is begun today, such as FND-02."),
]
STATES = {
    "ok": "",
    "done": "reached",
    "too_few": "too few cases",
    "aging": "older than all that left",
    "stopped": "paused or retired",
    "not_known": "not known",
}


def show_forecast(
    goal_id: Annotated[str | None, typer.Argument(help="One goal; all of them by default.")] = None,
    without: Without = None,
    project: Begun = None,
    as_of: Annotated[int | None, typer.Option("--as-of", help="Catalogue version.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print the chance of each goal's date, judged by the company's own history."""
    asked = WhatIf(tuple(without or ()), tuple(project or ()))
    workspace = opened()
    today = reporting_day(workspace)
    if goal_id is None:
        if asked != WhatIf():
            raise GapError(
                "Blockers and projects are supposed for one goal at a time.",
                next_step="Name the goal: python -m governance forecast GOAL --without BLOCKER.",
            )
        found = forecasts(workspace, today=today, version=as_of)
        if as_json:
            print(_json({"goals": [as_object(one) for one in found.values()]}))
        else:
            _show_all(found)
        return
    one = forecast(workspace, goal_id, today=today, what_if=asked, version=as_of)
    if as_json:
        print(_json(as_object(one)))
    else:
        _show_one(one)


def as_object(one: Forecast) -> dict[str, object]:
    """Return a forecast as JSON has it: shares from 0 to 1, days as ISO text, None for unknown."""
    return {
        "goal": one.goal_id,
        "as_of": one.as_of,
        "target_date": one.target_date,
        "p_target": one.finish.p_target,
        "p50": one.finish.p50,
        "p85": one.finish.p85,
        "n_events": one.n_events,
        "state": one.state,
        "calibration": asdict(one.calibration) if one.calibration else None,
        "basis": one.basis,
        "beyond": one.finish.beyond,
        "stopped": one.finish.stopped,
        "reach": one.finish.reach,
        "holds": [asdict(hold) for hold in one.holds],
        "legs": [asdict(leg) for leg in one.legs],
        "what_if": asdict(one.what_if),
        "prior_used": one.prior_used,
        "words": one.words,
    }


def _json(value: object) -> str:
    """Return JSON; days as ISO text."""
    return json.dumps(value, default=_text, ensure_ascii=False, allow_nan=False)


def _text(value: object) -> str:
    """Return a day as text."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _show_all(found: dict[str, Forecast]) -> None:
    """Print a line for each goal, and how good such forecasts were."""
    if not found:
        print("No goals have been stated here yet.")
        return
    table = Table()
    for title in ("Goal", "Wanted", "Chance", "Half by", "85 % by", "Cases"):
        table.add_column(title, no_wrap=True)
    table.add_column("Remark")
    for one in found.values():
        table.add_row(
            one.goal_id,
            str(one.target_date),
            _chance(one),
            _day(one, one.finish.p50, 0.5),
            _day(one, one.finish.p85, 0.85),
            str(one.n_events),
            "industry figure" if one.prior_used else STATES[one.state],
        )
    console = Console()
    console.print(table)
    for words in {
        one.calibration.words
        for one in found.values()
        if one.calibration is not None and one.basis == "stages"
    }:
        console.print(f"How good such forecasts were: {words}", highlight=False)


def _show_one(one: Forecast) -> None:
    """Print one forecast with its legs, what is in the way, and how good such forecasts were."""
    console = Console()
    console.print(f"\n[bold]{one.goal_id}[/bold], read on {one.as_of}", highlight=False)
    console.print(
        f"Chance of {one.target_date}: {_chance(one)}; half {_by(one, one.finish.p50, 0.5)}, "
        f"85 of 100 {_by(one, one.finish.p85, 0.85)}",
        highlight=False,
    )
    console.print(escape(one.words), highlight=False)
    if one.what_if != WhatIf():
        supposed = ", ".join((*one.what_if.without, *one.what_if.projects))
        console.print(f"An estimate that supposes: {escape(supposed)}.", highlight=False)
    for leg in one.legs:
        console.print(_leg(leg), highlight=False)
    for hold in one.holds:
        console.print(escape(_hold(hold)), highlight=False)
    if one.calibration is not None:
        console.print(f"How good such forecasts were: {one.calibration.words}", highlight=False)


def _leg(leg: Leg) -> str:
    """Return a stage in front in one line."""
    half = "half never left it as far as is known"
    if leg.median_days is not None:
        half = f"half leave it within {leg.median_days:.0f} days"
    waited = f", {leg.age_days} days so far" if leg.age_days else ""
    return (
        f"  {leg.stage}: {half} ({leg.n_events} of {leg.n_cases} cases of {leg.reference}{waited})"
    )


def _hold(hold: Hold) -> str:
    """Return what is in the way in one line."""
    ends = "nobody knows when it ends"
    if hold.until is not None:
        ends = f"probably until {hold.until}"
    elif hold.source == "history":
        ends = "probably lasts longer than the data reach"
    costs = "" if hold.costs_days is None else f", costs {hold.costs_days} days"
    by = f" ({hold.project_id} {hold.source})" if hold.project_id else f" ({hold.source})"
    return f"  In the way {hold.key} {hold.type}: {hold.text} {ends}{by}{costs}"


def _chance(one: Forecast) -> str:
    """Return the chance in whole per cent, or a dash where it cannot be known."""
    return "–" if one.finish.p_target is None else percent(one.finish.p_target)


def _day(one: Forecast, day: date | None, share: float) -> str:
    """Return the day by which a share is there, or that it lies later than the data reach."""
    if day is not None:
        return day.isoformat()
    if one.finish.stopped > 1.0 - share:
        return "never"
    return "–" if one.finish.reach is None else f"> {one.finish.reach}"


def _by(one: Forecast, day: date | None, share: float) -> str:
    """Return the same within a sentence."""
    told = _day(one, day, share)
    words = {"–": "not known", "never": "never, because too many stop"}
    return words.get(told, f"by {told}" if day else f"later than {one.finish.reach}")
