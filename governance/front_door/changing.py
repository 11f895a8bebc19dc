"""Commands that change: seed the demo, change a goal, reply to one."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, cast

import typer

from governance import demo, goals, replies
from governance.front_door.opening import Signer, Why, moment, opened, signer
from governance.promises import (
    BlockerType,
    Evidence,
    FeasibilityScores,
    Feasible,
    Obstacle,
    Reply,
    ReplyRevision,
    ValueScores,
)
from pipelines.errors import GapError

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
Seen = Annotated[
    int | None, typer.Option(help="The revision you looked at; the newest by default.")
]


def seed_demo(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where others are here already.")
    ] = False,
) -> None:
    """Seed the fictional company's people, goals and replies."""
    workspace = opened()
    if if_empty and not demo.is_open_to_demo(workspace):
        print("This workspace has people of its own; nothing was changed.")
        return
    stated = demo.seed(workspace, now=moment())
    print(f"{stated} goals stated." if stated else "The demo is in place; nothing was changed.")


def change_goal(
    goal_id: str,
    signed_by: Signer,
    why: Why,
    seen: Seen = None,
    wanted: Day = None,
    target: Annotated[
        list[str] | None, typer.Option(help="PERIOD=VALUE; together they replace the path.")
    ] = None,
    priority: Annotated[int | None, typer.Option(min=1)] = None,
    score: Annotated[list[str] | None, typer.Option(help="PART=0..100 of the value.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why the goal matters.")] = None,
) -> None:
    """Change a goal: a further revision is signed, the earlier ones stay."""
    workspace = opened()
    newest = goals.goal_history(workspace, goal_id)[-1]
    goal = newest.content
    path = tuple((label, _number(text)) for label, text in _pairs(target))
    scores = {**asdict(goal.scores), **_known_parts(score, asdict(goal.scores))}
    changed = replace(
        goal,
        wanted_date=wanted.date() if wanted else goal.wanted_date,
        target_path=path or goal.target_path,
        priority=goal.priority if priority is None else priority,
        scores=ValueScores(**scores),
        reason=goal.reason if reason is None else reason,
    )
    signed = goals.change_goal(
        workspace,
        signer(workspace, signed_by),
        goal_id=goal_id,
        seen=newest.number if seen is None else seen,
        goal=changed,
        why=why,
        now=moment(),
    )
    print(f"{goal_id} is at revision {signed.number}, signed by {signed.by}.")


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
        ask_eur=_euros(ask_eur) if ask_eur else (earlier.ask_eur if earlier else None),
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
    for part, number in _known_parts(scores, parts).items():
        parts[part] = replace(parts[part], score=number)
    for part, note in _pairs(notes):
        parts[_part(part, parts)] = replace(parts[part], note=note)
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
        days = [_day(cell) for cell in cells[3:]]
        found.append(Obstacle(cast(BlockerType, cells[0]), cells[1], cells[2], *days))
    return tuple(found)


def _known_parts(texts: list[str] | None, parts: object) -> dict[str, float]:
    """Return scores written as PART=NUMBER."""
    return {_part(name, parts): _number(text) for name, text in _pairs(texts)}


def _part(name: str, parts: object) -> str:
    """Return the name of a score, or say which ones there are."""
    known = list(cast(dict[str, object], parts))
    if name not in known:
        raise GapError(
            f"There is no score “{name}”.",
            next_step=f"There are {', '.join(known)}. Nothing was changed.",
        )
    return name


def _pairs(texts: list[str] | None) -> list[tuple[str, str]]:
    """Return what was written as NAME=VALUE."""
    for text in texts or ():
        if "=" not in text:
            raise GapError(
                f"“{text}” is not written as NAME=VALUE.", next_step="Nothing was changed."
            )
    return [(text.split("=", 1)[0].strip(), text.split("=", 1)[1].strip()) for text in texts or ()]


def _number(text: str) -> float:
    """Return a number, or say that it is none."""
    try:
        return float(text)
    except ValueError:
        raise GapError(f"“{text}” is not a number.", next_step="Nothing was changed.") from None


def _euros(text: str) -> Decimal:
    """Return an amount, or say that it is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise GapError(f"“{text}” is not an amount.", next_step="Nothing was changed.") from None


def _day(text: str) -> date:
    """Return a day, or say that it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise GapError(
            f"“{text}” is not a day such as 2026-06-30.", next_step="Nothing was changed."
        ) from None
