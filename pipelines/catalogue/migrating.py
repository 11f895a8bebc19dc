"""Brings a database's tables to the shape this code expects, in one transaction or not at all.

Each branch of tables (the catalogue's, the records') has its own folder of Alembic migrations
and its own version table. A revision is named like its file, so the newest one is known
without importing Alembic: an up-to-date database costs one small query at start.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table, inspect, select
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.database import reading, unreachable, writing
from pipelines.catalogue.models import Base
from pipelines.errors import StoreError


def migrate(engine: Engine, script_location: Path, version_table: str) -> None:
    """Bring one branch of tables to its newest revision.

    Args:
        engine: From ``database``; SQLite or PostgreSQL.
        script_location: Folder with ``env.py`` and ``versions/``; each revision is called
            like its file, and the names sort in the order of the revisions.
        version_table: Where this branch notes its revision.

    Raises:
        StoreError: The database was written by a later version of this code, or cannot be
            reached.
    """
    known = sorted(path.stem for path in (script_location / "versions").glob("*_[0-9]*.py"))
    try:
        with reading(engine) as connection:
            current = _revision(connection, version_table)
        if current == known[-1]:
            return
        if current is not None and current not in known:
            raise StoreError(
                "This store was written by a later version of Tandem.",
                where=f"Its tables are at “{current}”, this code knows “{known[-1]}”.",
                next_step="Start the newer version; nothing was changed.",
            )
        with writing(engine) as connection:
            if _revision(connection, version_table) != known[-1]:
                _upgrade(connection, script_location, version_table)
    except OperationalError as error:
        raise unreachable(error) from error


def run_environment() -> None:
    """Run the migrations that ``migrate`` asked for; the body of every branch's ``env.py``."""
    from alembic import context

    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        target_metadata=Base.metadata,
        version_table=attributes["version_table"],
        render_as_batch=True,
    )
    context.run_migrations()


def _upgrade(connection: Connection, script_location: Path, version_table: str) -> None:
    """Run Alembic inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = version_table
    command.upgrade(config, "head")


def _revision(connection: Connection, version_table: str) -> str | None:
    """Return the branch's revision; None where its tables were never made."""
    if not inspect(connection).has_table(version_table):
        return None
    table = Table(version_table, MetaData(), autoload_with=connection)
    return connection.execute(select(table.c.version_num)).scalar_one_or_none()
