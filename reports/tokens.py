"""Tokens on a screen: which programs may come in, for whom, until when, and how they do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from governance.token_shapes import SCOPE_WORDS, Token
from reports.format import day
from reports.markup import Child, box, text
from reports.tables import Column, table

ORDER: Final = ("active", "expired", "revoked")


def tokens_words(found: Sequence[Token], now: datetime) -> str:
    """Return what there is in a sentence: how many work, and which of them nobody uses."""
    active = [one for one in found if one.state(now) == "active"]
    if not active:
        return "No program can come in here with a token."
    said = "1 token works" if len(active) == 1 else f"{len(active)} tokens work"
    unused = [one for one in active if one.last_used is None]
    if len(unused) == len(active):
        said += ", and none was used so far"
    elif unused:
        said += f", {len(unused)} of them {'was' if len(unused) == 1 else 'were'} never used"
    first = min(active, key=lambda one: one.expires_at)
    which = "it" if len(active) == 1 else "the next one"
    return f"{said}; {which} ends on {day(first.expires_at.date())}."


def tokens_table(found: Sequence[Token], now: datetime, *, whose: bool) -> str:
    """Return tokens as a table, those that work first.

    Args:
        found: The tokens, the newest first.
        now: The moment, UTC.
        whose: Whether it is told for whom each acts.
    """
    columns = [Column("Token"), Column("May"), Column("State"), Column("Until", is_short=True),
               Column("Last used", is_short=True), Column("Id", is_short=True)]  # fmt: skip
    ordered = sorted(found, key=lambda one: ORDER.index(one.state(now)))
    rows = [_row(one, now) for one in ordered]
    if whose:
        columns.insert(1, Column("Acts for"))
        for one, row in zip(ordered, rows, strict=True):
            row.insert(1, str(one.person))
    return table(columns, rows, title="Tokens")


def token_name(one: Token) -> str:
    """Return a token as a choice names it."""
    return f"{one.name} ({one.id}), {one.person.name}"


def used_by_curl(text_of_token: str, address: str) -> str:
    """Return a command line that reads the description of the API with a token."""
    return f'curl -H "Authorization: Bearer {text_of_token}" {address}/api/v1/openapi.json'


def _row(one: Token, now: datetime) -> list[Child]:
    """Return one token as cells."""
    may = ", ".join(SCOPE_WORDS[scope] for scope in one.scopes)
    used = day(one.last_used) if one.last_used else "never"
    return [one.name, may, _state(one, now), day(one.expires_at.date()), used, one.id]


def _state(one: Token, now: datetime) -> Child:
    """Return whether a token works, and by whom and why it was ended."""
    state = one.state(now)
    if one.revoked is None:
        return "works" if state == "active" else state
    ended = one.revoked
    said = f"by {ended.by.name} on {day(ended.at.date())}: {ended.why}"
    return box("notes", text("part", "revoked"), text("muted", said))
