"""Every page opens for each role that may, and shows nothing to each that may not."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from governance.access import RIGHTS
from governance.people import ROLES, Role
from pipelines.settings import ROOT
from pipelines.workspace import Workspace
from tests.pages.conftest import Reader

NEEDS = {
    "scorecard": "scorecard:read",
    "metric": "metric:read",
    "portfolio": "portfolio:read",
    "methods": "methods:read",
    "loads": "loads:read",
    "upload": "loads:write",
    "maturity": "maturity:read",
    "audit": "maturity:read",
    "datasets": "maturity:read",
    "investments": "investments:read",
    "goals": "scorecard:read",
    "checkin": "checkin:read",
    "discussion": "scorecard:read",
    "tokens": "metric:read",
}
TITLES = {
    "scorecard": "Two-way scorecard",
    "metric": "Metric",
    "portfolio": "Portfolio",
    "methods": "Methods",
    "loads": "Loads",
    "upload": "Upload",
    "maturity": "Data maturity",
    "audit": "Audit",
    "datasets": "Datasets",
    "investments": "Investments",
    "goals": "Goals",
    "checkin": "Check-in",
    "discussion": "Discussion",
    "tokens": "Access",
}
MAY = [(page, role) for page in NEEDS for role in ROLES if NEEDS[page] in RIGHTS[role]]
MAY_NOT = [(page, role) for page in NEEDS for role in ROLES if NEEDS[page] not in RIGHTS[role]]


@pytest.mark.parametrize(("page", "role"), MAY)
def test_a_page_opens_for_each_role_that_may(reading: Reader, page: str, role: Role) -> None:
    app = reading(page, role)
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [TITLES[page]]


@pytest.mark.parametrize(("page", "role"), MAY_NOT)
def test_a_page_shows_nothing_but_a_refusal_to_each_role_that_may_not(
    reading: Reader, page: str, role: Role
) -> None:
    app = reading(page, role)
    assert "you may not open this page" in app.warning[0].value
    assert len(app.main.children) == 3, "the band, the heading and the refusal"


@pytest.mark.parametrize("role", ROLES)
def test_the_front_door_opens_on_the_scorecard(reading: Reader, role: Role) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["as"] = role
    app.run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Two-way scorecard"]


def test_somebody_is_kept_out_somewhere() -> None:
    assert MAY_NOT


@pytest.mark.parametrize("page", NEEDS)
def test_a_page_without_the_front_door_shows_nothing(reading: Reader, page: str) -> None:
    app = AppTest.from_file(str(ROOT / f"pages/{page}.py"), default_timeout=60).run()
    assert [error.value for error in app.error] == ["Please open Tandem through its start page."]
    assert not app.title
    assert not app.selectbox


@pytest.mark.parametrize("wrong", ["admin", "CEO", "", "ceo'; drop table person", "viewer\x00"])
def test_a_role_that_does_not_exist_is_not_given(reading: Reader, wrong: str) -> None:
    app = reading("scorecard", wrong)  # type: ignore[arg-type]  # what the address may hold
    assert app.selectbox(key="choice_as").value == ROLES[0]


@pytest.mark.parametrize("role", ["viewer", "ceo", "facilitator"])
def test_only_those_who_load_can_bring_or_take_back_a_file(reading: Reader, role: Role) -> None:
    for page in ("loads", "upload"):
        app = reading(page, role)
        assert not app.button
        assert not app.text_input


def test_those_who_load_can_take_back_a_load(reading: Reader, demo_workspace: Workspace) -> None:
    load = demo_workspace.catalogue.loads()[0].id
    assert reading("loads", "cio_staff", one=load).toggle
    assert not reading("loads", "ceo", one=load).toggle
