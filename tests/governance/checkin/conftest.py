"""A running check-in with its people and the goal of the worked case."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from governance import goals, roster
from governance.checkin.meeting import open_check_in
from governance.promises import Goal
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.governance.checkin.closing import CHATBOT, closed, measured, signed
from tests.governance.conftest import NOW, Cast

TODAY = date(2026, 3, 31)
CHECK_IN = "CI-2026-03"
GOAL = "GOAL-02"


@pytest.fixture
def running(staffed: Workspace, cast: Cast, chatbot: Goal) -> Workspace:
    """A workspace with one goal, in which a check-in of 45 minutes is running."""
    goals.state_goal(staffed, cast.ceo, goal_id=GOAL, goal=chatbot, why="Agreed.", now=NOW)
    opened(staffed, cast)
    return staffed


def opened(workspace: Workspace, cast: Cast, *, months: int = 0):
    """Open a check-in of March or of a later month."""
    held_on = date(2026, 3 + months, 31 if months in (0, 2) else 30)
    return open_check_in(
        workspace, cast.facilitator,
        title=f"Check-in of {held_on:%B}", agenda="45", held_on=held_on, now=NOW,
    )  # fmt: skip


def later(**parts: float):
    """Return a moment after the meeting was opened."""
    return NOW + timedelta(**parts)


ON_SQLITE = pytest.mark.parametrize("ready_url", ["sqlite"], indirect=True)
"""For facts that have nothing to do with which database keeps the records."""


@pytest.fixture(scope="session")
def signed_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with data, in which a check-in is running that both sides have signed."""
    folder = tmp_path_factory.mktemp("signed")
    workspace = opening.opened(Settings(store=folder / "store"))
    everybody = Cast()
    for person in everybody.everybody():
        by = None if person == everybody.facilitator else everybody.facilitator
        roster.add_person(workspace, by, person, now=NOW)
    goals.state_goal(workspace, everybody.ceo, goal_id=GOAL, goal=CHATBOT, why="Agreed.", now=NOW)
    opened(workspace, everybody)
    measured(workspace, folder)
    signed(workspace, everybody)
    workspace.database.dispose()
    return folder / "store"


@pytest.fixture
def ready(signed_store: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it, on SQLite, that a test may change."""
    store = Path(shutil.copytree(signed_store, tmp_path / "signed"))
    workspace = opening.opened(Settings(store=store))
    yield workspace
    workspace.database.dispose()


@pytest.fixture
def ended(ready: Workspace, cast: Cast) -> Workspace:
    """The same, closed."""
    closed(ready, cast)
    return ready
