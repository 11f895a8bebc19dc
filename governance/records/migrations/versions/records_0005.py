"""What a reply's scores were measured as, and what hangs on each blocker.

Revision records_0005, after records_0004. Earlier replies were signed without either, so they
have no value there. The columns are written as SQL, which both databases read alike: SQLite
accepts the check of a new column only together with the column.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "records_0005"
down_revision = "records_0004"
branch_labels = None
depends_on = None

ADDED = {
    "reply_score": {
        "measured": "{double} CONSTRAINT ck_reply_score_measured "
        "CHECK (measured >= 0 AND measured <= 100)",
        "measured_words": "TEXT DEFAULT '' NOT NULL",
    },
    "reply_blocker": {
        "evidence": "TEXT DEFAULT '' NOT NULL",
        "days_at_stake": "INTEGER CONSTRAINT ck_reply_blocker_days_at_stake "
        "CHECK (days_at_stake >= 0)",
        "money_at_stake_cents": "BIGINT CONSTRAINT ck_reply_blocker_money_at_stake_cents "
        "CHECK (money_at_stake_cents >= 0)",
    },
}


def upgrade() -> None:
    """Add the columns; the guards of the tables stay as they are."""
    double = sa.Double().compile(dialect=op.get_bind().dialect)
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.format(double=double)}")


def downgrade() -> None:
    """Remove them; what was signed in them is gone."""
    for table, columns in ADDED.items():
        for name in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
