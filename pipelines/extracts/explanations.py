"""What a contract asks for, in words for those who fill the file in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pipelines.extracts.contract import Column, ColumnType, Extract, Reference
from pipelines.periods import Grain

HEADINGS: Final = (
    "Column",
    "Name",
    "Meaning",
    "Kind of value",
    "Unit",
    "Must be filled",
    "Allowed",
    "Example",
    "Other headers we accept",
)
"""What ``explained`` says about a column, in this order."""

_KINDS: Final[dict[ColumnType, str]] = {
    "text": "Text",
    "integer": "Whole number",
    "number": "Number, with a point for decimals",
    "boolean": "true or false",
    "date": "Date, as 2026-03-31",
    "timestamp": "Date and time in universal time (UTC), as 2026-03-31T10:15:00Z",
}
_PERIODS: Final[dict[Grain, str]] = {
    "month": "Month, as 2026-01",
    "quarter": "Quarter, as 2026-Q1",
    "year": "Year, as 2026",
}


def explained(column: Column, extract: Extract) -> tuple[str, ...]:
    """Return what to know about a column, one text for each of ``HEADINGS``."""
    example = next((text for text in column.examples if text), "")
    required = "yes" if column.required else "no, leave it empty where unknown"
    if column.name in extract.key:
        required = "yes, part of the key"
    return (
        column.name,
        column.title,
        column.description,
        kind(column, extract.grain),
        column.unit,
        required,
        allowed(column),
        example,
        ", ".join(column.synonyms),
    )


def kind(column: Column, grain: Grain) -> str:
    """Return the kind of value that ``column`` holds, with how to write it."""
    if column.type == "period":
        return _PERIODS[grain]
    if column.type == "decimal":
        return f"Number with at most {column.scale} digits after the point"
    return _KINDS[column.type]


def allowed(column: Column) -> str:
    """Return the allowed values, the range or the pattern; empty where all values are fine."""
    if column.allowed:
        return ", ".join(column.allowed)
    if column.minimum is not None and column.maximum is not None:
        return f"from {column.minimum} to {column.maximum}"
    if column.minimum is not None:
        return f"{column.minimum} or more"
    if column.maximum is not None:
        return f"{column.maximum} or less"
    return f"the pattern {column.pattern}" if column.pattern else ""


def about(extract: Extract) -> Iterator[tuple[str, str]]:
    """Yield what to know about the file as a whole: a subject and a sentence."""
    yield "What it is", extract.description
    if extract.granularity:
        yield "One row", extract.granularity
    yield "A row is known by", ", ".join(extract.key) + "; no two rows may agree in it."
    yield "Sent by", extract.owner_role
    yield "When", extract.refresh
    yield (
        "Replaces",
        f"Each {extract.grain} in the file is replaced as a whole; {_told_by(extract)}.",
    )
    state = f"All that is true at the end of the {extract.grain}, unchanged rows too."
    yield (
        "Content",
        state if extract.snapshot else f"Only what happened within the {extract.grain}.",
    )


def demands(extract: Extract, extracts: Mapping[str, Extract]) -> Iterator[str]:
    """Yield the rules across columns and files, a sentence each."""
    for rule in extract.rules:
        yield f"{rule.message} ({', '.join(rule.columns)})"
    for reference in extract.references:
        yield _linked(reference, extracts)
    for rule in extract.watched:
        yield f"Counted, not refused: {rule.message} ({', '.join(rule.columns)})"


def _told_by(extract: Extract) -> str:
    """Return where the period of a row is read from."""
    if extract.period_column is None:
        return f"the {extract.grain} is read from the file’s name"
    return f"the {extract.grain} is read from {extract.period_column}"


def _linked(reference: Reference, extracts: Mapping[str, Extract]) -> str:
    """Return a reference as a sentence."""
    own, other = " and ".join(reference.columns), " and ".join(reference.target_columns)
    target = extracts[reference.extract]
    return f"{own} must be found as {other} in the extract {target.name} ({target.title})."
