"""Evidence as values: what data say about the four parts of feasibility, and on which rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Part = Literal["data", "infrastructure", "talent", "compliance"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True)
class PartEvidence:
    """What data say about one part."""

    score: float | None
    """0 to 100; None where it cannot be known."""
    words: str
    """The rows it rests on, or why it cannot be known, in one sentence or two."""
    source: str
    """The extract or dataset that it is read from; empty where there is none."""


@dataclass(frozen=True)
class GoalEvidence:
    """What data say about one goal."""

    goal_id: str
    initiatives: tuple[str, ...]
    """The initiatives that it is read from: the goal's own, or all that work for it."""
    parts: Mapping[Part, PartEvidence]
    """All four, in the policy's order."""
