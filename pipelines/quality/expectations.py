"""Great Expectations: runs a suite where the data are, and counts elements instead of rules.

The only module that imports it, which takes seconds: it belongs into a process of its own and is
never imported at the top of another module.

Why so:
- Great Expectations keeps no connection open for DuckDB while it reads results, so a small
  datasource does; it is registered by defining it, without touching the package. Other databases
  use it too: all questions see one state of the table, and no address passes through the package.
- Regular expressions, references and "first of its key" have no expectation that DuckDB runs, so
  they are queries (``UnexpectedRowsExpectation``); its count is divided by the elements that were
  tested, which one further query counts for all of them together. Until it knows DuckDB.
"""

from __future__ import annotations

import builtins
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import uuid4

import duckdb
import duckdb_sqlalchemy
import great_expectations as gx
import great_expectations.expectations as gxe
import sqlalchemy
import sqlglot
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.datasource.fluent.interfaces import TestConnectionError
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

from pipelines.errors import GapError
from pipelines.quality.checks import Check
from pipelines.quality.foreign import connected
from pipelines.quality.policy import quality_policy
from pipelines.quality.relations import MEASURED
from pipelines.quality.shapes import CheckResult
from pipelines.quality.suite import RAW
from pipelines.warehouse.rollups import quoted

_HOUR: Final = timedelta(hours=1)
_BATCH: Final = f"_batch_{uuid4().hex}"
"""Stands for the rows in a query until the package puts them there; no contract can write it."""


class KeptEngine(SqlAlchemyExecutionEngine):  # type: ignore[misc]  # the package is half typed
    """Runs every statement over one connection, which stays open while results are fetched."""

    _kept: sqlalchemy.Connection | None = None

    @contextmanager
    def get_connection(self) -> Iterator[sqlalchemy.Connection]:
        """Give the one connection."""
        if self._kept is None:
            self._kept = self.engine.connect()
        yield self._kept


class KeptDatasource(SQLDatasource):  # type: ignore[misc]  # the package is half typed
    """A connection that we make ourselves: DuckDB's with its views, or one to another database."""

    type: Literal["kept"] = "kept"

    @property
    def execution_engine_type(self) -> builtins.type[SqlAlchemyExecutionEngine]:
        """Return the engine that keeps its connection."""
        return KeptEngine


@dataclass(frozen=True)
class Rows:
    """What a suite is run over: a DuckDB connection with the view, or a query elsewhere."""

    keys: tuple[str, ...]
    connection: duckdb.DuckDBPyConnection | None = None
    url: str = ""
    query: str = ""
    has_text: bool = False
    """Whether each column is there as text too, so that a failing cell is shown as it stands."""


def outcomes(rows: Rows, checks: Sequence[Check], *, as_of: date) -> tuple[int, list[CheckResult]]:
    """Run a suite and return the number of rows and what each check found, in its order.

    Args:
        rows: Where the data are.
        checks: The suite.
        as_of: The day on which freshness is judged, at its end.

    Returns:
        Counted elements: for ``filled``, ``first`` and ``rows`` all rows, for the others those
        that were tested.
    """
    runner = _Runner(rows, as_of)
    try:
        runner.open()
        return runner.run(checks)
    except TestConnectionError as error:
        raise GapError(
            "The data cannot be reached any more.", next_step="Nothing was measured."
        ) from error
    finally:
        runner.close()


