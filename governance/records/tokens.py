"""The rows of tokens: read as values with their digest beside them, appended, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.people import Person, Role
from governance.records.models import PersonRow
from governance.records.token_models import (
    TokenRevocationRow,
    TokenRow,
    TokenScopeRow,
    TokenUseRow,
)
from governance.token_shapes import Revocation, Scope, Token


def all_tokens(session: Session) -> tuple[Token, ...]:
    """Return every token ever made, the newest first."""
    used = _last_days(session)
    rows = session.scalars(select(TokenRow).order_by(TokenRow.at.desc(), TokenRow.id))
    return tuple(_token(row, used) for row in rows)


def token_with_digest(session: Session, token_id: str) -> tuple[Token, str] | None:
    """Return a token and its secret's digest; None where there is no such token."""
    row = session.get(TokenRow, token_id)
    if row is None:
        return None
    return _token(row, _last_days(session, token_id)), row.secret_sha256


def append_token(session: Session, token: Token, *, secret_sha256: str) -> None:
    """Append a token.

    Raises:
        sqlalchemy.exc.IntegrityError: That identifier exists.
    """
    session.add(
        TokenRow(
            id=token.id,
            name=token.name,
            person_id=token.person.id,
            secret_sha256=secret_sha256,
            at=token.made_at,
            expires_at=token.expires_at,
        )
    )
    session.flush()
    session.add_all(TokenScopeRow(token_id=token.id, scope=scope) for scope in token.scopes)
    session.flush()


def append_revocation(session: Session, token_id: str, ended: Revocation) -> None:
    """Append a token's end.

    Raises:
        sqlalchemy.exc.IntegrityError: It was ended before.
    """
    session.add(
        TokenRevocationRow(token_id=token_id, by_id=ended.by.id, at=ended.at, why=ended.why)
    )
    session.flush()


def append_use(session: Session, token_id: str, day: date) -> None:
    """Note that a token was used on a day, if that is not noted yet."""
    if session.get(TokenUseRow, (token_id, day)) is None:
        session.add(TokenUseRow(token_id=token_id, day=day))
        session.flush()


def _last_days(session: Session, token_id: str | None = None) -> Mapping[str, date]:
    """Return the last day of use of each token that was used."""
    row = TokenUseRow
    query = select(row.token_id, func.max(row.day)).group_by(row.token_id)
    if token_id is not None:
        query = query.where(row.token_id == token_id)
    return {found: day for found, day in session.execute(query)}


def _token(row: TokenRow, used: Mapping[str, date]) -> Token:
    """Return a row as a token."""
    ended = row.revocation
    return Token(
        id=row.id,
        name=row.name,
        person=_person(row.person),
        scopes=tuple(cast(Scope, each.scope) for each in row.scopes),
        made_at=row.at,
        expires_at=row.expires_at,
        last_used=used.get(row.id),
        revoked=None if ended is None else Revocation(_person(ended.by), ended.at, ended.why),
    )


def _person(row: PersonRow) -> Person:
    """Return a row as a person."""
    return Person(row.id, row.name, cast(Role, row.role))
