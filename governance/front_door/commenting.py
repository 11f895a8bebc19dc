"""Commands about comments: list them, begin a discussion, answer in one, close one."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Final

import typer

from governance import comments, roster
from governance.comment_shapes import ANCHOR_KINDS, Anchor, Thread
from governance.front_door.opening import Signer, moment, opened, signer
from pipelines.errors import GapError, NotFound
from pipelines.periods import parsed

comment: Final = typer.Typer(
    no_args_is_help=True, help="List comments on metrics and goals, write, answer or close them."
)
Kind = Annotated[str, typer.Argument(help="metric or goal.")]
Name = Annotated[str, typer.Argument(help="The metric's name or the goal's identifier.")]
PeriodOf = Annotated[str, typer.Option("--period", help="For a metric: such as 2026-Q1.")]
Text = Annotated[str, typer.Option("--text", help="What is said; @name asks somebody to read it.")]


@comment.command("list")
def list_comments(
    everything: Annotated[bool, typer.Option("--all", help="The closed ones too.")] = False,
    mine: Annotated[
        str | None, typer.Option("--for", help="Only those that ask this person.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")] = False,
) -> None:
    """List the discussions, the one that was spoken in last first."""
    workspace = opened()
    every = comments.threads(workspace)
    if mine is not None:
        every = comments.mentioned(workspace, roster.person(workspace, mine))
    shown = [one for one in every if everything or one.state == "open"]
    if as_json:
        print(json.dumps([_object(one) for one in shown], default=_text, ensure_ascii=False))
        return
    for one in shown:
        print(_words(one))
    if not shown:
        print("No discussion is open." if every else "Nobody has commented on anything yet.")


@comment.command("add")
def add_comment(
    kind: Kind, name: Name, signed_by: Signer, text: Text, period: PeriodOf = ""
) -> None:
    """Comment on a metric of one period or on a goal; a closed discussion is open again then."""
    workspace = opened()
    said = comments.comment(
        workspace, signer(workspace, signed_by), _anchor(kind, name, period),
        text=text, now=moment(),
    )  # fmt: skip
    asks = f", asks {', '.join(said.mentions)}" if said.mentions else ""
    print(f"Comment {said.number} on {said.anchor} is signed by {said.by}{asks}.")


@comment.command("answer")
def answer_comment(
    kind: Kind, name: Name, signed_by: Signer, text: Text, period: PeriodOf = ""
) -> None:
    """Answer in a discussion that somebody began."""
    anchor = _anchor(kind, name, period)
    if not comments.threads(opened(), anchor=anchor):
        raise NotFound(
            f"Nobody has commented on {anchor} yet.",
            next_step="“python -m governance comment add” begins a discussion. "
            "Nothing was changed.",
        )
    add_comment(kind, name, signed_by, text, period)


@comment.command("close")
def close_comment(
    kind: Kind,
    name: Name,
    signed_by: Signer,
    word: Annotated[str, typer.Option("--word", help="What became of it.")],
    period: PeriodOf = "",
    seen: Annotated[
        int | None, typer.Option(help="The last comment you read; the newest by default.")
    ] = None,
) -> None:
    """Close a discussion with a word; a further comment opens it again."""
    workspace, anchor = opened(), _anchor(kind, name, period)
    found = comments.threads(workspace, anchor=anchor)
    newest = found[0].number if found else 0
    said = comments.close(
        workspace, signer(workspace, signed_by), anchor,
        seen=newest if seen is None else seen, word=word, now=moment(),
    )  # fmt: skip
    print(f"The discussion of {said.anchor} is closed by {said.by}.")


def _anchor(kind: str, name: str, period: str) -> Anchor:
    """Return what a command speaks of."""
    if kind not in ANCHOR_KINDS:
        raise GapError(
            f"A comment speaks of a metric or of a goal, not of “{kind}”.",
            next_step="Write “metric NAME --period 2026-Q1” or “goal GOAL-01”. "
            "Nothing was changed.",
        )
    label = parsed(period).label if kind == "metric" and period else ""
    return Anchor(kind, name, label)


def _words(one: Thread) -> str:
    """Return a thread with all its comments."""
    lines = [f"{one.anchor}: {one.state}, {len(one.comments)} said"]
    for said in one.comments:
        asks = f" [asks {', '.join(said.mentions)}]" if said.mentions else ""
        closes = " [closed it]" if said.closes else ""
        lines.append(f"  {said.number}. {said.by}, {said.at:%Y-%m-%d %H:%M} UTC{asks}{closes}")
        lines += [f"     {line}" for line in said.text.splitlines()]
    return "\n".join(lines)


def _object(one: Thread) -> dict[str, object]:
    """Return a thread as JSON shows it."""
    return {**asdict(one), "state": one.state}


def _text(value: object) -> str:
    """Return a moment as text."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
