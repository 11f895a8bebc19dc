"""An initiative is as ready as its worst critical dataset, and unknown where one is unmeasured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from governance import goals, roster
from governance.incidents import close
from governance.readiness import goals_of, readiness, standings
from governance.scorecard import scorecard
from pipelines.quality.kept import keep
from pipelines.quality.registry import datasets, retire
from pipelines.quality.reported import reported
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.governance.conftest import NOW
from tests.governance.measurements import TWINS, check, failed, register, run

TODAY = date(2026, 3, 31)
PEOPLE = {"used_by": "AI-017, AI-015"}


@pytest.fixture
def two(workspace: Workspace) -> Workspace:
    """Customers at 30 and policies at 85, both critical, and content that is not."""
    register(workspace, **PEOPLE)
    register(workspace, "DS-POLICY", title="Policies", used_by="AI-015")
    register(workspace, "DS-CONTENT", title="Texts", critical=False, used_by="AI-017, AI-030")
    keep(workspace, run("2026-Q1", check(30)))
    keep(workspace, run("2026-Q1", check(85), subject="DS-POLICY"))
    keep(workspace, run("2026-Q1", check(12), subject="DS-CONTENT"))
    return workspace


def test_readiness_is_the_minimum_over_the_critical_datasets(two):
    found = readiness(two)
    assert (found["AI-015"].score, found["AI-015"].held_back_by) == (30, "DS-CRM")
    assert found["AI-015"].critical == ("DS-CRM", "DS-POLICY")
    assert found["AI-015"].words == "Customer records holds it back at 30 of 100."
    assert found["AI-015"].level == pytest.approx(1.75)


def test_a_dataset_that_is_not_critical_holds_nobody_back(two):
    assert readiness(two)["AI-017"].score == 30


def test_without_a_critical_dataset_readiness_cannot_be_estimated(two):
    found = readiness(two)["AI-030"]
    assert (found.state, found.score, found.at_most) == ("no_critical_dataset", None, None)


def test_a_critical_dataset_that_nobody_measured_makes_it_unknown_and_never_zero(two):
    register(two, "DS-NEW", title="New", used_by="AI-015, AI-099")
    found = readiness(two)
    assert (found["AI-015"].state, found["AI-015"].score) == ("unknown", None)
    assert (found["AI-015"].at_most, found["AI-015"].held_back_by) == (30, "DS-CRM")
    assert found["AI-015"].unknown == ("DS-NEW",)
    assert "at most 30" in found["AI-015"].words
    assert found["AI-099"].words == "Not known: DS-NEW was not measured."
    assert found["AI-099"].held_back_by == ""


def test_a_dataset_that_could_not_be_measured_is_unknown_and_says_why(two):
    keep(two, failed("2026-Q2"))
    (crm,) = (one for one in standings(two) if one.dataset == "DS-CRM")
    assert (crm.state, crm.score, crm.level) == ("not_measured", None, None)
    assert crm.level_words == "The table is gone."
    assert readiness(two)["AI-015"].state == "unknown"


def test_a_standing_shows_its_dimensions_its_worst_checks_and_its_freshness(workspace):
    register(workspace)
    fresh = check(0, "updated_at.fresh", dimension="timeliness", tested=1, passed=0.25)
    bad = [check(number * 10, f"c{number}.filled") for number in range(7)]
    empty = check(0, "nothing", tested=0, passed=0.0)
    keep(workspace, run("2026-Q1", fresh, check(99), empty, *bad))
    (found,) = standings(workspace)
    assert [one.name for one in found.worst] == [f"c{number}.filled" for number in range(3)] + [
        "updated_at.fresh", "c3.filled",
    ]  # fmt: skip
    assert (found.failing, found.checks) == (8, 9)
    assert found.freshness == fresh
    assert found.dimensions["timeliness"].score == 25
    assert found.dimensions["accuracy"].state == "not_measured"
    assert (found.owner, found.critical, found.initiatives) == (
        "Customer data steward",
        True,
        ("AI-017",),
    )


def test_the_fourth_level_needs_two_quarters_in_a_row(workspace):
    register(workspace)
    keep(workspace, run("2025-Q3", check(85)))
    keep(workspace, run("2026-Q1", check(85)))
    (found,) = standings(workspace)
    assert found.level == pytest.approx(3.9)
    keep(workspace, run("2025-Q4", check(85)))
    (found,) = standings(workspace)
    assert found.level == pytest.approx(4 + 5 / 12)


def test_without_any_dataset_nothing_is_said(workspace):
    assert (standings(workspace), readiness(workspace), goals_of(workspace, "DS-CRM")) == (
        (), {}, (),
    )  # fmt: skip


def test_what_is_only_reported_is_labelled_and_never_counts_as_measured(demo_workspace):
    told = {one.id: one for one in reported(demo_workspace)}
    assert told["DS-CRM"].score == pytest.approx(30)
    assert told["DS-CRM"].used_by == ("AI-017", "AI-015", "AI-012")
    for one in standings(demo_workspace):
        known = told.get(one.dataset)
        assert one.reported_score == (known.score if known else None)
        assert one.contract is not None or (one.state, one.score) == ("reported", None)


@pytest.fixture
def own(own_demo_store) -> Workspace:
    """A copy of the demo company in which one dataset is registered and was measured twice."""
    opened = opening.opened(Settings(store=own_demo_store))
    for one in datasets(opened):
        retire(opened, one.id, actor="lena", role="cio_staff", why="Test.", now=NOW)
    register(opened, "DS-OWN", title="Own", used_by="AI-017, AI-015, AI-012", now=NOW)
    keep(opened, measured("2025-Q3", check(7)))
    keep(opened, measured("2025-Q4", check(5), check(4, "consent.filled")))
    yield opened
    opened.database.dispose()


def measured(period: str, *checks):
    """Return a run of the registered dataset."""
    return run(period, *checks, subject="DS-OWN", version=1)


def lines(workspace: Workspace, **asked):
    """Return the goals by identifier."""
    return {one.goal_id: one for one in scorecard(workspace, today=TODAY, **asked).lines}


def of_own(line) -> list[str]:
    """Return the checks of the dataset that stand in a goal's way."""
    return [gap.check for gap in line.data_gaps if gap.subject == "DS-OWN"]


