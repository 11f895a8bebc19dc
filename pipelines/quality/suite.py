"""Suites: the checks that a contract asks for, made from the contract alone.

An extract's columns are typed already, since nothing else is loaded; a dataset's cells may be
anything, so each column is there twice: as it should be (``name``) and as the text that it is
(``_raw name``). An empty cell is missing: it fails where it is required and is tested nowhere
else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from pipelines.extracts.contract import Column, Extract, Rule
from pipelines.quality.checks import Check
from pipelines.quality.dataset import Dataset
from pipelines.quality.policy import quality_policy
from pipelines.warehouse.rollups import quoted

RAW: Final = "_raw "
"""Before the name of a column: the text that stands in its cells."""
EXACT: Final = 2**53
"""Whole numbers beyond it are not all doubles, which is what an expectation makes of a limit."""
_SHAPES: Final = {
    "integer": "a whole number",
    "decimal": "a number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a day of the calendar",
    "timestamp": "a moment with its zone",
}


def extract_suite(extract: Extract, *, hours: float) -> tuple[Check, ...]:
    """Return the checks of a loaded extract.

    Args:
        extract: Its contract.
        hours: How old the end of its newest period may be.
    """
    at_least = quality_policy().checks.at_least
    checks = [_rows(1, at_least)]
    required = [
        column
        for column in extract.columns
        if column.required or column.name == extract.period_column
    ]
    checks += [_filled(column, column.name, at_least) for column in required]
    checks.append(_first("key.unique", extract.key, _names(extract.key), at_least))
    for column in extract.columns:
        checks += _valid(column, column.name, at_least)
    checks += [_rule(rule, at_least) for rule in (*extract.rules, *extract.watched)]
    checks += [
        _reference(
            reference.columns, _names(reference.columns), f"found in {reference.extract}",
            reference_view(number), at_least,
        )
        for number, reference in enumerate(extract.references)
    ]  # fmt: skip
    says = f"The newest period ended at most {hours / 24:.0f} days ago."
    checks.append(
        Check("period.fresh", "timeliness", says, "fresh", ("period",), at_least, "_period_end",
              hours=hours, days=True)
    )  # fmt: skip
    return tuple(_named_apart(checks))


def dataset_suite(dataset: Dataset) -> tuple[Check, ...]:
    """Return the checks of a registered dataset."""
    usual = quality_policy().checks.at_least
    checks = [_rows(dataset.least_rows, usual)]
    checks += [
        _filled(column, RAW + column.name, usual) for column in dataset.columns if column.required
    ]
    if dataset.key:
        checks.append(_first("key.unique", dataset.key, _values(dataset, dataset.key), usual))
    checks += [
        _first(f"unique.{'+'.join(one)}", one, _values(dataset, one), usual)
        for one in dataset.unique
    ]
    for column in dataset.columns:
        checks += _readable(column, usual)
        checks += _valid(column, RAW + column.name, usual)
    checks += [_rule(rule, usual) for rule in dataset.rules]
    checks += [
        _reference(
            link.columns, _names(link.columns, RAW), f"found in {link.dataset}",
            reference_view(number), usual, name="link",
        )
        for number, link in enumerate(dataset.links)
    ]  # fmt: skip
    if dataset.freshness:
        fresh = dataset.freshness
        checks.append(_fresh(dataset.column(fresh.column), fresh.hours, usual))
    if dataset.accuracy:
        checks += [_accurate(column, dataset, usual) for column in dataset.accuracy.columns]
    return tuple(_with_own_share(_named_apart(checks), dataset.at_least))


def reference_view(number: int) -> str:
    """Return the name of the relation that the reference of this number leads to."""
    return f"_reference_{number}"


REFERENCE_OF_ACCURACY: Final = "_truth"
"""The relation that accuracy is measured against: one row per key."""


def compared(column: Column, typed: str, raw: str) -> str:
    """Return SQL for a cell as it is compared with others: its value, else the text that it is.

    Args:
        column: Its column.
        typed: SQL of its value; null where it cannot be read.
        raw: SQL of its text.
    """
    if column.type == "text":
        return raw
    value = f"CAST({typed} AS DOUBLE)" if column.type in ("number", "decimal") else typed
    return f"coalesce(CAST({value} AS VARCHAR), {raw})"


def _names(columns: Iterable[str], before: str = "") -> tuple[str, ...]:
    """Return columns as SQL."""
    return tuple(quoted(before + name) for name in columns)


def _values(dataset: Dataset, columns: Iterable[str]) -> tuple[str, ...]:
    """Return the cells of columns as they are compared; two unreadable ones may still differ."""
    return tuple(
        compared(dataset.column(name), quoted(name), quoted(RAW + name)) for name in columns
    )


def _named_apart(checks: Iterable[Check]) -> Iterator[Check]:
    """Yield the checks, those that bear the name of an earlier one with a number behind it."""
    seen: Counter[str] = Counter()
    for check in checks:
        seen[check.name] += 1
        again = seen[check.name]
        yield replace(check, name=f"{check.name}.{again}") if again > 1 else check


def _with_own_share(checks: Iterable[Check], own: Mapping[str, float]) -> Iterator[Check]:
    """Yield the checks with the share that the contract asks of them."""
    for check in checks:
        yield replace(check, at_least=own[check.name]) if check.name in own else check


def _rows(least: int, at_least: float) -> Check:
    """Return the check that there are rows at all."""
    says = f"There {'is at least one row' if least == 1 else f'are at least {least:,} rows'}."
    return Check("rows.enough", "completeness", says, "rows", (), at_least, minimum=least)


def _filled(column: Column, where: str, at_least: float) -> Check:
    """Return the check that a required column is filled."""
    says = f"{_name(column)} is filled."
    name = f"{column.name}.filled"
    return Check(name, "completeness", says, "filled", (column.name,), at_least, where)


def _first(name: str, columns: tuple[str, ...], key: tuple[str, ...], at_least: float) -> Check:
    """Return the check that no two rows agree in some columns."""
    says = f"No two rows agree in {' and '.join(columns)}."
    return Check(name, "uniqueness", says, "first", columns, at_least, key=key)


def _readable(column: Column, at_least: float) -> list[Check]:
    """Return the check that every filled cell is of the column's type."""
    if column.type not in _SHAPES:
        return []
    raw, typed = quoted(RAW + column.name), quoted(column.name)
    return [
        Check(
            f"{column.name}.readable", "validity", f"{_name(column)} is {_SHAPES[column.type]}.",
            "condition", (column.name,), at_least,
            tested=f"{raw} IS NOT NULL", fails=f"{raw} IS NOT NULL AND {typed} IS NULL",
        )
    ]  # fmt: skip


