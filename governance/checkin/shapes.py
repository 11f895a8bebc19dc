"""A check-in as values: what is on the agenda, what happened, what was decided.

Frozen and free of any store, so that a live meeting, a reopened one and a test share them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

from governance.checkin.readiness_shapes import Chase as Chase
from governance.checkin.readiness_shapes import Prepared as Prepared
from governance.forecast.shapes import Forecast, WhatIf
from governance.maturity.shapes import MatrixRow
from governance.people import Person
from governance.promises import BlockerType
from governance.scorecard.shapes import GoalLine, Scorecard

CheckInState = Literal["running", "closed"]
StepKind = Literal["changes", "actions", "scorecard", "realities", "issues", "escalations", "recap"]
STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)
Option = Literal["keep", "re_scope", "re_time", "fund_foundation", "pause", "retire", "accelerate"]
OPTIONS: tuple[Option, ...] = get_args(Option)
ActionState = Literal["open", "done", "dropped"]
SourceKind = Literal["goal", "blocker", "maturity", "incident", "metric", "free"]
ChangeKind = Literal[
    "restated", "colour", "date", "goal", "reply", "blocker", "decision", "load", "definition"
]


@dataclass(frozen=True)
class Step:
    """One time box of an agenda."""

    kind: StepKind
    title: str
    minutes: int
    says: str
    """What is to be done in it, in one sentence."""


@dataclass(frozen=True)
class Agenda:
    """The order of a meeting."""

    name: str
    """Such as ``45``."""
    title: str
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        """Return how long the meeting takes."""
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True)
class CheckIn:
    """One meeting as the list of meetings has it."""

    id: str
    """Such as ``CI-2026-04``."""
    title: str
    agenda: str
    held_on: date
    opened_by: Person
    opened_at: datetime
    state: CheckInState
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Position:
    """Where the meeting is: a step, and one item of it (empty: its overview)."""

    step: StepKind = "changes"
    item: str = ""


@dataclass(frozen=True)
class Clock:
    """Elapsed time that needs no process: seconds that ran before, and since when it runs."""

    before: float = 0.0
    since: datetime | None = None
    """When it was started; None while it is paused."""

    def elapsed(self, now: datetime) -> float:
        """Return the seconds that have run until ``now``."""
        ran = (now - self.since).total_seconds() if self.since else 0.0
        return self.before + max(0.0, ran)


@dataclass(frozen=True)
class Note:
    """What was written down about a step or an item, by its key; the newest counts."""

    key: str
    text: str
    by: Person
    at: datetime
    number: int
    """The event's number: what a change must name as seen."""


@dataclass(frozen=True)
class Issue:
    """Something to talk about, with what it is worth."""

    key: str
    """Such as ``goal:GOAL-02``."""
    source: SourceKind
    title: str
    goal_id: str
    """Empty where it belongs to no goal."""
    value_eur: Decimal | None
    """Money at stake; None where nobody stated any."""
    value_points: float | None
    """Value score at stake where there is no money."""
    why: str
    parked_by: Person | None = None
    """Who put it on the list; None where the rules did."""
    solved: bool = False
    goals: tuple[str, ...] = ()
    """The goals that hang on it, where it is not one goal's own."""


@dataclass(frozen=True)
class Sides:
    """Both positions at one moment, as a decision keeps them."""

    wanted_date: date | None = None
    value_score: float | None = None
    realistic_date: date | None = None
    feasibility_score: float | None = None
    alignment_gap: float | None = None
    p_target: float | None = None
    p50: date | None = None
    p85: date | None = None


@dataclass(frozen=True)
class Attached:
    """A what-if as it was seen when somebody decided: an estimate, and labelled as one."""

    label: str
    asked: WhatIf
    p_target: float | None
    p50: date | None
    p85: date | None


@dataclass(frozen=True)
class Decision:
    """What was decided about one goal, or drafted for the CEO to sign."""

    key: str
    """Such as ``GOAL-02/1``: the goal and a number within the meeting."""
    goal_id: str
    options: tuple[Option, ...]
    """One or several that belong together, such as re-scope with re-time."""
    reason: str
    before: Sides
    new_date: date | None
    scope: str
    money_eur: Decimal | None
    review_on: date | None
    attached: Attached | None
    by: Person
    at: datetime
    number: int
    signed: bool
    """False while it is a draft that the CEO has not confirmed."""
    check_in: str = ""
    project_id: str = ""
    """The foundation project that is funded; empty for none."""
    funded_with: tuple[str, ...] = ()
    """Projects that are funded with it, because it can do nothing without them."""


@dataclass(frozen=True)
class Suggestion:
    """What the rules propose; never taken by itself."""

    options: tuple[Option, ...]
    reason: str
    tried: tuple[tuple[Option, bool, str], ...]
    """Every rule in its order: option, whether it fits, why."""


