"""The tables of foundation projects.

Revision records_0004, after records_0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.records.guards import guard_statements

revision = "records_0004"
down_revision = "records_0003"
branch_labels = None
depends_on = None

SIGNED = (
    "project_revision",
    "project_gap",
    "project_need",
    "project_unblock",
    "project_companion",
)


def upgrade() -> None:
    """Make the tables and guard them."""
    op.create_table(
        "project_revision",
        sa.Column("project_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("duration_months", "business", "time", "risk", "size")
        ),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_project_revision_number")),
        sa.CheckConstraint("cost_cents > 0", name=op.f("ck_project_revision_cost_cents")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_project_revision_by_id_person"),
        sa.PrimaryKeyConstraint("project_id", "number", name="pk_project_revision"),
    )
    _part(
        "project_gap",
        ("position",),
        sa.Column("dataset", sa.String(60), nullable=False),
        sa.Column("dimension", sa.String(20), nullable=False),
    )
    _part("project_need", ("position",), sa.Column("needs", sa.String(60), nullable=False))
    _part(
        "project_unblock",
        ("position",),
        sa.Column("initiative_id", sa.String(60), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "probability > 0 AND probability <= 1", name=op.f("ck_project_unblock_probability")
        ),
    )
    _part(
        "project_companion",
        ("unblock", "position"),
        sa.Column("companion", sa.String(60), nullable=False),
    )
    for statement in guard_statements(op.get_bind().dialect.name, SIGNED):
        op.execute(statement)


def downgrade() -> None:
    """Remove them; the guards go with their tables."""
    for table in reversed(SIGNED):
        op.drop_table(table)


def _part(table: str, places: tuple[str, ...], *columns: sa.schema.SchemaItem) -> None:
    """Make a table whose rows belong to one revision, in order."""
    op.create_table(
        table,
        sa.Column("project_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(place, sa.Integer(), nullable=False) for place in places),
        *columns,
        sa.ForeignKeyConstraint(
            ["project_id", "number"],
            ["project_revision.project_id", "project_revision.number"],
            name=f"fk_{table}_project_id_number_project_revision",
        ),
        sa.PrimaryKeyConstraint("project_id", "number", *places, name=f"pk_{table}"),
    )
