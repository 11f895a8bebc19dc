"""The verdict on a staged file: which rows are bad and why, which rows may count."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import groupby
from pathlib import Path

import duckdb

from pipelines.intake.explain import explained
from pipelines.intake.header import LINE
from pipelines.intake.receipt import MOST_PROBLEMS, Problem
from pipelines.intake.stage import NO_PROBLEMS, PROBLEM_COLUMNS, Staged, Table, lined_rows
from pipelines.periods import Period, containing

MISFITS = "misfits.csv"
"""Rows of the wrong width, set aside before anything was staged: line, cells, content."""
MAPPING = "mapping.csv"
"""Cells that a mapping profile has no rule for."""
QUIET = -1
"""Place of a problem that makes its line a bad one but is listed elsewhere."""
BATCH = 10_000


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a staged file, read back from disk as needed."""

    staged: Staged
    bad_rows: int
    problems: int

    @property
    def accepted(self) -> str:
        """Return a FROM clause: the rows that may count."""
        if not self.bad_rows:
            return self.staged.good
        return (
            f"(SELECT * FROM {self.staged.good} WHERE {LINE} NOT IN "  # noqa: S608 - paths of ours
            f"(SELECT line FROM {_all_problems(self.staged.folder)}))"
        )


def verdict(connection: duckdb.DuckDBPyConnection, staged: Staged) -> Verdict:
    """Count the bad rows and the problems of a staged file."""
    if not _problem_sources(staged.folder):
        return Verdict(staged, 0, 0)
    row = connection.execute(
        f"SELECT count(DISTINCT line), count(*) FROM {_all_problems(staged.folder)}"  # noqa: S608 - paths of ours
    ).fetchone()
    assert row is not None  # noqa: S101  # an aggregate always answers
    return Verdict(staged, int(row[0]), int(row[1]))


def note_unmapped(folder: Path, unmapped: Sequence[Problem], *, quietly: bool) -> None:
    """Add the cells that no mapping covers; quietly where another part lists them already."""
    with (folder / MAPPING).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for one in unmapped:
            place = QUIET if quietly else 0
            writer.writerow((one.line, one.code, place, one.column, one.value, one.message))


def problems(
    connection: duckdb.DuckDBPyConnection,
    found: Verdict,
    *,
    most: int | None = MOST_PROBLEMS,
    rows: int | None = None,
) -> Iterator[Problem]:
    """Yield the problems in the order of the file, at most ``most`` and then how many more.

    Args:
        connection: May read the staged rows.
        found: The file.
        most: How many problems; None for all of them, the quiet ones included.
        rows: Only those of so many bad rows.
    """
    if not found.problems:
        return
    extract = found.staged.table.extract
    listed = f"WHERE place > {QUIET}" if most is not None else ""
    if rows is not None:
        listed = f"WHERE line IN ({_bad_lines(found.staged.folder, rows)})"
    limit = "" if most is None else f" LIMIT {most}"
    cursor = connection.cursor().execute(
        f"SELECT {PROBLEM_COLUMNS} FROM {_all_problems(found.staged.folder)} "  # noqa: S608 - paths of ours
        f"{listed} ORDER BY line, place{limit}"
    )
    while batch := cursor.fetchmany(BATCH):
        for line, code, _, subject, value, detail in batch:
            yield explained(
                extract, line=line, code=code, subject=subject or "", value=value, detail=detail
            )
    if most is not None and found.problems > most:
        more = found.problems - most
        yield Problem(
            "note",
            "more_problems",
            None,
            None,
            None,
            f"{more} more problems are not listed here; --problems FILE writes all of them.",
        )


def listed_problems(found: Verdict) -> str:
    """Return a FROM clause over the problems that are listed: one row each, as they were found."""
    rows = _all_problems(found.staged.folder)
    return f"(SELECT {PROBLEM_COLUMNS} FROM {rows} WHERE place > {QUIET})"  # noqa: S608 - paths of ours


def write_problems(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Verdict], target: Path
) -> None:
    """Write every problem of a file as a CSV."""
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([field.name for field in fields(Problem)])
        for one in found:
            writer.writerows(astuple(problem) for problem in problems(connection, one, most=None))


def accepted_periods(connection: duckdb.DuckDBPyConnection, found: Verdict) -> dict[Period, int]:
    """Return how many rows may count in each period, in order."""
    rows = connection.execute(
        f"SELECT _period, count(*) FROM {found.accepted} GROUP BY _period ORDER BY _period"  # noqa: S608 - paths of ours
    ).fetchall()
    grain = found.staged.table.extract.grain
    return {containing(first, grain): int(count) for first, count in rows}


