"""Incidents and readiness at the prompt: what is shown there, and what may be changed there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from governance import roster
from pipelines.quality.kept import keep
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.governance.conftest import NOW
from tests.governance.measurements import TWINS, check, register, run
from tests.prompt import Said, typed, typed_apart

Prompt = Callable[..., Said]


@pytest.fixture
def twins(tmp_path: Path, cast) -> Iterator[Workspace]:
    """A workspace with its people, in which three of ten customers are there twice."""
    opened = opening.opened(Settings(store=tmp_path / "store"))
    for person in cast.everybody():
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(opened, by, person, now=NOW)
    register(opened)
    register(opened, "DS-NEW", title="New", used_by="AI-099")
    keep(opened, run("2025-Q4", check(55)))
    keep(opened, run("2026-Q1", check(69), check(99, "name.filled")))
    yield opened
    opened.database.dispose()


@pytest.fixture
def prompt(twins: Workspace) -> Prompt:
    """Runs one command as a person at a prompt would."""

    def run_it(*words: str, way: Prompt = typed) -> Said:
        store = str(twins.settings.store)
        return way("governance", *words, TANDEM_STORE=store, TANDEM_REPORTING_DATE="2026-03-31")

    return run_it


def test_the_open_incidents_are_listed_with_proof_owner_and_age(prompt):
    done = prompt("incidents", way=typed_apart)
    assert done.returncode == 0, done.stderr
    assert f"DS-CRM {TWINS}: 69.0 % pass (medium)" in done.stdout
    assert "agree in name and birth_date. 310 of 1,000 fail in 2026-Q1." in done.stdout
    assert "Customer data steward; open since 2025-12-31, 90 days" in done.stdout


def test_the_json_is_the_incidents_themselves(prompt):
    (found,) = json.loads(prompt("incidents", "--json").stdout)
    assert (found["check"], found["score"], found["since"]) == (TWINS, 69.0, "2025-12-31")
    assert found["episodes"] == [
        {"opened": "2025-12-31", "closed": None, "how": None, "reason": "", "by": ""}
    ]


def test_somebody_is_named_and_it_is_closed_with_a_reason_until_it_fails_again(prompt, twins):
    words = ("--as", "lena", "--why", "She knows the CRM.")
    named = prompt("incident", "assign", "DS-CRM", TWINS, "--owner", "Lena Fischer", *words)
    assert named.stdout == f"Lena Fischer looks after {TWINS} of DS-CRM now.\n", named.stderr
    assert "Lena Fischer; open since" in prompt("incidents").stdout
    prompt("incident", "close", "DS-CRM", TWINS, "--as", "marcus", "--why", "Twins are wanted.")
    assert prompt("incidents").stdout == "No incident is open.\n"
    assert ": Twins are wanted." in prompt("incidents", "--all").stdout
    keep(twins, run("2026-Q2", check(69), at=datetime(2999, 1, 1, tzinfo=UTC)))
    assert "(open 2 times so far)" in prompt("incidents").stdout


@pytest.mark.parametrize(
    ("subject", "signer", "why", "said"),
    [
        ("DS-CRM", "ingrid", "x", "may not assign or close incidents"),
        ("DS-X", "marcus", "x", "of dataset DS-X was ever measured"),
        ("ledger", "marcus", "x", "of extract ledger was ever measured"),
        ("DS-CRM", "marcus", " ", "The reason for closing is empty."),
    ],
)
def test_a_closing_that_may_not_be_is_refused_in_words(prompt, subject, signer, why, said):
    done = prompt("incident", "close", subject, TWINS, "--as", signer, "--why", why)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Nothing was changed" in done.stderr.replace("nothing", "Nothing")


def test_readiness_lists_datasets_and_initiatives_and_says_what_is_not_known(prompt):
    said = prompt("readiness").stdout
    assert "DS-CRM         critical  84.0 of 100" in said
    assert "1 of 2 checks fail" in said
    assert "DS-NEW         critical  not measured" in said
    assert "AI-017   84 of 100   Customer records holds it back at 84 of 100." in said
    assert "AI-099   not known   Not known: DS-NEW was not measured." in said


def test_readiness_as_json_holds_the_same(prompt):
    found = json.loads(prompt("readiness", "--json").stdout)
    assert found["initiatives"]["AI-017"]["score"] == 84
    assert found["initiatives"]["AI-099"]["score"] is None
    crm = found["datasets"][0]
    assert (crm["dataset"], crm["period"], crm["failing"]) == ("DS-CRM", "2026-Q1", 1)
    assert "contract" not in crm
