"""Foreign words are read as somebody said, and what a file says nowhere as one value for all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.errors import GapError
from pipelines.intake.layout import Layout
from pipelines.intake.receipt import Receipt
from pipelines.workspace import Workspace
from tests.pipelines.intake.corpus import HEADER, NAME, ROWS, text
from tests.pipelines.intake.sources import codes, initiative, load, loaded, rows

YES_AND_NO = {"required": {"Ja": "true", "nein": "false"}}


def given(here: Workspace, folder: Path, content: str, layout: Layout, **options: object):
    """Load a text as it is written."""
    path = folder / "upload"
    path.write_text(content, "utf-8")
    return load(here, path, **{"file_name": NAME, "layout": layout, **options})


def training(*answers: str) -> str:
    """Return a file whose required column says some words."""
    return text(
        *(f"group {n},Safe models,2026-Q1,10,{one},8,1,71.5" for n, one in enumerate(answers))
    )


def errors(receipt: Receipt) -> list[tuple[int | None, str, str | None]]:
    """Return line, code and cell of what is wrong."""
    return [(one.line, one.code, one.value) for one in receipt.problems if one.severity == "error"]


def test_a_word_is_read_as_was_said_whatever_its_case_and_blanks(workspace, tmp_path):
    content = training("Ja", " JA ", "Nein", "yes", "true")
    receipt = given(workspace, tmp_path, content, Layout(words=YES_AND_NO))
    assert receipt.outcome == "loaded"
    assert rows(workspace, "training", "required") == [(True,), (True,), (False,), (True,), (True,)]
    assert [one.message for one in receipt.problems if one.code == "words"] == [
        "Words of required were read as was said: “Ja” as true, “nein” as false."
    ]


def test_a_word_without_a_meaning_stays_a_problem_and_is_told_as_it_was_written(
    workspace, tmp_path
):
    content = training("Ja", "Jein", "JAWOHL ")
    layout = Layout(words=YES_AND_NO)
    receipt = given(workspace, tmp_path, content, layout, allow_rejects=True)
    assert errors(receipt) == [(3, "wrong_type", "Jein"), (4, "wrong_type", "JAWOHL")]
    assert receipt.rows_accepted == 1


def test_a_row_that_is_bad_for_another_reason_keeps_its_words_among_the_rejects(
    workspace, tmp_path
):
    content = training("Ja", "Nein").replace(",10,Nein", ",ten,Nein")
    layout = Layout(words=YES_AND_NO)
    receipt = given(workspace, tmp_path, content, layout, allow_rejects=True)
    record = workspace.catalogue.load(receipt.loads[0].id)
    with record.reject_file.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["required"] == "Nein"


def test_words_of_listed_values_and_an_empty_cell_where_one_may_be(workspace, tmp_path):
    header = "model_id,version,initiative_id,algorithm_family,task,threshold,baseline_metric"
    header += ",deployed_on,retired_on,owner_role\n"
    words = {"task": {"Ja/Nein": "binary", "k.A.": "", "it's": "generative"}}
    cells = ("JA/NEIN", "k.a.", "it's", "regression")
    lines = (f"M-{n},1.0,AI-001,,{cell},,,,,\n" for n, cell in enumerate(cells))
    content = header + "".join(lines)
    loaded(workspace, tmp_path, "initiatives_2026-Q1.csv", initiative(1))
    given(workspace, tmp_path, content, Layout(words=words), file_name="models_2026-Q1.csv")
    assert rows(workspace, "models", "task") == [
        ("binary",), (None,), ("generative",), ("regression",),
    ]  # fmt: skip


def test_numbers_beside_words_are_read_as_they_always_were(workspace, tmp_path):
    content = training("Ja", "nein").replace("71.5", "1.234")
    given(workspace, tmp_path, content, Layout(words=YES_AND_NO))
    assert rows(workspace, "training", "score_mean") == [(1.234,), (1.234,)]


def test_words_hold_where_the_numbers_beside_them_turn_out_to_be_foreign(workspace, tmp_path):
    content = training("Ja", "nein").replace(",10,", ",1 010,", 1)
    assert given(workspace, tmp_path, content, Layout(words=YES_AND_NO)).outcome == "loaded"
    assert rows(workspace, "training", "headcount, required") == [(1010, True), (10, False)]


def test_a_value_for_the_whole_file_stands_in_every_row_and_is_said(workspace, tmp_path):
    header = HEADER.replace("course,", "").replace(",expired", "").replace("quarter,", "")
    content = text("engineers,10,true,8,71.5", "managers,20,false,5,", header=header)
    layout = Layout(constants={"course": "It's safe", "expired": "", "quarter": "2026-Q1"})
    receipt = given(workspace, tmp_path, content, layout)
    assert receipt.outcome == "loaded", receipt
    assert rows(workspace, "training", "course, expired, quarter, headcount") == [
        ("It's safe", None, "2026-Q1", 10), ("It's safe", None, "2026-Q1", 20),
    ]  # fmt: skip
    said = [one.message for one in receipt.problems if one.code == "constant"]
    assert "course is “It's safe” in every row, as was said; the file has no such column." in said
    assert "expired is empty in every row, as was said; the file has no such column." in said


def test_a_value_for_the_whole_file_is_judged_like_a_cell(workspace, tmp_path):
    content = text("engineers,Safe,2026-Q1,10,true,8,71.5", header=HEADER.replace(",expired", ""))
    for value, code in (("many", "wrong_type"), ("-1", "too_small"), ("9", "rule")):
        receipt = given(workspace, tmp_path, content, Layout(constants={"expired": value}))
        assert [(line, which) for line, which, _ in errors(receipt)] == [(2, code)]
    assert workspace.catalogue.version() == 0


def test_a_constant_is_in_our_form_whatever_the_notation_of_the_file(workspace, tmp_path):
    header = "role;business_unit;quarter;required_fte;filled_fte;open_days_median;attrition_pct"
    content = text("steward;Claims;2026-Q1;2,5;1;59,5;", header=header)
    options = {"file_name": "talent_2026-Q1.csv"}
    layout = Layout(constants={"contractor_fte": "1.5"})
    assert given(workspace, tmp_path, content, layout, **options).outcome == "loaded"
    assert rows(workspace, "talent", "required_fte, contractor_fte") == [(2.5, 1.5)]


def test_rows_without_any_value_are_still_left_out(workspace, tmp_path):
    content = text("engineers,Safe,2026-Q1,10,true,8,71.5", ",,,,,,", header=HEADER.replace(
        ",expired", ""))  # fmt: skip
    receipt = given(workspace, tmp_path, content, Layout(constants={"expired": "0"}))
    assert (receipt.outcome, receipt.rows_accepted) == ("loaded", 1)
    assert "empty_rows" in codes(receipt)


def test_rejects_hold_the_columns_of_the_file_and_no_other(workspace, tmp_path):
    header = HEADER.replace(",expired", "")
    content = text("a,Safe,2026-Q1,10,true,8,", "b,Safe,2026-Q1,ten,true,8,", header=header)
    layout = Layout(constants={"expired": "0"})
    receipt = given(workspace, tmp_path, content, layout, allow_rejects=True)
    record = workspace.catalogue.load(receipt.loads[0].id)
    with record.reject_file.open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream)) == ["line", "reasons", *header.split(",")]


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        (Layout(constants={"course": "x"}), "“course” stands for course already"),
        (Layout(mapping={"headcount": "expired"}, constants={"expired": "1"}), "stands for"),
        (Layout(constants={"role_group": " "}, mapping={"role_group": ""}), "needs a value"),
        (Layout(words={"course": {"x": "y"}}), "whose values are a list"),
        (Layout(words={"required": {"J": "yes"}}), "cannot stand for"),
    ],
)
def test_what_the_contract_has_no_place_for_is_refused_in_words(workspace, tmp_path, layout, said):
    with pytest.raises(GapError, match=said):
        given(workspace, tmp_path, text(*ROWS), layout)
    assert workspace.catalogue.version() == 0


def test_a_heading_that_is_nearly_a_column_gives_way_to_its_value_for_the_whole_file(
    workspace, tmp_path
):
    header = HEADER.replace("expired", "expird")
    layout = Layout(constants={"expired": "0"})
    receipt = given(workspace, tmp_path, text(*ROWS, header=header), layout)
    assert [(one.kind, one.subject, one.proposal) for one in receipt.questions] == [
        ("mapping", "expird", None)
    ]


def test_the_same_file_with_other_words_is_another_load(workspace, tmp_path):
    content = training("X", "Y")
    first = {"required": {"X": "true", "Y": "false"}}
    other = {"required": {"X": "false", "Y": "true"}}
    outcomes = [
        given(workspace, tmp_path, content, Layout(words=words)).outcome
        for words in (first, first, other)
    ]
    assert outcomes == ["loaded", "unchanged", "loaded"]
    assert rows(workspace, "training", "required") == [(False,), (True,)]
