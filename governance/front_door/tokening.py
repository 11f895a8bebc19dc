"""Commands about tokens: make one, list them, revoke one."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Final, cast

import typer

from governance import tokens
from governance.front_door.opening import Signer, moment, opened, signer
from governance.token_shapes import SCOPES, Scope, Token

token: Final = typer.Typer(
    no_args_is_help=True, help="Make, list or revoke tokens, with which programs sign in."
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]


@token.command("make")
def make_token(
    signed_by: Signer,
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[list[str], typer.Option(help=f"Repeatable: {', '.join(SCOPES)}.")],
    days: Annotated[int | None, typer.Option(help="How long it works.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a token that acts for whoever signs; its text is printed once and kept nowhere."""
    workspace = opened()
    made = tokens.make_token(
        workspace, signer(workspace, signed_by),
        name=name, scopes=cast("list[Scope]", scope), days=days, now=moment(),
    )  # fmt: skip
    if as_json:
        print(json.dumps(_object(made.token, moment()) | {"token": made.text}))
        return
    print(made.text)
    print(
        f"It acts for {made.token.person} until {made.token.expires_at:%Y-%m-%d}. "
        "Keep it now: it is shown this once."
    )


@token.command("list")
def list_tokens(signed_by: Signer, as_json: AsJson = False) -> None:
    """List one's own tokens; the facilitator sees everybody's."""
    workspace, now = opened(), moment()
    found = tokens.tokens(workspace, signer(workspace, signed_by))
    if as_json:
        print(json.dumps([_object(one, now) for one in found], ensure_ascii=False))
        return
    for one in found:
        used = f"last used {one.last_used}" if one.last_used else "never used"
        print(f"{one.id}  {one.state(now):8}  {one.name}")
        print(
            f"  {one.person}: {', '.join(one.scopes)}; until {one.expires_at:%Y-%m-%d}, {used}"
            + (f"; revoked by {one.revoked.by}: {one.revoked.why}" if one.revoked else "")
        )
    if not found:
        print("There are no tokens yet.")


@token.command("revoke")
def revoke_token(
    token_id: Annotated[str, typer.Argument(metavar="TOKEN_ID", help="From the list.")],
    signed_by: Signer,
    why: Annotated[str, typer.Option(help="The reason, for the journal.")],
) -> None:
    """End a token for good: one's own, or anybody's by the facilitator."""
    workspace = opened()
    ended = tokens.revoke_token(
        workspace, signer(workspace, signed_by), token_id, why=why, now=moment()
    )
    print(f"The token {ended.id} ({ended.name}) of {ended.person} works no longer.")


def _object(one: Token, now: datetime) -> dict[str, Any]:
    """Return a token as JSON shows it."""
    return {
        "id": one.id,
        "name": one.name,
        "person": one.person.id,
        "scopes": list(one.scopes),
        "state": one.state(now),
        "made_at": one.made_at.isoformat(),
        "expires_at": one.expires_at.isoformat(),
        "last_used": None if one.last_used is None else one.last_used.isoformat(),
    }
