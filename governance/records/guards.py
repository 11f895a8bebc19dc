"""Guards: triggers by which the database itself refuses to rewrite what was signed.

The code only ever inserts; the triggers keep that true for whoever opens the database with
another program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_REFUSAL = "records are append-only: add a revision instead"


def guard_statements(dialect: str, tables: Iterable[str]) -> Iterator[str]:
    """Yield the statements that guard ``tables``, for ``sqlite`` or ``postgresql``."""
    if dialect == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
    for table in tables:
        if dialect == "postgresql":
            yield (
                f"CREATE TRIGGER {table}_is_signed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
