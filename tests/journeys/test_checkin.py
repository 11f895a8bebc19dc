"""A whole check-in from the keyboard, in three browsers; nothing is lost, and it reopens as it was.

The server is killed and one line is cut in the middle. Afterwards a quarter is restated and a
metric is redefined; the closed meeting still shows every screen letter by letter.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from governance import roster
from governance.checkin import deciding
from governance.checkin import meeting as meetings
from governance.checkin.freezing import frozen
from governance.checkin.shapes import Meeting
from governance.checkin.verifying import verify
from governance.goals import goals
from governance.records.opening import make_ready
from pipelines.settings import ROOT, Settings
from pipelines.workspace import Workspace
from reports.checkin import ORDER
from tests import opening
from tests.bench.child import environment
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.line import Line, line
from tests.journeys.seats import Seat, Server

ROOM = 1920
WITHIN = 2.0
"""Seconds from the presenter's key until everybody sees the same."""
BACK_WITHIN = 5.0
"""Seconds from the server's first answer until everything is there again."""
FIELD = "Note on what is shown"
NOTE = "The web shop writes every customer twice."
MORE = "The shop's owner is asked today."
REASON = "Frequent questions need no customer data; the rest waits for the clean-up."
SCOPE = "Answers to frequent questions"
NEW_DATE = "20270228"
TASK = "Order the clean-up of the customer records"
CHATBOT = "Service chatbot live by 2026-Q3"

WATCHED = """words => {
  window.seen = 0;
  const looking = setInterval(() => {
    if (!document.querySelector(".tandem.screen")?.innerText.includes(words)) return;
    window.seen = Date.now();
    clearInterval(looking);
  }, 20);
}"""
"""Notes in a page when its screen first says something."""
ANOTHER = "before => document.querySelector('.tandem.screen').outerHTML !== before"
pytestmark = pytest.mark.browser


@dataclass
class Table:
    """The three of them, the store behind, and what is between."""

    lead: Seat
    ceo: Seat
    cio: Seat
    server: Server
    line: Line
    workspace: Workspace

    @property
    def meeting(self) -> Meeting:
        """Return the meeting as the records have it."""
        return meetings.meeting(self.workspace, meetings.check_ins(self.workspace)[0].id)


@pytest.fixture
def table(own_demo_store: Path, chromium: Browser) -> Iterator[Table]:
    """Three browsers, a server on a store of the test's own, and the CIO on a line to cut."""
    workspace = opening.opened(Settings(store=own_demo_store))
    make_ready(workspace.database)
    server = Server(own_demo_store)
    server.start()
    with ExitStack() as stack:
        stack.callback(server.kill)
        laid = stack.enter_context(line(server.port))

        def seat(width: int) -> Seat:
            """Return a fresh browser profile."""
            context = chromium.new_context(viewport={"width": width, "height": 1080})
            stack.callback(context.close)
            return Seat(context.new_page())

        yield Table(seat(ROOM), seat(PHONE), seat(DESK), server, laid, workspace)
    workspace.database.dispose()


def everybody_comes(table: Table) -> None:
    """Open the page three times, open the meeting once, and see that all are in it."""
    table.lead.open(f"{table.server.address}/checkin?as=facilitator&who=amara")
    table.ceo.open(f"{table.server.address}/checkin?as=ceo&who=ingrid")
    table.cio.open(f"http://127.0.0.1:{table.line.port}/checkin?as=cio&who=marcus")
    table.ceo.see("No check-in is running")
    table.lead.tab_to("Open the check-in")
    table.lead.press("Enter")
    for seat in (table.lead, table.ceo, table.cio):
        seat.see("Step 1 of 7")
    for seat in (table.ceo, table.cio):
        seat.page.get_by_role("button", name="I am here").click()
        seat.settle()
    table.lead.see("2 here")
    table.lead.press("t")
    table.lead.see("Stop clock")


def everybody_follows(table: Table) -> None:
    """Go on, and see that both others are there within two seconds."""
    table.lead.press("ArrowDown")
    for key, words in (("ArrowDown", "Step 3 of 7 · overview"), ("ArrowRight", "· 1 of 12")):
        others = (table.ceo.page, table.cio.page)
        for page in others:
            page.evaluate(WATCHED, words)
        began = time.time()
        table.lead.page.keyboard.press(key)
        for page in others:
            page.wait_for_function("() => window.seen > 0")
        took = max(page.evaluate("window.seen") for page in others) / 1000 - began
        assert took < WITHIN, f"the others followed after {took:.2f} s"


