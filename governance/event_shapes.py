"""What happened, as values: news that people hear of, and marks on a trend.

Frozen and free of any store, so that a screen, a paper and a test work with the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

AboutKind = Literal[
    "goal", "metric", "load", "dataset", "incident", "project", "audit", "check_in", "workspace"
]
AnnotationKind = Literal[
    "check_in", "gate", "load", "restatement", "definition", "step", "decision", "target"
]


@dataclass(frozen=True)
class About:
    """What something was done to, so that a screen can lead there."""

    kind: AboutKind
    name: str = ""
    """Identifier of the goal, metric or dataset; empty where the place itself is meant."""
    period: str = ""


@dataclass(frozen=True)
class News:
    """One thing that somebody did, in a sentence."""

    number: int
    """Of its journal entry."""
    at: datetime
    words: str
    about: About
    metrics: frozenset[str] = frozenset()
    """Metrics whose figures it may have changed."""
    calls: bool = False
    """Whether it asks the person who reads it to answer."""


@dataclass(frozen=True)
class Annotation:
    """One thing that explains, or might explain, what a trend does."""

    kind: AnnotationKind
    day: date
    """When it happened."""
    on: date
    """Where it belongs on a trend: a load at its period's end, everything else on its day."""
    words: str
    about: About


@dataclass(frozen=True)
class Definition:
    """A metric's definition as it was first met."""

    metric: str
    number: int
    """1 is the first one that was ever met; no change."""
    at: datetime
    changed: tuple[str, ...]
    """Fields that differ from the one before; empty for the first."""
    gone: bool
    """Whether the metric was no longer in the metric file."""


@dataclass(frozen=True)
class Visit:
    """The last time that somebody looked before they came back."""

    at: datetime
    head: int
    """The journal's newest entry then."""
