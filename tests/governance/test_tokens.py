"""Tokens: told once, kept as a digest, never allowing more than their person may, and ended."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from governance import tokens
from governance.access_policy import access_policy
from governance.people import Person
from governance.records import tokens as records
from governance.records.opening import reading, writing
from governance.token_shapes import SCOPES, Revocation
from governance.tokens import NotSignedIn
from pipelines.catalogue import journal
from pipelines.errors import GapError, NotAllowed, NotFound
from tests.governance.conftest import NOW

READS = ("metrics:read",)


def made(workspace, person, scopes=READS, *, name="Nightly job", now=NOW, **more):
    return tokens.make_token(workspace, person, name=name, scopes=scopes, now=now, **more)


def entered(workspace, one, *, later=timedelta()):
    return tokens.signed_in(workspace, one.text, now=NOW + later)


def everything_stored(workspace):
    """Every cell of every table, as one text."""
    with workspace.database.connect() as connection:
        names = [f"access_token{end}" for end in ("", "_scope", "_revocation", "_use")]
        rows = [connection.execute(text(f"SELECT * FROM {name}")).all() for name in names]
        return str([*rows, *map(str, journal.entries(connection))])


def test_a_token_signs_its_maker_in_with_what_it_was_made_for(staffed, cast):
    one = made(staffed, cast.staff, ("metrics:read", "extracts:write", "metrics:read"))
    assert re.fullmatch(r"tandem_[0-9a-f]{12}_[0-9a-f]{64}", one.text)
    token = entered(staffed, one)
    assert (token.person, token.scopes) == (cast.staff, ("extracts:write", "metrics:read"))
    assert token.expires_at == NOW + timedelta(days=access_policy().tokens.usual_days)


def test_the_secret_stands_nowhere_once_it_was_told(staffed, cast):
    one = made(staffed, cast.cio)
    entered(staffed, one)
    secret = one.text.rpartition("_")[2]
    assert secret not in everything_stored(staffed)
    assert secret not in repr(one)


def test_no_two_tokens_are_alike(staffed, cast):
    texts = {made(staffed, cast.cio).text for _ in range(5)}
    assert len(texts) == 5


@pytest.mark.parametrize(
    "wrong",
    [
        lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"),
        lambda text: text.replace(text[7:19], "0" * 12),
        lambda text: text.upper(),
        lambda text: text + "0",
        lambda text: f" {text}",
        lambda text: text[7:],
        lambda _: "",
        lambda _: "tandem_é_" + "0" * 64,
        lambda _: "' OR 1=1 --",
        lambda _: "tandem_" + "0" * 12 + "_" + "\x00" * 64,
    ],
)
def test_what_is_nearly_a_token_is_none(staffed, cast, wrong):
    one = made(staffed, cast.cio)
    with pytest.raises(NotSignedIn, match="not one of ours"):
        tokens.signed_in(staffed, wrong(one.text), now=NOW)


def test_any_text_at_all_is_refused_as_no_token_of_ours(staffed):
    @given(st.text())
    def refused(anything):
        with pytest.raises(NotSignedIn):
            tokens.signed_in(staffed, anything, now=NOW)

    refused()


def test_a_token_works_until_its_last_moment_and_no_longer(staffed, cast):
    one = made(staffed, cast.cio, days=1)
    entered(staffed, one, later=timedelta(days=1, seconds=-1))
    with pytest.raises(NotSignedIn, match="expired since 2026-04-01 09:00"):
        entered(staffed, one, later=timedelta(days=1))


def test_a_revoked_token_is_refused_from_the_next_request_on(staffed, cast):
    one = made(staffed, cast.staff)
    entered(staffed, one)
    tokens.revoke_token(staffed, cast.staff, one.token.id, why="The job has moved.", now=NOW)
    with pytest.raises(NotSignedIn, match="revoked since"):
        entered(staffed, one)
    (listed,) = tokens.tokens(staffed, cast.staff)
    assert listed.state(NOW) == "revoked"
    assert listed.revoked == Revocation(cast.staff, NOW, "The job has moved.")


def test_a_token_is_revoked_once(staffed, cast):
    one = made(staffed, cast.staff).token
    tokens.revoke_token(staffed, cast.facilitator, one.id, why="Lena is away.", now=NOW)
    with pytest.raises(GapError, match="Amara Diallo .* revoked this token already: Lena is away"):
        tokens.revoke_token(staffed, cast.staff, one.id, why="Again.", now=NOW)
    with pytest.raises(IntegrityError), writing(staffed.database) as session:
        records.append_revocation(session, one.id, Revocation(cast.staff, NOW, "Again."))


def test_nobody_but_the_facilitator_sees_or_revokes_somebody_elses(staffed, cast):
    one = made(staffed, cast.staff).token
    for person in (cast.ceo, cast.cio, cast.viewer):
        assert tokens.tokens(staffed, person) == ()
        with pytest.raises(NotFound, match="You have no token"):
            tokens.revoke_token(staffed, person, one.id, why="Curious.", now=NOW)
    assert tokens.tokens(staffed, cast.facilitator) == (one,)
    tokens.revoke_token(staffed, cast.facilitator, one.id, why="Lena has left.", now=NOW)
    with pytest.raises(NotFound, match="You have no token"):
        tokens.revoke_token(staffed, cast.facilitator, "0" * 12, why="None such.", now=NOW)


def test_a_token_can_be_made_only_for_what_its_person_may_do(staffed, cast):
    assert {person.role: tokens.possible_scopes(person) for person in cast.everybody()} == {
        "ceo": ("loads:read", "metrics:read"),
        "cio": SCOPES,
        "cio_staff": SCOPES,
        "facilitator": ("loads:read", "metrics:read"),
        "viewer": READS,
    }
    for person in cast.everybody():
        for scope in SCOPES:
            if scope in tokens.possible_scopes(person):
                made(staffed, person, [scope])
                continue
            with pytest.raises(NotAllowed, match="may not"):
                made(staffed, person, [scope])


def test_a_token_may_not_be_used_beyond_its_scopes(staffed, cast):
    token = made(staffed, cast.cio).token
    tokens.require_scope(token, "metrics:read")
    with pytest.raises(NotAllowed, match="may not be used to bring files; it was made to read met"):
        tokens.require_scope(token, "extracts:write")


def test_a_token_allows_no_longer_what_its_persons_role_does_not(staffed, cast):
    one = made(staffed, cast.staff, ["extracts:write"])
    with writing(staffed.database) as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER person_no_update"))
        else:
            connection.execute(text("DROP TRIGGER person_is_signed ON person"))
        connection.execute(text("UPDATE person SET role = 'viewer' WHERE id = 'lena'"))
    token = entered(staffed, one)
    assert token.person.role == "viewer"
    with pytest.raises(NotAllowed, match="may not load files"):
        tokens.require_scope(token, "extracts:write")


def test_what_makes_no_sense_is_refused_in_words_and_nothing_is_made(staffed, cast):
    most = access_policy().tokens.most_days
    for wish, said in (
        ({"name": "  "}, "purpose of the token is empty"),
        ({"name": "x" * 81}, "has 81 characters"),
        ({"scopes": ()}, "without a scope"),
        ({"scopes": ("metrics:write",)}, "no scope “metrics:write”"),
        ({"days": 0}, "cannot last 0 days"),
        ({"days": most + 1}, f"cannot last {most + 1} days"),
    ):
        with pytest.raises(GapError, match=re.escape(said)):
            made(staffed, cast.cio, **wish)
    with pytest.raises(NotAllowed, match="not in the roster"):
        made(staffed, Person("eve", "Eve", "cio"))
    with pytest.raises(GapError, match="reason for revoking the token is empty"):
        tokens.revoke_token(staffed, cast.cio, "0" * 12, why=" ", now=NOW)
    assert tokens.tokens(staffed, cast.facilitator) == ()


def test_nobody_has_more_tokens_than_they_can_look_after(staffed, cast):
    most = access_policy().tokens.most_active
    first, *_ = [made(staffed, cast.cio, days=30) for _ in range(most)]
    with pytest.raises(GapError, match=f"{most} tokens that work; {most} are allowed"):
        made(staffed, cast.cio)
    made(staffed, cast.staff)
    tokens.revoke_token(staffed, cast.cio, first.token.id, why="Spare.", now=NOW)
    made(staffed, cast.cio)
    made(staffed, cast.cio, now=NOW + timedelta(days=31))


def test_a_use_is_noted_once_a_day(staffed, cast):
    one = made(staffed, cast.cio)
    assert entered(staffed, one).last_used is None
    for minutes in range(5):
        entered(staffed, one, later=timedelta(minutes=minutes))
    entered(staffed, one, later=timedelta(days=3))
    with reading(staffed.database) as session:
        days = session.connection().execute(text("SELECT count(*) FROM access_token_use"))
        assert days.scalar() == 2
    (listed,) = tokens.tokens(staffed, cast.cio)
    assert listed.last_used == date(2026, 4, 3)


def test_making_and_revoking_stand_in_the_journal(staffed, cast):
    one = made(staffed, cast.staff).token
    tokens.revoke_token(staffed, cast.facilitator, one.id, why="Lena is away.", now=NOW)
    with staffed.database.connect() as connection:
        first, last = journal.entries(connection, subject=f"token/{one.id}")
    assert (first.action, first.actor, first.role) == ("token:make", "lena", "cio_staff")
    assert first.after["scopes"] == ["metrics:read"]
    assert (last.action, last.actor, last.reason) == ("token:revoke", "amara", "Lena is away.")


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("end", ["", "_scope", "_revocation", "_use"])
def test_the_database_refuses_to_bring_a_token_back_or_to_forget_it(staffed, cast, end, verb):
    one = made(staffed, cast.cio)
    entered(staffed, one)
    tokens.revoke_token(staffed, cast.cio, one.token.id, why="Over.", now=NOW)
    column = {"": "id", "_scope": "scope", "_revocation": "why", "_use": "token_id"}[end]
    table = f"access_token{end}"
    statement = f"UPDATE {table} SET {column} = 'x'" if verb == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="append-only"), staffed.database.begin() as connection:
        connection.execute(text(statement))