class _Runner:
    """One run over one relation."""

    def __init__(self, rows: Rows, as_of: date) -> None:
        self.rows = rows
        self.closing = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC) + timedelta(days=1)
        self.made: list[Any] = []

    def open(self) -> None:
        """Make the rows known to the package."""
        rows = self.rows
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = gx.data_context.types.base.ProgressBarsConfig(
            globally=False
        )
        connection = rows.connection
        address = "duckdb:///:memory:" if connection else f"{make_url(rows.url).drivername}://"
        source: KeptDatasource = context.data_sources.add_kept(
            "measured",
            connection_string=address,
            create_temp_table=False,
            kwargs={
                "creator": self._connected,
                **({"poolclass": StaticPool} if connection else {}),
            },
        )
        if connection:
            asset = source.add_table_asset(MEASURED, table_name=MEASURED)
        else:
            asset = source.add_query_asset(MEASURED, query=rows.query)
        self.batch = asset.add_batch_definition_whole_table(MEASURED).get_batch()
        engine = self.batch.data.execution_engine
        self.engine, self.kept = engine.engine, engine.get_connection
        self.dialect = str(engine.dialect_name)

    def close(self) -> None:
        """Let go of the connection; the rows stay open for whoever opened them."""
        for made in self.made:
            made.close()

    def _connected(self) -> Any:  # noqa: ANN401  # the driver's own connection
        """Return a connection for the package, which does not close all that it opens."""
        rows = self.rows
        if rows.connection is not None:
            made = duckdb_sqlalchemy.ConnectionWrapper(rows.connection.cursor())
        else:
            made = connected(rows.url)
        self.made.append(made)
        return made

    def run(self, checks: Sequence[Check]) -> tuple[int, list[CheckResult]]:
        """Run the suite."""
        total, tested = self._tested(checks)
        suite = gx.ExpectationSuite(
            "measured",
            expectations=[self._expectation(number, check) for number, check in enumerate(checks)],
        )
        started = time.perf_counter()
        result = self.batch.validate(
            suite,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": list(self.rows.keys),
                "partial_unexpected_count": quality_policy().checks.sample,
            },
        )
        seconds = (time.perf_counter() - started) / max(1, len(checks))
        found = {int(one.expectation_config.meta["number"]): one for one in result.results}
        return total, [
            self._outcome(check, found[number], total=total, tested=tested[number], seconds=seconds)
            for number, check in enumerate(checks)
        ]

    def _tested(self, checks: Sequence[Check]) -> tuple[int, list[int]]:
        """Count the rows, and for each check those that it tests, in one pass."""
        conditions = [check.tested for check in checks]
        counts = ", ".join(
            f"count(*) FILTER (WHERE {condition}) AS _t{number}"
            if condition
            else f"count(*) AS _t{number}"
            for number, condition in enumerate(conditions)
        )
        sql = self._translated(f"SELECT count(*) AS _all, {counts} FROM {self._from()}")  # noqa: S608 - made of the contract
        with self.kept() as connection:
            row = connection.execute(sqlalchemy.text(_literally(sql))).one()
        return int(row[0]), [int(each) for each in row[1:]]

    def _from(self) -> str:
        """Return what to read from."""
        return quoted(MEASURED) if self.rows.connection is not None else f"({self.rows.query}) AS m"

    def _translated(self, sql: str) -> str:
        """Return SQL in the dialect of the database at hand."""
        if self.dialect == "duckdb":
            return sql
        return sqlglot.transpile(sql, read="duckdb", write=_sqlglot_name(self.dialect))[0]

    def _expectation(self, number: int, check: Check) -> gxe.Expectation:
        """Return a check as an expectation."""
        meta = {"number": number}
        if check.way == "filled":
            return gxe.ExpectColumnValuesToNotBeNull(column=check.column, meta=meta)
        if check.way == "allowed":
            return gxe.ExpectColumnValuesToBeInSet(
                column=check.column, value_set=list(check.allowed), meta=meta
            )
        if check.way == "between":
            return gxe.ExpectColumnValuesToBeBetween(
                column=check.column,
                min_value=_plain(check.minimum),
                max_value=_plain(check.maximum),
                meta=meta,
            )
        if check.way == "rows":
            return gxe.ExpectTableRowCountToBeBetween(min_value=_plain(check.minimum), meta=meta)
        if check.way == "fresh":
            return gxe.ExpectColumnMaxToBeBetween(
                column=check.column,
                min_value=self.closing.replace(tzinfo=None) - timedelta(hours=check.hours),
                meta=meta,
            )
        if check.way == "format" and self.dialect != "duckdb":
            return gxe.ExpectColumnValuesToMatchRegex(
                column=check.column, regex=f"^(?:{check.pattern})$", meta=meta
            )
        return gxe.UnexpectedRowsExpectation(
            unexpected_rows_query=self._query(check), description=check.says, meta=meta
        )

    def _query(self, check: Check) -> str:
        """Return the query of the rows that fail."""
        keys = ", ".join(quoted(key) for key in self.rows.keys)
        if check.way == "first":
            turn = quoted(self.rows.keys[-1])
            query = (
                f"SELECT {keys} FROM (SELECT *, row_number() OVER "  # noqa: S608 - names of the contract
                f"(PARTITION BY {', '.join(check.key)} ORDER BY {turn}) AS _turn "
                f"FROM {_BATCH}) AS _turns WHERE _turn > 1"
            )
        elif check.way == "format":
            pattern = check.pattern.replace("'", "''")
            text = quoted(check.column)
            query = (
                f"SELECT {keys}, {text} FROM {_BATCH} WHERE {text} IS NOT NULL "  # noqa: S608 - names of the contract
                f"AND NOT regexp_full_match({text}, '{pattern}')"
            )
        else:
            mark = RAW if self.rows.has_text else ""
            cells = (quoted(mark + name) for name in check.columns)
            shown = ", ".join(dict.fromkeys((*(quoted(key) for key in self.rows.keys), *cells)))
            query = f"SELECT {shown} FROM {_BATCH} WHERE {check.fails}"  # noqa: S608 - names of the contract
        braced = _literally(self._translated(query)).replace("{", "{{").replace("}", "}}")
        return braced.replace(_BATCH, "{batch}")

    def _outcome(
        self,
        check: Check,
        result: Any,  # noqa: ANN401  # the package's own type
        *,
        total: int,
        tested: int,
        seconds: float,
    ) -> CheckResult:
        """Return what an expectation found, counted in elements."""
        said = result.result or {}
        if not said:
            raise _not_counted(check, result.exception_info)
        sample: Sequence[Mapping[str, Any]] = said.get("unexpected_index_list") or ()
        if check.way == "rows":
            count, passed = 1, float(bool(result.success))
        elif check.way == "fresh":
            count, passed = self._freshness(check, said.get("observed_value"))
        elif "unexpected_count" in said:
            count = int(said["element_count"])
            if check.way != "filled":
                count -= int(said.get("missing_count") or 0)
            passed = count - int(said["unexpected_count"] or 0)
        else:
            count = tested if check.tested else total
            passed = count - int(said["observed_value"])
            sample = (said.get("details") or {}).get("unexpected_rows") or ()
        return CheckResult(
            name=check.name,
            dimension=check.dimension,
            says=check.says,
            expectation=str(result.expectation_config.type),
            columns=check.columns,
            tested=count,
            passed=float(passed),
            at_least=check.at_least,
            sample=tuple(_shown(row) for row in sample[: quality_policy().checks.sample]),
            seconds=seconds,
            note=check.needs,
        )

    def _freshness(self, check: Check, newest: object) -> tuple[int, float]:
        """Return one tested element and how much of it passes by the age of the newest row."""
        moment = _moment(newest, days=check.days)
        if moment is None:
            return 0, 0.0
        age = max(0.0, (self.closing - moment) / _HOUR)
        if age <= check.hours:
            return 1, 1.0
        beyond = quality_policy().timeliness.worthless_at
        return 1, max(0.0, (beyond * check.hours - age) / ((beyond - 1) * check.hours))


