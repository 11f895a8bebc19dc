"""Comments at the prompt: begun, answered, closed and listed, and refused in words."""

from __future__ import annotations

import json

import pytest

from governance import goals, roster
from governance.__main__ import main
from pipelines.settings import Settings
from tests import opening
from tests.governance.conftest import NOW

ADOPTION = ("metric", "adoption_rate", "--period", "2026-q1")


@pytest.fixture
def prompt(tmp_path, cast, chatbot, monkeypatch, capsys):
    """Runs one command on a store with people and a goal; returns its code and what it said."""
    opened = opening.opened(Settings(store=tmp_path / "store"))
    for person in cast.everybody():
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(opened, by, person, now=NOW)
    goals.state_goal(opened, cast.ceo, goal_id="GOAL-02", goal=chatbot, why="Announced.", now=NOW)
    opened.database.dispose()
    monkeypatch.setenv("TANDEM_STORE", str(tmp_path / "store"))

    def run_it(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["governance", "comment", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out + said.err

    return run_it


def test_a_discussion_is_begun_answered_listed_and_closed(prompt):
    code, said = prompt("add", *ADOPTION, "--as", "ingrid", "--text", "@marcus why?")
    assert (code, said) == (
        0,
        "Comment 1 on metric/adoption_rate/2026-Q1 is signed by Ingrid Solberg (CEO), "
        "asks marcus.\n",
    )
    assert prompt("answer", *ADOPTION, "--as", "marcus", "--text", "New form.")[0] == 0
    code, said = prompt("list", "--for", "marcus")
    assert "metric/adoption_rate/2026-Q1: open, 2 said" in said
    assert "2. Marcus Okafor (CIO)" in said
    code, said = prompt("close", *ADOPTION, "--as", "ingrid", "--word", "Understood.")
    assert (code, said) == (
        0, "The discussion of metric/adoption_rate/2026-Q1 is closed by Ingrid Solberg (CEO).\n",
    )  # fmt: skip
    assert prompt("list") == (0, "No discussion is open.\n")
    (thread,) = json.loads(prompt("list", "--all", "--json")[1])
    assert thread["state"] == "closed"
    assert [one["text"] for one in thread["comments"]] == [
        "@marcus why?", "New form.", "Understood.",
    ]  # fmt: skip


def test_a_goal_needs_no_period_and_what_is_wrong_is_said(prompt):
    assert prompt("list") == (0, "Nobody has commented on anything yet.\n")
    assert prompt("add", "goal", "GOAL-02", "--as", "jonas", "--text", "When?")[0] == 0
    for words, refusal in (
        (("add", "goal", "GOAL-99", "--as", "jonas", "--text", "When?"), "no goal GOAL-99"),
        (("add", "gaol", "GOAL-02", "--as", "jonas", "--text", "When?"), "not of “gaol”"),
        (("answer", *ADOPTION, "--as", "jonas", "--text", "Yes."), "Nobody has commented on"),
        (("close", "goal", "GOAL-02", "--as", "jonas", "--word", "x", "--seen", "0"), "after you"),
        (("add", "metric", "adoption_rate", "--as", "jonas", "--text", "?"), "one period"),
    ):
        code, said = prompt(*words)
        assert code == 1
        assert refusal in said
        assert "Nothing was changed." in said
