"""What a file shows by itself, looked at before anybody has said what should stand in it.

Counts, types, short lists of words, a key, the newest moment: asked of a locked DuckDB, for the
file may come from anybody. ``proposal.py`` makes a contract of it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import duckdb

from pipelines.extracts.contract import Column, ColumnType
from pipelines.intake.convert import exact_value, trimmed
from pipelines.intake.header import LINE
from pipelines.intake.policy import intake_policy
from pipelines.intake.receipt import Refusal
from pipelines.quality.bringing import PARQUET, text_of_csv
from pipelines.quality.dataset import Dataset, Source
from pipelines.quality.policy import ProposalPolicy, quality_policy
from pipelines.warehouse.connection import locked
from pipelines.warehouse.rollups import quoted

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_ .-]{0,61}[A-Za-z0-9_.-]|[A-Za-z_]")
"""Names that a contract can give a column."""
_TYPES: Final[tuple[ColumnType, ...]] = ("boolean", "integer", "number", "date", "timestamp")
"""What a cell may be besides text; the first of those that fit equally well is meant."""
_NATIVE: Final[dict[str, ColumnType]] = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT"), "integer"),
    **dict.fromkeys(("USMALLINT", "UINTEGER", "UBIGINT"), "integer"),
    **dict.fromkeys(("DECIMAL", "DOUBLE", "FLOAT"), "number"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP WITH TIME ZONE"), "timestamp"),
    **dict.fromkeys(("TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "timestamp"),
    "BOOLEAN": "boolean",
    "DATE": "date",
}
"""Types of a Parquet file that need no reading of text."""
_NO_QUANTITY: Final = "([+]|[+-]?0[0-9]).*"
"""Digits that are not counted with: a telephone number, a postcode with its leading zero."""
_LONGEST_WORD: Final = 60
_OURS: Final = (LINE, "file_row_number")
"""Names that the reading itself adds."""
_ANYTHING: Final = Dataset("", "", "", "", False, (), Source("upload"), ())
"""A dataset that asks nothing of a file."""


@dataclass(frozen=True)
class SeenColumn:
    """What one column shows."""

    name: str
    filled: int
    type: ColumnType
    nearly: ColumnType | None = None
    """The type that most cells have where not all of them do."""
    nearly_percent: float = 0.0
    words: tuple[str, ...] = ()
    """The few words that a text is made of; empty where it is free."""
    newest: datetime | None = None
    """The last day or moment that stands there."""


@dataclass(frozen=True)
class SeenFile:
    """What a whole file shows."""

    rows: int
    columns: tuple[SeenColumn, ...]
    left_out: tuple[str, ...]
    """Columns whose names no contract can give."""
    key: str | None
    """The first column that is filled and different in every row."""
    freshest: str | None
    """The column with the newest moment that does not lie ahead."""


def seen_in(workspace: Workspace, path: Path, *, name: str, today: date) -> SeenFile:
    """Return what a CSV or Parquet file shows.

    Args:
        workspace: Whose settings say what reading may cost.
        path: The file; it is only read.
        name: What to call it in messages.
        today: A moment after this day lies ahead, and so tells nothing of freshness.

    Raises:
        Refusal: The file cannot be read, has no rows, or no column that a contract could name.
    """
    with _rows(workspace, path, name) as rows:
        stored = rows.columns()
        kept = {column: kind for column, kind in stored.items() if PLAIN.fullmatch(column)}
        kept = dict(list(kept.items())[: intake_policy().limits.columns])
        if not kept:
            raise Refusal(
                "unfit_header",
                f"{name} has no column that a contract could name.",
                where="Line 1.",
                next_step="Write a header of plain letters and digits. Nothing was changed.",
            )
        total, filled = rows.filled(tuple(kept))
        if not total:
            raise Refusal("empty_file", f"{name} has no rows.", next_step="Nothing was changed.")
        sampled = rows.sampled(kept, total)
        columns = tuple(
            rows.looked_at(column, kept[column], filled[column], sampled[column]) for column in kept
        )
        left_out = tuple(column for column in stored if column not in kept)
        return SeenFile(
            total, columns, left_out, rows.key(columns, sampled, total), _freshest(columns, today)
        )


@dataclass(frozen=True)
class _Sampled:
    """What a sample shows of one column."""

    type: ColumnType | None
    """The type that most of its filled cells have besides text."""
    percent: float
    distinct: int
    rows: int
    """How many rows were looked at."""


class _Rows:
    """A file's rows as Parquet, to be asked."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        """Take a connection that may read the file."""
        self._connection = connection
        self._from = f"read_parquet({_text(str(path))}, file_row_number = true)"
        self._rules: ProposalPolicy = quality_policy().proposal

    def columns(self) -> dict[str, str]:
        """Return the columns with the types that they are stored in."""
        rows = self._connection.execute(f"DESCRIBE SELECT * FROM {self._from}").fetchall()  # noqa: S608 - a path of ours
        return {str(row[0]): str(row[1]) for row in rows if row[0] not in _OURS}

    def filled(self, columns: Sequence[str]) -> tuple[int, dict[str, int]]:
        """Return the number of rows, and of the filled cells of each column."""
        total, *found = self._one(", ".join(["count(*)", *map(_filled, columns)]))
        return int(total), dict(zip(columns, found, strict=True))

    def sampled(self, stored: Mapping[str, str], total: int) -> dict[str, _Sampled]:
        """Return what a sample, spread over the file, shows of each column."""
        step = max(1, -(-total // self._rules.rows))
        parts = [
            part
            for column in stored
            for part in (
                f"count({_cell(column)})", f"count(DISTINCT {_cell(column)})",
                *(_readable(column, kind) for kind in _TYPES),
            )
        ]  # fmt: skip
        rows, *counts = self._one(", ".join(["count(*)", *parts]), f"file_row_number % {step} = 0")
        width, found = 2 + len(_TYPES), {}
        for place, column in enumerate(stored):
            filled, distinct, *readable = counts[place * width : (place + 1) * width]
            best = max(readable)
            kind, share = (_TYPES[readable.index(best)], best / filled) if best else (None, 0.0)
            if native := _native(stored[column]):
                kind, share = native, 1.0
            found[column] = _Sampled(kind, 100.0 * share, distinct, rows)
        return found

    def looked_at(self, column: str, stored: str, filled: int, sampled: _Sampled) -> SeenColumn:
        """Return what one column shows."""
        kind, percent = sampled.type, sampled.percent
        if kind is None or percent < 100:
            if kind and percent >= self._rules.mostly:
                return SeenColumn(column, filled, "text", kind, percent)
            words = self._words(column, filled, sampled.distinct)
            return SeenColumn(column, filled, "text", words=words)
        newest = None
        if kind in ("date", "timestamp"):
            text = exact_value(_as(kind), _cell(column), grain=None)
            value = quoted(column) if _native(stored) else text
            (newest,) = self._one(f"max(CAST({value} AS TIMESTAMP))")
        return SeenColumn(column, filled, kind, newest=newest)

    def key(
        self, columns: Sequence[SeenColumn], sampled: Mapping[str, _Sampled], total: int
    ) -> str | None:
        """Return the first column that is filled and different in every row."""
        for column in columns:
            sample = sampled[column.name]
            likely = column.filled == total > 1 and sample.distinct == sample.rows
            if likely and column.type in ("text", "integer"):
                (distinct,) = self._one(f"count(DISTINCT {_cell(column.name)})")
                if distinct == total:
                    return column.name
        return None

    def _words(self, column: str, filled: int, sampled: int) -> tuple[str, ...]:
        """Return the few words that a text column is made of; none where it is free text."""
        most = self._rules.most_allowed
        if sampled > most:
            return ()
        rows = self._connection.execute(
            f"SELECT DISTINCT {_cell(column)} AS word FROM {self._from} "  # noqa: S608 - names quoted
            f"WHERE word IS NOT NULL ORDER BY word LIMIT {most + 1}"
        ).fetchall()
        words = tuple(str(row[0]) for row in rows)
        if len(words) > most or len(words) * self._rules.repeats > filled:
            return ()
        fit = all(len(word) <= _LONGEST_WORD and word.isprintable() for word in words)
        return words if fit else ()

    def _one(self, asked: str, where: str = "true") -> tuple[Any, ...]:
        """Return the one row of an answer."""
        sql = f"SELECT {asked} FROM {self._from} WHERE {where}"  # noqa: S608 - names quoted
        return self._connection.execute(sql).fetchone() or ()


@contextmanager
def _rows(workspace: Workspace, path: Path, name: str) -> Iterator[_Rows]:
    """Open a file's rows in a DuckDB that sees nothing else."""
    with tempfile.TemporaryDirectory(prefix="tandem-") as held:
        folder = Path(held)
        connection = locked(
            workspace.settings,
            folders=(folder,),
            files=(path,),
            temporary=folder / "spill",
            seconds=workspace.settings.query_seconds,
        )
        try:
            yield _Rows(connection, _as_parquet(connection, path, folder, name))
        except duckdb.Error:
            raise Refusal(
                "unreadable",
                f"{name} cannot be read as rows and columns.",
                next_step="Export it again as CSV (UTF-8) or Parquet. Nothing was changed.",
            ) from None
        finally:
            connection.close()


def _as_parquet(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path, name: str) -> Path:
    """Return the file as Parquet: itself, or a CSV with every cell as the text that it is."""
    with path.open("rb") as stream:
        if stream.read(len(PARQUET)) == PARQUET:
            return path
    made = folder / "data.parquet"
    text_of_csv(connection, path, folder, made, about=_ANYTHING, name=name)
    return made


def _freshest(columns: Sequence[SeenColumn], today: date) -> str | None:
    """Return the column with the newest moment that does not lie ahead."""
    dated = [
        (column.newest, column.type == "timestamp", column.name)
        for column in columns
        if column.newest is not None and column.newest.date() <= today
    ]
    return max(dated)[2] if dated else None


def _filled(column: str) -> str:
    """Return SQL that counts the filled cells; most show by their first sign that they are."""
    text = f"CAST({quoted(column)} AS VARCHAR)"
    return f"count(CASE WHEN ascii({text}) BETWEEN 33 AND 126 THEN '' ELSE {trimmed(text)} END)"


def _readable(column: str, kind: ColumnType) -> str:
    """Return SQL that counts the cells that are meant as a type."""
    cell = _cell(column)
    value = exact_value(_as(kind), cell, grain=None)
    if kind in ("integer", "number"):
        value = f"CASE WHEN NOT regexp_full_match({cell}, '{_NO_QUANTITY}') THEN {value} END"
    if kind == "boolean":
        value = f"CASE WHEN {cell} NOT IN ('0', '1') THEN {value} END"
    return f"count({value})"


def _cell(column: str) -> str:
    """Return SQL for a cell as trimmed text; null where nothing is left."""
    return trimmed(f"CAST({quoted(column)} AS VARCHAR)")


def _as(kind: ColumnType) -> Column:
    """Return a column of a type."""
    return Column(name="", type=kind, description="")


def _native(stored: str) -> ColumnType | None:
    """Return the contract's type for a stored one; None where text must be read."""
    return _NATIVE.get(stored.partition("(")[0])


def _text(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