def _literally(sql: str) -> str:
    """Return SQL in which no colon begins a bound value, wherever it stands."""
    return sql.replace(":", "\\:")


def _not_counted(check: Check, told: Mapping[str, Any]) -> GapError:
    """Return the error for a check that the package could not make, with the first reason."""
    reasons = [told, *(each for each in told.values() if isinstance(each, Mapping))]
    said = next((str(r["exception_message"]) for r in reasons if r.get("exception_message")), "")
    return GapError(
        f"The check {check.name} could not be made: {said[:300] or 'no reason was given'}",
        where=check.says,
        next_step="Correct the data or the contract. Nothing was measured.",
    )


def _plain(limit: Decimal | date | int | None) -> int | float | date | None:
    """Return a limit as the package takes it: whole numbers whole."""
    if isinstance(limit, Decimal):
        return int(limit) if limit == limit.to_integral_value() else float(limit)
    return limit


def _moment(value: object, *, days: bool) -> datetime | None:
    """Return the newest moment; of a day, its end, since nothing later is known of it."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, date):
        return None
    if days or not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC) + timedelta(days=1)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _shown(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a failing row as text, its internal names left out."""
    return {
        re.sub(r"^_raw ", "", str(name)): "" if value is None else str(value)
        for name, value in row.items()
    }


def _sqlglot_name(dialect: str) -> str:
    """Return what SQLGlot calls a dialect of SQLAlchemy."""
    return {"postgresql": "postgres", "mssql": "tsql"}.get(dialect, dialect)
