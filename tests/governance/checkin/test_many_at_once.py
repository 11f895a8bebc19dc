"""Many people act in one meeting at the same moment: one wins where they collide, none is lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from governance.checkin import meeting as room
from governance.checkin.actions import add_action, every_action, settle_action
from governance.checkin.shapes import Issue
from governance.records.checkins import events
from governance.records.opening import reading
from pipelines.errors import GapError, Overtaken
from tests.governance.checkin.conftest import CHECK_IN, GOAL
from tests.governance.conftest import NOW


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Do everything at the same moment; return how it went."""
    outcomes: list[str] = []
    barrier = threading.Barrier(len(acts))

    def attempt(act: Callable[[], object]) -> None:
        """Wait for the others, then act."""
        barrier.wait()
        try:
            act()
            outcomes.append("won")
        except Overtaken:
            outcomes.append("overtaken")
        except GapError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=attempt, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def numbers(workspace) -> list[int]:
    with reading(workspace.database) as session:
        return [one.number for one in events(session, CHECK_IN)]


def test_of_many_who_write_the_same_note_one_wins_and_the_others_are_told(running, cast):
    def write(number: int) -> Callable[[], object]:
        return lambda: room.write_note(
            running, cast.cio, CHECK_IN, key="issues", text=f"Text {number}.", seen=0, now=NOW
        )

    assert at_once(*map(write, range(6))) == {"won": 1, "overtaken": 5}
    assert len(room.meeting(running, CHECK_IN).notes) == 1


def test_whoever_writes_on_what_was_seen_last_loses_nothing(running, cast):
    def append(number: int) -> Callable[[], object]:
        def until_written() -> None:
            """Read, add a word and write, as often as somebody else was first."""
            while True:
                standing = room.meeting(running, CHECK_IN).notes
                text, seen = (standing[0].text, standing[0].number) if standing else ("", 0)
                try:
                    room.write_note(
                        running, cast.cio, CHECK_IN,
                        key="issues", text=f"{text} word{number}", seen=seen, now=NOW,
                    )  # fmt: skip
                except Overtaken:
                    continue
                return

        return until_written

    assert at_once(*map(append, range(5))) == {"won": 5}
    words = room.meeting(running, CHECK_IN).notes[0].text.split()
    assert sorted(words) == [f"word{number}" for number in range(5)]


def test_what_cannot_collide_never_fails(running, cast):
    room.start_round(running, cast.facilitator, CHECK_IN, GOAL, now=NOW)
    issue = Issue("free:1", "free", "Vendor", "", None, None, "")
    people = (cast.ceo, cast.cio, cast.staff, cast.facilitator)
    acts = [
        act
        for person in people
        for act in (
            lambda person=person: room.attend(running, person, CHECK_IN, now=NOW),
            lambda person=person: room.vote(running, person, CHECK_IN, GOAL, 3, now=NOW),
            lambda person=person: room.rate(running, person, CHECK_IN, 8, now=NOW),
            lambda person=person: room.park(running, person, CHECK_IN, issue, now=NOW),
        )
    ]
    assert at_once(*acts) == {"won": len(acts)}
    found = room.meeting(running, CHECK_IN)
    assert {*found.present} == {*found.rounds[0].voted} == {*people}
    assert (len(found.ratings), len(found.parked)) == (4, 1)
    assert numbers(running) == list(range(1, found.head + 1))


def test_an_action_is_added_by_everybody_and_settled_by_one(running, cast):
    def add(number: int) -> Callable[[], object]:
        return lambda: add_action(
            running, cast.cio, CHECK_IN, text=f"Task {number}.", owner="Lena", now=NOW
        )

    assert at_once(*map(add, range(5))) == {"won": 5}
    assert {one.id for one in every_action(running)} == {
        f"{CHECK_IN}/A{number}" for number in range(1, 6)
    }

    def settle(reason: str) -> Callable[[], object]:
        return lambda: settle_action(
            running, cast.ceo, f"{CHECK_IN}/A1", state="dropped", reason=reason, seen=1, now=NOW
        )

    assert at_once(*map(settle, "abcd")) == {"won": 1, "overtaken": 3}


def test_only_one_check_in_is_opened_by_many_at_once(staffed, cast):
    def open_one(title: str) -> Callable[[], object]:
        return lambda: room.open_check_in(
            staffed, cast.facilitator, title=title, agenda="45", held_on=NOW.date(), now=NOW
        )

    assert at_once(*map(open_one, "abc")) == {"won": 1, "GapError": 2}
    assert len(room.check_ins(staffed)) == 1
