"""The upload screen: each step says what it knows, and nothing counts before the last one."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from governance import roster
from governance.people import Person
from governance.uploads import acts
from pages.parts.upload_asked import answered
from pages.parts.upload_fix import LINE, Cell, changed_cells
from pages.parts.upload_layout import Given, changed
from pipelines.intake.layout import Layout
from pipelines.intake.questions import Heading, Question, Understanding
from pipelines.settings import Settings
from pipelines.uploads import reading as uploads
from pipelines.uploads.shapes import State, Upload
from pipelines.workspace import Workspace
from reports.upload import understood_words
from reports.upload_steps import standings
from tests import opening
from tests.governance.uploads.handing import looked
from tests.pages.conftest import Reader
from tests.pages.test_screens import said

HEADER = (
    "role,business_unit,quarter,required_fte,filled_fte,contractor_fte,open_days_median,"
    "attrition_pct\n"
)
GOOD = f"{HEADER}data_engineer,Claims,2026-Q1,17.0,11.5,1.0,59.6,8.2\n"
UGLY = (
    f"{GOOD}data_enginer,Service,2026-Q1,18,13,1.5,51,10.4\n"
    "data_engineer,Underwriting,2026-Q1,many,8.5,0.5,62.6,10.0\n"
)
"""One role has a typing error with a suggestion, one number is none."""


@pytest.fixture
def here(own_demo_store: Path) -> Iterator[Workspace]:
    """The workspace that ``reading_own`` shows."""
    workspace = opening.opened(Settings(store=own_demo_store))
    yield workspace
    workspace.database.dispose()


def lena(here: Workspace) -> Person:
    """Return somebody of the CIO's staff."""
    return next(one for one in roster.people(here) if one.role == "cio_staff")


def handed(here: Workspace, folder: Path, text: str, name: str = "talent_2026-Q1.csv") -> Upload:
    """Hand a file in and look at it."""
    path = folder / name
    path.write_text(text, "utf-8")
    now = datetime.now(UTC)
    one = acts.receive_file(here, lena(here), path, now=now)
    return looked(here, lena(here), one, now)


def shown(app: AppTest) -> str:
    """Return everything that the blocks of a screen hold."""
    drawn = (json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json)
    return "\n".join(one for one in drawn if isinstance(one, str))


def press(app: AppTest, label: str) -> AppTest:
    """Press the button whose label begins so."""
    (button,) = [one for one in app.button if one.label.replace("\\", "").startswith(label)]
    app = button.click().run()
    assert not app.exception
    return app


def test_the_first_screen_says_what_is_due_and_where_to_drop_it(reading_own: Reader) -> None:
    app = reading_own("upload", "cio_staff")
    assert not app.exception
    assert "12 of 13 in for 2026-Q1. 1 due." in said(app)
    assert "Talent" in shown(app)
    assert "Template for Talent 2026-Q1" in said(app)
    assert [one.value for one in app.header] == ["1 What is due", "2 Drop the file"]


def test_an_upload_that_does_not_exist_is_said_and_the_first_screen_shown(
    reading_own: Reader,
) -> None:
    app = reading_own("upload", "cio_staff", upload="U'; drop table upload")
    assert not app.exception
    assert len(app.error) == 1
    assert "2 Drop the file" in [one.value for one in app.header]


def test_a_good_file_is_loaded_with_one_button_that_says_what_it_does(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, GOOD)
    app = reading_own("upload", "cio_staff", upload=one.id)
    assert "This is talent, 2026-Q1." in said(app)
    assert "All 1 rows are good." in said(app)
    app = press(app, "Load 1 period, 1 row")
    assert "Receipt" in [each.value for each in app.header]
    assert one.sha256 in shown(app)
    assert uploads.upload(here, one.id).state == "loaded"


