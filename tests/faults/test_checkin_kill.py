"""Kill the process at every step of an act in a check-in: it is there wholly or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest

from governance import goals, roster
from governance.checkin import meeting as room
from governance.checkin.deciding import decisions
from governance.checkin.shapes import Meeting
from governance.investments import projects
from governance.investments.shapes import Project, Urgency
from pipelines.settings import ROOT, Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.faults.dying_meeting import ACTS, CHECK_IN, GOAL, LEAD, NOW, PROJECT
from tests.governance.conftest import Cast, chatbot

__all__ = ["chatbot"]
STEPS = {"decide": 9, "promise": 5, "note": 3, "move": 3}
"""Rows, the commit, and the moment after it: an act has at least this many."""


@dataclass(frozen=True)
class Dying:
    """A process that acts in a meeting and dies there as often as it is asked to."""

    process: subprocess.Popen[str]
    here: Workspace

    def killed(self, act: str, step: int) -> bool:
        """Act and die at a step; return whether the act got that far."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{act} {step}\n")
        self.process.stdin.flush()
        by, code = map(int, self.process.stdout.readline().split())
        assert (by, code) in ((0, 0), (signal.SIGKILL, 0))
        return by == signal.SIGKILL

    def seen(self) -> tuple[Meeting, int, int, int]:
        """Return what can be read of what an act writes."""
        return (
            room.meeting(self.here, CHECK_IN),
            len(goals.goal_history(self.here, GOAL)),
            len(projects.project_history(self.here, PROJECT)),
            len(self.here.catalogue.journal()),
        )


@pytest.fixture
def dying(ready_url: str, tmp_path, chatbot) -> Iterator[Dying]:
    """A running meeting with a goal and a proposed project, and a process that acts in it."""
    settings = Settings(store=tmp_path / "store", records_url=ready_url)
    here, cast = opening.opened(settings), Cast()
    for person in cast.everybody():
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(here, by, person, now=NOW)
    goals.state_goal(here, cast.ceo, goal_id=GOAL, goal=chatbot, why="Agreed.", now=NOW)
    projects.state_project(
        here, cast.cio, project_id=PROJECT, why="It pays.", now=NOW,
        project=Project("Clean-up", Decimal(180000), 6, Urgency(8, 8, 5, 8), "Lena Fischer"),
    )  # fmt: skip
    room.open_check_in(here, LEAD, title="March", agenda="45", held_on=NOW.date(), now=NOW)
    words = [sys.executable, "-m", "tests.faults.dying_meeting", str(settings.store), ready_url]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Dying(process, here)
        process.stdin.close()
    here.database.dispose()


@pytest.mark.slow
def test_an_act_killed_at_any_step_is_there_wholly_or_not_at_all(dying):
    for act in ACTS:
        before, step = dying.seen(), 1
        while dying.killed(act, step):
            after = dying.seen()
            done = after != before
            assert done is (after[0].head > before[0].head), f"{act} killed at step {step}"
            step += 1
            if done:
                break
        assert step > STEPS[act], act
        whole = dying.seen()
        assert not dying.killed(act, 99)
        assert dying.seen() == whole, f"{act} was written twice"
    assert [one.signed for one in decisions(dying.here)] == [True]
    assert dying.seen()[1:3] == (2, 2)
