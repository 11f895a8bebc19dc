"""Two people change the same goal at once: the second one merges, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from governance.goals import change_goal, goal_history
from governance.roster import people
from pipelines.settings import Settings
from tests import opening
from tests.bench import servers
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


def filled_in(page: Page) -> None:
    """Open the form and change two fields."""
    page.get_by_text("Change this goal").click()
    page.get_by_label("Title").fill("A chatbot that knows the contracts")
    page.get_by_label("Priority, 1 is first").fill("3")
    page.get_by_label("Reason, which everybody will read").fill("It must answer from contracts.")
    page.keyboard.press("Tab")


def test_a_change_that_collides_is_merged_field_by_field(
    own_demo_store: Path, visitor: Visitor
) -> None:
    workspace = opening.opened(Settings(store=own_demo_store))
    with servers.tandem(own_demo_store) as server:
        visit = visitor().open(f"{server.address}/goals?as=ceo&goal=GOAL-02")
        page = visit.page
        filled_in(page)
        visit.settle()
        first = goal_history(workspace, "GOAL-02")[-1]
        change_goal(
            workspace,
            next(one for one in people(workspace) if one.role == "ceo"),
            goal_id="GOAL-02", seen=first.number, goal=replace(first.content, priority=2),
            why="Decided on the telephone.", now=datetime.now(UTC),
        )  # fmt: skip
        page.get_by_role("button", name="Sign the change").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Decided on the telephone.")
        expect(dialog).to_contain_text("Priority (was 1)")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        assert page.get_by_label("Title").input_value() == "A chatbot that knows the contracts"

        page.get_by_role("button", name="Sign the change").click()
        dialog.get_by_text("Theirs: 2").click()
        dialog.get_by_role("button", name="Sign both together").click()
        page.get_by_text("Both changes are signed together as revision 3.").wait_for()
        assert visit.errors == []
    newest = goal_history(workspace, "GOAL-02")[-1]
    workspace.database.dispose()
    assert (newest.number, newest.content.priority) == (3, 2)
    assert newest.content.title == "A chatbot that knows the contracts"


def test_a_what_if_moves_the_chance_at_once_and_stands_in_the_address(
    address: str, visitor: Visitor
) -> None:
    visit = visitor().open(f"{address}/goals?as=viewer&goal=GOAL-02")
    visit.page.get_by_text("Data gap: Duplicate customers").first.click()
    visit.page.get_by_text("An estimate from this company's own history").wait_for()
    visit.settle()
    assert "without=1" in visit.page.url
    again = visitor().open(visit.page.url)
    again.page.get_by_text("An estimate from this company's own history").wait_for()
