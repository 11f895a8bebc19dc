"""Every goal has a forecast, or says in words why there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.forecast.goals import forecast, forecast_on, forecasts
from governance.forecast.ground import ground
from governance.forecast.policy import forecast_policy
from governance.promises import Obstacle
from pipelines.errors import NotFound
from tests.governance.forecast.stores import (
    AS_OF,
    finished,
    goal_about,
    load_portfolio,
    staff,
    state,
)
from tests.pipelines.metrics.stores import workspace

START = date(2024, 1, 1)
LIVE_ON = date(2025, 10, 2)
SINCE = date(2026, 1, 10)
CASES = {
    f"AI-1{place:02}": finished(START, 20, 60 + 10 * (place // 6), 100 + 10 * (place // 6))
    for place in range(48)
}
"""Each length six times, so that the longest is more than chance and a few that wait are few."""
LASTING_IDEAS = {f"AI-20{place}": [(AS_OF - timedelta(days=300), "idea")] for place in range(5)}
OWN = {
    "AI-001": [(AS_OF - timedelta(days=30), "prototype")],
    "AI-002": [(START, "scaling"), (LIVE_ON, "production")],
    "AI-003": [(START, "prototype"), (SINCE, "paused")],
    "AI-004": [(START, "scaling")],
    "AI-005": [(START, "prototype")],
    "AI-006": [(AS_OF - timedelta(days=30), "scaling")],
    "AI-007": [(AS_OF - timedelta(days=10), "idea")],
}
NOBODY = Obstacle("vendor", "The supplier does not answer.", "Head of buying", SINCE)
PROMISED = replace(NOBODY, estimate=date(2027, 6, 30))
PASSED = replace(NOBODY, estimate=date(2026, 2, 28))
GOALS = {
    "GOAL-01": (goal_about("AI-001"), ()),
    "GOAL-02": (goal_about("AI-002"), ()),
    "GOAL-03": (goal_about("AI-003"), ()),
    "GOAL-04": (goal_about("AI-004"), ()),
    "GOAL-05": (goal_about("AI-005"), ()),
    "GOAL-06": (goal_about("AI-099"), ()),
    "GOAL-07": (goal_about("AI-001", metric="adoption_rate"), ()),
    "GOAL-08": (goal_about("AI-001", wanted=date(2026, 3, 30)), ()),
    "GOAL-09": (goal_about("AI-001"), (NOBODY,)),
    "GOAL-10": (goal_about("AI-001"), (PROMISED,)),
    "GOAL-11": (goal_about("AI-001"), (PASSED,)),
    "GOAL-12": (goal_about("AI-006"), (PROMISED,)),
    "GOAL-13": (goal_about("AI-002", wanted=LIVE_ON - timedelta(days=1)), ()),
    "GOAL-14": (goal_about(""), ()),
    "GOAL-16": (goal_about("AI-007", wanted=date(2035, 12, 31)), ()),
    "GOAL-15": (goal_about("AI-002", metric="adoption_rate"), ()),
}


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    here = workspace(folder)
    listed = {"AI-005": "production", "AI-099": "idea"}
    load_portfolio(here, folder, CASES | LASTING_IDEAS | OWN, listed=listed)
    cast = staff(here)
    for goal_id, (goal, blockers) in GOALS.items():
        state(here, cast, goal_id, goal, *blockers)
    yield here
    here.database.dispose()


@pytest.fixture(scope="module")
def found(company):
    return forecasts(company, today=AS_OF)


def test_every_goal_has_a_forecast_or_says_why_not(found):
    assert set(found) == set(GOALS)
    assert all(one.words for one in found.values())


def test_a_chance_that_lies_beyond_the_data_is_not_made_up(found):
    one = found["GOAL-16"]
    assert one.finish.beyond > 0.05
    assert one.finish.reach < one.target_date
    assert one.finish.p_target is None
    assert one.words.startswith("A chance between ")


def test_a_goal_whose_initiative_is_on_its_way_goes_by_the_stages(found):
    one = found["GOAL-01"]
    assert (one.state, one.basis, one.n_events) == ("ok", "stages", 97)
    assert 0.0 < one.finish.p_target < 1.0
    assert AS_OF < one.finish.p50 <= one.finish.reach
    assert one.calibration is not None
    assert "1 initiative is left out, because nobody dated the stage." in one.words


def test_a_goal_that_was_reached_is_done_in_time_or_too_late(found):
    in_time, too_late = found["GOAL-02"], found["GOAL-13"]
    assert (in_time.state, in_time.finish.p_target, in_time.finish.p50) == ("done", 1.0, LIVE_ON)
    assert in_time.words.endswith("in production since 2 Oct 2025: in time for 30 Sep 2026.")
    assert (too_late.state, too_late.finish.p_target) == ("done", 0.0)
    assert too_late.words.endswith("too late for 1 Oct 2025.")


def test_what_is_paused_has_no_forecast(found):
    assert (found["GOAL-03"].state, found["GOAL-03"].finish.p_target) == ("stopped", None)


def test_what_is_older_than_all_that_left_has_no_forecast(found):
    one = found["GOAL-04"]
    assert (one.state, one.basis, one.finish.p50, one.curve) == ("aging", "none", None, ())


def test_where_nobody_knows_where_it_stands_there_is_no_forecast(found):
    assert found["GOAL-05"].state == "not_known"
    assert "no stage change dates" in found["GOAL-05"].words


def test_an_initiative_without_any_stage_change_has_no_forecast(found):
    assert found["GOAL-06"].state == "not_known"
    assert found["GOAL-06"].words == "No forecast: no stage change of AI-099 is loaded."


def test_another_figure_can_only_begin_to_move_once_it_is_live(found):
    assert found["GOAL-07"].basis == "stages"
    assert found["GOAL-07"].finish == found["GOAL-01"].finish
    assert found["GOAL-07"].words.endswith("The goal's figure can only begin to move then.")


def test_once_it_is_live_another_figure_goes_by_its_own_steps(found):
    assert found["GOAL-15"].basis in ("steps", "none")
    assert found["GOAL-15"].legs == ()


def test_a_goal_without_an_initiative_goes_by_its_figure(found):
    assert found["GOAL-14"].basis in ("steps", "none")
    assert "stage" not in found["GOAL-14"].words


def test_a_date_that_has_passed_has_no_chance_left(found):
    assert found["GOAL-08"].finish.p_target == 0.0
    assert found["GOAL-08"].finish.p50 == found["GOAL-01"].finish.p50


def test_a_blocker_nobody_can_date_is_left_out_and_said(found):
    (hold,) = found["GOAL-09"].holds
    assert (hold.source, hold.until, hold.costs_days) == ("unknown", None, None)
    assert found["GOAL-09"].finish == found["GOAL-01"].finish
    assert found["GOAL-09"].words.startswith("A chance of at most ")
    assert "“The supplier does not answer.” ends; it is left out" in found["GOAL-09"].words


def test_an_owners_date_holds_the_stage_before_scaling(found):
    (hold,) = found["GOAL-10"].holds
    assert (hold.source, hold.until) == ("estimate", date(2027, 6, 30))
    scaled_by = [day for day, share in found["GOAL-10"].curve if share > 0]
    assert min(scaled_by) >= date(2027, 6, 30) + timedelta(days=100)
    assert hold.costs_days == (found["GOAL-10"].finish.p50 - found["GOAL-01"].finish.p50).days
    assert hold.p_without == found["GOAL-01"].finish.p_target


def test_an_owners_date_that_has_passed_says_nothing(found):
    assert found["GOAL-11"].holds[0].source == "unknown"


def test_what_is_past_the_stage_is_held_before_production(found):
    assert found["GOAL-12"].finish.p50 == date(2027, 6, 30)


def test_an_unknown_goal_is_told_with_the_nearest_one(company):
    with pytest.raises(NotFound, match="There is no goal GOAL-99.* Did you mean"):
        forecast(company, "GOAL-99", today=AS_OF)


def test_what_happened_later_takes_no_part(company):
    early = forecast(company, "GOAL-02", today=LIVE_ON - timedelta(days=1))
    assert early.state in ("aging", "too_few", "ok")
    assert early.finish.p50 != LIVE_ON


def test_the_same_question_is_answered_from_memory(company):
    first = forecast(company, "GOAL-01", today=AS_OF)
    assert forecast(company, "GOAL-01", today=AS_OF) is first


def test_an_industry_figure_stands_in_only_where_it_is_switched_on(company):
    known = ground(company, today=AS_OF)
    prior = known.rules.prior.model_copy(update={"use": True})
    switched_on = replace(known, rules=known.rules.model_copy(update={"prior": prior}))
    one = forecast_on(switched_on, "GOAL-06")
    assert not forecast_policy().prior.use
    assert (one.state, one.basis, one.prior_used, one.n_events) == ("ok", "prior", True, 0)
    assert one.finish.stopped == pytest.approx(1 - prior.conversion)
    assert "That is an industry figure" in one.words
    assert not forecast_on(switched_on, "GOAL-01").prior_used


def test_a_goal_whose_metric_has_left_the_metric_file_says_so_and_no_other_goal_suffers(
    company, found
):
    left = {name: one for name, one in company.metrics.metrics.items() if name != "adoption_rate"}
    here = replace(company, metrics=replace(company.metrics, metrics=left))
    with_empty_memory = date(2026, 4, 1)
    after = forecasts(here, today=with_empty_memory)
    assert after["GOAL-15"].state == "not_known"
    assert after["GOAL-15"].finish.p50 is None
    assert after["GOAL-15"].words == (
        "No forecast: adoption_rate is not in the metric file any more. Define it there again, or "
        "amend the goal to a metric that is there."
    )
    assert after["GOAL-01"].state == found["GOAL-01"].state == "ok"
    assert after["GOAL-14"].words == found["GOAL-14"].words


def test_a_company_without_goals_has_no_forecasts(tmp_path):
    here = workspace(tmp_path)
    assert forecasts(here, today=AS_OF) == {}
    here.database.dispose()
