"""A layout that was saved is offered for the same header, whatever its case and blanks."""

from __future__ import annotations

import json

import pytest

from pipelines.errors import GapError
from pipelines.intake.layout import Layout, layout_from
from pipelines.intake.saved_layouts import adapted, fits, lasting, signature
from tests.pipelines.intake.sources import EXTRACTS

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


WORDS = {"required": {"J": "true", "n/a": ""}}


def test_its_words_and_constants_are_those_of_our_columns_in_any_file():
    layout = Layout(words=WORDS, constants={"course": "Safe models"})
    other = adapted(layout, ("role_group", "KOPFZAHL", "Mood"))
    assert (other.words, other.constants) == (layout.words, layout.constants)


def test_the_period_of_one_file_is_not_kept_for_the_next():
    layout = Layout(constants={"quarter": "2026-Q1", "course": "Safe models"}, words=WORDS)
    kept = lasting(layout, EXTRACTS["training"])
    assert (kept.constants, kept.words) == ({"course": "Safe models"}, WORDS)


def test_words_and_constants_can_be_kept_as_json_and_cost_nothing_where_nobody_said_any():
    layout = Layout(words=WORDS, constants={"course": "Safe models", "expired": ""})
    assert layout_from(json.loads(json.dumps(layout.as_json()))) == layout
    assert {"words", "constants"}.isdisjoint(Layout().as_json())


@pytest.mark.parametrize(
    "part",
    [{"words": {"required": {"Ja": "true", "JA": "false"}}}]
    + [{"words": {"required": {"Ä": "true", "a\u0308": "false"}}}]
    + [{"words": {"required": {" ": "true"}}}, {"words": {"required": {"J": True}}}]
    + [{"words": {"required": "J"}}, {"words": ["required"]}]
    + [{"words": {"required": {"J\0": "true"}}}, {"constants": {"course": "\ud800"}}]
    + [{"constants": {"course": 1}}, {"constants": ["course"]}],
)
def test_words_that_nobody_could_mean_are_refused(part):
    with pytest.raises(GapError, match="Nothing was changed"):
        layout_from(part)


def test_a_layout_can_be_kept_as_json():
    layout = Layout("cp1252", ";", 3, "Q1", "comma", {"": "day_first"}, {"mood": ""}, True)
    assert layout_from(layout.as_json()) == layout