def _valid(column: Column, text: str, at_least: float) -> Iterator[Check]:
    """Yield the checks of the values that a column may hold."""
    name, about = column.name, (column.name,)
    if column.allowed:
        says = f"{_name(column)} is one of {_list(column.allowed)}."
        yield Check(f"{name}.allowed", "validity", says, "allowed", about, at_least, text,
                    allowed=column.allowed)  # fmt: skip
    if column.minimum is not None or column.maximum is not None:
        yield _range(column, at_least)
    if column.pattern:
        says = f"{_name(column)} has the form {column.pattern}."
        yield Check(f"{name}.format", "validity", says, "format", about, at_least, text,
                    pattern=column.pattern, tested=f"{quoted(text)} IS NOT NULL")  # fmt: skip


def _range(column: Column, at_least: float) -> Check:
    """Return the check of a range; a limit of very many digits is kept from becoming a double."""
    name, says, value = f"{column.name}.range", _range_words(column), quoted(column.name)
    low, high = column.minimum, column.maximum
    if not any(isinstance(limit, Decimal) and abs(limit) > EXACT for limit in (low, high)):
        return Check(name, "validity", says, "between", (column.name,), at_least, column.name,
                     minimum=low, maximum=high)  # fmt: skip
    outside = [f"{value} < {low:f}"] if isinstance(low, Decimal) else []
    outside += [f"{value} > {high:f}"] if isinstance(high, Decimal) else []
    return Check(name, "validity", says, "condition", (column.name,), at_least,
                 tested=f"{value} IS NOT NULL", fails=" OR ".join(outside))  # fmt: skip


