"""Tokens as values: who a program acts for, what it may ask for, and until when.

The secret itself is no part of a token: it is told once, where it is made, and never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from governance.people import Person

Scope = Literal["extracts:write", "loads:read", "metrics:read"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
SCOPE_WORDS: dict[Scope, str] = {
    "extracts:write": "bring files",
    "loads:read": "read what was loaded",
    "metrics:read": "read metrics",
}
"""The scopes as a reader sees them."""
TokenState = Literal["active", "expired", "revoked"]


@dataclass(frozen=True)
class Revocation:
    """The end of a token before its time."""

    by: Person
    at: datetime
    why: str


@dataclass(frozen=True)
class Token:
    """What is known of a token; the secret is not."""

    id: str
    name: str
    """What it is for, in its maker's words."""
    person: Person
    """Whom it acts for, with the role that they hold now."""
    scopes: tuple[Scope, ...]
    made_at: datetime
    expires_at: datetime
    last_used: date | None = None
    """The last day (UTC) on which it was used."""
    revoked: Revocation | None = None

    def state(self, now: datetime) -> TokenState:
        """Return whether it works at a moment, or why it does not."""
        if self.revoked is not None:
            return "revoked"
        return "active" if now < self.expires_at else "expired"


@dataclass(frozen=True)
class MadeToken:
    """A token at the only moment at which its text exists here."""

    token: Token
    text: str
    """What a program sends; whoever has it acts for the person."""

    def __repr__(self) -> str:
        """Return it without the text, so that no log can hold it."""
        return f"MadeToken({self.token.id})"
