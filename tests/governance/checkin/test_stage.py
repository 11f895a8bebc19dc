"""The stage is read once for each state of the workspace, and what is said is laid over it."""

from __future__ import annotations

from governance.checkin.freezing import frozen
from governance.checkin.meeting import meeting, park, solve, write_note
from governance.checkin.shapes import Issue
from governance.checkin.stage import stage
from pipelines.quality.kept import keep
from tests.governance.checkin.closing import END, adoption, closed
from tests.governance.checkin.conftest import CHECK_IN, GOAL, ON_SQLITE, TODAY
from tests.governance.measurements import check, register, run


def shown(workspace, check_in=CHECK_IN):
    return stage(workspace, meeting(workspace, check_in), today=TODAY)


def keys(some):
    return [one.key for one in some]


def test_every_goal_stands_there_with_both_sides_its_forecast_and_its_suggestion(ready):
    found = shown(ready)
    (line,) = found.card.lines
    assert line.goal_id == GOAL
    assert line.forecast == dict(found.forecasts)[GOAL]
    assert line.gap_index is not None
    assert dict(found.suggestions)[GOAL].tried
    assert (found.since, found.as_of) == (None, ready.catalogue.version())


def test_moving_on_reads_nothing_again_and_a_load_does(ready, tmp_path):
    first = stage(ready, None, today=TODAY)
    assert stage(ready, None, today=TODAY) is first
    adoption(ready, tmp_path, "2026-Q1", active=70)
    again = stage(ready, None, today=TODAY)
    assert again.as_of == first.as_of + 1
    assert again.journal_head > first.journal_head


def test_what_people_park_and_solve_is_on_the_list_at_once(ready, cast):
    free = Issue("free:budget", "free", "The budget", "", None, None, "Asked for")
    before = keys(shown(ready).issues)
    park(ready, cast.cio, CHECK_IN, free, now=END)
    solve(ready, cast.facilitator, CHECK_IN, "free:budget", now=END)
    (first, *rest) = shown(ready).issues
    assert (first.key, first.parked_by, first.solved) == ("free:budget", cast.cio, True)
    assert keys(rest) == before


@ON_SQLITE
def test_both_halves_of_an_escalation_come_from_the_notes_of_the_meeting(running, cast):
    register(running)
    keep(running, run("2026-Q1", check(30)))
    (one,) = stage(running, None, today=TODAY).escalations
    assert (one.root_cause, one.decision) == ("", "")
    for person, half, text in (
        (cast.cio, "cause", "Two systems write customers."),
        (cast.ceo, "decision", "One owner from May on."),
    ):
        write_note(running, person, CHECK_IN, key=f"{one.key}:{half}", text=text, seen=0, now=END)
    (said,) = shown(running).escalations
    assert (said.root_cause, said.decision) == (
        "Two systems write customers.", "One owner from May on.",
    )  # fmt: skip


@ON_SQLITE
def test_an_empty_workspace_has_an_empty_stage(workspace):
    found = stage(workspace, None, today=TODAY)
    for part in (found.changes, found.card.lines, found.blockers, found.capacity, found.issues):
        assert part == ()


def test_after_a_close_the_closed_meeting_is_last_time(ready, cast):
    closed(ready, cast)
    since = stage(ready, None, today=TODAY).since
    assert (since.id, since.state) == (CHECK_IN, "closed")


def test_nothing_is_frozen_of_a_meeting_that_never_was(ready):
    assert frozen(ready, "CI-1999-01") is None
