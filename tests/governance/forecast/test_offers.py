"""What may be supposed to begin for a goal: proposed projects, each with all that it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from governance.forecast.offers import offers
from governance.forecast.shapes import Hold
from governance.investments.shapes import Project, Unblock, Urgency
from governance.people import Person
from governance.promises import Revision

CIO = Person("ravi", "Ravi Menon", "cio")
HOLD = Hold("1", "data_gap", "Twice", "history", date(2026, 8, 31), 92, 0.75)


def project(name: str, *, needs: tuple[str, ...] = (), state: str = "proposed",
            together: tuple[str, ...] = (), initiative: str = "AI-017"):  # fmt: skip
    content = Project(
        name.lower(), Decimal(1000), 6, Urgency(1, 1, 1, 1), "CRM", prerequisites=needs,
        unblocks=(Unblock(initiative, 0.5, together),), state=state,
    )  # fmt: skip
    return Revision(name, 1, CIO, datetime(2026, 1, 1, tzinfo=UTC), "A reason.", content)


def begun(*projects, holds=(HOLD,)) -> dict[str, tuple[str, ...]]:
    return {one.project_id: one.begun for one in offers(projects, "AI-017", holds)}


def test_a_proposed_project_that_serves_the_initiative_is_offered():
    assert begun(project("FND-01"), project("FND-02", initiative="AI-031")) == {
        "FND-01": ("FND-01",)
    }


def test_a_project_comes_with_what_it_needs_and_what_it_must_go_with():
    found = begun(
        project("FND-01"), project("FND-02", needs=("FND-01",)),
        project("FND-03", together=("FND-02",)),
    )  # fmt: skip
    assert found["FND-02"] == ("FND-01", "FND-02")
    assert found["FND-03"] == ("FND-01", "FND-02", "FND-03")


def test_what_is_under_way_or_done_need_not_begin():
    found = begun(project("FND-01", state="running"), project("FND-02", needs=("FND-01",)))
    assert found == {"FND-02": ("FND-02",)}


def test_a_project_that_needs_one_that_was_given_up_is_not_offered():
    assert begun(project("FND-01", state="dropped"), project("FND-02", needs=("FND-01",))) == {}


def test_nothing_is_offered_where_no_project_could_clear_what_holds_the_goal():
    assert begun(project("FND-01"), holds=()) == {}
    assert begun(project("FND-01"), holds=(replace(HOLD, type="vendor"),)) == {}
    assert begun(project("FND-01"), holds=(replace(HOLD, source="project"),)) == {}
