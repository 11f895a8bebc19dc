"""Opening the records: migrate once per engine, then read and write in one session at a time.

Pipelines opens the database and migrates the catalogue; the records' own tables follow the
first time this house touches them, so that no front door can forget it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pipelines.catalogue import database, migrating

VERSION_TABLE = "alembic_version_records"
MIGRATIONS = Path(__file__).with_name("migrations")
_ready: WeakSet[Engine] = WeakSet()
"""Engines whose tables are known to be current; a process looks once."""


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that sees one consistent state and writes nothing."""
    make_ready(engine)
    with _told(), database.reading(engine) as connection, Session(connection) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Give a session that holds the write lock; everything in the block happens, or nothing."""
    make_ready(engine)
    with _told(), database.writing(engine) as connection, Session(connection) as session:
        yield session
        session.flush()


def make_ready(engine: Engine) -> None:
    """Bring the records' tables up to this code, once; safe from several processes at once.

    Raises:
        StoreError: The database was written by a later version of this code.
    """
    if engine not in _ready:
        migrating.migrate(engine, MIGRATIONS, VERSION_TABLE)
        _ready.add(engine)


@contextmanager
def _told() -> Iterator[None]:
    """Tell a database that is busy or gone in words."""
    try:
        yield
    except OperationalError as error:
        raise database.unreachable(error) from error
