"""The tables of check-ins.

Revision records_0006, after records_0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.records.guards import guard_statements

revision = "records_0006"
down_revision = "records_0005"
branch_labels = None
depends_on = None

SIGNED = (
    "checkin",
    "checkin_event",
    "checkin_action",
    "checkin_snapshot",
    "checkin_paper",
)


def upgrade() -> None:
    """Make the tables and guard them."""
    _meetings()
    _actions()
    _pinned()
    for statement in guard_statements(op.get_bind().dialect.name, SIGNED):
        op.execute(statement)


def downgrade() -> None:
    """Remove them; the guards go with their tables."""
    for table in reversed(SIGNED):
        op.drop_table(table)


def _signed(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Return who wrote a row and when."""
    return (
        sa.Column("by_id", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=f"fk_{table}_by_id_person"),
    )


def _meetings() -> None:
    """Make the tables of meetings and of what happened in them."""
    op.create_table(
        "checkin",
        sa.Column("id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("agenda", sa.String(60), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        *_signed("checkin"),
        sa.PrimaryKeyConstraint("id", name="pk_checkin"),
        sa.UniqueConstraint("number", name="uq_checkin_number"),
    )
    op.create_table(
        "checkin_event",
        sa.Column("checkin_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        *_signed("checkin_event"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_checkin_event_number")),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name="fk_checkin_event_checkin_id_checkin"
        ),
        sa.PrimaryKeyConstraint("checkin_id", "number", name="pk_checkin_event"),
    )


def _actions() -> None:
    """Make the table of actions."""
    op.create_table(
        "checkin_action",
        sa.Column("action_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("goal_id", sa.String(60), nullable=False),
        sa.Column("opened_in", sa.String(60), nullable=False),
        sa.Column("after_number", sa.Integer(), nullable=False),
        sa.Column("inside", sa.Boolean(), nullable=False),
        *_signed("checkin_action"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_checkin_action_number")),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'dropped')", name=op.f("ck_checkin_action_state")
        ),
        sa.ForeignKeyConstraint(
            ["opened_in"], ["checkin.id"], name="fk_checkin_action_opened_in_checkin"
        ),
        sa.PrimaryKeyConstraint("action_id", "number", name="pk_checkin_action"),
    )


def _pinned() -> None:
    """Make the tables of what a close pins."""
    op.create_table(
        "checkin_snapshot",
        sa.Column("checkin_id", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("journal_head", sa.Integer(), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("metrics_sha256", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *_signed("checkin_snapshot"),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkin.id"], name="fk_checkin_snapshot_checkin_id_checkin"
        ),
        sa.PrimaryKeyConstraint("checkin_id", name="pk_checkin_snapshot"),
    )
    op.create_table(
        "checkin_paper",
        sa.Column("checkin_id", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkin_id"],
            ["checkin_snapshot.checkin_id"],
            name="fk_checkin_paper_checkin_id_checkin_snapshot",
        ),
        sa.PrimaryKeyConstraint("checkin_id", "name", name="pk_checkin_paper"),
    )
