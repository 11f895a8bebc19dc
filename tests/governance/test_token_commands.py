"""The commands about tokens: what is printed once, what is listed, what is refused."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from governance import roster, tokens
from governance.front_door.tokening import token
from pipelines.errors import NotAllowed, NotFound
from pipelines.settings import Settings
from tests import opening
from tests.governance.conftest import NOW


@pytest.fixture
def staffed(tmp_path, cast):
    """A workspace of its own: what commands open is closed with the process, not with a test."""
    opened = opening.opened(Settings(store=tmp_path / "store"))
    for person in cast.everybody():
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(opened, by, person, now=NOW)
    yield opened
    opened.database.dispose()


@pytest.fixture
def run(staffed, monkeypatch, capsys):
    """Runs ``token`` with some words and returns what it prints."""
    monkeypatch.setenv("TANDEM_STORE", str(staffed.settings.store))

    def command(*words: str) -> str:
        monkeypatch.setattr("sys.argv", ["token", *words])
        with pytest.raises(SystemExit) as ended:
            token()
        assert not ended.value.code
        return str(capsys.readouterr().out)

    return command


def test_a_token_is_printed_once_and_works(run, staffed, cast):
    said = run("make", "--as", "lena", "--name", "Export", "--scope", "extracts:write")
    text, sentence = said.splitlines()
    assert re.fullmatch(r"tandem_[0-9a-f]{12}_[0-9a-f]{64}", text)
    assert sentence.startswith("It acts for Lena Fischer (CIO staff) until ")
    assert tokens.signed_in(staffed, text, now=datetime.now(UTC)).person == cast.staff
    assert text not in run("list", "--as", "lena")


def test_a_program_gets_the_same_as_json(run):
    words = ("make", "--as", "lena", "--name", "Export", "--scope", "metrics:read", "--days", "7")
    made = json.loads(run(*words, "--json"))
    (listed,) = json.loads(run("list", "--as", "amara", "--json"))
    assert made.pop("token").startswith(f"tandem_{listed['id']}_")
    assert made == listed
    assert (listed["person"], listed["scopes"]) == ("lena", ["metrics:read"])


def test_the_list_says_whose_for_what_and_how_it_ended(run):
    assert run("list", "--as", "amara") == "There are no tokens yet.\n"
    run("make", "--as", "lena", "--name", "Export", "--scope", "loads:read")
    (one,) = json.loads(run("list", "--as", "lena", "--json"))
    ended = run("revoke", one["id"], "--as", "amara", "--why", "Lena has left.")
    assert ended == f"The token {one['id']} (Export) of Lena Fischer (CIO staff) works no longer.\n"
    told = run("list", "--as", "amara")
    assert f"{one['id']}  revoked   Export" in told
    assert "loads:read" in told
    assert "revoked by Amara Diallo (facilitator): Lena has left." in told
    assert run("list", "--as", "marcus") == "There are no tokens yet.\n"


def test_what_may_not_be_is_refused(run):
    with pytest.raises(NotAllowed, match="may not load files"):
        run("make", "--as", "jonas", "--name", "x", "--scope", "extracts:write")
    with pytest.raises(NotFound, match="You have no token"):
        run("revoke", "0" * 12, "--as", "marcus", "--why", "x")
