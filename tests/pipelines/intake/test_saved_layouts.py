"""A layout that was saved is offered for the same header, whatever its case and blanks."""

from __future__ import annotations

from pipelines.intake.layout import Layout, layout_from
from pipelines.intake.saved_layouts import adapted, fits, signature

HEADER = ("Role Group", "Kopfzahl", "mood")


def test_the_same_names_in_the_same_order_are_the_same_header():
    saved = signature(HEADER)
    assert fits(saved, ("role_group", " KOPFZAHL", "Mood"))
    assert not fits(saved, ("Kopfzahl", "Role Group", "mood"))
    assert not fits(saved, ("Role Group", "Kopfzahl"))
    assert not fits(saved, (*HEADER, "more"))


def test_its_mapping_speaks_of_the_headings_as_they_stand_in_the_new_file():
    layout = Layout(mapping={"Kopfzahl": "headcount", "mood": "", "gone": "course"})
    assert adapted(layout, ("role_group", "KOPFZAHL", "Mood")).mapping == {
        "KOPFZAHL": "headcount", "Mood": "",
    }  # fmt: skip


def test_a_layout_can_be_kept_as_json():
    layout = Layout("cp1252", ";", 3, "Q1", "comma", {"": "day_first"}, {"mood": ""}, True)
    assert layout_from(layout.as_json()) == layout
