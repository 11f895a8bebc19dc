"""Shapes: a metric's formulas taken apart into sums that can be added up again.

Every aggregate in a formula becomes a named *part* (a sum or count over rows); the figure is an
expression over parts. Parts with equal SQL have equal names, so metrics share them, rollups hold
them, and a quarter's ratio is the ratio of the quarter's sums, never an average of averages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from pipelines.extracts.contract import Extract
from pipelines.extracts.dimensions import dimensions
from pipelines.metrics import grammar
from pipelines.metrics.book import Metric, MetricBook
from pipelines.warehouse.rollups import RollupPlan

Over = Literal["period", "at_end", "to_date"]
SHAPED = ("simple", "ratio", "entities", "groups", "cash_flow")
"""Types that are sums over rows; the others compute over single rows."""


@dataclass(frozen=True)
class Shape:
    """How one metric is computed from parts."""

    metric: str
    extract: str
    over: Over
    parts: Mapping[str, str]
    """Part name -> aggregate SQL over rows."""
    value: str
    """SQL over part names; per entity where there is one."""
    known: str
    """SQL over part names: rows the value rests on."""
    total: str
    """SQL over part names: rows there are."""
    entity: str | None = None
    outer: str | None = None
    """SQL over ``_v`` of the entities, such as avg(_v)."""
    outer_n: str | None = None
    """SQL over ``_v`` and ``_n`` of the entities: what the figure rests on; count(_v) if None."""
    zero_when_empty: bool = False
    """Whether a loaded period without a row means zero: true of sums and counts."""
    from_facts: bool = False
    """Whether rollups cannot serve it."""
    bounds: bool = False
    """Whether it names the period's first or last day."""


def shape_of(metric: Metric, extract: Extract, extracts: Mapping[str, Extract]) -> Shape:
    """Return the shape of a metric whose type is in ``SHAPED``."""
    own = set(extract.column_names)
    names = own | set(dimensions(extract, extracts)) | set(grammar.SPECIAL)
    where = _row(metric.where, names)
    formulas = [
        grammar.aggregate_expression(text, names, where=metric.name)
        for text in (metric.formula or metric.flow, metric.numerator, metric.denominator)
        if text is not None
    ]
    parts: dict[str, str] = {}
    values = [_taken_apart(formula, where, parts) for formula in formulas]
    answered = _row(metric.answered, names) or _answered(formulas, extract)
    known, total = _counts(where, answered, parts)
    value = _value(metric, [grammar.sql(tree) for tree in values])
    if metric.type == "groups":
        value = _enough(metric, value, known)
    trees = [*formulas, *(tree for tree in (where, answered) if tree is not None)]
    used = {name for tree in trees for name in grammar.names_in(tree)}
    return Shape(
        metric=metric.name,
        extract=extract.name,
        over=_over(metric, extract),
        parts=parts,
        value=value,
        known=known,
        total=total,
        entity=metric.per,
        outer=_outer(metric),
        outer_n="sum(CASE WHEN _v IS NOT NULL THEN _n END)" if metric.type == "groups" else None,
        zero_when_empty=_adds_only(metric, formulas),
        from_facts=bool(used - own) or any(_not_additive(formula) for formula in formulas),
        bounds=bool(used & set(grammar.SPECIAL)),
    )


def shapes_of(book: MetricBook, extracts: Mapping[str, Extract]) -> dict[str, Shape]:
    """Return the shape of every metric that is made of sums, by name."""
    return {
        metric.name: shape_of(metric, extracts[metric.extract or ""], extracts)
        for metric in book.metrics.values()
        if metric.type in SHAPED
    }


def rollup_plans(
    shapes: Mapping[str, Shape], extracts: Mapping[str, Extract]
) -> dict[str, RollupPlan]:
    """Return what each extract's rollups must hold for these shapes."""
    plans: dict[str, RollupPlan] = {}
    for extract in extracts.values():
        parts: dict[str, str] = {}
        for shape in shapes.values():
            if shape.extract == extract.name and not shape.from_facts:
                parts.update(shape.parts)
        own = tuple(name for name, via in dimensions(extract, extracts).items() if via is None)
        plans[extract.name] = RollupPlan(extract.name, own, dict(sorted(parts.items())))
    return plans


def _over(metric: Metric, extract: Extract) -> Over:
    """Return the metric's own choice, else what the extract's kind suggests."""
    if metric.type == "cash_flow":
        return "period"
    return metric.over or ("at_end" if extract.snapshot else "period")


def _row(text: str | None, names: set[str]) -> exp.Expr | None:
    """Return a row expression's tree, or nothing."""
    return None if text is None else grammar.row_expression(text, names, where="")


