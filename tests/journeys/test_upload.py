"""A quarter's file in a browser: from the template to what counts and back, whatever happens."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from pages.parts import tickets
from pipelines.settings import Settings
from pipelines.uploads import reading as uploads
from pipelines.workspace import Workspace
from tests import opening
from tests.bench import servers
from tests.journeys.conftest import PHONE, Visit, Visitor
from tests.journeys.seats import Server
from tests.journeys.test_every_page import FRAME
from tests.pages.test_upload import GOOD, HEADER, UGLY

pytestmark = pytest.mark.browser
FIELD = ".tandem-drop input[type=file]"
MEGABYTES = 20
MOST_GROWTH = 50
"""Megabytes of the server's memory that a file of three hundred may cost."""


@pytest.fixture
def here(own_demo_store: Path) -> Iterator[Workspace]:
    """The workspace of the server."""
    workspace = opening.opened(Settings(store=own_demo_store))
    yield workspace
    workspace.database.dispose()


@pytest.fixture
def address(own_demo_store: Path) -> Iterator[str]:
    """Where a server answers whose store the test may change."""
    with servers.tandem(own_demo_store) as server:
        yield server.address


def dropped(page: Page, file: Path, then: str) -> None:
    """Choose a file, and wait for what follows."""
    page.set_input_files(FIELD, file)
    see(page, then)


def see(page: Page, words: str) -> None:
    """Wait until something is on the screen."""
    page.get_by_text(words).first.wait_for(timeout=60_000)


def press(visit: Visit, name: str | re.Pattern[str]) -> None:
    """Press a button and wait until the screen rests."""
    visit.page.get_by_role("button", name=name).first.click()
    visit.settle()


def fill(visit: Visit, label: str, words: str) -> None:
    """Write into a field."""
    field = visit.page.get_by_label(label, exact=True).first
    field.fill(words)
    field.press("Tab")


