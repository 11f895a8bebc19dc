"""History: what is in front of an initiative, judged by those that went the same way before.

The reference class of a stage is its cases of the same risk tier. Only cases count that were
still there at the initiative's age, for what left earlier says nothing about what still waits.
Own cases are believed by n / (n + k), the rest is all initiatives; with too few own cases all
initiatives stand alone. Where there is too little of anything, that is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from governance.forecast.curves import Curve, curve, mixed, own_weight
from governance.forecast.policy import ReferencePolicy
from governance.forecast.shapes import ForecastState, Leg
from pipelines.stages import STAGES, STOPS, Journey, StageRecord

EVERYBODY = "all initiatives"


@dataclass(frozen=True, eq=False)
class Waits:
    """The cases of one stage: days watched, and how that ended."""

    days: npt.NDArray[np.int64]
    forward: npt.NDArray[np.bool_]
    stopped: npt.NDArray[np.bool_]
    tiers: npt.NDArray[np.str_]
    least_watched: int
    """Cases that must still be watched on a day for it to say anything."""

    def curve(self, *, tier: str = "", age: int | None = None) -> Curve:
        """Return how long it takes; ``tier`` leaves all others out."""
        own = self.tiers == tier if tier else np.ones(len(self.tiers), dtype=bool)
        return curve(
            self.days[own],
            forward=self.forward[own],
            stopped=self.stopped[own],
            age=age,
            least_watched=self.least_watched,
        )


@dataclass(frozen=True, eq=False)
class History:
    """What is known on a day about the time through the stages; equal to itself alone."""

    as_of: date
    journeys: Mapping[str, Journey]
    waits: Mapping[str, Waits]
    """By stage; every stage that has a next one."""
    left_out: int
    """Initiatives of which nobody knows where they stand, because no event dates their stage."""
    rules: ReferencePolicy


@dataclass(frozen=True)
class Ahead:
    """The stages in front of an initiative; none where it is in production."""

    legs: tuple[Leg, ...]
    curves: tuple[Curve, ...]
    """Of each leg, from today on for the present one."""
    n_events: int
    """Cases that went on, over all legs and classes."""
    fewest: int = 0
    """The same in the leg that has the fewest."""


@dataclass(frozen=True)
class Missing:
    """Why there is no forecast."""

    state: ForecastState
    words: str


def history_on(record: StageRecord, as_of: date, rules: ReferencePolicy) -> History:
    """Return what was known on a day; nothing that happened later takes part.

    Args:
        record: All stage events and lists of a catalogue version.
        as_of: The day; a past one rewinds.
        rules: Which cases a forecast is judged by.
    """
    journeys = record.journeys(as_of)
    cases: dict[str, list[tuple[int, bool, bool, str]]] = {stage: [] for stage in STAGES[:-1]}
    for journey in journeys.values():
        for spell in journey.spells:
            tier = rules.counts_as.get(spell.tier, spell.tier)
            how = (spell.exit == "forward", spell.exit == "stopped")
            cases[spell.stage].append((spell.days(as_of), *how, tier))
    return History(
        as_of=as_of,
        journeys=journeys,
        waits={stage: _waits(found, rules.least_watched) for stage, found in cases.items()},
        left_out=sum(journey.undated for journey in journeys.values()),
        rules=rules,
    )


def _waits(cases: list[tuple[int, bool, bool, str]], least_watched: int) -> Waits:
    """Return the cases of a stage as arrays."""
    return Waits(
        days=np.array([case[0] for case in cases], dtype=np.int64),
        forward=np.array([case[1] for case in cases], dtype=bool),
        stopped=np.array([case[2] for case in cases], dtype=bool),
        tiers=np.array([case[3] for case in cases], dtype=np.str_),
        least_watched=least_watched,
    )


def ahead(history: History, journey: Journey) -> Ahead | Missing:
    """Return the stages in front of an initiative, each with the cases it is judged by.

    Args:
        history: What is known on the day.
        journey: The initiative's way so far, as known on that day.

    Returns:
        The legs up to production, or why there can be no forecast: it stopped, it is older in
        its stage than everything that ever left it, too few cases went on from a stage or were
        watched as long as it is there, or nobody knows where it stands.
    """
    if journey.undated:
        return Missing(
            "not_known",
            f"No forecast: the list of initiatives names a stage of {journey.initiative_id} that "
            "no stage change dates.",
        )
    if journey.state in STOPS:
        return Missing("stopped", f"No forecast: {journey.initiative_id} is {journey.state}.")
    if journey.stage == STAGES[-1]:
        return Ahead((), (), 0)
    tier = history.rules.counts_as.get(journey.tier, journey.tier)
    legs: list[Leg] = []
    curves: list[Curve] = []
    events: list[int] = []
    for stage in STAGES[STAGES.index(journey.stage) : -1]:
        age = (history.as_of - journey.since).days if stage == journey.stage else None
        everybody = history.waits[stage].curve(age=age)
        lack = _lack(history, journey, stage, everybody)
        if lack is not None:
            return lack
        leg, judged = _leg(history, stage, tier, age, everybody)
        legs.append(leg)
        curves.append(judged)
        events.append(everybody.events)
    return Ahead(tuple(legs), tuple(curves), sum(events), min(events))


def _lack(history: History, journey: Journey, stage: str, everybody: Curve) -> Missing | None:
    """Return what is missing to judge a stage by; None where there is enough."""
    went_on, needed = int(history.waits[stage].forward.sum()), history.rules.least_events
    if went_on < needed:
        return Missing(
            "too_few",
            f"No forecast: {went_on} of the {needed} cases needed have gone on from the stage "
            f"“{stage}”; it appears once there are enough.",
        )
    if not everybody.events:
        age = (history.as_of - journey.since).days
        return Missing(
            "aging",
            f"No forecast: {journey.initiative_id} has been in the stage “{stage}” for {age} "
            f"days, longer than any of the {went_on} that went on from it.",
        )
    if everybody.cases < history.rules.least_watched:
        age = (history.as_of - journey.since).days
        return Missing(
            "too_few",
            f"No forecast: {everybody.cases} of the {history.rules.least_watched} cases needed "
            f"were still in the stage “{stage}” after the {age} days that "
            f"{journey.initiative_id} has been there.",
        )
    return None


def _leg(
    history: History, stage: str, tier: str, age: int | None, everybody: Curve
) -> tuple[Leg, Curve]:
    """Return a leg with the curve it is judged by: the own class drawn towards all initiatives."""
    own = history.waits[stage].curve(tier=tier, age=age) if tier else None
    reference, shown, weight, judged = EVERYBODY, everybody, 0.0, everybody
    if own is not None and own.events >= history.rules.class_events:
        weight = own_weight(own.events, history.rules.shrink_events)
        reference, shown, judged = f"{tier} risk", own, mixed(own, everybody, weight)
    leg = Leg(
        stage=stage,
        reference=reference,
        n_events=shown.events,
        n_cases=shown.cases,
        own_weight=weight,
        median_days=judged.quantile(0.5),
        age_days=age or 0,
    )
    return leg, judged
