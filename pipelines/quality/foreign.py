"""Tables of databases that are not ours: where they are, and the query that stands for one.

The addresses stand in a file that the setting TANDEM_SOURCES names, by name, so that no contract
and no record ever holds one. The suite runs inside that database; only counts and a few keys
come back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, RootModel
from sqlalchemy import create_engine, inspect
from sqlalchemy import types as sql
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from pipelines.errors import GapError
from pipelines.extracts.contract import Column
from pipelines.marked_yaml import marked, nearest, validated
from pipelines.quality.checks import Check
from pipelines.quality.dataset import Dataset
from pipelines.quality.policy import quality_policy
from pipelines.quality.suite import RAW, REFERENCE_OF_ACCURACY, compared, reference_view
from pipelines.warehouse.rollups import quoted

_FAMILIES: Final[dict[str, tuple[type[sql.TypeEngine[Any]], ...]]] = {
    "integer": (sql.Integer,),
    "decimal": (sql.Numeric, sql.Integer),
    "number": (sql.Numeric, sql.Float, sql.Integer),
    "boolean": (sql.Boolean,),
    "date": (sql.Date,),
    "timestamp": (sql.DateTime, sql.Date),
    "text": (sql.String,),
}
"""Which types of a database hold values of a contract's type."""


ANSWER_SECONDS: Final = 10
"""A database that does not answer by then is down; others wait to be measured."""
_ONE_STATE: Final = (
    "-c default_transaction_read_only=on",
    "-c default_transaction_isolation=repeatable\\ read",
    f"-c statement_timeout={quality_policy().limits.seconds * 1000}",
)
"""What every transaction in PostgreSQL begins with."""


