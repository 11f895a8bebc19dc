"""The questionnaire: ten topics, two questions each, five levels that can be observed."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.maturity.questionnaire import (
    QUESTIONNAIRE_FILE,
    known_item,
    known_topic,
    questionnaire,
)
from pipelines.errors import GapError, NotFound
from pipelines.quality.shapes import DIMENSIONS

TEXT = QUESTIONNAIRE_FILE.read_text(encoding="utf-8")


def refusal(tmp_path: Path, old: str, new: str) -> str:
    """Return what is said about the shipped questions with one text replaced."""
    assert old in TEXT
    file = tmp_path / "questionnaire.yaml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GapError) as found:
        questionnaire(file)
    return str(found.value)


def test_the_six_dimensions_come_first_and_four_practices_follow():
    topics = questionnaire().topics
    assert tuple(one.name for one in topics if one.kind == "dimension") == DIMENSIONS
    practices = [one.name for one in topics if one.kind == "practice"]
    assert practices == ["governance", "integration", "security", "skills"]
    assert [one.name for one in topics[:6]] == list(DIMENSIONS)


def test_two_questions_a_topic_can_be_answered_in_a_quarter_of_an_hour():
    assert [len(one.items) for one in questionnaire().topics] == [2] * 10
    words = sum(
        len(" ".join((item.question, *item.levels)).split()) for item in questionnaire().items
    )
    assert words / 200 < 15  # what a person reads in a minute


def test_every_question_has_five_different_levels():
    for item in questionnaire().items:
        assert len(set(item.levels)) == 5
        assert item.question.endswith("?")


def test_no_question_and_no_level_stands_twice():
    questions = [item.question for item in questionnaire().items]
    levels = [level for item in questionnaire().items for level in item.levels if len(level) > 20]
    assert len(set(questions)) == len(questions)
    assert len(set(levels)) == len(levels)


def test_levels_are_facts_and_not_adjectives():
    vague = {"good", "poor", "excellent", "adequate", "strong", "weak", "mature", "advanced"}
    for item in questionnaire().items:
        for level in item.levels:
            assert not vague & set(level.lower().replace(",", "").split())


def test_a_level_too_few_is_refused_with_its_line(tmp_path):
    said = refusal(tmp_path, "          - It is not asked.\n", "")
    assert "security_2.levels" in said
    assert "questionnaire.yaml:" in said


def test_two_levels_that_say_the_same_are_refused(tmp_path):
    said = refusal(tmp_path, "- Each team decides by itself.", "- It is not asked.")
    assert "two levels say the same" in said


def test_a_question_belongs_to_its_topic_by_name(tmp_path):
    assert "must be called skills_1, skills_2" in refusal(tmp_path, "skills_2:", "skill_2:")


def test_a_question_that_stands_twice_is_refused(tmp_path):
    assert "stands twice" in refusal(tmp_path, "skills_2:", "skills_1:")


def test_the_dimensions_are_those_that_can_be_measured(tmp_path):
    said = refusal(tmp_path, "kind: practice", "kind: dimension")
    assert "the dimensions must be completeness" in said


def test_a_misspelt_field_is_named_with_what_was_meant(tmp_path):
    said = refusal(tmp_path, "question: Who answers", "questoin: Who answers")
    assert "Did you mean “question”?" in said


def test_a_name_that_is_nearly_right_is_suggested():
    with pytest.raises(NotFound, match="Did you mean “accuracy_1”"):
        known_item("acuracy_1")
    with pytest.raises(NotFound, match="Did you mean “skills”"):
        known_topic("skils")
    assert known_topic(known_item("accuracy_2").topic).title == "Accuracy"
