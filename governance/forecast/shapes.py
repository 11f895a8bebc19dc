"""Forecasts as values: when a goal will probably be reached, and what that rests on.

A date that lies later than the data reach is not a date: it is None, and ``reach`` says how far
the data go. A forecast that cannot be made says what is missing; it is never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from governance.promises import BlockerType

ForecastState = Literal["ok", "done", "too_few", "aging", "stopped", "not_known"]
"""``aging``: older in its stage than anything that ever left it. ``stopped``: paused or retired.
``not_known``: no history of this kind at all, or no metric to follow."""
Basis = Literal["stages", "steps", "prior", "none"]
"""``stages``: time through the gates; ``steps``: the metric's own moves from quarter to quarter;
``prior``: a published figure of the industry, only where the policy switches it on."""
HoldSource = Literal["project", "history", "estimate", "unknown"]


@dataclass(frozen=True)
class Finish:
    """When it will be reached: a chance and two dates."""

    p_target: float | None
    """Chance (0..1) that it is reached by the target date; None where it cannot be known."""
    p50: date | None
    """The first day by which half of all courses have finished; None: later than ``reach``."""
    p85: date | None
    reach: date | None
    """The last day that the data say anything about; None where nothing is known."""
    beyond: float = 0.0
    """Share of courses that end later than the data reach."""
    stopped: float = 0.0
    """Share of courses that end in a pause or a retirement instead."""


@dataclass(frozen=True)
class Leg:
    """One stage on the way, with the history it is judged by."""

    stage: str
    reference: str
    """The reference class in words, such as ``limited risk`` or ``all initiatives``."""
    n_events: int
    """Cases of the class that left this stage forwards, later than the age below."""
    n_cases: int
    """All cases of the class that were watched beyond that age, those still waiting included."""
    own_weight: float
    """How much the own class counts, 0..1; the rest is the parent class."""
    median_days: float | None
    """Days by which half have left it, counted from today in the present stage."""
    age_days: int = 0
    """How long the goal's initiative has been in this stage; 0 for later ones."""


@dataclass(frozen=True)
class Hold:
    """Something that must be out of the way first: a blocker of the CIO's reply."""

    key: str
    """Its place in the reply, from 1: what ``--without`` names; the type's name works as well."""
    type: BlockerType
    text: str
    source: HoldSource
    """What its end is judged by."""
    until: date | None
    """When it will probably (P50) be gone; None where that cannot be known, or where it is
    later than the data reach (``source`` is then ``history``)."""
    costs_days: int | None
    """P50 with it minus P50 without it; None where either cannot be known."""
    p_without: float | None
    """Chance of the target date without it."""
    project_id: str = ""
    """The foundation project that would clear it; empty where there is none."""


@dataclass(frozen=True)
class WhatIf:
    """What is supposed to be different; the empty one is the forecast as things stand."""

    without: tuple[str, ...] = ()
    """Blockers that are cleared today, by key or type."""
    projects: tuple[str, ...] = ()
    """Foundation projects that are started today."""
    value_share: float | None = None
    """Share (0..1) of the goal's value that a smaller scope keeps; its blockers are in
    ``without``."""


@dataclass(frozen=True)
class Reliability:
    """Forecasts of about the same chance, and how often it came true."""

    low: float
    high: float
    n: int
    mean_forecast: float | None
    share_happened: float | None


@dataclass(frozen=True)
class Calibration:
    """How good forecasts made in past quarters turned out to be."""

    n: int
    """Forecasts whose outcome is known."""
    brier: float | None
    brier_constant: float | None
    """The same for somebody who always says the overall share."""
    mean_forecast: float | None
    share_happened: float | None
    p85_coverage: float | None
    """Share of known outcomes that came by their P85; 0.85 would be right."""
    p85_n: int
    groups: tuple[Reliability, ...]
    rewound: tuple[str, ...]
    """The quarters that were rewound to."""
    trusted: bool | None
    """Whether the coverage holds what the policy asks for; None where too little is known."""
    words: str


@dataclass(frozen=True)
class Forecast:
    """One goal's forecast with everything a doubter asks for."""

    goal_id: str
    as_of: date
    target_date: date
    state: ForecastState
    basis: Basis
    finish: Finish
    n_events: int
    """Events that it rests on: stages left forwards, or steps of the metric."""
    legs: tuple[Leg, ...]
    holds: tuple[Hold, ...]
    curve: tuple[tuple[date, float], ...]
    """(day, share finished by then), at most some sixty points; empty where not known."""
    words: str
    """The forecast in one sentence, or what is missing for one."""
    calibration: Calibration | None = None
    what_if: WhatIf = WhatIf()
    prior_used: bool = False
    """Whether an industry figure stands in for own history; always said on screen."""
