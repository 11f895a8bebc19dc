"""Stages: how long each initiative waited in each stage, and what it left the stage for.

A stage's time is first passage: from the day an initiative first reached the stage, or a later
one, to the day it first reached a later one. Going back and coming again is part of that time,
because whoever recycles takes longer, and a clock that began anew would hide it. So is a pause
that ended. An initiative that is paused or retired at the end has left its stage for good as far
as anybody knows then. A stage that was jumped over took no days; stages before the first event
are not known. Where the list of initiatives names a stage that no event dates, the end of the
waiting is not known, and that wait is left out rather than counted as still going on.

Everything is told as of a day: what happened later does not exist yet, so that a forecast can be
rewound. One thing is hindsight, and it says nothing of how a wait ended: a wait that is known
today to lack its end is left out on earlier days as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipelines.periods import containing

if TYPE_CHECKING:
    from pipelines.warehouse.relations import Relations
    from pipelines.workspace import Workspace

EVENTS = "stage_events"
LIST = "initiatives"
STAGES = ("idea", "prototype", "scaling", "production")
"""The way of an initiative, in order; the last one is where it is wanted."""
STOPS = frozenset(("paused", "retired"))
Exit = Literal["forward", "stopped", "waiting"]
Event = tuple[date, str]
"""The day, and the stage that was entered."""


@dataclass(frozen=True)
class Spell:
    """One initiative's time in one stage."""

    initiative_id: str
    stage: str
    tier: str
    """Its risk tier in the newest list of that day; empty where no list tells."""
    began: date
    ended: date | None
    """The day it went on or stopped; None while it waits."""
    exit: Exit

    def days(self, as_of: date) -> int:
        """Return how long it has been watched in the stage until ``as_of``."""
        return ((self.ended or as_of) - self.began).days


@dataclass(frozen=True)
class Journey:
    """One initiative's way through the stages, as it was known on a day."""

    initiative_id: str
    tier: str
    state: str
    """The stage that its newest event names; may be ``paused`` or ``retired``."""
    stage: str
    """The stage it waits in: the furthest it ever reached, for going back is part of the wait.
    What was in production and went back waits in the stage it went back to."""
    since: date
    """The day it first reached that stage."""
    in_production: date | None
    """The day it first was in production."""
    undated: bool
    """Whether its list names a stage that no event dates: then nobody knows where it stands."""
    spells: tuple[Spell, ...]


@dataclass(frozen=True, eq=False)
class StageRecord:
    """All stage events and lists of one version; equal to itself alone."""

    events: Mapping[str, tuple[Event, ...]]
    """By initiative, in order of time."""
    lists: Mapping[str, tuple[tuple[date, str, str], ...]]
    """By initiative: (last day of the quarter, risk tier, stage), the oldest first."""

    def journeys(self, until: date | None = None) -> dict[str, Journey]:
        """Return the way of each initiative that had begun, as known on ``until``."""
        found = {}
        for name, events in self.events.items():
            listed = self.lists.get(name, ())
            seen = [event for event in events if until is None or event[0] <= until]
            tiers = [tier for last, tier, _ in listed if until is None or last <= until]
            undated = bool(listed) and _undated(events, listed[-1][2])
            journey = _journey(name, seen, tiers[-1] if tiers else "", undated, events)
            if journey is not None:
                found[name] = journey
        return found


def stage_record(workspace: Workspace, *, version: int | None = None) -> StageRecord:
    """Return everything that is known about stages at a catalogue version, read once.

    Args:
        workspace: The store to ask.
        version: Catalogue version to read as of; the newest by default.

    Source:
        extracts ``stage_events`` and ``initiatives``.
    """
    relations = workspace.warehouse.at(version)
    key = ("stage record",)
    kept: StageRecord | None = relations.kept.get(key)
    if kept is None:
        kept = StageRecord(_events(workspace, relations), _lists(workspace, relations))
        relations.kept[key] = kept
    return kept


def spells(
    workspace: Workspace, *, until: date | None = None, version: int | None = None
) -> tuple[Spell, ...]:
    """Return how long each initiative waited in each stage, by initiative and stage.

    Args:
        workspace: The store to ask.
        until: The day it is told as of; later events do not exist. None takes all of them.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where no stage events are loaded.

    Source:
        extracts ``stage_events`` and ``initiatives``.
    """
    found = stage_record(workspace, version=version).journeys(until)
    return tuple(spell for _, journey in sorted(found.items()) for spell in journey.spells)


