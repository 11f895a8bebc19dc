"""A whole audit in three browsers: hidden until the reveal, then on every screen within seconds.

What a person must not see must not reach their browser at all, so the frames of the websocket
are searched as well as the page.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocket, expect

from governance import roster
from governance.maturity import audits
from governance.maturity.questionnaire import questionnaire
from governance.records.opening import make_ready
from pipelines.settings import ROOT, Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.bench.child import environment
from tests.journeys.conftest import DESK, PHONE, SETTLED
from tests.journeys.test_doorway import free_port, status

CEO_SAID = "Zinnober-4711, the evidence of the one side"
CIO_SAID = "Lapislazuli-0815, the evidence of the other side"
SECRETS = (CEO_SAID, CIO_SAID)
WITHIN = 2.0
"""Seconds from the facilitator's click until everybody sees the answers."""
WATCHED = """secrets => {
  document.addEventListener("click", () => { window.clicked = Date.now(); }, true);
  const looking = setInterval(() => {
    const words = document.body.textContent;
    if (secrets.every(each => words.includes(each))) {
      window.seen = Date.now();
      clearInterval(looking);
    }
  }, 20);
}"""
"""Notes in a page when it was last clicked and when it first held both sides' evidence."""
TITLE = "Data maturity, tried by three"

pytestmark = pytest.mark.browser


@dataclass
class Seat:
    """One person before a browser of their own, with everything that ever reached it."""

    page: Page
    path: str
    received: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note every frame from the first connection on."""
        self.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        """Keep what a connection brings."""
        socket.on(
            "framereceived",
            lambda frame: self.received.append(
                frame if isinstance(frame, bytes) else frame.encode()
            ),
        )

    def open(self, address: str) -> None:
        """Open the audit."""
        self.page.goto(f"{address}/{self.path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the screen has come to rest."""
        self.page.wait_for_function(SETTLED, timeout=60_000)

    def see(self, words: str) -> None:
        """Wait until something is on the screen."""
        self.page.get_by_text(words).first.wait_for(timeout=30_000)

    def step(self, name: str) -> None:
        """Go to a step of the facilitator's way."""
        self.page.get_by_role("button", name=name).click()
        self.settle()

    def knows(self, secret: str) -> bool:
        """Return whether a text ever reached this browser."""
        on_screen = secret in self.page.content() or secret in self.page.inner_text("body")
        return on_screen or any(secret.encode() in frame for frame in self.received)


@dataclass
class Table:
    """The three of them, the store behind, and the server between."""

    ceo: Seat
    cio: Seat
    facilitator: Seat
    workspace: Workspace

    @property
    def seats(self) -> tuple[Seat, Seat, Seat]:
        """Return all three."""
        return self.ceo, self.cio, self.facilitator


