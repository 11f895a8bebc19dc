"""Every page opens, in light and dark, at a desk and on a phone, and asks nobody but this host."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from governance import roster
from governance.checkin import meeting as meetings
from governance.checkin.freezing import close
from governance.checkin.shapes import Position
from governance.checkin.stage import stage as staged
from governance.scorecard import scorecard
from pipelines.settings import Settings
from reports.checkin import screens
from tests import opening
from tests.bench import servers
from tests.journeys.conftest import DESK, PHONE, Visit, Visitor

PAGES = (
    *("", "metric?metric=adoption_rate", "portfolio", "methods", "loads"),
    "upload?as=cio_staff",
    *("maturity", "maturity?subject=DS-CRM", "audit?as=facilitator", "datasets", "investments"),
    *("goals", "goals?goal=GOAL-02", "checkin", "discussion", "tokens"),
)
ROOM = 1920
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


def test_a_check_in_has_no_barrier_while_it_is_held_and_afterwards(
    own_demo_store: Path, visitor: Visitor
) -> None:
    workspace = opening.opened(Settings(store=own_demo_store))
    amara = roster.person(workspace, "amara")
    today, now = workspace.reporting_day(date.today()), datetime.now(UTC)
    held = meetings.open_check_in(
        workspace, amara, title="Tried", agenda="45", held_on=today, now=now
    )
    goal = Position("scorecard", scorecard(workspace, today=today).lines[0].goal_id)
    meetings.move(workspace, amara, held.id, goal, now=now)
    with servers.tandem(own_demo_store) as server:
        room = f"{server.address}/checkin?as=facilitator&who=amara&stage=1"
        for width, dark in ((ROOM, False), (DESK, True)):
            barriers_on(visitor(width=width, dark=dark).open(room))
            barriers_on(visitor(width=width, dark=dark).open(f"{room}&panel=action"))
        barriers_on(visitor(width=PHONE).open(f"{server.address}/checkin?as=ceo&stage=0"))
        meeting = meetings.meeting(workspace, held.id)
        shown = staged(workspace, meeting, today=today)
        close(
            workspace, amara, held.id, stage=shown, papers=lambda ended: screens(shown, ended),
            seen=meeting.head, without="Only tried.", today=today, now=datetime.now(UTC),
        )  # fmt: skip
        kept = f"{server.address}/checkin?as=ceo&checkin={held.id}&at=scorecard/{goal.item}"
        for width, dark in ((DESK, True), (PHONE, False)):
            barriers_on(visitor(width=width, dark=dark).open(kept))
    workspace.database.dispose()


def barriers_on(visit: Visit) -> None:
    """Fail where a page of a meeting has an error, a barrier, or stands out of its frame."""
    assert visit.page.locator(".tandem.screen").count() == 1
    assert visit.page.evaluate(FRAME) == 0
    assert visit.errors == []
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
