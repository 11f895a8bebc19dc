"""Tokens: how a program acts for a person, as far as the person may and the token says.

A token is told once and kept as a digest. What it allows is checked at every use against its
scopes and against what its person's role may do on that day, so a person who may no longer load
files has no program that does.

Why so: everybody may make and revoke tokens of their own, because a token never allows more than
its person may anyway. The facilitator keeps the workspace and may end anybody's, since somebody
must be able to when its owner is away; nobody can make one for somebody else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from governance.access import Action, may, require
from governance.access_policy import access_policy
from governance.people import Person
from governance.records import tokens as records
from governance.records.opening import reading, writing
from governance.roster import require_known
from governance.signing import note, plain_text, utc
from governance.token_shapes import SCOPE_WORDS, MadeToken, Revocation, Scope, Token
from pipelines.errors import GapError, NotAllowed, NotFound, StoreError
from pipelines.workspace import Workspace

SCOPE_RIGHTS: Final[dict[Scope, Action]] = {
    "extracts:write": "loads:write",
    "loads:read": "loads:read",
    "metrics:read": "metric:read",
}
"""What its person must be allowed to do, each time that a token is used for a scope."""
LONGEST_NAME: Final = 80
"""Characters: one line of a list."""
_TEXT: Final = re.compile(r"tandem_([0-9a-f]{12})_([0-9a-f]{64})")
_NO_DIGEST: Final = hashlib.sha256(b"").hexdigest()
"""Compared with where there is no such token, so that both refusals take as long."""


class NotSignedIn(GapError):
    """No token, or none that works: who is asking is not known. Nothing was changed."""


def make_token(
    workspace: Workspace,
    person: Person,
    *,
    name: str,
    scopes: Sequence[Scope],
    now: datetime,
    days: int | None = None,
) -> MadeToken:
    """Make a token that acts for its maker; its text is told here and nowhere else.

    Args:
        workspace: Where.
        person: Who makes it and whom it acts for.
        name: What it is for.
        scopes: What it may be used for; the person must hold the right behind each.
        now: The moment of signing, UTC.
        days: How long it works; the policy's usual time where nothing is said.

    Raises:
        NotAllowed: The person may not do what the token is to be used for.
        GapError: Its name, scopes or days cannot be, or there are too many; nothing was changed.
    """
    limits = access_policy().tokens
    lasts = limits.usual_days if days is None else days
    purpose = plain_text(name, field="purpose of the token", longest=LONGEST_NAME)
    wanted = _checked_scopes(person, scopes)
    if not 1 <= lasts <= limits.most_days:
        raise GapError(
            f"A token cannot last {lasts} days.",
            next_step=f"Choose 1 to {limits.most_days} days. Nothing was changed.",
        )
    token_id, secret = secrets.token_hex(6), secrets.token_hex(32)
    token = Token(token_id, purpose, person, wanted, utc(now), now + timedelta(days=lasts))
    with writing(workspace.database) as session:
        require_known(session, person)
        _refuse_too_many(session, person, now=now, most=limits.most_active)
        records.append_token(session, token, secret_sha256=_digest(secret))
        note(
            session,
            person,
            action="token:make",
            subject=f"token/{token_id}",
            at=now,
            after={
                "name": purpose,
                "scopes": list(wanted),
                "expires_at": token.expires_at.isoformat(),
            },
        )
    return MadeToken(token, f"tandem_{token_id}_{secret}")


def tokens(workspace: Workspace, person: Person) -> tuple[Token, ...]:
    """Return the tokens that a person may see, the newest first.

    Their own; the facilitator sees everybody's. No secret is among what is returned.
    """
    with reading(workspace.database) as session:
        every = records.all_tokens(session)
    return tuple(one for one in every if one.person.id == person.id or keeps_all(person))


def keeps_all(person: Person) -> bool:
    """Return whether somebody sees and may end everybody's tokens: who keeps the workspace."""
    return may(person, "workspace:write")