def _taken_apart(formula: exp.Expr, where: exp.Expr | None, parts: dict[str, str]) -> exp.Expr:
    """Return the formula over part names; the parts are noted in ``parts``."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Avg):
            return exp.Div(
                this=_part(exp.Sum(this=node.this.copy()), where, parts),
                expression=exp.Nullif(
                    this=_part(exp.Count(this=node.this.copy()), where, parts),
                    expression=exp.Literal.number(0),
                ),
            )
        if isinstance(node, exp.Sum):
            zero = exp.Literal.number(0)
            return exp.Coalesce(this=_part(node, where, parts), expressions=[zero])
        if isinstance(node, grammar.AGGREGATES):
            return _part(node, where, parts)
        return node

    return grammar.safely_divided(formula).transform(replaced)


def _part(aggregate: exp.Expr, where: exp.Expr | None, parts: dict[str, str]) -> exp.Expr:
    """Note an aggregate over the rows that pass ``where`` and return its name as a column."""
    inner = aggregate.this
    if where is not None:
        if isinstance(inner, exp.Star):
            inner = exp.Literal.number(1)
        if isinstance(inner, exp.Distinct):
            chosen = exp.Case().when(where.copy(), inner.expressions[0].copy())
            inner = exp.Distinct(expressions=[chosen])
        else:
            inner = exp.Case().when(where.copy(), inner.copy())
    sql = grammar.sql(type(aggregate)(this=inner.copy()))
    name = "p_" + hashlib.sha256(sql.encode()).hexdigest()[:10]
    parts[name] = sql
    return exp.column(name)


def _counts(
    where: exp.Expr | None, answered: exp.Expr | None, parts: dict[str, str]
) -> tuple[str, str]:
    """Return the SQL of the rows known and of all rows, noting their parts."""
    total = _part(exp.Count(this=exp.Star()), where, parts)
    known = total
    if answered is not None:
        both = answered if where is None else exp.and_(where.copy(), answered.copy())
        known = _part(exp.Count(this=exp.Star()), both, parts)
    return grammar.sql(known), grammar.sql(total)


def _answered(formulas: list[exp.Expr], extract: Extract) -> exp.Expr | None:
    """Return “every column of the formula that may be empty is not”, or nothing."""
    optional = [
        name
        for name in dict.fromkeys(name for tree in formulas for name in grammar.names_in(tree))
        if name in extract.column_names and not extract.column(name).required
        and not _asks_for_empty(name, formulas)
    ]  # fmt: skip
    conditions = [
        exp.Not(this=exp.Is(this=exp.column(name), expression=exp.Null())) for name in optional
    ]
    return exp.and_(*conditions) if conditions else None


def _asks_for_empty(name: str, formulas: list[exp.Expr]) -> bool:
    """Say whether a formula itself deals with the column being empty (is null, coalesce)."""
    return any(
        column.name == name
        for tree in formulas
        for node in tree.find_all(exp.Is, exp.Coalesce, exp.Count)
        for column in node.find_all(exp.Column)
    )


def _value(metric: Metric, values: list[str]) -> str:
    """Return the figure as SQL over parts, in the metric's unit."""
    if metric.type in ("ratio", "groups"):
        factor = "100.0 * " if metric.unit == "%" else "1.0 * "
        return f"{factor}({values[0]}) / NULLIF({values[1]}, 0)"
    if metric.type == "entities":
        return f"CASE WHEN {values[0]} THEN 1 ELSE 0 END"
    return values[0]


def _enough(metric: Metric, value: str, known: str) -> str:
    """Return a group's figure only where enough rows carry it: few rows are noise."""
    return f"CASE WHEN {known} >= {metric.least} THEN {value} END"


def _outer(metric: Metric) -> str | None:
    """Return how entities' figures become one."""
    if metric.type == "entities":
        return "sum(_v)"
    if metric.type == "groups":
        both = "min(_v) / NULLIF(max(_v), 0)"
        if metric.compare == "highest minus lowest":
            both = "max(_v) - min(_v)"
        return f"CASE WHEN count(_v) >= 2 THEN {both} END"
    return "avg(_v)" if metric.per else None


def _adds_only(metric: Metric, formulas: list[exp.Expr]) -> bool:
    """Say whether no row means zero: sums and counts, with no division, mean or extreme."""
    if metric.type == "entities":
        return True
    if metric.type not in ("simple", "cash_flow"):
        return False
    return not any(
        True
        for tree in formulas
        for _ in tree.find_all(exp.Div, exp.Avg, exp.Min, exp.Max, exp.Median)
    )


def _not_additive(formula: exp.Expr) -> bool:
    """Say whether some aggregate cannot be added up from partial results."""
    return any(
        not isinstance(node, grammar.ROLLING_UP) or isinstance(node.this, exp.Distinct)
        for node in formula.find_all(*grammar.AGGREGATES)
    )
