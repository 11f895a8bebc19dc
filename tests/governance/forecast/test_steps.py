"""A goal that follows its metric is judged by that metric's own moves from quarter to quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from governance.forecast.policy import forecast_policy
from governance.forecast.shapes import Forecast
from governance.forecast.steps import goal_cells_for, step_forecast
from governance.promises import Goal, GoalRevision, Revision
from pipelines.metrics.results import Cell, State
from pipelines.periods import parsed
from tests.governance.conftest import NOW, Cast
from tests.pipelines.metrics.stores import header, load, registers, workspace
from tests.pipelines.metrics.test_bounds import BOOK

TODAY = date(2026, 3, 31)
POLICY = forecast_policy()
EVEN = [40.0, 41, 44, 45, 48, 49, 52]
"""Three moves of one point and three of three, until the first quarter of 2026."""


@pytest.fixture
def goal(chatbot: Goal) -> Goal:
    """A goal to bring adoption to 60 %."""
    return replace(
        chatbot,
        metric="adoption_rate",
        initiative_id="",
        target_path=(("2026-Q4", 60.0),),
        wanted_date=date(2026, 12, 31),
    )


def signed(goal: Goal, goal_id: str = "GOAL-07") -> GoalRevision:
    return Revision(goal_id, 1, Cast().ceo, NOW, "Said.", goal)


def cells(values: Sequence[float | None], *, last: State = "ok") -> tuple[Cell, ...]:
    """Return quarters that end with the first one of 2026; ``last`` is the newest one's state."""
    first = parsed("2026-Q1").shift(1 - len(values))
    return tuple(
        Cell(
            first.shift(place).label,
            value,
            30,
            1.0,
            (last if place == len(values) - 1 else "ok") if value is not None else "no_data",
            note="" if value is not None else "Nothing is loaded for this period.",
        )
        for place, value in enumerate(values)
    )


def asked(goal: Goal, values: Sequence[float | None], *, last: State = "ok") -> Forecast:
    return step_forecast(
        signed(goal),
        cells(values, last=last),
        metric=BOOK.metric(goal.metric),
        today=TODAY,
        policy=POLICY,
    )


def test_a_steady_pace_gives_one_day(goal):
    found = asked(goal, [40, 42, 44, 46, 48, 50, 52])
    assert (found.state, found.basis, found.n_events) == ("ok", "steps", 6)
    assert found.finish.p50 == found.finish.p85 == date(2027, 3, 31)
    assert found.finish.p_target == 0.0
    later = asked(replace(goal, wanted_date=date(2027, 3, 31)), [40, 42, 44, 46, 48, 50, 52])
    assert later.finish.p_target == 1.0


def test_the_chance_is_the_share_of_all_courses(goal):
    found = asked(goal, EVEN)
    assert found.finish.p_target is not None
    for quarters, wanted in ((3, date(2026, 12, 31)), (5, date(2027, 6, 30))):
        courses = list(product((1, 3), repeat=quarters))
        exact = sum(sum(course) >= 8 for course in courses) / len(courses)
        drawn = asked(replace(goal, wanted_date=wanted), EVEN).finish.p_target
        assert drawn == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 10_000) ** 0.5)
    assert (found.finish.p50, found.finish.p85) == (date(2027, 3, 31), date(2027, 9, 30))


def test_the_same_goal_and_data_give_the_same_answer(goal):
    assert asked(goal, EVEN) == asked(goal, list(EVEN))
    other = step_forecast(
        signed(goal, "GOAL-99"),
        cells(EVEN),
        metric=BOOK.metric("adoption_rate"),
        today=TODAY,
        policy=POLICY,
    )
    assert other.curve != asked(goal, EVEN).curve


def test_with_five_moves_there_is_no_forecast_and_it_says_what_is_missing(goal):
    found = asked(goal, EVEN[1:])
    assert (found.state, found.basis, found.finish.p_target) == ("too_few", "none", None)
    assert found.words == (
        "Adoption is known to have moved from one quarter to the next 5 times; "
        "6 are needed for a forecast."
    )


def test_no_move_reaches_over_a_quarter_that_is_not_known(goal):
    found = asked(goal, [*EVEN[:3], None, *EVEN[3:]])
    assert (found.state, found.n_events) == ("too_few", 5)


def test_an_incomplete_quarter_is_neither_where_it_stands_nor_a_move(goal):
    found = asked(goal, [*EVEN, 99], last="provisional")
    assert (found.state, found.n_events) == ("ok", 6)
    assert "until 2025-Q4" in found.words


