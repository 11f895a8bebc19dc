"""The tables of audits of data maturity.

Revision records_0002, after records_0001.
"""

from __future__ import annotations

revision = "records_0002"
down_revision = "records_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and guard them."""


def downgrade() -> None:
    """Remove them."""
