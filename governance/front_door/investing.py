"""Commands about foundation projects: the budget question, and one project at a time."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from governance.front_door.opening import Seen, Signer, Why, moment, opened, signer
from governance.front_door.written import euros, known_parts
from governance.investments import projects
from governance.investments.field import Choice
from governance.investments.ground import Ground, ground
from governance.investments.outlook import CENTS, Outlook, outlook
from governance.investments.proposals import proposals
from governance.investments.shapes import Project, ProjectState, Urgency
from governance.investments.written import gap_lines, gaps_from, unblock_lines, unblocks_from
from pipelines.errors import GapError

Needs = Annotated[list[str] | None, typer.Option(help="A project that must be in first.")]
Closes = Annotated[list[str] | None, typer.Option(help="DATASET: DIMENSION, DIMENSION")]
Unblocks = Annotated[list[str] | None, typer.Option(help="INITIATIVE CHANCE % [with PROJECT]")]
Parts = Annotated[
    list[str] | None, typer.Option("--score", help="business, time, risk or size =1..20.")
]


def show_investments(
    budget: Annotated[str | None, typer.Option(help="In euros; the policy's by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print what a budget should go to, and what other orders would choose."""
    known = ground(opened())
    _hear_no_solver()
    found = outlook(known, euros(budget) if budget else Decimal(known.rules.budget.default_eur))
    if as_json:
        print(as_object(known, found))
        return
    console = Console()
    console.print(f"\nBudget {found.budget_eur:,.0f} EUR")
    more = f"Best set with {found.next.budget_eur:,.0f} EUR"
    for name, chosen in (
        ("Best set", found.best), ("Best ratio first", found.greedy), (more, found.next.best)
    ):  # fmt: skip
        console.print(f"{name}: {escape(_said(chosen))}", highlight=False)
    console.print(_table(found))


def as_object(known: Ground, found: Outlook) -> str:
    """Return the answer as JSON, with the gaps that ask for further projects; money as text."""
    whole = {
        "budget_eur": found.budget_eur,
        "best": asdict(found.best),
        "greedy": asdict(found.greedy),
        "next": asdict(found.next),
        "projects": [
            {
                "id": line.project.goal_id,
                "title": line.project.content.title,
                "state": line.project.content.state,
                "cost_eur": line.project.content.cost_eur,
                "per_euro": float(line.judged.per_euro) if line.judged else None,
                "value_place": line.value_place,
                "wsjf": line.wsjf,
                "wsjf_place": line.wsjf_place,
                "in_best": line.in_best,
                "in_greedy": line.in_greedy,
                "unblocks": [asdict(told) for told in line.unblocks],
            }
            for line in found.lines
        ],
        "proposals": [asdict(one) for one in proposals(known)],
        "euros_a_point": known.price.eur_a_year,
    }
    return json.dumps(whole, default=str, ensure_ascii=False, allow_nan=False)


def show_project(project_id: str) -> None:
    """Print a project with every earlier revision."""
    for revision in projects.project_history(opened(), project_id):
        project = revision.content
        print(f"{project_id} revision {revision.number}: {project.title} ({project.state})")
        print(f"  {project.cost_eur:,.2f} EUR, {project.duration_months} months, {project.owner}")
        for line in (*gap_lines(project.closes), *unblock_lines(project.unblocks)):
            print(f"  {line}")
        if project.prerequisites:
            print(f"  needs {', '.join(project.prerequisites)}")
        print(f"  {revision.by}, {revision.at:%Y-%m-%d %H:%M} UTC: {revision.why}")


def state_project(
    project_id: str,
    signed_by: Signer,
    why: Why,
    title: Annotated[str, typer.Option(help="What is built, in a few words.")],
    cost: Annotated[str, typer.Option(help="In euros.")],
    months: Annotated[int, typer.Option(min=1, help="How long it takes.")],
    owner: Annotated[str, typer.Option(help="Who answers for it.")],
    score: Parts = None,
    closes: Closes = None,
    needs: Needs = None,
    unblocks: Unblocks = None,
    note: Annotated[str, typer.Option(help="What a reader should know.")] = "",
) -> None:
    """Propose a foundation project."""
    workspace = opened()
    parts = _parts(score)
    missing = [part for part in _PARTS if part not in parts]
    if missing:
        raise GapError(
            f"A project needs a figure for {', '.join(missing)}.",
            next_step="Add --score PART=NUMBER for each, 1 to 20. Nothing was changed.",
        )
    project = Project(
        title=title,
        cost_eur=euros(cost),
        duration_months=months,
        urgency=Urgency(**parts),
        owner=owner,
        closes=gaps_from(closes or ()),
        prerequisites=tuple(needs or ()),
        unblocks=unblocks_from(unblocks or ()),
        note=note,
    )
    signed = projects.state_project(
        workspace,
        signer(workspace, signed_by),
        project_id=project_id,
        project=project,
        why=why,
        now=moment(),
    )
    print(f"{signed.goal_id} is proposed, signed by {signed.by}.")


