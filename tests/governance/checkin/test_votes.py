"""A vote is blind: nobody sees a level before all are shown, and nobody changes one after."""

from __future__ import annotations

import pytest

from governance.checkin import meeting as room
from governance.checkin.written import canonical
from pipelines.errors import GapError, NotAllowed, NotFound
from tests.governance.checkin.conftest import CHECK_IN, GOAL, ON_SQLITE
from tests.governance.conftest import NOW


def vote(workspace, person, level):
    room.vote(workspace, person, CHECK_IN, GOAL, level, now=NOW)


def the_round(workspace):
    (found,) = room.meeting(workspace, CHECK_IN).rounds
    return found


@pytest.fixture
def begun(running, cast):
    """A vote on the goal has begun."""
    room.start_round(running, cast.facilitator, CHECK_IN, GOAL, now=NOW)
    return running


def test_levels_are_shown_together_and_never_before(begun, cast):
    vote(begun, cast.ceo, 5)
    vote(begun, cast.cio, 2)
    vote(begun, cast.ceo, 4)
    before = the_round(begun)
    assert (before.voted, before.revealed, before.levels) == ((cast.ceo, cast.cio), False, ())
    assert '"levels":[]' in canonical(room.meeting(begun, CHECK_IN))
    room.reveal_round(begun, cast.facilitator, CHECK_IN, GOAL, now=NOW)
    assert the_round(begun).levels == ((cast.ceo, 4), (cast.cio, 2))


@ON_SQLITE
def test_after_the_reveal_nobody_votes_until_the_vote_is_repeated(begun, cast):
    vote(begun, cast.ceo, 4)
    for _ in range(2):
        room.reveal_round(begun, cast.facilitator, CHECK_IN, GOAL, now=NOW)
    with pytest.raises(GapError, match="The vote on GOAL-02 has been revealed"):
        vote(begun, cast.cio, 3)
    room.start_round(begun, cast.facilitator, CHECK_IN, GOAL, now=NOW)
    assert the_round(begun).voted == ()
    vote(begun, cast.ceo, 4)
    assert the_round(begun).voted == (cast.ceo,)


@ON_SQLITE
def test_a_vote_that_is_under_way_is_not_begun_anew_and_a_double_vote_is_one(begun, cast):
    vote(begun, cast.ceo, 4)
    room.start_round(begun, cast.facilitator, CHECK_IN, GOAL, now=NOW)
    head = room.head(begun, CHECK_IN)
    vote(begun, cast.ceo, 4)
    assert (the_round(begun).voted, room.head(begun, CHECK_IN)) == ((cast.ceo,), head)


@ON_SQLITE
def test_only_whoever_presents_or_leads_begins_and_reveals(begun, cast):
    vote(begun, cast.ceo, 4)
    with pytest.raises(NotAllowed, match="cannot reveal the vote"):
        room.reveal_round(begun, cast.ceo, CHECK_IN, GOAL, now=NOW)
    room.present_by(begun, cast.facilitator, CHECK_IN, cast.cio, now=NOW)
    room.reveal_round(begun, cast.facilitator, CHECK_IN, GOAL, now=NOW)
    room.start_round(begun, cast.cio, CHECK_IN, GOAL, now=NOW)


@ON_SQLITE
def test_what_is_no_vote_is_refused_in_words(running, cast):
    with pytest.raises(GapError, match="has not begun"):
        vote(running, cast.ceo, 3)
    with pytest.raises(NotFound, match="There is no goal GOAL-03"):
        room.start_round(running, cast.facilitator, CHECK_IN, "GOAL-03", now=NOW)
    room.start_round(running, cast.facilitator, CHECK_IN, GOAL, now=NOW)
    for level in (0, 6, True):
        with pytest.raises(GapError, match="does not count"):
            vote(running, cast.ceo, level)
    with pytest.raises(GapError, match="Nobody has voted on GOAL-02 yet"):
        room.reveal_round(running, cast.facilitator, CHECK_IN, GOAL, now=NOW)
    with pytest.raises(NotAllowed):
        vote(running, cast.viewer, 3)
