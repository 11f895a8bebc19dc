"""Before the reveal an answer is known to its author and to nobody else, whoever asks."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import MetaData, select

from governance.maturity import audits
from governance.maturity.matrix import agenda, matrix, trend
from pipelines.errors import GapError
from tests.governance.conftest import NOW
from tests.governance.maturity.conftest import AUDIT, ITEMS, answer

EVIDENCE = "The zebra report says otherwise."
TODAY = date(2026, 3, 31)


@pytest.fixture
def answered(asked, cast):
    """Both sides have answered and the CEO's evidence can be recognised anywhere."""
    answer(asked, cast.ceo, level=5, evidence=EVIDENCE)
    answer(asked, cast.ceo, level=None, item="completeness_2", evidence=EVIDENCE)
    answer(asked, cast.cio, level=2)
    return asked


def test_ones_own_answers_are_there(answered, cast):
    own = audits.own_answers(answered, cast.ceo, AUDIT)
    assert {item: (one.level, one.evidence) for item, one in own.items()} == {
        "completeness_1": (5, EVIDENCE),
        "completeness_2": (1, EVIDENCE),
    }


def test_nobody_finds_the_answers_of_others_among_ones_own(answered, cast):
    for person in (cast.viewer, cast.staff, cast.facilitator):
        assert audits.own_answers(answered, person, AUDIT) == {}
        assert audits.answer_history(answered, person, AUDIT) == ()
    assert [one.person for one in audits.answer_history(answered, cast.cio, AUDIT)] == [cast.cio]


def test_not_even_a_person_of_the_same_side_sees_them(answered, cast):
    answer(answered, cast.viewer, level=3)
    assert EVIDENCE not in str(audits.own_answers(answered, cast.viewer, AUDIT))


def test_all_answers_are_refused_in_words(answered):
    with pytest.raises(GapError, match="can be read by nobody but their authors"):
        audits.answers(answered, AUDIT)


def test_the_matrix_refuses_an_audit_that_is_not_revealed(answered):
    with pytest.raises(GapError, match="still collecting answers"):
        matrix(answered, today=TODAY, audit_id=AUDIT)


def test_the_matrix_trend_and_agenda_know_nothing_of_it(answered):
    found = matrix(answered, today=TODAY)
    assert found.audit is None
    assert {(row.ceo, row.cio, row.gap, row.practice, row.unknown) for row in found.rows} == {
        (None, None, None, None, 0)
    }
    assert trend(answered, today=TODAY) == ()
    assert agenda(answered, today=TODAY) == ()


def test_an_audit_shows_counts_and_no_content(answered, cast):
    for found in (audits.audit(answered, AUDIT), *audits.audits(answered)):
        assert EVIDENCE not in str(found)
        counts = {one.person.id: one.answered for one in found.progress}
        assert counts == {"ingrid": 2, "jonas": 0, "marcus": 1, "lena": 0}
        assert set(vars(found.progress[0])) == {"person", "side", "answered", "of"}


def test_the_journal_says_that_something_was_answered_and_not_what(answered, cast):
    entries = [one for one in answered.catalogue.journal() if one.action == "audit:answer"]
    assert [one.actor for one in entries] == ["ingrid", "ingrid", "marcus"]
    for one in entries:
        assert set(one.after) == {"item", "number"}
        assert (one.before, one.reason) == (None, "")
    assert EVIDENCE not in json.dumps([str(vars(one)) for one in answered.catalogue.journal()])


def test_the_evidence_stands_in_no_other_table(answered):
    tables = MetaData()
    with answered.database.connect() as connection:
        tables.reflect(connection)
        holding = {
            name
            for name, table in tables.tables.items()
            if EVIDENCE in str(connection.execute(select(table)).all())
        }
    assert holding == {"audit_answer"}


def test_the_journal_looks_the_same_for_every_level(asked, cast):
    for item, level in zip(ITEMS, (1, 2, 3, 4, 5, None), strict=False):
        answer(asked, cast.ceo, item=item, level=level)
    entries = [one for one in asked.catalogue.journal() if one.action == "audit:answer"]
    shapes = {json.dumps({**one.after, "item": ""}) for one in entries}
    assert shapes == {'{"item": "", "number": 1}'}


def test_a_refused_reveal_gives_nothing_away(asked, cast):
    answer(asked, cast.ceo, level=5, evidence=EVIDENCE)
    with pytest.raises(GapError) as refusal:
        audits.reveal(asked, cast.facilitator, AUDIT, now=NOW)
    assert EVIDENCE not in str(refusal.value)


def test_after_the_reveal_everybody_sees_all_of_it(answered, cast):
    audits.reveal(answered, cast.facilitator, AUDIT, now=NOW)
    given = audits.answers(answered, AUDIT)
    assert {(one.person.id, one.side, one.level, one.unknown) for one in given} == {
        ("ingrid", "ceo", 5, False),
        ("ingrid", "ceo", 1, True),
        ("marcus", "cio", 2, False),
    }
    assert len(audits.answer_history(answered, cast.staff, AUDIT)) == 3
    *_, entry = answered.catalogue.journal()
    assert entry.action == "audit:reveal"
    assert entry.after == {
        "answers": {"ceo": 2, "cio": 1},
        "unfinished": ["ingrid", "jonas", "lena", "marcus"],
    }


def test_the_history_keeps_what_was_changed_before_the_reveal(answered, cast):
    answer(answered, cast.cio, level=3, evidence="Looked again.")
    audits.reveal(answered, cast.facilitator, AUDIT, now=NOW)
    of_marcus = [
        (one.number, one.level)
        for one in audits.answer_history(answered, cast.ceo, AUDIT)
        if one.person == cast.cio
    ]
    assert of_marcus == [(1, 2), (2, 3)]
    counted = [one.level for one in audits.answers(answered, AUDIT) if one.person == cast.cio]
    assert counted == [3]
