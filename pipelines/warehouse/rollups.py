"""Rollups: one small sibling of sums per fact file, so that screens never read the facts.

A rollup is a cache: it is named after the plan it was made by, is written beside a load before
the load becomes visible, and is made again where it is missing, where its seal is broken, or
where metrics.yaml asks for more.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.extracts.contract import Column, Extract
from pipelines.warehouse.seals import file_sha256, seal

MONTH = "_month"
"""First day of the month that a row belongs to; the finest grain a rollup keeps."""
ROWS = "_rows"


@dataclass(frozen=True)
class RollupPlan:
    """Which sums one extract's rollups hold, by which dimensions."""

    extract: str
    dimensions: tuple[str, ...]
    parts: Mapping[str, str]
    """Name -> aggregate SQL over the extract's own columns."""

    @property
    def name(self) -> str:
        """Return a short name that changes with the plan."""
        text = "\n".join((*self.dimensions, *(f"{k}={v}" for k, v in sorted(self.parts.items()))))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def rollup_path(store: Path, plan: RollupPlan, load_id: str) -> Path:
    """Return where the rollup of a load's fact file lies."""
    return store / "rollups" / plan.extract / plan.name / f"{load_id}.parquet"


def write_rollup(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    plan: RollupPlan,
    *,
    facts: Path,
    target: Path,
) -> None:
    """Write the rollup of one fact file, whole or not at all, and seal it.

    Args:
        connection: May read ``facts`` and write beside ``target``.
        extract: The contract of the fact file.
        plan: What to add up.
        facts: A fact file.
        target: From ``rollup_path``; folders are made where missing.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.partial")
    groups = ", ".join((MONTH, *(quoted(name) for name in plan.dimensions)))
    parts = "".join(f", {sql} AS {quoted(name)}" for name, sql in plan.parts.items())
    connection.execute(
        f"COPY (SELECT {groups}, count(*) AS {ROWS}{parts} "  # noqa: S608 - names of the contract, formulas of the grammar
        f"FROM (SELECT *, {month_sql(extract)} AS {MONTH} FROM read_parquet($facts)) "
        f"GROUP BY {groups} ORDER BY {groups}) TO '{_escaped(partial)}' "
        "(FORMAT parquet, COMPRESSION zstd)",
        {"facts": str(facts)},
    )
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    sha256 = file_sha256(partial)
    partial.replace(target)
    seal(target, sha256)


def month_sql(extract: Extract) -> str:
    """Return SQL for the first day of the month (snapshots: of the period) a row belongs to."""
    if extract.period_column is None:
        return "_period"
    column: Column = extract.column(extract.period_column)
    name = quoted(column.name)
    if column.type == "period":
        quarter_month = f"(CAST(right({name}, 1) AS INTEGER) * 3 - 2)"
        return (
            f"CASE WHEN contains({name}, 'Q') THEN make_date(CAST(left({name}, 4) AS INTEGER), "
            f"{quarter_month}, 1) ELSE CAST({name} || '-01' AS DATE) END"
        )
    return f"CAST(date_trunc('month', {name}) AS DATE)"


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _escaped(path: Path) -> str:
    """Return a path for an SQL literal; COPY takes no bound values."""
    return str(path).replace("'", "''")
