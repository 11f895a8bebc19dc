"""Everything that the audit's screen can do is done at the prompt too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from governance import roster
from governance.front_door import auditing
from pipelines.errors import GapError, NotAllowed
from pipelines.settings import Settings
from tests import opening
from tests.governance.conftest import NOW, Cast
from tests.governance.maturity.conftest import AUDIT, ITEMS

Run = Callable[..., str]
DUE = (datetime.now(UTC) + timedelta(days=180)).date().isoformat()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> Run:
    """Run a command in a store with people and return what it prints."""
    store = tmp_path / "store"
    monkeypatch.setenv("TANDEM_STORE", str(store))
    monkeypatch.setenv("COLUMNS", "140")
    workspace = opening.opened(Settings(store=store))
    for person in cast.everybody():
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(workspace, by, person, now=NOW)
    workspace.database.dispose()
    door = typer.Typer()
    door.command("maturity")(auditing.show_maturity)
    door.add_typer(auditing.audit, name="audit")

    def command(*words: str) -> str:
        done = CliRunner().invoke(door, [*words])
        if done.exception is not None:
            raise done.exception
        return done.stdout

    return command


def held(run: Run) -> None:
    """Hold an audit up to its reveal."""
    run("audit", "open", "--id", AUDIT, "--title", "Spring 2026", "--as", "amara")
    run("audit", "invite", AUDIT, "ingrid", "ceo", "--as", "amara")
    run("audit", "invite", AUDIT, "marcus", "cio", "--as", "amara")
    run("audit", "answer", AUDIT, ITEMS[0], "4", "--as", "ingrid", "--evidence", "The report.")
    run("audit", "answer", AUDIT, ITEMS[0], "unknown", "--as", "marcus")
    run("audit", "reveal", AUDIT, "--as", "amara")


def test_a_whole_audit_can_be_held_at_the_prompt(run):
    held(run)
    run("audit", "remark", AUDIT, "completeness", "--text", "Half of the forms.", "--as", "marcus")
    run("audit", "agree", AUDIT, "completeness", "2", "--as", "amara", "--why", "Settled.")
    said = run(
        "audit", "commit", AUDIT, "completeness", "3",
        "--text", "Check files.", "--owner", "Lena", "--due", DUE, "--as", "marcus",
    )  # fmt: skip
    assert f"Lena brings completeness to 3 by {DUE}." in said
    assert "was closed on" in run("audit", "close", AUDIT, "--as", "amara")
    found = json.loads(run("maturity", "--json"))
    row = found["rows"][0]
    assert (row["ceo"], row["cio"], row["gap"], row["unknown"]) == (4.0, 1.0, 3.0, 1)
    assert (row["agreed"], row["target"], row["commitment"]["due"]) == (2, 3, DUE)
    assert found["audit"]["state"] == "closed"


def test_the_json_holds_the_whole_matrix(run):
    held(run)
    found = json.loads(run("maturity", "--json"))
    assert len(found["rows"]) == 10
    assert {
        "topic", "title", "kind", "ceo", "cio", "gap", "practice", "measured", "measured_score",
        "measured_words", "final", "claimed", "agreed", "target", "commitment", "on_agenda",
        "unknown", "agreement",
    } == set(found["rows"][0])  # fmt: skip
    assert found["audit"]["id"] == AUDIT
    assert found["agenda"] == ["completeness"]
    assert found["gap"] == 3.0
    assert found["agreement"]["n"] == 1
    assert [one["audit"]["id"] for one in found["trend"]] == [AUDIT]
    assert found["trend"][0]["rows"][0]["topic"] == "completeness"
    assert found["next_audit_due"] > found["audit"]["revealed_at"]


def test_the_matrix_is_printed_for_people(run):
    held(run)
    said = run("maturity")
    assert "AUDIT-2026-1, Spring 2026" in said
    assert "+3.0" in said
    assert "2 claimed" in said
    assert "For the next check-in: Completeness." in said
    assert "Completeness: nothing has been measured yet." in said


def test_before_a_first_audit_the_matrix_is_there_all_the_same(run):
    assert "No audit was revealed yet" in run("maturity")
    found = json.loads(run("maturity", "--json"))
    assert (found["audit"], found["gap"], found["agenda"], found["trend"]) == (None, None, [], [])
    assert found["next_audit_due"] is None
    assert "There has been no audit yet" in run("audit", "progress")


def test_progress_gives_counts_and_no_content(run):
    run("audit", "open", "--id", AUDIT, "--title", "Spring", "--as", "amara")
    run("audit", "invite", AUDIT, "ingrid", "ceo", "--as", "amara")
    run("audit", "answer", AUDIT, ITEMS[0], "4", "--as", "ingrid", "--evidence", "The report.")
    said = run("audit", "progress")
    assert "AUDIT-2026-1 Spring: is still collecting answers." in said
    assert "CEO's side: Ingrid Solberg (CEO) answered 1 of 20" in said
    assert "report" not in said
    assert said.startswith(run("audit", "progress", AUDIT))


def test_an_audit_without_a_name_gets_the_next_one_of_the_year(run):
    said = run("audit", "open", "--title", "Autumn", "--as", "amara")
    assert f"AUDIT-{datetime.now(UTC).year}-1 is open" in said


def test_a_reveal_says_who_has_not_finished(run):
    run("audit", "open", "--id", AUDIT, "--title", "Spring", "--as", "amara")
    for whom, side in (("ingrid", "ceo"), ("marcus", "cio")):
        run("audit", "invite", AUDIT, whom, side, "--as", "amara")
        run("audit", "answer", AUDIT, ITEMS[0], "3", "--as", whom)
    said = run("audit", "reveal", AUDIT, "--as", "amara")
    assert "Not finished: Ingrid Solberg (CEO) 1 of 20, Marcus Okafor (CIO) 1 of 20." in said


def test_what_is_refused_is_refused_in_words(run):
    held(run)
    with pytest.raises(NotAllowed, match="may not lead an audit"):
        run("audit", "close", AUDIT, "--as", "ingrid")
    with pytest.raises(GapError, match="“four” is not a level"):
        run("audit", "answer", AUDIT, ITEMS[0], "four", "--as", "ingrid")
    with pytest.raises(GapError, match="was revealed on"):
        run("audit", "answer", AUDIT, ITEMS[0], "4", "--as", "ingrid")
    with pytest.raises(GapError, match="There is no audit AUDIT-2020-1"):
        run("maturity", "--audit", "AUDIT-2020-1")
