"""A reader's ways: from the answer to a figure to its rows, by mouse, by keyboard, by link."""

from __future__ import annotations

import re
import time

import pytest

from tests.journeys.conftest import PHONE, Visitor

pytestmark = pytest.mark.browser

AT_REST = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  return style.outlineStyle !== 'none' && style.outlineWidth !== '0px'
    || style.boxShadow !== 'none' || element.closest('[data-baseweb="select"]') !== null;
}"""


def test_from_a_tile_to_its_source_rows_in_two_clicks(address: str, visitor: Visitor) -> None:
    visit = visitor().open(f"{address}/?as=cio&unit=Claims")
    visit.page.locator("a.tile", has_text="Adoption").first.click()
    visit.page.get_by_role("heading", name="Where it comes from").wait_for()
    assert "metric=adoption_rate" in visit.page.url
    assert "unit=Claims" in visit.page.url
    assert "as=cio" in visit.page.url
    visit.page.get_by_text("adoption_2026-Q1.csv").first.wait_for()
    visit.page.get_by_text(re.compile("rows of (extract )?adoption")).click()
    first = visit.page.locator("th", has_text=re.compile(r"adoption_2026-Q1\.csv, line \d+")).first
    first.wait_for()


def test_going_back_leads_to_the_same_view(address: str, visitor: Visitor) -> None:
    visit = visitor().open(f"{address}/?as=cio&view=risk&period=2025-Q3")
    visit.page.locator("a.tile").first.click()
    visit.page.get_by_role("heading", name="How it moved").wait_for()
    assert visit.page.get_by_role("combobox", name="Period").input_value() == "2025-Q3"
    visit.page.go_back()
    visit.page.get_by_role("heading", name="Two-way scorecard").wait_for()
    visit.page.locator("a.tile").first.wait_for()
    assert visit.page.get_by_role("combobox", name="Perspective").input_value() == "Risk"
    assert visit.page.get_by_role("combobox", name="Period").input_value() == "2025-Q3"


def test_a_link_that_somebody_sent_shows_what_they_saw(address: str, visitor: Visitor) -> None:
    sent = f"{address}/?as=facilitator&unit=Service&view=risk&period=2025-Q3"
    visit = visitor().open(sent)
    chosen = {
        name: visit.page.get_by_role("combobox", name=name).input_value()
        for name in ("Viewing as", "Business unit", "Perspective", "Period")
    }
    assert list(chosen.values()) == ["facilitator", "Service", "Risk", "2025-Q3"]
    assert visit.page.locator('section[aria-label="Risk"]').count() == 1
    assert visit.page.locator('section[aria-label="Financial"]').count() == 0


def test_a_choice_is_written_into_the_address(address: str, visitor: Visitor) -> None:
    visit = visitor().open(address)
    visit.page.get_by_role("combobox", name="Business unit").click()
    visit.page.get_by_role("option", name="Claims").click()
    visit.page.wait_for_url(re.compile("unit=Claims"))
    visit.settle()
    assert visit.page.locator(".goal-list .goal").count() >= 1


def test_who_is_reading_outlives_the_menu(address: str, visitor: Visitor) -> None:
    visit = visitor().open(f"{address}/?as=viewer")
    menu = visit.page.get_by_test_id("stTopNavLink")
    assert "Loads" not in menu.all_inner_texts()
    menu.filter(has_text="Portfolio").click()
    visit.page.get_by_role("heading", name="The initiatives").wait_for()
    visit.settle()
    assert "as=viewer" in visit.page.url
    assert "Loads" not in menu.all_inner_texts()


def test_a_page_that_is_not_in_ones_menu_cannot_be_reached_by_its_address(
    address: str, visitor: Visitor
) -> None:
    visit = visitor().open(f"{address}/loads?as=viewer")
    assert "adoption_2026-Q1.csv" not in visit.page.inner_text("body")


def test_every_tile_and_every_goal_is_reached_by_the_keyboard(
    address: str, visitor: Visitor
) -> None:
    visit = visitor().open(address)
    wanted = visit.page.locator(".tandem a[href]").count()
    reached = set()
    for _ in range(wanted + 40):
        visit.page.keyboard.press("Tab")
        place = visit.page.evaluate(
            "[...document.querySelectorAll('.tandem a[href]')].indexOf(document.activeElement)"
        )
        if place >= 0:
            reached.add(place)
            assert visit.page.evaluate(AT_REST), "the focus cannot be seen"
    assert len(reached) == wanted
    visit.page.locator("a.tile").first.focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("heading", name="How it moved").wait_for()


def test_a_click_is_answered_within_a_second(address: str, visitor: Visitor) -> None:
    visit = visitor().open(address)
    took = []
    for _ in range(3):
        began = time.perf_counter()
        visit.page.locator("a.tile").nth(1).click()
        visit.page.locator(".figure-card").wait_for()
        took.append(time.perf_counter() - began)
        visit.page.go_back()
        visit.page.locator("a.tile").first.wait_for()
    assert min(took) < 1.0, "the best of three, because the machine may be busy"


def test_on_a_phone_each_goal_is_a_card_with_both_dates(address: str, visitor: Visitor) -> None:
    visit = visitor(width=PHONE).open(address)
    card = visit.page.locator(".goal-list .goal").first
    box = card.bounding_box()
    assert box is not None
    assert 300 < box["width"] <= PHONE
    words = card.inner_text()
    assert "wanted" in words
    assert "realistic" in words
    assert card.locator("svg.axis").first.is_visible()
