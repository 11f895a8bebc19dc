"""Promises are signed once and for ever: history, collisions and the database's own guard."""

from __future__ import annotations

import re
import sqlite3
import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from governance import goals, replies, roster
from governance.people import Person
from governance.promises import Goal, Obstacle
from governance.records.models import PROMISE_TABLES
from governance.records.opening import MIGRATIONS, VERSION_TABLE, reading, writing
from governance.records.tables import RECORD_TABLES
from pipelines.catalogue.models import Base
from pipelines.errors import GapError, NotAllowed, NotFound, Overtaken, StoreError
from pipelines.settings import Settings
from tests import opening
from tests.governance.conftest import NOW


@pytest.fixture
def stated(staffed, cast, chatbot):
    """A workspace with one goal."""
    goals.state_goal(staffed, cast.ceo, goal_id="GOAL-02", goal=chatbot, why="Announced.", now=NOW)
    return staffed


def change(workspace, person, goal, *, seen=1, why="Later."):
    return goals.change_goal(
        workspace, person, goal_id="GOAL-02", seen=seen, goal=goal, why=why, now=NOW
    )


def reply(workspace, person, content, *, seen=0, why="First answer."):
    return replies.give_reply(
        workspace, person, goal_id="GOAL-02", seen=seen, reply=content, why=why, now=NOW
    )


def test_a_goal_comes_back_as_it_was_signed(stated, cast, chatbot):
    (found,) = goals.goals(stated)
    assert found.content == chatbot
    assert (found.goal_id, found.number, found.by, found.at, found.why) == (
        "GOAL-02", 1, cast.ceo, NOW, "Announced.",
    )  # fmt: skip


def test_a_reply_comes_back_to_the_cent(stated, cast, answer):
    given = replace(
        answer,
        ask="Fund it.",
        ask_eur=Decimal("380000.05"),
        blockers=(
            Obstacle(
                "data_gap", "CRM", "Lena", date(2025, 6, 23), date(2026, 10, 31),
                "DS-CRM", 92, Decimal("250000.50"),
            ),
            Obstacle("funding", "Budget", "Marcus", date(2025, 7, 1)),
        ),
    )  # fmt: skip
    signed = reply(stated, cast.cio, given)
    (found,) = replies.replies(stated)
    assert found.content == signed.content
    assert replace(found.content, scores=given.scores) == given


def test_a_change_keeps_the_old_promise_with_who_when_and_why(stated, cast, chatbot):
    later = replace(chatbot, wanted_date=date(2026, 12, 31))
    change(stated, cast.ceo, later, why="Decided at the check-in.")
    first, second = goals.goal_history(stated, "GOAL-02")
    assert first.content.wanted_date == date(2026, 9, 30)
    assert second.content.wanted_date == date(2026, 12, 31)
    assert (second.number, second.by, second.why) == (2, cast.ceo, "Decided at the check-in.")
    assert [one.number for one in goals.goals(stated)] == [2]


def test_every_change_stands_in_the_journal_with_what_differed(stated, cast, chatbot, answer):
    change(stated, cast.ceo, replace(chatbot, priority=2), why="Triage first.")
    reply(stated, cast.cio, replace(answer, answers_revision=2))
    *_, changed = stated.catalogue.journal(subject="goal/GOAL-02")
    assert (changed.actor, changed.role, changed.action) == ("ingrid", "ceo", "goal:change")
    assert (changed.before, changed.after) == ({"priority": 1}, {"priority": 2})
    assert changed.reason == "Triage first."
    (answered,) = stated.catalogue.journal(subject="reply/GOAL-02")
    assert answered.after["realistic_date"] == "2026-12-31"


def test_a_change_to_an_older_revision_is_refused_and_says_who_was_first(stated, cast, chatbot):
    change(stated, cast.ceo, replace(chatbot, priority=2), why="Triage goes first.")
    with pytest.raises(Overtaken) as refusal:
        change(stated, cast.ceo, replace(chatbot, priority=3))
    said = str(refusal.value)
    assert "Ingrid Solberg (CEO) changed goal GOAL-02 on 2026-03-31 at 09:00 UTC" in said
    assert "Triage goes first." in said
    assert "You saw revision 1; the newest one is 2." in said
    assert "Nothing was changed." in said
    assert len(goals.goal_history(stated, "GOAL-02")) == 2


