"""An incident opens, closes and reopens by what is measured, and keeps its history."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.people import Person
from governance.watching.life import lives
from governance.watching.shapes import Episode, Note
from tests.governance.measurements import TWINS, check, failed, run

LENA = Person("lena", "Lena Fischer", "cio_staff")
Q2, Q3, Q4 = date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)
PASSED_Q4 = Episode(Q3, Q4, "passed", "The check passed on 31 Dec 2025.")


def closing(at: datetime, *, since: date = Q3, number: int = 1) -> Note:
    return Note(
        "dataset", "DS-CRM", TWINS, number, "close", "", "Twins are wanted.", since, LENA, at
    )


def episodes(*runs, notes=(), gone_on=None) -> tuple[Episode, ...]:
    return lives(runs, {TWINS: notes}, gone_on=gone_on)[TWINS].episodes


def test_the_first_failing_run_opens_it_on_the_day_that_run_judged():
    assert episodes(run("2025-Q2", check(99)), run("2025-Q3", check(69))) == (Episode(Q3),)


def test_it_stays_the_same_episode_while_the_check_goes_on_failing():
    assert episodes(run("2025-Q3", check(69)), run("2025-Q4", check(50))) == (Episode(Q3),)


def test_a_passing_run_closes_it_by_itself():
    assert episodes(run("2025-Q3", check(69)), run("2025-Q4", check(97))) == (PASSED_Q4,)


def test_a_check_passes_from_the_share_that_is_asked_for():
    assert episodes(run("2025-Q3", check(94.9)), run("2025-Q4", check(95))) == (PASSED_Q4,)


def test_a_later_failing_run_reopens_it_with_its_history():
    found = episodes(
        run("2025-Q3", check(69)), run("2025-Q4", check(97)), run("2026-Q1", check(60))
    )
    assert found == (PASSED_Q4, Episode(date(2026, 3, 31)))


def test_a_rule_that_was_removed_closes_it():
    (found,) = episodes(run("2025-Q3", check(69)), run("2025-Q4", check(99, "name.filled")))
    assert (found.closed, found.how) == (Q4, "no_longer_checked")


def test_a_rule_that_comes_back_and_fails_reopens_it():
    removed = run("2025-Q4", check(99, "name.filled"))
    found = episodes(run("2025-Q3", check(69)), removed, run("2026-Q1", check(69)))
    assert [one.closed for one in found] == [Q4, None]


def test_a_subject_that_is_gone_closes_all_of_its_incidents():
    (found,) = episodes(run("2025-Q3", check(69)), gone_on=date(2026, 2, 1))
    assert (found.closed, found.how) == (date(2026, 2, 1), "no_longer_checked")


@pytest.mark.parametrize(
    "silent", [failed("2025-Q4"), run("2025-Q4", check(0, tested=0, passed=0.0))]
)
def test_a_run_that_tells_nothing_neither_opens_nor_closes(silent):
    assert episodes(run("2025-Q3", check(69)), silent) == (Episode(Q3),)
    assert episodes(run("2025-Q3", check(99)), silent) == ()


def test_its_figures_are_those_of_the_newest_run_that_tested_it():
    found = lives([run("2025-Q3", check(69)), run("2025-Q4", check(42)), failed("2026-Q1")])
    assert (found[TWINS].run.period, found[TWINS].last.score) == ("2025-Q4", 42)


def test_a_check_that_was_never_tested_has_no_life():
    assert lives([run("2025-Q3", check(0, tested=0, passed=0.0))]) == {}


def test_a_closing_by_hand_says_who_and_why():
    at = datetime(2025, 10, 20, tzinfo=UTC)
    (found,) = episodes(run("2025-Q3", check(69)), notes=[closing(at)])
    assert found == Episode(
        Q3, date(2025, 10, 20), "by_hand", "Twins are wanted.", "Lena Fischer (CIO staff)"
    )


def test_a_closing_by_hand_holds_until_a_run_measured_after_it_fails():
    at = datetime(2025, 10, 20, tzinfo=UTC)
    runs = [run("2025-Q3", check(69)), run("2025-Q4", check(69))]
    assert [one.closed for one in episodes(*runs, notes=[closing(at)])] == [at.date(), None]
    late = datetime(2026, 1, 20, tzinfo=UTC)
    assert [one.closed for one in episodes(*runs, notes=[closing(late)])] == [late.date()]


def test_a_run_measured_after_it_that_passes_leaves_it_closed():
    at = datetime(2025, 10, 20, tzinfo=UTC)
    found = episodes(run("2025-Q3", check(69)), run("2025-Q4", check(99)), notes=[closing(at)])
    assert [one.how for one in found] == ["by_hand"]


def test_the_same_quarter_measured_anew_and_failing_reopens_it_with_the_closing_in_its_history():
    at = datetime(2025, 10, 20, tzinfo=UTC)
    anew = run("2025-Q3", check(69), at=datetime(2025, 11, 1, tzinfo=UTC))
    first, second = episodes(anew, notes=[closing(at)])
    assert (first.how, second) == ("by_hand", Episode(Q3))


def test_an_older_quarter_measured_anew_does_not_reopen_it():
    at = datetime(2026, 1, 20, tzinfo=UTC)
    older = run("2025-Q2", check(69), at=datetime(2026, 2, 1, tzinfo=UTC))
    found = episodes(older, run("2025-Q3", check(69)), notes=[closing(at, since=Q2)])
    assert [(one.opened, one.how) for one in found] == [(Q2, "by_hand")]


def test_it_can_be_closed_by_hand_again_after_it_reopened():
    first = closing(datetime(2025, 10, 20, tzinfo=UTC))
    second = closing(datetime(2026, 1, 20, tzinfo=UTC), since=Q4, number=2)
    found = episodes(run("2025-Q3", check(69)), run("2025-Q4", check(69)), notes=[first, second])
    assert [(one.opened, one.how) for one in found] == [(Q3, "by_hand"), (Q4, "by_hand")]


QUARTERS = [f"{year}-Q{number}" for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)]


@given(st.lists(st.sampled_from([None, 40.0, 94.0, 95.0, 100.0]), min_size=1, max_size=12))
def test_it_is_open_exactly_when_the_newest_known_result_fails(shares):
    runs = [
        failed(quarter) if share is None else run(quarter, check(share))
        for quarter, share in zip(QUARTERS, shares, strict=False)
    ]
    known = [share for share in shares if share is not None]
    found = lives(runs).get(TWINS)
    assert (found is not None and found.is_open) == (bool(known) and known[-1] < 95)
    if found is not None:
        closed = [one.closed for one in found.episodes[:-1]]
        assert None not in closed
        assert all(one.closed is None or one.opened < one.closed for one in found.episodes)
