"""Before a file counts people decide: why it restates, why red, whether a second person agrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from governance import roster
from governance.checkin import meeting as meetings
from governance.checkin.freezing import close
from governance.checkin.stage import stage
from governance.records.opening import make_ready
from governance.uploads.settled import restatements
from pipelines.settings import Settings
from pipelines.uploads import reading as uploads
from pipelines.workspace import Workspace
from reports.checkin import screens
from tests import opening
from tests.governance.uploads.handing import adoption_text
from tests.pages.conftest import Reader
from tests.pages.test_screens import said
from tests.pages.test_upload import GOOD, handed, press, shown
from tests.pipelines.uploads.handing import second_person

OLDER = GOOD.replace("2026-Q1", "2025-Q4")
"""A quarter that a check-in settled."""
LAST = GOOD.replace("2026-Q1", "2023-Q1")
"""A quarter of which nothing is loaded, as of the first one."""


@pytest.fixture
def here(own_demo_store: Path) -> Iterator[Workspace]:
    """The workspace that ``reading_own`` shows."""
    yield from _opened(Settings(store=own_demo_store))


@pytest.fixture
def with_approval(
    own_demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    """The same, where a second person approves what is said of talent."""
    contracts = second_person(tmp_path, "talent")
    monkeypatch.setenv("TANDEM_EXTRACTS", str(contracts))
    yield from _opened(replace(Settings(store=own_demo_store), extracts=contracts))


@pytest.fixture
def with_demanded_note(
    own_demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    """The same, where adoption does not turn red without a note."""
    plain, book = Settings().metrics.read_text("utf-8"), tmp_path / "metrics.yaml"
    head, found, tail = plain.partition("\n  adoption_rate:\n")
    assert found
    book.write_text(f"{head}{found}    note_when_red: required\n{tail}", "utf-8")
    monkeypatch.setenv("TANDEM_METRICS", str(book))
    yield from _opened(replace(Settings(store=own_demo_store), metrics=book))


@pytest.fixture
def settled(here: Workspace) -> Workspace:
    """The same, after a check-in was held on it and closed."""
    make_ready(here.database)
    amara, now, day = roster.person(here, "amara"), datetime.now(UTC), date(2026, 3, 31)
    held = meetings.open_check_in(
        here, amara, title="Check-in of March", agenda="45", held_on=day, now=now
    )
    meeting = meetings.meeting(here, held.id)
    shown_then = stage(here, meeting, today=day)
    close(
        here, amara, held.id, stage=shown_then, papers=screens(shown_then, meeting), today=day,
        now=now, without="Tried without them.",
    )  # fmt: skip
    return here


def _opened(settings: Settings) -> Iterator[Workspace]:
    """Open a workspace, and close it afterwards."""
    workspace = opening.opened(settings)
    yield workspace
    workspace.database.dispose()


def is_locked(app: AppTest) -> bool:
    """Return whether the button that loads cannot be pressed."""
    return bool(app.button(key="upload_commit").disabled)


def test_a_settled_period_is_restated_only_with_a_reason(
    reading_own: Reader, settled: Workspace, tmp_path: Path
) -> None:
    one = handed(settled, tmp_path, OLDER, "talent_2025-Q4.csv")
    app = reading_own("upload", "cio_staff", upload=one.id)
    assert "talent 2025-Q4 was settled in Check-in of March" in said(app)
    assert "said in step 5 why it is restated" in said(app)
    assert "something is to be put right" in shown(app).partition("5 Changes")[2][:60]
    assert is_locked(app)
    app.text_area(key="upload_reason_text").input("Two units were counted twice.")
    app = press(app, "Keep the reason")
    assert "Because: Two units were counted twice." in said(app)
    press(app, "Load 1 period")
    receipt = uploads.upload(settled, one.id).receipt
    assert receipt is not None
    assert receipt.reason == "Two units were counted twice."
    newest = restatements(settled)[0]
    assert (newest.extract, newest.period, newest.reason) == ("talent", "2025-Q4", receipt.reason)


def test_an_empty_reason_restates_nothing(
    reading_own: Reader, settled: Workspace, tmp_path: Path
) -> None:
    one = handed(settled, tmp_path, OLDER, "talent_2025-Q4.csv")
    app = press(reading_own("upload", "cio_staff", upload=one.id), "Keep the reason")
    assert "reason for the restatement is empty" in said(app)
    assert is_locked(app)


def test_red_waits_for_words_where_the_metric_demands_them(
    reading_own: Reader, with_demanded_note: Workspace, tmp_path: Path
) -> None:
    one = handed(with_demanded_note, tmp_path, adoption_text(9, 9, 9), "adoption_2026-Q1.csv")
    app = reading_own("upload", "cio_staff", upload=one.id)
    assert "6 Red needs words" in [each.value for each in app.header]
    assert "Adoption in 2026-Q1 (57.8% → 9%)" in said(app), "the figure is told before and after"
    assert "once the words that step 6 asks for are written" in said(app)
    assert is_locked(app)
    (demanded,) = [each for each in app.text_area if "needed before" in each.label]
    assert "Why does Adoption turn red" in demanded.label.replace("\\", "")
    demanded.input("The vendor switched the assistant off in March.")
    app = press(app, "Keep the note")
    assert "Lena Fischer: The vendor switched the assistant off" in said(app)
    assert not is_locked(app)
    press(app, "Load 3 periods")
    assert uploads.upload(with_demanded_note, one.id).receipt is not None


def test_whoever_brought_a_file_cannot_approve_it_and_the_cio_can(
    reading_own: Reader, with_approval: Workspace, tmp_path: Path
) -> None:
    one = handed(with_approval, tmp_path, GOOD)
    app = press(reading_own("upload", "cio_staff", upload=one.id), "Hand in for approval: 1 period")
    assert uploads.upload(with_approval, one.id).state == "waits"
    assert "Lena Fischer handed it in." in said(app)
    assert "upload_approve" not in [each.key for each in app.button]
    app = reading_own("upload", "cio_staff")
    assert "Waits for your approval" not in [each.value for each in app.header]
    assert not app.checkbox
    app = reading_own("upload", "cio", upload=one.id)
    assert "Roles filled" in shown(app), "who approves sees what will change"
    app = press(app, "Approve and load")
    assert "Receipt" in [each.value for each in app.header]
    assert "Marcus Okafor" in shown(app)
    kept = uploads.upload(with_approval, one.id).receipt
    assert kept is not None
    assert kept.approved_by == "marcus"


def test_the_cio_approves_several_files_at_once_and_only_the_chosen_ones(
    reading_own: Reader, with_approval: Workspace, tmp_path: Path
) -> None:
    first = handed(with_approval, tmp_path, GOOD)
    second = handed(with_approval, tmp_path, LAST, "talent_2023-Q1.csv")
    third = handed(with_approval, tmp_path, GOOD.replace("11.5", "12.5"), "talent_b.csv")
    for one in (first, second, third):
        press(reading_own("upload", "cio_staff", upload=one.id), "Hand in for approval")
    app = reading_own("upload", "cio")
    assert "Waits for your approval" in [each.value for each in app.header]
    app = press(app, "Approve and load the chosen ones")
    assert "No upload is chosen." in said(app)
    for box in app.checkbox:
        if "talent_b" not in box.label.replace("\\", ""):
            box.check()
    app = press(app, "Approve and load the chosen ones")
    assert "2 uploads count now." in said(app)
    states = [uploads.upload(with_approval, one.id).state for one in (first, second, third)]
    assert states[:2] == ["loaded", "loaded"]
    assert states[2] != "loaded"


def test_what_waits_can_be_sent_back_with_a_reason(
    reading_own: Reader, with_approval: Workspace, tmp_path: Path
) -> None:
    one = handed(with_approval, tmp_path, GOOD)
    press(reading_own("upload", "cio_staff", upload=one.id), "Hand in for approval")
    app = reading_own("upload", "cio", upload=one.id)
    app.text_input(key="upload_send_back_reason").input("One unit is missing.")
    press(app, "Send it back")
    app = reading_own("upload", "cio_staff", upload=one.id)
    assert "It was sent back: One unit is missing." in said(app)


def test_a_row_that_is_due_is_chosen_for_its_template_and_its_file(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    app = reading_own("upload", "cio_staff", bring="talent:2026-Q1")
    assert "✓ 2026-Q1" in shown(app)
    assert "Template for Talent 2026-Q1" in said(app)
    app = reading_own("upload", "cio_staff", bring="training:2025-Q4")
    assert "Template for Training 2025-Q4" in said(app)
    assert reading_own("upload", "cio_staff", bring="nonsense:2026-Q1").exception == []


def test_a_file_that_says_something_else_than_the_chosen_row_is_told_so(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, GOOD)
    app = reading_own("upload", "cio_staff", upload=one.id, bring="training:2025-Q4")
    assert "You chose Training 2025-Q4, and this file speaks of talent 2026-Q1." in said(app)
    app = reading_own("upload", "cio_staff", upload=one.id, bring="talent:2026-Q1")
    assert "You chose" not in said(app)


def test_what_a_file_leaves_open_is_answered_by_the_row_that_it_was_dropped_for(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    text = GOOD.replace(",quarter,", ",").replace(",2026-Q1,", ",")
    one = handed(here, tmp_path, text, "export.csv")
    assert one.state == "asks", "nothing in the file says of which quarter it is"
    reading_own("upload", "cio_staff", upload=one.id, bring="training:2026-Q1")
    assert uploads.upload(here, one.id).state == "asks", "a row of another file answers nothing"
    app = reading_own("upload", "cio_staff", upload=one.id, bring="talent:2026-Q1")
    assert "5 What will change" in [each.value for each in app.header]
    kept = uploads.upload(here, one.id)
    assert kept.finding is not None
    assert [each.at for each in kept.finding.planned] == [("talent", "2026-Q1")]
