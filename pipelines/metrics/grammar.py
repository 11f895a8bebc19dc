"""The expression grammar: what a formula in metrics.yaml may say, and nothing more.

A formula is parsed, every node is looked up in a closed list, every name in the contract. What
passes is generated anew from the tree, so no text of a file ever reaches the database. Table
functions, subqueries, casts, functions that can grow a value without bound and all else are
refused with their position.

Why so: SQLGlot's tree with an allow-list instead of an expression language of our own, because
executives' analysts know SQL; until a formula is needed that SQL cannot say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pipelines.errors import MetricError
from pipelines.marked_yaml import nearest

DIALECT = "duckdb"
LONGEST = 2_000
"""A formula longer than this is no definition any more but a program."""
DEEPEST = 60

_PLAIN: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg,
    exp.Add, exp.Sub, exp.Mul, exp.Div,
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Is,
    exp.And, exp.Or, exp.Not, exp.Case, exp.If,
    exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Coalesce, exp.Nullif, exp.Least, exp.Greatest,
    exp.Ln, exp.Exp, exp.Sqrt, exp.Lower,
)  # fmt: skip
AGGREGATES: tuple[type[exp.Expr], ...] = (
    exp.Sum, exp.Count, exp.Avg, exp.Min, exp.Max, exp.Median,
)  # fmt: skip
ROLLING_UP: tuple[type[exp.Expr], ...] = (exp.Sum, exp.Count, exp.Avg, exp.Min, exp.Max)
"""Aggregates whose parts can be added up again; a median cannot."""
OWN_FUNCTIONS = {"DAYS_BETWEEN": 2}
"""Functions of ours, by number of arguments."""
SPECIAL = ("period_start", "period_end")
"""Names that stand for the period's first and last day."""


def row_expression(text: str, columns: Collection[str], *, where: str) -> exp.Expr:
    """Return the checked tree of an expression over one row (a filter, a date, a flag).

    Raises:
        MetricError: The text is not in the grammar, or it aggregates.
    """
    tree = _checked(text, frozenset(columns), where)
    for node in tree.find_all(*AGGREGATES):
        raise _refusal(f"“{_shown(node)}” adds up many rows, but here one row is meant", where)
    return tree


def aggregate_expression(text: str, columns: Collection[str], *, where: str) -> exp.Expr:
    """Return the checked tree of an expression over many rows; every column is aggregated.

    Raises:
        MetricError: The text is not in the grammar, nests aggregates, or leaves a column bare.
    """
    tree = _checked(text, frozenset(columns), where)
    for node in tree.find_all(*AGGREGATES):
        if node.find_ancestor(*AGGREGATES):
            raise _refusal(f"“{_shown(node)}” stands inside another aggregate", where)
    for column in tree.find_all(exp.Column):
        if not column.find_ancestor(*AGGREGATES):
            raise _refusal(
                f"Column “{column.name}” stands alone; say how its rows are added up, "
                f"such as sum({column.name})",
                where,
            )
    if not any(True for _ in tree.find_all(*AGGREGATES)):
        raise _refusal("The formula adds up nothing", where)
    return tree


def metric_expression(text: str, metrics: Collection[str], *, where: str) -> exp.Expr:
    """Return the checked tree of a formula over other metrics' names."""
    tree = _checked(text, frozenset(metrics), where, noun="metric")
    for node in tree.find_all(*AGGREGATES):
        raise _refusal(f"“{_shown(node)}” adds up rows; a derived metric joins metrics", where)
    return tree


