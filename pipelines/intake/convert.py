"""From a contract to SQL: how a cell of text becomes a typed value, and when it may not.

Two readings of the same rules. The quick one recognises cells in their usual form at the speed
of a scan; whatever it does not recognise goes to the exact one, which accepts every legal form,
names what is wrong, and never changes a value to make it fit. Quick accepts only what exact
accepts, with the same value; a property test holds the two together.

What is accepted, surrounding blanks aside: integers as digits with a sign (``12``, not ``12.0``,
``1e3`` or ``1_000``); amounts with a point and no more decimals than the contract keeps; numbers
also with an exponent, never NaN or infinity; dates as ``2026-03-31``; moments with their zone,
kept in UTC; booleans as true, false, yes, no, 1 or 0 in any case; periods as ``2026-Q1``,
``2026-03`` or ``2026``. An empty cell is no value. Files in another notation are brought to
these forms first (``notation/``).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipelines.extracts.contract import Column, Extract, duckdb_type
from pipelines.periods import Grain, Period
from pipelines.warehouse.rollups import quoted

BLANKS = " \t\r\n\u00a0\ufeff"
"""Trimmed from both ends of a cell; the last two come from spreadsheets and byte-order marks."""

_TRUE = "('true', 'yes', '1')"
_FALSE = "('false', 'no', '0')"
_PERIOD_FORMS: dict[Grain, str] = {
    "year": r"\d{4}",
    "quarter": r"\d{4}-Q[1-4]",
    "month": r"\d{4}-(0[1-9]|1[0-2])",
}
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_ZONE = r"(Z|[+-](0\d|1[0-4]):?[0-5]\d)"


def quick_value(column: Column, raw: str) -> str:
    """Return SQL for a cell's typed value, which only counts where ``recognised`` holds."""
    kind = duckdb_type(column)
    return raw if kind == "VARCHAR" else f"TRY_CAST({raw} AS {kind})"


def recognised(column: Column, raw: str, value: str, *, grain: Grain | None) -> str:
    """Return SQL that is true where a cell is legal and in its usual form, or legally empty.

    Args:
        column: A column of a checked contract.
        raw: SQL of the cell's text; null where it is empty.
        value: SQL of its ``quick_value``.
        grain: For the period column, the only grain its labels may have.
    """
    fraction = f"(\\.[0-9]{{1,{column.scale}}})?" if column.scale else ""
    whole = max(column.precision - column.scale, 1)
    forms = {
        "text": "true" if column.allowed else _unpadded(raw),
        "integer": f"CAST({value} AS VARCHAR) = {raw}",
        "decimal": f"regexp_full_match({raw}, '-?[0-9]{{1,{whole}}}{fraction}')",
        "number": f"isfinite({value}) AND NOT contains({raw}, '_')",
        "boolean": f"{raw} IN ('true', 'false')",
        "date": f"strlen({raw}) = 10 AND CAST({value} AS VARCHAR) = {raw}",
        "timestamp": f"{raw} LIKE '____-__-__T__:__:__Z' AND ascii({raw}) > 47 "
        f"AND NOT contains({raw}, 'T24')",
        "period": f"regexp_full_match({raw}, '{_period_form(grain)}')",
    }
    holds = [forms[column.type], f"{value} IS NOT NULL"]
    holds += [condition for _, condition in _limits(column, value)]
    check = f"coalesce({' AND '.join(holds)}, false)"
    return check if column.required else f"({raw} IS NULL OR {check})"


def trimmed(raw: str) -> str:
    """Return SQL for a cell without surrounding blanks; null where nothing is left."""
    return f"nullif(trim({raw}, {_text(BLANKS)}), '')"


def exact_value(column: Column, cell: str, *, grain: Grain | None) -> str:
    """Return SQL for the typed value of a trimmed cell; null where its form is not legal."""
    if column.type == "text":
        return cell
    if column.type == "boolean":
        return (
            f"CASE WHEN lower({cell}) IN {_TRUE} THEN true "
            f"WHEN lower({cell}) IN {_FALSE} THEN false END"
        )
    if column.type == "period":
        form = _period_form(grain)
        return f"CASE WHEN regexp_full_match(upper({cell}), '{form}') THEN upper({cell}) END"
    whole = max(column.precision - column.scale, 1)
    form = {
        "integer": r"[+-]?[0-9]{1,30}",
        "decimal": rf"[+-]?0*[0-9]{{0,{whole}}}(\.[0-9]{{0,{column.scale}}}0*)?",
        "number": r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?",
        "date": _DAY,
        "timestamp": rf"{_DAY}[T ]{_TIME}(:[0-5]\d(\.\d{{1,6}})?)?{_ZONE}",
    }[column.type]
    value = f"TRY_CAST({cell} AS {duckdb_type(column)})"
    if column.type == "timestamp":
        # A plain cast to TIMESTAMP drops the offset without a word.
        value = f"CAST(TRY_CAST({cell} AS TIMESTAMPTZ) AS TIMESTAMP)"
    if column.type == "number":
        value = f"CASE WHEN isfinite({value}) THEN {value} END"
    return f"CASE WHEN regexp_full_match({cell}, '{form}') THEN {value} END"


