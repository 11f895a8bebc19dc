"""``python -m governance forecast``: what the screens say, at a prompt."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from governance.front_door.forecasting import show_forecast
from pipelines.errors import GapError
from tests.governance.forecast.stores import AS_OF, GOAL, chatbot_company

KEYS = {
    "goal", "as_of", "target_date", "p_target", "p50", "p85", "n_events", "state", "calibration"
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prompt")
    chatbot_company(folder).database.dispose()
    return folder / "store"


@pytest.fixture
def said(store, monkeypatch):
    """Run the command in a store and return what it printed."""
    monkeypatch.setenv("TANDEM_STORE", str(store))
    monkeypatch.setenv("TANDEM_REPORTING_DATE", str(AS_OF))
    monkeypatch.setenv("COLUMNS", "140")
    app = typer.Typer()
    app.command()(show_forecast)

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, words)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_one_goal_as_json_has_the_agreed_fields(said):
    found = json.loads(said(GOAL, "--json"))
    assert set(found) >= KEYS
    assert (found["goal"], found["as_of"], found["target_date"]) == (
        GOAL,
        "2026-03-31",
        "2026-09-30",
    )
    assert (found["p_target"], found["p50"], found["p85"]) == (0.0, "2026-12-31", "2027-02-28")
    assert (found["goal"], found["state"], found["n_events"]) == (GOAL, "ok", 12)
    assert set(found["calibration"]) >= {"n", "brier", "brier_constant", "p85_coverage", "words"}


def test_without_a_blocker_the_chance_is_another(said):
    found = json.loads(said(GOAL, "--without", "data_gap", "--json"))
    assert found["p_target"] == pytest.approx(0.75)
    assert found["what_if"]["without"] == ["data_gap"]


def test_without_a_goal_every_goal_is_told(said):
    assert [one["goal"] for one in json.loads(said("--json"))["goals"]] == [GOAL]


def test_the_text_of_a_goal_says_what_it_rests_on(said):
    text = said(GOAL)
    assert "Chance of 2026-09-30: 0%; half by 2026-12-31, 85 of 100 by 2027-02-28" in text
    assert "prototype: half leave it within 31 days (6 of 6 cases of limited risk, 100 days" in text
    assert "1 data_gap: Duplicate customers." in text
    assert "costs 93 days" in text
    assert "How good such forecasts were: " in text


def test_an_estimate_is_labelled_as_one(said):
    assert "An estimate that supposes: data_gap." in said(GOAL, "--without", "data_gap")


def test_the_table_shows_each_goal_in_a_line(said):
    (line,) = (line for line in said().splitlines() if GOAL in line)
    assert [cell.strip() for cell in line.split("│")[1:-1]] == [
        GOAL, "2026-09-30", "0%", "2026-12-31", "2027-02-28", "12", ""
    ]  # fmt: skip


def test_a_slip_of_the_hand_is_told_in_words(said):
    with pytest.raises(GapError, match="Nothing called “money” stands in the way"):
        said(GOAL, "--without", "money")


def test_supposing_needs_a_goal(said):
    with pytest.raises(GapError, match="for one goal at a time"):
        said("--without", "data_gap")
