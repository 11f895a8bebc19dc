"""What an upload will change is told before it does, and comes true."""

from __future__ import annotations

import time
from datetime import date

from governance.uploads.figures import Seen, touched_metrics
from governance.uploads.preview import NOTHING, effect, moved, preview
from tests.governance.checkin.conftest import ON_SQLITE
from tests.governance.uploads.handing import DAY, adoption_text, committed, handed
from tests.pipelines.metrics.stores import header

NAME = "adoption_2026-Q1.csv"


def move(changes, metric):
    """Return the one move of a metric."""
    (found,) = [one for one in changes.metrics if one.metric == metric]
    return found


def test_a_quarter_that_falls_turns_adoption_red_before_anything_counts(filled, cast, tmp_path):
    one = handed(filled, cast.staff, tmp_path, NAME, adoption_text(20, 20, 20))
    changes = preview(filled, one, today=DAY)
    adoption = move(changes, "adoption_rate")
    assert (adoption.before.value, adoption.before.status) == (66, "green")
    assert (adoption.after.value, adoption.after.status) == (20, "red")
    assert adoption.turns_red
    assert changes.reddened == (adoption,)
    assert changes.by_metric == ((adoption,),)
    (unit,) = adoption.units
    assert (unit.business_unit, unit.before, unit.after) == ("Claims", 66, 20)


def test_the_preview_is_what_comes_true(filled, cast, tmp_path):
    one = handed(filled, cast.staff, tmp_path, NAME, adoption_text(70, 50, 90))
    told = preview(filled, one, today=DAY)
    done = committed(filled, cast.staff, one)
    true = effect(filled, done.receipt, today=DAY)
    assert told.metrics
    assert (told.metrics, told.goals, told.stays) == (true.metrics, true.goals, true.stays)


@ON_SQLITE
def test_looking_ahead_changes_nothing(filled, cast, tmp_path):
    one = handed(filled, cast.staff, tmp_path, NAME, adoption_text(20, 20, 20))
    before = filled.catalogue.version(), filled.catalogue.journal_head()
    files = sorted(filled.settings.store.rglob("*.parquet"))
    preview(filled, one, today=DAY)
    assert (filled.catalogue.version(), filled.catalogue.journal_head()) == before
    assert sorted(filled.settings.store.rglob("*.parquet")) == files


@ON_SQLITE
def test_a_new_quarter_is_held_against_what_the_wall_showed_before(filled, cast, tmp_path):
    text = adoption_text(20, 20, 20, quarter=2)
    one = handed(filled, cast.staff, tmp_path, "adoption_2026-Q2.csv", text)
    adoption = move(preview(filled, one, today=date(2026, 7, 1)), "adoption_rate")
    assert (adoption.period, adoption.before.status, adoption.stood) == (
        "2026-Q2",
        "no_data",
        "green",
    )
    assert adoption.turns_red


@ON_SQLITE
def test_what_says_the_same_changes_nothing(filled, cast, tmp_path):
    lines = adoption_text(66, 66, 66).splitlines()
    turned = "\n".join((lines[0], *reversed(lines[1:]))) + "\n"
    one = handed(filled, cast.staff, tmp_path, NAME, turned)
    assert preview(filled, one, today=DAY) == NOTHING


@ON_SQLITE
def test_a_file_that_cannot_be_read_changes_nothing(filled, cast, tmp_path):
    one = handed(filled, cast.staff, tmp_path, "adoption_2026-Q1.csv", "nothing;like\n1;2\n")
    assert preview(filled, one, today=DAY) == NOTHING


@ON_SQLITE
def test_a_value_far_beyond_all_others_is_a_warning_with_its_line(filled, cast, tmp_path):
    calm = "".join(
        f"M-001,U{unit},2025-{month:02},100,{50 + unit},,,false,\n"
        for unit in range(12)
        for month in (7, 8, 9)
    )
    first = handed(filled, cast.staff, tmp_path, "adoption_2025-Q3.csv", header("adoption") + calm)
    committed(filled, cast.staff, first)
    text = adoption_text(66, 66).replace("100,66", "100000,66", 1)
    one = handed(filled, cast.staff, tmp_path, NAME, text)
    far = [each for each in preview(filled, one, today=DAY).unusual if each.kind == "value"]
    assert far == []  # the column never varied, so nobody knows how far is far
    varied = calm.replace("100,50", "90,50")
    again = handed(
        filled, cast.staff, tmp_path, "adoption_2025-Q3_b.csv", header("adoption") + varied
    )
    committed(filled, cast.staff, again)
    far = [each for each in preview(filled, one, today=DAY).unusual if each.kind == "value"]
    assert [(each.subject, each.line, each.value) for each in far] == [
        ("adoption.eligible_users", 2, 100000)
    ]
    assert "in all other periods it lay between 90 and 100" in far[0].words


def test_only_what_reads_the_file_is_computed(demo_workspace):
    names = {one.name for one in touched_metrics(demo_workspace, {"training"})}
    assert names == {"training_completed"}
    assert len(touched_metrics(demo_workspace, {"initiatives"})) > 20


def test_a_figure_outside_its_usual_range_is_told_and_goals_with_it(demo_workspace):
    loads = demo_workspace.catalogue.loads()
    newest = next(one for one in loads if one.extract == "adoption" and one.period == "2026-03")
    keys = [(one.extract, one.period) for one in loads if one.submission == newest.submission]
    sides = (Seen(demo_workspace, newest.begins - 1), Seen(demo_workspace, newest.begins))
    changes = moved(*sides, keys, today=date(2026, 3, 31), loads={})
    adoption = move(changes, "adoption_rate")
    assert adoption.usual.startswith("outside its usual range 38.4% to 50.")
    assert [one.subject for one in changes.unusual if one.kind == "metric"][0]
    assert "GOAL-07" in {one.goal_id for one in changes.goals}


def test_the_demo_companys_preview_takes_less_than_a_second(demo_workspace):
    loads = demo_workspace.catalogue.loads()
    newest = next(one for one in loads if one.extract == "ledger" and one.period == "2026-03")
    keys = [(one.extract, one.period) for one in loads if one.submission == newest.submission]
    sides = (Seen(demo_workspace, newest.begins - 1), Seen(demo_workspace, newest.begins))
    took = []
    for _ in range(3):
        began = time.perf_counter()
        moved(*sides, keys, today=date(2026, 3, 31), loads={"ledger": [newest.id]})
        took.append(time.perf_counter() - began)
    assert min(took) < 1.0
