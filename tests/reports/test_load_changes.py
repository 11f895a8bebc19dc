"""Tables of what a file changes say each figure before and after, and keep text as text."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from governance.uploads.moves import Figure, Preview, UnitMove
from governance.uploads.settled import Settled
from pipelines.uploads.shapes import Difference
from reports.evidence import evidence_table
from reports.format import day
from reports.load_changes import (
    difference_words,
    differences_table,
    goals_table,
    moves_words,
    pair,
    preview_table,
    quarantine_table,
    returning_table,
    settled_words,
)
from reports.loads import history_table, loads_table
from tests.reports.attacks import ATTACKS
from tests.reports.examples import AT
from tests.reports.test_markup import read
from tests.reports.upload_examples import (
    NAMES,
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


def test_a_unit_that_was_not_known_stands_alone_and_one_that_goes_is_said_to():
    units = (UnitMove("Claims", None, 20.0), UnitMove("Clams", 66.0, None))
    said = told(preview_table(Preview((metric_move(units=units),))))
    assert "Claims 20%; Clams 66% → No data" in said


def test_a_demanded_note_is_told_as_one():
    moves = preview(metrics=(metric_move(note="required"),))
    assert "Turning red demands a note" in told(preview_table(moves))


def test_a_goal_stands_with_its_chance():
    assert "37% → 2%" in told(goals_table(preview().goals))


def test_what_changes_is_told_with_every_figure_by_name():
    assert moves_words(preview()) == (
        "Adoption in 2026-Q1 (62.4% → 20%) turns red. "
        "Among the goals, “Half of the company uses AI” goes from on target to off target. "
        "1 value lies far from usual."
    )
    assert moves_words(Preview()) == "No figure changes."


def test_of_each_metric_the_gravest_figure_is_told_else_the_newest():
    calm = {"after": Figure(61.0, "ok", "green", 1.0, 12), "metric": "use", "title": "Use"}
    older, newer = metric_move(**calm, period="2025-Q4"), metric_move(**calm)
    better = metric_move(**calm | {"after": Figure(40.0, "ok", "amber", 1.0, 12)}, period="2025-Q3")
    told_of = [moves_words(Preview(moves)) for moves in ((older, newer), (older, better, newer))]
    assert told_of[0] == "Use in 2026-Q1 (62.4% → 61%) reads otherwise."
    assert told_of[1] == "Use in 2025-Q3 (62.4% → 40%, on target → watch) reads otherwise."


def test_a_figure_that_was_not_known_becomes_known():
    new = metric_move(before=Figure(None, "no_data", "no_data", None, 0), stood="red")
    assert moves_words(Preview((new,))) == "Adoption in 2026-Q1 (20%, off target) becomes known."


def test_many_metrics_are_counted_beyond_the_first_few():
    moves = tuple(metric_move(metric=f"m{n}", title=f"M{n}") for n in range(9))
    assert moves_words(Preview(moves)).endswith("M5 in 2026-Q1 (62.4% → 20%) and 3 more turn red.")


def test_a_figure_that_reads_the_same_twice_is_told_with_more_digits():
    before, after = Figure(56.34, "ok", "green", 1.0, 1), Figure(56.28, "ok", "green", 1.0, 1)
    assert pair(before, after, "%") == ("56.34%", "56.28%")
    assert pair(before, before, "%") == ("56.3%", "56.3%")


def test_figures_of_one_metric_stand_together_with_the_newest_first():
    moves = (
        metric_move(title="A", metric="a", period="2025-Q4"),
        metric_move(title="B", metric="b"),
        metric_move(title="A", metric="a"),
    )
    said = told(preview_table(Preview(moves)))
    places = [said.index(part) for part in ("A 2026-Q1", "A 2025-Q4", "B 2026-Q1")]
    assert places == sorted(places)


def test_what_a_meeting_settled_is_one_sentence_for_all_its_periods():
    at = ("CI-2026-01", "Check-in of January", AT.date(), AT)
    months = [Settled("adoption", f"2025-{month}", "L1", *at) for month in (10, 11, 12)]
    assert settled_words(months) == (
        f"adoption 2025-10, 2025-11 and 2025-12 were settled in Check-in of January of "
        f"{day(AT.date())}; this restates them.",
    )
    assert settled_words(months[:1])[0].endswith("; this restates it.")


def test_a_difference_is_counted_and_listed_cell_by_cell():
    assert difference_words(Difference(1, 2, 0, 30, (("active_users", 2),))) == (
        "1 new, 2 changed, 0 removed, 30 unchanged; changed most: active_users in 2."
    )
    assert difference_words(Difference(0, 0, 0, 5)) == "No row differs; 5 are the same."
    said = told(differences_table([difference_row()], title="Rows"))
    assert "M-001, Claims Changed 4 active_users 66 20" in said


def test_an_undo_says_what_counts_now_and_what_would():
    said = told(returning_table(returning(), NAMES))
    assert "adoption_2026-03.csv, 1,200 rows, Marcus Okafor" in said
    assert said.endswith("nothing")


def test_a_row_that_waits_says_whose_it_is_how_long_and_why():
    said = told(quarantine_table([waiting()]))
    assert "12 Lena Fischer “1x” is not a whole number. active_users: 1x" in said


def test_a_load_says_who_approved_it_what_waits_and_what_it_restated():
    said = told(history_table([history_line()], title="Loads"))
    assert "Lena Fischer approved by Marcus Okafor" in said
    assert "2 (2 wait)" in said
    assert "counts now * Restated on 2 Apr 2026 by Lena Fischer (CIO staff)" in said
    assert "Settled by CI-2026-03 before." in said
    plain = history_line(approved_by="", restated=(), quarantined=0)
    assert "*" not in told(history_table([plain], title="Loads", scores={}))


def test_behind_a_figure_a_load_that_restated_it_carries_the_mark():
    load = replace(history_line().load, restates=True, reason="Counted anew.")
    said = told(loads_table([load], title="Files", names=NAMES, proofs={load.id: 2}))
    assert "counts now * restated: Counted anew." in said
    assert "adoption_2026-Q1.csv 2 files of evidence" in said
    assert "Lena Fischer" in said
    assert "restated" not in told(loads_table([history_line().load], title="Files"))


def test_whoever_took_a_load_back_is_named():
    line = history_line(restated=(), undone_by="Marcus Okafor")
    line = replace(line, load=replace(line.load, status="undone", undone_at=AT))
    said = told(history_table([line], title="Loads"))
    assert f"taken back by Marcus Okafor, {day(AT)}" in said


def drawn(typed: str) -> str:
    """Return every table with something that a person typed."""
    return (
        preview_table(preview(metrics=(metric_move(title=typed),)))
        + differences_table([difference_row(typed)], title="Rows")
        + quarantine_table([waiting(typed)])
        + evidence_table([evidence(typed)], {}, lambda one: one.id)
        + history_table([history_line(by=typed)], title="Loads")
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_somebody_typed_stays_text(attack):
    quiet, loud = read(drawn("calm")), read(drawn(attack))
    assert loud.elements == quiet.elements
    assert set(loud.attributes) == set(quiet.attributes)
