"""A whole check-in at the prompt: prepared, held, decided, closed, exported and compared."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from governance import goals
from governance.__main__ import main
from governance.checkin.shapes import OPTIONS
from tests.governance.checkin.conftest import CHECK_IN, GOAL, ON_SQLITE

pytestmark = ON_SQLITE


class Said(NamedTuple):
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Prompt = Callable[..., Said]


@pytest.fixture
def prompt(workspace, monkeypatch, capsys) -> Prompt:
    """Runs one command as a person at a prompt would, in this process."""
    monkeypatch.setenv("TANDEM_STORE", str(workspace.settings.store))
    monkeypatch.setenv("TANDEM_RECORDS_URL", workspace.settings.records_url)
    monkeypatch.setenv("TANDEM_REPORTING_DATE", "2026-03-31")

    def run_it(*words: str) -> Said:
        """Run a command of the check-in."""
        monkeypatch.setattr(sys, "argv", ["governance", "checkin", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else 0, told.out, told.err)

    return run_it


def decide(prompt: Prompt, *further: str, by: str = "ingrid") -> Said:
    """Record the worked case's way out."""
    return prompt(
        "decide", GOAL,
        "--option", "fund_foundation", "--option", "re_scope", "--option", "re_time",
        "--new-date", "2027-02-28", "--scope", "FAQ answers", "--eur", "180000",
        "--why", "FAQ by Q3, the rest on clean data.", "--as", by, *further,
    )  # fmt: skip


def test_there_is_nothing_to_show_before_the_first_one(staffed, prompt):
    assert prompt("list").out.startswith("There has been no check-in yet.")
    said = prompt("show")
    assert (said.code, said.out) == (1, "")
    assert "“checkin open”" in said.err


def test_a_whole_check_in_is_held_closed_and_written_out(running, prompt, tmp_path):
    assert f"{CHECK_IN}  2026-03-31  running  Check-in of March" in prompt("list").out
    assert decide(prompt).out == (
        "GOAL-02/1 is signed: fund the foundation + re-scope + re-time; "
        "it is reviewed on 2026-06-30.\n"
    )
    prompt("note", "issues", "--text", "The vendor is late.", "--as", "marcus")
    prompt("note", "issues", "--text", "The vendor is late: May.", "--as", "amara")
    assert prompt("action", "add", "Clean up.", "--owner", "Lena", "--as", "marcus").out == (
        f"{CHECK_IN}/A1: Lena by 2026-04-28.\n"
    )
    prompt("rate", "8", "--as", "ingrid")
    refused = prompt("close", "--as", "amara")
    assert refused.code == 1
    assert "have not signed" in refused.err
    for person in ("ingrid", "marcus"):
        assert prompt("sign", "--as", person).code == 0
    shown = prompt("show").out
    for words in (
        "fund the foundation + re-scope + re-time, by 2027-02-28", "The vendor is late: May.",
        "Ingrid Solberg (CEO) rates it 8 of 10", "Signed by Marcus Okafor (CIO)", "Lena, due",
    ):  # fmt: skip
        assert words in shown
    kept = json.loads(prompt("show", CHECK_IN, "--json").out)
    assert kept["decisions"][0]["options"] == ["fund_foundation", "re_scope", "re_time"]
    assert prompt("close", "--as", "amara").out.startswith(f"{CHECK_IN} is closed: version ")
    assert prompt("note", "issues", "--text", "Late.", "--as", "ingrid").code == 1
    assert prompt("verify").code == 0
    said = prompt("export", CHECK_IN, "--out", str(tmp_path / "papers"))
    assert said.code == 0, said.err
    assert "FAQ by Q3" in (tmp_path / "papers" / "minutes.md").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "papers" / "check-in.json").read_text(encoding="utf-8"))


def test_a_draft_is_signed_by_the_ceo_and_by_nobody_else(running, prompt):
    assert (
        "GOAL-02/1 is a draft until the CEO signs it" in decide(prompt, "--draft", by="amara").out
    )
    assert "may not decide" in decide(prompt, "--sign", "GOAL-02/1", by="marcus").err
    assert len(goals.goal_history(running, GOAL)) == 1
    assert "GOAL-02/1 is signed" in decide(prompt, "--sign", "GOAL-02/1").out
    assert len(goals.goal_history(running, GOAL)) == 2


def test_two_meetings_are_compared_once_both_are_closed(running, prompt):
    assert "is not closed yet, so it has no papers" in prompt("compare", CHECK_IN, CHECK_IN).err
    why = ("--without-signature", "Both were ill.", "--as", "amara")
    prompt("close", *why)
    prompt("open", "--title", "April", "--on", "2026-04-30", "--as", "amara")
    decide(prompt)
    prompt("close", *why)
    assert "show the same" in prompt("compare", CHECK_IN, CHECK_IN).out
    assert "2027" in prompt("compare", CHECK_IN, "CI-2026-04").out


def test_actions_are_listed_moved_and_settled(running, prompt):
    prompt("action", "add", "Clean up.", "--owner", "Lena", "--as", "marcus")
    name = f"{CHECK_IN}/A1"
    moved = prompt("action", "move", name, "--due", "2026-05-31", "--why", "Ill.", "--as", "marcus")
    assert moved.out == f"{name}: Lena by 2026-05-31.\n"
    assert f"{name}  2026-05-31  Lena: Clean up." in prompt("action", "list").out
    assert prompt("action", "settle", name, "dropped", "--as", "marcus").code == 1
    assert prompt("action", "settle", name, "done", "--as", "marcus").out == f"{name} is done.\n"
    assert prompt("action", "list").out == "Done: 1 of 1 that are settled or due.\n"
    prompt("next", "--on", "2026-04-28", "--as", "amara")
    assert '"next_on":"2026-04-28"' in prompt("show", "--json").out


def test_who_is_still_to_be_asked_is_said_in_words_and_as_json(running, prompt):
    said = prompt("readiness")
    assert "Replies given: 0 of 1" in said.out
    assert "Marcus Okafor: Reply to the goal. GOAL-02" in said.out
    assert said.out.endswith("Not ready yet.\n")
    found = json.loads(prompt("readiness", "--json").out)
    assert (found["ready"], found["chased"][0]["role"]) == (False, "CIO")
    assert prompt("readiness", "--pre-read").out.startswith("# Pre-read, draft of")


def test_an_option_that_does_not_exist_is_refused_with_those_that_do(running, prompt):
    said = prompt("decide", GOAL, "--option", "wait", "--why", "x", "--as", "ingrid")
    assert (said.code, said.out) == (1, "")
    assert "“wait” is not an option" in said.err
    assert all(option in said.err for option in OPTIONS)
