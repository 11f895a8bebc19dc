"""Comments as values: what was said about which figure or goal, and whether it is settled.

Frozen and free of any store, so that a screen, a paper and a test work with the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from governance.people import Person

AnchorKind = Literal["metric", "goal"]
ANCHOR_KINDS: tuple[AnchorKind, ...] = get_args(AnchorKind)
ThreadState = Literal["open", "closed"]


@dataclass(frozen=True, order=True)
class Anchor:
    """What a comment speaks of: a metric in one period, or a goal."""

    kind: AnchorKind
    name: str
    """The metric's name or the goal's identifier."""
    period: str = ""
    """Such as ``2026-Q1``; always empty for a goal."""

    def __str__(self) -> str:
        """Return it as a journal and a command name it."""
        return "/".join(part for part in (self.kind, self.name, self.period) if part)


@dataclass(frozen=True)
class Comment:
    """One thing that somebody said; never changed afterwards."""

    anchor: Anchor
    number: int
    """1 opened the thread; counts up within it."""
    text: str
    by: Person
    at: datetime
    mentions: tuple[str, ...] = ()
    """Identifiers of the people who are asked to read it."""
    closes: bool = False
    """Whether it is the word with which the thread was closed."""


@dataclass(frozen=True)
class Thread:
    """All that was said about one thing, the first comment first."""

    anchor: Anchor
    comments: tuple[Comment, ...]

    @property
    def state(self) -> ThreadState:
        """Return ``closed`` where the last word closed it; a further comment opens it again."""
        return "closed" if self.comments[-1].closes else "open"

    @property
    def number(self) -> int:
        """Return the number of the last comment: what somebody who closes it must have seen."""
        return self.comments[-1].number

    @property
    def at(self) -> datetime:
        """Return when it was last spoken in."""
        return self.comments[-1].at

    def asks(self, person: Person) -> bool:
        """Return whether any comment mentions the person."""
        return any(person.id in one.mentions for one in self.comments)
