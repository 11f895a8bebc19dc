"""Corrections: cells that somebody corrected on the spot, laid over the text before it is read.

The file stays as it was handed in. Where cells were corrected, or lines are kept aside by an
earlier upload, its text is written out once more with its line numbers, and that is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from pipelines.intake.header import LINE
from pipelines.intake.receipt import Refusal
from pipelines.intake.stage import Table, lined_rows


@dataclass(frozen=True)
class Corrections:
    """What the text shall say instead of what was written."""

    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """By line and contract column."""
    left_out: frozenset[int] = frozenset()
    """Lines that are not read at all."""

    @property
    def key(self) -> str:
        """Return a text that is equal only for the same corrections; empty for none."""
        if not self:
            return ""
        return json.dumps([sorted([*at, text] for at, text in self.cells.items()),
                           sorted(self.left_out)])  # fmt: skip

    def __bool__(self) -> bool:
        """Return whether anything is corrected."""
        return bool(self.cells or self.left_out)


def corrected(
    connection: duckdb.DuckDBPyConnection, table: Table, corrections: Corrections, folder: Path
) -> Table:
    """Return a table with the corrections in it; the same one where there are none.

    Args:
        connection: May read the table and write ``folder``.
        table: The file of text.
        corrections: What it shall say instead.
        folder: Gets ``corrected.csv``.

    Raises:
        Refusal: A column that was corrected is not in the file.
    """
    if not corrections:
        return table
    by_column: dict[str, dict[int, str]] = {}
    for (line, column), text in corrections.cells.items():
        by_column.setdefault(column, {})[line] = text
    missing = by_column.keys() - set(table.columns)
    if missing:
        raise Refusal(
            "corrects_nothing",
            f"{min(missing)} was corrected, but is no column of the file as it is read now.",
            next_step="Take the correction back. Nothing was loaded.",
        )
    target = folder / "corrected.csv"
    cells = [
        f"{_corrected_cell(f'_r{place}', by_column.get(name, {}))} AS c{place}"
        for place, name in enumerate(table.columns)
        if name != LINE
    ]
    left_out = ""
    if corrections.left_out:
        lines = ", ".join(str(int(line)) for line in corrections.left_out)
        left_out = f"WHERE {LINE} NOT IN ({lines})"
    connection.execute(
        f"COPY (SELECT {LINE}, {', '.join(cells)} FROM {lined_rows(table)} {left_out}) "  # noqa: S608 - names of the contract
        f"TO {_text(str(target))} (FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"', "
        "FORCE_QUOTE *)"
    )
    columns = (LINE, *(name for name in table.columns if name != LINE))
    headings = table.headings
    if headings and LINE not in table.columns:
        headings = (LINE, *headings)
    return replace(table, path=target, columns=columns, delimiter=",", headings=headings)


def _corrected_cell(cell: str, texts: Mapping[int, str]) -> str:
    """Return SQL for a cell that says something else in some lines."""
    if not texts:
        return cell
    lines = ", ".join(str(int(line)) for line in texts)
    cases = " ".join(f"WHEN {int(line)} THEN {_text(text)}" for line, text in texts.items())
    return f"CASE WHEN {LINE} IN ({lines}) THEN CASE {LINE} {cases} END ELSE {cell} END"


def _text(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
