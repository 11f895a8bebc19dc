"""News say what others did in a sentence; marks on a trend say what might explain it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from governance import comments, events, goals, replies, roster, trends
from governance.checkin import meeting
from governance.comment_shapes import Anchor
from governance.definitions import definitions, notice_definitions
from governance.event_shapes import About
from governance.telling import option_words, shortened
from governance.uploads import undoing
from pipelines.extracts.templates import write_templates
from pipelines.settings import Settings
from pipelines.workspace import open_workspace
from tests.governance.conftest import NOW
from tests.governance.loading import load

TODAY = date(2026, 3, 31)
IN_PRODUCTION = "in_production_share"


@pytest.fixture
def stated(staffed, cast, chatbot):
    """A workspace with one goal."""
    goals.state_goal(staffed, cast.ceo, goal_id="GOAL-02", goal=chatbot, why="Announced.", now=NOW)
    return staffed


@pytest.fixture
def file(workspace, tmp_path: Path) -> Path:
    """A correct file of initiatives: the template with its examples."""
    return template(workspace, tmp_path, "initiatives")


def template(workspace, tmp_path: Path, extract: str) -> Path:
    write_templates(workspace.extracts, tmp_path / "templates")
    (found,) = (tmp_path / "templates").glob(f"{extract}*.csv")
    named = tmp_path / f"{extract}_2026-Q1.csv"
    named.write_bytes(found.read_bytes())
    return named


def restated(file: Path) -> Path:
    """The same file with one cell corrected."""
    header, first, *rest = file.read_text("utf-8").splitlines()
    corrected = re.sub("prototype|scaling|production|idea", "paused", first, count=1)
    other = file.with_name("initiatives_2026-Q1_corrected.csv")
    other.write_text("\n".join([header, corrected, *rest]) + "\n", "utf-8")
    return other


def words(workspace, person, since=0):
    return [one.words for one in events.news(workspace, since=since, person=person)]


def test_a_goal_an_answer_and_a_change_are_told_with_their_dates(stated, cast, chatbot, answer):
    since = stated.catalogue.journal_head()
    later = replace(chatbot, wanted_date=date(2026, 12, 31), target_path=(("2026-Q3", 90.0),))
    goals.change_goal(
        stated, cast.ceo, goal_id="GOAL-02", seen=1, goal=later, why="After the audit.", now=NOW
    )
    for seen, reply in enumerate(
        (answer, replace(answer, realistic_date=date(2027, 2, 28)), replace(answer, ask="Fund it."))
    ):
        replies.give_reply(
            stated, cast.cio, goal_id="GOAL-02", seen=seen, why="We counted again.", now=NOW,
            reply=replace(reply, answers_revision=2),
        )  # fmt: skip
    title = "“Service chatbot live by 2026-Q3”"
    assert words(stated, cast.viewer, since) == [
        f"Marcus Okafor answered {title} anew: not before 31 Dec 2026 instead of 28 Feb 2027",
        f"Marcus Okafor answered {title} anew: not before 28 Feb 2027 instead of 31 Dec 2026",
        f"Marcus Okafor answered {title}: not before 31 Dec 2026",
        f"Ingrid Solberg changed {title}: no target for 2026-Q2 any more, 90 instead of 100 wanted "
        "in 2026-Q3, wanted by 31 Dec 2026 instead of 30 Sep 2026 (After the audit.)",
    ]
    assert all(
        one.about == About("goal", "GOAL-02")
        for one in events.news(stated, since=since, person=cast.viewer)
    )


def test_a_comment_that_asks_for_the_reader_says_so(stated, cast):
    since = stated.catalogue.journal_head()
    anchor = Anchor("metric", "adoption_rate", "2026-Q1")
    comments.comment(stated, cast.ceo, anchor, text="@lena why?", now=NOW)
    comments.close(stated, cast.cio, anchor, seen=1, word="New form.", now=NOW)
    closed, asked = events.news(stated, since=since, person=cast.staff)
    assert (
        asked.words == "Ingrid Solberg commented on “Adoption” in 2026-Q1 and asks you: @lena why?"
    )
    assert asked.calls
    assert closed.words == "Marcus Okafor closed the discussion of “Adoption” in 2026-Q1: New form."
    assert closed.about == About("metric", "adoption_rate", "2026-Q1")
    assert not closed.calls
    assert not any(one.calls for one in events.news(stated, since=since, person=cast.viewer))


def test_a_file_is_told_with_the_metrics_that_it_feeds(staffed, cast, file):
    load(staffed, cast.staff, file, now=NOW)
    second = load(staffed, cast.staff, restated(file), now=NOW)
    assert second.outcome == "loaded", second
    undoing.undo(staffed, cast.cio, second.loads[0].id, reason="A draft.", now=NOW)
    undone, replaced, first = events.news(staffed, since=0, person=cast.ceo)[:3]
    assert re.fullmatch(r"Lena Fischer loaded initiatives_2026-Q1.csv \(\d rows?\)", first.words)
    assert replaced.words.endswith("; it replaces earlier figures")
    assert undone.words == "Marcus Okafor took back initiatives_2026-Q1_corrected.csv (A draft.)"
    assert IN_PRODUCTION in first.metrics & replaced.metrics & undone.metrics
    assert "adoption_rate" not in first.metrics
    undoing.redo(staffed, cast.cio, second.loads[0].id, reason="No draft.", now=NOW)
    back = events.news(staffed, since=0, person=cast.ceo)[0]
    assert back.words.startswith("Marcus Okafor brought back initiatives_2026-Q1_corrected.csv")
    assert IN_PRODUCTION in back.metrics


def test_nothing_of_somebodys_own_and_nothing_before_is_told(stated, cast):
    assert words(stated, cast.ceo) == []
    assert len(words(stated, cast.cio)) == 1
    assert words(stated, cast.cio, stated.catalogue.journal_head()) == []


def test_an_entry_that_nobody_put_into_words_is_left_out(stated, cast):
    assert {entry.action for entry in stated.catalogue.journal()} == {"person:add", "goal:state"}
    assert len(words(stated, cast.viewer)) == 1


def test_what_was_decided_reads_as_people_say_it():
    assert option_words(("re_scope", "re_time", "fund_foundation")) == (
        "re-scope and re-time and fund the foundation"
    )
    assert shortened("word " * 100).endswith("word …")
    assert shortened("two\nlines") == "two lines"


def test_targets_meetings_and_levels_are_marked_where_they_belong(stated, cast, chatbot):
    goals.change_goal(
        stated, cast.ceo, goal_id="GOAL-02", seen=1, goal=replace(chatbot, priority=2),
        why="Triage first.", now=NOW + timedelta(days=9),
    )  # fmt: skip
    meeting.open_check_in(
        stated, cast.facilitator, title="April", agenda="45", held_on=date(2026, 4, 20), now=NOW
    )
    found = events.trend_events(stated, metric=IN_PRODUCTION, today=TODAY)
    assert [(one.kind, one.on, one.words) for one in found] == [
        ("check_in", date(2026, 4, 20), "Check-in April"),
        (
            "target", date(2026, 4, 9),
            "Goal “Service chatbot live by 2026-Q3” changed by Ingrid Solberg: priority 2 instead "
            "of 1 (Triage first.)",
        ),
        (
            "target", date(2026, 3, 31),
            "Goal “Service chatbot live by 2026-Q3” stated by Ingrid Solberg, "
            "wanted by 30 Sep 2026",
        ),
    ]  # fmt: skip
    others = events.trend_events(stated, metric="adoption_rate", today=TODAY)
    assert [one.kind for one in others] == ["check_in"]


def test_a_file_that_replaced_another_one_is_marked_at_the_period_it_changed(staffed, cast, file):
    load(staffed, cast.staff, file, now=NOW)
    (arrived,) = events.trend_events(staffed, metric=IN_PRODUCTION, today=TODAY)
    assert (arrived.kind, arrived.words) == ("load", "initiatives_2026-Q1.csv brought 2026-Q1")
    load(staffed, cast.staff, restated(file), now=NOW + timedelta(days=20))
    newer, older = events.trend_events(staffed, metric=IN_PRODUCTION, today=TODAY)
    assert (newer.kind, newer.day, newer.on) == ("restatement", date(2026, 4, 20), TODAY)
    assert newer.words == "initiatives_2026-Q1_corrected.csv replaced the figures of 2026-Q1"
    assert older.kind == "load"
    newest = staffed.catalogue.loads()[0].id
    undoing.undo(staffed, cast.cio, newest, reason="Wrong.", now=NOW + timedelta(days=30))
    undone, _ = events.trend_events(staffed, metric=IN_PRODUCTION, today=TODAY)
    assert undone.day == date(2026, 4, 30)
    assert undone.words.endswith("2026-Q1 on 20 Apr 2026 and was taken back")


def test_the_gates_of_a_goals_initiative_are_marked_until_the_reporting_day(
    staffed, cast, chatbot, tmp_path
):
    load(staffed, cast.staff, template(staffed, tmp_path, "initiatives"), now=NOW)
    load(staffed, cast.staff, template(staffed, tmp_path, "stage_events"), now=NOW)
    goal = replace(chatbot, initiative_id="AI-001")
    goals.state_goal(staffed, cast.ceo, goal_id="GOAL-02", goal=goal, why="Announced.", now=NOW)
    marked = events.trend_events(staffed, goal_id="GOAL-02", today=TODAY)
    assert [one.words for one in marked if one.kind == "gate"] == [
        "Gate G1 of Claims document reading: go, on to prototype"
    ]
    before = events.trend_events(staffed, goal_id="GOAL-02", today=date(2025, 12, 31))
    assert [one for one in before if one.kind == "gate"] == []


def test_a_definition_that_changed_in_the_file_is_noticed_once_and_told(staffed, cast, tmp_path):
    assert len(notice_definitions(staffed, now=NOW)) == len(staffed.metrics.metrics)
    assert notice_definitions(staffed, now=NOW) == ()
    head = staffed.catalogue.journal_head()
    other = tmp_path / "metrics.yaml"
    written = staffed.settings.metrics.read_text("utf-8")
    question = staffed.metrics.metric("adoption_rate").question
    assert question in written
    other.write_text(written.replace(question, "Who uses it?"), "utf-8")
    edited = open_workspace(replace(staffed.settings, metrics=other))
    later = NOW + timedelta(days=40)
    assert notice_definitions(edited, now=later) == ("adoption_rate",)
    assert notice_definitions(edited, now=later) == ()
    first, second = definitions(edited, "adoption_rate")
    assert (first.number, first.changed) == (1, ())
    assert (second.at, second.changed, second.gone) == (later, ("question",), False)
    assert words(edited, cast.ceo, head) == ["“Adoption” has another definition in the metric file"]
    (mark,) = events.trend_events(edited, metric="adoption_rate", today=TODAY)
    assert (mark.kind, mark.on, mark.words) == (
        "definition", later.date(), "Definition changed: question",
    )  # fmt: skip
    edited.database.dispose()


def test_a_comment_or_another_order_in_the_metric_file_changes_no_definition(tmp_path):
    first = open_workspace(Settings(store=tmp_path / "store"))
    notice_definitions(first, now=NOW)
    other = tmp_path / "metrics.yaml"
    other.write_text("# read on Monday\n" + first.settings.metrics.read_text("utf-8"), "utf-8")
    again = open_workspace(replace(first.settings, metrics=other))
    assert notice_definitions(again, now=NOW) == ()
    assert first.catalogue.journal() == ()
    for one in (first, again):
        one.database.dispose()


def test_a_level_that_somebody_vouches_for_is_told(own_demo_store):
    workspace = open_workspace(Settings(store=own_demo_store))
    ingrid, marcus = (roster.person(workspace, name) for name in ("ingrid", "marcus"))
    since = workspace.catalogue.journal_head()
    trends.record_step(
        workspace, marcus, metric="adoption_rate", period="2025-03",
        cause="Training for everybody.", why="It stays.", now=NOW,
    )  # fmt: skip
    assert words(workspace, ingrid, since) == [
        "Marcus Okafor recorded that “Adoption” moved for good in 2025-03: Training for everybody."
    ]
    marked = events.trend_events(workspace, metric="adoption_rate", today=TODAY)
    assert ("step", date(2025, 3, 1), "Another level for good: Training for everybody.") in [
        (one.kind, one.on, one.words) for one in marked
    ]
    workspace.database.dispose()
