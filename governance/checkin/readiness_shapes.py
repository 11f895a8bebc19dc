"""Readiness as values: what is still missing before a check-in, and who is asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Chase:
    """Somebody who is still to be asked before the meeting."""

    who: str
    role: str
    what: str
    about: str
    """The extract, goal or action that is missing."""
    due: date | None
    days_late: int


@dataclass(frozen=True)
class Prepared:
    """How ready the next check-in is: four questions and who is chased."""

    ready: bool
    parts: tuple[tuple[str, int, int], ...]
    """(question, settled, of how many)."""
    chased: tuple[Chase, ...]
    pre_read: str
    """A draft in Markdown."""
