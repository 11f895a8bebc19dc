"""Before a meeting it is said what is missing, who is asked for it, and how late it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from governance import comments, goals, replies, roster
from governance.checkin.actions import add_action
from governance.checkin.meeting import open_check_in
from governance.checkin.readiness import newest_files, prepared
from governance.checkin.shapes import Chase
from governance.comment_shapes import Anchor
from governance.promises import Goal, Reply
from governance.records.checkins import append_event
from governance.records.opening import writing
from pipelines.workspace import Workspace
from tests.governance.conftest import Cast
from tests.governance.uploads.handing import handed
from tests.pipelines.metrics.stores import header, load, registers, workspace

NOW = datetime(2025, 4, 10, 8, 30, tzinfo=UTC)
LOSSES = header("ledger") + (
    "E-1,AI-001,2025-01,cost,run,900.00,realised,,\n"
    "E-2,AI-001,2025-01,benefit,saving,10.00,realised,,\n"
)
"""A quarter that cost more than it brought."""


@pytest.fixture
def ready(tmp_path: Path, cast: Cast, chatbot: Goal, answer: Reply) -> Iterator[Workspace]:
    """A small company whose first quarter is loaded, with one goal that is answered."""
    here = workspace(tmp_path)
    registers(here, tmp_path)
    for person in cast.everybody():
        roster.add_person(
            here, None if person == cast.facilitator else cast.facilitator, person, now=NOW
        )
    goal = replace(
        chatbot, metric="in_production_share", initiative_id="", starts_on=date(2025, 1, 1),
        wanted_date=date(2026, 9, 30),
    )  # fmt: skip
    goals.state_goal(here, cast.ceo, goal_id="GOAL-02", goal=goal, why="Agreed.", now=NOW)
    replies.give_reply(
        here, cast.cio, goal_id="GOAL-02", seen=0, reply=answer, why="First.", now=NOW
    )
    yield here
    here.database.dispose()


def found(here: Workspace, today: date = date(2025, 4, 10)):
    return prepared(here, today=today, now=NOW)


def part(here: Workspace, question: str, **asked) -> tuple[int, int]:
    return next((done, of) for name, done, of in found(here, **asked).parts if name == question)


def chased(here: Workspace, what: str, **asked) -> list[Chase]:
    return [one for one in found(here, **asked).chased if one.what.startswith(what)]


def test_a_company_that_has_everything_in_is_ready(ready):
    assert found(ready).ready, found(ready).chased
    assert part(ready, "Data in") == (2, 2)
    assert part(ready, "Replies given") == (1, 1)


def test_a_file_that_is_missing_is_late_only_after_its_grace(ready):
    early, late = date(2025, 7, 5), date(2025, 12, 1)
    assert part(ready, "Data in", today=early) == (0, 2)
    (first, *_) = chased(ready, "Bring the file of 2025-Q2", today=early)
    assert (first.days_late, first.due is not None) == (0, True)
    (worst, *_) = found(ready, today=late).chased
    assert worst.what == "Bring the file of 2025-Q3"
    assert worst.days_late == (late - worst.due).days > 0


def test_who_has_begun_to_bring_a_file_is_asked_to_finish_it(ready, cast, tmp_path):
    handed(ready, cast.staff, tmp_path, "models_2025-Q2.csv", header("models"), now=NOW)
    told = {one.what for one in chased(ready, "", today=date(2025, 7, 5))}
    assert {"Finish the upload of 2025-Q2", "Bring the file of 2025-Q2"} <= told


def test_an_extract_that_was_never_loaded_is_not_asked_for(ready):
    assert {one.extract for one in newest_files(ready, today=date(2025, 4, 10))} == {
        "initiatives", "models",
    }  # fmt: skip


def test_a_goal_without_a_reply_or_with_an_older_one_is_the_cios(ready, cast):
    goal = goals.goals(ready)[0].content
    goals.change_goal(
        ready, cast.ceo, goal_id="GOAL-02", seen=1, goal=replace(goal, priority=2), why="x", now=NOW
    )
    goals.state_goal(ready, cast.ceo, goal_id="GOAL-03", goal=goal, why="New.", now=NOW)
    asked = {
        one.about.split(":")[0]: (one.who, one.role, one.what) for one in chased(ready, "Reply")
    }
    assert asked == {
        "GOAL-02": ("Marcus Okafor", "CIO", "Reply to the goal, which was changed"),
        "GOAL-03": ("Marcus Okafor", "CIO", "Reply to the goal"),
    }
    assert not found(ready).ready


def test_an_action_is_chased_when_it_is_overdue_or_was_left_alone_for_a_meeting(ready, cast):
    first = meeting(ready, cast, date(2025, 3, 1))
    add_action(
        ready,
        cast.cio,
        first,
        text="Clean up.",
        owner="Lena Fischer",
        due=date(2025, 4, 8),
        now=NOW,
    )
    add_action(
        ready, cast.cio, first, text="Hire.", owner="Marcus Okafor", due=date(2025, 9, 1), now=NOW
    )
    close(ready, cast, first)
    assert [(one.who, one.days_late) for one in chased(ready, "Settle or move")] == [
        ("Lena Fischer", 2),
    ]  # fmt: skip
    assert chased(ready, "Say how far") == []
    close(ready, cast, meeting(ready, cast, date(2025, 4, 1)))
    assert [one.who for one in chased(ready, "Say how far")] == ["Marcus Okafor"]
    assert part(ready, "Actions updated") == (0, 2)


def meeting(here: Workspace, cast: Cast, held_on: date) -> str:
    return open_check_in(
        here, cast.facilitator, title="Monthly", agenda="45", held_on=held_on, now=NOW
    ).id


def close(here: Workspace, cast: Cast, name: str) -> None:
    with writing(here.database) as session:
        append_event(
            session, name, "closed", subject="meeting", body={}, by=cast.facilitator, at=NOW
        )


def test_a_red_figure_is_explained_by_a_comment_on_it(ready, cast, tmp_path):
    load(ready, tmp_path, "ledger_2025-Q1.csv", LOSSES)
    missing = chased(ready, "Explain the red figure")
    roi = ready.metrics.metric("simple_roi")
    assert roi.title in {one.about for one in missing}
    anchor = Anchor("metric", roi.name, "2025-Q1")
    comments.comment(ready, cast.cio, anchor, text="A one-off cost.", now=NOW)
    left = chased(ready, "Explain the red figure")
    assert {one.about for one in missing} - {one.about for one in left} == {roi.title}


def test_the_pre_read_says_what_is_missing_and_lets_nobody_write_into_it(ready, cast):
    name = meeting(ready, cast, date(2025, 3, 1))
    add_action(ready, cast.cio, name, text="# [Click](http://x) |", owner="Lena", now=NOW)
    text = found(ready, date(2025, 12, 1)).pre_read
    assert text.startswith("# Pre-read, draft of 10 Apr 2025 08:30 UTC")
    assert "Bring the file of 2025-Q3" in text
    assert "GOAL-02" in text
    assert "[Click](http" not in text


def test_an_empty_workspace_is_not_ready(tmp_path):
    here = workspace(tmp_path)
    assert not found(here).ready
    here.database.dispose()
