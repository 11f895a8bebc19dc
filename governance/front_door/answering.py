"""The command that replies to a goal."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, cast

import typer

from governance import goals, replies
from governance.front_door.opening import Day, Seen, Signer, Why, moment, opened, signer
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
from pipelines.errors import GapError


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
        typer.Option(help="TYPE|TEXT|OWNER|SINCE[|ESTIMATE]; together they replace all."),
    ] = None,
    ask: Annotated[str | None, typer.Option(help="What is asked for.")] = None,
    ask_eur: Annotated[str | None, typer.Option(help="What it costs, in euros.")] = None,
) -> None:
    """Reply to a goal, for the first time or anew: a further revision is signed."""
    workspace = opened()
    goal = goals.goal_history(workspace, goal_id)[-1]
    history = replies.reply_history(workspace, goal_id)
    earlier = history[-1].content if history else None
    answer = feasible or (earlier.feasible if earlier else "")
    reply = Reply(
        feasible=cast(Feasible, answer),
        realistic_date=realistic.date()
        if realistic
        else (earlier.realistic_date if earlier else None),
        scores=_scores(history, score, evidence),
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
    history: tuple[ReplyRevision, ...], scores: list[str] | None, notes: list[str] | None
) -> FeasibilityScores:
    """Return the earlier scores with what was given anew; the first reply needs all of them."""
    parts = dict.fromkeys(FeasibilityScores.__dataclass_fields__, Evidence(-1.0, ""))
    if history:
        earlier = history[-1].content.scores
        parts = {part: getattr(earlier, part) for part in parts}
    for part, number in known_parts(scores, parts).items():
        parts[part] = replace(parts[part], score=number)
    for part, note in pairs(notes):
        parts[known_part(part, parts)] = replace(parts[part], note=note)
    missing = [part for part, given in parts.items() if given.score < 0]
    if missing:
        raise GapError(
            f"A first reply needs a score for {', '.join(missing)}.",
            next_step="Add --score PART=NUMBER and --evidence PART=TEXT. Nothing was changed.",
        )
    return FeasibilityScores(**parts)


def _blockers(texts: list[str] | None) -> tuple[Obstacle, ...]:
    """Return the blockers written as TYPE|TEXT|OWNER|SINCE[|ESTIMATE]."""
    found = []
    for text in texts or ():
        cells = [cell.strip() for cell in text.split("|")]
        if len(cells) not in (4, 5):
            raise GapError(
                f"“{text}” is not a blocker.",
                next_step="Write TYPE|TEXT|OWNER|SINCE or add |ESTIMATE. Nothing was changed.",
            )
        days = [day(cell) for cell in cells[3:]]
        found.append(Obstacle(cast(BlockerType, cells[0]), cells[1], cells[2], *days))
    return tuple(found)
