"""Trends as values: a metric's course, what it usually varies between, and what is news in it.

Frozen and free of any store, so that a screen, a paper, a check-in and a test share them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from governance.people import Person
from pipelines.metrics.process_limits import Limits, Rule, Side
from pipelines.metrics.results import State
from pipelines.periods import Grain

NO_CHANGE = "no change beyond usual variation"
"""How a check-in says that a figure moved without any signal."""

Verdict = Literal["too_few", "constant", "usual", "signal"]
"""About the newest figures. ``constant``: it never moved, so that there are no limits."""
SegmentState = Literal["locked", "trial", "constant", "too_few"]
Assurance = Literal["passes", "fails", "hit and miss"]
StepAction = Literal["record", "withdraw"]


@dataclass(frozen=True)
class RecordedStep:
    """That a metric moved to another level for good, why, and who says so."""

    metric: str
    period: str
    """The first month or quarter at the new level."""
    number: int
    """1 is the first record about this period; what was withdrawn can be recorded again."""
    action: StepAction
    cause: str
    """What made it move; empty for a withdrawal."""
    why: str
    """Why it is expected to last, or why it is withdrawn."""
    by: Person
    at: datetime


@dataclass(frozen=True)
class Point:
    """One figure of the course."""

    period: str
    value: float | None
    state: State
    judged: bool
    """Whether the rules look at it: it is known, complete and its period is over."""
    note: str = ""


@dataclass(frozen=True)
class Segment:
    """A stretch at one level, with what it usually varies between."""

    first: str
    last: str
    state: SegmentState
    n: int
    """Points in it that are judged."""
    rests_on: int
    """How many of these its limits were drawn from; no later one moves them once locked."""
    limits: Limits | None
    shown_lower: float | None
    """The lower limit as it may be drawn: never below what the metric can be."""
    shown_upper: float | None
    step: RecordedStep | None = None
    """The step that it began with; None for the first one."""


@dataclass(frozen=True)
class TrendSignal:
    """One place where a rule speaks."""

    rule: Rule
    side: Side
    period: str
    """The last period that belongs to it."""


@dataclass(frozen=True)
class StepStanding:
    """A recorded step, and whether the figures bear it out so far."""

    step: RecordedStep
    counts: bool
    """Whether new limits were drawn from it."""
    words: str


@dataclass(frozen=True)
class Trend:
    """A metric's course with everything that says whether its newest move is news."""

    metric: str
    title: str
    unit: str
    decimals: int
    where: tuple[tuple[str, str], ...]
    grain: Grain
    as_of: int
    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    signals: tuple[TrendSignal, ...]
    steps: tuple[StepStanding, ...]
    verdict: Verdict
    side: Side | None
    """Where the newest signal points; None without one."""
    better: bool | None
    """Whether that is the good direction; None without a signal or where a range is wanted."""
    words: str
    """The newest figures in one sentence."""
    notes: tuple[str, ...]
    """What to mind about the limits."""
    target: float | None
    assurance: Assurance | None
    """Whether usual variation alone meets the target; None where limits or target are missing, or
    where the newest figures have left the limits."""
    assurance_words: str
