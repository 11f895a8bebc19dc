"""The tables of tokens.

Revision records_0009, after records_0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.records.guards import guard_statements

revision = "records_0009"
down_revision = "records_0008"
branch_labels = None
depends_on = None

SIGNED = ("access_token", "access_token_scope", "access_token_revocation", "access_token_use")


def upgrade() -> None:
    """Make the tables and guard them."""
    op.create_table(
        "access_token",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("person_id", sa.String(60), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires_at > at", name=op.f("ck_access_token_expires_at")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_access_token_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_access_token"),
    )
    op.create_table(
        "access_token_scope",
        _token_id(),
        sa.Column("scope", sa.String(20), nullable=False),
        _of_token("access_token_scope"),
        sa.PrimaryKeyConstraint("token_id", "scope", name="pk_access_token_scope"),
    )
    op.create_table(
        "access_token_revocation",
        _token_id(),
        sa.Column("by_id", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        _of_token("access_token_revocation"),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name="fk_access_token_revocation_by_id_person"
        ),
        sa.PrimaryKeyConstraint("token_id", name="pk_access_token_revocation"),
    )
    op.create_table(
        "access_token_use",
        _token_id(),
        sa.Column("day", sa.Date(), nullable=False),
        _of_token("access_token_use"),
        sa.PrimaryKeyConstraint("token_id", "day", name="pk_access_token_use"),
    )
    for statement in guard_statements(op.get_bind().dialect.name, SIGNED):
        op.execute(statement)


def downgrade() -> None:
    """Remove them; the guards go with their tables."""
    for table in reversed(SIGNED):
        op.drop_table(table)


def _token_id() -> sa.Column[str]:
    """Return the column that names a token."""
    return sa.Column("token_id", sa.String(16), nullable=False)


def _of_token(table: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that the token of a row exists."""
    return sa.ForeignKeyConstraint(
        ["token_id"], ["access_token.id"], name=f"fk_{table}_token_id_access_token"
    )
