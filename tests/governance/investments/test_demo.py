"""The demo company's story: the sensor data pipeline wins, and a ranking would have missed it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from governance import roster
from governance.investments.demo import seed_projects
from governance.investments.ground import Ground, ground
from governance.investments.outlook import Outlook, outlook
from governance.investments.policy import investment_policy
from governance.investments.projects import project_history
from governance.investments.roadmap import investments
from pipelines.demo.story import read_story
from tests.prompt import typed, typed_apart

SENSORS = read_story().facts["sensors"]
STORIED = "FND-01"


@pytest.fixture(scope="module")
def known(funded) -> Ground:
    return ground(funded)


@pytest.fixture(scope="module")
def found(known) -> Outlook:
    return outlook(known, Decimal(investment_policy().budget.default_eur))


def test_the_project_of_the_story_is_there_with_its_dataset_and_initiatives(known):
    project = next(one for one in known.projects if one.goal_id == STORIED).content
    assert project.title == SENSORS["foundation"]
    assert {gap.dataset for gap in project.closes} == {SENSORS["dataset"]}
    assert [told.initiative_id for told in project.unblocks] == SENSORS["initiatives"]


def test_it_costs_what_the_cio_asked_for(known):
    (told,) = (one for one in known.projects if one.goal_id == STORIED)
    assert told.content.cost_eur == 900_000


def test_the_sensor_pipeline_wins_the_budget_and_frees_its_three_initiatives(found):
    assert STORIED in found.best.ids
    assert set(SENSORS["initiatives"]) <= set(found.best.initiatives)
    assert found.best.is_proved


def test_every_ranking_alone_would_have_left_it_out(found):
    assert STORIED not in found.greedy.ids
    assert found.best.value_cents > found.greedy.value_cents * 1.2
    line = next(one for one in found.lines if one.project.goal_id == STORIED)
    assert line.value_place != 1
    assert line.wsjf_place != 1


def test_a_tenth_more_money_changes_the_set(found):
    assert found.next.added
    assert found.next.left_out
    assert STORIED in found.next.best.ids


def test_the_chatbot_needs_the_registry_too_and_the_registry_needs_the_clean_up(found):
    registry = next(one for one in found.lines if one.project.content.title == "Consent registry")
    assert registry.project.content.prerequisites == ("FND-02",)
    assert registry.judged is not None
    assert registry.judged.together == ("FND-02", "FND-03")


def test_the_line_leads_from_the_pipeline_to_the_goal_about_water(known):
    line = next(one for one in investments(known) if one.project.goal_id == STORIED)
    assert line.goals == ("GOAL-04",)


def test_one_project_runs_already_with_its_decision_in_the_history(funded):
    states = [one.content.state for one in project_history(funded, "FND-08")]
    assert states == ["proposed", "funded", "running"]


def test_seeding_again_changes_nothing(funded):
    before = funded.catalogue.journal_head()
    people = {one.role: one for one in roster.people(funded)}
    assert seed_projects(funded, people) == 0
    assert funded.catalogue.journal_head() == before


def run(store, *words, way=typed):
    return way("governance", *words, TANDEM_STORE=str(store), COLUMNS="140")


def test_the_prompt_prints_the_same_answer(funded_store, found):
    done = run(funded_store, "investments", "--json", way=typed_apart)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert tuple(told["best"]["ids"]) == found.best.ids
    assert told["greedy"]["value_cents"] == found.greedy.value_cents
    assert {one["id"] for one in told["projects"] if one["in_best"]} == set(found.best.ids)


def test_the_prompt_prints_the_sets_and_the_three_orders(funded_store):
    done = run(funded_store, "investments", "--budget", "900000")
    assert "Best set: FND-01 for 900,000 EUR unblocks 3 initiatives" in done.stdout
    assert "FND-01 Sensor data pipeline" in done.stdout


def test_the_prompt_proposes_changes_and_shows_a_project(funded_store):
    done = run(
        funded_store, "project", "state", "FND-20", "--as", "marcus", "--why", "Asked for.",
        "--title", "Call archive", "--cost", "50000", "--months", "3", "--owner", "Lena",
        "--score", "business=3", "--score", "time=2", "--score", "risk=1", "--score", "size=2",
        "--closes", "DS-CALLS: completeness", "--unblocks", "AI-025 30 % with FND-04",
    )  # fmt: skip
    assert done.stdout == "FND-20 is proposed, signed by Marcus Okafor (CIO).\n", done.stderr
    done = run(
        funded_store, "project", "change", "FND-20", "--as", "ingrid", "--why", "Not now.",
        "--state", "dropped",
    )  # fmt: skip
    assert "FND-20 is at revision 2, signed by Ingrid Solberg (CEO)." in done.stdout, done.stderr
    shown = run(funded_store, "project", "show", "FND-20").stdout
    assert "AI-025 30 % with FND-04" in shown
    assert "FND-20 revision 2: Call archive (dropped)" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("project", "show", "FND-99"), "There is no project FND-99."),
        (("investments", "--budget", "much"), "“much” is not an amount."),
    ],
)
def test_a_mistake_at_the_prompt_is_told_in_words(funded_store, words, said):
    done = run(funded_store, *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


def test_projects_name_only_initiatives_and_datasets_that_were_loaded(funded_store):
    for words, said in (
        (("--unblocks", "AI-919 30 %"), "There is no initiative AI-919. Did you mean “AI-019”?"),
        (("--closes", "DS-CMR: validity"), "There is no dataset DS-CMR. Did you mean “DS-CRM”?"),
    ):
        change = ("project", "change", "FND-01", "--as", "marcus", "--why", "x", *words)
        assert said in run(funded_store, *change).stderr
