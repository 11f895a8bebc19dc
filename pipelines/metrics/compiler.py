"""The compiler: shapes that read alike become one SQL statement.

The cheapest relation that knows every dimension asked for is chosen: the cube (month x business
unit, and the entity that a mean is taken over), else the rollup, else the facts. All give the
same answer; tests hold that. Names come from contracts and checked formulas; every value is bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipelines.extracts.dimensions import dimensions
from pipelines.metrics.shapes import Shape
from pipelines.periods import Grain, Period
from pipelines.warehouse.relations import CUBE_DIMENSIONS, combined
from pipelines.warehouse.rollups import MONTH, quoted

if TYPE_CHECKING:
    from pipelines.extracts.contract import Extract
    from pipelines.warehouse.relations import Relations

BUCKET = "_bucket"


@dataclass(frozen=True)
class Question:
    """What is asked of some metrics: which periods, split and filtered by what."""

    periods: tuple[Period, ...]
    by: tuple[str, ...] = ()
    where: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def grain(self) -> Grain:
        """Return the grain of the periods."""
        return self.periods[0].grain

    @property
    def key(self) -> tuple[object, ...]:
        """Return the question as a key to keep answers by."""
        return (self.periods, self.by, tuple(sorted(self.where.items())))

    @property
    def names(self) -> tuple[str, ...]:
        """Return every dimension that the question names, each once."""
        return tuple(dict.fromkeys((*self.by, *self.where)))


@dataclass(frozen=True)
class Statement:
    """One SQL statement, its bound values, and the metrics its columns answer for."""

    sql: str
    parameters: dict[str, Any]
    metrics: tuple[str, ...]


def statements(
    shapes: Sequence[Shape],
    question: Question,
    relations: Relations,
    extracts: Mapping[str, Extract],
    *,
    facts_only: bool = False,
) -> list[Statement]:
    """Return the statements that answer the question; a row is (bucket, by..., four columns each).

    Args:
        shapes: What to compute.
        question: For which periods, split and filtered by what.
        relations: One version's relations; those needed are made.
        extracts: The contracts.
        facts_only: Read the facts even where rollups would serve.
    """
    groups: dict[tuple[str, str, str | None, str], list[Shape]] = {}
    for shape in shapes:
        source = "facts" if facts_only else _source(shape, question, extracts)
        groups.setdefault((shape.extract, shape.over, shape.entity, source), []).append(shape)
    return [
        _statement(group, source, question, relations, extracts)
        for (_, _, _, source), group in groups.items()
    ]


def _source(shape: Shape, question: Question, extracts: Mapping[str, Extract]) -> str:
    """Return the cheapest kind of relation that can serve the shape."""
    known = dimensions(extracts[shape.extract], extracts)
    if shape.from_facts or (shape.entity is not None and shape.entity not in known):
        return "facts"
    if set(question.names) <= set(CUBE_DIMENSIONS):
        return "cube"
    return "rollup"


def _statement(
    shapes: Sequence[Shape],
    source: str,
    question: Question,
    relations: Relations,
    extracts: Mapping[str, Extract],
) -> Statement:
    """Compile shapes of one extract, one way of time, one entity and one source."""
    first = shapes[0]
    extract = extracts[first.extract]
    relation = _relation(shapes, source, question, relations)
    clause, parameters = _time(relation, first, extract, question)
    conditions = ["true"]
    for index, (name, value) in enumerate(question.where.items()):
        if value is None:
            conditions.append(f"{quoted(name)} IS NULL")
        else:
            parameters[f"w{index}"] = value
            conditions.append(f"CAST({quoted(name)} AS VARCHAR) = $w{index}")
    groups = [BUCKET, *(quoted(name) for name in question.by)]
    entity = [quoted(first.entity)] if first.entity and first.entity not in question.by else []
    inner_groups = [*groups, *entity]
    parts = {name: sql for shape in shapes for name, sql in shape.parts.items()}
    select = ", ".join(
        (
            *inner_groups,
            *(
                f"{_aggregate(sql, name, source)} AS {quoted(name)}"
                for name, sql in sorted(parts.items())
            ),
        )
    )
    inner = (
        f"SELECT {select} FROM {clause} WHERE {' AND '.join(conditions)} "  # noqa: S608 - names of contracts, formulas of the grammar; values are bound
        f"GROUP BY {', '.join(inner_groups)}"
    )
    if first.entity:
        figures = ", ".join(_entity_columns(index, shape) for index, shape in enumerate(shapes))
        per_entity = ", ".join(
            f"CASE WHEN {shape.total} > 0 THEN {shape.value} END AS _v{index}, "
            f"{shape.known} AS _n{index}, {shape.total} AS _t{index}"
            for index, shape in enumerate(shapes)
        )
        inner = f"SELECT {', '.join(groups)}, {per_entity} FROM ({inner})"  # noqa: S608 - as above
        sql = f"SELECT {', '.join(groups)}, {figures} FROM ({inner}) GROUP BY {', '.join(groups)}"  # noqa: S608 - as above
    else:
        figures = ", ".join(f"{s.value}, {s.known}, {s.known}, {s.total}" for s in shapes)
        sql = f"SELECT {', '.join(groups)}, {figures} FROM ({inner})"  # noqa: S608 - as above
    return Statement(f"{sql} ORDER BY ALL", parameters, tuple(shape.metric for shape in shapes))


def _entity_columns(index: int, shape: Shape) -> str:
    """Return figure, number of entities it rests on, and the rows known and there are."""
    assert shape.outer is not None  # noqa: S101 - set together with entity
    outer = shape.outer.replace("_v", f"_v{index}")
    n = (shape.outer_n or "count(_v)").replace("_v", f"_v{index}").replace("_n", f"_n{index}")
    return f"{outer}, {n}, sum(_n{index}), sum(_t{index})"


def _aggregate(sql: str, name: str, source: str) -> str:
    """Return the aggregate over rows, or over partial results of rows."""
    return sql if source == "facts" else f"{combined(sql)}({quoted(name)})"


def _relation(
    shapes: Sequence[Shape], source: str, question: Question, relations: Relations
) -> str:
    """Return the relation to read, with looked-up dimensions where it is the facts."""
    extract = shapes[0].extract
    if source == "cube":
        return relations.cube(extract, shapes[0].entity)
    if source == "rollup":
        return relations.rollup(extract)
    named = [name for shape in shapes for name in _names(shape)]
    wanted = tuple(dict.fromkeys((*question.names, *named)))
    return relations.with_lookups(relations.facts(extract), extract, wanted)


def _names(shape: Shape) -> tuple[str, ...]:
    """Return the names that a shape's parts and entity mention (a superset does no harm)."""
    words = {word for sql in shape.parts.values() for word in sql.split('"')[1::2]}
    return tuple(sorted(words | ({shape.entity} if shape.entity else set())))


