"""A file of somebody else's making on the screen: its kind, headings, missing columns and words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.upload_constants import settled
from pages.parts.upload_layout import changed, for_kind
from pages.parts.upload_words import with_words
from pipelines.intake.layout import Layout
from pipelines.settings import Settings
from pipelines.uploads import reading as uploads
from pipelines.uploads.shapes import Upload
from pipelines.workspace import Workspace
from tests import opening
from tests.pages.conftest import Reader
from tests.pages.test_screens import said
from tests.pages.test_upload import AS_READ, READ, handed, press
from tests.pipelines.intake.sources import EXTRACTS

FOREIGN = (
    "Rolle;Bereich;Soll;Ist;Externe\n"
    "Dateningenieur;Claims;17,5;11,5;1,0\n"
    "DATENINGENIEUR;Service;18,0;13,0;\n"
    "Statistikerin;Claims;9,0;9,0;0,5\n"
)
NAME = "Personal 2026-Q1.csv"
MEANT = {
    "Rolle": "role", "Bereich": "business_unit", "Soll": "required_fte", "Ist": "filled_fte",
    "Externe": "contractor_fte",
}  # fmt: skip
TALENT = EXTRACTS["talent"]


@pytest.fixture
def here(own_demo_store: Path) -> Iterator[Workspace]:
    """The workspace that ``reading_own`` shows."""
    workspace = opening.opened(Settings(store=own_demo_store))
    yield workspace
    workspace.database.dispose()


def again(app: AppTest) -> AppTest:
    """Send the answers."""
    return press(app, "Answer and look again")


def kind_said(reading_own: Reader, one: Upload) -> AppTest:
    """Open an upload that nobody knows the kind of, and say it."""
    app = reading_own("upload", "cio_staff", upload=one.id)
    (kind,) = [each for each in app.selectbox if "What kind of file is it?" in each.label]
    assert "(Rolle, Bereich, Soll, Ist, Externe)" in kind.label.replace("\\", "")
    assert kind.value is None
    kind.set_value("talent")
    return again(app)


def headings_said(app: AppTest) -> AppTest:
    """Say what each heading stands for."""
    for heading, column in MEANT.items():
        (box,) = [
            each for each in (*app.selectbox, *app.radio) if each.label.startswith(f"“{heading}”")
        ]
        box.set_value(column)
    return again(app)


def test_a_foreign_file_becomes_ours_step_by_step_and_the_next_one_at_once(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, FOREIGN, NAME)
    app = headings_said(kind_said(reading_own, one))
    assert "No column of the file stands for these." in said(app)
    quarter, days, leavers = [each for each in app.text_input if "nowhere" in (each.key or "")]
    assert (quarter.label, quarter.value, days.value) == ("quarter", "2026-Q1", "")
    assert leavers.placeholder == "may stay empty"
    leavers.input("4.5")
    app = again(app)
    assert "quarter is “2026-Q1” in every row, as was said" in said(app)
    assert "3 cells say 2 words that role does not have." in said(app)
    assert not [each for each in app.button if each.label == "Remember"], "not all is said yet"
    first, second = [each for each in app.selectbox if "upload_word_" in (each.key or "")]
    assert (first.label, first.value) == ("“Dateningenieur” · 2 rows", "data_engineer")
    assert (second.label, second.value) == ("“Statistikerin” · 1 row", "(not said yet)")
    second.set_value("data_scientist")
    app = press(app, "Read them like this")
    assert "All 3 rows are good." in said(app)
    app.text_input(key="upload_layout_name").input("HR export")
    app = press(app, "Remember")
    press(app, "Load 1 period, 3 rows")
    assert uploads.upload(here, one.id).state == "loaded"
    other = handed(here, tmp_path, FOREIGN.replace("17,5", "18,5"), NAME)
    app = press(reading_own("upload", "cio_staff", upload=other.id), "Read it like “HR export”")
    app = again(app)
    assert uploads.upload(here, other.id).state == "ready"


def test_a_column_that_is_needed_is_asked_until_it_has_a_value(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, FOREIGN, NAME)
    app = headings_said(kind_said(reading_own, one))
    app.text_input(key=f"upload_nowhere_{uploads.upload(here, one.id).head}_quarter").input(" ")
    app = again(app)
    assert "Every question needs an answer." in said(app)
    assert uploads.upload(here, one.id).said.layout.constants == {}


def test_a_value_for_the_whole_file_and_a_word_are_said_otherwise_where_they_were_said(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, FOREIGN, NAME)
    app = press(again(headings_said(kind_said(reading_own, one))), "Read them like this")
    head = uploads.upload(here, one.id).head
    app.text_input(key=f"upload_constant_{head}_open_days_median").input("12")
    app.selectbox(key=f"upload_said_{head}_role_0").set_value("ml_engineer")
    app = press(app, "Read it again like this")
    layout = uploads.upload(here, one.id).said.layout
    assert layout.constants["open_days_median"] == "12"
    assert layout.constants["attrition_pct"] == ""
    assert layout.words == {"role": {"Dateningenieur": "ml_engineer"}}
    app.selectbox(key=f"upload_said_{uploads.upload(here, one.id).head}_role_0").set_value(
        "(as it is written)"
    )
    press(app, "Read it again like this")
    assert uploads.upload(here, one.id).said.layout.words == {}


def test_a_value_for_the_whole_file_that_cannot_be_is_told_where_it_is_put_right(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = handed(here, tmp_path, FOREIGN, NAME)
    app = headings_said(kind_said(reading_own, one))
    app.text_input(key=f"upload_nowhere_{uploads.upload(here, one.id).head}_attrition_pct").input(
        "many"
    )
    app = again(app)
    app.query_params["kind"] = "talent/wrong_type/attrition_pct"
    app = app.run()
    assert "attrition_pct is “many” in every row because somebody said so" in said(app)
    assert not [each for each in app.button if each.label == "Correct these cells"]


def test_another_kind_takes_nothing_along_that_it_has_no_column_for() -> None:
    layout = Layout(
        mapping={"Rolle": "role", "Mood": ""}, words={"role": {"x": "steward"}},
        constants={"quarter": "2026-Q1"}, dates={"": "iso", "hired_on": "day_first"},
    )  # fmt: skip
    other = for_kind(layout, EXTRACTS["ledger"], 3)
    assert other == Layout(mapping={"Mood": ""}, dates={"": "iso"}, header_line=3)
    assert for_kind(layout, None, 3).header_line is None


def test_a_heading_that_stands_for_a_column_after_all_ends_its_value_for_the_whole_file() -> None:
    given = replace(AS_READ, mapping={"Reqd": "required_fte"},
                    constants={"required_fte": "1", "quarter": "2026-Q1"})  # fmt: skip
    assert changed(Layout(), READ, given).constants == {"quarter": "2026-Q1"}


def test_what_may_stay_empty_is_settled_without_a_value_and_what_is_needed_is_not() -> None:
    given = {"quarter": "", "attrition_pct": "", "role": "steward", "filled_fte": ""}
    assert settled(TALENT, given, {"filled_fte"}) == (
        {"attrition_pct": "", "role": "steward"}, ("quarter",),
    )  # fmt: skip


def test_more_words_of_a_column_stand_beside_those_said_before() -> None:
    layout = with_words(Layout(words={"role": {"x": "steward"}}), "role", {"y": "data_engineer"})
    assert layout.words == {"role": {"x": "steward", "y": "data_engineer"}}
