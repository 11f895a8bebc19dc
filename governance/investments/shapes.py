"""Foundation projects as values: what closes a gap in the data, and what that unblocks.

A project is never edited; each change is a further revision that carries who, when and why.
Pure values: storing them is the records' business, and ranking them is done beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from governance.promises import Revision
from pipelines.quality.shapes import Dimension

ProjectState = Literal["proposed", "funded", "running", "done", "dropped"]
PROJECT_STATES: tuple[ProjectState, ...] = get_args(ProjectState)
SETTLED: frozenset[ProjectState] = frozenset(("funded", "running", "done"))
"""States in which the money is decided on: what they unblock no longer needs this budget."""


@dataclass(frozen=True)
class Gap:
    """What a project puts right: one dimension of one dataset."""

    dataset: str
    dimension: Dimension


@dataclass(frozen=True)
class Unblock:
    """An initiative that can go on once the project is done."""

    initiative_id: str
    probability: float
    """That it then reaches everyday use; above 0, at most 1."""
    together_with: tuple[str, ...] = ()
    """Other projects that are needed for it as well; it counts only when all of them are in."""


@dataclass(frozen=True)
class Urgency:
    """The parts of weighted shortest job first, each relative to the other projects, 1 to 20."""

    business: int
    time: int
    """How much waiting costs."""
    risk: int
    """How much risk it takes away, or which ways it opens."""
    size: int
    """How much work it is."""


@dataclass(frozen=True)
class Project:
    """One foundation project."""

    title: str
    cost_eur: Decimal
    duration_months: int
    urgency: Urgency
    owner: str
    closes: tuple[Gap, ...] = ()
    prerequisites: tuple[str, ...] = ()
    """Projects that must be in before this one can do anything."""
    unblocks: tuple[Unblock, ...] = ()
    state: ProjectState = "proposed"
    note: str = ""


ProjectRevision = Revision[Project]
"""A signed state of a project; the revision's identifier is the project's."""