def safely_divided(tree: exp.Expr) -> exp.Expr:
    """Return the tree with every division by zero turned into “not known”."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Div):
            below = exp.Paren(this=safely_divided(node.expression.copy()))
            safe = exp.Nullif(this=below, expression=exp.Literal.number(0))
            return exp.Div(this=safely_divided(node.this.copy()), expression=safe)
        return node

    return tree.copy().transform(replaced)


def names_in(tree: exp.Expr) -> tuple[str, ...]:
    """Return the column (or metric) names of a tree, each once, in order of appearance."""
    return tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column, bfs=False)))


def sql(tree: exp.Expr) -> str:
    """Return the tree as DuckDB SQL with every identifier quoted."""
    return tree.sql(dialect=DIALECT, identify=True, normalize_functions="lower", comments=False)


@lru_cache(maxsize=2_000)
def _parsed(text: str, columns: frozenset[str], where: str, noun: str) -> exp.Expr:
    """Parse and check; cached because pages ask for the same formulas again and again."""
    if len(text) > LONGEST:
        raise _refusal(f"The formula has {len(text)} characters; {LONGEST} is the most", where)
    _not_too_deep(text, where)
    try:
        trees = sqlglot.parse(text, dialect=DIALECT)
    except (SqlglotError, RecursionError) as error:
        raise _refusal(f"It cannot be read: {_first_line(error)}", where) from None
    if len(trees) != 1 or trees[0] is None:
        raise _refusal("One expression is expected", where)
    tree = trees[0]
    for node in tree.walk():
        _check_node(node, columns, where, noun, text)
    return _with_own_functions(tree)


def _checked(text: str, columns: frozenset[str], where: str, *, noun: str = "column") -> exp.Expr:
    """Return a private copy of the checked tree."""
    return _parsed(text.strip(), columns, where, noun).copy()


def _check_node(node: exp.Expr, columns: frozenset[str], where: str, noun: str, text: str) -> None:
    """Refuse a node that is not in the grammar."""
    if isinstance(node, exp.Anonymous):
        _check_own(node, where, text)
    elif isinstance(node, exp.Column):
        if node.args.get("table") is not None or not isinstance(node.this, exp.Identifier):
            raise _refusal(f"“{_shown(node)}” is not a plain {noun} name", where)
        if node.name not in columns:
            hint = nearest(node.name, columns)
            raise _refusal(
                f"There is no {noun} “{node.name}”{_position(node.name, text)}", where, hint
            )
    elif isinstance(node, exp.Star):
        if not isinstance(node.parent, exp.Count):
            raise _refusal("“*” is only allowed in count(*)", where)
    elif isinstance(node, AGGREGATES):
        others = [value for name, value in node.args.items() if name not in ("this", "big_int")]
        if node.this is None or any(others):
            raise _refusal(f"“{_shown(node)}” needs exactly one column or expression", where)
    elif isinstance(node, exp.Distinct):
        if not isinstance(node.parent, exp.Count) or len(node.expressions) != 1:
            raise _refusal("“distinct” is only allowed in count(distinct column)", where)
    elif isinstance(node, exp.In):
        if any(node.args.get(part) is not None for part in ("query", "unnest", "field")):
            raise _refusal("“in” needs a list of plain values", where)
    elif not isinstance(node, _PLAIN):
        shown = _shown(node)
        raise _refusal(f"“{shown}” is not allowed{_position(shown, text)}", where)


def _check_own(node: exp.Anonymous, where: str, text: str) -> None:
    """Allow only our own functions, with the right number of arguments."""
    name = str(node.this).upper()
    if OWN_FUNCTIONS.get(name) != len(node.expressions):
        shown = str(node.this)
        known = [function.lower() for function in OWN_FUNCTIONS]
        raise _refusal(
            f"Function “{shown}” is not allowed{_position(shown, text)}",
            where,
            nearest(shown, known),
        )


def _with_own_functions(tree: exp.Expr) -> exp.Expr:
    """Replace our functions by SQL: days_between(a, b) = b - a in calendar days."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Anonymous):
            first, last = (
                exp.cast(part.copy(), "DATE", dialect=DIALECT) for part in node.expressions
            )
            return exp.DateDiff(this=last, expression=first, unit=exp.Literal.string("day"))
        return node

    return tree.transform(replaced)


def _not_too_deep(text: str, where: str) -> None:
    """Refuse nesting that could exhaust the parser's stack."""
    depth = deepest = 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise _refusal(f"Brackets nest {deepest} deep; {DEEPEST} is the most", where)


def _position(word: str, text: str) -> str:
    """Return `` at position n`` where the word can be found in the text."""
    found = text.lower().find(word.lower())
    return f" at position {found + 1}" if found >= 0 else ""


def _shown(node: exp.Expr) -> str:
    """Return a node as short text for a message."""
    try:
        text = node.sql(dialect=DIALECT)
    except (SqlglotError, ValueError, AttributeError, TypeError):
        text = type(node).__name__
    return text if len(text) <= 60 else text[:57] + "..."


def _first_line(error: BaseException) -> str:
    """Return the first line of a parser's message without terminal colours."""
    line = (str(error) or type(error).__name__).splitlines()[0]
    return line.replace("\x1b[4m", "").replace("\x1b[0m", "")


def _refusal(what: str, where: str, hint: str = "") -> MetricError:
    """Return the error for a formula outside the grammar."""
    return MetricError(
        f"{what}.{hint}",
        where=where,
        next_step="Allowed are columns of the extract, arithmetic, comparisons, case, and "
        f"{', '.join(_allowed_names())}.",
    )


def _allowed_names() -> Iterable[str]:
    """Return the functions of the grammar, for the error that names them."""
    yield from ("sum", "count", "avg", "min", "max", "median", "count(distinct ...)")
    yield from ("abs", "round", "floor", "ceil", "coalesce", "nullif", "least", "greatest")
    yield from ("ln", "exp", "sqrt", "lower", "days_between")