def fault(column: Column, cell: str, value: str) -> str:
    """Return SQL for the code of what is wrong with a cell; null where it may stand.

    Args:
        column: A column of a checked contract.
        cell: SQL of the ``trimmed`` cell.
        value: SQL of its ``exact_value``.
    """
    empty = "'missing_value'" if column.required else "NULL"
    cases = [f"WHEN {cell} IS NULL THEN {empty}"]
    if column.type == "decimal":
        beyond = rf"[+-]?[0-9]*\.[0-9]{{{column.scale + 1},}}"
        cases.append(
            f"WHEN {value} IS NULL AND regexp_full_match({cell}, '{beyond}') THEN 'too_precise'"
        )
    cases.append(f"WHEN {value} IS NULL THEN 'wrong_type'")
    cases += [f"WHEN NOT ({condition}) THEN '{code}'" for code, condition in _limits(column, value)]
    return f"CASE {' '.join(cases)} END"


def period_start(extract: Extract, fixed: Period | None) -> str:
    """Return SQL for the first day of the period that a row's load replaces.

    Args:
        extract: The contract; its typed columns are in sight.
        fixed: The period of the whole file where the contract has no period column.
    """
    if extract.period_column is None:
        assert fixed is not None  # noqa: S101  # intake asks for the period before it gets here
        return f"DATE '{fixed.start.isoformat()}'"
    name = quoted(extract.period_column)
    if extract.column(extract.period_column).type != "period":
        return f"CAST(date_trunc('{extract.grain}', {name}) AS DATE)"
    year = f"CAST(left({name}, 4) AS INTEGER)"
    month = {
        "year": "1",
        "quarter": f"CAST(right({name}, 1) AS INTEGER) * 3 - 2",
        "month": f"CAST(right({name}, 2) AS INTEGER)",
    }[extract.grain]
    form = _period_form(extract.grain)
    return f"CASE WHEN regexp_full_match({name}, '{form}') THEN make_date({year}, {month}, 1) END"


def grain_of(extract: Extract, column: Column) -> Grain | None:
    """Return the only grain that a period column's labels may have; None: any."""
    return extract.grain if column.name == extract.period_column else None


def _limits(column: Column, value: str) -> list[tuple[str, str]]:
    """Return the code and the condition of each limit that a typed value must keep."""
    limits = []
    if column.allowed:
        words = ", ".join(_text(word) for word in column.allowed)
        limits.append(("not_allowed", f"{value} IN ({words})"))
    if column.pattern:
        limits.append(("wrong_pattern", f"regexp_full_match({value}, {_text(column.pattern)})"))
    if column.minimum is not None:
        limits.append(("too_small", f"{value} >= {_literal(column.minimum)}"))
    if column.maximum is not None:
        last = _literal(column.maximum)
        # A moment on the last day is still within it.
        within = f"< {last} + INTERVAL 1 DAY" if column.type == "timestamp" else f"<= {last}"
        limits.append(("too_large", f"{value} {within}"))
    return limits


def _unpadded(raw: str) -> str:
    """Return SQL that is true where no blank can be at an end; ``trim`` costs five times this."""
    return (
        f"ascii({raw}) > 32 AND right({raw}, 1) > ' ' "
        f"AND NOT contains({raw}, chr(160)) AND NOT contains({raw}, chr(65279))"
    )


def _period_form(grain: Grain | None) -> str:
    """Return the pattern of a period's label."""
    return _PERIOD_FORMS[grain] if grain else "|".join(_PERIOD_FORMS.values())


def _literal(limit: Decimal | date) -> str:
    """Return a contract's limit as SQL."""
    return f"DATE '{limit.isoformat()}'" if isinstance(limit, date) else format(limit, "f")


def _text(text: str) -> str:
    """Return text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def fingerprint(extract: Extract) -> str:
    """Return a short text that changes with anything the contract says about a load."""
    return hashlib.sha256(repr(replace(extract, watched=())).encode()).hexdigest()[:12]
