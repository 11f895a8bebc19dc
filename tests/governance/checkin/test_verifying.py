"""Verifying: a changed byte is found and named, and the pinned data give the pinned figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from governance import goals
from governance.checkin.verifying import verify
from pipelines.errors import GapError, NotFound
from pipelines.metrics.book import MetricBook
from tests.governance.checkin.closing import CHATBOT, END, adoption, closed, signed
from tests.governance.checkin.conftest import CHECK_IN, GOAL, ON_SQLITE


def tampered(workspace, table, change):
    """Change a row as somebody would who owns the database."""
    with workspace.database.begin() as connection:
        if workspace.database.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER {table}_no_update"))
        else:
            connection.execute(text(f"DROP TRIGGER {table}_is_signed ON {table}"))
        connection.execute(text(f"UPDATE {table} SET {change}"))


def redefined(workspace, name, **changes):
    """Return the workspace with a metric that means something else."""
    metrics = dict(workspace.metrics.metrics)
    metrics[name] = metrics[name].model_copy(update=changes)
    return replace(workspace, metrics=MetricBook(metrics, workspace.metrics.file))


def test_an_untouched_meeting_follows_again_from_its_data(ended):
    found = verify(ended, CHECK_IN)
    assert (found.intact, found.recomputed) == (True, True)


def test_later_loads_and_promises_do_not_change_what_follows(ended, cast, tmp_path):
    adoption(ended, tmp_path, "2026-Q1", active=99)
    moved = replace(CHATBOT, wanted_date=date(2026, 12, 31))
    goals.change_goal(
        ended, cast.ceo, goal_id=GOAL, seen=1, goal=moved, why="Later.",
        now=END.replace(hour=23),
    )  # fmt: skip
    assert verify(ended, CHECK_IN).recomputed is True


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("checkin_snapshot", "body = replace(body, '66', '67')", "the hash that it was sealed"),
        ("checkin_snapshot", "version = version - 1", "the hash that it was sealed"),
        ("checkin_paper", "text = replace(text, '62%', '63%')", "“screen/recap”"),
    ],
)
def test_a_changed_byte_is_found_and_named(ended, table, change, said):
    tampered(ended, table, change)
    found = verify(ended, CHECK_IN)
    assert (found.intact, found.recomputed) == (False, None)
    assert said in found.words


def test_a_hash_that_was_changed_with_its_text_is_found_by_the_journal(ended):
    tampered(ended, "checkin_snapshot", f"sha256 = '{'0' * 64}'")
    assert "not the one that the journal holds" in verify(ended, CHECK_IN).words


def test_a_metric_that_means_something_else_is_named_instead_of_compared(ended):
    other = redefined(ended, "adoption_rate", caveat="Counted otherwise.")
    found = verify(other, CHECK_IN)
    assert (found.intact, found.recomputed) == (True, None)
    assert "metric adoption_rate" in found.words


@ON_SQLITE
def test_only_what_is_closed_can_be_verified(running):
    with pytest.raises(GapError, match="not closed yet"):
        verify(running, CHECK_IN)
    with pytest.raises(NotFound, match="no check-in CI-1999-01"):
        verify(running, "CI-1999-01")


def test_the_database_refuses_to_rewrite_what_was_pinned(running, cast):
    signed(running, cast)
    closed(running, cast)
    for table in ("checkin_snapshot", "checkin_paper"):
        for change in ("UPDATE {} SET checkin_id = 'X'", "DELETE FROM {}"):
            with (
                pytest.raises(DatabaseError, match="append-only"),
                running.database.begin() as connection,
            ):
                connection.execute(text(change.format(table)))


def test_tampering_is_found_on_either_database(running, cast):
    signed(running, cast)
    closed(running, cast)
    assert verify(running, CHECK_IN).intact
    tampered(running, "checkin_paper", "text = replace(text, '62%', '63%')")
    assert not verify(running, CHECK_IN).intact