def revoke_token(
    workspace: Workspace, person: Person, token_id: str, *, why: str, now: datetime
) -> Token:
    """End a token for good, from the next request on.

    Args:
        workspace: Where.
        person: Its owner, or somebody who keeps the workspace.
        token_id: The middle part of its text, as the list shows it.
        why: The reason, for the journal.
        now: The moment of signing, UTC.

    Raises:
        NotFound: There is no such token that the person may see.
        GapError: There is no reason, or it was revoked before; nothing was changed.
    """
    reason = plain_text(why, field="reason for revoking the token")
    with writing(workspace.database) as session:
        require_known(session, person)
        found = records.token_with_digest(session, token_id)
        if found is None or not (found[0].person.id == person.id or keeps_all(person)):
            raise NotFound(
                f"You have no token “{token_id}”.",
                next_step="“python -m governance token list” shows yours; the facilitator may "
                "revoke everybody's. Nothing was changed.",
            )
        token = found[0]
        if token.revoked is not None:
            raise GapError(
                f"{token.revoked.by} revoked this token already: {token.revoked.why}",
                next_step="Nothing was changed.",
            )
        records.append_revocation(session, token_id, Revocation(person, utc(now), reason))
        note(
            session,
            person,
            action="token:revoke",
            subject=f"token/{token_id}",
            at=now,
            reason=reason,
            after={"name": token.name, "person": token.person.id},
        )
    return token


def signed_in(workspace: Workspace, text: str, *, now: datetime) -> Token:
    """Return the token that a program sent, and note once a day that it is in use.

    Args:
        workspace: Where.
        text: What it sent as its token.
        now: The moment, UTC.

    Raises:
        NotSignedIn: It is none of ours, expired or revoked. What is wrong with one that was ours
            is told only to whoever has all of it.
    """
    parts = _TEXT.fullmatch(text)
    token_id, secret = parts.groups() if parts else ("", "")
    with reading(workspace.database) as session:
        found = records.token_with_digest(session, token_id)
    token, digest = found or (None, _NO_DIGEST)
    fits = hmac.compare_digest(_digest(secret), digest)
    if token is None or not fits or not parts:
        raise NotSignedIn(
            "This token is not one of ours.",
            next_step="Make one on the page “Access” and send it as “Authorization: Bearer …”.",
        )
    if token.state(utc(now)) != "active":
        ended = token.revoked.at if token.revoked else token.expires_at
        raise NotSignedIn(
            f"This token is {token.state(now)} since {ended:%Y-%m-%d %H:%M} UTC.",
            next_step="Make another one on the page “Access”.",
        )
    _note_use(workspace, token, now)
    return token


def require_scope(token: Token, scope: Scope) -> None:
    """Let a program pass, or refuse in words.

    Raises:
        NotAllowed: The token was not made for this, or its person may not do it (any more).
    """
    if scope not in token.scopes:
        made_for = ", ".join(SCOPE_WORDS[one] for one in token.scopes)
        raise NotAllowed(
            f"This token may not be used to {SCOPE_WORDS[scope]}; it was made to {made_for}.",
            where=f"Scope {scope}.",
            next_step="Make a token with this scope. Nothing was changed.",
        )
    require(token.person, SCOPE_RIGHTS[scope])


def possible_scopes(person: Person) -> tuple[Scope, ...]:
    """Return what a token of a person could be made for."""
    return tuple(scope for scope, right in SCOPE_RIGHTS.items() if may(person, right))


def _checked_scopes(person: Person, scopes: Sequence[Scope]) -> tuple[Scope, ...]:
    """Return the scopes in their own order, each once; refuse unknown ones and those beyond."""
    unknown = next((one for one in scopes if one not in SCOPE_RIGHTS), None)
    if unknown is not None or not scopes:
        raise GapError(
            "A token without a scope would be of no use."
            if unknown is None
            else f"There is no scope “{unknown}”.",
            next_step=f"Possible: {', '.join(SCOPE_RIGHTS)}. Nothing was changed.",
        )
    for scope in scopes:
        require(person, SCOPE_RIGHTS[scope])
    return tuple(scope for scope in SCOPE_RIGHTS if scope in scopes)


def _refuse_too_many(session: Session, person: Person, *, now: datetime, most: int) -> None:
    """Refuse one more token than a person can look after."""
    active = [
        one
        for one in records.all_tokens(session)
        if one.person.id == person.id and one.state(now) == "active"
    ]
    if len(active) >= most:
        raise GapError(
            f"{person} has {len(active)} tokens that work; {most} are allowed.",
            next_step="Revoke one that is no longer needed. Nothing was changed.",
        )


def _note_use(workspace: Workspace, token: Token, now: datetime) -> None:
    """Note the day; a store that is busy is no reason to turn a program away."""
    day = now.date()
    if token.last_used is not None and token.last_used >= day:
        return
    with suppress(StoreError), writing(workspace.database) as session:
        records.append_use(session, token.id, day)


def _digest(secret: str) -> str:
    """Return what is kept of a secret. It has 256 random bits, so no slow digest is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
