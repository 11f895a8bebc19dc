"""Datasets as values: the company's data that initiatives need, each with its own small contract.

An extract tells of the AI portfolio; a dataset is the data itself (customers, claims, sensor
readings) as a CSV or Parquet file or a table of a database. ``dataset_contract.py`` reads them
from YAML; ``registry.py`` keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipelines.extracts.contract import Column, Rule
from pipelines.quality.shapes import Dimension


@dataclass(frozen=True)
class Source:
    """Where a dataset's rows are."""

    kind: Literal["upload", "file", "table"]
    """``upload``: files brought to the store; ``file``: below the setting TANDEM_DATASETS;
    ``table``: of a database that the setting TANDEM_SOURCES names."""
    name: str = ""
    """``file``: its path below the folder; ``table``: the table, with its schema if it has one."""
    database: str = ""
    """``table``: the name of the database in TANDEM_SOURCES."""


@dataclass(frozen=True)
class Freshness:
    """How old the newest row may be."""

    column: str
    """A date or timestamp column."""
    hours: float
    """The agreed longest age."""


@dataclass(frozen=True)
class Link:
    """``columns`` must exist as ``target_columns`` of another dataset."""

    columns: tuple[str, ...]
    dataset: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """The reference that accuracy is measured against: another dataset, known to be right."""

    dataset: str
    key: tuple[str, ...]
    """Columns that stand in both and tell which rows speak of the same thing."""
    columns: tuple[str, ...]
    """Columns whose values must agree."""


@dataclass(frozen=True)
class Dataset:
    """One registered dataset."""

    id: str
    """Such as ``DS-CRM``."""
    title: str
    domain: str
    owner_role: str
    critical: bool
    """Whether an initiative that uses it cannot do without it."""
    used_by: tuple[str, ...]
    """Initiatives."""
    source: Source
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    """Further columns that together must not repeat, such as name and birth date of a person."""
    rules: tuple[Rule, ...] = ()
    links: tuple[Link, ...] = ()
    freshness: Freshness | None = None
    accuracy: Comparison | None = None
    weights: Mapping[Dimension, float] = field(default_factory=dict)
    """How much each dimension counts in the dataset's score; 1 where it is not named."""
    at_least: Mapping[str, float] = field(default_factory=dict)
    """Share in percent from which a check passes, by check name; else the policy's."""
    least_rows: int = 1
    description: str = ""

    def column(self, name: str) -> Column:
        """Return the column called ``name``; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
