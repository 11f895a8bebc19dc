"""The stage fits the screen of the room: vote, decision and a long note stand there at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from governance import roster
from governance.checkin import deciding
from governance.checkin import meeting as meetings
from governance.checkin.deciding import Choice
from governance.checkin.shapes import Attached, Issue, Position
from governance.checkin.stage import stage
from governance.forecast.shapes import WhatIf
from governance.records.opening import make_ready
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace
from tests.journeys.seats import Seat, Server

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 31)
GOAL = "GOAL-02"
NOTE = "The web shop writes every customer twice, and one branch has never sent its flags. " * 12
CHOICE = Choice(
    goal_id=GOAL,
    options=("fund_foundation", "re_scope", "re_time"),
    reason="Frequent questions need no customer data and can go live as they are; everything "
    "that reads a contract waits for the clean-up, which is funded today.",
    new_date=date(2027, 2, 28),
    scope="Answers to frequent questions in three languages, without any customer data",
    money_eur=Decimal(380_000),
    review_on=date(2026, 6, 30),
    attached=Attached(
        "without the data gap", WhatIf(value_share=0.55), 0.71, date(2026, 11, 30),
        date(2027, 2, 28),
    ),
    project_id="FND-02",
)  # fmt: skip
WITHIN = """look => {
  const box = document.querySelector(look).getBoundingClientRect();
  const keys = document.querySelector('.st-key-checkin_keys').getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.bottom <= keys.top;
}"""
"""Whether something stands wholly above the keys, without any scrolling."""
pytestmark = pytest.mark.browser


@pytest.fixture
def workspace(own_demo_store: Path) -> Iterator[Workspace]:
    """A meeting at an issue that was voted on, decided and noted on at length."""
    opened = open_workspace(Settings(store=own_demo_store))
    make_ready(opened.database)
    people = {name: roster.person(opened, name) for name in ("amara", "ingrid", "marcus")}
    amara, here = people["amara"], Position("issues", f"goal:{GOAL}")
    held = meetings.open_check_in(
        opened, amara, title="Tried", agenda="45", held_on=TODAY, now=NOW
    ).id
    found = stage(opened, meetings.meeting(opened, held), today=TODAY)
    line = found.line(GOAL)
    assert line is not None
    put = Issue(here.item, "goal", line.title, GOAL, None, None, line.alignment_words)
    meetings.park(opened, amara, held, put, now=NOW)
    meetings.start_round(opened, amara, held, GOAL, now=NOW)
    for name, level in (("ingrid", 4), ("marcus", 2)):
        meetings.vote(opened, people[name], held, GOAL, level, now=NOW)
    meetings.reveal_round(opened, amara, held, GOAL, now=NOW)
    meetings.write_note(opened, people["marcus"], held, key=GOAL, text=NOTE, seen=0, now=NOW)
    before = deciding.sides(line, dict(found.forecasts).get(GOAL))
    deciding.decide(
        opened, people["ingrid"], held, CHOICE, before=before, seen=0, today=TODAY, now=NOW
    )
    meetings.move(opened, amara, held, here, now=NOW)
    yield opened
    opened.database.dispose()


@pytest.fixture
def room(workspace: Workspace, chromium: Browser) -> Iterator[Page]:
    """The presenter's screen of full high definition."""
    server = Server(workspace.settings.store)
    server.start()
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    seat = Seat(context.new_page())
    seat.open(f"{server.address}/checkin?as=facilitator&who=amara")
    seat.see("Step 5 of 7")
    seat.settle()
    yield seat.page
    context.close()
    server.kill()


def test_vote_decision_and_a_long_note_stand_on_the_screen_at_once(room: Page) -> None:
    for look in (".voted", ".decided", ".screen-notes", ".tandem.screen"):
        assert room.evaluate(WITHIN, look), look
    note = room.locator(".screen-notes")
    assert note.evaluate("one => one.scrollHeight > one.clientHeight"), "the note is scrolled"
    assert room.locator(".decided").evaluate("one => one.scrollHeight <= one.clientHeight + 1")
