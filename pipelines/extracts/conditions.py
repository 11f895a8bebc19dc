"""The conditions of cross-column rules: a small, checked part of SQL and nothing else.

A contract may come from anybody who can drop a YAML file, and its rules are run by DuckDB over
uploaded rows. So a condition is parsed, every piece of it must be on a short list, and what
runs is written anew from the parsed pieces, never copied from the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pipelines.extracts.contract import Column
from pipelines.marked_yaml import nearest

LONGEST: Final = 1000
"""Characters; a condition that needs more is several rules, and deep nesting exhausts parsers."""

LONGEST_DAYS: Final = 6
"""Digits in a number of days: a thousand years."""

_QUERY = re.compile(
    r"\s*SELECT\s+COUNT\(\*\)\s+FROM\s+\$\{table\}\s+WHERE\s+NOT\s*\((?P<condition>.*)\)\s*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"\d{1,20}(\.\d{1,10})?")
_NUMBERS: Final = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg)
_COMPARISONS: Final = (
    *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE),
    *(exp.Is, exp.In, exp.Between),
)
_JOINED: Final = (*_COMPARISONS, exp.And, exp.Or, exp.Not)
_PIECES: Final = frozenset(
    {
        *_COMPARISONS,
        *(exp.And, exp.Or, exp.Not, exp.Paren, exp.Coalesce, *_NUMBERS),
        *(exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean),
    }
)
_TRUTH: Final = "yes or no"
_QUOTED: Final = "quoted literal"
"""A literal in quotes is a text or a date, whichever it is compared with."""
_FAMILY: Final = {
    "text": "text",
    "period": "text",
    "integer": "number",
    "decimal": "number",
    "number": "number",
    "boolean": _TRUTH,
    "date": "date",
    "timestamp": "time",
}


class ConditionError(Exception):
    """A condition cannot be used; the message is the middle of a sentence about it."""


@dataclass(frozen=True)
class Condition:
    """A checked condition: its SQL, written anew, and the columns it reads."""

    sql: str
    columns: tuple[str, ...]


def condition_of(query: str) -> str:
    """Return the condition inside a rule's query, which counts the rows that break it.

    Raises:
        ConditionError: The query has another form.
    """
    match = _QUERY.fullmatch(query)
    if match is None:
        raise ConditionError(
            "must be written as SELECT COUNT(*) FROM ${table} WHERE NOT (condition), "
            "where the condition holds for a good row"
        )
    return match["condition"]


def checked(text: str, columns: Mapping[str, Column]) -> Condition:
    """Return ``text`` as a condition over one row of ``columns``.

    Args:
        text: An SQL condition: comparisons, and/or/not, is null, in, between, coalesce and
            arithmetic over the columns and literals.
        columns: The columns of the extract, by name.

    Raises:
        ConditionError: It cannot be parsed, uses anything else, names an unknown column or
            compares what cannot be compared.
    """
    if len(text) > LONGEST:
        raise ConditionError(f"is longer than {LONGEST} characters; write several rules")
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except (SqlglotError, RecursionError):
        raise ConditionError("is not a condition that can be understood") from None
    for node in tree.walk():
        _check_piece(node, columns)
    if _family(tree, columns) != _TRUTH:
        raise ConditionError("is not a question with yes or no as its answer")
    names = {node.name: None for node in tree.find_all(exp.Column)}
    if not names:
        raise ConditionError("reads no column")
    return Condition(
        sql=tree.sql(dialect="duckdb", identify=True, comments=False),
        columns=tuple(name for name in columns if name in names),
    )


def _check_piece(node: exp.Expr, columns: Mapping[str, Column]) -> None:
    """Refuse a piece that is not on the list, or a column that is not in the extract."""
    odd_in = isinstance(node, exp.In) and not node.expressions
    odd_is = isinstance(node, exp.Is) and not isinstance(node.expression, (exp.Null, exp.Boolean))
    if type(node) not in _PIECES or odd_in or odd_is:
        raise ConditionError(
            f"uses “{node.sql(dialect='duckdb')}”; only comparisons, and, or, not, is null, in, "
            "between, coalesce and arithmetic are possible"
        )
    parts = node.iter_expressions()
    if isinstance(node, _COMPARISONS) and any(isinstance(part, _JOINED) for part in parts):
        # Parsers disagree on what binds first in a = b = c, so nobody has to know.
        raise ConditionError(f"compares the answer of a comparison in “{node.sql()}”; use brackets")
    if isinstance(node, exp.Column) and (node.name not in columns or len(node.parts) > 1):
        name = node.sql(dialect="duckdb")
        raise ConditionError(f"names “{name}”, which is not a column.{nearest(name, columns)}")


def _family(node: exp.Expr, columns: Mapping[str, Column]) -> str:
    """Return what kind of value a piece gives; empty where it fits any (null)."""
    if isinstance(node, exp.Column):
        return _FAMILY[columns[node.name].type]
    if isinstance(node, exp.Null):
        return ""
    if isinstance(node, exp.Literal):
        return _QUOTED if node.is_string else _plain_number(node)
    if isinstance(node, exp.Boolean):
        return _TRUTH
    if isinstance(node, _NUMBERS):
        return _calculated(node, columns)
    together = _together(node, columns)
    if isinstance(node, (exp.Paren, exp.Coalesce)):
        return together
    if isinstance(node, (exp.And, exp.Or, exp.Not)) and together not in ("", _TRUTH):
        raise ConditionError(f"joins a {together} with and, or, not; each side must be yes or no")
    return _TRUTH


def _together(node: exp.Expr, columns: Mapping[str, Column]) -> str:
    """Return the one family of the pieces that ``node`` compares with each other."""
    parts = list(node.iter_expressions())
    families = {_family(part, columns) for part in parts} - {""}
    known = families - {_QUOTED}
    if known == {"date", "time"}:
        known = {"time"}
    if len(known) > 1:
        raise ConditionError("compares " + " with ".join(f"a {one}" for one in sorted(known)))
    family = known.pop() if known else "text" if families else ""
    for part in parts:
        quoted = isinstance(part, exp.Literal) and part.is_string
        if quoted and family in ("number", _TRUTH):
            raise ConditionError(f"compares a {family} with the text “{part.name}”")
        if quoted and family in ("date", "time") and not _is_date(part.name):
            raise ConditionError(f"compares a {family} with “{part.name}”; write 2026-03-31")
    return family


def _calculated(node: exp.Expr, columns: Mapping[str, Column]) -> str:
    """Return the family of a calculation: a number, or a date moved by a number of days."""
    parts = list(node.iter_expressions())
    families = [_family(part, columns) for part in parts]
    if all(family in ("", "number") for family in families):
        return "number"
    if isinstance(node, exp.Sub) and families == ["date", "date"]:
        return "number"
    if isinstance(node, (exp.Add, exp.Sub)) and families[0] == "date" and _is_days(parts[1]):
        return "date"
    raise ConditionError(f"calculates with what is not a number in “{node.sql()}”")


def _plain_number(node: exp.Literal) -> str:
    """Return the family of a number that is written so that every parser reads the same."""
    if not _NUMBER.fullmatch(node.name):
        raise ConditionError(f"holds “{node.name}”; write numbers as 5 or 0.25")
    return "number"


def _is_days(node: exp.Expr) -> bool:
    """Tell whether a piece is a plain number of days, the only thing a date can be moved by."""
    return isinstance(node, exp.Literal) and node.is_int and len(node.name) <= LONGEST_DAYS


def _is_date(text: str) -> bool:
    """Tell whether a literal is a calendar day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
