"""Commands of the joint audit: the matrix, and every step of an audit from opening to closing."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, cast

import typer
from rich.console import Console
from rich.table import Table

from governance import roster
from governance.front_door.opening import (
    RequiredDay,
    Signer,
    Why,
    moment,
    opened,
    reporting_day,
    signer,
)
from governance.maturity import audits, matrix
from governance.maturity.rules import standing
from governance.maturity.shapes import Audit, Matrix, MatrixRow, Side
from pipelines.errors import GapError

UNKNOWN = "unknown"
"""How “don't know” is written instead of a level."""
DASH = "–"
audit = typer.Typer(no_args_is_help=True, help="Lead an audit or answer its questions.")


def show_maturity(
    audit_id: Annotated[
        str | None, typer.Option("--audit", help="Which audit; the newest revealed by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print the maturity matrix: what each side says, what is measured, what was agreed."""
    workspace = opened()
    today = reporting_day(workspace)
    found = matrix.matrix(workspace, today=today, audit_id=audit_id)
    if as_json:
        due = audits.next_due(workspace)
        print(_object(found, matrix.trend(workspace, today=today), due))
        return
    name = f"{found.audit.id}, {found.audit.title}" if found.audit else "No audit was revealed yet"
    console = Console()
    console.print(f"\n{name}; measured as of {found.as_of}", markup=False, highlight=False)
    console.print(_table(found.rows))
    if found.gap is not None and found.agreement is not None:
        print(
            f"Over all questions the CEO's side is {found.gap:+.2f} levels from the CIO's; "
            f"agreement over {found.agreement.n}: {found.agreement.words}."
        )
    for row in found.rows:
        print(f"{row.title}: {row.measured_words}.")
    talked = [row.title for row in found.rows if row.on_agenda]
    print(f"For the next check-in: {', '.join(talked) or 'nothing'}.")


@audit.command("open")
def open_audit(
    title: Annotated[str, typer.Option(help="What it is called on screen.")],
    signed_by: Signer,
    audit_id: Annotated[
        str | None, typer.Option("--id", help="Such as AUDIT-2026-1; the year's next by default.")
    ] = None,
) -> None:
    """Open an audit."""
    workspace, now = opened(), moment()
    name = audit_id or audits.next_audit_id(workspace, today=reporting_day(workspace))
    by = signer(workspace, signed_by)
    audits.open_audit(workspace, by, audit_id=name, title=title, now=now)
    print(f"{name} is open. Invite both sides with “audit invite”.")


@audit.command("invite")
def invite(audit_id: str, whom: str, side: str, signed_by: Signer) -> None:
    """Invite somebody for a side, ceo or cio."""
    workspace = opened()
    by, invited = signer(workspace, signed_by), roster.person(workspace, whom)
    audits.invite(workspace, by, audit_id, whom=invited, side=cast(Side, side), now=moment())
    print(f"{invited} answers for the {side.upper()}'s side.")


@audit.command("answer")
def give_answer(
    audit_id: str,
    item: str,
    level: Annotated[str, typer.Argument(help="1 to 5, or unknown.")],
    signed_by: Signer,
    evidence: Annotated[str, typer.Option(help="What the answer rests on.")] = "",
) -> None:
    """Answer one question; nobody else sees it before the reveal."""
    workspace = opened()
    if level != UNKNOWN and not (level.isascii() and level.isdigit()):
        raise GapError(
            f"“{level}” is not a level.",
            next_step=f"Write 1 to 5, or {UNKNOWN}. Nothing was changed.",
        )
    given = audits.give_answer(
        workspace,
        signer(workspace, signed_by),
        audit_id,
        item=item,
        level=None if level == UNKNOWN else int(level),
        evidence=evidence,
        now=moment(),
    )
    print(f"{item} is answered; it is your answer number {given.number} to it.")


@audit.command("progress")
def show_progress(audit_id: Annotated[str | None, typer.Argument()] = None) -> None:
    """Print how far each audit and each person is, without any content."""
    workspace = opened()
    every = [audits.audit(workspace, audit_id)] if audit_id else audits.audits(workspace)
    for one in every:
        print(f"{one.id} {one.title}: {standing(one)}.")
        _print_progress(one)
    if not every:
        print("There has been no audit yet. “audit open” opens the first one.")
    due = audits.next_due(workspace)
    if due and not audit_id:
        print(f"The next audit is due by {due}.")


@audit.command("reveal")
def reveal(audit_id: str, signed_by: Signer) -> None:
    """Show all answers to everybody; this cannot be taken back."""
    workspace = opened()
    revealed = audits.reveal(workspace, signer(workspace, signed_by), audit_id, now=moment())
    missing = ", ".join(f"{one.person} {one.answered} of {one.of}" for one in revealed.unfinished)
    print(f"{audit_id} is revealed. Not finished: {missing or 'nobody'}.")


@audit.command("remark")
def remark(
    audit_id: str, topic: str, text: Annotated[str, typer.Option()], signed_by: Signer
) -> None:
    """Note what was said about a topic."""
    workspace = opened()
    by = signer(workspace, signed_by)
    audits.remark(workspace, by, audit_id, topic=topic, text=text, now=moment())
    print(f"Noted on {topic}.")


@audit.command("agree")
def agree(audit_id: str, topic: str, level: int, signed_by: Signer, why: Why) -> None:
    """Write down the level of a topic that both sides settled on."""
    workspace = opened()
    by = signer(workspace, signed_by)
    settled = audits.agree(workspace, by, audit_id, topic=topic, level=level, why=why, now=moment())
    print(f"{topic} is agreed at {settled.level}.")


@audit.command("commit")
def commit_to(
    audit_id: str,
    topic: str,
    target: int,
    text: Annotated[str, typer.Option(help="What will be done.")],
    owner: Annotated[str, typer.Option(help="Who answers for it.")],
    due: RequiredDay,
    signed_by: Signer,
) -> None:
    """Promise which level of a topic will be reached, by whom and by when."""
    workspace = opened()
    made = audits.commit_to(
        workspace,
        signer(workspace, signed_by),
        audit_id,
        topic=topic,
        target=target,
        text=text,
        owner=owner,
        due=due.date(),
        now=moment(),
    )
    print(f"{made.owner} brings {topic} to {made.target} by {made.due}.")


@audit.command("close")
def close_audit(audit_id: str, signed_by: Signer) -> None:
    """End an audit; one that was not revealed keeps its answers private for ever."""
    workspace = opened()
    closed = audits.close_audit(workspace, signer(workspace, signed_by), audit_id, now=moment())
    print(f"{audit_id} {standing(closed)}.")


def _print_progress(audit: Audit) -> None:
    """Print who has answered how many questions."""
    for one in audit.progress:
        print(f"  {one.side.upper()}'s side: {one.person} answered {one.answered} of {one.of}")


def _object(found: Matrix, over_time: tuple[Matrix, ...], due: date | None) -> str:
    """Return the matrix as one JSON object."""
    whole = {
        "as_of": found.as_of,
        "audit": _named(found.audit),
        "rows": [asdict(row) for row in found.rows],
        "gap": found.gap,
        "agreement": None if found.agreement is None else asdict(found.agreement),
        "agenda": [row.topic for row in found.rows if row.on_agenda],
        "trend": [
            {
                "as_of": one.as_of,
                "audit": _named(one.audit),
                "gap": one.gap,
                "agreement": None if one.agreement is None else asdict(one.agreement),
                "rows": [_short(row) for row in one.rows],
            }
            for one in over_time
        ],
        "next_audit_due": due,
    }
    return json.dumps(whole, default=lambda day: day.isoformat(), ensure_ascii=False)


def _named(audit: Audit | None) -> dict[str, Any] | None:
    """Return which audit it is and how far."""
    if audit is None:
        return None
    names = ("id", "title", "state", "questionnaire", "opened_at", "revealed_at", "closed_at")
    return {name: getattr(audit, name) for name in names}


def _short(row: MatrixRow) -> dict[str, Any]:
    """Return the levels of one topic."""
    names = ("topic", "ceo", "cio", "gap", "measured", "final", "claimed", "agreed", "target")
    return {name: getattr(row, name) for name in names}


def _table(rows: tuple[MatrixRow, ...]) -> Table:
    """Return the rows as a table."""
    table = Table("Topic", "CEO", "CIO", "Gap", "Measured", "Final", "Agreed", "Target")
    for row in rows:
        final = _figure(row.final, "d") + (" claimed" if row.claimed else "")
        table.add_row(
            row.title,
            _figure(row.ceo, ".1f"),
            _figure(row.cio, ".1f"),
            _figure(row.gap, "+.1f"),
            _figure(row.measured, ".1f"),
            final,
            _figure(row.agreed, "d"),
            _figure(row.target, "d"),
        )
    return table


def _figure(value: float | None, form: str) -> str:
    """Return a level, or a dash where it is not known."""
    return DASH if value is None else format(value, form)
