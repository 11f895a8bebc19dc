"""What people write at the prompt, as values: NAME=VALUE, numbers, amounts, days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal, InvalidOperation

from pipelines.errors import GapError


def known_parts(texts: list[str] | None, parts: Collection[str]) -> dict[str, float]:
    """Return scores written as PART=NUMBER."""
    return {known_part(name, parts): number(text) for name, text in pairs(texts)}


def known_part(name: str, parts: Collection[str]) -> str:
    """Return the name of a score, or say which ones there are."""
    if name not in parts:
        raise GapError(
            f"There is no score “{name}”.",
            next_step=f"There are {', '.join(parts)}. Nothing was changed.",
        )
    return name


def pairs(texts: list[str] | None) -> list[tuple[str, str]]:
    """Return what was written as NAME=VALUE."""
    for text in texts or ():
        if "=" not in text:
            raise GapError(
                f"“{text}” is not written as NAME=VALUE.", next_step="Nothing was changed."
            )
    return [(text.split("=", 1)[0].strip(), text.split("=", 1)[1].strip()) for text in texts or ()]


def number(text: str) -> float:
    """Return a number, or say that it is none."""
    try:
        return float(text)
    except ValueError:
        raise GapError(f"“{text}” is not a number.", next_step="Nothing was changed.") from None


def euros(text: str) -> Decimal:
    """Return an amount, or say that it is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise GapError(f"“{text}” is not an amount.", next_step="Nothing was changed.") from None


def day(text: str) -> date:
    """Return a day, or say that it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise GapError(
            f"“{text}” is not a day such as 2026-06-30.", next_step="Nothing was changed."
        ) from None
