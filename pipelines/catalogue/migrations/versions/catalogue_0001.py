"""The catalogue's first shape: loads, the intervals in which they counted, and the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipelines.catalogue.models import Moment

revision = "catalogue_0001"
down_revision = None
branch_labels = None
depends_on = None

JOURNAL_LOCKS = {
    "sqlite": (
        "CREATE TRIGGER journal_keeps_entries BEFORE UPDATE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
        "CREATE TRIGGER journal_loses_nothing BEFORE DELETE ON journal "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
        "CREATE TRIGGER journal_keeps_entries BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()",
    ),
}
"""The database refuses to change an entry, whoever asks."""


def upgrade() -> None:
    """Make the tables and close the journal to changes."""
    _create_loads()
    _create_files()
    _create_facts_about_the_workspace()
    for statement in JOURNAL_LOCKS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: the tables hold what people entered."""
    raise NotImplementedError("The catalogue's tables are never dropped; restore a backup instead.")


def _create_loads() -> None:
    """Make the tables of versions, submissions and loads."""
    op.create_table(
        "version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency", sa.String(64), nullable=False),
        sa.Column("rows_accepted", sa.BigInteger(), nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", Moment()),
        sa.Column("undone_by", sa.Text()),
        sa.Column("undone_version", sa.Integer()),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["version"], ["version.number"]),
        sa.ForeignKeyConstraint(["undone_version"], ["version.number"]),
    )
    op.create_index(None, "submission", ["idempotency"])
    op.create_table(
        "load",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(32), nullable=False),
        sa.Column("extract", sa.String(80), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fact_sha256", sa.String(64), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"]),
    )
    op.create_index(None, "load", ["submission"])
    op.create_index(None, "load", ["extract", "period", "number"])


def _create_files() -> None:
    """Make the tables of the versions in which a load counted, and of refused rows."""
    op.create_table(
        "data_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("load", sa.String(32), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer()),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["load"], ["load.id"]),
        sa.ForeignKeyConstraint(["begins"], ["version.number"]),
        sa.ForeignKeyConstraint(["ends"], ["version.number"]),
    )
    for column in ("load", "begins", "ends"):
        op.create_index(None, "data_file", [column])
    op.create_table(
        "reject_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(32), nullable=False),
        sa.Column("extract", sa.String(80), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"]),
    )
    op.create_index(None, "reject_file", ["submission"])


def _create_facts_about_the_workspace() -> None:
    """Make the workspace's own facts, the names of versions, and the journal."""
    op.create_table(
        "label",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sa.ForeignKeyConstraint(["version"], ["version.number"]),
    )
    op.create_table(
        "workspace",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(None, "journal", ["action"])
    op.create_index(None, "journal", ["subject"])
