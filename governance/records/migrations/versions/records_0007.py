"""The tables of comments, visits and the definitions that were in force.

Revision records_0007, after records_0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.records.guards import guard_statements

revision = "records_0007"
down_revision = "records_0006"
branch_labels = None
depends_on = None

SIGNED = ("comment", "comment_mention", "visit", "definition_seen")


def upgrade() -> None:
    """Make the tables and guard them."""
    op.create_table(
        "comment",
        *_anchor(),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_comment_number")),
        sa.CheckConstraint("kind IN ('metric', 'goal')", name=op.f("ck_comment_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_comment_by_id_person"),
        sa.PrimaryKeyConstraint("kind", "name", "period", "number", name="pk_comment"),
    )
    op.create_table(
        "comment_mention",
        *_anchor(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "name", "period", "number"],
            ["comment.kind", "comment.name", "comment.period", "comment.number"],
            name="fk_comment_mention_kind_name_period_number_comment",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_comment_mention_person_id_person"
        ),
        sa.PrimaryKeyConstraint(
            "kind", "name", "period", "number", "position", name="pk_comment_mention"
        ),
    )
    op.create_index("ix_comment_mention_person_id", "comment_mention", ["person_id"])
    op.create_table(
        "visit",
        sa.Column("person_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_visit_number")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_visit_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", "number", name="pk_visit"),
    )
    op.create_table(
        "definition_seen",
        sa.Column("metric", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_definition_seen_number")),
        sa.PrimaryKeyConstraint("metric", "number", name="pk_definition_seen"),
    )
    for statement in guard_statements(op.get_bind().dialect.name, SIGNED):
        op.execute(statement)


def downgrade() -> None:
    """Remove them; the guards go with their tables."""
    for table in ("comment_mention", "comment", "visit", "definition_seen"):
        op.drop_table(table)


def _anchor() -> tuple[sa.Column[str] | sa.Column[int], ...]:
    """Return the columns that name one comment."""
    return (
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
    )
