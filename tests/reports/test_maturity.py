"""The matrix comes with every sentence about maturity, and three shapes stand for three views."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.maturity.shapes import Agreement
from reports.levels import Levels, level_figure, scale, spoken
from reports.markup import written
from reports.maturity import (
    agenda_words,
    agreement_words,
    back,
    commitments_table,
    headline,
    matrix_table,
    provable,
    spoken_of,
    standing,
    three_views,
    trend_table,
    way,
    widest_first,
)
from tests.reports.attacks import ATTACKS
from tests.reports.maturity_examples import (
    PRACTICE,
    PROMISE,
    TODAY,
    UNMEASURED,
    audit,
    matrix,
    row,
)
from tests.reports.test_markup import read


def test_the_headline_compares_the_three_on_what_was_measured_and_says_where_they_part():
    assert headline(matrix()) == (
        "On what was measured the CEO's side says 4.0, the CIO's side 3.0, the checks 2.1: "
        "widest apart on uniqueness."
    )


def test_without_a_measurement_the_headline_compares_the_two_sides():
    assert headline(matrix(UNMEASURED, PRACTICE)) == (
        "The CEO's side says 3.7, the CIO's side 3.5, and nothing was measured yet: "
        "widest apart on accuracy."
    )


def test_without_an_audit_the_headline_says_what_is_measured():
    silent = row(ceo=None, cio=None, gap=None)
    assert headline(matrix(silent, audit=None)) == (
        "Nobody was asked yet; the checks say 2.1 over 1 dimension: lowest on uniqueness."
    )


def test_without_anything_the_headline_says_so():
    silent = row(ceo=None, cio=None, measured=None)
    assert headline(matrix(silent, audit=None)) == "Nobody was asked and nothing was measured yet."
    assert spoken_of([silent]) == []


def test_the_second_sentence_says_when_how_far_apart_and_how_alike():
    assert standing(matrix(), today=TODAY) == (
        "Audit of spring 2026, answers of 20 Mar 2026, 11 days ago. The CEO's side is 1.0 level "
        "above the CIO's over all questions; 75% of 20 questions within one level, agreement fair "
        "(weighted kappa 0.40). 2 answers are “don't know” and count as level 1."
    )


def test_too_few_questions_show_no_kappa():
    few = Agreement(8, 75.0, 25.0, None, "75 % within one level; a kappa needs 10 questions")
    assert agreement_words(few) == (
        "75% of 8 questions within one level; a kappa needs 10 questions."
    )
    assert "kappa" not in agreement_words(Agreement(0, None, None, None, "none"))


def test_the_matrix_says_every_view_the_agreed_level_and_the_target():
    found = read(matrix_table(matrix(row()))).text
    for words in ("4.0", "3.0", "2.1", "+1.0", "by 31 Oct 2026", "on the agenda", "2 “don't know”"):
        assert words in found


def test_what_no_check_speaks_of_is_said_to_be_claimed():
    found = read(matrix_table(matrix(UNMEASURED))).text
    assert "not measured" in found
    assert "claimed: no check speaks of it" in found


def test_a_practice_is_not_reproached_with_a_missing_measurement():
    found = read(matrix_table(matrix(PRACTICE))).text
    assert "not measurable" in found
    assert "claimed" not in found


def test_three_shapes_stand_for_three_views():
    drawn = written(scale(Levels(4.0, 3.0, 2.1), words="x"))
    assert drawn.count("<circle") == drawn.count("<path") == drawn.count("<rect") == 1


def test_a_view_that_says_nothing_has_no_mark():
    drawn = written(scale(Levels(None, 3.0, None)))
    assert "<circle" not in drawn
    assert "<rect" not in drawn
    assert "bar" not in drawn


@given(st.floats(1, 5), st.floats(1, 5))
def test_a_higher_level_never_stands_further_left(one, other):
    low, high = sorted((one, other))
    places = [
        float(written(scale(Levels(level, None, None))).split('x="')[1].split("%")[0])
        for level in (low, high)
    ]
    assert 0 <= places[0] <= places[1] <= 100


@pytest.mark.parametrize(
    ("level", "figure"), [(3.96, "3.9"), (4.0, "4.0"), (3.9, "3.9"), (1.0, "1.0"), (None, "–")]
)
def test_a_level_is_never_rounded_up_to_one_that_it_has_not_reached(level, figure):
    assert level_figure(level) == figure


def test_the_chart_can_be_read_aloud_and_shows_the_widest_difference_first():
    drawn = three_views([PRACTICE, row()])
    assert "Uniqueness: CEO's side 4.0, CIO's side 3.0, Checks 2.1." in drawn
    assert drawn.index("Uniqueness") < drawn.index("Skills")
    assert "big" not in drawn.split(">")[0]
    assert "big" in three_views([row()], big=True).split(">")[0]
    assert spoken(Levels(None, 3.0, None)).count("not known") == 2


def test_the_widest_apart_is_talked_about_first():
    assert [one.topic for one in widest_first([PRACTICE, UNMEASURED, row()])][0] == "uniqueness"


def test_only_dimensions_can_be_proved_and_the_boldest_claim_comes_first():
    bold = row("validity", ceo=5.0)
    assert [one.topic for one in provable(matrix(row(), UNMEASURED, PRACTICE, bold))] == [
        "validity", "uniqueness", "accuracy",
    ]  # fmt: skip


def test_the_agenda_names_the_topics_with_their_direction():
    assert agenda_words([row()]) == (
        "One topic comes on the agenda of the next check-in: Uniqueness (the CEO's side is 1.0 "
        "level above the CIO's)."
    )
    assert "2 topics come" in agenda_words([row(), row("skills", gap=-1.5)])
    assert "the CIO's side is 1.5 levels above the CEO's" in agenda_words([row(gap=-1.5)])
    assert "nothing comes on the agenda" in agenda_words([])


def test_a_commitment_that_is_over_says_by_how_much():
    table = commitments_table([PROMISE], {"uniqueness": "Uniqueness"}, today=date(2026, 11, 30))
    assert "31 Oct 2026, 4 weeks over" in read(table).text
    assert "over" not in read(commitments_table([PROMISE], {}, today=TODAY)).text


def test_the_trend_says_whether_the_sides_came_closer():
    before = matrix(row(gap=1.6), audit=audit(title="Audit of autumn 2025"))
    found = read(trend_table([before, matrix(row())])).text
    assert "Audit of autumn 2025" in found
    assert "0.6 closer" in found
    assert "–" in read(trend_table([matrix(row())])).text


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_topic_or_promise_that_attacks_stays_text(attack):
    promise = replace(PROMISE, text=attack, owner=attack)
    hostile = row(title=attack, measured_words=attack, commitment=promise)
    for draw in (
        lambda one: matrix_table(matrix(one)),
        lambda one: three_views([one]),
        lambda one: trend_table([matrix(one)]),
        lambda one: commitments_table([one.commitment], {}, today=TODAY),
        lambda one: back("maturity", one.title),
        lambda one: way("maturity", one.title),
    ):
        assert read(draw(hostile)).elements == read(draw(row())).elements
