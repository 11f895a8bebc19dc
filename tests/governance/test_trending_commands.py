"""Trends at the prompt: whether a move is news, and a step recorded, shown and withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from governance import roster
from governance.front_door import trending
from governance.trends import steps
from pipelines.errors import GapError
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.governance.conftest import NOW
from tests.pipelines.metrics.stores import header, load, registers

Prompt = Callable[..., Result]
LOW = (40, 42, 39, 41, 38, 40, 42, 39, 41, 40, 39, 41)
HIGH = (60, 61, 60, 59, 61, 60, 62, 60, 61)


@pytest.fixture
def trained(tmp_path: Path, cast) -> Iterator[Workspace]:
    """A workspace whose adoption stood near 40 in 2024 and near 60 since January 2025."""
    opened = opening.opened(Settings(store=tmp_path / "store"))
    for person in cast.everybody():
        by = None if person == cast.facilitator else cast.facilitator
        roster.add_person(opened, by, person, now=NOW)
    registers(opened, tmp_path, "2025-Q3")
    months = [f"{2024 + place // 12}-{place % 12 + 1:02d}" for place in range(21)]
    for quarter in range(7):
        rows = "".join(
            f"M-001,Claims,{months[place]},100,{(LOW + HIGH)[place]},,,false,\n"
            for place in range(3 * quarter, 3 * quarter + 3)
        )
        label = f"{2024 + quarter // 4}-Q{quarter % 4 + 1}"
        load(opened, tmp_path, f"adoption_{label}.csv", header("adoption") + rows)
    yield opened
    opened.database.dispose()


@pytest.fixture
def prompt(trained: Workspace) -> Prompt:
    """Runs one command as a person at a prompt would."""
    app = typer.Typer()
    app.command("trend")(trending.show_trend)
    app.command("step")(trending.record_step)
    where = {"TANDEM_STORE": str(trained.settings.store), "TANDEM_REPORTING_DATE": "2025-09-30"}
    return lambda *words: CliRunner().invoke(app, words, env=where)


def record(prompt: Prompt, *more: str) -> Result:
    return prompt("step", "adoption_rate", "2025-01", "--as", "marcus", *more)


def test_a_shift_is_told_and_its_recorded_cause_draws_new_limits(prompt, trained):
    before = prompt("trend", "adoption_rate").stdout
    assert before.startswith(
        "Adoption, by month: Ten months in a row above the mean since 2024-12: a shift; "
        "record its cause to draw new limits.\n"
    )
    done = record(prompt, "--cause", "Everybody was trained", "--why", "It will last.")
    assert done.stdout == (
        "The step of adoption_rate in 2025-01 is recorded. New limits are drawn from it.\n"
    )
    after = prompt("trend", "adoption_rate").stdout
    assert "No change beyond usual variation since the step of 2025-01." in after
    assert "2024-01 to 2024-12, 12 points: mean 40.2, usually " in after
    assert "by Marcus Okafor (CIO): Everybody was trained. New limits" in after
    assert len(steps(trained)) == 1


def test_it_is_printed_as_json_for_one_unit_too(prompt):
    told = json.loads(
        prompt("trend", "adoption_rate", "--where", "business_unit=Claims", "--json").stdout
    )
    assert (told["metric"], told["where"]) == ("adoption_rate", {"business_unit": "Claims"})
    assert (told["verdict"], told["better"], len(told["points"])) == ("signal", True, 21)
    assert told["segments"][0]["limits"]["mean"] == pytest.approx(40.1667, abs=1e-4)


def test_a_quarter_can_be_asked_for(prompt):
    said = prompt("trend", "adoption_rate", "--grain", "quarter").stdout
    assert said.startswith("Adoption, by quarter:")


def test_a_step_is_withdrawn_by_a_further_record(prompt, trained):
    record(prompt, "--cause", "Trained.", "--why", "It will last.")
    done = record(prompt, "--withdraw", "--why", "It was the new release.")
    assert done.stdout == "The step of adoption_rate in 2025-01 is withdrawn.\n"
    assert steps(trained) == ()


def test_a_withdrawal_has_no_cause_and_a_record_needs_one(prompt, trained):
    both = record(prompt, "--withdraw", "--cause", "Trained.", "--why", "Wrong.")
    assert isinstance(both.exception, GapError)
    assert "A withdrawal has a reason and no cause." in str(both.exception)
    none = record(prompt, "--why", "It will last.")
    assert "The cause is empty." in str(none.exception)
    assert steps(trained) == ()
