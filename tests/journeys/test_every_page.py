"""Every page opens, in light and dark, at a desk and on a phone, and asks nobody but this host."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import DESK, PHONE, Visitor

PAGES = (
    *("", "metric?metric=adoption_rate", "portfolio", "methods", "loads"),
    *("maturity", "maturity?subject=DS-CRM", "audit?as=facilitator", "datasets", "investments"),
    *("goals", "goals?goal=GOAL-02", "checkin", "discussion"),
)
FRAME = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  return main.scrollWidth - main.clientWidth;
}"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.partition("?")[0] or "scorecard")
def test_a_page_opens_without_error_and_has_no_barrier(
    address: str, visitor: Visitor, path: str, dark: bool
) -> None:
    visit = visitor(dark=dark).open(f"{address}/{path}")
    assert visit.page.locator("h1").count() == 1
    assert visit.page.locator('[data-testid="stAlert"]').count() == 0
    assert visit.errors == []
    assert strangers(visit.requested, address) == []
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.partition("?")[0] or "scorecard")
def test_a_page_fits_a_phone(address: str, visitor: Visitor, path: str) -> None:
    visit = visitor(width=PHONE).open(f"{address}/{path}")
    assert visit.page.evaluate(FRAME) == 0
    assert visit.errors == []
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.partition("?")[0] or "scorecard")
def test_an_empty_workspace_says_what_to_do(
    empty_address: str, visitor: Visitor, path: str
) -> None:
    visit = visitor().open(f"{empty_address}/{path}")
    assert visit.errors == []
    assert "went wrong" not in visit.page.inner_text("body")
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()


def strangers(requested: list[str], address: str) -> list[str]:
    """Return the requests that went to another host."""
    own = urlsplit(address).netloc
    inside = ("data", "blob")
    parts = [urlsplit(each) for each in requested]
    return [each.geturl() for each in parts if each.scheme not in inside and each.netloc != own]


def test_a_request_to_another_host_would_be_noticed() -> None:
    asked = ["http://127.0.0.1:1/a", "blob:http://x", "https://fonts.example/inter.woff2"]
    assert strangers(asked, "http://127.0.0.1:1") == ["https://fonts.example/inter.woff2"]


def test_our_own_font_is_used(address: str, visitor: Visitor) -> None:
    visit = visitor(width=DESK).open(address)
    assert any("/fonts/inter" in each for each in visit.requested)
    assert visit.page.evaluate("document.fonts.check('16px Inter')")
