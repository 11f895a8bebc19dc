"""Commands that show: the scorecard, a goal with its history, the people."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from governance import goals, replies, roster
from governance.feasibility import evidence
from governance.front_door.opening import opened, reporting_day
from governance.people import ROLE_WORDS
from governance.promises import Evidence, Obstacle
from governance.scorecard import scorecard
from governance.scorecard.shapes import GoalLine, RollUp, Scorecard, Status, Tile

MARKS: dict[Status, str] = {
    "green": "● on target",
    "amber": "▲ watch",
    "red": "◆ off target",
    "no_data": "○ no data",
    "stale": "○ stale",
    "not_estimable": "○ cannot be estimated",
    "provisional": "○ provisional",
    "no_target": "– no limit set",
}
"""A shape and words, so that nobody needs to see a colour."""


def show_scorecard(
    period: Annotated[str | None, typer.Option(help="A quarter such as 2026-Q1.")] = None,
    unit: Annotated[str | None, typer.Option(help="Only this business unit.")] = None,
    perspective: Annotated[
        str | None, typer.Option(help="Only financial, operational or risk.")
    ] = None,
    as_of: Annotated[int | None, typer.Option("--as-of", help="Catalogue version.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print the two-way scorecard: are we on track, the figures, and both sides of each goal."""
    workspace = opened()
    card = scorecard(
        workspace,
        period=period,
        business_unit=unit,
        perspective=perspective,
        version=as_of,
        today=reporting_day(workspace),
    )
    if as_json:
        print(as_object(card))
        return
    console = Console()
    console.print(f"\n[bold]{escape(card.headline)}[/bold]")
    console.print(f"{card.period}, read on {card.reporting_date}, version {card.as_of}\n")
    console.print(_roll_ups((*card.roll_ups, *((card.goals,) if card.goals else ()))))
    console.print(_tiles(card.tiles))
    if card.left_out:
        console.print(f"Known for the whole company only: {escape(', '.join(card.left_out))}.\n")
    for line in card.lines:
        console.print(_line(line), highlight=False)
    if not card.lines:
        console.print("No goals have been stated here yet.")


def show_goal(goal_id: str) -> None:
    """Print a goal and the reply to it, with every earlier revision."""
    workspace = opened()
    for revision in goals.goal_history(workspace, goal_id):
        goal = revision.content
        path = ", ".join(f"{label}={value:g}" for label, value in goal.target_path)
        print(f"{goal_id} revision {revision.number}: {goal.title}")
        print(f"  {goal.metric}, targets {path}, wanted by {goal.wanted_date}")
        print(f"  {revision.by}, {revision.at:%Y-%m-%d %H:%M} UTC: {revision.why}")
    for answer in replies.reply_history(workspace, goal_id):
        reply = answer.content
        print(
            f"Reply {answer.number} to revision {reply.answers_revision}: {reply.feasible}", end=""
        )
        print(f", realistic {reply.realistic_date}" if reply.realistic_date else ", no date")
        for part, given in reply.scores.parts():
            print(f"  {part} {given.score:g}{_as_measured(given)}: {given.note}")
        for one in reply.blockers:
            print(f"  {one.type} since {one.since}: {one.text} ({one.owner}){_stakes(one)}")
        print(f"  {answer.by}, {answer.at:%Y-%m-%d %H:%M} UTC: {answer.why}")
    today = reporting_day(workspace)
    print(f"As of {today} data say:")
    for part, found in evidence(workspace, today=today)[goal_id].parts.items():
        print(f"  {part}{'' if found.score is None else f' {found.score:.0f}'}: {found.words}")


def _as_measured(given: Evidence) -> str:
    """Return what data said beside a score when it was signed."""
    if given.measured is None:
        return f" ({given.measured_words})" if given.measured_words else ""
    return f" (data say {given.measured:g}: {given.measured_words})"


def _stakes(one: Obstacle) -> str:
    """Return what hangs on an obstacle, as far as it was said."""
    days = "" if one.days_at_stake is None else f"{one.days_at_stake} days"
    euros = "" if one.money_at_stake_eur is None else f"{one.money_at_stake_eur:,.0f} EUR"
    told = " and ".join(part for part in (days, euros) if part)
    seen = f"; see {one.evidence}" if one.evidence else ""
    return (f", {told} at stake" if told else "") + seen


def show_people() -> None:
    """Print everybody in the workspace with the role."""
    everybody = roster.people(opened())
    for somebody in everybody:
        print(f"{somebody.id:<16} {ROLE_WORDS[somebody.role]:<12} {somebody.name}")
    if not everybody:
        print("Nobody is here yet. “python -m governance demo” seeds the fictional company.")


def as_object(card: Scorecard) -> str:
    """Return the scorecard as JSON: the shapes as they are, dates as ISO text, money as text."""
    return json.dumps(asdict(card), default=_text, ensure_ascii=False, allow_nan=False)


def _text(value: object) -> str:
    """Return a day, a moment or an amount as text."""
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _roll_ups(rows: tuple[RollUp, ...]) -> Table:
    """Return the perspectives as a table."""
    table = Table("Perspective", "Score", "Between", "Known", "Standing", title_justify="left")
    for row in rows:
        standing = MARKS[row.status] + (" (held at amber)" if row.capped else "")
        score = "–" if row.score is None else f"{row.score:.0f}"
        bounds = f"{row.lowest:.0f} and {row.highest:.0f}"
        table.add_row(row.perspective, score, bounds, f"{row.known} of {row.total}", standing)
    return table


def _tiles(rows: tuple[Tile, ...]) -> Table:
    """Return the wall as a table."""
    table = Table("Measure", "Value", "Target", "Attained", "n", "Period", "Standing")
    for row in rows:
        table.add_row(
            row.title,
            _figure(row.value, row.unit),
            _figure(row.target, row.unit),
            "–" if row.attainment is None else f"{row.attainment:.0f}",
            str(row.n),
            row.period,
            MARKS[row.status],
        )
    return table


def _line(row: GoalLine) -> str:
    """Return one goal with both sides, in three lines that fit a narrow window."""
    first = f"[bold]{row.goal_id}[/bold] {escape(row.title)}: {MARKS[row.status]}"
    if row.value is not None:
        first += f", {_figure(row.value, row.unit)}, target {_figure(row.target_now, row.unit)}"
    ceo = f"  CEO wants it by {row.ceo.wanted_date}, value {row.ceo.value_score:.1f}"
    if row.cio is None:
        return f"{first}\n{ceo}\n  CIO: {row.alignment_words}\n"
    gap = "no date" if row.date_gap_days is None else f"{row.date_gap_days:+d} days"
    cio = (
        f"  CIO believes in {row.cio.realistic_date or 'no date'}, feasibility "
        f"{row.cio.feasibility_score:.1f}: {gap}, {row.alignment_words}"
    )
    return f"{first}\n{ceo}\n{cio}\n"


def _figure(value: float | None, unit: str) -> str:
    """Return a value with its unit, or a dash where it is not known."""
    if value is None:
        return "–"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{text} {unit}"