def note_is_kept_when_the_server_dies(table: Table) -> None:
    """Write a note, put the goal on the list, kill the server, and go on where it was."""
    table.lead.to(CHATBOT)
    table.lead.begin("n", FIELD)
    table.lead.type(NOTE)
    table.lead.page.wait_for_timeout(2000)
    assert NOTE in [note.text for note in table.meeting.notes], (
        "kept two seconds after the last key"
    )
    table.ceo.see(NOTE)
    table.lead.type(" And")
    table.server.kill()
    table.lead.type(" twice.")
    table.server.start()
    began = time.monotonic()
    table.lead.see("Saved · Amara Diallo")
    table.lead.see(CHATBOT)
    expect(table.lead.page.get_by_label(FIELD)).to_have_value(f"{NOTE} And twice.")
    table.ceo.see(f"{NOTE} And twice.")
    took = time.monotonic() - began
    assert took < BACK_WITHIN, f"everything was there again after {took:.2f} s"
    table.lead.press("Escape", "i")
    table.lead.see("is on the list of issues")


def note_is_kept_when_the_line_is_cut(table: Table) -> None:
    """Cut the CIO's line while they write on the same note; what they wrote arrives."""
    table.cio.settle()
    table.cio.begin("n", FIELD)
    field = table.cio.page.get_by_label(FIELD)
    expect(field).to_have_value(f"{NOTE} And twice.")
    table.line.cut()
    field.press("End")
    table.cio.type(f" {MORE}")
    table.cio.page.wait_for_timeout(1500)
    table.line.mend()
    table.lead.see(MORE)
    table.cio.see("Saved · Marcus Okafor")
    table.cio.press("Escape")


def vote_blind(table: Table) -> None:
    """Vote on the goal on the list of issues; the levels come together."""
    table.lead.press("ArrowDown", "ArrowDown")
    table.lead.see("Step 5 of 7")
    table.lead.press("ArrowRight")
    table.lead.to(CHATBOT)
    table.lead.press("v")
    table.lead.page.wait_for_timeout(500)
    table.lead.press("Enter")
    for seat, level in ((table.ceo, "4"), (table.cio, "2")):
        seat.page.get_by_role("button", name="5 Shortcut").wait_for()
        seat.settle()
        seat.page.keyboard.press(level)
        seat.see(f"You said {level}.")
    table.lead.see("voted: Ingrid Solberg, Marcus Okafor")
    assert table.meeting.rounds[0].levels == ()
    table.lead.press("o")
    for seat in (table.lead, table.ceo, table.cio):
        seat.see("Confidence 3.0 of 5, from 2 to 4")


def decide(table: Table) -> None:
    """Draft re-scope with re-time from the keyboard; the CEO signs it on the telephone."""
    table.lead.press("Escape", "d")
    expect(table.lead.page.locator(".tandem-typed").first).to_be_focused()
    table.lead.press("2", "3", "Tab")
    expect(table.lead.page.get_by_label("The reason")).to_be_focused()
    table.lead.type(REASON)
    table.lead.press("Tab")
    expect(table.lead.page.get_by_label("The new scope")).to_be_focused()
    table.lead.type(SCOPE)
    table.lead.press("Tab")
    table.lead.type(NEW_DATE)
    table.lead.tab_to("Draft for the CEO")
    table.lead.press("Enter")
    table.ceo.see("1 to sign")
    table.ceo.see(REASON)
    table.ceo.settle()
    table.ceo.page.get_by_role("button", name="Sign: Re-scope").click()
    for seat in (table.lead, table.cio):
        seat.see("Decided · Ingrid Solberg")
    decided = deciding.decisions(table.workspace)[0]
    assert (decided.options, decided.reason) == (("re_scope", "re_time"), REASON)
    goal = next(one for one in goals(table.workspace) if one.goal_id == decided.goal_id)
    assert goal.content.wanted_date == decided.new_date, "the goal has its new date"


