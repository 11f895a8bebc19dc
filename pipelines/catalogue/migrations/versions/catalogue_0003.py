"""Uploads: files on their way, what happened to them, rows kept aside, evidence; redone loads."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from pipelines.catalogue.models import Moment

revision = "catalogue_0003"
down_revision = "catalogue_0002"
branch_labels = None
depends_on = None

KEPT = ("upload", "upload_event", "quarantined_row", "quarantine_event", "evidence_file")
REFUSAL = "uploads are only added to"


def upgrade() -> None:
    """Give loads their new columns, make the tables and close them to changes."""
    _widen_loads()
    _create_uploads()
    _create_quarantine()
    _create_evidence()
    for statement in _locks(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: the tables hold what people entered."""
    raise NotImplementedError("The catalogue's tables are never dropped; restore a backup instead.")


def _widen_loads() -> None:
    """Let a submission say where it came from and why, and a load where it stands."""
    with op.batch_alter_table("submission") as table:
        table.add_column(sa.Column("upload", sa.String(32)))
        table.add_column(sa.Column("approved_by", sa.Text()))
        table.add_column(sa.Column("reason", sa.Text()))
        table.add_column(sa.Column("restates", sa.JSON()))
    op.create_index(None, "submission", ["upload"])
    with op.batch_alter_table("load") as table:
        table.add_column(sa.Column("standing", sa.Integer()))


def _create_uploads() -> None:
    """Make the tables of uploads, their events and of saved layouts."""
    op.create_table(
        "upload",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("nonce", sa.String(80), nullable=False),
        sa.Column("follows", sa.String(32)),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("nonce"),
        sa.ForeignKeyConstraint(["follows"], ["upload.id"]),
    )
    op.create_index(None, "upload", ["actor"])
    op.create_index(None, "upload", ["follows"])
    op.create_table(
        "upload_event",
        sa.Column("upload", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("upload", "number"),
        sa.ForeignKeyConstraint(["upload"], ["upload.id"]),
        sa.CheckConstraint("number >= 1", name="number"),
    )
    op.create_index(None, "upload_event", ["kind"])
    op.create_table(
        "saved_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("extract", sa.String(80), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(None, "saved_layout", ["extract"])


def _create_quarantine() -> None:
    """Make the tables of rows that were kept aside."""
    op.create_table(
        "quarantined_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(32), nullable=False),
        sa.Column("upload", sa.String(32), nullable=False),
        sa.Column("extract", sa.String(80), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"]),
        sa.ForeignKeyConstraint(["upload"], ["upload.id"]),
    )
    op.create_index(None, "quarantined_row", ["submission"])
    op.create_index(None, "quarantined_row", ["upload"])
    op.create_table(
        "quarantine_event",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("row", "number"),
        sa.ForeignKeyConstraint(["row"], ["quarantined_row.id"]),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("kind IN ('corrected', 'waived', 'dropped', 'reassigned')", name="kind"),
    )


def _create_evidence() -> None:
    """Make the table of files that belong to a load or to a value."""
    op.create_table(
        "evidence_file",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(None, "evidence_file", ["subject"])


def _locks(dialect: str) -> Iterator[str]:
    """Yield the statements by which the database refuses to change what was kept."""
    if dialect == "postgresql":
        yield (
            "CREATE FUNCTION uploads_are_kept() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    for table in KEPT:
        if dialect == "postgresql":
            yield (
                f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION uploads_are_kept()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
