"""Example values: shown in templates, so they must themselves be what the contract asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from pipelines.errors import GapError
from pipelines.extracts.contract import Column, Extract
from pipelines.periods import Grain, parsed

ROWS: Final = 2
"""Rows in a template: one shows how it is done, the second that fields may differ or be empty."""

FORMULA_MARKS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is run as a formula by spreadsheets that open a CSV."""


_WORDS: Final = {
    "integer": "a whole number",
    "decimal": "a number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date such as 2026-03-31",
    "timestamp": "a time such as 2026-03-31T10:15:00Z",
    "period": "a period such as 2026-Q1",
}


def example_rows(extract: Extract) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the template, as the texts that stand in the CSV."""
    return tuple(
        tuple(column.examples[number] for column in extract.columns) for number in range(ROWS)
    )


def written(value: object) -> str:
    """Return a value of a contract's YAML as the text that stands in a CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return str(value)


def why_not(text: str, column: Column, grain: Grain) -> str:
    """Return why ``text`` may not stand in ``column``: the end of a sentence, empty if it may.

    Args:
        text: The value as it stands in the CSV; empty means no value.
        column: The column.
        grain: The grain of the extract, which a period label must have.
    """
    if not text:
        return "is empty, but the column is required" if column.required else ""
    try:
        value = _READERS[column.type](text)
    except (ValueError, KeyError, InvalidOperation, GapError):
        return f"is not {_WORDS[column.type]}"
    if column.type == "period" and parsed(text).grain != grain:
        return f"is not a {grain}"
    if column.allowed and text not in column.allowed:
        return "is not one of the allowed values"
    if column.pattern and not re.fullmatch(column.pattern, text):
        return "does not have the pattern"
    if isinstance(value, (date, Decimal)):
        return _out_of_range(value, column)
    return ""


def _out_of_range(value: date | Decimal, column: Column) -> str:
    """Return whether a value is under the minimum, over the maximum or too exact."""
    if isinstance(value, Decimal) and not value.is_finite():
        return "is not a number"
    if isinstance(value, Decimal) and column.type == "decimal":
        places = -int(value.as_tuple().exponent)
        if places > column.scale or value.adjusted() >= column.precision - column.scale:
            return f"does not fit {column.precision} digits with {column.scale} after the point"
    low, high = column.minimum, column.maximum
    if type(low) is type(value) and value < low:  # type: ignore[operator]  # same type, just seen
        return f"is under the minimum of {low}"
    if type(high) is type(value) and value > high:  # type: ignore[operator]  # same type, just seen
        return f"is over the maximum of {high}"
    return ""


def _truth(text: str) -> bool:
    """Return a boolean written in the one way that templates show."""
    return {"true": True, "false": False}[text]


def _whole(text: str) -> Decimal:
    """Return a whole number as a decimal, so that ranges compare exactly."""
    return Decimal(int(text))


_READERS: Final[dict[str, Callable[[str], object]]] = {
    "text": str,
    "integer": _whole,
    "decimal": Decimal,
    "number": Decimal,
    "boolean": _truth,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "period": parsed,
}
