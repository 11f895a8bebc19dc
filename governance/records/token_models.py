"""The tables of tokens: who a program acts for, what it may ask for, and how a token ended.

A token's row never changes: its end is a row of its own, and so is each day on which it was
used. Of the secret only a digest is kept, from which it cannot be found again.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from governance.records.models import NAME, PersonRow
from pipelines.catalogue.models import Base

TOKEN_ID = String(16)


class TokenRow(Base):
    """One token as it was made."""

    __tablename__ = "access_token"
    __table_args__ = (CheckConstraint("expires_at > at", name="expires_at"),)
    id: Mapped[str] = mapped_column(TOKEN_ID, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    secret_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    person: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)
    scopes: Mapped[list[TokenScopeRow]] = relationship(
        lazy="selectin", order_by="TokenScopeRow.scope"
    )
    revocation: Mapped[TokenRevocationRow | None] = relationship(lazy="joined")


class TokenScopeRow(Base):
    """One thing that a token may be used for."""

    __tablename__ = "access_token_scope"
    token_id: Mapped[str] = mapped_column(ForeignKey("access_token.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(String(20), primary_key=True)


class TokenRevocationRow(Base):
    """The end of a token before its time; there is one, whoever was first."""

    __tablename__ = "access_token_revocation"
    token_id: Mapped[str] = mapped_column(ForeignKey("access_token.id"), primary_key=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    why: Mapped[str]
    by: Mapped[PersonRow] = relationship(lazy="joined", innerjoin=True)


class TokenUseRow(Base):
    """A day (UTC) on which a token was used at least once."""

    __tablename__ = "access_token_use"
    token_id: Mapped[str] = mapped_column(ForeignKey("access_token.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


TOKEN_TABLES = frozenset(
    model.__tablename__ for model in (TokenRow, TokenScopeRow, TokenRevocationRow, TokenUseRow)
)
"""The tables that this room adds to the records."""
