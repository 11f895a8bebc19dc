"""Every promised day stays in the register and is judged by its own day, for either side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from governance.commitments import Reached, by_figures, judged, kept_shares, register
from governance.people import Person
from governance.promises import Evidence, FeasibilityScores, Goal, Reply, Revision, ValueScores
from pipelines.metrics.results import Cell

CEO = Person("ingrid", "Ingrid Solberg", "ceo")
CIO = Person("marcus", "Marcus Okafor", "cio")
TODAY = date(2026, 3, 31)
NEVER = Reached((), None)
SCORES = FeasibilityScores(*(Evidence(50, "As it is.") for _ in range(4)))
PLAIN = Goal(
    title="Half of us",
    perspective="operational",
    metric="adoption_rate",
    target_path=(("2026-Q4", 50.0),),
    starts_on=date(2025, 1, 1),
    wanted_date=date(2025, 12, 31),
    priority=1,
    reason="Because.",
    scores=ValueScores(50, 50, 50, 50),
)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def goals(*said: tuple[date, date], **changes):
    """Return the revisions of a goal: (said on, wanted by)."""
    return [
        Revision("GOAL-01", number, CEO, moment(day), f"Reason {number}.",
                 replace(PLAIN, wanted_date=wanted, **changes))
        for number, (day, wanted) in enumerate(said, start=1)
    ]  # fmt: skip


def answers(*said: tuple[date, date | None]):
    """Return the revisions of a reply: (said on, realistic date)."""
    return [
        Revision("GOAL-01", number, CIO, moment(day), f"Answer {number}.",
                 Reply("no" if realistic is None else "yes", realistic, SCORES))
        for number, (day, realistic) in enumerate(said, start=1)
    ]  # fmt: skip


STATED = goals((date(2025, 1, 1), date(2025, 12, 31)))


def of(side, found):
    return [one for one in found if one.side == side]


def test_a_promise_is_kept_by_the_day_broken_after_it_and_open_before():
    live = Reached((date(2025, 12, 31),), None)
    late = Reached((date(2026, 1, 30),), None)
    assert judged(STATED, [], live, today=TODAY)[0].state == "kept"
    (broken,) = judged(STATED, [], late, today=TODAY)
    assert (broken.state, broken.fulfilled_on) == ("broken", date(2026, 1, 30))
    assert broken.words == "Broken: not reached by 2025-12-31; it was reached 30 days later."
    assert judged(STATED, [], NEVER, today=date(2025, 12, 31))[0].state == "broken"
    (before,) = judged(STATED, [], NEVER, today=date(2025, 12, 30))
    assert (before.state, before.words) == ("open", "Open: due in 1 days.")


def test_moving_a_date_does_not_undo_the_promise():
    moved = answers((date(2025, 2, 1), date(2025, 12, 31)), (date(2025, 11, 1), date(2026, 6, 30)))
    first, second = of("cio", judged(STATED, moved, NEVER, today=TODAY))
    assert (first.state, first.moved_by_days, first.slip_days) == ("broken", 181, 0)
    assert (second.state, second.moved_by_days, second.slip_days) == ("open", None, 181)
    assert (second.revision, second.why, second.said_on) == (2, "Answer 2.", date(2025, 11, 1))


def test_a_change_that_leaves_the_date_alone_is_no_new_promise():
    same = goals((date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 3, 1), date(2025, 12, 31)))
    assert len(judged(same, [], NEVER, today=TODAY)) == 1


def test_a_date_that_was_taken_back_before_it_was_due_is_withdrawn():
    taken = answers((date(2025, 2, 1), date(2026, 2, 28)), (date(2025, 12, 1), None))
    (found,) = of("cio", judged(STATED, taken, NEVER, today=TODAY))
    assert (found.state, found.due) == ("withdrawn", False)
    after = answers((date(2025, 2, 1), date(2026, 2, 28)), (date(2026, 3, 1), None))
    assert of("cio", judged(STATED, after, NEVER, today=TODAY))[0].state == "broken"


def figures(*told: float | None):
    """Return the quarters of 2025 and the first of 2026, for every revision of the goal."""
    labels = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
    return [
        Cell(label, value, 10, 1.0, "no_data" if value is None else "ok")
        for label, value in zip(labels, told, strict=False)
    ]


@pytest.fixture
def metrics(workspace):
    return workspace.metrics.metrics


@pytest.mark.parametrize("ready_url", ["sqlite"], indirect=True)
class TestFigures:
    """Goals that follow a metric are judged at the ends of quarters."""

    def verdict(self, metrics, *told, stated=STATED, today=TODAY):
        cells = {(one.goal_id, one.number): figures(*told) for one in stated}
        return judged(stated, [], by_figures(stated, cells, metrics), today=today)[-1]

    def test_the_first_quarter_that_meets_the_goal_fulfils_it(self, metrics):
        found = self.verdict(metrics, 40, 45, 50, 51)
        assert (found.state, found.fulfilled_on) == ("kept", date(2025, 9, 30))

    def test_what_was_lost_again_by_the_day_was_not_kept(self, metrics):
        found = self.verdict(metrics, 40, 55, 55, 45)
        assert found.words == "Broken: reached on 2025-06-30 and lost again."

    def test_a_figure_that_is_missing_breaks_no_promise(self, metrics):
        found = self.verdict(metrics, 40, 45, 45, None)
        assert (found.state, found.due) == ("open", False)
        assert found.words == "Due, but the figure of 2025-Q4 is not known."

    def test_what_was_reached_and_lost_before_the_promise_does_not_fulfil_it(self, metrics):
        later = goals(
            (date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 11, 1), date(2026, 3, 31))
        )
        found = self.verdict(metrics, 55, 45, 45, 45, 45, stated=later)
        assert (found.state, found.fulfilled_on) == ("broken", None)

    def test_a_goal_is_held_to_the_target_of_its_own_time(self, metrics):
        raised = goals(
            (date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 8, 1), date(2026, 3, 31))
        )
        raised[1] = replace(
            raised[1], content=replace(raised[1].content, target_path=(("2026-Q1", 60.0),))
        )
        cells = {(one.goal_id, one.number): figures(40, 52, 53, 54, 61) for one in raised}
        first, second = judged(raised, [], by_figures(raised, cells, metrics), today=TODAY)
        assert (first.state, first.fulfilled_on) == ("broken", date(2025, 6, 30))
        assert (second.state, second.fulfilled_on) == ("kept", date(2026, 3, 31))

    def test_a_promise_within_one_quarter_is_judged_at_its_end(self, metrics):
        soon = goals((date(2025, 1, 1), date(2025, 2, 15)))
        assert self.verdict(metrics, 50, stated=soon).state == "kept"
        assert self.verdict(metrics, 45, stated=soon).state == "broken"
        early = self.verdict(metrics, stated=soon, today=date(2025, 2, 20))
        assert early.words == "Due, but the figure of 2025-Q1 is not known."

    def test_an_empty_workspace_has_no_commitments(self, workspace):
        assert register(workspace, today=TODAY) == ()


def test_the_kept_share_is_of_due_promises_and_never_begins_at_all_kept():
    two = goals((date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 5, 1), date(2026, 12, 31)))
    found = judged(two, [], Reached((date(2025, 7, 31),), None), today=TODAY)
    shares = kept_shares(found)
    assert (shares["ceo"].kept, shares["ceo"].due, shares["ceo"].early) == (0, 1, 1)
    assert shares["ceo"].share == 0
    assert shares["ceo"].words == "0 of 1 promises kept, 1 reached before the day."
    assert (shares["cio"].share, shares["cio"].words) == (None, "None due yet.")