def test_a_file_of_another_kind_is_refused_in_words_and_nothing_counts(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    before = here.catalogue.version()
    one = handed(here, tmp_path, "<html><body>Sign in first</body></html>\n")
    app = reading_own("upload", "cio_staff", upload=one.id)
    assert not app.exception
    assert len(app.error) == 1
    assert "Nothing was loaded." in said(app)
    assert not [each for each in app.button if each.label.startswith("Load")]
    assert here.catalogue.version() == before


def test_questions_stand_first_and_are_answered_by_one_choice_each(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, GOOD.replace("required_fte", "Requird fte"))
    assert one.state == "asks"
    app = reading_own("upload", "cio_staff", upload=one.id)
    assert "4 What is wrong" not in [each.value for each in app.header]
    (question,) = [each for each in app.radio if "upload_question" in (each.key or "")]
    assert question.value == "required_fte"
    app = press(app, "Answer and look again")
    assert uploads.upload(here, one.id).state == "ready"
    assert "5 What will change" in [each.value for each in app.header]


def test_answers_can_be_remembered_and_are_offered_for_the_next_file_like_it(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    text = GOOD.replace("required_fte", "Requird fte")
    one = handed(here, tmp_path, text)
    app = press(reading_own("upload", "cio_staff", upload=one.id), "Answer and look again")
    app.text_input(key="upload_layout_name").input("The HR system")
    app = press(app, "Remember")
    assert "Remembered." in said(app)
    other = handed(here, tmp_path, text.replace("11.5", "12.5"), "talent_2026-Q1_b.csv")
    app = press(reading_own("upload", "cio_staff", upload=other.id), "Read it like “The HR system”")
    assert uploads.upload(here, other.id).state == "ready"


def test_every_kind_of_problem_has_a_line_and_good_rows_can_be_loaded_alone(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, UGLY)
    app = reading_own("upload", "cio_staff", upload=one.id)
    assert "2 of 3 rows cannot be loaded, for 2 kinds of reason." in said(app)
    assert "required_fte says “many”" in shown(app)
    assert not [each for each in app.button if each.label.startswith("Load ")]
    app.toggle[0].set_value(True).run()
    press(app, "Load 1 period, 1 row")
    assert uploads.upload(here, one.id).receipt is not None
    app = reading_own("loads", "cio_staff")
    assert "2 rows wait in quarantine" in app.expander[0].label.replace("\\", "")


def test_a_suggestion_is_used_for_all_cells_of_its_kind_with_a_reason(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, UGLY)
    app = reading_own("upload", "cio_staff", upload=one.id, kind="talent/not_allowed/role")
    app.text_input(key="upload_why").input("Typing error in the export.")
    app = press(app, "Use the suggestion in all 1 rows")
    assert "1 cell is corrected." in said(app)
    (done,) = uploads.upload(here, one.id).said.corrections
    assert (done.line, done.before, done.after) == (3, "data_enginer", "data_engineer")
    assert "Typing error in the export." in shown(app)
    app = press(app, "Take it back")
    assert uploads.upload(here, one.id).said.corrections == ()


def test_a_correction_without_a_reason_is_refused_in_words(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, UGLY)
    app = reading_own("upload", "cio_staff", upload=one.id, kind="talent/not_allowed/role")
    app = press(app, "Use the suggestion in all 1 rows")
    assert "reason" in said(app)
    assert uploads.upload(here, one.id).said.corrections == ()


def test_a_stale_screen_says_who_changed_what_and_loads_nothing(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, GOOD)
    app = reading_own("upload", "cio_staff", upload=one.id)
    now = datetime.now(UTC)
    acts.withdraw(here, lena(here), one.id, reason="Wrong quarter.", seen=one.head, now=now)
    app = press(app, "Load 1 period")
    assert "Lena Fischer withdrew it" in said(app)
    assert uploads.upload(here, one.id).receipt is None


def test_what_somebody_else_changed_since_is_never_loaded_unseen(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, GOOD)
    app = reading_own("upload", "cio_staff", upload=one.id)
    now = datetime.now(UTC)
    acts.correct(
        here, lena(here), one.id, line=2, column="filled_fte", before="11.5", after="2",
        why="Fewer are here.", seen=one.head, now=now,
    )  # fmt: skip
    looked(here, lena(here), one, now)
    app = press(app, "Load 1 period")
    assert "Lena Fischer corrected a cell" in said(app)
    assert "after you opened it" in said(app)
    assert uploads.upload(here, one.id).receipt is None
    press(app, "Load 1 period")
    assert uploads.upload(here, one.id).receipt is not None


def test_a_file_that_changes_what_counts_shows_each_row_before_and_after(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    text = f"{HEADER}data_engineer,Claims,2025-Q4,17.0,1.0,1.0,59.6,8.2\n"
    one = handed(here, tmp_path, text, "talent_2025-Q4.csv")
    app = reading_own("upload", "cio_staff", upload=one.id, rows="changed")
    words = shown(app)
    assert "0 new, 1 changed, 29 removed, 0 unchanged" in words
    assert "11.5" in words
    assert app.selectbox(key="choice_rows").value == "changed"


def test_a_load_is_taken_back_after_a_look_at_what_returns_and_brought_back(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, GOOD)
    press(reading_own("upload", "cio_staff", upload=one.id), "Load 1 period")
    receipt = uploads.upload(here, one.id).receipt
    assert receipt is not None
    load = receipt.loads[0].id
    app = reading_own("loads", "cio_staff", one=load)
    app.toggle(key=f"loads_undo_{load}").set_value(True).run()
    assert "nothing" in shown(app), "nothing counts for the period once it is taken back"
    assert "1 row, Lena Fischer" in shown(app), "a person is named, never an identifier"
    assert "Roles filled in 2026-Q1 (67.6% → No data, off target → no data)" in said(app)
    app = press(app, "Take its period back")
    assert "reason" in said(app), "without one nothing is taken back"
    assert here.catalogue.loads()[0].status == "live"
    app.text_input(key="loads_reason").input("It was a draft.")
    app = press(app, "Take its period back")
    assert {each.status for each in here.catalogue.loads() if each.id == load} == {"undone"}
    app.text_input(key="loads_redo_reason").input("It was no draft.")
    press(app, "Bring it back")
    assert {each.status for each in here.catalogue.loads() if each.id == load} == {"live"}


def test_a_row_in_quarantine_is_waived_with_a_reason(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, UGLY)
    app = reading_own("upload", "cio_staff", upload=one.id)
    app.toggle[0].set_value(True).run()
    press(app, "Load 1 period")
    app = reading_own("loads", "cio_staff")
    app.radio(key="loads_row_do").set_value("Waive it: it is right that it does not count").run()
    (why,) = [each for each in app.text_input if each.label == "Why"]
    why.input("A contractor, not in our count.")
    app = press(app, "Waive it")
    assert "1 row waits in quarantine" in app.expander[0].label.replace("\\", "")


def test_loads_are_filtered_by_the_address(reading: Reader) -> None:
    app = reading("loads", "ceo", extract="talent", of="2025-Q4")
    assert "1 of them are shown." in said(app)
    assert "talent_2025-Q4.csv" in shown(app)
    assert "ledger" not in shown(app)


READ = Understanding(
    extract="talent", extract_from="name", period="2026-Q1", encoding="utf-8", delimiter=",",
    header_line=1,
    headings=(Heading("role", "role", "exact"), Heading("Reqd", "", "unknown")),
)  # fmt: skip
AS_READ = Given("utf-8", ",", 1, "", None, None, {"role": "role"})


def test_a_layout_holds_only_what_was_said_otherwise_than_the_file_shows() -> None:
    assert changed(Layout(), READ, AS_READ) == Layout()
    said_so = replace(
        AS_READ, delimiter=";", mapping={"role": "role", "Reqd": ""}, dates="day_first"
    )
    layout = changed(Layout(), READ, said_so)
    assert layout.delimiter == ";"
    assert layout.encoding is None
    assert dict(layout.mapping) == {"Reqd": ""}
    assert dict(layout.dates) == {"": "day_first"}


def test_an_answer_adds_to_what_was_said_before() -> None:
    mapping = Question("mapping", "Reqd", "What is Reqd?", ())
    line = Question("header_line", "", "Which line?", ())
    layout = answered(answered(Layout(delimiter=";"), mapping, "required_fte"), line, "3")
    assert layout.delimiter == ";"
    assert layout.header_line == 3
    assert dict(layout.mapping) == {"Reqd": "required_fte"}


def test_only_cells_that_say_something_else_are_corrected() -> None:
    before: list[Mapping[Hashable, object]] = [
        {LINE: 4, "role": "steward", "fte": ""},
        {LINE: 5, "role": "owner", "fte": "2"},
    ]
    after: list[Mapping[Hashable, object]] = [
        {LINE: 4, "role": "steward", "fte": None},
        {LINE: 5, "role": "owner", "fte": "3"},
    ]
    assert changed_cells(before, after) == (Cell(5, "fte", "2", "3"),)


@pytest.mark.parametrize(
    ("state", "number", "standing"),
    [("asks", 3, "now"), ("refused", 3, "stuck"), ("wrong", 4, "stuck"), ("waits", 7, "now")],
)
def test_the_line_of_steps_says_where_an_upload_stands(
    here: Workspace, tmp_path: Path, state: State, number: int, standing: str
) -> None:
    found = standings(replace(handed(here, tmp_path, GOOD), state=state))
    assert len(found) == 7
    assert found[number - 1] == standing
    assert set(found[: number - 1]) == {"done"}


def test_words_that_are_missing_hold_the_load_back(here: Workspace, tmp_path: Path) -> None:
    one = handed(here, tmp_path, GOOD)
    assert standings(one, missing="note")[4:] == ("done", "stuck", "open")
    assert standings(one, missing="reason")[4:] == ("stuck", "open", "open")
    assert standings(one)[5:] == ("done", "now")


def test_only_what_is_known_of_a_file_is_said_of_it() -> None:
    assert understood_words(READ) == (
        "This is talent, 2026-Q1. It is written in UTF-8, split by commas."
    )
    nothing = replace(READ, extract="", period="", encoding="", delimiter="")
    assert understood_words(nothing) == "This is a kind of file that nobody has named yet."
