"""The wall says every figure with shape and word, can be read aloud, and escapes every name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance.scorecard.shapes import Point, RollUp
from reports.status import SIGNS
from reports.wall import answer, roll_up_words, sentence, spark, wall
from tests.reports.attacks import ATTACKS
from tests.reports.examples import QUARTERS, scorecard, tile
from tests.reports.test_markup import read


def address(metric: str) -> str:
    return f"metric?metric={metric}"


def test_every_tile_is_a_link_to_its_metric_with_a_sentence():
    card = scorecard()
    markup = wall(card, address)
    for each in card.tiles:
        assert f'href="metric?metric={each.metric}"' in markup
    assert markup.count('class="tile"') == len(card.tiles) - 1


def test_what_was_never_loaded_stands_in_one_line_and_not_as_a_tile():
    never = tile(
        "pilots", title="Pilots", value=None, state="no_data", status="no_data", history=()
    )
    late = tile("late", title="Late", value=None, state="no_data", status="no_data")
    found = read(wall(scorecard(tiles=(never, late)), address)).text
    assert "Nothing loaded yet for Pilots" in found
    assert "yet for Late" not in found


def test_a_tile_is_read_aloud_in_one_sentence():
    assert sentence(tile(must_not_fail=True)) == (
        "Adoption rate: 62.4%, on target, target 60%, up 2.3 points since the period before, "
        "must not fail."
    )


def test_an_unknown_tile_says_why_and_is_never_green():
    unknown = tile(value=None, state="not_estimable", status="not_estimable", note="Only 2 events.")
    assert sentence(unknown).startswith("Adoption rate: Cannot be estimated, cannot be estimated")
    assert sentence(unknown).endswith("Only 2 events.")


def test_every_status_has_its_own_shape_and_word():
    assert len({sign.glyph for sign in SIGNS.values()}) == len(SIGNS)
    assert len({sign.word for sign in SIGNS.values()}) == len(SIGNS)
    assert len({str(sign.outline) for sign in SIGNS.values()}) == len(SIGNS)


def test_only_green_amber_and_red_have_a_colour_of_their_own():
    coloured = {status for status, sign in SIGNS.items() if sign.look != "unknown"}
    assert coloured == {"green", "amber", "red"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_name_that_attacks_stays_a_name(attack):
    markup = wall(scorecard(tiles=(tile(title=attack, note=attack),)), address)
    harmless = wall(scorecard(tiles=(tile(title="plain", note="plain"),)), address)
    assert read(markup).elements == read(harmless).elements
    assert read(answer(attack, attack)).elements == ["div", "p", "p"]


def test_a_gap_in_the_history_breaks_the_line():
    values = [1.0, 2.0, None, 3.0, 4.0]
    points = [Point(q, v, "ok") for q, v in zip(QUARTERS, values, strict=False)]
    line = next(each for each in spark(points, "good") if each.get("class") == "spark-line")
    assert line.get("d", "").count("M") == 2


def test_one_figure_alone_is_not_drawn_as_a_trend():
    assert list(spark([Point("2026-Q1", 5.0, "ok")], "good")) == []
    assert list(spark([], "good")) == []


def test_a_flat_history_is_a_level_line():
    points = [Point(quarter, 5.0, "ok") for quarter in QUARTERS]
    line = next(each for each in spark(points, "good") if each.get("class") == "spark-line")
    heights = {part.split(" ")[1] for part in line.get("d", "M0 0")[1:].split("L")}
    assert len(heights) == 1


def test_a_target_is_dashed_only_where_there_is_one():
    with_target = {each.get("class") for each in spark(tile().history, "good")}
    points = [replace(point, target=None) for point in tile().history]
    assert "spark-target" in with_target
    assert "spark-target" not in {each.get("class") for each in spark(points, "good")}


def test_a_score_says_what_it_does_not_know():
    known = RollUp("risk", 71.0, 0.9, 60.0, 74.0, True, "amber", 5, 6)
    assert roll_up_words(known) == (
        "5 of 6 measured; 60 to 74 whatever the rest turns out; "
        "held at watch by a metric that must not fail"
    )
    unknown = RollUp("risk", None, 0.4, 10.0, 90.0, False, "not_estimable", 2, 6)
    assert "too few for a score" in roll_up_words(unknown)


def test_a_tile_that_is_new_since_the_last_visit_says_so_once_and_aloud():
    plain = wall(scorecard(), address)
    assert "new" not in plain.split('class="')
    markup = wall(scorecard(), address, new={"adoption_rate", "GOAL-02"})
    assert markup.count('<span class="new">new</span>') == 1
    assert markup.count("New since your last visit.") == 1


def test_a_restated_figure_is_marked_and_its_sentence_says_by_whom_and_why():
    told = "Restated on 2 Apr 2026 by Lena Fischer (CIO staff): The vendor had counted robots."
    restated = tile(restated=told)
    assert sentence(restated).endswith(told)
    assert read(wall(scorecard(tiles=(restated,)), address)).text.count("restated*") == 1
    assert "restated*" not in wall(scorecard(tiles=(tile(),)), address)
