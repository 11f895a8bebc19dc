"""Files on their way at the prompt: what is due, and which uploads wait for whom."""

from __future__ import annotations

import json
from functools import partial

import pytest

from tests.governance.uploads.handing import adoption_text, committed, handed
from tests.prompt import typed

NAME = "adoption_2026-Q2.csv"


@pytest.fixture
def prompt(careful):
    """A command typed on a workspace whose contract of adoption demands a second person."""
    settings = careful.settings
    return partial(
        typed,
        "governance",
        TANDEM_STORE=str(settings.store),
        TANDEM_EXTRACTS=str(settings.extracts),
        TANDEM_REPORTING_DATE="2026-08-20",
    )


def test_what_is_late_comes_first_and_the_quarter_is_counted(prompt):
    said = prompt("due")
    assert said.returncode == 0, said.stderr
    first, *_, last = said.stdout.splitlines()
    assert "late by" in first
    assert last == "2026-Q2: 0 of 13 in."


def test_all_of_it_is_said_to_programs_too(prompt):
    told = json.loads(prompt("due", "--all", "--json").stdout)
    assert told["quarter"]["of"] == 13
    assert {one["state"] for one in told["owed"]} == {"late", "due", "not_yet", "in"}
    assert {"extract", "period", "due_on", "words"} <= set(told["owed"][0])


def test_an_upload_says_whom_it_waits_for(prompt, careful, cast, tmp_path):
    assert prompt("uploads").stdout == "No upload is open.\n"
    one = handed(careful, cast.staff, tmp_path, NAME, adoption_text(70, 70, 70, quarter=2))
    assert f"{one.id} {NAME}: may be loaded" in prompt("uploads").stdout
    committed(careful, cast.staff, one)
    said = prompt("uploads").stdout
    assert f"{one.id} {NAME}: waits for the approval of Marcus Okafor" in said
    assert "brought by Lena Fischer" in said
    (told,) = json.loads(prompt("uploads", "--json").stdout)
    assert (told["state"], told["waits_for"]) == ("waits", ["marcus"])
