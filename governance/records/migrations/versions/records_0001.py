"""People, goals and replies, append-only from the first day.

Revision records_0001, after nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.records.guards import guard_statements

revision = "records_0001"
down_revision = None
branch_labels = None
depends_on = None

SIGNED = (
    "person",
    "goal_revision",
    "goal_target",
    "reply_revision",
    "reply_score",
    "reply_blocker",
)


def upgrade() -> None:
    """Make the tables and guard them."""
    op.create_table(
        "person",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    _goals()
    _replies()
    for statement in guard_statements(op.get_bind().dialect.name, SIGNED):
        op.execute(statement)


def downgrade() -> None:
    """Remove everything; the guards go with their tables."""
    for table in reversed(SIGNED):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_rewriting()")


def _goals() -> None:
    """Make the CEO's side."""
    op.create_table(
        "goal_revision",
        *_signature(),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("perspective", sa.String(20), nullable=False),
        sa.Column("metric", sa.String(60), nullable=False),
        sa.Column("business_unit", sa.String(200), nullable=False),
        sa.Column("initiative_id", sa.String(60), nullable=False),
        sa.Column("baseline", sa.Double(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("wanted_date", sa.Date(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("size_of_value", sa.Double(), nullable=False),
        sa.Column("strategic_fit", sa.Double(), nullable=False),
        sa.Column("urgency", sa.Double(), nullable=False),
        sa.Column("risk_of_not_doing", sa.Double(), nullable=False),
        sa.Column("must_not_fail", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_goal_revision_number")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_goal_revision_weight")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_goal_revision_by_id_person"),
        sa.PrimaryKeyConstraint("goal_id", "number", name="pk_goal_revision"),
    )
    op.create_table(
        "goal_target",
        sa.Column("goal_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        _of("goal_target", "goal_revision"),
        sa.PrimaryKeyConstraint("goal_id", "number", "position", name="pk_goal_target"),
    )


def _replies() -> None:
    """Make the CIO's side."""
    op.create_table(
        "reply_revision",
        *_signature(),
        sa.Column("answers_revision", sa.Integer(), nullable=False),
        sa.Column("feasible", sa.String(10), nullable=False),
        sa.Column("realistic_date", sa.Date(), nullable=True),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("ask_cents", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_reply_revision_number")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_reply_revision_by_id_person"),
        sa.ForeignKeyConstraint(
            ["goal_id", "answers_revision"],
            ["goal_revision.goal_id", "goal_revision.number"],
            name="fk_reply_revision_goal_id_answers_revision_goal_revision",
        ),
        sa.PrimaryKeyConstraint("goal_id", "number", name="pk_reply_revision"),
    )
    op.create_table(
        "reply_score",
        sa.Column("goal_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("score >= 0 AND score <= 100", name=op.f("ck_reply_score_score")),
        _of("reply_score", "reply_revision"),
        sa.PrimaryKeyConstraint("goal_id", "number", "part", name="pk_reply_score"),
    )
    op.create_table(
        "reply_blocker",
        sa.Column("goal_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("estimate", sa.Date(), nullable=True),
        _of("reply_blocker", "reply_revision"),
        sa.PrimaryKeyConstraint("goal_id", "number", "position", name="pk_reply_blocker"),
    )


def _signature() -> tuple[sa.Column[object], ...]:
    """Return the columns that every revision begins with."""
    return (
        sa.Column("goal_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
    )


def _of(table: str, revisions: str) -> sa.ForeignKeyConstraint:
    """Return the key by which a part belongs to one revision."""
    return sa.ForeignKeyConstraint(
        ["goal_id", "number"],
        [f"{revisions}.goal_id", f"{revisions}.number"],
        name=f"fk_{table}_goal_id_number_{revisions}",
    )
