"""Live: what the other side does reaches a reader's screen within seconds and keeps their place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from governance import replies, roster
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.journeys.conftest import Visitor
from tests.journeys.test_audit import serving
from tests.journeys.test_doorway import free_port

WITHIN = 15.0
"""Seconds from the reply until it is on the screen of somebody who does nothing."""
PLACE = "document.querySelector('[data-testid=\"stMain\"]').scrollTop"
NEW_DATE = "1 Oct 2027"

pytestmark = pytest.mark.browser


@pytest.fixture
def workspace(own_demo_store: Path) -> Iterator[Workspace]:
    """The store behind the screen, in the hands of somebody else."""
    opened = opening.opened(Settings(store=own_demo_store))
    yield opened
    opened.database.dispose()


def answer_anew(workspace: Workspace, goal_id: str, day: date) -> float:
    """Let the CIO name another date; return when that was."""
    *_, newest = replies.reply_history(workspace, goal_id)
    replies.give_reply(
        workspace, roster.person(workspace, "marcus"), goal_id=goal_id, seen=newest.number,
        reply=replace(newest.content, realistic_date=day), why="We counted again.",
        now=datetime.now(UTC),
    )  # fmt: skip
    return time.monotonic()


def scrolled(page: Page) -> float:
    """Return how far a page is scrolled down."""
    return float(page.evaluate(PLACE))


def test_a_reply_reaches_a_reader_who_scrolled_and_filtered_and_leaves_both_as_they_were(
    workspace: Workspace, own_demo_store: Path, visitor: Visitor
) -> None:
    with serving(own_demo_store, free_port()) as address:
        visit = visitor().open(f"{address}/?as=ceo&unit=Claims")
        page = visit.page
        goal = page.locator(".goal-list .goal", has_text="Settle simple claims within a day")
        goal.scroll_into_view_if_needed()
        page.evaluate(f"{PLACE} += 40")
        page.wait_for_timeout(300)
        before, place = page.url, scrolled(page)
        assert place > 200
        assert NEW_DATE not in goal.inner_text()
        given = answer_anew(workspace, "GOAL-01", date(2027, 10, 1))
        page.locator(".goal-list .goal", has_text=NEW_DATE).wait_for(timeout=WITHIN * 1000)
        took = time.monotonic() - given
        assert took < WITHIN, f"the reply was on the screen after {took:.1f} s"
        visit.settle()
        told = page.locator(".st-key-live")
        told.get_by_text(
            "Marcus Okafor answered “Settle simple claims within a day” anew"
        ).wait_for()
        assert page.url == before
        assert page.get_by_role("combobox", name="Business unit").input_value() == "Claims"
        assert abs(scrolled(page) - place) < 30
        told.get_by_role("button", name="Seen").click()
        told.wait_for(state="detached")
        assert not visit.errors


def test_a_page_with_a_form_says_what_is_new_and_leaves_what_somebody_types(
    workspace: Workspace, own_demo_store: Path, visitor: Visitor
) -> None:
    with serving(own_demo_store, free_port()) as address:
        visit = visitor().open(f"{address}/metric?as=ceo&metric=adoption_rate")
        page, typed = visit.page, "I have not finished this sen"
        field = page.get_by_label("Comment", exact=True)
        field.click()
        field.press_sequentially(typed)
        given = answer_anew(workspace, "GOAL-01", date(2027, 10, 1))
        told = page.locator(".st-key-live")
        told.get_by_role("button", name="Show it").wait_for(timeout=WITHIN * 1000)
        assert time.monotonic() - given < WITHIN
        assert NEW_DATE not in page.locator(".goal-list").inner_text()
        assert field.input_value() == typed
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        field.press_sequentially("tence.")
        assert field.input_value() == "I have not finished this sentence."
        told.get_by_role("button", name="Show it").click()
        page.locator(".goal-list .goal", has_text=NEW_DATE).wait_for()
        assert field.input_value() == "I have not finished this sentence."
