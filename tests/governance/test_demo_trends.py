"""The story's sixth beat: one improvement is noise, one is a real step with a cause."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from governance import roster
from governance.trends import record_step, steps, trend
from pipelines.errors import MetricError
from pipelines.settings import Settings
from pipelines.workspace import open_workspace

TODAY = date(2026, 3, 31)
CAUSE = "Everybody in claims and service was trained in the second quarter of 2025."


def test_stickiness_seems_to_improve_and_is_told_as_noise(demo_workspace):
    found = trend(demo_workspace, "stickiness", today=TODAY)
    known = [point.value for point in found.points if point.value is not None]
    assert sum(known[-3:]) > sum(known[-6:-3])
    assert (found.grain, len(known), found.signals) == ("month", 36, ())
    assert found.words == "No change beyond usual variation."


def test_adoption_after_the_training_is_a_step_with_its_cause(own_demo_store):
    here = open_workspace(Settings(store=own_demo_store), create=False)
    if not any(one.metric == "adoption_rate" for one in steps(here)):
        before = trend(here, "adoption_rate", today=TODAY)
        assert before.words.startswith("Ten months in a row above the mean since 2025-06: a shift")
        record_step(
            here,
            roster.person(here, "marcus"),
            metric="adoption_rate",
            period="2025-06",
            cause=CAUSE,
            why="Whoever has learnt it goes on using it.",
            now=datetime(2026, 3, 2, 9, tzinfo=UTC),
        )
    found = trend(here, "adoption_rate", today=TODAY)
    old, new = found.segments
    assert (old.state, new.first, new.state) == ("locked", "2025-06", "trial")
    assert old.limits is not None
    assert new.limits is not None
    assert new.limits.mean - old.limits.mean > 15
    assert found.steps[0].counts
    assert new.step is not None
    assert new.step.cause
    assert "no change beyond usual variation" in found.words.lower()
    here.database.dispose()


def test_every_metric_of_the_book_has_a_course_in_words(demo_workspace):
    for name in demo_workspace.metrics.metrics:
        found = trend(demo_workspace, name, today=TODAY)
        assert found.words
        assert len(found.segments) == 1 + sum(one.counts for one in found.steps)


def test_running_totals_are_told_by_quarter_with_a_warning(demo_workspace):
    found = trend(demo_workspace, "cost_to_date", today=TODAY)
    assert found.grain == "quarter"
    assert "Each figure contains those before it, so the limits are too tight." in found.notes


def test_a_months_money_is_not_held_against_a_quarters_target(demo_workspace):
    assert trend(demo_workspace, "cost_realised", today=TODAY).target is None
    by_quarter = trend(demo_workspace, "cost_realised", grain="quarter", today=TODAY)
    assert by_quarter.target == 1_500_000


def test_a_metric_of_quarters_has_no_months(demo_workspace):
    with pytest.raises(MetricError, match="once a quarter"):
        trend(demo_workspace, "compliance_score", grain="month", today=TODAY)