def _time(
    relation: str, shape: Shape, extract: Extract, question: Question
) -> tuple[str, dict[str, Any]]:
    """Return the FROM clause that gives each row its bucket, and the bound values."""
    first, last = question.periods[0], question.periods[-1]
    parameters: dict[str, Any] = {"first": first.start, "last": last.end}
    bucket = f"CAST(date_trunc('{question.grain}', {MONTH}) AS DATE)"
    inside = f"{MONTH} BETWEEN $first AND $last"
    if shape.over == "period" and not shape.bounds:
        return f"(SELECT *, {bucket} AS {BUCKET} FROM {relation} WHERE {inside})", parameters  # noqa: S608 - names of contracts
    if shape.over == "at_end":
        newest = (
            f"(SELECT {bucket} AS {BUCKET}, max({MONTH}) AS {MONTH} FROM {relation} "  # noqa: S608 - names of contracts
            f"WHERE {inside} GROUP BY 1)"
        )
        return f"{relation} AS r JOIN {newest} AS newest USING ({MONTH})", parameters
    parameters = {
        "starts": [period.start for period in question.periods],
        "ends": [period.end for period in question.periods],
    }
    spine = (
        f"(SELECT unnest($starts) AS {BUCKET}, unnest($starts) AS period_start, "
        "unnest($ends) AS period_end)"
    )
    if extract.snapshot:
        newest = f"(SELECT max({MONTH}) FROM {relation})"  # noqa: S608 - names of contracts
        return f"{spine} AS p JOIN {relation} AS r ON r.{MONTH} = {newest}", parameters
    return f"{spine} AS p JOIN {relation} AS r ON r.{MONTH} <= p.period_end", parameters