def write_rejects(connection: duckdb.DuckDBPyConnection, found: Verdict, target: Path) -> None:
    """Write the bad rows as they were handed in: line, reasons, then the original cells."""
    table = found.staged.table
    cursor = connection.cursor()
    reasons = groupby(problems(cursor, found, most=None), key=lambda problem: problem.line)
    cells = original_rows(connection, found)
    line, row = next(cells, (0, []))
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("line", "reasons", *_names(table)))
        for bad, why in reasons:
            text = " ".join(problem.message for problem in why)
            while line < (bad or 0):
                line, row = next(cells, (1 << 62, []))
            wrote = False
            while line == bad:
                writer.writerow((bad, text, *row))
                wrote = True
                line, row = next(cells, (1 << 62, []))
            if not wrote:
                writer.writerow((bad, text))


def _names(table: Table) -> list[str]:
    """Return the contract's name of each column of the file, its heading where it has none."""
    pairs = zip(table.columns, table.headings or table.columns, strict=True)
    return [name or heading for name, heading in pairs if name != LINE]


def original_rows(
    connection: duckdb.DuckDBPyConnection, found: Verdict, *, most: int | None = None
) -> Iterator[tuple[int, list[str | None]]]:
    """Yield the text of the bad rows by line, of all of them or of the first ``most``."""
    table = found.staged.table
    cells = [f"_r{place}" for place, name in enumerate(table.columns) if name != LINE]
    bad = _bad_lines(found.staged.folder, most)
    sources = [
        f"SELECT {LINE} AS line, [{', '.join(cells)}] AS cells "  # noqa: S608 - paths of ours
        f"FROM {lined_rows(table)} WHERE {LINE} IN ({bad})"
    ]
    misfits = found.staged.folder / MISFITS
    if misfits.exists():
        sources.append(
            f"SELECT line, CAST(json(content) AS VARCHAR[]) FROM {_misfits(misfits)} "  # noqa: S608 - paths of ours
            f"WHERE line IN ({bad})"
        )
    cursor = connection.cursor().execute(f"{' UNION ALL '.join(sources)} ORDER BY 1")
    while rows := cursor.fetchmany(BATCH):
        yield from ((int(number), list(content)) for number, content in rows)


def _bad_lines(folder: Path, most: int | None) -> str:
    """Return a query for the lines of the bad rows, of all of them or of the first ``most``."""
    if most is None:
        return f"SELECT line FROM {_all_problems(folder)}"  # noqa: S608 - paths of ours
    return f"SELECT DISTINCT line FROM {_all_problems(folder)} ORDER BY line LIMIT {int(most)}"  # noqa: S608 - paths of ours


def _all_problems(folder: Path) -> str:
    """Return a FROM clause over every problem that was written to a folder."""
    return f"({' UNION ALL '.join((NO_PROBLEMS, *_problem_sources(folder)))})"


def _problem_sources(folder: Path) -> list[str]:
    """Return a query for each file of problems that was written to a folder."""
    sources = []
    kinds = ("cells", "keys", "loaded", "reference_*")
    for path in sorted(path for kind in kinds for path in folder.glob(f"{kind}.parquet")):
        sources.append(f"SELECT {PROBLEM_COLUMNS} FROM read_parquet({_literal(path)})")  # noqa: S608 - a path of ours
    if (folder / MISFITS).exists():
        sources.append(
            "SELECT line, 'wrong_width', 0, '', NULL, cells "  # noqa: S608 - a path of ours
            f"FROM {_misfits(folder / MISFITS)}"
        )
    if (folder / MAPPING).exists():
        sources.append(
            f"SELECT {PROBLEM_COLUMNS} FROM read_csv({_literal(folder / MAPPING)}, "  # noqa: S608 - a path of ours
            "columns = {'line': 'BIGINT', 'code': 'VARCHAR', 'place': 'INTEGER', "
            "'subject': 'VARCHAR', 'value': 'VARCHAR', 'detail': 'VARCHAR'}, header = false, "
            "delim = ',', quote = '\"', escape = '\"', auto_detect = false)"
        )
    return sources


def _misfits(path: Path) -> str:
    """Return a FROM clause over the rows of the wrong width."""
    return (
        f"read_csv({_literal(path)}, columns = {{'line': 'BIGINT', 'cells': 'VARCHAR', "
        "'content': 'VARCHAR'}, header = false, delim = ',', quote = '\"', escape = '\"', "
        "auto_detect = false)"
    )


def _literal(path: Path) -> str:
    """Return a path as an SQL literal."""
    return "'" + str(path).replace("'", "''") + "'"
