"""The forecasts that are measured are those of forty goals, each of them answered."""

from __future__ import annotations

from pathlib import Path

from tests.bench import forecast
from tests.bench.child import in_child


def test_forty_goals_are_forecast_anew_and_then_from_memory(own_demo_store: Path) -> None:
    settings = {"TANDEM_STORE": str(own_demo_store)}
    assert in_child(forecast.stated, **settings)["goals"] == forecast.GOALS
    found = in_child(forecast.timed, **settings)
    assert found["goals"] == forecast.GOALS
    assert 0 < found["known"] <= forecast.GOALS
    assert 0 < found["again"] < found["anew"]
