"""Tables of what a file changes say each figure before and after, and keep text as text."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from pipelines.uploads.shapes import Difference
from reports.load_changes import (
    difference_words,
    differences_table,
    evidence_list,
    goals_table,
    preview_table,
    quarantine_table,
    returning_table,
)
from reports.loads import history_table, loads_table
from tests.reports.attacks import ATTACKS
from tests.reports.test_markup import read
from tests.reports.upload_examples import (
    difference_row,
    evidence,
    history_line,
    metric_move,
    preview,
    returning,
    waiting,
)


def told(markup: str) -> str:
    """Return what a reader sees of a block, each cell and part apart."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def test_a_figure_stands_with_before_after_colours_and_what_to_mind():
    said = told(preview_table(preview()))
    for part in ("Adoption", "2026-Q1", "62.4%", "20%", "On target", "Off target"):
        assert part in said
    assert "Outside its usual range 40% to 70%" in said
    assert "Turning red asks for a note from the CIO" in said
    assert "Claims 66% → 20%" in said


def test_a_demanded_note_is_told_as_one():
    moves = preview(metrics=(metric_move(note="required"),))
    assert "Turning red demands a note" in told(preview_table(moves))


def test_a_goal_stands_with_its_chance():
    assert "37% → 2%" in told(goals_table(preview().goals))


def test_what_changes_is_one_sentence():
    assert preview().words == (
        "1 metric will read otherwise; 1 turns red; 1 goal changes colour or chance; "
        "1 value far from usual."
    )


def test_a_difference_is_counted_and_listed_cell_by_cell():
    assert difference_words(Difference(1, 2, 0, 30, (("active_users", 2),))) == (
        "1 new, 2 changed, 0 removed, 30 unchanged; changed most: active_users in 2."
    )
    assert difference_words(Difference(0, 0, 0, 5)) == "No row differs; 5 are the same."
    said = told(differences_table([difference_row()], title="Rows"))
    assert "M-001, Claims Changed 4 active_users 66 20" in said


def test_an_undo_says_what_counts_now_and_what_would():
    said = told(returning_table(returning()))
    assert "adoption_2026-03.csv, 1,200 rows, marcus" in said
    assert said.endswith("nothing")


def test_a_row_that_waits_says_whose_it_is_how_long_and_why():
    said = told(quarantine_table([waiting()]))
    assert "12 Lena Fischer “1x” is not a whole number. active_users: 1x" in said


def test_evidence_is_offered_as_a_download():
    markup = evidence_list([evidence()], lambda name: f"evidence/{name}")
    assert 'href="evidence/E7"' in markup
    assert 'download="ledger.pdf"' in markup


def test_a_load_says_who_approved_it_what_waits_and_what_it_restated():
    said = told(history_table([history_line()], title="Loads"))
    assert "Lena Fischer approved by Marcus Okafor" in said
    assert "2 (2 wait)" in said
    assert "live * Restated on 2 Apr 2026 by Lena Fischer (CIO staff)" in said
    assert "Settled by CI-2026-03 before." in said
    plain = history_line(approved_by="", restated=(), quarantined=0)
    assert "*" not in told(history_table([plain], title="Loads", scores={}))


def test_behind_a_figure_a_load_that_restated_it_carries_the_mark():
    load = replace(history_line().load, restates=True, reason="Counted anew.")
    assert "live * restated: Counted anew." in told(loads_table([load], title="Files"))
    assert "restated" not in told(loads_table([history_line().load], title="Files"))


def drawn(typed: str) -> str:
    """Return every table with something that a person typed."""
    return (
        preview_table(preview(metrics=(metric_move(title=typed),)))
        + differences_table([difference_row(typed)], title="Rows")
        + quarantine_table([waiting(typed)])
        + evidence_list([evidence(typed)], lambda name: name)
        + history_table([history_line(by=typed)], title="Loads")
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_somebody_typed_stays_text(attack):
    quiet, loud = read(drawn("calm")), read(drawn(attack))
    assert loud.elements == quiet.elements
    assert set(loud.attributes) == set(quiet.attributes)
