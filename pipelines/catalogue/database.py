"""The operational database: SQLite by default, PostgreSQL by one setting, one way to write.

Version numbers must be given in the order of commits, so every writer holds the one write lock
from its first statement on. Readers never wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from pipelines.errors import StoreError

WRITE_LOCK = 7_826_336
"""Key of PostgreSQL's advisory lock; any number would do, it only has to be the same one."""

_PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)
"""Wait before giving up, readers beside a writer, commits that outlive a power cut, real keys."""


def database(url: str) -> Engine:
    """Return an engine for ``url``, set up so that a commit is durable and writers queue.

    Raises:
        StoreError: The address is not one of a SQLite or PostgreSQL database.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError(
            "The address of the records is not a database address.",
            where="Setting TANDEM_RECORDS_URL.",
            next_step="Write it as postgresql://user@host/name, or leave it empty for SQLite.",
        ) from None
    kind = address.get_backend_name()
    if kind == "sqlite":
        engine = create_engine(address, connect_args={"timeout": 5})
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if kind == "postgresql":
        return create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    raise StoreError(
        f"Records can be kept in SQLite or PostgreSQL, not in {kind}.",
        where="Setting TANDEM_RECORDS_URL.",
        next_step="Choose one of the two; nothing was started.",
    )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection that holds the write lock; commits at the end, rolls back on an error."""
    with engine.execution_options(tandem_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database for as long as it is open."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection:
        yield connection


def unreachable(error: OperationalError) -> StoreError:
    """Return the database driver's complaint in words, without its SQL or its address."""
    return StoreError(
        "The records cannot be reached or are busy.",
        where=str(error.orig).splitlines()[0] if error.orig else "",
        next_step="See that the database runs and has room, then try again; nothing was changed.",
    )


def _open_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's own type
    """Set up one SQLite connection; transactions are begun by ``_begin_sqlite`` alone."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; a writer takes the lock at once, so that it can never be outdated."""
    writes = connection.get_execution_options().get("tandem_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