def test_of_many_changes_at_once_exactly_one_wins(stated, cast, chatbot):
    outcomes: list[str] = []

    def attempt(priority: int) -> None:
        try:
            change(stated, cast.ceo, replace(chatbot, priority=priority))
            outcomes.append("won")
        except Overtaken:
            outcomes.append("overtaken")

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(2, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["overtaken"] * 5 + ["won"]
    assert [one.number for one in goals.goal_history(stated, "GOAL-02")] == [1, 2]
    assert len(stated.catalogue.journal(subject="goal/GOAL-02")) == 2


def test_a_reply_to_a_goal_that_moved_meanwhile_is_refused(stated, cast, chatbot, answer):
    change(stated, cast.ceo, replace(chatbot, wanted_date=date(2026, 8, 31)))
    with pytest.raises(Overtaken, match="changed goal GOAL-02"):
        reply(stated, cast.cio, answer)
    assert replies.reply_history(stated, "GOAL-02") == ()


def test_a_second_reply_names_the_first(stated, cast, answer):
    reply(stated, cast.cio, answer)
    with pytest.raises(Overtaken, match="changed the reply to GOAL-02"):
        reply(stated, cast.cio, replace(answer, feasible="yes"))
    reply(stated, cast.cio, replace(answer, feasible="yes"), seen=1)
    assert [one.content.feasible for one in replies.reply_history(stated, "GOAL-02")] == [
        "partly", "yes",
    ]  # fmt: skip


def test_saying_the_same_again_is_no_change(stated, cast, chatbot, answer):
    with pytest.raises(GapError, match="already says that"):
        change(stated, cast.ceo, chatbot)
    reply(stated, cast.cio, answer)
    with pytest.raises(GapError, match="already says that"):
        reply(stated, cast.cio, answer, seen=1)


def test_neither_side_may_write_the_others(stated, cast, chatbot, answer):
    for person in (cast.cio, cast.staff, cast.facilitator, cast.viewer):
        with pytest.raises(NotAllowed):
            change(stated, person, replace(chatbot, priority=9))
    for person in (cast.ceo, cast.staff, cast.facilitator, cast.viewer):
        with pytest.raises(NotAllowed):
            reply(stated, person, answer)
    assert len(goals.goal_history(stated, "GOAL-02")) == 1
    assert replies.replies(stated) == ()


def test_a_role_that_the_roster_does_not_know_signs_nothing(stated, chatbot):
    for stranger in (Person("eve", "Eve", "ceo"), Person("jonas", "Jonas Weber", "ceo")):
        with pytest.raises(NotAllowed, match="not in the roster"):
            change(stated, stranger, replace(chatbot, priority=9))


def test_a_taken_identifier_is_refused(stated, cast, chatbot):
    with pytest.raises(GapError, match="There is a goal GOAL-02 already"):
        goals.state_goal(stated, cast.ceo, goal_id="GOAL-02", goal=chatbot, why="Again.", now=NOW)


def test_a_goal_nobody_stated_is_said_to_be_unknown(stated, cast, chatbot, answer):
    with pytest.raises(NotFound):
        goals.goal_history(stated, "GOAL-99")
    with pytest.raises(NotFound):
        goals.change_goal(
            stated, cast.ceo, goal_id="GOAL-99", seen=1, goal=chatbot, why="x", now=NOW
        )
    with pytest.raises(NotFound):
        replies.give_reply(
            stated, cast.cio, goal_id="GOAL-99", seen=0, reply=answer, why="x", now=NOW
        )


@pytest.mark.parametrize("table", sorted(PROMISE_TABLES))
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_itself_refuses_to_rewrite_what_was_signed(
    stated, cast, answer, table: str, verb: str
):
    obstacle = Obstacle("funding", "Budget", "Marcus", date(2025, 7, 1))
    reply(stated, cast.cio, replace(answer, blockers=(obstacle,)))
    column = "name" if table == "person" else "goal_id"
    statement = f"UPDATE {table} SET {column} = 'x'" if verb == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="append-only"), stated.database.begin() as connection:
        connection.execute(text(statement))
    with reading(stated.database) as session:
        assert session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar()


def test_the_migrations_make_exactly_the_tables_of_the_models(staffed):
    def ours(item, name, kind, reflected, compare_to):
        return kind != "table" or name in RECORD_TABLES

    with staffed.database.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"version_table": VERSION_TABLE, "include_object": ours, "compare_type": True},
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_first_person_lets_himself_in_and_nobody_after_does(workspace, cast):
    roster.add_person(workspace, None, cast.facilitator, now=NOW)
    with pytest.raises(NotAllowed):
        roster.add_person(workspace, None, cast.ceo, now=NOW)
    with pytest.raises(NotAllowed):
        roster.add_person(workspace, cast.ceo, cast.ceo, now=NOW)
    roster.add_person(workspace, cast.facilitator, cast.ceo, now=NOW)
    assert roster.people(workspace) == (cast.facilitator, cast.ceo)


def test_a_name_that_is_nearly_right_is_suggested(staffed, cast):
    assert roster.person(staffed, "marcus") == cast.cio
    with pytest.raises(NotFound, match="Did you mean “marcus”"):
        roster.person(staffed, "markus")