def agree_and_end(table: Table) -> None:
    """Write an action down, rate, sign on both sides, and close."""
    table.lead.press("Escape")
    table.lead.begin("a", "What will be done")
    table.lead.type(TASK)
    table.lead.page.keyboard.press("Tab")
    table.lead.type("Marcus Okafor")
    table.lead.press("Enter", "Control+Enter")
    table.lead.see("The action is written down.")
    table.lead.press("Escape", "ArrowDown", "ArrowDown")
    for seat in (table.lead, table.ceo, table.cio):
        seat.see("1 decision, 1 new action")
        seat.settle()
        seat.press("e")
        seat.page.get_by_role("button", name="Sign as").wait_for()
        seat.settle()
        seat.press("9")
        seat.see("Rated 9.0 of 10")
        seat.settle()
        seat.page.get_by_role("button", name="Sign as").click()
        seat.see("You have signed.")
    table.lead.see("Signed by")
    table.lead.settle()
    table.lead.tab_to("Close the check-in")
    table.lead.press("Enter")
    table.lead.see("was closed on")


def every_screen(seat: Seat, address: str, count: int) -> list[str]:
    """Return every screen of a closed meeting, as the keyboard leads through them."""
    seat.open(address)
    seat.see("Step 1 of 7")
    found = [seat.markup()]
    for _ in range(count - 1):
        seat.page.keyboard.press("ArrowRight")
        seat.page.wait_for_function(ANOTHER, arg=found[-1])
        found.append(seat.markup())
    return found


def restate_and_redefine(table: Table, folder: Path) -> dict[str, str]:
    """Load a quarter anew with fewer rows, and change a metric's limits; return the setting."""
    settings = environment(TANDEM_STORE=str(table.workspace.settings.store))
    files = folder / "files"
    command = [sys.executable, "-m", "pipelines"]
    for words in (["demo", "--out", str(files)], ["load", str(files / "ledger_2026-Q1.csv")]):
        if words[0] == "load":
            ledger = files / "ledger_2026-Q1.csv"
            lines = ledger.read_text("utf-8").splitlines(keepends=True)
            ledger.write_text("".join(lines[:-20]), "utf-8")
        subprocess.run(
            [*command, *words], cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, check=True
        )
    metrics = folder / "metrics.yaml"
    written = (ROOT / "metrics.yaml").read_text("utf-8")
    assert "thresholds: {green: 95, amber: 80, of: target}" in written
    metrics.write_text(
        written.replace("thresholds: {green: 95, amber: 80,", "thresholds: {green: 50, amber: 40,")
    )
    return {"TANDEM_METRICS": str(metrics)}


def test_a_whole_check_in_survives_everything_and_reopens_letter_by_letter(
    table: Table, tmp_path: Path
) -> None:
    everybody_comes(table)
    everybody_follows(table)
    note_is_kept_when_the_server_dies(table)
    note_is_kept_when_the_line_is_cut(table)
    vote_blind(table)
    decide(table)
    agree_and_end(table)

    name = table.meeting.check_in.id
    address = f"{table.server.address}/checkin?as=ceo&checkin={name}&stage=0"
    pinned = frozen(table.workspace, name)
    assert pinned is not None
    papers = dict(pinned.papers)
    count = len(papers[ORDER].splitlines())
    before = every_screen(table.lead, address, count)
    changed = restate_and_redefine(table, tmp_path)
    table.server.kill()
    table.server.start(**changed)
    assert every_screen(table.lead, address, count) == before
    assert frozen(table.workspace, name) == pinned
    assert verify(table.workspace, name).intact


def test_two_people_who_write_the_same_note_at_once_lose_nothing(table: Table) -> None:
    amara, marcus = (roster.person(table.workspace, name) for name in ("amara", "marcus"))
    now = datetime.now(UTC)
    held = meetings.open_check_in(
        table.workspace, amara, title="Tried", agenda="45", held_on=now.date(), now=now
    )
    table.lead.open(f"{table.server.address}/checkin?as=facilitator&who=amara")
    table.lead.begin("n", FIELD)
    table.lead.type(NOTE)
    meetings.write_note(
        table.workspace, marcus, held.id, key="changes", text=MORE, seen=0, now=datetime.now(UTC)
    )
    table.lead.see("Two of you wrote here at the same time.")
    for words in (NOTE, MORE):
        table.lead.see(words)
    table.lead.settle()
    table.lead.page.get_by_role("button", name="Keep both").click()
    expect(table.lead.page.get_by_label(FIELD)).to_have_value(f"{MORE}\n{NOTE}")
    assert [note.text for note in table.meeting.notes] == [f"{MORE}\n{NOTE}"]