class Address(BaseModel):
    """One database."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: str
    queries: dict[str, str] = {}
    """SQL by name, for whoever loads what no single table holds."""


class _Addresses(RootModel[dict[str, Address]]):
    """The whole file: name -> address."""


@dataclass(frozen=True)
class Table:
    """A table made ready for a suite."""

    url: str
    query: str
    keys: tuple[str, ...]
    checks: tuple[Check, ...]


def table_of(
    dataset: Dataset, checks: tuple[Check, ...], *, sources: Path | None, others: dict[str, Dataset]
) -> Table:
    """Return the query that stands for a dataset's table, and the checks that can be made there.

    Args:
        dataset: Its contract.
        checks: Its suite.
        sources: The file with the addresses.
        others: The datasets that it may refer to, by identifier.

    Raises:
        GapError: The database is not named or cannot be reached, or the table does not fit the
            contract. Nothing was measured.
    """
    url = _address(dataset.source.database, sources)
    stored = _columns(url, dataset)
    for column in dataset.columns:
        _check_type(dataset, column, stored)
    placed = [_placed(check, dataset, others) for check in checks]
    named = ", ".join(
        f"{_cell(column, stored[column.name])} AS {quoted(column.name)}, {_text(column.name)} AS "
        f"{quoted(RAW + column.name)}"
        for column in dataset.columns
    )
    query = f"SELECT {named} FROM {_table(dataset.source.name)}"  # noqa: S608 - names of the contract, each checked against the table
    keys = dataset.key or (dataset.unique[0] if dataset.unique else (dataset.columns[0].name,))
    return Table(url, query, keys, tuple(check for check in placed if not _is_given(check)))


def databases(sources: Path) -> dict[str, Address]:
    """Return the databases that a file names.

    Raises:
        GapError: The file cannot be read or does not hold.
    """
    return validated(_Addresses, marked(sources)).root


def _address(name: str, sources: Path | None) -> str:
    """Return the address of a named database."""
    if sources is None:
        raise GapError(
            "No database is named for datasets.",
            where="Setting TANDEM_SOURCES.",
            next_step=f"Name a YAML file with “{name}: {{url: ...}}” in it. Nothing was measured.",
        )
    known = databases(sources)
    if name not in known:
        raise GapError(
            f"There is no database “{name}”.{nearest(name, known)}",
            where=sources.name,
            next_step="Add it there, or change the contract. Nothing was measured.",
        )
    try:
        return make_url(known[name].url).render_as_string(hide_password=False)
    except ArgumentError:
        raise GapError(
            f"The address of “{name}” is not one of a database.",
            where=sources.name,
            next_step="Write it as postgresql+psycopg://user@host/name. Nothing was measured.",
        ) from None


def connected(url: str) -> Any:  # noqa: ANN401  # the driver's own connection
    """Return a connection to another database that reads one state of it and cannot write.

    Args:
        url: Its SQLAlchemy address.
    """
    address = make_url(url)
    kind: Any = address.get_dialect()
    driver = kind.import_dbapi()
    words, options = kind(dbapi=driver).create_connect_args(address)
    if kind.name == "sqlite" and address.database:
        words, options["uri"] = [f"{Path(address.database).absolute().as_uri()}?mode=ro"], True
    if kind.name == "postgresql":
        options.setdefault("connect_timeout", ANSWER_SECONDS)
        options["options"] = " ".join((options.get("options", ""), *_ONE_STATE)).strip()
    return driver.connect(*words, **options)


def _columns(url: str, dataset: Dataset) -> dict[str, sql.TypeEngine[Any]]:
    """Return the columns of a table with their types."""
    schema, _, table = dataset.source.name.rpartition(".")
    try:
        engine = create_engine(
            f"{make_url(url).drivername}://", creator=partial(connected, url), poolclass=NullPool
        )
        try:
            found = inspect(engine).get_columns(table, schema=schema or None)
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise GapError(
            f"The table {dataset.source.name} of “{dataset.source.database}” cannot be read.",
            where=type(error).__name__,
            next_step="See that the database answers and the table is there. Nothing was measured.",
        ) from error
    stored: dict[str, sql.TypeEngine[Any]] = {each["name"]: each["type"] for each in found}
    return stored


def _check_type(dataset: Dataset, column: Column, stored: dict[str, sql.TypeEngine[Any]]) -> None:
    """Refuse a column that is not there or holds another type: a query could not compare it."""
    if column.name not in stored:
        raise GapError(
            f"The table {dataset.source.name} has no column {column.name}."
            f"{nearest(column.name, stored)}",
            next_step=f"Correct the contract of {dataset.id}. Nothing was measured.",
        )
    if not isinstance(stored[column.name], _FAMILIES[column.type]):
        raise GapError(
            f"{column.name} of {dataset.source.name} is a {stored[column.name]}, and the contract "
            f"calls it {column.type}.",
            next_step=f"Correct the contract of {dataset.id}. Nothing was measured.",
        )


def _placed(check: Check, dataset: Dataset, others: dict[str, Dataset]) -> Check:
    """Return a check whose references are queries, or which says why it cannot be made."""
    for number, link in enumerate(dataset.links):
        if quoted(reference_view(number)) in check.fails:
            return _referring(check, dataset, others.get(link.dataset), link.target_columns, (),
                              quoted(reference_view(number)), link.dataset)  # fmt: skip
    accuracy = dataset.accuracy
    if accuracy and quoted(REFERENCE_OF_ACCURACY) in check.fails:
        target = others.get(accuracy.dataset)
        view = quoted(REFERENCE_OF_ACCURACY)
        return _referring(
            check, dataset, target, accuracy.key, accuracy.columns, view, accuracy.dataset
        )
    return check


def _text(name: str) -> str:
    """Return SQL for a cell as text; null where it is blank, as in a file."""
    return f"NULLIF(TRIM(CAST({quoted(name)} AS VARCHAR)), '')"


def _cell(column: Column, stored: sql.TypeEngine[Any]) -> str:
    """Return SQL for a cell's value: no blanks, and moments in universal time without a zone."""
    if column.type == "text":
        return _text(column.name)
    zone = " AT TIME ZONE 'UTC'" if getattr(stored, "timezone", False) else ""
    return quoted(column.name) + zone


def _referring(
    check: Check,
    dataset: Dataset,
    target: Dataset | None,
    key: tuple[str, ...],
    values: tuple[str, ...],
    view: str,
    name: str,
) -> Check:
    """Return a check that refers to another table of the same database."""
    if target is None or target.source.database != dataset.source.database:
        return replace(check, needs=f"{name} is not a table of the same database.")
    keys = ", ".join(f"{_text(column)} AS _k{place}" for place, column in enumerate(key))
    told = "".join(
        f", {compared(dataset.column(v), quoted(v), _text(v))} AS {quoted(f'_v {v}')}"
        for v in values
    )
    filled = " AND ".join(f"{_text(column)} IS NOT NULL" for column in key)
    query = f"(SELECT {keys}{told} FROM {_table(target.source.name)} WHERE {filled}) AS _r"  # noqa: S608 - names of the contract
    return replace(
        check, tested=check.tested.replace(view, query), fails=check.fails.replace(view, query)
    )


def _is_given(check: Check) -> bool:
    """Return whether the database itself guarantees what a check asks: values of their type."""
    return check.name.endswith(".readable")


def _table(name: str) -> str:
    """Return a table's name, quoted part by part."""
    return ".".join(quoted(part) for part in name.split("."))
