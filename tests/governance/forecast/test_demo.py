"""The demo company's forecasts: every goal is judged by its history, or says why it cannot be."""

from __future__ import annotations

from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from governance.forecast.barriers import barriers
from governance.forecast.goals import forecast, forecasts
from governance.forecast.ground import ground
from governance.forecast.shapes import WhatIf
from governance.front_door.forecasting import show_forecast
from governance.replies import replies

TODAY = date(2026, 3, 31)
CHATBOT, SENSORS = "GOAL-02", "GOAL-04"


@pytest.fixture(scope="module")
def found(demo_workspace):
    return forecasts(demo_workspace, today=TODAY)


def test_every_goal_is_forecast_or_says_why_not(found, demo_workspace):
    assert len(found) >= 12
    assert all(one.words for one in found.values())
    for one in found.values():
        known = one.state in ("ok", "done")
        assert (one.basis != "none") == known, one.goal_id
        assert known or one.finish.p50 is None


def test_shares_are_shares_and_dates_are_in_order(found):
    for one in found.values():
        if one.finish.p_target is not None:
            assert 0.0 <= one.finish.p_target <= 1.0
        if one.finish.p50 and one.finish.p85:
            assert one.finish.p50 <= one.finish.p85
        shares = [share for _, share in one.curve]
        assert shares == sorted(shares)


def test_the_chatbot_has_no_chance_by_the_date_the_ceo_wants(found):
    one = found[CHATBOT]
    assert (one.state, one.basis) == ("ok", "stages")
    assert one.finish.p_target is not None
    assert one.finish.p_target < 0.02


def test_half_of_all_courses_come_later_than_the_cio_believes(found, demo_workspace):
    told = {one.goal_id: one.content.realistic_date for one in replies(demo_workspace)}
    one, believed = found[CHATBOT], told[CHATBOT]
    later = one.finish.p50 or one.finish.reach
    assert believed is not None
    assert later is not None
    assert later > believed


def test_the_chatbots_blockers_are_judged_by_how_long_such_ones_lasted(found, demo_workspace):
    holds = {hold.type: hold for hold in found[CHATBOT].holds}
    assert holds["data_gap"].source == "history"
    assert holds["talent"].source == "estimate"
    known = ground(demo_workspace, today=TODAY)
    (gap,) = (one for one in barriers(known, CHATBOT) if one.obstacle.type == "data_gap")
    assert gap.curve is not None
    assert gap.obstacle.estimate is not None
    until_then = (gap.obstacle.estimate - TODAY).days
    assert gap.curve.reach is not None
    assert gap.curve.reach > until_then
    assert gap.curve.waiting(until_then) == 1.0  # nobody was through by the day its owner names


def test_a_blocker_that_outlasts_the_data_has_no_date_and_that_is_said(found):
    (gap,) = (hold for hold in found[CHATBOT].holds if hold.type == "data_gap")
    assert (gap.source, gap.until, gap.costs_days) == ("history", None, None)
    assert "flags in the CRM.” last longer than the data reach." in found[CHATBOT].words


def test_at_a_prompt_it_has_no_date_either(demo_store, monkeypatch):
    monkeypatch.setenv("TANDEM_STORE", str(demo_store))
    monkeypatch.setenv("TANDEM_REPORTING_DATE", str(TODAY))
    monkeypatch.setenv("COLUMNS", "400")
    app = typer.Typer()
    app.command()(show_forecast)
    said = CliRunner().invoke(app, [CHATBOT]).stdout
    assert "flags in the CRM. probably lasts longer than the data reach (" in said
    assert "are missing. probably until 2026-06-30 (estimate)\n" in said


def test_clearing_its_blockers_never_makes_the_chatbot_later(found, demo_workspace):
    asked = WhatIf(without=("data_gap", "talent"))
    one = forecast(demo_workspace, CHATBOT, today=TODAY, what_if=asked)
    assert one.finish.p_target >= found[CHATBOT].finish.p_target
    assert one.curve[-1][1] >= 0.0


def test_what_has_scaled_longer_than_anything_before_gets_no_date(found):
    one = found[SENSORS]
    assert (one.state, one.finish.p50) == ("aging", None)
    assert "longer than any of the 14 that went on from it" in one.words


def test_how_good_such_forecasts_were_stands_beside_them(found):
    told = found[CHATBOT].calibration
    assert told is not None
    assert told.n > 50
    assert told.words.startswith("Rewound to ")


def test_a_past_day_is_judged_by_what_was_known_then(demo_workspace):
    then = forecast(demo_workspace, CHATBOT, today=date(2025, 9, 30))
    now = forecast(demo_workspace, CHATBOT, today=TODAY)
    assert then.as_of == date(2025, 9, 30)
    assert then.legs[0].age_days == now.legs[0].age_days - 182
