"""The journal: an entry for every change, in its transaction, that nobody can alter."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError, StatementError

from pipelines.catalogue.catalogue import Catalogue
from pipelines.catalogue.database import writing
from pipelines.catalogue.journal import Entry, append
from tests.pipelines.catalogue.submissions import NOON, submission


def entry(subject: str = "goal/1", at: datetime = NOON) -> Entry:
    return Entry(at, "mia", "ceo", "goal:change", subject, {"a": 1}, {"a": 2}, "because")


def test_accepting_and_undoing_leave_an_entry_each(catalogue):
    new = submission("2026-01")
    catalogue.accept(new)
    catalogue.undo(new.loads[0].id, actor="tom", role="cio", at=NOON, reason="wrong quarter")
    accepted, undone = catalogue.journal()
    assert (accepted.actor, accepted.action, accepted.version) == ("mia", "load:accept", 1)
    assert accepted.after["loads"][0]["id"] == new.loads[0].id
    assert (undone.actor, undone.role, undone.reason) == ("tom", "cio", "wrong quarter")
    assert (undone.action, undone.version) == ("load:undo", 2)


def test_an_entry_comes_back_as_it_was_written(catalogue: Catalogue):
    with writing(catalogue._engine) as connection:
        append(connection, entry())
    assert catalogue.journal(subject="goal/1") == (entry(),)
    assert catalogue.journal(subject="goal/2") == ()


def test_a_change_that_fails_leaves_no_entry(catalogue):
    new = submission("2026-01")
    catalogue.accept(new)
    with pytest.raises(IntegrityError):
        catalogue.accept(new.__class__(**{**new.__dict__, "idempotency": "other"}))
    assert (len(catalogue.journal()), catalogue.version()) == (1, 1)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal SET actor = 'nobody'", "DELETE FROM journal"]
)
def test_the_database_itself_refuses_to_alter_an_entry(catalogue, statement):
    catalogue.accept(submission("2026-01"))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        writing(catalogue._engine) as connection,
    ):
        connection.execute(text(statement))
    assert catalogue.journal()[0].actor == "mia"


def test_a_moment_without_its_zone_is_refused(catalogue):
    with (
        pytest.raises(StatementError, match="needs its zone"),
        writing(catalogue._engine) as connection,
    ):
        append(connection, entry(at=datetime(2026, 4, 1)))
