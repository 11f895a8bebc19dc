"""Unusual values: numbers of newly brought rows that lie far beyond all that their column held.

A slip of the decimal point or a wrong unit fits every contract. What a column held in all other
periods says how wide it usually is; nothing is refused for it, it is only told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipelines.extracts.contract import Column, Extract
from pipelines.warehouse.rollups import quoted

if TYPE_CHECKING:
    from pipelines.warehouse.relations import Relations

_NUMBERS: Final = frozenset(("integer", "number", "decimal"))


@dataclass(frozen=True)
class Beyond:
    """From when a value lies far beyond the others."""

    spans: float
    """Spans (highest minus lowest) outside of both ends."""
    from_values: int
    """Values that a column must have held before; below that nobody knows its span."""
    per_column: int
    """How many values of a column are told at most."""


@dataclass(frozen=True)
class FarValue:
    """One value far beyond what its column held in all other periods."""

    extract: str
    column: str
    title: str
    load_id: str
    line: int
    value: float
    low: float
    """The lowest and the highest value of all other periods."""
    high: float


def far_values(
    relations: Relations, extract: Extract, loads: Collection[str], rules: Beyond
) -> Iterator[FarValue]:
    """Yield the values of some loads that lie far beyond those of all others.

    Args:
        relations: What counts, the loads among it.
        extract: The contract of the loads.
        loads: Identifiers of the loads to look at.
        rules: How far is far.
    """
    columns = [one for one in extract.columns if one.type in _NUMBERS]
    if not columns or not loads:
        return
    measures = ", ".join(
        f"count({name}) FILTER (NOT own), min({name}) FILTER (NOT own), "
        f"max({name}) FILTER (NOT own), min({name}) FILTER (own), max({name}) FILTER (own)"
        for name in (quoted(column.name) for column in columns)
    )
    ((*found,),) = relations.rows(
        f"SELECT {measures} FROM (SELECT *, list_contains($loads, _load) AS own "  # noqa: S608 - names of the contract; the loads are bound
        f"FROM {relations.facts(extract.name)})",
        {"loads": sorted(loads)},
    )
    for number, column in enumerate(columns):
        count, low, high, least, most = found[5 * number : 5 * number + 5]
        if count < rules.from_values or least is None or low == high:
            continue
        reach = rules.spans * (float(high) - float(low))
        ends = float(low) - reach, float(high) + reach
        if float(least) < ends[0] or float(most) > ends[1]:
            span = float(low), float(high)
            yield from _told(relations, extract, column, loads, ends, span, rules.per_column)


def _told(
    relations: Relations,
    extract: Extract,
    column: Column,
    loads: Collection[str],
    ends: tuple[float, float],
    span: tuple[float, float],
    most: int,
) -> Iterator[FarValue]:
    """Yield the values of one column beyond its ends, in the order of the file."""
    name = quoted(column.name)
    rows = relations.rows(
        f"SELECT _load, _line, CAST({name} AS DOUBLE) FROM {relations.facts(extract.name)} "  # noqa: S608 - names of the contract; all values are bound
        f"WHERE list_contains($loads, _load) AND ({name} < $low OR {name} > $high) "
        f"ORDER BY _line LIMIT {most}",
        {"loads": sorted(loads), "low": ends[0], "high": ends[1]},
    )
    for load, line, value in rows:
        yield FarValue(
            extract.name, column.name, column.title or column.name, load, line, value, *span
        )
