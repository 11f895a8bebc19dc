"""From text to typed rows on disk: one streaming statement, whatever the size of the file.

Every row is written once as typed Parquet. A row whose every cell is recognised needs nothing
more; of any other row the text is kept beside it, and the exact reading then judges those few.
``line`` is always the record's number in the file with the header as 1, which is the row that
a spreadsheet shows; a line break inside a quoted cell does not count.

Why so: DuckDB can number rows while it reads a CSV only in one thread, so rows are numbered by
their place in the staged file, which is written in the order of the source. Until it can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from pipelines.extracts.contract import Column, Extract, duckdb_type
from pipelines.intake import convert
from pipelines.intake.header import LINE
from pipelines.intake.notation.written import Notation, in_our_form
from pipelines.intake.policy import intake_policy
from pipelines.intake.receipt import Problem
from pipelines.periods import Period
from pipelines.warehouse.rollups import quoted

PROBLEM_COLUMNS = "line, code, place, subject, value, detail"
NO_PROBLEMS = (
    "SELECT CAST(NULL AS BIGINT) AS line, CAST(NULL AS VARCHAR) AS code, "
    "CAST(NULL AS INTEGER) AS place, CAST(NULL AS VARCHAR) AS subject, "
    "CAST(NULL AS VARCHAR) AS value, CAST(NULL AS VARCHAR) AS detail WHERE false"
)


@dataclass(frozen=True)
class Table:
    """A file of text that DuckDB can read: which contract column stands where."""

    extract: Extract
    path: Path
    columns: tuple[str, ...]
    """The contract column, ``LINE``, or ``LEFT_OUT`` of each column of the file."""
    delimiter: str
    fixed: Period | None
    """The period that the whole file is about, where one was named."""
    notation: Notation | None = None
    """How the values are written; None: in our own forms only."""
    headings: tuple[str, ...] = ()
    """What stands above each column of the file, where that is not the contract's own name."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """By contract column that the file does not have, what it says in every row, in our form."""


@dataclass(frozen=True)
class Staged:
    """A table whose rows were read and judged one by one."""

    table: Table
    folder: Path
    rows: int
    """Rows with at least one filled cell."""
    empty: int
    """Rows without any."""
    mended: bool
    """Whether some good rows were only understood by the exact reading."""
    notes: tuple[Problem, ...] = ()
    """How the file's values were read, where that is not a matter of course."""

    @property
    def good(self) -> str:
        """Return a FROM clause: the rows that hold on their own, with ``_line``, ``_period``."""
        columns = names(self.table.extract)
        clean = (
            f"SELECT {columns}, {LINE}, _period FROM {staged_rows(self.table, self.folder)} "  # noqa: S608 - names of the contract
            "WHERE _raw IS NULL"
        )
        if not self.mended:
            return f"({clean})"
        exact = (
            f"SELECT {columns}, {LINE}, _period FROM {_read(self.folder / 'exact.parquet')} "  # noqa: S608 - names of the contract
            "WHERE len(list_filter(_faults, lambda code: code IS NOT NULL)) = 0"
        )
        return f"({clean} UNION ALL {exact})"


