"""The tables of incidents of data quality.

Revision records_0003, after records_0002.
"""

from __future__ import annotations

revision = "records_0003"
down_revision = "records_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and guard them."""


def downgrade() -> None:
    """Remove them."""
