"""Comments: anchored, kept as written, heard by whom they name, and never settled by silence."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from governance import comments, goals
from governance.comment_shapes import Anchor
from governance.people import Person
from pipelines.errors import GapError, NotAllowed, NotFound, Overtaken
from tests.governance.conftest import NOW

ADOPTION = Anchor("metric", "adoption_rate", "2026-Q1")
CHATBOT = Anchor("goal", "GOAL-02")


@pytest.fixture
def stated(staffed, cast, chatbot):
    """A workspace with one goal."""
    goals.state_goal(staffed, cast.ceo, goal_id="GOAL-02", goal=chatbot, why="Announced.", now=NOW)
    return staffed


def say(workspace, person, words="Why did it fall?", anchor=ADOPTION, *, minutes=0, **more):
    now = NOW + timedelta(minutes=minutes)
    return comments.comment(workspace, person, anchor, text=words, now=now, **more)


def end(workspace, person, *, seen, word="The file was corrected.", anchor=ADOPTION, minutes=9):
    now = NOW + timedelta(minutes=minutes)
    return comments.close(workspace, person, anchor, seen=seen, word=word, now=now)


def test_a_comment_comes_back_as_it_was_written_with_its_period(staffed, cast):
    said = say(staffed, cast.ceo, " <b>Why</b>\nso low? ", replace(ADOPTION, period="2026-q1"))
    (thread,) = comments.threads(staffed)
    assert thread.comments == (said,)
    assert (said.text, said.by, said.at) == ("<b>Why</b>\nso low?", cast.ceo, NOW)
    assert (thread.anchor, thread.state) == (ADOPTION, "open")


def test_everybody_may_ask_and_each_period_has_its_own_thread(staffed, cast):
    for minute, person in enumerate(cast.everybody()):
        say(staffed, person, minutes=minute)
    say(staffed, cast.viewer, anchor=replace(ADOPTION, period="2025-Q4"), minutes=30)
    later, first = comments.threads(staffed)
    assert (later.anchor.period, first.number) == ("2025-Q4", 5)
    assert comments.threads(staffed, anchor=ADOPTION) == (first,)


def test_a_goal_is_spoken_of_whatever_the_period(stated, cast):
    said = say(stated, cast.cio, "@ingrid: the date?", Anchor("goal", "GOAL-02", "2026-Q1"))
    assert said.anchor == CHATBOT


def test_what_is_not_there_cannot_be_commented(stated, cast):
    for anchor, refusal in (
        (Anchor("metric", "adoption_rat", "2026-Q1"), "Did you mean “adoption_rate”"),
        (Anchor("metric", "adoption_rate"), "speaks of one period"),
        (Anchor("metric", "adoption_rate", "soon"), "soon"),
        (Anchor("goal", "GOAL-99"), "There is no goal GOAL-99"),
    ):
        with pytest.raises(GapError, match=refusal):
            say(stated, cast.ceo, anchor=anchor)
    with pytest.raises(GapError, match="comment is empty"):
        say(stated, cast.ceo, "  ")
    with pytest.raises(NotAllowed, match="not in the roster"):
        say(stated, Person("eve", "Eve", "ceo"))
    assert comments.threads(stated) == ()


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("@marcus and @Lena Fischer: is it the file?", ("marcus", "lena")),
        ("@Lena, please. @LENA!", ("lena",)),
        ("Ask lena@northlight.example about it (@jonas).", ("jonas",)),
        ("3 @ 5 euros", ()),
    ],
)
def test_whoever_is_named_with_an_at_is_asked_to_read_it(staffed, cast, words, heard):
    assert say(staffed, cast.ceo, words).mentions == heard
    for person in cast.everybody():
        assert bool(comments.mentioned(staffed, person)) is (person.id in heard)


def test_a_mention_that_would_reach_nobody_is_refused_with_the_nearest_name(staffed, cast):
    with pytest.raises(NotFound, match="called “lenna”. Did you mean “lena”"):
        say(staffed, cast.ceo, "@lenna, why?")
    with pytest.raises(NotFound, match="called “eve”"):
        say(staffed, cast.ceo, mentions=("eve",))
    assert say(staffed, cast.ceo, "@marcus", mentions=("lena", "marcus")).mentions == (
        "marcus", "lena",
    )  # fmt: skip


def test_a_first_name_that_two_people_share_names_neither(cast):
    twins = (Person("lena", "Lena Fischer", "cio"), Person("l2", "Lena Vogt", "viewer"))
    found = comments.mentions_in("@Lena Vogt or @lena?", twins)
    assert [(one.person.id, one.begins, one.ends) for one in found] == [
        ("l2", 0, 10), ("lena", 14, 19),
    ]  # fmt: skip
    assert comments.mentions_in("@Lena?", (replace(twins[0], id="l1"), twins[1])) == ()


def test_a_thread_is_closed_with_a_word_and_opened_by_a_further_comment(staffed, cast):
    say(staffed, cast.ceo)
    assert comments.open_count(staffed) == 1
    word = end(staffed, cast.staff, seen=1)
    assert word.closes
    assert (comments.threads(staffed)[0].state, comments.open_count(staffed)) == ("closed", 0)
    say(staffed, cast.ceo, "It still looks wrong.", minutes=20)
    assert [one.number for one in comments.threads(staffed)[0].comments] == [1, 2, 3]
    assert comments.open_count(staffed) == 1


def test_closing_needs_a_word_and_something_to_close(staffed, cast):
    with pytest.raises(NotFound, match="Nobody has commented on metric/adoption_rate/2026-Q1"):
        end(staffed, cast.ceo, seen=0)
    say(staffed, cast.ceo)
    with pytest.raises(GapError, match="closing word is empty"):
        end(staffed, cast.ceo, seen=1, word=" ")
    end(staffed, cast.ceo, seen=1)
    with pytest.raises(GapError, match="closed this discussion already: The file was corrected"):
        end(staffed, cast.cio, seen=2)


def test_what_one_has_not_read_one_cannot_close(staffed, cast):
    say(staffed, cast.ceo)
    say(staffed, cast.cio, "Because of the new form.", minutes=1)
    with pytest.raises(Overtaken, match="Okafor .CIO. wrote after you looked: Because of"):
        end(staffed, cast.ceo, seen=1)
    assert comments.open_count(staffed) == 1


def test_of_many_who_speak_at_once_everybody_is_heard(staffed, cast):
    threads = [
        threading.Thread(target=say, args=(staffed, person, f"From {person.id}"))
        for person in cast.everybody()
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    (thread,) = comments.threads(staffed)
    assert sorted(one.text for one in thread.comments) == sorted(
        f"From {person.id}" for person in cast.everybody()
    )


def test_a_red_figure_counts_as_explained_by_a_note_on_the_period_or_a_part_of_it(stated, cast):
    say(stated, cast.cio, "New form.", replace(ADOPTION, period="2026-02"))
    say(stated, cast.cio, "Later.", Anchor("metric", "accuracy", "2025-Q4"))
    say(stated, cast.cio, "The date.", CHATBOT)
    assert comments.notes_on_reds(stated, "2026-Q1") == {"adoption_rate"}
    assert comments.notes_on_reds(stated, "2025-Q4") == {"accuracy"}
    assert comments.notes_on_reds(stated, "2026") == {"adoption_rate"}


def test_every_comment_stands_in_the_journal(staffed, cast):
    say(staffed, cast.ceo, "@lena why?")
    end(staffed, cast.staff, seen=1)
    asked, closed = staffed.catalogue.journal(subject="comment/metric/adoption_rate/2026-Q1")
    assert (asked.actor, asked.action, asked.reason) == ("ingrid", "comment:write", "@lena why?")
    assert asked.after == {"number": 1, "mentions": ["lena"]}
    assert (closed.actor, closed.action) == ("lena", "comment:close")


def test_the_database_itself_refuses_to_rewrite_a_comment(staffed, cast):
    say(staffed, cast.ceo, "@lena why?")
    for table in ("comment", "comment_mention"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            staffed.database.begin() as connection,
        ):
            connection.execute(text(f"DELETE FROM {table}"))
