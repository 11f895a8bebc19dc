"""The demo company has a check-in behind it, and it was held on what was known on its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from governance.checkin.actions import done_rate, open_actions
from governance.checkin.deciding import decisions
from governance.checkin.freezing import MINUTES, frozen
from governance.checkin.meeting import check_ins
from governance.checkin.pinned import pinned, pinned_meeting
from governance.checkin.shapes import Frozen, Stage
from governance.checkin.stage import stage
from governance.checkin.verifying import verify
from governance.people import Person
from governance.roster import add_person
from governance.uploads.settled import restatements
from pipelines.demo.arriving import arrival
from pipelines.errors import GapError
from pipelines.periods import parsed
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace
from reports.checkin import ORDER, PREFIX
from reports.demo import live_through
from reports.minutes import MINUTES_PAGE

HELD = "CI-2026-01"
MARCH = date(2026, 3, 31)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace as the first start makes it. Not to be changed."""
    workspace = open_workspace(Settings(store=tmp_path_factory.mktemp("lived") / "store"))
    assert live_through(workspace)
    yield workspace
    workspace.database.dispose()


@pytest.fixture(scope="module")
def held(lived: Workspace) -> Frozen:
    found = frozen(lived, HELD)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def april(lived: Workspace) -> Stage:
    """What the next check-in would show."""
    return stage(lived, None, today=MARCH)


def test_everything_that_was_restated_since_says_why(lived):
    found = restatements(lived)
    assert {one.extract for one in found} >= {"infra", "incidents"}
    assert all(one.reason for one in found)


def test_one_check_in_is_closed_and_signed_by_both_sides(lived, held):
    (one,) = check_ins(lived)
    assert (one.id, one.state) == (HELD, "closed")
    signed = {person.role for person, _ in pinned_meeting(held).signatures}
    assert signed == {"ceo", "cio"}


def test_its_figures_come_out_again_from_the_data_of_its_day(lived):
    found = verify(lived, HELD)
    assert (found.intact, found.recomputed) == (True, True)


def test_nothing_was_known_in_it_that_came_later(lived, held):
    kept = pinned(held)
    assert kept.card.period == "2025-Q4"
    assert "GOAL-12" not in {line.goal_id for line in kept.card.lines}
    there = [load for load in lived.catalogue.loads() if load.begins <= held.version]
    assert {load.at for load in there} == {arrival("2025-Q4")}
    assert max(parsed(load.period).end for load in there) == date(2025, 12, 31)


def test_every_screen_and_both_minutes_are_kept(held):
    papers = dict(held.papers)
    screens = papers[ORDER].splitlines()
    assert {"changes", "recap", "issues/goal:GOAL-09"} <= set(screens)
    assert all(PREFIX + name in papers for name in screens)
    for name in (MINUTES, MINUTES_PAGE):
        assert "Two engineers hold up every further step" in papers[name]


def test_since_last_time_begins_with_the_restated_numbers(april):
    assert april.since is not None
    assert april.since.id == HELD
    first = april.changes[0]
    assert first.kind == "restated"
    assert "ledger_2025-Q1_r2.csv of 16 Feb 2026" in first.reason
    assert first.by == "Tomás Rivera (CIO staff)"
    restated = {one.metric for one in april.changes if one.kind == "restated"}
    assert "cost_savings" in restated
    assert {one.goal_id for one in april.changes if one.kind == "decision"} == {
        "GOAL-01", "GOAL-04", "GOAL-11",
    }  # fmt: skip


def test_four_of_five_actions_are_done_and_the_silent_models_are_late(lived):
    assert done_rate(lived, today=MARCH) == (4, 5)
    (late,) = open_actions(lived)
    assert late.goal_id == "GOAL-06"


def test_the_chatbot_waits_for_the_next_check_in(lived, april):
    assert "GOAL-02" not in {one.goal_id for one in decisions(lived)}
    assert dict(april.suggestions)["GOAL-02"].options


def test_in_the_end_the_same_files_count_as_after_loading_all_at_once(lived, demo_workspace):
    def counting(workspace: Workspace) -> dict[tuple[str, str], str]:
        live = (load for load in workspace.catalogue.loads() if load.status == "live")
        return {(load.extract, load.period): load.sha256 for load in live}

    found = counting(lived)
    assert found.pop(("models", "2025-Q4"))
    assert found == counting(demo_workspace)
    assert lived.catalogue.reporting_date() == MARCH


def test_starting_again_changes_nothing(lived):
    before = lived.catalogue.journal_head(), lived.catalogue.version()
    assert live_through(lived)
    assert (lived.catalogue.journal_head(), lived.catalogue.version()) == before


def test_a_demo_whose_later_figures_came_first_goes_without_a_check_in(own_demo_store: Path):
    workspace = open_workspace(Settings(store=own_demo_store))
    before = workspace.catalogue.journal_head()
    assert not live_through(workspace)
    assert check_ins(workspace) == ()
    assert workspace.catalogue.journal_head() == before
    workspace.database.dispose()


def test_a_workspace_of_others_is_left_alone(tmp_path: Path):
    workspace = open_workspace(Settings(store=tmp_path / "store"))
    someone = Person("kim", "Kim Park", "facilitator")
    add_person(workspace, None, someone, now=arrival("2025-Q4"))
    with pytest.raises(GapError, match="people or figures of its own"):
        live_through(workspace)
    assert workspace.catalogue.version() == 0
    workspace.database.dispose()
