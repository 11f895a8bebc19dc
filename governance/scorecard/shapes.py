"""The two-way scorecard as values: what a screen, a paper or the command line shows.

Frozen and free of any store, so that the same figures can be drawn, printed and tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from governance.forecast.shapes import Forecast
from governance.promises import Feasible as Feasible
from governance.promises import Perspective as Perspective
from governance.readiness import Readiness
from pipelines.metrics.results import State
from pipelines.quality.shapes import Kind

Better = Literal["higher", "lower", "in range"]
Status = Literal[
    "green", "amber", "red", "no_data", "stale", "not_estimable", "provisional", "no_target"
]
"""Three colours, the four states that are never a colour, and a metric nobody set a limit for."""


@dataclass(frozen=True)
class Point:
    """One period of a metric's history and, where one was set, its target."""

    period: str
    value: float | None
    state: State
    target: float | None = None


@dataclass(frozen=True)
class Tile:
    """One KPI on the wall."""

    metric: str
    title: str
    question: str
    perspective: Perspective
    kind: Literal["leading", "lagging"]
    unit: str
    better: Better
    period: str
    value: float | None
    n: int
    coverage: float | None
    state: State
    status: Status
    target: float | None
    attainment: float | None
    """0..100, clamped; None where it cannot be computed."""
    raw_attainment: float | None
    previous: float | None
    history: tuple[Point, ...]
    raw_status: Status = "no_data"
    """The colour by the edges alone, before the tolerance that keeps a trembling figure calm."""
    must_not_fail: bool = False
    note: str = ""
    restated: str = ""
    """Who restated it since a check-in settled it, when and why; empty where nobody did."""


@dataclass(frozen=True)
class RollUp:
    """The weighted score of a perspective, with what it does not know."""

    perspective: str
    score: float | None
    """0..100; None below the coverage that the policy asks for."""
    coverage: float
    lowest: float
    """The score if everything missing were 0; ``highest`` if it were 100."""
    highest: float
    capped: bool
    """Whether a must-not-fail metric that is red or unknown holds the colour at amber."""
    status: Status
    known: int
    total: int


@dataclass(frozen=True)
class Blocker:
    """What stands in the way, as the CIO names it."""

    type: str
    text: str
    owner: str
    since: date
    estimate: date | None
    evidence: str = ""
    """Where it can be seen; may be empty."""
    days_at_stake: int | None = None
    money_at_stake_eur: Decimal | None = None


@dataclass(frozen=True)
class DataGap:
    """What stands in the way by measurement: an open incident of data that the goal rests on."""

    kind: Kind
    subject: str
    """The dataset's identifier or the extract's name."""
    title: str
    """The subject's title."""
    check: str
    says: str
    """The rule that does not hold, in words."""
    score: float
    """Share in percent that passed."""
    tested: int
    """Elements the share is of."""
    since: date
    owner: str


@dataclass(frozen=True)
class CeoSide:
    """The promise."""

    wanted_date: date
    priority: int
    reason: str
    value_score: float
    """V, 0..100."""
    value_parts: tuple[tuple[str, float, float], ...]
    """(part, score 0..100, weight)."""
    by: str
    at: datetime


@dataclass(frozen=True)
class CioSide:
    """The delivery."""

    feasible: Feasible
    realistic_date: date | None
    feasibility_score: float
    """F, 0..100, capped."""
    feasibility_parts: tuple[tuple[str, float, float], ...]
    capped: bool
    blockers: tuple[Blocker, ...]
    ask: str
    ask_eur: Decimal | None
    by: str
    at: datetime
    evidence: tuple[tuple[str, str], ...] = ()
    """(part, what the score rests on)."""
    measured: tuple[tuple[str, float | None, str], ...] = ()
    """(part, what the data said at signing or None, the rows it rests on or why not known)."""


@dataclass(frozen=True)
class IndexPart:
    """One part of the accountability-gap index, with its arithmetic."""

    name: Literal["alignment", "dates", "chance"]
    raw: float | None
    """Points apart, days late, or chance (0..1); None where it cannot be known."""
    full: float
    """The raw figure at which the part has all of its 100 points."""
    points: float | None
    """0..100, 100 is the widest gap; None where it cannot be known."""
    weight: float
    words: str
    """The arithmetic, or why it cannot be known."""


@dataclass(frozen=True)
class GapIndex:
    """How far promise and delivery are apart: 0 aligned, 100 as far as they can be."""

    score: float | None
    """None below the coverage that the policy asks for."""
    coverage: float
    """Share of the weight that is known."""
    lowest: float
    """The index if everything unknown were 0; ``highest`` if it were 100."""
    highest: float
    parts: tuple[IndexPart, ...]
    """Empty for the company, whose index is a mean over its goals."""
    known: int
    total: int
    words: str


@dataclass(frozen=True)
class GoalLine:
    """One goal, both sides on one line, and the disagreement measured."""

    goal_id: str
    title: str
    perspective: Perspective
    business_unit: str
    initiative_id: str
    initiative: str
    stage: str
    metric: str
    metric_title: str
    unit: str
    better: Better
    baseline: float | None
    value: float | None
    target_now: float | None
    """Target of the shown period on the goal's path."""
    target_end: float | None
    state: State
    status: Status
    attainment: float | None
    pace: float | None
    """Attainment minus elapsed share of the target window, in points."""
    ceo: CeoSide
    cio: CioSide | None
    """None until the CIO replied."""
    alignment_gap: float | None
    """V - F in points."""
    alignment_words: str
    """The gap in words, or that there is no reply yet."""
    date_gap_days: int | None
    """Realistic minus wanted date; positive is late."""
    changes: int
    """How often the goal or the reply was changed since it was first stated."""
    period: str = ""
    """The period of the value; earlier than the screen's where the newest has not arrived."""
    behind: bool = False
    """Whether pace is below the line that the policy draws."""
    goal_revision: int = 1
    reply_revision: int = 0
    """What a change must name as seen; 0 where there is no reply."""
    reply_is_older: bool = False
    """Whether the goal was changed after the CIO replied to it."""
    note: str = ""
    """Why the value cannot be known, or what to mind."""
    data_gaps: tuple[DataGap, ...] = ()
    """The worst measured hindrances, as many as the policy shows."""
    more_gaps: int = 0
    """How many there are besides."""
    readiness: Readiness | None = None
    """How ready the data are that the goal's initiatives use; None where they use none."""
    forecast: Forecast | None = None
    """When it will be reached, by the company's own history; None where nobody asked."""
    gap_index: GapIndex | None = None
    """How far promise and delivery are apart; None where nobody asked."""


@dataclass(frozen=True)
class Scorecard:
    """The whole first screen."""

    period: str
    as_of: int
    reporting_date: date
    headline: str
    """One sentence that answers: are we on track?"""
    tiles: tuple[Tile, ...]
    roll_ups: tuple[RollUp, ...]
    lines: tuple[GoalLine, ...]
    met: int
    measured: int
    unknown: int
    periods: tuple[str, ...]
    business_units: tuple[str, ...]
    goals: RollUp | None = None
    """The goals as one weighted score: how much of their way is covered."""
    left_out: tuple[str, ...] = ()
    """Titles of metrics that are known for the whole company only, where a unit is asked for."""