def change_project(
    project_id: str,
    signed_by: Signer,
    why: Why,
    seen: Seen = None,
    state: Annotated[
        str | None, typer.Option(help="proposed, funded, running, done or dropped.")
    ] = None,
    cost: Annotated[str | None, typer.Option(help="In euros.")] = None,
    months: Annotated[int | None, typer.Option(min=1, help="How long it takes.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who answers for it.")] = None,
    score: Parts = None,
    closes: Closes = None,
    needs: Needs = None,
    unblocks: Unblocks = None,
) -> None:
    """Change a project: a further revision is signed, the earlier ones stay."""
    workspace = opened()
    newest = projects.project_history(workspace, project_id)[-1]
    earlier = newest.content
    changed = replace(
        earlier,
        state=cast(ProjectState, state) if state else earlier.state,
        cost_eur=euros(cost) if cost else earlier.cost_eur,
        duration_months=months or earlier.duration_months,
        owner=owner or earlier.owner,
        urgency=replace(earlier.urgency, **_parts(score)),
        closes=gaps_from(closes) if closes else earlier.closes,
        prerequisites=tuple(needs) if needs else earlier.prerequisites,
        unblocks=unblocks_from(unblocks) if unblocks else earlier.unblocks,
    )
    signed = projects.change_project(
        workspace,
        signer(workspace, signed_by),
        project_id=project_id,
        seen=newest.number if seen is None else seen,
        project=changed,
        why=why,
        now=moment(),
    )
    print(f"{project_id} is at revision {signed.number}, signed by {signed.by}.")


_PARTS = tuple(Urgency.__dataclass_fields__)


def _parts(texts: list[str] | None) -> dict[str, int]:
    """Return the figures of urgency written as PART=NUMBER; they are whole."""
    found = known_parts(texts, _PARTS)
    for part, number in found.items():
        if not number.is_integer():
            raise GapError(
                f"The {part} is {number:g}; it is a whole number from 1 to 20.",
                next_step="Correct it; nothing was changed.",
            )
    return {part: int(number) for part, number in found.items()}


def _said(chosen: Choice) -> str:
    """Return a set in a line."""
    if not chosen.ids:
        return "nothing"
    proof = "" if chosen.is_proved else " (not proved to be the best)"
    return (
        f"{', '.join(chosen.ids)} for {chosen.cost_cents / CENTS:,.0f} EUR unblocks "
        f"{len(chosen.initiatives)} initiatives, {chosen.value_cents / CENTS:,.0f} EUR a year "
        f"expected{proof}"
    )


def _table(found: Outlook) -> Table:
    """Return the three orders as a table."""
    table = Table("Project", "State", "Cost EUR", "Value per cost", "WSJF", "Best set", "Greedy")
    for line in found.lines:
        project, judged = line.project.content, line.judged
        table.add_row(
            escape(f"{line.project.goal_id} {project.title}"),
            project.state,
            f"{project.cost_eur:,.0f}",
            f"{line.value_place}. {float(judged.per_euro):.2f}" if judged else "–",
            f"{line.wsjf_place or '–'}. {line.wsjf:.2f}",
            "● in" if line.in_best else "○ out",
            "● in" if line.in_greedy else "○ out",
        )
    return table


def _hear_no_solver() -> None:
    """Send what the solver writes to standard output by itself to standard error instead.

    It does so in rare cases, past Python, and would spoil the JSON. From here on Python writes
    to a copy of standard output, for the solver's own buffer is emptied only at the very end.
    """
    sys.stdout.flush()
    ours = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = os.fdopen(ours, "w", encoding="utf-8")
