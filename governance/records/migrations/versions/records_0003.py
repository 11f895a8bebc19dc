"""The tables of incidents of data quality.

Revision records_0003, after records_0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.records.guards import guard_statements

revision = "records_0003"
down_revision = "records_0002"
branch_labels = None
depends_on = None

SIGNED = ("incident_note",)


def upgrade() -> None:
    """Make the table and guard it."""
    op.create_table(
        "incident_note",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("by_id", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_incident_note_number")),
        sa.CheckConstraint("action IN ('assign', 'close')", name=op.f("ck_incident_note_action")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_incident_note_by_id_person"),
        sa.PrimaryKeyConstraint("kind", "subject", "check_name", "number", name="pk_incident_note"),
    )
    for statement in guard_statements(op.get_bind().dialect.name, SIGNED):
        op.execute(statement)


def downgrade() -> None:
    """Remove it; the guard goes with its table."""
    op.drop_table("incident_note")
