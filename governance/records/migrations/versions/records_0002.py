"""The tables of audits of data maturity.

Revision records_0002, after records_0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.records.guards import guard_statements

revision = "records_0002"
down_revision = "records_0001"
branch_labels = None
depends_on = None

SIGNED = (
    "audit",
    "audit_event",
    "audit_invitation",
    "audit_answer",
    "audit_remark",
    "audit_agreed",
    "audit_commitment",
)


def upgrade() -> None:
    """Make the tables and guard them."""
    _audits()
    _answers()
    _outcomes()
    for statement in guard_statements(op.get_bind().dialect.name, SIGNED):
        op.execute(statement)


def downgrade() -> None:
    """Remove them; the guards go with their tables."""
    for table in reversed(SIGNED):
        op.drop_table(table)


def _audits() -> None:
    """Make what an audit is: its opening, its events, the people who are asked."""
    op.create_table(
        "audit",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("questionnaire", sa.String(60), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        *_signature(),
        _person("audit", "by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("number", name="uq_audit_number"),
    )
    op.create_table(
        "audit_event",
        sa.Column("audit_id", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        *_signature(),
        sa.CheckConstraint("kind IN ('revealed', 'closed')", name=op.f("ck_audit_event_kind")),
        _audit("audit_event"),
        _person("audit_event", "by_id"),
        sa.PrimaryKeyConstraint("audit_id", "kind", name="pk_audit_event"),
    )
    op.create_table(
        "audit_invitation",
        sa.Column("audit_id", sa.String(60), nullable=False),
        sa.Column("person_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(10), nullable=False),
        *_signature(),
        sa.CheckConstraint("number >= 1", name=op.f("ck_audit_invitation_number")),
        sa.CheckConstraint("side IN ('ceo', 'cio')", name=op.f("ck_audit_invitation_side")),
        _audit("audit_invitation"),
        _person("audit_invitation", "person_id"),
        _person("audit_invitation", "by_id"),
        sa.PrimaryKeyConstraint("audit_id", "person_id", "number", name="pk_audit_invitation"),
    )


def _answers() -> None:
    """Make what was answered."""
    op.create_table(
        "audit_answer",
        sa.Column("audit_id", sa.String(60), nullable=False),
        sa.Column("person_id", sa.String(60), nullable=False),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_audit_answer_number")),
        sa.CheckConstraint("level >= 1 AND level <= 5", name=op.f("ck_audit_answer_level")),
        _audit("audit_answer"),
        _person("audit_answer", "person_id"),
        sa.PrimaryKeyConstraint("audit_id", "person_id", "item", "number", name="pk_audit_answer"),
    )


def _outcomes() -> None:
    """Make what came of it: remarks, agreed levels, commitments."""
    _of_topic("audit_remark", sa.Column("text", sa.Text(), nullable=False))
    _of_topic(
        "audit_agreed",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("level >= 1 AND level <= 5", name=op.f("ck_audit_agreed_level")),
    )
    _of_topic(
        "audit_commitment",
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.CheckConstraint("target >= 1 AND target <= 5", name=op.f("ck_audit_commitment_target")),
    )


def _of_topic(table: str, *content: sa.Column[object] | sa.CheckConstraint) -> None:
    """Make a table of numbered entries about one topic of one audit."""
    op.create_table(
        table,
        sa.Column("audit_id", sa.String(60), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *content,
        *_signature(),
        sa.CheckConstraint("number >= 1", name=op.f(f"ck_{table}_number")),
        _audit(table),
        _person(table, "by_id"),
        sa.PrimaryKeyConstraint("audit_id", "topic", "number", name=f"pk_{table}"),
    )


def _signature() -> tuple[sa.Column[object], ...]:
    """Return who signed, and when."""
    return (
        sa.Column("by_id", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def _audit(table: str) -> sa.ForeignKeyConstraint:
    """Return the key by which a row belongs to one audit."""
    return sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=f"fk_{table}_audit_id_audit")


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    """Return the key by which a row names one person."""
    return sa.ForeignKeyConstraint([column], ["person.id"], name=f"fk_{table}_{column}_person")
