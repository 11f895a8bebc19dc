"""What was wrong, in words: what the file says, what was expected, what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pipelines.extracts.contract import Column, Extract
from pipelines.intake.convert import grain_of
from pipelines.intake.receipt import Problem
from pipelines.intake.suggesting import suggestion

LONGEST_SHOWN = 120


def explained(
    extract: Extract, *, line: int, code: str, subject: str, value: str | None, detail: str | None
) -> Problem:
    """Return one bad cell or row as a problem that a person can act on.

    Args:
        extract: The contract that the row broke.
        line: The record's line.
        code: What kind of problem; from ``convert.fault`` or one of the checks between rows.
        subject: The column, or the rule's name.
        value: The cell as it was written.
        detail: What else the check knows, such as the line of the first row with the same key.
    """
    said = f"says “{shown(value)}”" if value is not None else "is empty"
    rules = {rule.name: rule for rule in extract.rules}
    if code == "unmapped":
        return Problem("error", code, line, subject, _cut(value), detail or "")
    if code == "rule":
        rule = rules[subject]
        column = rule.columns[0] if rule.columns else None
        return Problem("error", code, line, column, _cut(value), rule.message)
    message = {
        "missing_value": f"{subject} is empty; every row needs a value.",
        "duplicate_key": f"Line {detail} has the same key already: {shown(value)}.",
        "loaded_key": f"{shown(value)} was loaded before, with {detail}; a key counts once.",
        "unknown_reference": f"{subject} {said}, which is not in {detail}.",
        "outside_period": f"{subject} {said}, which is outside {detail}, the period of this file.",
        "wrong_width": f"The row has {detail} cells.",
    }.get(code)
    column_name = subject if subject in extract.column_names else None
    if message is not None:
        return Problem("error", code, line, column_name, _cut(value), message)
    about = extract.column(subject)
    expected = _expected(about, code)
    meant = suggestion(about, code, value, grain=grain_of(extract, about))
    probably = f", probably {meant.value}" if meant.value and not meant.why else ""
    why = f" {meant.why}" if meant.why else ""
    message = f"{subject} {said}; expected {expected}{probably}.{why}"
    return Problem("error", code, line, column_name, _cut(value), message, expected, meant.value)


def shown(value: str | None) -> str:
    """Return a value short, on one line and without characters that steer a terminal."""
    text = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in value or ""
    )
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _cut(value: str | None) -> str | None:
    """Return a value for the receipt; an essay in a cell is cut."""
    return value if value is None or len(value) <= 1000 else value[:999] + "…"


def _expected(column: Column, code: str) -> str:
    """Return what the contract expects of a column, as the end of a sentence."""
    if code == "not_allowed":
        return f"one of {', '.join(column.allowed)}"
    if code == "wrong_pattern":
        example = f", such as {column.examples[0]}" if column.examples else ""
        return f"the form {column.pattern}{example}"
    if code == "too_small":
        return f"at least {_limit(column.minimum)}"
    if code == "too_large":
        return f"at most {_limit(column.maximum)}"
    if code == "too_precise":
        return f"at most {column.scale} decimals; nothing is rounded"
    example = column.examples[0] if column.examples else ""
    return {
        "text": "text",
        "integer": f"a whole number such as {example or 12}",
        "decimal": f"an amount with a point, such as {example or '1234.50'}",
        "number": f"a number with a point, such as {example or '0.75'}",
        "boolean": "true or false (yes, no, 1 and 0 are read too)",
        "date": f"a date such as {example or '2026-03-31'}",
        "timestamp": f"a moment with its zone, such as {example or '2026-03-31T10:15:00Z'}",
        "period": f"a period such as {example or '2026-Q1'}",
    }[column.type]


def _limit(limit: Decimal | date | None) -> str:
    """Return a limit as people write it."""
    return format(limit, "f") if isinstance(limit, Decimal) else str(limit)