def test_what_is_not_known_now_has_no_forecast(goal):
    found = asked(goal, [*EVEN, None, None])
    assert (found.state, found.finish.p_target) == ("not_known", None)
    assert found.words == "Adoption is not known now. Nothing is loaded for this period."
    assert asked(goal, []).words == "Adoption is not known now. Nothing is loaded."


def test_what_is_reached_is_done_and_holding_it_is_not_promised(goal):
    found = asked(goal, [40, 50, 61, 50, 60, 62])
    assert (found.state, found.finish.p_target) == ("done", 1.0)
    assert found.finish.p50 == date(2025, 12, 31)
    assert found.words == "Reached in 2025-Q4; holding it is not forecast."


def test_what_was_reached_too_late_was_not_reached_by_its_day(goal):
    late = replace(goal, wanted_date=date(2025, 9, 30))
    assert asked(late, [40, 50, 61, 50, 60, 62]).finish.p_target == 0.0


def test_what_was_met_once_and_fell_back_is_not_done(goal):
    assert asked(goal, [40, 45, 61, 50, 52, 51, 53]).state == "ok"


def test_a_day_before_the_next_quarter_ends_is_decided_by_where_it_stands(goal):
    soon = replace(goal, wanted_date=date(2026, 6, 29))
    assert asked(soon, [40, 45, 50, 54, 56, 58, 59]).finish.p_target == 0.0


def test_later_than_past_moves_are_drawn_on_stays_open(goal):
    found = asked(goal, [40, 40, 41, 41, 41, 41, 41])
    finish = found.finish
    assert (finish.p50, finish.p85, finish.reach) == (None, None, date(2029, 3, 31))
    assert finish.beyond == pytest.approx(1.0)
    assert "later than 31 Mar 2029" in found.words
    far = asked(replace(goal, wanted_date=date(2030, 12, 31)), [40, 40, 41, 41, 41, 41, 41])
    assert far.finish.p_target is None
    assert "cannot be known" in far.words


def test_a_share_never_leaves_its_bounds(goal):
    whole = replace(goal, target_path=(("2026-Q4", 100.0),))
    rising = [70.0, 75, 80, 85, 90, 95, 97]
    assert asked(whole, rising).finish.p_target == 1.0
    over = replace(goal, target_path=(("2026-Q4", 101.0),))
    assert asked(over, rising).finish.beyond == 1.0


@pytest.mark.parametrize(
    ("metric", "target", "values"),
    [
        ("drift_psi", 0.10, [0.3, 0.28, 0.26, 0.24, 0.22, 0.20, 0.18]),
        ("disparate_impact", 0.80, [0.5, 0.54, 0.58, 0.62, 0.66, 0.70, 0.74]),
    ],
)
def test_lower_may_be_better_and_a_range_is_met_inside_it(goal, metric, target, values):
    other = replace(goal, metric=metric, target_path=(("2026-Q4", target),))
    found = asked(other, values)
    ahead = 4 if metric == "drift_psi" else 2
    assert found.finish.p50 == parsed("2026-Q1").shift(ahead).end


def test_the_curve_grows_to_what_is_not_beyond(goal):
    found = asked(goal, EVEN)
    shares = [share for _, share in found.curve]
    assert found.curve[0] == (date(2026, 3, 31), 0.0)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1 - found.finish.beyond)


def test_cells_are_asked_for_once_a_scope_and_none_where_the_metric_is_not_known(
    goal, tmp_path: Path
):
    here = workspace(tmp_path)
    registers(here, tmp_path, "2025-Q1")
    rows = "".join(
        f"M-00{model},{unit},2025-{month:02d},100,{active},,,false,\n"
        for month in (1, 2, 3)
        for model, unit, active in ((1, "Claims", 40), (2, "Underwriting", 60))
    )
    load(here, tmp_path, "adoption_2025-Q1.csv", header("adoption") + rows)
    goals = [
        signed(goal, "GOAL-01"),
        signed(replace(goal, business_unit="Claims"), "GOAL-02"),
        signed(replace(goal, metric="gone"), "GOAL-03"),
        signed(replace(goal, metric="incident_rate", business_unit="Claims"), "GOAL-04"),
    ]
    found = goal_cells_for(here, goals, today=TODAY)
    assert [[cell.value for cell in found[one.goal_id]] for one in goals[:3]] == [[50], [40], []]
    assert goal_cells_for(here, goals, today=date(2024, 12, 31))["GOAL-01"] == ()
