"""What if: clear a blocker or begin a project, and the same forecast answers at once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from governance.forecast.goals import forecast
from governance.forecast.shapes import WhatIf
from governance.investments.projects import change_project, state_project
from governance.investments.shapes import Project, Unblock, Urgency
from governance.promises import Obstacle
from pipelines.errors import GapError
from pipelines.periods import plus_months
from pipelines.workspace import Workspace
from tests.governance.conftest import NOW
from tests.governance.forecast.stores import (
    AS_OF,
    finished,
    goal_about,
    load_portfolio,
    staff,
    state,
)
from tests.pipelines.metrics.stores import workspace

GOAL, ASKED = "GOAL-01", "AI-001"
SINCE = date(2026, 1, 10)
BLOCKERS = (
    Obstacle("data_gap", "Customers are there twice.", "Head of data", SINCE, date(2027, 9, 30)),
    Obstacle("talent", "Two engineers are missing.", "Head of people", SINCE, date(2026, 12, 31)),
    Obstacle("vendor", "The supplier does not answer.", "Head of buying", SINCE),
)
CASES = {
    f"AI-10{place}": finished(date(2024, 1, 1), 20, 60, 101 + 2 * (place // 3))
    for place in range(9)
}


def project(months: int, *unblocks: Unblock, needs: tuple[str, ...] = (), name: str) -> Project:
    return Project(
        title=name,
        cost_eur=Decimal(100_000),
        duration_months=months,
        urgency=Urgency(5, 5, 5, 5),
        owner="Tomás Rivera",
        prerequisites=needs,
        unblocks=unblocks,
    )


PROJECTS = {
    "FND-01": project(4, Unblock(ASKED, 0.3), name="Clean-up"),
    "FND-02": project(3, Unblock(ASKED, 0.8, ("FND-01",)), needs=("FND-01",), name="Registry"),
    "FND-03": project(2, Unblock("AI-100", 0.9), name="Elsewhere"),
}


def made(folder: Path) -> Workspace:
    here = workspace(folder)
    waiting = {ASKED: [(AS_OF - timedelta(days=30), "prototype")]}
    load_portfolio(here, folder, CASES | waiting)
    cast = staff(here)
    state(here, cast, GOAL, goal_about(ASKED), *BLOCKERS)
    for project_id, content in PROJECTS.items():
        state_project(
            here, cast.cio, project_id=project_id, project=content, why="Needed.", now=NOW
        )
    return here


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """Not to be changed."""
    here = made(tmp_path_factory.mktemp("company"))
    yield here
    here.database.dispose()


@pytest.fixture
def own(tmp_path):
    """One that a test may change."""
    here = made(tmp_path)
    yield here
    here.database.dispose()


def ask(company, *without: str, projects: tuple[str, ...] = ()):
    return forecast(company, GOAL, today=AS_OF, what_if=WhatIf(without, projects))


def test_a_blocker_is_cleared_by_its_number_or_its_type(company):
    by_number, by_type = ask(company, "1"), ask(company, "data_gap")
    assert by_number.finish == by_type.finish
    assert [hold.key for hold in by_number.holds] == ["2", "3"]


def test_each_blocker_costs_what_it_adds_to_the_others(company):
    as_it_is = ask(company)
    costs = {hold.key: hold.costs_days for hold in as_it_is.holds}
    assert costs["1"] == (as_it_is.finish.p50 - ask(company, "1").finish.p50).days
    assert costs == {"1": (date(2027, 9, 30) - date(2026, 12, 31)).days, "2": 0, "3": None}


def test_without_all_of_them_only_the_stages_are_left(company):
    found = ask(company, "data_gap", "talent", "vendor")
    assert found.holds == ()
    assert found.finish.p50 == AS_OF + timedelta(days=30 + 103)
    assert "at most" not in found.words


def test_a_claim_that_so_few_cases_cannot_carry_is_called_one(company):
    found = ask(company, "data_gap", "talent", "vendor")
    assert found.finish.p_target == 1.0
    assert "Careful: 9 cases are all there is for one of them" in found.words
    assert "slower than all of those with a chance of 1 in 10." in found.words


def test_a_project_begun_today_ends_its_blocker_as_planned(company):
    found = ask(company, "talent", projects=("FND-01",))
    assert found.holds[0].source == "project"
    assert (found.holds[0].project_id, found.holds[0].until) == ("FND-01", plus_months(AS_OF, 4))
    assert found.finish.p50 == plus_months(AS_OF, 4) + timedelta(days=103)


def test_what_a_project_needs_first_is_counted_in_and_the_likelier_way_counts(company):
    found = ask(company, "talent", projects=("FND-01", "FND-02"))
    assert found.holds[0].project_id == "FND-02"
    assert found.holds[0].until == plus_months(plus_months(AS_OF, 4), 3)


def test_a_project_about_something_else_changes_nothing(company):
    found = ask(company, projects=("FND-03",))
    assert found.finish == ask(company).finish
    assert "Nothing that stands in the way ends with FND-03." in found.words
    assert "Nothing that stands" not in ask(company, projects=("FND-01",)).words


def test_a_project_does_not_bring_people(company):
    hold = ask(company, projects=("FND-01",)).holds[1]
    assert (hold.type, hold.source) == ("talent", "estimate")


def fund(company, cast, project_id: str, **changes: object) -> None:
    content = Project(**{**vars(PROJECTS[project_id]), **changes})
    change_project(
        company, cast.cio, project_id=project_id, seen=1, project=content, why="Decided.", now=NOW
    )


def test_a_funded_project_counts_from_the_day_it_was_decided(own, cast):
    fund(own, cast, "FND-01", state="funded")
    hold = ask(own).holds[0]
    assert (hold.source, hold.until) == ("project", plus_months(NOW.date(), 4))


def test_groundwork_that_is_done_costs_no_time(own, cast):
    fund(own, cast, "FND-01", state="done")
    hold = ask(own, projects=("FND-02",)).holds[0]
    assert (hold.project_id, hold.until) == ("FND-02", plus_months(AS_OF, 3))


def test_a_plan_that_has_passed_says_nothing_any_more(own, cast):
    fund(own, cast, "FND-01", state="funded")
    later = plus_months(NOW.date(), 5)
    found = forecast(own, GOAL, today=later)
    assert {hold.source for hold in found.holds} <= {"estimate", "unknown"}


def test_a_slip_of_the_hand_is_told_with_what_stands_in_the_way(company):
    with pytest.raises(
        GapError, match="Nothing called “data-gap” stands in the way of GOAL-01"
    ) as no:
        ask(company, "data-gap")
    assert "1 data_gap: Customers are there twice." in str(no.value)


def test_an_unknown_project_is_told_with_the_nearest_one(company):
    with pytest.raises(GapError, match="There is no project FND-9"):
        ask(company, projects=("FND-9",))


def test_a_project_whose_groundwork_is_missing_cannot_begin_today(company):
    with pytest.raises(GapError, match="FND-02 Registry needs FND-01 Clean-up first"):
        ask(company, projects=("FND-02",))


def test_a_project_that_is_done_cannot_begin_today(own, cast):
    fund(own, cast, "FND-01", state="done")
    with pytest.raises(GapError, match="FND-01 Clean-up is done and cannot be begun today"):
        ask(own, projects=("FND-01",))


def test_asking_changes_nothing(company):
    before = ask(company)
    head = company.catalogue.journal_head()
    ask(company, "1", projects=("FND-01",))
    assert ask(company) == before
    assert company.catalogue.journal_head() == head
