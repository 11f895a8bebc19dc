"""Goals and replies as values: what the CEO wants and what the CIO answers.

A promise is never edited. Each change is a further revision that carries who, when and why, and
the newest one counts; the earlier ones stay readable. Pure values: storing them is the records'
business, and judging them the scorecard's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, Literal, TypeVar, get_args

from governance.people import Person
from pipelines.periods import Period, parsed

Perspective = Literal["financial", "operational", "risk"]
Feasible = Literal["yes", "partly", "no"]
BlockerType = Literal[
    "data_gap", "infrastructure", "talent", "compliance", "funding", "vendor", "change_adoption"
]
BLOCKER_TYPES: tuple[BlockerType, ...] = get_args(BlockerType)
"""Fixed, so that blockers of different goals can be added up; free text stands beside them."""

Content = TypeVar("Content")


@dataclass(frozen=True)
class ValueScores:
    """What the goal is worth to the CEO; each 0 to 100."""

    size_of_value: float
    strategic_fit: float
    urgency: float
    risk_of_not_doing: float


@dataclass(frozen=True)
class Goal:
    """What the CEO wants, measured by one metric along a path of targets."""

    title: str
    perspective: Perspective
    metric: str
    target_path: tuple[tuple[str, float], ...]
    """(period label, value), in order of time; the last one is where the goal ends."""
    starts_on: date
    """The day the goal was agreed; pace is measured from here."""
    wanted_date: date
    priority: int
    """1 is first."""
    reason: str
    scores: ValueScores
    baseline: float | None = None
    """The metric when the goal was agreed; None where it was not known."""
    business_unit: str = ""
    """Empty means the whole company."""
    initiative_id: str = ""
    """Empty means all initiatives."""
    must_not_fail: bool = False
    weight: float = 1.0

    def target_in(self, period: Period) -> float | None:
        """Return the target that holds in ``period``: the newest one due by its end, if any."""
        holding = [value for label, value in self.target_path if parsed(label).end <= period.end]
        return holding[-1] if holding else None

    @property
    def target_end(self) -> float:
        """Return where the goal ends."""
        return self.target_path[-1][1]


@dataclass(frozen=True)
class Evidence:
    """One feasibility score and what it rests on."""

    score: float
    """0 to 100."""
    note: str
    measured: float | None = None
    """What the data said when it was signed, 0 to 100; None where they said nothing."""
    measured_words: str = ""
    """The rows that the measured value rests on, or why there is none."""


@dataclass(frozen=True)
class FeasibilityScores:
    """What the CIO can build on."""

    data: Evidence
    infrastructure: Evidence
    talent: Evidence
    compliance: Evidence

    def parts(self) -> tuple[tuple[str, Evidence], ...]:
        """Return (part, score with its evidence), in the order of the form."""
        return tuple((one.name, getattr(self, one.name)) for one in fields(self))


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way, with somebody to ask about it."""

    type: BlockerType
    text: str
    owner: str
    since: date
    estimate: date | None = None
    """When the owner expects it gone; None where nobody knows."""
    evidence: str = ""
    """Where it can be seen: a document, a figure, a link."""
    days_at_stake: int | None = None
    """Days that the goal loses by it, as the CIO judges; None where nobody said."""
    money_at_stake_eur: Decimal | None = None
    """What is lost by it, in euros; None where nobody said."""


@dataclass(frozen=True)
class Reply:
    """What the CIO answers to one goal."""

    feasible: Feasible
    realistic_date: date | None
    """None only where the goal is not feasible or the date cannot be known yet."""
    scores: FeasibilityScores
    blockers: tuple[Obstacle, ...] = ()
    ask: str = ""
    ask_eur: Decimal | None = None
    answers_revision: int = 1
    """The revision of the goal that this reply answers."""


@dataclass(frozen=True)
class Revision(Generic[Content]):
    """One state of a goal or a reply, signed."""

    goal_id: str
    number: int
    """1 is the first statement."""
    by: Person
    at: datetime
    why: str
    content: Content


GoalRevision = Revision[Goal]
ReplyRevision = Revision[Reply]
