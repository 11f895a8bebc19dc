"""The database itself keeps an audit as it was signed, and lets only one writer be first."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from governance.maturity import audits
from governance.maturity.shapes import Agreed, Answer
from governance.records import audits as records
from governance.records.audit_models import AUDIT_TABLES
from governance.records.opening import reading, writing
from tests.governance.conftest import NOW
from tests.governance.maturity.conftest import AUDIT


@pytest.fixture
def whole(revealed, cast):
    """An audit in which everything there is happened once."""
    lead = cast.facilitator
    audits.remark(revealed, cast.ceo, AUDIT, topic="skills", text="Said.", now=NOW)
    audits.agree(revealed, lead, AUDIT, topic="skills", level=2, why="Settled.", now=NOW)
    audits.commit_to(
        revealed, cast.cio, AUDIT,
        topic="skills", target=3, text="Train.", owner="Lena", due=date(2026, 9, 30), now=NOW,
    )  # fmt: skip
    return revealed


def test_there_are_seven_tables():
    assert len(AUDIT_TABLES) == 7


@pytest.mark.parametrize("table", sorted(AUDIT_TABLES))
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_refuses_to_rewrite_an_audit(whole, table: str, verb: str):
    column = "title" if table == "audit" else "at"
    statement = (
        f"UPDATE {table} SET {column} = NULL" if verb == "UPDATE" else f"DELETE FROM {table}"
    )
    with pytest.raises(DatabaseError, match="append-only"), whole.database.begin() as connection:
        connection.execute(text(statement))
    with reading(whole.database) as session:
        assert session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar()


def test_two_writers_of_the_same_answer_collide(revealed, cast):
    again = Answer(cast.ceo, "ceo", "completeness_1", 5, False, "", NOW, 1)
    with pytest.raises(IntegrityError), writing(revealed.database) as session:
        records.append_answer(session, AUDIT, again)


def test_two_writers_of_the_same_agreed_level_collide(whole, cast):
    again = Agreed("skills", 5, "Settled otherwise.", cast.facilitator, NOW, 1)
    with pytest.raises(IntegrityError), writing(whole.database) as session:
        records.append_agreed(session, AUDIT, again)


def test_a_second_reveal_collides(revealed, cast):
    with pytest.raises(IntegrityError), writing(revealed.database) as session:
        records.append_event(session, AUDIT, "revealed", by=cast.facilitator, at=NOW)


@pytest.mark.parametrize("level", [0, 6])
def test_the_database_knows_the_five_levels_too(asked, cast, level):
    wrong = Answer(cast.ceo, "ceo", "completeness_1", level, False, "", NOW, 1)
    with pytest.raises(IntegrityError), writing(asked.database) as session:
        records.append_answer(session, AUDIT, wrong)
