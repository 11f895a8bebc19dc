"""Judges a few written-out rows by a contract made on the spot, without a workspace."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.extracts.contract import Column, Extract, Rule
from pipelines.intake.receipt import Problem
from pipelines.intake.stage import Table, names, stage
from pipelines.intake.verdict import problems, verdict
from pipelines.settings import Settings
from pipelines.warehouse.connection import locked


@dataclass(frozen=True)
class Judged:
    """What became of some rows."""

    values: list[tuple[Any, ...]]
    """Good rows: the contract's columns, then the line."""
    problems: list[Problem]
    empty: int


def contract(*columns: Column, rules: tuple[Rule, ...] = (), period: str | None = "day") -> Extract:
    """Return a contract with a number for each row and, before it, the day it belongs to."""
    own = (
        Column("day", "date", "", required=True),
        Column("id", "text", "", required=True),
        *columns,
    )
    return Extract("facts", "Facts", "", own, ("id",), "quarter", period, False, rules=rules)


def judged(extract: Extract, rows: Sequence[Sequence[str]]) -> Judged:
    """Stage and judge rows of text, each after a day and a number of its own."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = folder / "facts.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
            writer.writerow(extract.column_names)
            for number, row in enumerate(rows):
                writer.writerow(("2026-01-31", f"n{number}", *row))
        connection = locked(Settings(), folders=(folder,))
        table = Table(extract, path, extract.column_names, ",", None)
        found = verdict(connection, stage(connection, table, folder))
        values = connection.execute(
            f"SELECT {names(extract)}, _line FROM {found.accepted} ORDER BY _line"
        ).fetchall()
        return Judged(values, list(problems(connection, found)), found.staged.empty)


def value_of(column: Column, text: str) -> Any:
    """Return the value that a cell is read as; the code of the problem where it is refused."""
    answer = judged(contract(column), [(text,)])
    return answer.problems[0].code if answer.problems else answer.values[0][2]
