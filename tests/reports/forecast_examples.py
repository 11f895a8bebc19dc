"""Forecasts made by hand: what the pictures of a forecast are drawn from in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from governance.forecast.shapes import Calibration, Finish, Forecast, Hold, Leg, Reliability

CURVE = (
    (date(2026, 8, 31), 0.0),
    (date(2026, 12, 31), 0.5),
    (date(2027, 1, 31), 0.75),
    (date(2027, 2, 28), 1.0),
)


def forecast(**changes) -> Forecast:
    """Return the chatbot's: no chance by the third quarter, half of all by the end of the year."""
    plain = Forecast(
        goal_id="G-01",
        as_of=date(2026, 3, 31),
        target_date=date(2026, 9, 30),
        state="ok",
        basis="stages",
        finish=Finish(0.0, date(2026, 12, 31), date(2027, 2, 28), date(2027, 2, 28)),
        n_events=14,
        legs=(
            Leg("prototype", "limited risk", 7, 9, 7 / 12, 61.0, 30),
            Leg("scaling", "all initiatives", 7, 12, 0.0, None),
        ),
        holds=(
            Hold(
                "1", "data_gap", "31 % of customers are there twice", "history",
                date(2026, 8, 31), 92, 0.75, "FND-01",
            ),
        ),
        curve=CURVE,
        words="Half of all courses end by 31 December 2026.",
        calibration=calibration(),
    )  # fmt: skip
    return replace(plain, **changes)


def calibration(**changes) -> Calibration:
    """Return forecasts that held well enough."""
    plain = Calibration(
        n=40, brier=0.151, brier_constant=0.24, mean_forecast=0.41, share_happened=0.4,
        p85_coverage=0.82, p85_n=38,
        groups=(
            Reliability(0.0, 0.25, 18, 0.08, 0.11),
            Reliability(0.25, 0.5, 8, 0.36, 0.38),
            Reliability(0.5, 0.75, 6, 0.61, 0.5),
            Reliability(0.75, 1.0, 8, 0.9, 0.88),
        ),
        rewound=("2025-Q1", "2025-Q2", "2025-Q3"), trusted=True,
        words="Forecasts of 3 past quarters came out about as they said.",
    )  # fmt: skip
    return replace(plain, **changes)


def missing(**changes) -> Forecast:
    """Return one that cannot be made."""
    plain = forecast(
        state="too_few", basis="none", finish=Finish(None, None, None, None), n_events=1,
        legs=(), holds=(), curve=(), calibration=None,
        words="Only 1 initiative ever left scaling forwards; 6 are needed.",
    )  # fmt: skip
    return replace(plain, **changes)
