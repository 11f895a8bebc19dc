"""Foundation projects are signed once and for ever, and rest on what exists."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.exc import DatabaseError

from governance.investments.projects import (
    change_project,
    project_history,
    projects,
    state_project,
)
from governance.investments.shapes import Gap, Project, Unblock, Urgency
from governance.records.investment_models import INVESTMENT_TABLES
from pipelines.errors import GapError, NotAllowed, NotFound, Overtaken
from tests.governance.conftest import NOW

PIPELINE = Project(
    title="Sensor data pipeline",
    cost_eur=Decimal("900000.05"),
    duration_months=9,
    urgency=Urgency(5, 3, 3, 5),
    owner="Tomás Rivera",
    closes=(Gap("DS-SENSOR", "timeliness"), Gap("DS-SENSOR", "completeness")),
    unblocks=(Unblock("AI-031", 0.8), Unblock("AI-033", 0.7)),
    note="Streaming instead of daily files.",
)


def state(workspace, person, project=PIPELINE, *, project_id="FND-01", why="Proposed."):
    return state_project(
        workspace, person, project_id=project_id, project=project, why=why, now=NOW
    )


def change(workspace, person, project, *, seen=1, why="Cheaper.", project_id="FND-01"):
    return change_project(
        workspace, person, project_id=project_id, seen=seen, project=project, why=why, now=NOW
    )


def test_a_project_comes_back_as_it_was_signed(staffed, cast):
    state(staffed, cast.cio)
    whole = replace(
        PIPELINE,
        prerequisites=("FND-01",),
        unblocks=(Unblock("AI-036", 0.5, ("FND-01",)), Unblock("AI-036", 0.25)),
    )
    state(staffed, cast.ceo, whole, project_id="FND-02")
    first, second = projects(staffed)
    assert (first.goal_id, first.number, first.by, first.at) == ("FND-01", 1, cast.cio, NOW)
    assert first.content == PIPELINE
    assert second.content == whole


def test_a_change_keeps_the_earlier_project_with_who_when_and_why(staffed, cast):
    state(staffed, cast.cio)
    change(staffed, cast.ceo, replace(PIPELINE, state="funded"), why="Decided in March.")
    first, second = project_history(staffed, "FND-01")
    assert (first.content.state, second.content.state) == ("proposed", "funded")
    assert (second.by, second.why) == (cast.ceo, "Decided in March.")
    assert [one.number for one in projects(staffed)] == [2]


def test_every_change_stands_in_the_journal_with_what_differed(staffed, cast):
    state(staffed, cast.cio)
    change(staffed, cast.cio, replace(PIPELINE, cost_eur=Decimal(800_000)))
    stated, changed = staffed.catalogue.journal(subject="project/FND-01")
    assert (stated.action, changed.action) == ("project:state", "project:change")
    assert changed.before == {"cost_eur": "900000.05"}
    assert changed.after == {"cost_eur": "800000"}


def test_a_change_to_an_older_revision_is_refused_and_says_who_was_first(staffed, cast):
    state(staffed, cast.cio)
    change(staffed, cast.ceo, replace(PIPELINE, state="funded"), why="Decided in March.")
    with pytest.raises(Overtaken, match="Ingrid Solberg .CEO. changed project FND-01"):
        change(staffed, cast.cio, replace(PIPELINE, state="dropped"))
    assert len(project_history(staffed, "FND-01")) == 2


@pytest.mark.parametrize("role", ["staff", "facilitator", "viewer"])
def test_only_the_two_sides_propose_projects(staffed, cast, role):
    with pytest.raises(NotAllowed, match="may not propose or change foundation projects"):
        state(staffed, getattr(cast, role))
    assert projects(staffed) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cost_eur": Decimal(0)}, "above 0"),
        ({"cost_eur": Decimal("NaN")}, "above 0"),
        ({"cost_eur": Decimal("1.005")}, "parts of a cent"),
        ({"duration_months": 0}, "1 to 120 months"),
        ({"urgency": Urgency(21, 1, 1, 1)}, "scale from 1 to 20"),
        ({"urgency": Urgency(1, 1, 1, 0)}, "The size is 0"),
        ({"state": "loved"}, "“loved” is not one of proposed"),
        ({"title": " "}, "The title is empty"),
        ({"closes": (Gap("DS-CRM", "beauty"),)}, "“beauty” is not one of completeness"),
        ({"unblocks": (Unblock("AI-031", 0),)}, "above 0 and at most at 1"),
        ({"unblocks": (Unblock("AI-031", 1.5),)}, "above 0 and at most at 1"),
        ({"unblocks": (Unblock("AI-031", float("nan")),)}, "above 0 and at most at 1"),
        ({"unblocks": (Unblock("AI-031", 0.5), Unblock("AI-031", 0.6))}, "stands twice"),
        ({"unblocks": (Unblock("AI-031", 0.5, ("FND-01",)),)}, "cannot stand beside itself"),
        ({"unblocks": (Unblock("AI-031", 0.5, ("FND-07",)),)}, "no project FND-07"),
        ({"prerequisites": ("FND-07",)}, "There is no project FND-07"),
        ({"prerequisites": ("FND-01",)}, "FND-01 needs FND-01"),
    ],
)
def test_what_does_not_hold_is_refused_in_words(staffed, cast, changes, said):
    with pytest.raises(GapError, match=said) as refusal:
        state(staffed, cast.cio, replace(PIPELINE, **changes))
    assert "othing was changed" in str(refusal.value)
    assert projects(staffed) == ()


def test_prerequisites_that_lead_back_are_refused_with_their_way(staffed, cast):
    plain = replace(PIPELINE, unblocks=())
    state(staffed, cast.cio, plain)
    state(staffed, cast.cio, replace(plain, prerequisites=("FND-01",)), project_id="FND-02")
    state(staffed, cast.cio, replace(plain, prerequisites=("FND-02",)), project_id="FND-03")
    with pytest.raises(GapError, match="FND-01 needs FND-03 needs FND-02 needs FND-01"):
        change(staffed, cast.cio, replace(plain, prerequisites=("FND-03",)))


def test_an_identifier_names_one_project(staffed, cast):
    state(staffed, cast.cio)
    with pytest.raises(GapError, match="There is a project FND-01 already: Sensor data pipeline"):
        state(staffed, cast.ceo)
    with pytest.raises(GapError, match="cannot name a project"):
        state(staffed, cast.ceo, project_id="sensor pipeline")
    with pytest.raises(NotFound, match="no project FND-09"):
        change(staffed, cast.ceo, PIPELINE, project_id="FND-09")
    with pytest.raises(NotFound, match="no project FND-09"):
        project_history(staffed, "FND-09")


def test_a_change_that_changes_nothing_is_refused(staffed, cast):
    state(staffed, cast.cio)
    with pytest.raises(GapError, match="already says that"):
        change(staffed, cast.cio, PIPELINE)


@pytest.mark.parametrize("table", sorted(INVESTMENT_TABLES))
def test_the_database_itself_refuses_to_rewrite_a_project(staffed, cast, table):
    state(staffed, cast.cio)
    both = replace(PIPELINE, prerequisites=("FND-01",), unblocks=(Unblock("AI-1", 1, ("FND-01",)),))
    state(staffed, cast.cio, both, project_id="FND-02")
    with pytest.raises(DatabaseError, match="append-only"), staffed.database.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET number = 7")
