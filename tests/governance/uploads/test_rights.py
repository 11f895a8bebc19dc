"""Who may do what to an upload: whoever may load, and for the approval never the same person."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.people import Person
from governance.uploads import acts, keeping, quarantine, undoing
from pipelines.errors import GapError, NotAllowed
from pipelines.uploads import reading
from tests.governance.checkin.conftest import ON_SQLITE
from tests.governance.uploads.handing import DAY, LATER, adoption_text, committed, handed

NAME = "adoption_2026-Q2.csv"
SECOND = adoption_text(70, 70, 70, quarter=2)


@pytest.fixture
def waits(careful, cast, tmp_path: Path):
    """An upload of Lena's that waits for a second person."""
    one = handed(careful, cast.staff, tmp_path, NAME, SECOND)
    return committed(careful, cast.staff, one)


@ON_SQLITE
def test_nobody_without_the_right_acts_on_an_upload(filled, cast, tmp_path):
    one = handed(filled, cast.staff, tmp_path, NAME, SECOND)
    seen = {"seen": one.head, "now": LATER}
    for person in (cast.ceo, cast.facilitator, cast.viewer):
        acting = [
            lambda who: acts.receive(filled, who, file_name=NAME, nonce="n", now=LATER),
            lambda who: acts.receive_file(filled, who, tmp_path / NAME, now=LATER),
            lambda who: acts.look(filled, who, one.id, now=LATER),
            lambda who: acts.say(filled, who, one.id, period="2026-Q1", **seen),
            lambda who: acts.partly(filled, who, one.id, load_good_rows=True, **seen),
            lambda who: acts.correct(
                filled, who, one.id, line=2, column="active_users", after="1", why="w", **seen
            ),
            lambda who: acts.take_back(filled, who, one.id, line=2, column="month", **seen),
            lambda who: acts.give_reason(filled, who, one.id, text="t", **seen),
            lambda who: acts.submit(filled, who, one.id, today=DAY, **seen),
            lambda who: acts.send_back(filled, who, one.id, reason="r", **seen),
            lambda who: acts.withdraw(filled, who, one.id, reason="r", **seen),
            lambda who: acts.commit(filled, who, one.id, today=DAY, **seen),
            lambda who: acts.approve(filled, who, one.id, today=DAY, **seen),
            lambda who: quarantine.correct_rows(filled, who, {1: {}}, why="w", now=LATER),
            lambda who: quarantine.waive(filled, who, 1, reason="r", seen=0, now=LATER),
            lambda who: quarantine.drop(filled, who, 1, reason="r", seen=0, now=LATER),
            lambda who: quarantine.reassign(
                filled, who, 1, to="lena", reason="r", seen=0, now=LATER
            ),
            lambda who: keeping.attach(
                filled, who, "load/L1", tmp_path / NAME, file_name=NAME, now=LATER
            ),
            lambda who: keeping.save_layout(filled, who, one.id, name="n", now=LATER),
            lambda who: keeping.retire_layout(filled, who, 1, now=LATER),
            lambda who: undoing.undo(filled, who, "L1", reason="r", now=LATER),
            lambda who: undoing.redo(filled, who, "L1", reason="r", now=LATER),
        ]
        for act in acting:
            with pytest.raises(NotAllowed):
                act(person)
    assert reading.upload(filled, one.id) == one
    assert [each.id for each in reading.uploads(filled)] == [one.id]


def test_whoever_may_load_loads_and_is_named_for_it(filled, cast, tmp_path):
    done = committed(filled, cast.staff, handed(filled, cast.staff, tmp_path, NAME, SECOND))
    assert (done.state, done.receipt.actor) == ("loaded", "lena")
    newest = filled.catalogue.loads()[0]
    assert (newest.upload, newest.actor, newest.restates) == (done.id, "lena", False)


def test_where_a_second_person_is_wanted_loading_only_hands_in(careful, cast, waits):
    assert waits.state == "waits"
    assert "2026-04" not in {one.period for one in careful.catalogue.files()}
    assert [one.id for one in acts.waiting(careful, cast.cio)] == [waits.id]
    assert acts.waiting(careful, cast.staff) == ()
    assert acts.waiting(careful, cast.ceo) == ()


def test_nobody_approves_a_file_that_they_had_a_hand_in(careful, cast, waits):
    with pytest.raises(NotAllowed, match="Lena Fischer .CIO staff. had a hand in"):
        acts.approve(careful, cast.staff, waits.id, seen=waits.head, now=LATER, today=DAY)
    assert reading.upload(careful, waits.id).state == "waits"
    assert not acts.may_approve(cast.staff, waits)


def test_another_one_approves_and_is_named_for_it(careful, cast, waits):
    done = acts.approve(careful, cast.cio, waits.id, seen=waits.head, now=LATER, today=DAY)
    assert (done.state, done.receipt.approved_by) == ("loaded", "marcus")
    assert careful.catalogue.loads()[0].approved_by == "marcus"


def test_a_colleague_of_the_same_role_may_approve(careful, cast, waits):
    ben = Person("ben", "Ben Adler", "cio_staff")
    assert acts.may_approve(ben, waits)


def test_what_is_sent_back_says_why_and_waits_for_its_author(careful, cast, waits):
    back = acts.send_back(
        careful, cast.cio, waits.id, reason="  June is missing. ", seen=waits.head, now=LATER
    )
    assert (back.state, back.sent_back) == ("ready", "June is missing.")


@ON_SQLITE
def test_words_that_say_nothing_are_refused(filled, cast, tmp_path):
    one = handed(filled, cast.staff, tmp_path, NAME, SECOND)
    for text in (" ", "\x07", "x" * 2001):
        with pytest.raises(GapError):
            acts.withdraw(filled, cast.staff, one.id, reason=text, seen=one.head, now=LATER)
        with pytest.raises(GapError):
            acts.correct(
                filled, cast.staff, one.id,
                line=2, column="active_users", after="7", why=text, seen=one.head, now=LATER,
            )  # fmt: skip
    assert reading.upload(filled, one.id) == one