def _events(workspace: Workspace, relations: Relations) -> dict[str, tuple[Event, ...]]:
    """Return the events of each initiative in order of time."""
    if EVENTS not in workspace.extracts or not relations.files[EVENTS]:
        return {}
    rows = relations.rows(
        f"SELECT initiative_id, event_date, to_stage, _line FROM {relations.facts(EVENTS)} "  # noqa: S608 - fixed names
        "WHERE initiative_id IS NOT NULL AND event_date IS NOT NULL AND to_stage IS NOT NULL "
        "ORDER BY initiative_id, event_date, _period, _line"
    )
    found: dict[str, list[tuple[date, int, int, str]]] = {}
    for name, day, stage, line in rows:
        found.setdefault(str(name), []).append((day, int(line), _place(str(stage)), str(stage)))
    return {
        name: tuple((day, stage) for day, _, _, stage in sorted(events))
        for name, events in found.items()
    }


def _lists(
    workspace: Workspace, relations: Relations
) -> dict[str, tuple[tuple[date, str, str], ...]]:
    """Return what each quarter's list says of each initiative."""
    if LIST not in workspace.extracts or not relations.files[LIST]:
        return {}
    rows = relations.rows(
        f"SELECT initiative_id, _period, risk_tier, stage FROM {relations.facts(LIST)} "  # noqa: S608 - fixed names
        "ORDER BY initiative_id, _period"
    )
    found: dict[str, list[tuple[date, str, str]]] = {}
    for name, quarter, tier, stage in rows:
        last = containing(quarter, "quarter").end
        found.setdefault(str(name), []).append((last, str(tier or ""), str(stage or "")))
    return {name: tuple(rows) for name, rows in found.items()}


def _place(stage: str) -> int:
    """Return a stage's place on the way; a stop comes after all of them."""
    return STAGES.index(stage) if stage in STAGES else len(STAGES)


def _undated(events: Sequence[Event], listed: str) -> bool:
    """Return whether a list names a stage that the events never come to."""
    if listed in STOPS:
        return all(stage != listed for _, stage in events)
    return listed in STAGES and all(
        stage in STOPS or _place(stage) < _place(listed) for _, stage in events
    )


def _journey(
    name: str, seen: Sequence[Event], tier: str, undated: bool, ever: Sequence[Event]
) -> Journey | None:
    """Return an initiative's way through the events seen so far; None before its first stage."""
    reached = _reached(seen)
    if not reached:
        return None
    stopped, found = _stopped_on(seen), []
    for stage, began in reached.items():
        onward = STAGES[_place(stage) + 1] if stage != STAGES[-1] else ""
        if onward in reached:
            found.append(Spell(name, stage, tier, began, reached[onward], "forward"))
        elif onward and not (undated and onward not in _reached(ever)):
            exit_: Exit = "stopped" if stopped else "waiting"
            found.append(Spell(name, stage, tier, began, stopped, exit_))
    state, stage = seen[-1][1], next(reversed(reached))
    since = reached[stage]
    if stage == STAGES[-1] and state in STAGES[:-1]:
        stage, since = state, _fell_back_on(seen)
    return Journey(
        initiative_id=name,
        tier=tier,
        state=state,
        stage=stage,
        since=since,
        in_production=reached.get(STAGES[-1]),
        undated=undated and seen[-1] == ever[-1],
        spells=tuple(found),
    )


def _reached(seen: Sequence[Event]) -> dict[str, date]:
    """Return the day each stage, or a later one, was first reached; in order of the way."""
    steps = [(day, _place(stage)) for day, stage in seen if stage in STAGES]
    if not steps:
        return {}
    first = steps[0][1]
    found: dict[str, date] = {}
    for stage in STAGES[first:]:
        days = [day for day, place in steps if place >= _place(stage)]
        if days:
            found[stage] = days[0]
    return found


def _stopped_on(seen: Sequence[Event]) -> date | None:
    """Return the day since when an initiative is paused or retired; None where it is neither."""
    day = None
    for when, stage in reversed(seen):
        if stage not in STOPS:
            break
        day = when
    return day


def _fell_back_on(seen: Sequence[Event]) -> date:
    """Return the day an initiative that went back left production for the last time."""
    last = max(place for place, (_, stage) in enumerate(seen) if stage == STAGES[-1])
    return seen[last + 1][0]
