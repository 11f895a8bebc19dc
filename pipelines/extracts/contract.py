"""Extracts as values: what a file of each kind must look like.

The contracts themselves are YAML files beside this one (Open Data Contract Standard v3);
``reading.py`` turns them into these frozen values, which is all that the rest of the code knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from pipelines.periods import Grain

ColumnType = Literal[
    "text", "integer", "decimal", "number", "boolean", "date", "timestamp", "period"
]
"""``number`` is a double, ``decimal`` exact, ``period`` the label of a quarter or month."""

Approval = Literal["", "second_person"]
"""Whether an upload counts when it is committed, or only once somebody else has approved it."""

Dimension = Literal[
    "completeness", "uniqueness", "validity", "consistency", "timeliness", "accuracy"
]
"""The six dimensions of data quality of the DAMA UK working group (2013)."""

_DUCKDB: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "period": "VARCHAR",
}


@dataclass(frozen=True)
class Column:
    """One column of an extract."""

    name: str
    type: ColumnType
    description: str
    required: bool = False
    unit: str = ""
    allowed: tuple[str, ...] = ()
    minimum: Decimal | date | None = None
    maximum: Decimal | date | None = None
    pattern: str = ""
    precision: int = 18
    scale: int = 4
    synonyms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    dimension: bool = False
    """Whether metrics may be broken down and filtered by this column."""
    title: str = ""
    """The name that people read, such as “Active users”."""
    meanings: tuple[str, ...] = ()
    """What each of ``allowed`` means, in the same order; an entry may be empty."""


@dataclass(frozen=True)
class Rule:
    """A cross-column rule, an SQL condition over the row's typed columns; true or null passes."""

    name: str
    condition: str
    columns: tuple[str, ...]
    message: str
    dimension: Dimension = "consistency"


@dataclass(frozen=True)
class Reference:
    """``columns`` of this extract must exist as ``target_columns`` of ``extract``."""

    columns: tuple[str, ...]
    extract: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Extract:
    """The contract of one kind of file."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    grain: Grain
    """The period that a load replaces."""
    period_column: str | None
    """Column (date, timestamp, period) that a row's period is read from; None: the file's name."""
    snapshot: bool
    """True: each period is the full state at its end. False: rows are events inside the period."""
    rules: tuple[Rule, ...] = ()
    """A row that breaks one of them is refused."""
    watched: tuple[Rule, ...] = ()
    """A row that breaks one of them is loaded; how many there are is measured."""
    references: tuple[Reference, ...] = ()
    carries: tuple[str, ...] = ()
    """Columns that extracts which refer to this one may be broken down by (business_unit, ...)."""
    owner_role: str = ""
    refresh: str = ""
    """Plain words: how often and by when the file is expected."""
    grace_days: int = 45
    """Days after a period's end until its absence makes the extract stale."""
    version: str = "1.0.0"
    granularity: str = ""
    """Plain words: what one row stands for."""
    approval: Approval = field(default="", repr=False)
    """Not part of the contract's fingerprint: it changes who says yes and not what is loaded."""

    def column(self, name: str) -> Column:
        """Return the column called ``name``; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Return the names in the order of the template."""
        return tuple(column.name for column in self.columns)


def duckdb_type(column: Column) -> str:
    """Return the SQL type that a loaded value of ``column`` has, in facts and in rules.

    Args:
        column: A column of a checked contract.

    Returns:
        The DuckDB type. A period is kept as its canonical label (``2026-Q1``, ``2026-01``), a
        timestamp in universal time without a zone.
    """
    if column.type == "decimal":
        return f"DECIMAL({column.precision},{column.scale})"
    return _DUCKDB[column.type]
