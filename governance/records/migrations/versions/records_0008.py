"""The table of recorded steps in a metric.

Revision records_0008, after records_0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.records.guards import guard_statements

revision = "records_0008"
down_revision = "records_0007"
branch_labels = None
depends_on = None

SIGNED = ("metric_step",)


def upgrade() -> None:
    """Make the table and guard it."""
    op.create_table(
        "metric_step",
        sa.Column("metric", sa.String(60), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_metric_step_number")),
        sa.CheckConstraint("action IN ('record', 'withdraw')", name=op.f("ck_metric_step_action")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_metric_step_by_id_person"),
        sa.PrimaryKeyConstraint("metric", "period", "number", name="pk_metric_step"),
    )
    for statement in guard_statements(op.get_bind().dialect.name, SIGNED):
        op.execute(statement)


def downgrade() -> None:
    """Remove it; the guard goes with its table."""
    op.drop_table("metric_step")