@contextmanager
def serving(store: Path, port: int) -> Iterator[str]:
    """Run Tandem; nothing is measured meanwhile, so that only the audit is timed."""
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment(TANDEM_STORE=str(store), TANDEM_PORT=str(port), TANDEM_MEASURE_SECONDS="0"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while status(port, "/healthz") != 200:
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def table(own_demo_store: Path, chromium: Browser) -> Iterator[Table]:
    """Three browsers on a store of the test's own, in which no audit is underway."""
    workspace = opening.opened(Settings(store=own_demo_store))
    make_ready(workspace.database)
    amara = roster.person(workspace, "amara")
    for one in audits.audits(workspace):
        if one.state != "closed":
            audits.close_audit(workspace, amara, one.id, now=datetime.now(UTC))
    with ExitStack() as stack:

        def seat(path: str, width: int) -> Seat:
            """Return a fresh browser profile."""
            context = chromium.new_context(viewport={"width": width, "height": 900})
            stack.callback(context.close)
            return Seat(context.new_page(), path)

        yield Table(
            seat("audit?as=ceo&who=ingrid", PHONE),
            seat("audit?as=cio&who=marcus", DESK),
            seat("audit?as=facilitator&who=amara", DESK),
            workspace,
        )
    workspace.database.dispose()


def question(seat: Seat, number: int) -> Locator:
    """Return the choice of one question, counted from 0."""
    return seat.page.get_by_test_id("stRadio").nth(number)


def answer(seat: Seat, number: int, level: int) -> None:
    """Choose a level of one question."""
    question(seat, number).locator("label:has(input)").nth(level - 1).click()


def rest_on(seat: Seat, number: int, evidence: str) -> None:
    """Write what an answer rests on."""
    place = seat.page.get_by_label("What it rests on").nth(number)
    place.fill(evidence)
    place.press("Enter")
    seat.page.wait_for_timeout(100)
    seat.settle()


def answer_the_rest(table: Table, audit_id: str, who: str, level: int) -> None:
    """Give the other answers through the same function that the screen uses."""
    person = roster.person(table.workspace, who)
    own = audits.own_answers(table.workspace, person, audit_id)
    for item in questionnaire().items:
        if item.id not in own:
            audits.give_answer(
                table.workspace, person, audit_id, item=item.id, level=level, evidence="",
                now=datetime.now(UTC),
            )  # fmt: skip


def open_and_invite(table: Table) -> str:
    """Let the facilitator open an audit and invite both sides; return its name."""
    page = table.facilitator.page
    page.get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Open AUDIT").click()
    table.facilitator.see("Invite them")
    page.get_by_role("button", name="Invite them").click()
    table.facilitator.see("Counts only")
    return audits.audits(table.workspace)[0].id


def both_answer(table: Table, audit_id: str) -> None:
    """Let both sides answer: some questions on the screen, the others as quickly as it goes."""
    for seat, level, evidence in ((table.ceo, 5, CEO_SAID), (table.cio, 1, CIO_SAID)):
        seat.see("0 of 20 answered.")
        seat.settle()
        for number in range(4):
            answer(seat, number, level if number < 2 else 3)
            seat.see(f"{number + 1} of 20 answered.")
        rest_on(seat, 0, evidence)
        seat.see("4 of 20 answered.")
    answer_the_rest(table, audit_id, "ingrid", 3)
    answer_the_rest(table, audit_id, "marcus", 3)


def nothing_leaks(table: Table) -> None:
    """See that nobody's browser holds an answer of anybody else."""
    own = ((table.ceo, CEO_SAID), (table.cio, CIO_SAID))
    for seat, said in own:
        frames = b"".join(seat.received)
        assert said.encode() in frames, "one's own evidence came back, so the search finds some"
    assert not table.ceo.knows(CIO_SAID)
    assert not table.cio.knows(CEO_SAID)
    assert not any(table.facilitator.knows(secret) for secret in SECRETS)
    anchors = [level for item in questionnaire().items for level in item.levels]
    assert not any(table.facilitator.knows(words) for words in anchors)


def reveal(table: Table) -> float:
    """Reveal, and return the seconds from the click until all three saw both sides' evidence."""
    table.facilitator.step("3 Reveal")
    table.facilitator.see("Not finished: Lena Fischer (0 of 20)")
    for seat in table.seats:
        seat.page.evaluate(WATCHED, SECRETS)
    table.facilitator.page.get_by_role("button", name="Reveal all answers").click()
    for seat in table.seats:
        for said in SECRETS:
            seat.see(said)
    clicked = table.facilitator.page.evaluate("window.clicked")
    return max(seat.page.evaluate("window.seen") - clicked for seat in table.seats) / 1000


def talk_and_close(table: Table) -> None:
    """Remark, agree, commit and close, each on the screen."""
    page = table.facilitator.page
    table.ceo.page.get_by_label("What was said about completeness").fill("We counted differently.")
    table.ceo.page.get_by_role("button", name="Note it").click()
    table.facilitator.see("We counted differently.")
    table.facilitator.step("4 Discuss")
    page.get_by_label("What settled it").fill("Two systems were looked at.")
    agreed = page.get_by_role("button", name="Write down the agreed level")
    expect(agreed).to_have_count(1)  # for a moment a redrawn form stands beside the one before
    agreed.click()
    table.cio.see("Two systems were looked at")
    table.facilitator.step("5 Commit")
    page.get_by_label("What will be done").fill("Required fields in every form.")
    page.get_by_role("button", name="Promise it").click()
    table.ceo.see("Required fields in every form.")
    table.facilitator.step("6 Close")
    page.get_by_role("button", name="Close the audit").click()
    table.facilitator.see("Open an audit")


def test_a_whole_audit_hides_what_was_answered_and_then_shows_it_to_all(
    table: Table, own_demo_store: Path
) -> None:
    port = free_port()
    with serving(own_demo_store, port) as address:
        for seat in table.seats:
            seat.open(address)
        audit_id = open_and_invite(table)
        both_answer(table, audit_id)
        asked = 20 * len(audits.audit(table.workspace, audit_id).invitations)
        table.facilitator.see(f"40 of {asked} answers are in")
        for seat in (table.ceo, table.cio):
            seat.open(address)
        nothing_leaks(table)
    with serving(own_demo_store, port) as address:
        for seat in table.seats:
            seat.open(address)
        table.ceo.see("All 20 questions are answered.")
        assert table.ceo.page.get_by_label("What it rests on").first.input_value() == CEO_SAID
        nothing_leaks(table)
        took = reveal(table)
        assert took < WITHIN, f"all three saw the answers after {took:.2f} s"
        talk_and_close(table)
    closed = audits.audit(table.workspace, audit_id)
    assert closed.state == "closed"
    assert [one.text for one in audits.remarks(table.workspace, audit_id)] == [
        "We counted differently."
    ]
    assert set(audits.agreed_levels(table.workspace, audit_id)) == {"completeness"}
    assert [one.text for one in audits.commitments(table.workspace, audit_id)] == [
        "Required fields in every form."
    ]
