"""Small companies with a written-out history, loaded through the real intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from governance import roster
from governance.goals import state_goal
from governance.promises import (
    Evidence,
    FeasibilityScores,
    Goal,
    Obstacle,
    Reply,
    ValueScores,
)
from governance.replies import give_reply
from pipelines.stages import StageRecord
from pipelines.workspace import Workspace
from tests.governance.conftest import NOW, Cast
from tests.pipelines.metrics.stores import header, load, workspace

AS_OF = date(2026, 3, 31)
QUARTER = "2026-Q1"
Steps = Sequence[tuple[date, str]]
GOAL, CHATBOT = "GOAL-02", "AI-017"
AGE, BLOCKED = 100, 200
"""Days that the chatbot has been a prototype, and that its data have been in the way."""
PROTOTYPE, SCALING, CLEAN_UP = (31, 91), (92, 151), (124, 183)
"""Days in front of it."""
SOLVED_ON = date(2025, 12, 31)
FEASIBLE = (30, 70, 60, 80)
"""The CIO's scores in the method: data, infrastructure, talent, compliance."""


def record(journeys: Mapping[str, Steps], tiers: Mapping[str, str] | None = None) -> StageRecord:
    """Return a history without a store; whoever has no tier of its own is of limited risk."""
    own = tiers or {}
    lists = {
        name: ((AS_OF, own.get(name, "limited"), steps[-1][1]),) for name, steps in journeys.items()
    }
    return StageRecord({name: tuple(steps) for name, steps in journeys.items()}, lists)


def finished(start: date, *days: int) -> Steps:
    """Return a way through idea, prototype and scaling that took so many days in each."""
    way = [(start, "idea")]
    for stage, took in zip(("prototype", "scaling", "production"), days, strict=False):
        way.append((way[-1][0] + timedelta(days=took), stage))
    return way


def load_portfolio(
    here: Workspace,
    folder: Path,
    journeys: Mapping[str, Steps],
    *,
    listed: Mapping[str, str] | None = None,
) -> None:
    """Load a list of initiatives and their stage changes; ``listed`` are stages that differ."""
    stages = {name: steps[-1][1] for name, steps in journeys.items()} | dict(listed or {})
    rows = "".join(
        f"{name},{QUARTER},{name},Service,CEO,PM,,{stage},limited,2026-09-30,1.00,50,\n"
        for name, stage in stages.items()
    )
    events = "".join(
        f"{name}-{place},{name},,{stage},{day},,,,\n"
        for name, steps in journeys.items()
        for place, (day, stage) in enumerate(steps)
    )
    load(here, folder, f"initiatives_{QUARTER}.csv", header("initiatives") + rows)
    load(here, folder, "stage_events.csv", header("stage_events") + events)


def load_blockers(here: Workspace, folder: Path, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Load answers about data gaps: (initiative, quarter, status, since)."""
    told = "".join(
        f"{name},data_gap,{quarter},{status},{since},,,,\n" for name, quarter, status, since in rows
    )
    load(here, folder, "blockers.csv", header("blockers") + told)


def staff(here: Workspace) -> Cast:
    """Let everybody join, and return who they are."""
    cast = Cast()
    for person in cast.everybody():
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(here, by, person, now=NOW)
    return cast


def goal_about(
    initiative: str, *, metric: str = "in_production_share", wanted: date = date(2026, 9, 30)
) -> Goal:
    """Return a goal that an initiative is to reach."""
    return Goal(
        title=f"{initiative} live",
        perspective="operational",
        metric=metric,
        target_path=(("2026-Q3", 100.0),),
        starts_on=date(2025, 9, 30),
        wanted_date=wanted,
        priority=1,
        reason="Customers wait four minutes on the telephone.",
        scores=ValueScores(80, 90, 85, 70),
        baseline=0.0,
        initiative_id=initiative,
    )


def state(
    here: Workspace,
    cast: Cast,
    goal_id: str,
    goal: Goal,
    *blockers: Obstacle,
    scored: Sequence[float] = (60, 60, 60, 60),
) -> None:
    """State a goal, and reply to it with what is in the way and how feasible it is."""
    scores = FeasibilityScores(*(Evidence(score, "As it stands.") for score in scored))
    reply = Reply("partly", date(2026, 12, 31), scores, blockers=blockers)
    state_goal(here, cast.ceo, goal_id=goal_id, goal=goal, why="The board wants it.", now=NOW)
    give_reply(here, cast.cio, goal_id=goal_id, seen=0, reply=reply, why="As asked.", now=NOW)


def ago(days: int, *, before: date = AS_OF) -> date:
    """Return the day so many days before."""
    return before - timedelta(days=days)


def chatbot_company(folder: Path) -> Workspace:
    """Return a company whose history in front of the chatbot is exactly the method's."""
    here = workspace(folder)
    journeys = {CHATBOT: [(ago(AGE), "prototype")]}
    blockers = [(CHATBOT, "2026-Q1", "open", str(ago(BLOCKED)))]
    start = date(2025, 1, 1)
    for place in range(6):
        name = f"AI-10{place}"
        scaled = start + timedelta(days=AGE + PROTOTYPE[place % 2])
        live = scaled + timedelta(days=SCALING[place % 2])
        journeys[name] = [(start, "prototype"), (scaled, "scaling"), (live, "production")]
        since = str(ago(BLOCKED + CLEAN_UP[place % 2], before=SOLVED_ON))
        blockers += [(name, "2025-Q3", "open", since), (name, "2025-Q4", "none", "")]
    load_portfolio(here, folder, journeys)
    load_blockers(here, folder, blockers)
    gap = Obstacle("data_gap", "Duplicate customers.", "Head of data", ago(BLOCKED))
    state(here, staff(here), GOAL, goal_about(CHATBOT), gap, scored=FEASIBLE)
    return here