def written(folder: Path, text: str, name: str = "talent_2026-Q1.csv") -> Path:
    """Return a file that holds a text."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def barriers(page: Page) -> None:
    """Fail where a screen stands out of its frame or keeps somebody out."""
    assert page.evaluate(FRAME) == 0
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_staff_walk_from_the_template_to_the_undo(
    address: str, here: Workspace, visitor: Visitor, tmp_path: Path
) -> None:
    visit = visitor().open(f"{address}/upload?as=cio_staff")
    page = visit.page
    with page.expect_download() as given:
        page.get_by_role("button", name="CSV", exact=True).click()
    template = tmp_path / given.value.suggested_filename
    given.value.save_as(template)
    heading = template.read_text("utf-8-sig").splitlines()[0]
    assert heading == HEADER.strip()
    ugly = UGLY.replace("required_fte", "Requird fte", 1)
    dropped(page, written(tmp_path, ugly), "3 What we understood")
    see(page, "Requird fte")
    press(visit, "Answer and look again")
    see(page, "2 of 3 rows cannot be loaded, for 2 kinds of reason.")
    barriers(page)
    with page.expect_download() as annotated:
        page.get_by_role("button", name="Download it with reasons (CSV)").click()
    reasons = tmp_path / "reasons.csv"
    annotated.value.save_as(reasons)
    assert "data_enginer" in reasons.read_text("utf-8-sig")
    assert "many" in reasons.read_text("utf-8-sig")
    page.get_by_text("quarantine until corrected").click()
    see(page, "5 What will change")
    press(visit, re.compile("^Load 1 period, 1 row"))
    see(page, "Receipt")
    see(page, "SHA-256")
    (receipt,) = [one.receipt for one in uploads.uploads(here, states=["loaded"])]
    assert receipt is not None
    assert hashlib.sha256(ugly.encode()).hexdigest() == receipt.sha256
    barriers(page)
    page.get_by_text("See the list, or take it back").click()
    see(page, "Take the file back")
    visit.settle()
    page.get_by_text("Show what would return").click()
    see(page, "Would count")
    fill(visit, "Why", "It was a draft.")
    press(visit, "Take its period back")
    see(page, "is taken back. It is kept and can be brought back.")
    assert here.catalogue.loads()[0].status == "undone"
    assert visit.errors == []


def test_a_server_that_dies_in_the_middle_of_the_corrections_goes_on_there(
    own_demo_store: Path, here: Workspace, visitor: Visitor, tmp_path: Path
) -> None:
    server = Server(own_demo_store)
    server.start()
    try:
        visit = visitor().open(f"{server.address}/upload?as=cio_staff")
        page = visit.page
        dropped(page, written(tmp_path, UGLY), "4 What is wrong")
        visit.settle()
        page.goto(f"{page.url}&kind=talent/not_allowed/role")
        visit.settle()
        fill(visit, "Because", "Typing error in the export.")
        press(visit, "Use the suggestion in all 1 rows")
        see(page, "1 of 3 rows cannot be loaded, for 1 reason.")
        server.kill()
        server.start()
        page.reload()
        see(page, "1 of 3 rows cannot be loaded, for 1 reason.")
        see(page, "1 cell was corrected")
        visit.settle()
        page.get_by_text("quarantine until corrected").click()
        see(page, "5 What will change")
        press(visit, re.compile("^Load 1 period, 2 rows"))
        see(page, "Receipt")
    finally:
        server.kill()
    (done,) = uploads.uploads(here, states=["loaded"])
    assert done.receipt is not None
    assert done.receipt.rows_accepted == 2
    assert [one.after for one in done.receipt.corrections] == ["data_engineer"]


def test_a_second_tab_that_was_overtaken_loads_nothing_twice(
    address: str, here: Workspace, visitor: Visitor, tmp_path: Path
) -> None:
    first, second = visitor(), visitor()
    first.open(f"{address}/upload?as=cio_staff")
    dropped(first.page, written(tmp_path, GOOD), "7 Load it")
    first.settle()
    second.open(first.page.url)
    press(first, re.compile("^Load 1 period"))
    see(first.page, "Receipt")
    press(second, re.compile("^Load 1 period"))
    see(second.page, "Receipt")
    loads = [one for one in here.catalogue.loads() if one.period == "2026-Q1"]
    assert len([one for one in loads if one.extract == "talent"]) == 1


def test_a_hostile_file_name_stays_a_name(
    address: str, visitor: Visitor, here: Workspace, tmp_path: Path
) -> None:
    name = "<img src=x onerror=alert(1)> [a](javascript:b) =1+1 ..%2f talent_2026-Q1.csv"
    visit = visitor().open(f"{address}/upload?as=cio_staff")
    dropped(visit.page, written(tmp_path, GOOD, name), "What we understood")
    visit.settle()
    assert visit.page.locator("h2 img, h2 a").count() == 0
    assert name in visit.page.locator("h2").first.inner_text()
    assert visit.errors == []
    assert uploads.uploads(here)[0].file_name == name


def test_a_large_file_shows_how_far_it_is_and_a_stopped_one_leaves_nothing(
    address: str, here: Workspace, visitor: Visitor, tmp_path: Path
) -> None:
    row = GOOD.removeprefix(HEADER)
    large = written(tmp_path, HEADER + row * (MEGABYTES * 1_000_000 // len(row)))
    visit = visitor().open(f"{address}/upload?as=cio_staff")
    page = visit.page
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": 2_000_000})
    page.set_input_files(FIELD, large)
    page.wait_for_function("() => document.querySelector('.tandem-drop progress').value > 0.05")
    assert "MB of" in page.locator(".tandem-drop p").inner_text()
    page.locator(".tandem-drop button").click()
    see(page, "Stopped. Nothing of talent_2026-Q1.csv was kept.")
    assert uploads.uploads(here) == ()
    network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    page.get_by_role("button", name="Send it again").click()
    see(page, "3 What we understood")
    assert uploads.uploads(here)[0].size == large.stat().st_size


def test_nobody_sends_a_file_without_a_ticket_of_this_server(
    address: str, here: Workspace, visitor: Visitor
) -> None:
    other = tickets.written("upload", "lena", now=datetime.now(UTC))
    asks = visitor().page.request
    for ticket in ("x", "a.b", other):
        for place in ("uploads", "evidence"):
            refused = asks.put(f"{address}/{place}/{ticket}?name=a.csv", data=GOOD)
            assert refused.status == 403
    assert asks.get(f"{address}/evidence?ticket={other}").status == 403
    assert uploads.uploads(here) == ()


def test_a_ticket_is_for_one_thing_and_for_some_hours() -> None:
    now = datetime.now(UTC)
    ticket = tickets.written("fetch/E1", "lena", now=now, nonce="n")
    known = tickets.read(ticket, may="fetch", now=now)
    assert known is not None
    assert (known.may, known.person, known.nonce) == ("fetch/E1", "lena", "n")
    assert tickets.read(ticket, may="upload", now=now) is None
    assert tickets.read(ticket, may="fetch", now=now + timedelta(days=1)) is None
    assert tickets.read(ticket[:-2], may="fetch", now=now) is None


def test_evidence_is_attached_by_a_drop_and_saved_as_it_was(
    address: str, here: Workspace, visitor: Visitor, tmp_path: Path
) -> None:
    load = here.catalogue.loads()[0]
    visit = visitor().open(f"{address}/loads?as=cio_staff&one={load.id}")
    proof = tmp_path / "signed.html"
    proof.write_text("<script>alert(1)</script>", "utf-8")
    visit.page.set_input_files(FIELD, proof)
    link = visit.page.get_by_role("link", name="signed.html")
    link.wait_for(timeout=30_000)
    visit.settle()
    with visit.page.expect_download() as given:
        link.click()
    assert given.value.suggested_filename == "signed.html"
    saved = tmp_path / "saved"
    given.value.save_as(saved)
    assert saved.read_bytes() == proof.read_bytes()


@pytest.mark.slow
def test_three_hundred_megabytes_do_not_grow_the_server(
    own_demo_store: Path, visitor: Visitor, tmp_path: Path
) -> None:
    huge = tmp_path / "talent_2026-Q1.csv"
    with huge.open("wb") as file:
        file.writelines(b"x" * 1_000_000 for _ in range(300))
    server = Server(own_demo_store)
    server.start()
    try:
        visit = visitor().open(f"{server.address}/upload?as=cio_staff")
        status = Path(f"/proc/{server.pid}/status")
        before, most = resident(status), 0.0
        visit.page.set_input_files(FIELD, huge)
        while "has arrived" not in visit.page.locator(".tandem-drop p").inner_text():
            most = max(most, resident(status))
            visit.page.wait_for_timeout(100)
        most = max(most, resident(status))
        assert most - before < MOST_GROWTH, f"from {before:.0f} to {most:.0f} MB"
        see(visit.page, "3 What we understood")
        assert visit.page.locator('[data-testid="stAlert"]').count() == 1
    finally:
        server.kill()


def resident(status: Path) -> float:
    """Return the megabytes that a process holds in memory."""
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
    assert found is not None
    return int(found[1]) / 1000


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_steps_fit_a_phone(address: str, visitor: Visitor, tmp_path: Path, dark: bool) -> None:
    visit = visitor(width=PHONE, dark=dark).open(f"{address}/upload?as=cio_staff")
    barriers(visit.page)
    dropped(visit.page, written(tmp_path, UGLY), "4 What is wrong")
    visit.settle()
    barriers(visit.page)
    assert visit.errors == []
