"""A check as a value: what is tested, which rows fail, and what to say about it.

A check names the condition under which an element is tested and the condition under which it
fails, in SQL over the columns of one relation. Which tool counts them is no business of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from pipelines.extracts.contract import Dimension

Way = Literal["filled", "rows", "first", "allowed", "between", "format", "condition", "fresh"]
"""How a check is made: each one is another expectation."""


@dataclass(frozen=True)
class Check:
    """One check of a suite."""

    name: str
    dimension: Dimension
    says: str
    way: Way
    columns: tuple[str, ...]
    """What a person reads: the contract's columns that it is about."""
    at_least: float
    """Share in percent from which it passes as a whole."""
    column: str = ""
    """The column of the relation that is looked at; empty where several are."""
    key: tuple[str, ...] = ()
    """``first``: what together must not repeat, in SQL."""
    allowed: tuple[str, ...] = ()
    minimum: Decimal | date | int | None = None
    maximum: Decimal | date | None = None
    pattern: str = ""
    tested: str = ""
    """SQL: which rows are tested; empty means all."""
    fails: str = ""
    """``condition``: SQL that is true for a row that fails."""
    hours: float = 0.0
    """``fresh``: the agreed longest age."""
    days: bool = False
    """``fresh``: whether the column holds days, which are as young as their end."""
    needs: str = field(default="", compare=False)
    """Why it cannot be made here, in words; empty where it can."""