@dataclass(frozen=True)
class Action:
    """Something that somebody will do."""

    id: str
    """Such as ``CI-2026-04/A1``."""
    text: str
    owner: str
    due: date
    state: ActionState
    goal_id: str
    opened_in: str
    """The check-in that it comes from."""
    by: Person
    at: datetime
    number: int
    """The number of its newest change."""
    reason: str = ""
    """Why it was dropped, or what became of it."""
    settled_in: str = ""
    """The check-in in which it was done or dropped."""


@dataclass(frozen=True)
class Round:
    """A blind vote on how confident everybody is; levels only after the reveal."""

    key: str
    """The goal that is voted on."""
    voted: tuple[Person, ...]
    revealed: bool
    levels: tuple[tuple[Person, int], ...] = ()
    """(who, 1 to 5), empty before the reveal."""


@dataclass(frozen=True)
class Meeting:
    """A check-in with all that happened in it."""

    check_in: CheckIn
    agenda: Agenda
    head: int
    """The number of its newest event: what every screen follows."""
    position: Position
    presenter: Person
    clock: Clock
    step_clock: Clock
    """The time of the step it is in."""
    spent: tuple[tuple[StepKind, float], ...]
    """Seconds spent in each other step; with ``step_clock`` they add up to ``clock``."""
    present: tuple[Person, ...]
    notes: tuple[Note, ...]
    parked: tuple[Issue, ...]
    solved: frozenset[str]
    rounds: tuple[Round, ...]
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]
    """Those of this meeting and those that it took over."""
    ratings: tuple[tuple[Person, int], ...]
    signatures: tuple[tuple[Person, datetime], ...]
    next_on: date | None = None


@dataclass(frozen=True)
class Change:
    """One thing that changed since the last check-in, the weightiest first."""

    kind: ChangeKind
    title: str
    before: str
    after: str
    weight: float
    """0..100; what the ranking goes by."""
    goal_id: str = ""
    metric: str = ""
    by: str = ""
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Stake:
    """A blocker with what hangs on it."""

    goal_id: str
    goal_title: str
    type: BlockerType
    text: str
    owner: str
    since: date
    estimate: date | None
    days: int | None
    """Days of the forecast's P50 that it costs."""
    money_eur: Decimal | None
    value_points: float


@dataclass(frozen=True)
class Capacity:
    """People and machines: how much of what is needed is there."""

    title: str
    needed: float
    there: float | None
    unit: str
    since: str
    """The quarter it is known for."""


@dataclass(frozen=True)
class Escalation:
    """Something that has to be decided above: an open incident with both halves."""

    key: str
    title: str
    severity: str
    since: date
    owner: str
    root_cause: str
    """The CIO's half; empty while it is not said."""
    decision: str
    """The CEO's half; empty while it is not said."""
    goals: tuple[str, ...] = ()
    """The goals that it holds up."""


@dataclass(frozen=True)
class Stage:
    """Everything the meeting shows, computed once for one state of the workspace."""

    period: str
    as_of: int
    reporting_date: date
    since: CheckIn | None
    """The last closed check-in; None for the first one."""
    changes: tuple[Change, ...]
    card: Scorecard
    forecasts: tuple[tuple[str, Forecast], ...]
    blockers: tuple[Stake, ...]
    maturity: tuple[MatrixRow, ...]
    capacity: tuple[Capacity, ...]
    issues: tuple[Issue, ...]
    escalations: tuple[Escalation, ...]
    suggestions: tuple[tuple[str, Suggestion], ...]
    """By goal."""
    more_escalations: int = 0
    """How many there are besides those that a meeting has the time for."""
    journal_head: int = 0
    """The newest journal entry when it was read: a close refuses a stage that is older."""

    def line(self, goal_id: str) -> GoalLine | None:
        """Return a goal's line; None where there is no such goal."""
        return next((line for line in self.card.lines if line.goal_id == goal_id), None)


@dataclass(frozen=True)
class Frozen:
    """A closed check-in as it was pinned."""

    check_in: str
    version: int
    journal_head: int
    code_version: str
    metrics_sha256: str
    body: str
    """Canonical JSON of stage, meeting and definitions."""
    sha256: str
    """Of body and papers."""
    papers: tuple[tuple[str, str], ...]
    """(name, text): minutes and every screen of the meeting."""
    at: datetime


@dataclass(frozen=True)
class Verified:
    """Whether a frozen check-in is what it was."""

    intact: bool
    """Whether what is kept still has its hash."""
    recomputed: bool | None
    """Whether the pinned data still give the pinned figures; None where definitions changed."""
    words: str


@dataclass(frozen=True)
class Difference:
    """One thing in which two check-ins differ."""

    goal_id: str
    title: str
    what: str
    first: str
    second: str
