"""Before the reveal only counts are drawn; after it every answer stands with its evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from governance.maturity.questionnaire import questionnaire
from reports.audit import (
    answers_list,
    audit_links,
    audit_words,
    counted_words,
    progress_table,
    progress_words,
    remarks_list,
    saved_words,
    settled_table,
    settled_words,
    topic_view,
    unfinished_words,
)
from tests.reports.attacks import ATTACKS
from tests.reports.maturity_examples import (
    AGREED,
    MARCUS,
    REMARK,
    UNMEASURED,
    answer,
    audit,
    row,
)
from tests.reports.test_markup import read

TOPIC = questionnaire().topics[0]


def test_an_audit_says_its_name_and_how_far_it_is():
    assert audit_words(audit()) == "Audit of spring 2026 (AUDIT-2026-1), under discussion"


def test_the_other_audits_are_a_link_away():
    older = audit(id="AUDIT-2025-2", title="Audit of autumn 2025", state="closed")
    drawn = audit_links(audit(), [audit(), older], ["audit", "audit?audit=AUDIT-2025-2"])
    assert 'href="audit?audit=AUDIT-2025-2"' in drawn
    assert "under discussion" in drawn
    assert "<a" not in audit_links(audit(), [audit()], ["audit"])


def test_progress_is_counted_without_a_word_about_content():
    assert progress_words(audit().progress) == (
        "32 of 40 answers are in; 1 of 2 have answered everything."
    )
    assert progress_words(()) == "Nobody is invited yet."
    found = read(progress_table(audit().progress)).text
    assert "Marcus Okafor" in found
    assert "12 of 20" in found


def test_who_has_not_finished_is_named_before_the_reveal():
    assert "Marcus Okafor (12 of 20)" in unfinished_words(audit())
    done = audit(progress=audit().progress[:1])
    assert unfinished_words(done) == "Everybody has answered everything."


def test_a_topic_shows_three_large_figures_and_why_one_is_missing():
    assert "2.1" in read(topic_view(row())).text
    assert "not measured in any of 21 datasets" in read(topic_view(UNMEASURED)).text


def test_the_level_by_the_rule_and_the_agreed_one_are_said():
    assert settled_words(row(), AGREED) == (
        "By the rule the level is 3. Agreed: 2. The check finds 31 % doubles (20 Mar 2026)."
    )
    assert "claimed because no check speaks of it" in settled_words(UNMEASURED, None)
    assert "Nothing is agreed yet." in settled_words(row(), None)


def test_every_answer_stands_with_its_level_its_words_and_its_evidence():
    mine = answer()
    theirs = answer(MARCUS, "cio", unknown=True, level=1, evidence="")
    found = read(answers_list(TOPIC, [theirs, mine])).text
    item = TOPIC.items[0]
    assert item.question in found
    assert item.levels[3] in found
    assert "Rests on: Board report, page 12" in found
    assert found.index("Ingrid Solberg") < found.index("Marcus Okafor")
    assert "I don't know" in found


def test_an_answer_says_that_it_is_saved_and_how_often_it_changed():
    assert saved_words(None) == "Not answered yet."
    assert saved_words(answer()) == "Saved 20 Mar 2026, 09:30 UTC."
    assert saved_words(answer(number=2)).endswith("changed once.")
    assert saved_words(answer(number=4)).endswith("changed 3 times.")


def test_ones_own_answers_are_counted():
    assert counted_words(12, 20) == "12 of 20 answered."
    assert counted_words(20, 20) == "All 20 questions are answered."


def test_what_was_settled_stands_topic_by_topic():
    found = read(settled_table([row(), UNMEASURED], {"uniqueness": AGREED})).text
    assert "The check finds 31 % doubles." in found
    assert "not agreed" in found


@pytest.mark.parametrize("attack", ATTACKS)
def test_evidence_and_remarks_that_attack_stay_text(attack):
    hostile = answers_list(TOPIC, [answer(evidence=attack)])
    assert read(hostile).elements == read(answers_list(TOPIC, [answer()])).elements
    said = remarks_list([replace(REMARK, text=attack)])
    assert read(said).elements == read(remarks_list([REMARK])).elements
    agreed = settled_table([row()], {"uniqueness": replace(AGREED, why=attack)})
    plain = settled_table([row()], {"uniqueness": AGREED})
    assert read(agreed).elements == read(plain).elements
