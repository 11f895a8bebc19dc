"""Two people change the same promise: what only one touched is kept, what both touched is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from governance.merging import Clash, merged, parts, with_parts
from governance.promises import Evidence, FeasibilityScores, Goal, Reply, ValueScores

GOAL = Goal(
    title="Chatbot", perspective="operational", metric="adoption_rate",
    target_path=(("2026-Q3", 100.0),), starts_on=date(2025, 9, 8), wanted_date=date(2026, 9, 30),
    priority=1, reason="Customers wait.", scores=ValueScores(80.0, 90.0, 85.0, 70.0),
)  # fmt: skip
SCORED = Evidence(30.0, "Twice in the CRM.", 31.0, "31 of 100.")
REPLY = Reply("partly", date(2026, 12, 31), FeasibilityScores(SCORED, SCORED, SCORED, SCORED))


def test_a_field_that_only_one_of_them_changed_is_taken_from_that_one():
    theirs, mine = replace(GOAL, priority=2), replace(GOAL, title="Chatbot with contracts")
    both = merged(GOAL, theirs=theirs, mine=mine)
    assert both.content == replace(GOAL, priority=2, title="Chatbot with contracts")
    assert both.clashes == ()
    assert both.taken == ("priority",)


def test_a_field_that_both_changed_differently_is_a_clash_and_keeps_the_own_value_until_chosen():
    both = merged(GOAL, theirs=replace(GOAL, priority=2), mine=replace(GOAL, priority=3))
    assert both.clashes == (Clash("priority", 1, 2, 3),)
    assert both.content.priority == 3
    assert with_parts(both.content, {"priority": 2}).priority == 2


def test_the_same_change_twice_is_no_clash():
    changed = replace(GOAL, priority=2)
    assert merged(GOAL, theirs=changed, mine=changed).clashes == ()


def test_scores_are_merged_one_by_one():
    theirs = replace(GOAL, scores=replace(GOAL.scores, urgency=60.0))
    mine = replace(GOAL, scores=replace(GOAL.scores, strategic_fit=95.0))
    both = merged(GOAL, theirs=theirs, mine=mine)
    assert both.content.scores == ValueScores(80.0, 95.0, 60.0, 70.0)
    assert both.clashes == ()


def test_what_was_measured_is_nobodys_change():
    again = replace(SCORED, measured=40.0, measured_words="40 of 100.")
    theirs = replace(REPLY, scores=replace(REPLY.scores, data=again))
    assert merged(REPLY, theirs=theirs, mine=REPLY).taken == ()


def test_which_revision_a_reply_answers_is_not_chosen_field_by_field():
    assert "answers_revision" not in parts(REPLY)


goals = st.builds(
    lambda title, priority, urgency, wanted: replace(
        GOAL, title=title, priority=priority, wanted_date=wanted,
        scores=replace(GOAL.scores, urgency=urgency),
    ),
    st.sampled_from("abc"), st.integers(1, 3), st.sampled_from((10.0, 20.0)), st.dates(),
)  # fmt: skip


@given(goals, goals, goals)
def test_every_field_ends_as_one_of_the_two_said_and_no_change_is_dropped(base, theirs, mine):
    both = merged(base, theirs=theirs, mine=mine)
    was, other, own, out = (parts(each) for each in (base, theirs, mine, both.content))
    clashing = {clash.name for clash in both.clashes}
    for name in out:
        assert out[name] in (other[name], own[name])
        if own[name] != was[name]:
            assert out[name] == own[name]
        elif other[name] != was[name]:
            assert out[name] == other[name]
        assert (name in clashing) == (was[name] != own[name] != other[name] != was[name])
