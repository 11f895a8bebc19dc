"""The command that replies to a goal."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, cast

import typer

from governance import goals, replies
from governance.feasibility import evidence_of
from governance.feasibility_shapes import PARTS, GoalEvidence, Part, PartEvidence
from governance.front_door.opening import (
    Day,
    Seen,
    Signer,
    Why,
    moment,
    opened,
    reporting_day,
    signer,
)
from governance.front_door.written import day, euros, known_part, known_parts, pairs
from governance.promises import (
    BlockerType,
    Evidence,
    FeasibilityScores,
    Feasible,
    Obstacle,
    Reply,
    ReplyRevision,
)
from governance.replies import MEASURED_DIGITS
from pipelines.errors import GapError

_CELLS, _LEAST_CELLS = 8, 4
"""Places of a blocker as it is written, and those that it cannot do without."""


def change_reply(
    goal_id: str,
    signed_by: Signer,
    why: Why,
    seen: Seen = None,
    feasible: Annotated[str | None, typer.Option(help="yes, partly or no.")] = None,
    realistic: Day = None,
    score: Annotated[list[str] | None, typer.Option(help="PART=0..100 of feasibility.")] = None,
    evidence: Annotated[
        list[str] | None, typer.Option(help="PART=what the score rests on.")
    ] = None,
    blocker: Annotated[
        list[str] | None,
        typer.Option(
            help="TYPE|TEXT|OWNER|SINCE[|ESTIMATE[|DAYS[|EUR[|EVIDENCE]]]]; together they "
            "replace all. Leave a place empty to pass over it."
        ),
    ] = None,
    ask: Annotated[str | None, typer.Option(help="What is asked for.")] = None,
    ask_eur: Annotated[str | None, typer.Option(help="What it costs, in euros.")] = None,
) -> None:
    """Reply to a goal, for the first time or anew: a further revision is signed.

    A first reply takes what data say for every score that it leaves out.
    """
    workspace = opened()
    goal = goals.goal_history(workspace, goal_id)[-1]
    history = replies.reply_history(workspace, goal_id)
    earlier = history[-1].content if history else None
    measured = evidence_of(workspace, goal, today=reporting_day(workspace))
    answer = feasible or (earlier.feasible if earlier else "")
    reply = Reply(
        feasible=cast(Feasible, answer),
        realistic_date=realistic.date()
        if realistic
        else (earlier.realistic_date if earlier else None),
        scores=_scores(history, score, evidence, measured),
        blockers=_blockers(blocker) or (earlier.blockers if earlier else ()),
        ask=ask if ask is not None else (earlier.ask if earlier else ""),
        ask_eur=euros(ask_eur) if ask_eur else (earlier.ask_eur if earlier else None),
        answers_revision=goal.number,
    )
    signed = replies.give_reply(
        workspace,
        signer(workspace, signed_by),
        goal_id=goal_id,
        seen=len(history) if seen is None else seen,
        reply=reply,
        why=why,
        now=moment(),
    )
    print(f"The reply to {goal_id} is at revision {signed.number}, signed by {signed.by}.")


def _scores(
    history: tuple[ReplyRevision, ...],
    scores: list[str] | None,
    notes: list[str] | None,
    measured: GoalEvidence,
) -> FeasibilityScores:
    """Return the earlier scores with what was given anew; a first reply begins with the data."""
    parts = {part: _from_data(measured.parts[part]) for part in PARTS}
    if history:
        earlier = history[-1].content.scores
        parts = {part: getattr(earlier, part) for part in parts}
    for name, number in known_parts(scores, PARTS).items():
        part = cast(Part, name)
        parts[part] = Evidence(number, parts[part].note if history else "")
    for name, note in pairs(notes):
        part = cast(Part, known_part(name, PARTS))
        parts[part] = replace(parts[part], note=note)
    missing = [part for part, given in parts.items() if given.score < 0]
    if missing:
        raise GapError(
            f"A first reply needs a score for {', '.join(missing)}: data do not tell.",
            next_step="Add --score PART=NUMBER and --evidence PART=TEXT. Nothing was changed.",
        )
    return FeasibilityScores(**parts)


def _from_data(found: PartEvidence) -> Evidence:
    """Return a score as data have it; below zero where they do not tell."""
    if found.score is None:
        return Evidence(-1.0, "")
    return Evidence(round(found.score, MEASURED_DIGITS), f"As measured: {found.words}")


def _blockers(texts: list[str] | None) -> tuple[Obstacle, ...]:
    """Return the blockers written as TYPE|TEXT|OWNER|SINCE[|ESTIMATE[|DAYS[|EUR[|EVIDENCE]]]]."""
    found = []
    for text in texts or ():
        cells = [cell.strip() for cell in text.split("|", _CELLS - 1)]
        if len(cells) < _LEAST_CELLS:
            raise GapError(
                f"“{text}” is not a blocker.",
                next_step="Write TYPE|TEXT|OWNER|SINCE, then as far as known |ESTIMATE|DAYS|EUR|"
                "EVIDENCE. Nothing was changed.",
            )
        kind, said, owner, since, estimate, days, money, seen = cells + [""] * (_CELLS - len(cells))
        found.append(
            Obstacle(
                type=cast(BlockerType, kind),
                text=said,
                owner=owner,
                since=day(since),
                estimate=day(estimate) if estimate else None,
                evidence=seen,
                days_at_stake=_whole(days) if days else None,
                money_at_stake_eur=euros(money) if money else None,
            )
        )
    return tuple(found)


def _whole(text: str) -> int:
    """Return a number of days, or say that it is none."""
    try:
        return int(text)
    except ValueError:
        raise GapError(
            f"“{text}” is not a number of days.", next_step="Nothing was changed."
        ) from None
