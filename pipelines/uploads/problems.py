"""Problems of an upload: kept on disk as they were found, summed up by kind, explained when read.

A file of millions of bad cells costs one small file; a page of it costs a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.extracts.contract import Extract
from pipelines.intake.explain import explained
from pipelines.intake.receipt import Problem, Severity
from pipelines.intake.stage import PROBLEM_COLUMNS
from pipelines.intake.verdict import Verdict, listed_problems
from pipelines.uploads.policy import upload_policy
from pipelines.uploads.shapes import ProblemGroup, Upload
from pipelines.warehouse.connection import locked

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

PROBLEMS = "problems.parquet"
BAD_ROWS = "bad_rows.jsonl"
WATCHED = "watched"
"""Code of a row that breaks a rule whose severity is warning: it is loaded all the same."""
MOST = 50
"""Problems of a page."""


@dataclass(frozen=True)
class Page:
    """Some problems, and how many there are of the kind that was asked for."""

    problems: tuple[Problem, ...]
    total: int


@dataclass(frozen=True)
class WrittenValue:
    """What cells of a column say, as the first of them is written."""

    value: str
    count: int


@dataclass(frozen=True)
class BadRow:
    """A row with problems, as it is written, for correcting it on the spot."""

    extract: str
    line: int
    cells: tuple[tuple[str, str], ...]
    """Column and text; of a row of the wrong width the place and the text."""
    problems: tuple[Problem, ...]


def problems_of(
    workspace: Workspace,
    one: Upload,
    *,
    extract: str | None = None,
    code: str | None = None,
    column: str | None = None,
    severity: Severity | None = None,
    skip: int = 0,
    most: int = MOST,
) -> Page:
    """Return problems that the newest look found, in the order of the file.

    Args:
        workspace: Where.
        one: The upload.
        extract: Only of this part.
        code: Only of this kind.
        column: Only of this column; empty for those of none.
        severity: Only these.
        skip: How many to leave out.
        most: How many at most.
    """
    path = _in_look(workspace, one, PROBLEMS)
    if path is None:
        return Page((), 0)
    wanted = {"extract": extract, "code": code, "shown_column": column, "severity": severity}
    said = {name: value for name, value in wanted.items() if value is not None}
    condition = " AND ".join(f"{name} = ${name}" for name in said) or "true"
    source = f"FROM read_parquet($path) WHERE {condition}"
    parameters = {"path": str(path), **said}
    connection = locked(workspace.settings, folders=[path.parent])
    try:
        rows = connection.execute(
            f"SELECT extract, severity, {PROBLEM_COLUMNS} {source} "
            f"ORDER BY line, place LIMIT {int(most)} OFFSET {int(skip)}",
            parameters,
        ).fetchall()
        total = connection.execute(f"SELECT count(*) {source}", parameters).fetchone()
    finally:
        connection.close()
    found = tuple(problem_from(workspace.extracts, *row) for row in rows)
    return Page(found, int(total[0]) if total else 0)


def written_values(
    workspace: Workspace, one: Upload, group: ProblemGroup
) -> tuple[tuple[WrittenValue, ...], int]:
    """Return what the cells of one kind of problem say, the most frequent first.

    Args:
        workspace: Where.
        one: The upload.
        group: The kind of problem, of one column.

    Returns:
        As many as are given a meaning at once, and how many there are in all; words that
        differ only in case are one.
    """
    path = _in_look(workspace, one, PROBLEMS)
    if path is None:
        return (), 0
    connection = locked(workspace.settings, folders=[path.parent])
    try:
        rows = connection.execute(
            "SELECT arg_min(value, line), count(*) AS many, count(*) OVER () "
            "FROM read_parquet($path) WHERE extract = $extract AND code = $code "
            "AND shown_column = $column AND value IS NOT NULL "
            "GROUP BY lower(nfc_normalize(value)) ORDER BY many DESC, min(line) LIMIT $most",
            {
                "path": str(path), "extract": group.extract, "code": group.code,
                "column": group.column, "most": upload_policy().words.most,
            },
        ).fetchall()  # fmt: skip
    finally:
        connection.close()
    found = tuple(WrittenValue(str(value), int(count)) for value, count, _ in rows)
    return found, int(rows[0][2]) if rows else 0


def bad_cells(
    workspace: Workspace, one: Upload, *, skip: int = 0, most: int = MOST
) -> tuple[BadRow, ...]:
    """Return bad rows with all of their cells, in the order of the file.

    Only as many rows are kept for this as may be kept aside one by one.

    Args:
        workspace: Where.
        one: The upload.
        skip: How many to leave out.
        most: How many at most.
    """
    path = _in_look(workspace, one, BAD_ROWS)
    if path is None:
        return ()
    with path.open(encoding="utf-8") as stream:
        return tuple(bad_row(json.loads(line)) for line in islice(stream, skip, skip + most))


def bad_row(plain: Mapping[str, Any]) -> BadRow:
    """Return the bad row that a look wrote down."""
    return BadRow(
        plain["extract"],
        plain["line"],
        tuple((name, text) for name, text in plain["cells"]),
        tuple(Problem(**one) for one in plain["problems"]),
    )


def write_problems(
    connection: duckdb.DuckDBPyConnection,
    found: list[Verdict],
    extracts: Mapping[str, Extract],
    target: Path,
) -> None:
    """Write all problems of a file, those included that hinder nothing.

    Args:
        connection: May read the staged rows and write the target.
        found: The parts of the file.
        extracts: All contracts.
        target: A Parquet file.
    """
    parts = []
    for one in found:
        extract = one.staged.table.extract
        parts.append(_errors_sql(one, extract))
        parts += [
            _watched_sql(one, extract, rule.name, rule.condition)
            for rule in extracts[extract.name].watched
        ]
    connection.execute(
        f"COPY ({' UNION ALL '.join(parts)} ORDER BY line, place) "
        f"TO {_text(str(target))} (FORMAT parquet, COMPRESSION zstd)"
    )


def groups_of(
    connection: duckdb.DuckDBPyConnection, path: Path, extracts: Mapping[str, Extract]
) -> tuple[ProblemGroup, ...]:
    """Return the problems of a file summed up, what hinders first, then the most frequent.

    Args:
        connection: May read the file.
        path: From ``write_problems``.
        extracts: All contracts.
    """
    limits = upload_policy().groups
    rows = connection.execute(
        "SELECT extract, severity, code, subject, shown_column, count(*) AS many, "  # noqa: S608 - numbers
        f"list(line ORDER BY line)[1:{limits.first_lines}], "
        "arg_min_null(value, line), arg_min_null(detail, line) "
        "FROM read_parquet($path) GROUP BY extract, severity, code, subject, shown_column "
        f"ORDER BY severity = 'error' DESC, many DESC, extract, code, subject LIMIT {limits.most}",
        {"path": str(path)},
    ).fetchall()
    groups = []
    for extract, severity, code, subject, column, count, lines, value, detail in rows:
        first = problem_from(extracts, extract, severity, lines[0], code, 0, subject, value, detail)
        groups.append(
            ProblemGroup(
                extract,
                severity,
                code,
                column,
                count,
                tuple(lines),
                first.value,
                first.message,
                first.expected,
                first.suggestion,
            )
        )
    return tuple(groups)


def problem_from(
    extracts: Mapping[str, Extract],
    extract: str,
    severity: Severity,
    line: int,
    code: str,
    _place: int,
    subject: str | None,
    value: str | None,
    detail: str | None,
) -> Problem:
    """Return one problem in words."""
    contract = extracts[extract]
    if code == WATCHED:
        rule = next(rule for rule in contract.watched if rule.name == subject)
        column = rule.columns[0] if rule.columns else None
        return Problem(severity, code, line, column, value, rule.message)
    return explained(
        contract, line=line, code=code, subject=subject or "", value=value, detail=detail
    )


def _errors_sql(one: Verdict, extract: Extract) -> str:
    """Return the problems of bad rows, each with the column that it is shown at."""
    first = {rule.name: rule.columns[0] for rule in extract.rules if rule.columns}
    named = "".join(
        f" WHEN code = 'rule' AND subject = {_text(rule)} THEN {_text(column)}"
        for rule, column in first.items()
    )
    names = ", ".join(_text(name) for name in extract.column_names)
    shown = f"CASE{named} WHEN subject IN ({names}) THEN subject ELSE '' END"
    return (
        f"SELECT {_text(extract.name)} AS extract, 'error' AS severity, {PROBLEM_COLUMNS}, "  # noqa: S608 - names of the contract
        f"{shown} AS shown_column FROM {listed_problems(one)}"
    )


def _watched_sql(one: Verdict, extract: Extract, rule: str, condition: str) -> str:
    """Return the good rows that break a rule which only warns."""
    contract = {name.name: name.columns for name in extract.watched}
    column = (contract[rule] or ("",))[0]
    value = f"CAST({_quoted(column)} AS VARCHAR)" if column else "CAST(NULL AS VARCHAR)"
    return (
        f"SELECT {_text(extract.name)}, 'warning', _line, {_text(WATCHED)}, 0, {_text(rule)}, "  # noqa: S608 - rules of the contract
        f"{value}, CAST(NULL AS VARCHAR), {_text(column)} "
        f"FROM {one.accepted} WHERE NOT coalesce({condition}, true)"
    )


def _in_look(workspace: Workspace, one: Upload, name: str) -> Path | None:
    """Return a file of the newest look, if it has it."""
    if one.finding is None or not one.finding.folder:
        return None
    path = workspace.settings.store / one.finding.folder / name
    return path if path.exists() else None


def _quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
