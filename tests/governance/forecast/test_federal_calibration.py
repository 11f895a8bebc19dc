"""Rewound on a real portfolio of two thousand cases whose quarters nobody made up."""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter

import pytest

from governance.forecast.calibration import calibration
from governance.forecast.policy import forecast_policy
from governance.forecast.rewinding import forecasts_on
from governance.forecast.shapes import Calibration
from pipelines.intake.load import load_file
from pipelines.settings import Settings
from pipelines.stages import stage_record
from tests import opening
from tests.pipelines.intake.federal_oracle import INVENTORY

LOADED = datetime(2025, 1, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def rewound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Calibration, float, int]:
    """Return the calibration, how long it took, and the initiatives that no date places."""
    if not INVENTORY.is_file():
        pytest.skip(f"!! NOT TESTED ON THE REAL INVENTORY: no ../shared/data/{INVENTORY.name}")
    here = opening.opened(Settings(store=tmp_path_factory.mktemp("public")))
    load_file(here, INVENTORY, actor="cio", now=LOADED, profile="federal-2024")
    today = here.reporting_day(LOADED.date())
    begun = perf_counter()
    found = calibration(here, today=today)
    took = perf_counter() - begun
    record = stage_record(here)
    undated = {name for name, one in record.journeys(today).items() if one.undated}
    asked = forecasts_on(record, today, forecast_policy())
    here.database.dispose()
    return found, took, len(undated & {one.initiative_id for one in asked})


def test_thousands_of_past_chances_tell_more_than_the_overall_share(rewound):
    found, _, _ = rewound
    assert found.n > 2000
    assert found.brier is not None
    assert found.brier_constant is not None
    assert found.brier < found.brier_constant
    assert abs((found.mean_forecast or 0) - (found.share_happened or 0)) < 0.1


def test_a_higher_chance_came_true_more_often(rewound):
    shares = [group.share_happened for group in rewound[0].groups if group.n >= 30]
    assert len(shares) >= 2
    assert shares == sorted(shares)


def test_dates_that_lie_years_ahead_are_not_judged_before_they_are_due(rewound):
    found, _, _ = rewound
    assert found.p85_n < forecast_policy().calibration.least_known
    assert found.trusted is None
    assert "cannot be judged before 10 of them are due" in found.words


def test_it_ends_within_seconds_and_forecasts_nobody_whose_stage_no_date_places(rewound):
    _, took, undated = rewound
    assert took < 30
    assert undated == 0
