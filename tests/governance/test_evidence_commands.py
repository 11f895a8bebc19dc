"""The commands about evidence: a file is kept for a figure, listed, and copied as it was."""

from __future__ import annotations

import hashlib
import json

import pytest

from governance import roster
from governance.front_door.proving import evidence
from pipelines.errors import GapError, NotAllowed
from pipelines.settings import Settings
from tests import opening
from tests.governance.conftest import NOW

FIGURE = "value/adoption_rate/2026-Q1"
CONTENT = b"signed by everybody"


@pytest.fixture
def run(tmp_path, cast, monkeypatch, capsys):
    """Runs ``evidence`` with some words and returns what it prints."""
    opened = opening.opened(Settings(store=tmp_path / "store"))
    for person in cast.everybody():
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(opened, by, person, now=NOW)
    monkeypatch.setenv("TANDEM_STORE", str(opened.settings.store))

    def command(*words: str) -> str:
        monkeypatch.setattr("sys.argv", ["evidence", *words])
        with pytest.raises(SystemExit) as ended:
            evidence()
        assert not ended.value.code
        return str(capsys.readouterr().out)

    yield command
    opened.database.dispose()


@pytest.fixture
def signed(tmp_path):
    path = tmp_path / "signed\x1b[2J.pdf"
    path.write_bytes(CONTENT)
    return path


def test_a_file_is_kept_listed_and_copied_as_it_was(run, signed, tmp_path):
    assert f"Nothing is attached to {FIGURE}." in run("list", FIGURE, "--as", "lena")
    said = run("attach", FIGURE, str(signed), "--as", "lena", "--note", "The sheet.", "--json")
    kept = json.loads(said)
    assert (kept["subject"], kept["by"], kept["note"]) == (FIGURE, "lena", "The sheet.")
    assert kept["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert json.loads(run("list", FIGURE, "--as", "marcus", "--json")) == [kept]
    listed = run("list", FIGURE, "--as", "marcus")
    assert kept["id"] in listed
    assert "\x1b" not in listed
    copy = tmp_path / "copy.pdf"
    run("copy", FIGURE, kept["id"], str(copy), "--as", "marcus")
    assert copy.read_bytes() == CONTENT


def test_nothing_is_overwritten_and_nobody_opens_what_is_not_theirs(run, signed, tmp_path):
    kept = json.loads(run("attach", FIGURE, str(signed), "--as", "lena", "--json"))
    taken = tmp_path / "taken"
    taken.write_text("mine")
    with pytest.raises(GapError, match="Nothing was copied"):
        run("copy", FIGURE, kept["id"], str(taken), "--as", "lena")
    assert taken.read_text() == "mine"
    for words in (["attach", FIGURE, str(signed)], ["list", FIGURE]):
        with pytest.raises(NotAllowed):
            run(*words, "--as", "jonas")
    with pytest.raises(GapError, match="neither"):
        run("attach", "goal/GOAL-01", str(signed), "--as", "lena")