def _rule(rule: Rule, at_least: float) -> Check:
    """Return the check of a rule; a row in which one of its columns is empty is not tested.

    A rule about completeness asks of the empty cells themselves, so it is tested on every row.
    """
    filled = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in rule.columns)
    tested = "" if rule.dimension == "completeness" else filled
    holds = f"coalesce({rule.condition}, {'false' if not tested else 'true'})"
    fails = f"{tested} AND NOT {holds}" if tested else f"NOT {holds}"
    return Check(f"rule.{rule.name}", rule.dimension, rule.message, "condition", rule.columns,
                 at_least, tested=tested, fails=fails)  # fmt: skip


def _reference(
    columns: tuple[str, ...],
    cells: tuple[str, ...],
    found: str,
    view: str,
    at_least: float,
    *,
    name: str = "reference",
) -> Check:
    """Return the check that what a row refers to is there."""
    tested = " AND ".join(f"{cell} IS NOT NULL" for cell in cells)
    own = ", ".join(f"CAST({cell} AS VARCHAR)" for cell in cells)
    theirs = ", ".join(f"_k{place}" for place in range(len(columns)))
    fails = f"{tested} AND ({own}) NOT IN (SELECT {theirs} FROM {quoted(view)})"  # noqa: S608 - names of the contract
    says = f"{' and '.join(columns)} {'is' if len(columns) == 1 else 'are'} {found}."
    return Check(f"{name}.{'+'.join(columns)}", "consistency", says, "condition", columns, at_least,
                 tested=tested, fails=fails)  # fmt: skip


def _fresh(column: Column, hours: float, at_least: float) -> Check:
    """Return the check that the newest row is young enough."""
    agreed = "1 hour" if hours == 1 else f"{hours:g} hours"
    agreed = agreed if hours < 72 else f"{hours / 24:g} days"
    name, says = column.name, f"The newest {column.name} is at most {agreed} old."
    return Check(f"{name}.fresh", "timeliness", says, "fresh", (name,), at_least, name,
                 hours=hours, days=column.type == "date")  # fmt: skip


def _accurate(column: str, dataset: Dataset, at_least: float) -> Check:
    """Return the check that a value is the reference's, for rows that the reference knows."""
    assert dataset.accuracy is not None  # noqa: S101  # asked for only where there is one
    key = ", ".join(quoted(RAW + name) for name in dataset.accuracy.key)
    theirs = ", ".join(f"_k{place}" for place in range(len(dataset.accuracy.key)))
    truth, value = quoted(REFERENCE_OF_ACCURACY), quoted(f"_v {column}")
    known = f"({key}) IN (SELECT {theirs} FROM {truth} WHERE {value} IS NOT NULL)"  # noqa: S608 - names of the contract
    (own,) = _values(dataset, (column,))
    same = f"({key}, {own}) IN (SELECT {theirs}, {value} FROM {truth})"  # noqa: S608 - names of the contract
    says = f"{column} is what {dataset.accuracy.dataset} says."
    return Check(f"{column}.accurate", "accuracy", says, "condition", (column,), at_least,
                 tested=known, fails=f"{known} AND NOT coalesce({same}, false)")  # fmt: skip


def _name(column: Column) -> str:
    """Return what a column is called in a sentence."""
    return column.title or column.name


def _list(values: tuple[str, ...], most: int = 8) -> str:
    """Return allowed values as a person reads them, the first ones of many."""
    shown = ", ".join(values[:most])
    return f"{shown} and {len(values) - most} more" if len(values) > most else shown


def _range_words(column: Column) -> str:
    """Return a range as a sentence."""
    low, high = _said(column.minimum), _said(column.maximum)
    if low and high:
        return f"{_name(column)} lies between {low} and {high}."
    return f"{_name(column)} is at least {low}." if low else f"{_name(column)} is at most {high}."


def _said(limit: Decimal | date | None) -> str:
    """Return a limit as text."""
    return "" if limit is None else f"{limit:f}" if isinstance(limit, Decimal) else str(limit)