def refused(workspace, person, goal: Goal, match: str) -> None:
    with pytest.raises(GapError, match=re.escape(match)):
        change(workspace, person, goal)


def test_a_goal_that_cannot_hold_is_refused_in_words(stated, cast, chatbot):
    late = chatbot.starts_on - timedelta(days=1)
    for goal, said in (
        (replace(chatbot, metric="in_production_shre"), "Did you mean “in_production_share”"),
        (replace(chatbot, metric="dataset_completeness"), "is not known by initiative id"),
        (replace(chatbot, target_path=()), "The target path needs"),
        (replace(chatbot, target_path=(("2026-Q2", 1.0), ("2026-Q1", 2.0))), "The target path"),
        (replace(chatbot, target_path=(("2026-Q2", float("nan")),)), "The target path"),
        (replace(chatbot, target_path=(("soon", 1.0),)), "“soon” is not a period"),
        (replace(chatbot, wanted_date=late), "is wanted by"),
        (replace(chatbot, title=" "), "The title is empty"),
        (replace(chatbot, title="x" * 201), "The title has 201 characters"),
        (replace(chatbot, reason="a\x00b"), "characters that cannot be shown"),
        (replace(chatbot, scores=replace(chatbot.scores, urgency=101)), "score of urgency is 101"),
        (replace(chatbot, priority=0), "Priority begins at 1"),
        (replace(chatbot, weight=0), "a weight lies above 0"),
    ):
        refused(stated, cast.ceo, goal, said)
    with pytest.raises(GapError, match="reason for the change is empty"):
        change(stated, cast.ceo, replace(chatbot, priority=2), why="  ")
    assert len(goals.goal_history(stated, "GOAL-02")) == 1


def test_a_reply_that_cannot_hold_is_refused_in_words(stated, cast, answer):
    obstacle = Obstacle("data_gap", "CRM", "Lena", date(2026, 3, 1), date(2026, 2, 1))
    weak = replace(answer.scores, data=replace(answer.scores.data, score=-1))
    bare = replace(answer.scores, data=replace(answer.scores.data, note=""))
    for content, said in (
        (replace(answer, feasible="maybe"), "“maybe” is no answer"),
        (replace(answer, realistic_date=None), "it has no date"),
        (replace(answer, ask_eur=Decimal("-1")), "is not an amount"),
        (replace(answer, ask_eur=Decimal("NaN")), "is not an amount"),
        (replace(answer, blockers=(obstacle,)), "cannot be gone on 2026-02-01"),
        (replace(answer, blockers=(replace(obstacle, type="weather"),)), "not a kind of blocker"),
        (replace(answer, scores=weak), "The score of data is -1"),
        (replace(answer, scores=bare), "The evidence for data is empty"),
    ):
        with pytest.raises(GapError, match=re.escape(said)):
            reply(stated, cast.cio, content)
    assert replies.replies(stated) == ()


def test_no_may_come_without_a_date(stated, cast, answer):
    reply(stated, cast.cio, replace(answer, feasible="no", realistic_date=None))
    assert replies.replies(stated)[0].content.realistic_date is None


def test_the_migrations_can_be_taken_back_and_run_again(staffed):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(staffed.database) as session:
        config.attributes["connection"] = session.connection()
        config.attributes["version_table"] = VERSION_TABLE
        command.downgrade(config, "base")
        assert not RECORD_TABLES & set(inspect(session.connection()).get_table_names())
        command.upgrade(config, "head")
    assert roster.people(staffed) == ()


def test_a_reply_of_an_earlier_version_is_read_without_what_it_did_not_have(stated, cast, answer):
    obstacle = Obstacle("funding", "Budget", "Marcus", date(2025, 7, 1))
    reply(stated, cast.cio, replace(answer, blockers=(obstacle,)))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(stated.database) as session:
        config.attributes["connection"] = session.connection()
        config.attributes["version_table"] = VERSION_TABLE
        command.downgrade(config, "records_0004")
        command.upgrade(config, "head")
    (found,) = replies.replies(stated)
    assert found.content == replace(answer, blockers=(obstacle,))
    with pytest.raises(DatabaseError, match="append-only"), stated.database.begin() as connection:
        connection.execute(text("UPDATE reply_score SET measured = 99"))


def test_a_database_that_is_busy_is_told_in_words(tmp_path, cast):
    workspace = opening.opened(Settings(store=tmp_path / "store"))
    roster.add_person(workspace, None, cast.facilitator, now=NOW)
    with workspace.database.connect() as pooled:
        pooled.exec_driver_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(tmp_path / "store" / "records.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreError, match="cannot be reached or are busy"):
            roster.add_person(workspace, cast.facilitator, cast.ceo, now=NOW)
    finally:
        other.close()
        workspace.database.dispose()
