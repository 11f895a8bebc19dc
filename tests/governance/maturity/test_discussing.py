"""After the reveal both sides talk, settle on levels and promise the next ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance import roster
from governance.maturity import audits
from governance.people import Person
from pipelines.errors import GapError, NotAllowed, NotFound
from tests.governance.conftest import NOW
from tests.governance.maturity.conftest import AUDIT

DUE = date(2026, 9, 30)


def remark(workspace, person, *, topic="completeness", text="Half of the forms."):
    return audits.remark(workspace, person, AUDIT, topic=topic, text=text, now=NOW)


def agree(workspace, person, *, topic="completeness", level=2, why="Seen in the CRM."):
    return audits.agree(workspace, person, AUDIT, topic=topic, level=level, why=why, now=NOW)


def commit(workspace, person, *, topic="completeness", target=3, owner="Lena", due=DUE):
    return audits.commit_to(
        workspace, person, AUDIT,
        topic=topic, target=target, text="Check the files.", owner=owner, due=due, now=NOW,
    )  # fmt: skip


def test_everybody_in_the_room_may_remark(revealed, cast):
    for person in (cast.facilitator, cast.ceo, cast.cio, cast.staff, cast.viewer):
        remark(revealed, person, text=f"{person.name} says so.")
    assert [one.by for one in audits.remarks(revealed, AUDIT)] == [
        cast.facilitator, cast.ceo, cast.cio, cast.staff, cast.viewer,
    ]  # fmt: skip


def test_somebody_who_was_not_asked_has_no_voice(revealed, cast):
    tomas = Person("tomas", "Tomás Rivera", "cio_staff")
    roster.add_person(revealed, cast.facilitator, tomas, now=NOW)
    for attempt in (remark, commit):
        with pytest.raises(NotAllowed, match="was not invited"):
            attempt(revealed, tomas)


def test_remarks_follow_the_questionnaire_and_then_the_clock(revealed, cast):
    for topic in ("skills", "completeness", "skills", "accuracy"):
        remark(revealed, cast.ceo, topic=topic)
    assert [one.topic for one in audits.remarks(revealed, AUDIT)] == [
        "completeness", "accuracy", "skills", "skills",
    ]  # fmt: skip


def test_only_the_facilitator_writes_down_what_was_agreed(revealed, cast):
    for person in (cast.ceo, cast.cio, cast.viewer):
        with pytest.raises(NotAllowed):
            agree(revealed, person)
    agree(revealed, cast.facilitator)
    assert audits.agreed_levels(revealed, AUDIT)["completeness"].level == 2


def test_an_agreed_level_that_changes_keeps_the_first_one(revealed, cast):
    agree(revealed, cast.facilitator, level=2)
    agree(revealed, cast.facilitator, level=3, why="The forms were checked.")
    assert audits.agreed_levels(revealed, AUDIT)["completeness"].level == 3
    history = audits.agreed_history(revealed, AUDIT)
    assert [(one.number, one.level) for one in history] == [(1, 2), (2, 3)]
    *_, entry = revealed.catalogue.journal()
    assert (entry.before["level"], entry.after["level"]) == (2, 3)
    assert entry.reason == "The forms were checked."


def test_agreeing_on_the_same_again_is_no_change(revealed, cast):
    agree(revealed, cast.facilitator)
    with pytest.raises(GapError, match="Completeness is agreed at 2 already"):
        agree(revealed, cast.facilitator)


def test_an_agreed_level_needs_a_level_a_topic_and_a_reason(revealed, cast):
    with pytest.raises(GapError, match="agreed level is 6"):
        agree(revealed, cast.facilitator, level=6)
    with pytest.raises(NotFound, match="Did you mean “completeness”"):
        agree(revealed, cast.facilitator, topic="completness")
    with pytest.raises(GapError, match="reason for the level is empty"):
        agree(revealed, cast.facilitator, why=" ")
    assert audits.agreed_history(revealed, AUDIT) == ()


def test_a_commitment_has_an_owner_and_a_day_to_come(revealed, cast):
    made = commit(revealed, cast.cio)
    assert audits.commitments(revealed, AUDIT) == (made,)
    assert (made.owner, made.due, made.target, made.by) == ("Lena", DUE, 3, cast.cio)
    with pytest.raises(GapError, match="owner of the commitment is empty"):
        commit(revealed, cast.cio, owner=" ")
    for due in (NOW.date(), NOW.date() - timedelta(days=1)):
        with pytest.raises(GapError, match="is not in the future"):
            commit(revealed, cast.cio, due=due)
    with pytest.raises(GapError, match="target level is 0"):
        commit(revealed, cast.cio, target=0)
    assert audits.commitments(revealed, AUDIT) == (made,)


def test_a_further_commitment_takes_the_place_of_the_first(revealed, cast):
    commit(revealed, cast.cio, target=3)
    commit(revealed, cast.cio, topic="accuracy", target=2)
    later = commit(revealed, cast.facilitator, target=4)
    assert [one.target for one in audits.commitments(revealed, AUDIT)] == [4, 2]
    assert audits.commitments(revealed, AUDIT)[0] == later
    entries = [one for one in revealed.catalogue.journal() if one.action == "audit:commit"]
    assert [one.after["target"] for one in entries] == [3, 2, 4]


@pytest.mark.parametrize("attempt", [remark, agree, commit])
def test_nothing_of_it_before_the_reveal_or_after_the_end(asked, cast, attempt):
    with pytest.raises(GapError, match="is still collecting answers, so"):
        attempt(asked, cast.facilitator)
    audits.close_audit(asked, cast.facilitator, AUDIT, now=NOW)
    with pytest.raises(GapError, match="was closed on 2026-03-31 without a reveal, so"):
        attempt(asked, cast.facilitator)
    assert audits.remarks(asked, AUDIT) == ()
    assert audits.agreed_levels(asked, AUDIT) == {}
    assert audits.commitments(asked, AUDIT) == ()


def test_an_empty_remark_is_none(revealed, cast):
    with pytest.raises(GapError, match="The remark is empty"):
        remark(revealed, cast.ceo, text=" ")
