"""The demo company's forecasts of the past, and what they came to."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from governance.forecast.calibration import calibration, verdict
from governance.forecast.policy import forecast_policy
from governance.forecast.rewinding import forecasts_on, outcomes, past_quarters
from governance.forecast.shapes import Calibration
from governance.forecast.steps import goal_cells_for, step_forecast
from governance.goals import goals
from pipelines.stages import StageRecord, stage_record

TODAY = date(2026, 3, 31)


def test_most_past_quarters_can_be_rewound_in_well_under_two_seconds(demo_workspace):
    begun = perf_counter()
    found = calibration(demo_workspace, today=TODAY)
    assert perf_counter() - begun < 1.5
    assert len(found.rewound) >= 6
    assert found.n >= 50
    assert sum(group.n for group in found.groups) == found.n
    assert found.brier_constant == pytest.approx(
        (found.share_happened or 0) * (1 - (found.share_happened or 0))
    )


def test_the_company_grew_slower_so_that_its_past_chances_were_too_high_and_it_warns(
    demo_workspace,
):
    found = calibration(demo_workspace, today=TODAY)
    assert (found.mean_forecast or 0) > (found.share_happened or 0)
    if found.trusted is False:
        assert "Careful" in found.words
    else:
        assert "cannot be judged" in found.words


def judged_with(workspace, least_watched: int) -> Calibration:
    """Return how good past forecasts were if a day needed so many cases to say anything."""
    record, policy = stage_record(workspace), forecast_policy()
    reference = policy.reference.model_copy(update={"least_watched": least_watched})
    rules = policy.model_copy(update={"reference": reference})
    judged, held = [], []
    for quarter in past_quarters(TODAY, policy.calibration.quarters):
        chances, dates = outcomes(record, forecasts_on(record, quarter.end, rules), TODAY)
        judged += chances
        held += dates
    return verdict(judged, held, rewound=(), dated=(), held_words="held", rules=policy.calibration)


def test_what_the_last_cases_alone_would_say_is_better_left_unsaid(demo_workspace):
    asked = forecast_policy().reference.least_watched
    alone, enough = judged_with(demo_workspace, 1), judged_with(demo_workspace, asked)
    assert enough.brier == calibration(demo_workspace, today=TODAY).brier
    assert enough.brier < alone.brier / 2
    assert enough.brier - enough.brier_constant < (alone.brier - alone.brier_constant) / 2
    assert alone.p85_n >= 20
    assert alone.p85_coverage < 0.2
    assert enough.p85_n == 0


def test_what_was_reported_since_takes_no_part_in_a_rewound_forecast(demo_workspace):
    record = stage_record(demo_workspace)
    day, policy = date(2025, 3, 31), forecast_policy()
    events = {
        name: tuple(event for event in known if event[0] <= day)
        for name, known in record.events.items()
    }
    lists = {
        name: tuple(row for row in known if row[0] <= day) for name, known in record.lists.items()
    }
    then = StageRecord({name: known for name, known in events.items() if known}, lists)
    assert forecasts_on(then, day, policy) == forecasts_on(record, day, policy)


def test_each_goal_that_follows_its_metric_has_a_forecast_or_says_why_not(demo_workspace):
    every = goals(demo_workspace)
    cells = goal_cells_for(demo_workspace, every, today=TODAY)
    begun = perf_counter()
    for one in every:
        found = step_forecast(
            one,
            cells[one.goal_id],
            metric=demo_workspace.metrics.metric(one.content.metric),
            today=TODAY,
            policy=forecast_policy(),
        )
        assert found.words
        if found.state == "ok":
            assert found.calibration is not None
            assert found.n_events >= 6
    assert (perf_counter() - begun) / len(every) < 0.2
