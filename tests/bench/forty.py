"""Forty goals with both sides on the screens of the executives, beside a nearly empty page.

A page counts as loaded when all of its goals stand on it and nothing moves any more. The floor is
the same browser's load of a Streamlit page with one choice, taken in turn with ours.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from governance import roster
from governance.goals import goals as stated_goals
from governance.goals import state_goal
from governance.people import Person, Role
from governance.promises import (
    BLOCKER_TYPES,
    Evidence,
    FeasibilityScores,
    Goal,
    Obstacle,
    Reply,
    ValueScores,
)
from governance.replies import give_reply
from pipelines.portfolio import Initiative, initiatives
from pipelines.quality.due import pending
from pipelines.quality.measuring import measure
from pipelines.settings import settings_from
from pipelines.workspace import Workspace, open_workspace
from tests.bench import servers
from tests.bench.browser import PAINTED, QUIET_MS, WATCH
from tests.bench.child import in_child
from tests.bench.device import p95
from tests.bench.table import Figure
from tests.chromium import ARGUMENTS, executable

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
GOALS, LOADS = 40, 20
AIM_HOME = 2.5
"""The promise: the home page with forty goals, in loads of an empty page."""
TARGETS = (("in_production_share", 100.0), ("adoption_rate", 60.0), ("cost_savings", 500_000.0))
WISHES = (
    "Answer every customer of the household and liability lines on the same working day",
    "Halve the hours that colleagues in the regional offices spend on copying figures",
    "Let no contract be priced by a model that the supervisory board cannot have explained",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz: report without a form",
)


def stated() -> dict[str, Any]:
    """State goals with long names until there are forty, and answer them."""
    workspace = open_workspace(settings_from())
    ceo, cio = _first(workspace, "ceo"), _first(workspace, "cio")
    about = initiatives(workspace)
    for number in range(len(stated_goals(workspace)) + 1, GOALS + 1):
        goal_id = f"GOAL-{number:02}"
        goal = _goal(number, about[number % len(about)])
        state_goal(workspace, ceo, goal_id=goal_id, goal=goal, why="To be measured.", now=NOW)
        give_reply(
            workspace,
            cio,
            goal_id=goal_id,
            seen=0,
            reply=_reply(number),
            why="To be measured.",
            now=NOW,
        )
    return {"goals": len(stated_goals(workspace))}


def measured() -> dict[str, Any]:
    """Measure all data, as the process beside the server does in its first minutes."""
    workspace = open_workspace(settings_from())
    due = pending(workspace, today=workspace.reporting_day(NOW.date()))
    for each in due:
        measure(workspace, each, now=NOW)
    return {"measured": len(due)}


def _first(workspace: Workspace, role: Role) -> Person:
    """Return the first person of a role."""
    return next(one for one in roster.people(workspace) if one.role == role)


def _goal(number: int, about: Initiative) -> Goal:
    """Return what is wanted of one initiative."""
    metric, target = TARGETS[number % len(TARGETS)]
    return Goal(
        title=f"{WISHES[number % len(WISHES)]} ({about.name})"[:200],
        perspective=("operational", "financial", "risk")[number % 3],
        metric=metric,
        target_path=(("2026-Q4", target),),
        starts_on=date(2025, 12, 31),
        wanted_date=date(2026, 7 + number % 6, 28),
        priority=number,
        reason="It is wanted by somebody, and it is long enough to need a second line.",
        scores=ValueScores(40 + number, 90 - number, 50, 60),
        initiative_id=about.id,
    )


def _reply(number: int) -> Reply:
    """Return an answer with a later date and two things in the way."""
    note = "Judged for a measurement, not from what the data say about it."
    score = Evidence(30 + number, note)
    in_the_way = Obstacle(
        type=BLOCKER_TYPES[number % len(BLOCKER_TYPES)],
        text="The interface of the contract system delivers once a week and leaves columns empty.",
        owner="Maximiliane Freifrau von Hohenstein-Brandenburg",
        since=date(2025, 12, 1),
        estimate=date(2026, 9, 30),
        days_at_stake=30 + number,
        money_at_stake_eur=Decimal(100_000 * number),
    )
    other = replace(
        in_the_way,
        type=BLOCKER_TYPES[(number + 1) % len(BLOCKER_TYPES)],
        estimate=None,
        days_at_stake=None,
    )
    return Reply(
        feasible="partly",
        realistic_date=date(2027, 1 + number % 12, 28),
        scores=FeasibilityScores(score, score, score, score),
        blockers=(in_the_way, other),
        ask="Fund the interface first and state the goal anew once it delivers every day.",
        ask_eur=Decimal(250_000),
    )


def store(folder: Path, demo: Path) -> Path:
    """Return a store with forty answered goals, made from the demo company's where missing."""
    place, done = folder / "store-forty", folder / "store-forty.done"
    if not done.exists():
        shutil.copytree(demo, place)
        in_child(stated, TANDEM_STORE=str(place))
        in_child(measured, TANDEM_STORE=str(place))
        done.touch()
    return place


def figures(folder: Path, demo: Path) -> list[Figure]:
    """Return the loads of the home page and of all goals beside those of the empty page."""
    found = loaded(store(folder, demo), folder, loads=LOADS)
    floor = found["empty"]
    return [
        Figure(
            f"warm load of {words} with {GOALS} goals",
            median(found[name]),
            "ms",
            floor=median(floor),
            floor_is="a Streamlit page with one choice",
            aim=aim,
            note=f"p95 {p95(found[name]):,.0f} and {p95(floor):,.0f} ms "
            f"({p95(found[name]) / p95(floor):.2f}x)",
        )
        for name, words, aim in (
            ("home", "the home page", AIM_HOME),
            ("goals", "the Goals page", None),
        )
    ]


def loaded(store: Path, folder: Path, *, loads: int) -> dict[str, list[float]]:
    """Return the milliseconds of each load of each page, taken in turn in one browser.

    Args:
        store: With forty goals.
        folder: Where the empty page may be written.
        loads: How many loads of each, after one that does not count.
    """
    with servers.tandem(store) as ours, servers.empty(folder) as theirs, sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        tabs = {
            "home": _tab(chromium, ours.address, ".goal-list > li"),
            "goals": _tab(chromium, f"{ours.address}/goals", ".st-key-goals_overview tbody tr"),
            "empty": _tab(chromium, theirs.address),
        }
        found: dict[str, list[float]] = {name: [] for name in tabs}
        for _ in range(loads):
            for name, tab in tabs.items():
                found[name].append(tab.load())
        chromium.close()
    return found


@dataclass(frozen=True)
class Tab:
    """A tab of a reader's browser with one page: its address, and what stands on it."""

    page: Page
    address: str
    each: str
    """What stands on it for every goal; empty where goals do not stand on it."""

    def load(self) -> float:
        """Open the page anew; return the milliseconds to its last change, all goals on it."""
        self.page.goto(self.address)
        self.page.wait_for_function(PAINTED, arg=QUIET_MS, timeout=60_000)
        shown = self.page.locator(self.each).count() if self.each else GOALS
        if shown != GOALS:
            raise SystemExit(f"{self.address} shows {shown} goals of {GOALS}.")
        return float(self.page.evaluate("window.lastChange"))


def _tab(chromium: Browser, address: str, each: str = "") -> Tab:
    """Return a tab in which the page was open before: a browser that knows the address."""
    page = chromium.new_context(viewport={"width": 1600, "height": 1200}).new_page()
    page.add_init_script(WATCH)
    tab = Tab(page, address, each)
    tab.load()
    return tab
