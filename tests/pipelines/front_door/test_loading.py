"""The command line: outcomes, exit codes, and words instead of tracebacks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipelines.intake.corpus_written import events
from tests.pipelines.intake.sources import ledger, written
from tests.prompt import Said, typed, typed_apart

ASKED = (
    "role_group;course;quarter;headcuont;required;completed;expired;score_mean;mood\n"
    "Führung;Course;2026-Q1;1.000;true;5;;71;good\n"
)
"""A file that leaves four things open once its encoding is known."""


@dataclass(frozen=True)
class Desk:
    """A place to run commands against one store."""

    store: Path

    def run(self, *words: str | Path, way: Callable[..., Said] = typed) -> Said:
        """Run ``python -m pipelines`` with some words."""
        return way("pipelines", *map(str, words), TANDEM_STORE=str(self.store), COLUMNS="120")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "store")


def test_a_load_is_answered_with_one_object(desk, tmp_path):
    path = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    done = desk.run("load", path, "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["outcome"], answer["extract"]) == (0, "loaded", "ledger")
    assert set(answer) == {
        "outcome", "extract", "loads", "rows_accepted", "rows_rejected", "problems", "questions",
    }  # fmt: skip
    assert set(answer["loads"][0]) == {"id", "extract", "period", "rows", "sha256"}
    assert set(answer["problems"][0]) == {
        "severity", "code", "line", "column", "value", "message", "expected", "suggestion",
    }  # fmt: skip
    again = desk.run("load", path, "--json", way=typed_apart)
    assert (again.returncode, json.loads(again.stdout)["outcome"]) == (0, "unchanged")


def test_several_files_are_answered_line_by_line(desk, tmp_path):
    good = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    bad = written(tmp_path, "ledger_2025-Q4.csv", ledger(2, "2025-12", amount="ten"))
    done = desk.run("load", bad, good, "--json")
    outcomes = [json.loads(line)["outcome"] for line in done.stdout.splitlines()]
    assert (done.returncode, outcomes) == (1, ["refused", "loaded"])


def test_a_refused_file_ends_with_one_and_words(desk, tmp_path):
    bad = written(tmp_path, "ledger_2025-Q4.csv", ledger(2, "2025-12", amount="ten"))
    done = desk.run("load", bad, way=typed_apart)
    assert (done.returncode, done.stdout) == (1, "")
    assert "line 2: amount_eur says “ten”; expected an amount with a point" in done.stderr
    assert "Nothing was loaded." in done.stderr
    assert desk.run("loads").stdout == "Nothing has been loaded yet.\n"


@pytest.mark.parametrize(
    "words",
    [("load",), ("load", "nowhere.csv"), ("load", "README.md", "--extract", "ledgr")]
    + [("load", "README.md", "--profile", "federal-2042"), ("lod",), ("demo",), ("undo",)]
    + [("load", "a.csv", "b.csv", "--problems", "p.csv"), ("load", "a.csv", "--map", "heading")]
    + [("load", "a.csv", "--decimal-mark", "dot"), ("load", "a.csv", "--dates", "sideways")]
    + [("load", "README.md", "--delimiter", "colon")],
)
def test_wrong_usage_ends_with_two_and_no_traceback(desk, words):
    done = desk.run(*words)
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr + done.stdout


def test_a_refusal_is_an_object_too(desk):
    done = desk.run("load", "nowhere.csv", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["outcome"]) == (2, "refused")
    assert "There is no file" in answer["problems"][0]["message"]


def test_a_load_is_listed_shown_and_undone(desk, tmp_path):
    first = written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    second = written(tmp_path, "ledger_2026-Q1_r2.csv", ledger(2, "2026-01"))
    old = json.loads(desk.run("load", first, "--json").stdout)["loads"][0]["id"]
    new = json.loads(desk.run("load", second, "--json").stdout)["loads"][0]["id"]
    listed = json.loads(desk.run("loads", "--json").stdout)
    assert [one["status"] for one in listed] == ["live"] * 3 + ["replaced"] * 3
    shown = json.loads(desk.run("show", new, "--json").stdout)
    assert (shown["file_name"], shown["replaced"]) == ("ledger_2026-Q1_r2.csv", [old])
    words = desk.run("show", new).stdout
    assert re.search(r"SHA-256:\s+[0-9a-f]{64}", words)
    undone = desk.run("undo", new, "--reason", "wrong file", "--json")
    answer = json.loads(undone.stdout)
    assert (answer["outcome"], old in answer["restored"]) == ("undone", True)
    assert "was undone before" in desk.run("undo", new).stdout
    assert json.loads(desk.run("show", old, "--json").stdout)["status"] == "live"


def test_a_file_with_questions_names_the_options_that_answer_them(desk, tmp_path):
    path = tmp_path / "training_2026-Q1.csv"
    path.write_bytes(f"Spring\n\n{ASKED}".encode("cp1252"))
    asked = desk.run("load", path)
    assert (asked.returncode, asked.stdout) == (1, "")
    assert "--encoding cp1252" in asked.stderr
    assert "--header-line" not in asked.stderr
    asked = desk.run("load", path, "--encoding", "cp1252")
    for option in ("--header-line 3", '--map "headcuont=headcount"', '--map "mood="',
                   "--decimal-mark point", "--decimal-mark comma"):  # fmt: skip
        assert option in asked.stderr
    done = desk.run(
        "load", path, "--encoding", "cp1252", "--header-line", "3", "--decimal-mark", "comma",
        "--accept-mapping", "--map", "mood=", "--delimiter", "semicolon", "--json",
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["outcome"], answer["questions"]) == (0, "loaded", [])
    assert {problem["code"] for problem in answer["problems"]} == {
        "mapped", "left_out", "decimal_mark",
    }  # fmt: skip


def test_the_order_of_dates_is_said_by_column(desk, tmp_path):
    path = tmp_path / "stage_events_2026-Q1.csv"
    path.write_bytes(events("01/03/2026"))
    asked = desk.run("load", path)
    assert "--dates event_date=day-first" in asked.stderr
    done = desk.run("load", path, "--dates", "event_date=day-first")
    assert (done.returncode, "as was said" in done.stdout) == (0, True)


@pytest.mark.parametrize("command", ["show", "undo"])
def test_an_unknown_load_is_said_plainly(desk, tmp_path, command):
    desk.run("load", written(tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01")))
    done = desk.run(command, "L0")
    assert (done.returncode, "There is no load “L0”." in done.stderr) == (1, True)


def test_before_the_first_load_there_is_nothing_to_list(desk):
    done = desk.run("loads")
    assert (done.returncode, "There is no workspace here yet." in done.stderr) == (1, True)


def test_templates_can_be_loaded_as_they_are(desk, tmp_path):
    assert desk.run("templates", "--out", tmp_path / "templates").returncode == 0
    for extract in ("initiatives", "models", "predictions"):
        (path,) = (tmp_path / "templates").glob(f"{extract}_*.csv")
        done = desk.run("load", path)
        assert done.returncode == 0, done.stderr


def test_the_demo_company_is_loaded_once(demo_store):
    desk = Desk(demo_store)
    before = desk.run("loads").stdout
    again = desk.run("demo", "--load", "--if-empty")
    assert again.returncode == 0
    assert desk.run("loads").stdout == before
