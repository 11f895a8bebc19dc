"""An audit from its opening to its end: who may do what, and when."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.maturity import audits
from governance.maturity.questionnaire import questionnaire
from governance.people import Person
from governance.records import audits as records
from governance.records.opening import writing
from pipelines.errors import GapError, NotAllowed, NotFound
from tests.governance.conftest import NOW
from tests.governance.maturity.conftest import AUDIT, ITEMS, answer

LATER = NOW + timedelta(days=7)


def opened(workspace, person, *, audit_id="AUDIT-2026-2", title="Next"):
    return audits.open_audit(workspace, person, audit_id=audit_id, title=title, now=NOW)


def invited(workspace, person, whom, side):
    audits.invite(workspace, person, AUDIT, whom=whom, side=side, now=NOW)


def test_an_audit_comes_back_as_it_was_opened(asked, cast):
    found = audits.audit(asked, AUDIT)
    assert (found.title, found.state, found.opened_by) == ("Spring 2026", "open", cast.facilitator)
    assert found.questionnaire == questionnaire().version
    assert (found.opened_at, found.revealed_at, found.closed_at) == (NOW, None, None)
    sides = {one.person.id: one.side for one in found.invitations}
    assert sides == {"ingrid": "ceo", "jonas": "ceo", "marcus": "cio", "lena": "cio"}
    assert {one.of for one in found.progress} == {20}


def test_only_the_facilitator_leads(asked, cast):
    for person in (cast.ceo, cast.cio, cast.staff, cast.viewer):
        with pytest.raises(NotAllowed):
            opened(asked, person)
        with pytest.raises(NotAllowed):
            invited(asked, person, cast.staff, "cio")
        with pytest.raises(NotAllowed):
            audits.reveal(asked, person, AUDIT, now=NOW)
        with pytest.raises(NotAllowed):
            audits.close_audit(asked, person, AUDIT, now=NOW)
    assert audits.audit(asked, AUDIT).state == "open"


def test_somebody_the_roster_does_not_know_leads_nothing(asked):
    stranger = Person("eve", "Eve", "facilitator")
    for attempt in (
        lambda: opened(asked, stranger),
        lambda: audits.reveal(asked, stranger, AUDIT, now=NOW),
        lambda: audits.close_audit(asked, stranger, AUDIT, now=NOW),
    ):
        with pytest.raises(NotAllowed, match="not in the roster"):
            attempt()


def test_one_audit_collects_answers_at_a_time(asked, cast):
    with pytest.raises(GapError, match="AUDIT-2026-1 is still collecting answers"):
        opened(asked, cast.facilitator)
    answer(asked, cast.ceo)
    answer(asked, cast.cio)
    audits.reveal(asked, cast.facilitator, AUDIT, now=NOW)
    opened(asked, cast.facilitator)
    assert [one.id for one in audits.audits(asked)] == ["AUDIT-2026-2", AUDIT]


def test_of_many_openings_at_once_exactly_one_wins(staffed, cast):
    outcomes: list[str] = []

    def attempt(number: int) -> None:
        try:
            opened(staffed, cast.facilitator, audit_id=f"AUDIT-2026-{number}")
            outcomes.append("opened")
        except GapError:
            outcomes.append("refused")

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["opened"] + ["refused"] * 5
    assert len(audits.audits(staffed)) == 1


@pytest.mark.parametrize("name", ["audit-1", "AUDIT", "AUDIT 2026", "AUDIT-2026-1-1", ""])
def test_a_name_that_cannot_be_written_in_an_address_is_refused(staffed, cast, name):
    with pytest.raises(GapError, match="cannot name an audit"):
        opened(staffed, cast.facilitator, audit_id=name)


def test_a_taken_name_and_an_empty_title_are_refused(asked, cast):
    with pytest.raises(GapError, match="There is an audit AUDIT-2026-1 already: Spring 2026"):
        opened(asked, cast.facilitator, audit_id=AUDIT)
    with pytest.raises(GapError, match="The title is empty"):
        opened(asked, cast.facilitator, title=" ")


def test_the_next_name_of_the_year_is_suggested(asked):
    assert audits.next_audit_id(asked, today=date(2026, 9, 1)) == "AUDIT-2026-2"
    assert audits.next_audit_id(asked, today=date(2027, 3, 1)) == "AUDIT-2027-1"


def test_a_name_that_is_nearly_right_is_suggested(asked):
    with pytest.raises(NotFound, match="Did you mean “AUDIT-2026-1”"):
        audits.audit(asked, "AUDIT-2026-7")


def test_the_next_audit_is_due_half_a_year_after_the_last_reveal(revealed, staffed):
    assert audits.next_due(revealed) == date(2026, 9, 30)


def test_nothing_is_due_before_a_first_audit_was_revealed(asked):
    assert audits.next_due(asked) is None


def test_whoever_leads_an_audit_has_no_answer_in_it(asked, cast):
    with pytest.raises(NotAllowed, match="whoever leads an audit has no answer in it"):
        invited(asked, cast.facilitator, cast.facilitator, "ceo")
    with pytest.raises(NotAllowed, match="may not answer"):
        answer(asked, cast.facilitator)


def test_neither_of_the_two_answers_for_the_other_side(asked, cast):
    for whom, side in ((cast.ceo, "cio"), (cast.cio, "ceo")):
        with pytest.raises(GapError, match=re.escape(f"cannot answer for the {side.upper()}'s")):
            invited(asked, cast.facilitator, whom, side)


def test_a_side_that_does_not_exist_is_refused(asked, cast):
    with pytest.raises(GapError, match="“cfo” is not a side"):
        invited(asked, cast.facilitator, cast.viewer, "cfo")


def test_inviting_twice_changes_nothing(asked, cast):
    before = asked.catalogue.journal()
    invited(asked, cast.facilitator, cast.ceo, "ceo")
    assert asked.catalogue.journal() == before


def test_a_side_can_be_corrected_until_the_first_answer(asked, cast):
    invited(asked, cast.facilitator, cast.viewer, "cio")
    assert audits.audit(asked, AUDIT).side_of(cast.viewer) == "cio"
    assert answer(asked, cast.viewer).side == "cio"
    with pytest.raises(GapError, match="has answered for the CIO's side already"):
        invited(asked, cast.facilitator, cast.viewer, "ceo")
    assert len(audits.audit(asked, AUDIT).invitations) == 4


def test_only_who_was_invited_answers(staffed, cast):
    opened(staffed, cast.facilitator, audit_id=AUDIT)
    with pytest.raises(NotAllowed, match="was not invited to AUDIT-2026-1"):
        answer(staffed, cast.ceo)


def test_somebody_who_has_another_role_now_answers_nothing(asked):
    with pytest.raises(NotAllowed, match="not in the roster"):
        answer(asked, Person("ingrid", "Ingrid Solberg", "viewer"))


def test_a_changed_answer_is_a_further_one(asked, cast):
    first = answer(asked, cast.ceo, level=4, evidence="The report.")
    second = answer(asked, cast.ceo, level=3, evidence="The report, read again.")
    assert (first.number, second.number) == (1, 2)
    assert audits.own_answers(asked, cast.ceo, AUDIT) == {"completeness_1": second}
    assert audits.answer_history(asked, cast.ceo, AUDIT) == (first, second)


def test_the_same_answer_again_is_no_further_one(asked, cast):
    first = answer(asked, cast.ceo, level=4)
    before = asked.catalogue.journal()
    assert answer(asked, cast.ceo, level=4) == first
    assert asked.catalogue.journal() == before


def test_several_answers_are_given_together_or_not_at_all(asked, cast):
    def give(given):
        return audits.give_answers(asked, cast.ceo, AUDIT, given=given, now=NOW)

    with pytest.raises(GapError, match="The answer to completeness_2 is 7"):
        give({"completeness_1": (3, ""), "completeness_2": (7, "")})
    assert audits.own_answers(asked, cast.ceo, AUDIT) == {}
    first = answer(asked, cast.ceo, level=3)
    both = give({"completeness_1": (3, ""), "completeness_2": (None, "Nobody knows.")})
    assert (both[0], both[1].unknown, both[1].number) == (first, True, 1)
    assert give({}) == ()


def test_dont_know_counts_as_one_and_is_no_level_one(asked, cast):
    unknown = answer(asked, cast.ceo, level=None)
    assert (unknown.level, unknown.unknown) == (1, True)
    known = answer(asked, cast.ceo, level=1)
    assert (known.level, known.unknown, known.number) == (1, False, 2)


@pytest.mark.parametrize("level", [0, 6, -1, 2.5, "3", True])
def test_an_answer_is_one_of_the_five_levels(asked, cast, level):
    with pytest.raises(GapError, match="must be a whole number from 1 to 5"):
        answer(asked, cast.ceo, level=level)
    assert audits.own_answers(asked, cast.ceo, AUDIT) == {}


def test_an_answer_that_cannot_be_kept_is_refused_in_words(asked, cast):
    with pytest.raises(NotFound, match="Did you mean “completeness_1”"):
        answer(asked, cast.ceo, item="completenes_1")
    with pytest.raises(GapError, match="characters that cannot be shown"):
        answer(asked, cast.ceo, evidence="a\x00b")
    with pytest.raises(GapError, match="The evidence has 2001 characters"):
        answer(asked, cast.ceo, evidence="x" * 2001)
    with pytest.raises(NotFound, match="There is no audit AUDIT-1999-1"):
        audits.give_answer(
            asked, cast.ceo, "AUDIT-1999-1", item=ITEMS[0], level=3, evidence="", now=NOW
        )


def test_an_audit_of_earlier_questions_takes_no_answers_to_newer_ones(staffed, cast):
    old = opened(staffed, cast.facilitator, audit_id="AUDIT-2019-1")
    audits.close_audit(staffed, cast.facilitator, old.id, now=NOW)
    with writing(staffed.database) as session:
        earlier = replace(old, id=AUDIT, questionnaire="2019-01")
        records.append_audit(session, earlier, questions=12)
    invited(staffed, cast.facilitator, cast.ceo, "ceo")
    with pytest.raises(GapError, match="opened with questionnaire 2019-01; the questions are now"):
        answer(staffed, cast.ceo)
    assert [one.of for one in audits.audit(staffed, AUDIT).progress] == [12]


def test_progress_counts_questions_and_not_answers(asked, cast):
    for level in (2, 3, 4):
        answer(asked, cast.ceo, level=level)
    answer(asked, cast.ceo, item="completeness_2")
    progress = {one.person.id: one.answered for one in audits.audit(asked, AUDIT).progress}
    assert progress == {"ingrid": 2, "jonas": 0, "marcus": 0, "lena": 0}


def test_a_reveal_needs_an_answer_of_each_side_and_says_who_is_missing(asked, cast):
    with pytest.raises(GapError, match="by the CEO's side or the CIO's side"):
        audits.reveal(asked, cast.facilitator, AUDIT, now=NOW)
    answer(asked, cast.ceo)
    with pytest.raises(GapError, match="no answer yet by the CIO's side") as refusal:
        audits.reveal(asked, cast.facilitator, AUDIT, now=NOW)
    assert "Marcus Okafor (CIO) 0 of 20" in str(refusal.value)
    assert "Ingrid Solberg (CEO) 1 of 20" in str(refusal.value)
    assert audits.audit(asked, AUDIT).state == "open"


def test_a_reveal_of_an_audit_without_guests_is_refused(staffed, cast):
    opened(staffed, cast.facilitator, audit_id=AUDIT)
    with pytest.raises(GapError, match="Nobody was invited"):
        audits.reveal(staffed, cast.facilitator, AUDIT, now=NOW)


def test_a_reveal_names_who_has_not_finished(asked, cast):
    for item in ITEMS:
        answer(asked, cast.ceo, item=item)
    answer(asked, cast.cio)
    found = audits.reveal(asked, cast.facilitator, AUDIT, now=LATER)
    assert (found.state, found.revealed_at) == ("revealed", LATER)
    assert [(one.person.id, one.answered) for one in found.unfinished] == [
        ("jonas", 0), ("lena", 0), ("marcus", 1),
    ]  # fmt: skip


def test_after_the_reveal_nobody_answers_or_is_invited(revealed, cast):
    with pytest.raises(GapError, match="was revealed on 2026-03-31, so no answer can be given"):
        answer(revealed, cast.staff)
    with pytest.raises(GapError, match="nobody more can be invited"):
        invited(revealed, cast.facilitator, cast.viewer, "cio")
    assert len(audits.answers(revealed, AUDIT)) == 2


def test_a_reveal_is_final(revealed, cast):
    with pytest.raises(GapError, match="was revealed on 2026-03-31, so it cannot be revealed"):
        audits.reveal(revealed, cast.facilitator, AUDIT, now=LATER)
    assert audits.audit(revealed, AUDIT).revealed_at == NOW


def test_of_two_reveals_at_once_one_wins(asked, cast):
    answer(asked, cast.ceo)
    answer(asked, cast.cio)
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            audits.reveal(asked, cast.facilitator, AUDIT, now=NOW)
            outcomes.append("revealed")
        except GapError:
            outcomes.append("refused")

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 3 + ["revealed"]


def test_a_closed_audit_stays_closed(revealed, cast):
    closed = audits.close_audit(revealed, cast.facilitator, AUDIT, now=LATER)
    assert (closed.state, closed.closed_at, closed.revealed_at) == ("closed", LATER, NOW)
    with pytest.raises(GapError, match="was closed on 2026-04-07"):
        audits.close_audit(revealed, cast.facilitator, AUDIT, now=LATER)
    assert len(audits.answers(revealed, AUDIT)) == 2


def test_an_audit_that_is_given_up_makes_room_and_keeps_its_secrets(asked, cast):
    answer(asked, cast.ceo)
    answer(asked, cast.cio)
    closed = audits.close_audit(asked, cast.facilitator, AUDIT, now=LATER)
    assert (closed.state, closed.revealed_at) == ("closed", None)
    with pytest.raises(GapError, match="was closed on 2026-04-07 without a reveal"):
        audits.answers(asked, AUDIT)
    with pytest.raises(GapError, match="cannot be revealed"):
        audits.reveal(asked, cast.facilitator, AUDIT, now=LATER)
    opened(asked, cast.facilitator)


def test_everything_is_there_for_whoever_opens_the_store_anew(asked, cast):
    given = answer(asked, cast.ceo, level=4, evidence="The report.")
    asked.database.dispose()
    assert audits.own_answers(asked, cast.ceo, AUDIT) == {"completeness_1": given}
    assert audits.audit(asked, AUDIT).state == "open"