def stage(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> Staged:
    """Read a table into ``folder`` and judge every row on its own.

    Args:
        connection: May read the table and read and write ``folder``.
        table: The file of text.
        folder: Gets ``staged.parquet`` and, where needed, ``exact.parquet`` and
            ``cells.parquet`` with one row per bad cell.

    Raises:
        duckdb.InvalidInputException: The file's rows cannot be told apart as it stands.
    """
    connection.execute(
        f"COPY ({_quick_sql(table)}) TO {_literal(folder / 'staged.parquet')} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    source = staged_rows(table, folder)
    total, doubtful = _pair(connection, f"SELECT count(*), count(_raw) FROM {source}")  # noqa: S608 - names of the contract
    if not doubtful:
        return Staged(table, folder, total, 0, mended=False)
    connection.execute(
        f"COPY ({_exact_sql(table, source)}) TO {_literal(folder / 'exact.parquet')} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    exact = _read(folder / "exact.parquet")
    connection.execute(
        f"COPY ({_cells_sql(table, exact)}) TO {_literal(folder / 'cells.parquet')} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    judged, _ = _pair(connection, f"SELECT count(*), 0 FROM {exact}")  # noqa: S608 - a path of ours
    empty = doubtful - judged
    return Staged(table, folder, total - empty, empty, mended=True)


def staged_rows(table: Table, folder: Path) -> str:
    """Return a FROM clause over the staged rows, each with its line."""
    path = _literal(folder / "staged.parquet")
    if LINE in table.columns:
        return f"read_parquet({path})"
    return (
        f"(SELECT * EXCLUDE (file_row_number), file_row_number + 2 AS {LINE} "  # noqa: S608 - a path of ours
        f"FROM read_parquet({path}, file_row_number = true))"
    )


def text_rows(table: Table) -> str:
    """Return a FROM clause over the file's text: ``_r0``, ``_r1`` ... in the file's order."""
    columns = ", ".join(f"'_r{place}': 'VARCHAR'" for place in range(len(table.columns)))
    delimiter = "\\t" if table.delimiter == "\t" else table.delimiter
    return (
        f"read_csv({_literal(table.path)}, columns = {{{columns}}}, header = true, "
        f"delim = '{delimiter}', quote = '\"', escape = '\"', nullstr = '', auto_detect = false, "
        f"strict_mode = true, max_line_size = {intake_policy().limits.cell_characters})"
    )


def lined_rows(table: Table) -> str:
    """Return a FROM clause over the file's text with the line of each row as ``_line``."""
    line = (
        f"CAST(_r{table.columns.index(LINE)} AS BIGINT)"
        if LINE in table.columns
        else "row_number() OVER () + 1"
    )
    return f"(SELECT *, {line} AS {LINE} FROM {text_rows(table)})"  # noqa: S608 - a path of ours


def subjects(extract: Extract) -> tuple[str, ...]:
    """Return what each place of a row's faults is about: columns, rules, the period."""
    rules = tuple(rule.name for rule in extract.rules)
    return (*extract.column_names, *rules, extract.period_column or "")


def _columns(extract: Extract) -> list[Column]:
    """Return the contract's columns; a row without its period belongs nowhere."""
    return [
        replace(column, required=True) if column.name == extract.period_column else column
        for column in extract.columns
    ]


def names(extract: Extract) -> str:
    """Return the contract's columns for a SELECT."""
    return ", ".join(quoted(name) for name in extract.column_names)


def _inside(table: Table) -> str:
    """Return SQL that is true where a row's period is one that the file may speak of."""
    if table.fixed is None or table.extract.period_column is None:
        return "_period IS NOT NULL"
    first, last = table.fixed.start.isoformat(), table.fixed.end.isoformat()
    return f"coalesce(_period BETWEEN DATE '{first}' AND DATE '{last}', false)"


def _quick_sql(table: Table) -> str:
    """Return the statement that types every row and keeps the text of the doubtful ones."""
    extract = table.extract
    raws = {name: f"_r{place}" for place, name in enumerate(table.columns)}
    raws |= {name: _constant(value) for name, value in table.constants.items()}
    columns = _columns(extract)
    kept = ", ".join(raws[column.name] for column in columns)
    source = text_rows(table)
    if table.notation is not None:
        source, forms = _in_our_forms(table, table.notation, columns, raws, source=source)
        raws |= forms
    values = ", ".join(
        f"{convert.quick_value(column, raws[column.name])} AS {quoted(column.name)}"
        for column in columns
    )
    checks = [
        convert.recognised(
            column,
            raws[column.name],
            quoted(column.name),
            grain=convert.grain_of(extract, column),
        )
        for column in columns
    ]
    checks += [f"coalesce({rule.condition}, true)" for rule in extract.rules]
    checks.append(_inside(table))
    line = f", CAST({raws[LINE]} AS BIGINT) AS {LINE}" if LINE in raws else ""
    types = f"SELECT *, {values}{line} FROM {source}"  # noqa: S608 - names and rules of the contract
    periods = f"SELECT *, {convert.period_start(extract, table.fixed)} AS _period FROM ({types})"  # noqa: S608 - names and rules of the contract
    return (
        f"SELECT {names(extract)}, _period, "  # noqa: S608 - names and rules of the contract
        f"CASE WHEN NOT ({' AND '.join(checks)}) THEN [{kept}] END AS _raw"
        f"{f', {LINE}' if line else ''} FROM ({periods})"
    )


def _in_our_forms(
    table: Table,
    notation: Notation,
    columns: Iterable[Column],
    cells: Mapping[str, str],
    *,
    source: str,
) -> tuple[str, dict[str, str]]:
    """Return a FROM clause with cells in our forms beside those as written, and their names.

    A constant was said by somebody who reads our forms, and not by the file.
    """
    forms: dict[str, str] = {}
    made: list[tuple[str, str]] = []
    for column in columns:
        if column.name not in table.constants and notation.touches(column):
            forms[column.name] = f"_n{len(made)}"
            grain = convert.grain_of(table.extract, column)
            cell = convert.trimmed(cells[column.name])
            ours = in_our_form(column, f"_t{len(made)}", notation, grain=grain)
            made.append((f"{cell} AS _t{len(made)}", f"{ours} AS _n{len(made)}"))
    if not made:
        return source, {}
    trims = ", ".join(trim for trim, _ in made)
    ours = ", ".join(form for _, form in made)
    trimmed = f"SELECT *, {trims} FROM {source}"  # noqa: S608 - names and rules of the contract
    return f"(SELECT *, {ours} FROM ({trimmed}))", forms  # noqa: S608 - names and rules of the contract


def _exact_sql(table: Table, source: str) -> str:
    """Return the statement that judges the doubtful rows; rows without any value are left out."""
    extract = table.extract
    columns = _columns(extract)
    cells = [f"_c{place}" for place in range(len(columns))]
    trims = ", ".join(
        f"{convert.trimmed(f'_raw[{place}]')} AS _c{place - 1}"
        for place in range(1, len(columns) + 1)
    )
    first = f"SELECT {LINE}, _raw, {trims} FROM {source} WHERE _raw IS NOT NULL"  # noqa: S608 - names and rules of the contract
    forms = dict(zip(extract.column_names, cells, strict=True))
    of_file = [forms[name] for name in extract.column_names if name not in table.constants]
    filled = f"SELECT * FROM ({first}) WHERE NOT ({_all_null(of_file)})"  # noqa: S608 - names and rules of the contract
    if table.notation is not None:
        source, ours = _in_our_forms(table, table.notation, columns, forms, source=f"({filled})")
        forms, filled = forms | ours, f"SELECT * FROM {source}"  # noqa: S608 - names and rules of the contract
    values = ", ".join(
        f"{convert.exact_value(column, form, grain=convert.grain_of(extract, column))} "
        f"AS {quoted(column.name)}"
        for column, form in zip(columns, forms.values(), strict=True)
    )
    faults = [
        convert.fault(column, form, quoted(column.name))
        for column, form in zip(columns, forms.values(), strict=True)
    ]
    places = {column.name: place for place, column in enumerate(columns)}
    rules = [
        f"CASE WHEN {_all_null(f'_f[{places[name] + 1}]' for name in rule.columns)} "
        f"AND NOT coalesce({rule.condition}, true) THEN 'rule' END"
        for rule in extract.rules
    ]
    outside = f"CASE WHEN _period IS NOT NULL AND NOT {_inside(table)} THEN 'outside_period' END"
    typed = f"SELECT *, {values} FROM ({filled})"  # noqa: S608 - names and rules of the contract
    judged = (
        f"SELECT *, [{', '.join(faults)}] AS _f, "  # noqa: S608 - names and rules of the contract
        f"{convert.period_start(extract, table.fixed)} AS _period FROM ({typed})"
    )
    return (
        f"SELECT {names(extract)}, {LINE}, _period, [{', '.join(cells)}] AS _cells, "  # noqa: S608 - names and rules of the contract
        f"list_concat(_f, [{', '.join((*rules, outside))}]) AS _faults FROM ({judged})"
    )


def _cells_sql(table: Table, exact: str) -> str:
    """Return one row per fault: line, code, place, subject, value, detail."""
    extract = table.extract
    about = subjects(extract)
    places = {name: place for place, name in enumerate(extract.column_names, start=1)}
    cell = [*places.values(), *(places[rule.columns[0]] for rule in extract.rules)]
    cell.append(places.get(extract.period_column or "", 1))
    said = ", ".join(_text(name) for name in about)
    turns = f"(SELECT CAST(unnest(generate_series(1, {len(about)})) AS INTEGER) AS place)"
    detail = _text(table.fixed.label) if table.fixed else "NULL"
    return (
        f"SELECT {LINE} AS line, _faults[place] AS code, place, [{said}][place] AS subject, "  # noqa: S608 - names and rules of the contract
        f"_cells[{list(cell)}[place]] AS value, CAST({detail} AS VARCHAR) AS detail "
        f"FROM {exact}, {turns} WHERE _faults[place] IS NOT NULL"
    )


def typed_nothing(extract: Extract) -> str:
    """Return a FROM clause without rows, with the columns of a fact file."""
    columns = ", ".join(
        f"CAST(NULL AS {duckdb_type(column)}) AS {quoted(column.name)}"
        for column in extract.columns
    )
    return (
        f"(SELECT {columns}, CAST(NULL AS BIGINT) AS {LINE}, "
        "CAST(NULL AS DATE) AS _period WHERE false)"
    )


def _constant(value: str) -> str:
    """Return what a column says in every row as the text of a cell; null where it is empty."""
    return f"CAST({_text(value) if value else 'NULL'} AS VARCHAR)"


def _all_null(parts: Iterable[str]) -> str:
    """Return SQL that is true where all of some expressions are null."""
    return " AND ".join(f"{part} IS NULL" for part in parts)


def _pair(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, int]:
    """Return the two numbers that a query answers with."""
    row = connection.execute(sql).fetchone()
    assert row is not None  # noqa: S101  # an aggregate always answers
    return int(row[0]), int(row[1])


def _read(path: Path) -> str:
    """Return a FROM clause over a Parquet file of ours."""
    return f"read_parquet({_literal(path)})"


def _literal(path: Path) -> str:
    """Return a path as an SQL literal; COPY takes no bound values."""
    return _text(str(path))


def _text(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
