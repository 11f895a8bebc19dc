"""A file with open questions is refused with what answers each; its answers are then enough."""

from __future__ import annotations

import re
import shlex

import pytest

from pipelines.errors import GapError
from pipelines.front_door.layouts import layout_of
from pipelines.intake.layout import Layout
from tests.pipelines.intake.corpus import HEADER, NAME, PLAIN, ROWS, text
from tests.pipelines.intake.corpus_written import events, training
from tests.pipelines.intake.sources import codes, load

FILES = {
    "encoding": (PLAIN.replace("Safe", "Sûre").encode("cp1252"), NAME),
    "header_line": (f"Spring;;\n\n{PLAIN}".encode(), NAME),
    "mapping": (text(*ROWS, header=HEADER.replace("headcount", "headcuont")).encode(), NAME),
    "left out": (text(*(f"{row},x" for row in ROWS), header=f"{HEADER},mood").encode(), NAME),
    "constant": (
        text(
            *(row.replace("true,", "") for row in ROWS if "true" in row),
            header=HEADER.replace("required,", ""),
        ).encode(),
        NAME,
    ),
    "decimal_mark": (training(("12", "71"), ("1.234", "71")), NAME),
    "dates": (events("01/03/2026"), "stage_events_2026-Q1.csv"),
}
OPTIONS = {
    "--encoding": "encoding", "--header-line": "header_line", "--decimal-mark": "decimal_mark",
    "--dates": "dates", "--map": "mapping", "--constant": "constants",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_the_refusal_says_to_add_is_the_answer(workspace, tmp_path, name):
    content, file_name = FILES[name]
    path = tmp_path / "upload"
    path.write_bytes(content)
    refusal = load(workspace, path, file_name=file_name)
    assert codes(refusal) == ["needs_answers"]
    assert workspace.catalogue.version() == 0
    answers = re.findall(r'(--[a-z-]+) ("[^"]*"|\S+) \(', refusal.problems[0].message)
    assert len(answers) >= 1
    option, value = answers[0 if name == "mapping" else -1]
    (word,) = shlex.split(value)
    said = [word] if option in ("--dates", "--map", "--constant") else word
    said = int(word) if option == "--header-line" else said
    layout = layout_of(**{OPTIONS[option]: said})
    assert load(workspace, path, file_name=file_name, layout=layout).outcome == "loaded"


def test_the_receipt_carries_the_questions_as_plain_values(workspace, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(FILES["dates"][0])
    answer = load(workspace, path, file_name=FILES["dates"][1]).as_json()
    (question,) = answer["questions"]
    assert (question["kind"], question["subject"]) == ("dates", "event_date")
    assert [option["value"] for option in question["options"]] == ["day_first", "month_first"]


def test_the_same_file_with_another_answer_is_another_load(workspace, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(FILES["dates"][0])
    name = FILES["dates"][1]
    first = load(workspace, path, file_name=name, layout=layout_of(dates=["day-first"]))
    again = load(workspace, path, file_name=name, layout=layout_of(dates=["day-first"]))
    other = load(workspace, path, file_name=name, layout=layout_of(dates=["month-first"]))
    assert [one.outcome for one in (first, again, other)] == ["loaded", "unchanged", "loaded"]


def test_saying_what_the_file_shows_anyway_is_no_other_file(workspace, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(PLAIN.encode())
    load(workspace, path, file_name=NAME)
    said = Layout(mapping={"headcount": "headcount"}, accepts_suggestions=True, encoding="utf-8")
    assert load(workspace, path, file_name=NAME, layout=said).outcome == "unchanged"


@pytest.mark.parametrize(
    "layout",
    [Layout(mapping={"nowhere": "headcount"}), Layout(mapping={"headcount": "heads"})]
    + [Layout(mapping={"course": "headcount", "headcount": "headcount"})]
    + [Layout(delimiter="#"), Layout(header_line=0), Layout(header_line=99)]
    + [Layout(dates={"headcount": "iso"}), Layout(encoding="cp9999")]
    + [Layout(words={"moods": {"J": "true"}}), Layout(words={"course": {"J": "true"}})]
    + [Layout(words={"required": {"J": "maybe"}}), Layout(words={"required": {"J": ""}})]
    + [Layout(constants={"moods": "1"}), Layout(constants={"headcount": "1"})],
)
def test_an_answer_that_makes_no_sense_is_told_apart_from_a_bad_file(workspace, tmp_path, layout):
    path = tmp_path / "upload"
    path.write_bytes(PLAIN.encode())
    with pytest.raises(GapError, match=r"othing was (loaded|changed)"):
        load(workspace, path, file_name=NAME, layout=layout)
    assert workspace.catalogue.version() == 0


def test_a_profile_says_itself_how_a_file_is_written(workspace, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(PLAIN.encode())
    with pytest.raises(GapError, match="mapping profile says itself"):
        load(workspace, path, profile="federal-2024", layout=Layout(header_line=1))


@pytest.mark.parametrize("text", ["required", "required=true", ":J=true", "required:=true", ""])
def test_a_word_needs_its_column_and_its_meaning(text):
    with pytest.raises(GapError, match="COLUMN:WRITTEN=OURS"):
        layout_of(words=[text])


def test_a_word_may_hold_the_signs_that_stand_around_it():
    words = layout_of(words=["required: a:b=c = true", "required:N=false"]).words
    assert words == {"required": {"a:b=c": "true", "N": "false"}}


@pytest.mark.parametrize("wrong", [["required"], ["=1"], ["expired=1", "expired=2"]])
def test_a_value_for_the_whole_file_needs_one_column(wrong):
    with pytest.raises(GapError, match="Nothing was changed"):
        layout_of(constants=wrong)


@pytest.mark.parametrize("text", ["headcount", ""])
def test_a_mapping_needs_a_sign_between_heading_and_column(text):
    with pytest.raises(GapError, match="--map"):
        layout_of(mapping=[text])


@pytest.mark.parametrize("wrong", [{"dates": ["backwards"]}, {"decimal_mark": "dot"}])
def test_an_unknown_word_is_refused_with_the_possible_ones(wrong):
    with pytest.raises(GapError, match="Possible:"):
        layout_of(**wrong)
