"""A table on a telephone: each row is a card of headings and values, and is heard as a table."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import DESK, PHONE, Visitor

BEYOND = """() => [...document.querySelectorAll('.tandem.stacks, .tandem.stacks *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.textContent.slice(0, 80))"""
"""What stands to the right of the screen."""
LABELS = """() => [...document.querySelectorAll('.tandem.stacks td[data-label]')]
  .map(one => getComputedStyle(one, '::before').content)"""
PAGES = ("checkin", "goals", "goals?goal=GOAL-02", "maturity")
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("page", PAGES)
def test_no_table_reaches_beyond_the_screen(visitor: Visitor, address: str, page: str) -> None:
    mark = "&" if "?" in page else "?"
    visit = visitor(width=PHONE).open(f"{address}/{page}{mark}as=cio")
    assert visit.page.locator(".tandem.stacks").count() > 0
    assert visit.page.evaluate(BEYOND) == []


def test_each_value_stands_behind_its_heading_on_a_telephone_alone(
    visitor: Visitor, address: str
) -> None:
    phone = visitor(width=PHONE).open(f"{address}/checkin?as=cio").page
    assert {"What is missing" in one or "About" in one or "Due" in one
            for one in phone.evaluate(LABELS)} == {True}  # fmt: skip
    desk = visitor(width=DESK).open(f"{address}/checkin?as=cio").page
    assert set(desk.evaluate(LABELS)) == {"none"}


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_screen_reader_hears_a_table_with_its_headings(
    visitor: Visitor, address: str, width: int
) -> None:
    page = visitor(width=width).open(f"{address}/checkin?as=cio").page
    table = page.get_by_role("table", name="Who is chased for what")
    assert table.get_by_role("columnheader").all_inner_texts() == [
        "Who", "What is missing", "About", "Due",
    ]  # fmt: skip
    rows = table.get_by_role("row")
    assert rows.count() > 1
    assert rows.nth(1).get_by_role("rowheader").count() == 1
    assert rows.nth(1).get_by_role("cell").count() == 3
