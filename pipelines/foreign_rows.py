"""Rows of a database that is not ours, written out as a file that is then loaded like any other.

A table is read whole, anything else by a query that somebody declared in the file of the setting
TANDEM_SOURCES; no SQL comes from a command line. The transaction cannot write where the database
can promise that (SQLite, PostgreSQL) and is rolled back everywhere. Values keep what they say:
dates as ISO, decimals with all their digits, nothing for NULL. The address, and whatever password
stands in it, is neither shown nor kept: a receipt names the database only.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, CursorResult, column, create_engine, inspect, select, table
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from pipelines.errors import GapError, RefusedFile
from pipelines.intake.policy import intake_policy
from pipelines.marked_yaml import nearest
from pipelines.quality.foreign import Address, connected, databases

AT_ONCE = 10_000
"""Rows that are in memory at a time."""
UNCHANGED = "Nothing was loaded."


@dataclass(frozen=True)
class ForeignRows:
    """What is to be read, and how a receipt names it."""

    url: URL
    database: str
    """The database as a receipt names it, without its address."""
    name: str
    """Of the table or of the query."""
    sql: str | None = None
    """Of the declared query; None for a table."""

    def __repr__(self) -> str:
        """Return what it is called, so that no log can hold the address."""
        return f"ForeignRows({self.file_name!r})"

    @property
    def file_name(self) -> str:
        """Return what the file made of the rows is called in receipts and lists."""
        return f"{self.name} of {self.database}.csv"


def foreign_rows(
    source: str, *, table_name: str | None, query_name: str | None, sources: Path | None
) -> ForeignRows:
    """Return what a name and an address stand for; nothing is connected to yet.

    Args:
        source: A SQLAlchemy URL, or the name of a database in the file of TANDEM_SOURCES.
        table_name: The table, with its schema before a point where it has one.
        query_name: The declared query, where it is not a table.
        sources: The file of TANDEM_SOURCES.

    Raises:
        GapError: There is no such database or query, or not exactly one of table and query.
    """
    if (table_name is None) == (query_name is None):
        raise GapError(
            "Name a table or a declared query, one of the two.",
            where="--table or --query.",
            next_step=UNCHANGED,
        )
    known = databases(sources) if sources is not None else {}
    is_address = "://" in source
    url = _url(source if is_address else _named(source, known, sources).url)
    shown = _shown(url) if is_address else source
    if query_name is None:
        assert table_name is not None  # noqa: S101  # one of the two is there, as checked above
        return ForeignRows(url, shown, table_name)
    beside = known.values() if is_address else [known[source]]
    fitting = [one for one in beside if not is_address or _url(one.url) == url]
    declared = {name: sql for one in fitting for name, sql in one.queries.items()}
    if query_name not in declared:
        raise GapError(
            f"No query “{query_name}” is declared for {shown}.{nearest(query_name, declared)}",
            where=sources.name if sources else "Setting TANDEM_SOURCES.",
            next_step="Write it there below “queries:” of the database. " + UNCHANGED,
        )
    return ForeignRows(url, shown, query_name, declared[query_name])


def write_rows(rows: ForeignRows, target: Path) -> int:
    """Write the rows to a CSV file, a few at a time, and return how many there were.

    Args:
        rows: What is to be read.
        target: The file; UTF-8, commas, one header.

    Raises:
        GapError: The database cannot be reached or there is no such table.
        RefusedFile: There are more rows than may be loaded, or values that no text can hold.
    """
    most = intake_policy().limits.rows
    written = 0
    with _result(rows) as result, target.open("w", encoding="utf-8", newline="") as stream:
        names = tuple(result.keys())
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        for some in result.partitions(AT_ONCE):
            written += len(some)
            if written > most:
                raise RefusedFile(
                    f"{rows.file_name} has more than {most:,} rows.",
                    where="pipelines/intake/policy.yaml, limits.",
                    next_step=f"Declare a query for one period. {UNCHANGED}",
                )
            writer.writerows(_cells(row, names, rows) for row in some)
    return written


def _named(name: str, known: dict[str, Address], sources: Path | None) -> Address:
    """Return a database of the file of TANDEM_SOURCES."""
    if name not in known:
        raise GapError(
            f"There is no database “{name}”.{nearest(name, known)}",
            where=sources.name if sources else "Setting TANDEM_SOURCES.",
            next_step=f"Add it there, or write a whole address. {UNCHANGED}",
        )
    return known[name]


def _url(text: str) -> URL:
    """Return an address taken apart."""
    try:
        return make_url(text)
    except ArgumentError:
        raise GapError(
            "The address is not one of a database.",
            next_step=f"Write it as postgresql+psycopg://user@host/name. {UNCHANGED}",
        ) from None


def _shown(url: URL) -> str:
    """Return what an address may be called: no user, no password, no folder of this machine."""
    place = Path(url.database or "").name if url.host is None else f"{url.host}/{url.database}"
    return f"{url.get_backend_name()} {place}".strip()


@contextmanager
def _result(rows: ForeignRows) -> Iterator[CursorResult[Any]]:
    """Give the rows of a table or query as they come; the transaction is rolled back."""
    address = rows.url.render_as_string(hide_password=False)
    try:
        engine = create_engine(
            f"{rows.url.drivername}://", creator=partial(connected, address), poolclass=NullPool
        )
        try:
            with engine.connect() as connection, _executed(connection, rows) as result:
                yield result
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise _unreadable(rows, error) from None


def _executed(connection: Connection, rows: ForeignRows) -> CursorResult[Any]:
    """Run the query, or read the table as it names itself."""
    streamed = connection.execution_options(stream_results=True, max_row_buffer=AT_ONCE)
    if rows.sql is not None:
        return streamed.execution_options(no_parameters=True).exec_driver_sql(rows.sql)
    schema, _, name = rows.name.rpartition(".")
    here = inspect(connection)
    if name not in {*here.get_table_names(schema or None), *here.get_view_names(schema or None)}:
        known = here.get_table_names(schema or None)
        raise GapError(
            f"There is no table {rows.name} in {rows.database}.{nearest(name, known)}",
            next_step=f"Write SCHEMA.TABLE where it has a schema. {UNCHANGED}",
        )
    names = [found["name"] for found in here.get_columns(name, schema=schema or None)]
    whole = table(name, *map(column, names), schema=schema or None)
    return streamed.execute(select(*whole.columns))


def _unreadable(rows: ForeignRows, error: Exception) -> GapError:
    """Return a driver's complaint in words, without whatever secret the address holds."""
    told = str(getattr(error, "orig", None) or error).strip().splitlines()
    said = told[0] if told else type(error).__name__
    for secret in (rows.url.password, rows.url.render_as_string(hide_password=False)):
        if secret:
            said = said.replace(str(secret), "***")
    return GapError(
        f"{rows.name} of {rows.database} cannot be read.",
        where=said,
        next_step="See that the database answers, its driver is installed, and the table or query "
        f"is right. {UNCHANGED}",
    )


def _cells(row: Sequence[Any], names: Sequence[str], rows: ForeignRows) -> list[str]:
    """Return a row as text."""
    try:
        return [_written(value) for value in row]
    except ValueError as error:
        place = next(index for index, value in enumerate(row) if not _is_writable(value))
        raise RefusedFile(
            f"Column {names[place]} of {rows.file_name} holds {error}.",
            next_step=f"Cast it to text in a declared query, or leave it out. {UNCHANGED}",
        ) from None


def _is_writable(value: object) -> bool:
    """Return whether a value can be written as text."""
    try:
        _written(value)
    except ValueError:
        return False
    return True


def _written(value: object) -> str:
    """Return a value as text that says exactly as much.

    Raises:
        ValueError: No text that a reader knows says it.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("a number that is none")
        return format(value, "f")
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return f"{moment.isoformat()}Z" if value.tzinfo else moment.isoformat()
    if isinstance(value, str | int | UUID):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    raise ValueError(f"values of the type {type(value).__name__}, which are no text")
