"""The matrix puts what each side says, what is measured and what was agreed side by side."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from governance.maturity import audits
from governance.maturity.matrix import agenda, matrix, trend
from governance.maturity.questionnaire import questionnaire
from pipelines.errors import NotFound
from tests.governance.conftest import NOW
from tests.governance.maturity.conftest import AUDIT, ITEMS, answer
from tests.governance.maturity.planting import planted, registered

TODAY = date(2026, 3, 31)
SECOND = "AUDIT-2026-2"


def rows(workspace, **asked):
    return {row.topic: row for row in matrix(workspace, today=TODAY, **asked).rows}


def reveal(workspace, cast):
    audits.reveal(workspace, cast.facilitator, AUDIT, now=NOW)


def test_before_a_first_audit_it_shows_what_is_measured(staffed):
    registered(staffed, "DS-CRM")
    planted(staffed, "DS-CRM", "2026-Q1", completeness=50)
    found = matrix(staffed, today=TODAY)
    assert (found.audit, found.gap, found.agreement, found.as_of) == (None, None, None, TODAY)
    assert [row.topic for row in found.rows] == [one.name for one in questionnaire().topics]
    first = found.rows[0]
    assert (first.measured, first.measured_score) == (2.5, 50.0)
    assert (first.ceo, first.cio, first.final, first.claimed, first.on_agenda) == (
        None, None, None, False, False,
    )  # fmt: skip


def test_both_sides_stand_beside_what_is_measured(asked, cast):
    registered(asked, "DS-CRM")
    planted(asked, "DS-CRM", "2026-Q1", completeness=50)
    for person, level in ((cast.ceo, 5), (cast.viewer, 4), (cast.cio, 3), (cast.staff, 4)):
        answer(asked, person, level=level)
    reveal(asked, cast)
    row = rows(asked)["completeness"]
    assert (row.ceo, row.cio, row.gap, row.practice) == (4.5, 3.5, 1.0, 4.0)
    assert (row.measured, row.final, row.claimed) == (2.5, 3, False)
    assert row.on_agenda


def test_a_dimension_that_nothing_measured_is_claimed_and_a_practice_is_not(asked, cast):
    for topic in ("accuracy", "security"):
        for person in (cast.ceo, cast.cio):
            answer(asked, person, item=f"{topic}_1", level=4)
    reveal(asked, cast)
    found = rows(asked)
    assert (found["accuracy"].final, found["accuracy"].claimed) == (2, True)
    assert (found["security"].final, found["security"].claimed) == (4, False)
    assert "no check measures a practice" in found["security"].measured_words
    assert (found["skills"].final, found["skills"].agreement) == (None, None)


def test_dont_know_lowers_the_level_and_is_counted(asked, cast):
    answer(asked, cast.ceo, level=5)
    answer(asked, cast.viewer, level=None)
    answer(asked, cast.cio, level=3)
    reveal(asked, cast)
    row = rows(asked)["completeness"]
    assert (row.ceo, row.unknown, row.gap) == (3.0, 1, 0.0)


def test_a_gap_of_one_level_in_either_direction_is_on_the_agenda(asked, cast):
    for topic, ceo, cio in (
        ("completeness", 4, 3), ("uniqueness", 2, 5), ("validity", 3, 3),
    ):  # fmt: skip
        answer(asked, cast.ceo, item=f"{topic}_1", level=ceo)
        answer(asked, cast.cio, item=f"{topic}_1", level=cio)
    reveal(asked, cast)
    assert [(row.topic, row.gap) for row in agenda(asked, today=TODAY)] == [
        ("uniqueness", -3.0), ("completeness", 1.0),
    ]  # fmt: skip


def test_a_topic_that_one_side_left_out_has_no_gap(asked, cast):
    answer(asked, cast.ceo, item="skills_1", level=5)
    answer(asked, cast.ceo, level=3)
    answer(asked, cast.cio, level=3)
    reveal(asked, cast)
    row = rows(asked)["skills"]
    assert (row.ceo, row.cio, row.gap, row.on_agenda) == (5.0, None, None, False)
    assert row.agreement.words == "no question was answered by both sides"


def test_over_all_questions_there_is_a_kappa_and_in_one_topic_there_is_none(asked, cast):
    for number, item in enumerate(ITEMS):
        answer(asked, cast.ceo, item=item, level=3 + number % 2)
        answer(asked, cast.cio, item=item, level=2 + number % 2)
    reveal(asked, cast)
    found = matrix(asked, today=TODAY)
    assert found.gap == 1.0
    assert (found.agreement.n, found.agreement.within_one) == (20, 100.0)
    assert found.agreement.kappa == pytest.approx(1 / 3)
    assert found.agreement.words == "fair"
    assert {(row.agreement.n, row.agreement.kappa) for row in found.rows} == {(2, None)}


def test_what_was_agreed_and_promised_stands_in_the_row(revealed, cast):
    lead = cast.facilitator
    audits.agree(revealed, lead, AUDIT, topic="skills", level=3, why="Settled.", now=NOW)
    audits.commit_to(
        revealed, cast.cio, AUDIT,
        topic="skills", target=4, text="Train.", owner="Lena", due=date(2026, 9, 30), now=NOW,
    )  # fmt: skip
    row = rows(revealed)["skills"]
    assert (row.agreed, row.target, row.commitment.owner) == (3, 4, "Lena")


@pytest.fixture
def twice(revealed, cast):
    """A second audit, half a year after the first, with better answers."""
    later = NOW + timedelta(days=183)
    lead = cast.facilitator
    audits.commit_to(
        revealed, cast.cio, AUDIT,
        topic="skills", target=4, text="Train.", owner="Lena", due=date(2027, 3, 31), now=NOW,
    )  # fmt: skip
    audits.agree(revealed, lead, AUDIT, topic="skills", level=2, why="Settled.", now=NOW)
    audits.open_audit(revealed, lead, audit_id=SECOND, title="Autumn 2026", now=later)
    for whom, side in ((cast.ceo, "ceo"), (cast.cio, "cio")):
        audits.invite(revealed, lead, SECOND, whom=whom, side=side, now=later)
        audits.give_answer(
            revealed, whom, SECOND, item=ITEMS[0], level=5, evidence="", now=later
        )  # fmt: skip
    audits.reveal(revealed, lead, SECOND, now=later)
    return revealed


def test_the_newest_revealed_audit_is_shown_and_an_earlier_one_on_demand(twice):
    assert matrix(twice, today=TODAY).audit.id == SECOND
    assert matrix(twice, today=TODAY, audit_id=AUDIT).audit.id == AUDIT
    with pytest.raises(NotFound, match="There is no audit AUDIT-2020-1"):
        matrix(twice, today=TODAY, audit_id="AUDIT-2020-1")


def test_the_trend_is_one_matrix_for_each_audit_oldest_first(twice):
    over_time = trend(twice, today=date(2026, 9, 30))
    assert [one.audit.id for one in over_time] == [AUDIT, SECOND]
    assert [one.gap for one in over_time] == [2.0, 0.0]
    assert [one.as_of for one in over_time] == [TODAY, date(2026, 9, 30)]


def test_an_earlier_audit_stands_beside_what_was_measured_then(twice):
    registered(twice, "DS-CRM")
    planted(twice, "DS-CRM", "2026-Q1", completeness=50)
    planted(twice, "DS-CRM", "2026-Q3", completeness=70)
    first, second = trend(twice, today=date(2026, 9, 30))
    assert (first.rows[0].measured_score, second.rows[0].measured_score) == (50, 70)
    today = date(2026, 9, 30)
    assert matrix(twice, today=today, audit_id=AUDIT).rows == first.rows
    assert matrix(twice, today=today).rows == second.rows


def test_a_promise_outlives_the_audit_it_was_made_in_and_an_agreed_level_does_not(twice):
    row = rows(twice)["skills"]
    assert (row.target, row.commitment.due, row.agreed) == (4, date(2027, 3, 31), None)


def test_a_later_promise_takes_its_place_from_then_on(twice, cast):
    audits.commit_to(
        twice, cast.cio, SECOND,
        topic="skills", target=5, text="Train more.", owner="Lena", due=date(2027, 9, 30),
        now=datetime(2026, 10, 1, tzinfo=UTC),
    )  # fmt: skip
    first, second = trend(twice, today=date(2026, 9, 30))
    assert (first.rows[-1].target, second.rows[-1].target) == (4, 5)