def test_goals_rest_on_data_by_their_initiative_and_by_those_that_serve_them(own):
    assert goals_of(own, "DS-OWN") == ("GOAL-02", "GOAL-05")


def test_a_failing_check_of_critical_data_stands_in_the_way_of_the_goals_it_feeds(own):
    found = lines(own)
    assert of_own(found["GOAL-02"]) == ["consent.filled", TWINS]
    assert of_own(found["GOAL-11"]) == []
    worst = found["GOAL-02"].data_gaps[0]
    assert (worst.title, worst.score, worst.since) == ("Own", 4, date(2025, 12, 31))
    assert worst.owner == "Customer data steward"


def test_a_goal_shows_how_ready_its_initiatives_data_are(own):
    ready = lines(own)["GOAL-02"].readiness
    assert (ready.held_back_by, ready.initiative_id) == ("DS-OWN", "AI-017")
    assert ready.at_most == pytest.approx(4.5)


def test_a_goal_of_several_initiatives_is_as_ready_as_all_of_their_data(own):
    ready = lines(own)["GOAL-05"].readiness
    assert "DS-OWN" in ready.critical
    assert "DS-POLICY" in ready.critical
    assert ready.initiative_id == ""


def test_only_the_worst_three_are_named_and_the_others_counted(own):
    checks = [check(number, f"c{number}.filled") for number in range(5)]
    keep(own, measured("2026-Q1", check(5), *checks))
    found = lines(own)["GOAL-02"]
    assert of_own(found) == ["c0.filled", "c1.filled", "c2.filled"]
    assert found.more_gaps >= 3


def test_what_is_mended_closed_or_not_grave_stands_in_nobodys_way(own):
    keep(own, measured("2026-Q1", check(61), check(99, "consent.filled")))
    assert of_own(lines(own)["GOAL-02"]) == []
    keep(own, measured("2026-Q1", check(5), check(99, "consent.filled")))
    assert of_own(lines(own)["GOAL-02"]) == [TWINS]
    lena = roster.person(own, "lena")
    later = datetime(2026, 4, 3, tzinfo=UTC)
    close(own, lena, kind="dataset", subject="DS-OWN", check=TWINS, reason="Wanted.", now=later)
    assert of_own(lines(own)["GOAL-02"]) == []


def test_an_earlier_quarter_is_told_as_it_was_known_then(own):
    earlier = lines(own, period="2025-Q3")["GOAL-02"]
    assert of_own(earlier) == [TWINS]
    assert earlier.data_gaps[0].score == 7
    keep(own, measured("2025-Q3", check(6)))
    earlier = lines(own, period="2025-Q3")["GOAL-02"]
    assert (of_own(earlier), earlier.data_gaps[0].score) == ([TWINS], 6)


def test_at_an_earlier_version_only_what_was_measured_by_then_counts(own):
    assert of_own(lines(own, version=0).get("GOAL-02")) == []


def test_an_extract_that_fails_stands_in_the_way_of_the_figures_made_from_it(own):
    keep(own, run("2026-Q1", check(1), kind="extract", subject="adoption", version=1))
    found = lines(own)
    assert [gap.subject for gap in found["GOAL-01"].data_gaps][0] == "adoption"
    assert "adoption" not in [gap.subject for gap in found["GOAL-11"].data_gaps]


def test_a_goal_that_was_moved_to_another_initiative_takes_its_data_along(own):
    ingrid = roster.person(own, "ingrid")
    moved = goals.goal_history(own, "GOAL-11")[-1]
    content = replace(moved.content, initiative_id="AI-012")
    goals.change_goal(
        own, ingrid, goal_id="GOAL-11", seen=moved.number, goal=content, why="Moved.", now=NOW
    )
    assert of_own(lines(own)["GOAL-11"]) == ["consent.filled", TWINS]
