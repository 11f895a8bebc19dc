"""The investments screen: the budget answers at once, and only the two sides may sign."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from governance.access import RIGHTS
from governance.investments.policy import investment_policy
from governance.investments.projects import project_history
from governance.people import ROLES, Role
from pages.parts.budget import MOST_STOPS, stops_for
from pipelines.settings import Settings
from tests import opening
from tests.pages.conftest import Reader, _readers
from tests.pages.test_screens import said


@pytest.fixture(scope="module")
def funded_store(demo_store: Path) -> Path:
    """The demo company's store, with its foundation projects."""
    return demo_store


@pytest.fixture
def reading_funded(reading: Reader) -> Reader:
    """Opens a page on that store."""
    return reading


def opened(reader: Reader, role: Role = "ceo", **choices: str) -> AppTest:
    app = reader("investments", role, **choices)
    assert not app.exception
    assert not app.error
    return app


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_the_answer_and_only_the_two_sides_the_form(
    reading_funded: Reader, role: Role
) -> None:
    app = opened(reading_funded, role)
    assert "would come in" in said(app)
    headers = {header.value for header in app.header}
    assert {"Three orders, side by side", "Money against progress"} <= headers
    may_write = "investments:write" in RIGHTS[role]
    assert ("Propose or change a project" in headers) is may_write


def test_the_budget_stands_in_the_address_and_answers_at_once(reading_funded: Reader) -> None:
    app = opened(reading_funded)
    assert app.select_slider[0].value == 1_200_000
    assert "budget" not in app.query_params
    app.select_slider[0].set_value(500_000).run()
    assert app.query_params["budget"] in ("500000", ["500000"])
    assert "With €550k" in said(app)


def test_a_budget_in_the_address_is_the_budget_shown(reading_funded: Reader) -> None:
    app = opened(reading_funded, budget="900000")
    assert app.select_slider[0].value == 900_000
    assert "With €990k" in said(app)


@pytest.mark.parametrize("wrong", ["-1", "1e9", "abc", "", "1200001", "０"])
def test_a_wrong_budget_counts_as_not_chosen(reading_funded: Reader, wrong: str) -> None:
    assert opened(reading_funded, budget=wrong).select_slider[0].value == 1_200_000


def test_an_empty_workspace_says_how_to_begin(reading_empty: Reader) -> None:
    app = reading_empty("investments", "ceo")
    assert not app.exception
    assert "No foundation project is stated here yet" in said(app)
    assert not app.select_slider


def test_a_change_is_signed_and_keeps_what_was_there(
    funded_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Path(shutil.copytree(funded_store, tmp_path / "store"))
    for read in _readers(store, monkeypatch):
        app = opened(read, "cio", project="FND-05")
        fields = {one.label: one for one in app.text_input}
        fields["Title"].set_value("Telematics intake, all suppliers")
        fields["Reason, which everybody will read"].set_value("A third supplier came in.")
        app.button[0].click().run()
        assert not app.exception
        assert "FND-05 is at revision 2, signed by you." in said(app)
    workspace = opening.opened(Settings(store=store))
    first, second = (one.content for one in project_history(workspace, "FND-05"))
    workspace.database.dispose()
    assert second.title == "Telematics intake, all suppliers"
    assert (first.unblocks, first.closes) == (second.unblocks, second.closes)


def test_a_form_that_does_not_hold_is_refused_in_words(reading_funded: Reader) -> None:
    app = opened(reading_funded, "ceo", project="FND-05")
    app.button[0].click().run()
    assert "The reason for the change is empty." in said(app)


@pytest.mark.parametrize("all_cost", [0, 2_515_000, 40_000_000, 3_000_000_000])
def test_the_stops_are_few_reach_everything_and_hold_the_default(all_cost: int) -> None:
    rules = investment_policy().budget
    stops = stops_for(all_cost, rules)
    assert stops[0] == 0
    assert stops[-1] >= all_cost
    assert rules.default_eur in stops
    assert len(stops) <= MOST_STOPS + 3
