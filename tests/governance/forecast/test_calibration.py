"""Forecasts are held against what came: rewound without hindsight, judged in words and figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.forecast.calibration import step_calibration, verdict
from governance.forecast.policy import forecast_policy
from governance.forecast.rewinding import (
    Judged,
    PastForecast,
    forecasts_on,
    outcomes,
    past_quarters,
)
from pipelines.metrics.results import Cell
from pipelines.periods import parsed
from tests.governance.forecast.stores import finished, record
from tests.governance.forecast.test_steps import cells, goal, signed
from tests.pipelines.metrics.test_bounds import BOOK

__all__ = ["goal"]
POLICY = forecast_policy()
RULES = POLICY.calibration
START = date(2024, 1, 1)
THEN = date(2025, 6, 30)
NOW = date(2026, 3, 31)


def company(count: int = 12) -> dict[str, list[tuple[date, str]]]:
    """Return initiatives that begin a month apart, each a little slower than the one before."""
    return {
        f"C{place:02d}": list(
            finished(START + timedelta(days=30 * place), 20, 60 + 10 * place, 80 + 10 * place)
        )
        for place in range(count)
    }


def told(judged, held=(), quarters=("2025-Q1", "2025-Q2"), dated=("2025-Q1", "2025-Q2")):
    return verdict(
        judged,
        held,
        rewound=quarters,
        dated=dated,
        held_words="came by their P85",
        rules=RULES,
    )


def test_the_brier_score_stands_beside_that_of_the_overall_share():
    pairs = [(0.1, False), (0.3, False), (0.6, True), (0.9, True), (0.8, False)]
    found = told([Judged(chance, happened) for chance, happened in pairs])
    assert found.brier == pytest.approx(0.182)
    assert found.brier_constant == pytest.approx(0.4 * 0.6)
    assert (found.n, found.mean_forecast, found.share_happened) == (5, pytest.approx(0.54), 0.4)


def test_reliability_has_four_groups_and_none_is_lost():
    found = told([Judged(chance, chance > 0.4) for chance in (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)])
    assert [(one.low, one.high, one.n) for one in found.groups] == [
        (0, 0.25, 2), (0.25, 0.5, 1), (0.5, 0.75, 1), (0.75, 1, 2),
    ]  # fmt: skip
    assert found.groups[0].mean_forecast == pytest.approx(0.05)
    assert found.groups[3].share_happened == 1.0
    assert told([Judged(0.1, False)]).groups[3].mean_forecast is None


@pytest.mark.parametrize(
    ("kept", "late", "trusted"), [(8, 2, True), (7, 3, False), (9, 0, None), (0, 0, None)]
)
def test_trust_needs_ten_dates_that_are_due_and_three_of_four_that_held(kept, late, trusted):
    found = told([Judged(0.5, True)], [True] * kept + [False] * late)
    assert (found.trusted, found.p85_n) == (trusted, kept + late)


def test_it_is_said_in_one_sentence_and_warns_where_dates_do_not_hold():
    chances = [Judged(0.8, True)] * 8 + [Judged(0.2, False)] * 4
    good = told(chances, [True] * 10 + [False] * 2)
    assert good.words == (
        "Rewound to 2 quarters, 12 forecasts: Brier 0.04 against 0.22 for a constant; "
        "83% of 12 came by their P85."
    )
    bad = told(chances, [True] * 6 + [False] * 6)
    assert bad.words.endswith("Careful: 75% are asked for, so expect worse.")
    wrong = told([Judged(0.9, False)] * 12, [True] * 10)
    assert "Its chances said less than the overall share would have." in wrong.words
    alone = told(chances, [True] * 10, dated=("2025-Q1",))
    assert "100% of 10 (all of 2025-Q1) came by their P85." in alone.words
    few = told(chances, [True] * 3)
    assert few.words.endswith("Its P85 cannot be judged before 10 of them are due.")


def test_where_nothing_has_an_outcome_that_is_said():
    found = told([], quarters=())
    assert (found.n, found.brier, found.trusted) == (0, None, None)
    assert found.words == (
        "No forecast of the past has an outcome yet, so nobody knows how good they are."
    )


def test_it_rewinds_to_quarters_that_are_over():
    quarters = [one.label for one in past_quarters(date(2026, 3, 31), 3)]
    assert quarters == ["2025-Q2", "2025-Q3", "2025-Q4"]


def test_what_happened_later_does_not_change_a_rewound_forecast():
    journeys = company()
    before = {
        name: [event for event in events if event[0] <= THEN] for name, events in journeys.items()
    }
    seen = {name: events for name, events in before.items() if events}
    hindsight = forecasts_on(record(journeys), THEN, POLICY)
    assert hindsight
    assert forecasts_on(record(seen), THEN, POLICY) == hindsight


def test_only_what_was_on_its_way_is_forecast():
    journeys = company() | {
        "PAUSED": [(START, "idea"), (START + timedelta(days=40), "paused")],
        "LATER": [(THEN + timedelta(days=1), "idea")],
    }
    names = {one.initiative_id for one in forecasts_on(record(journeys), THEN, POLICY)}
    live = {
        name
        for name, events in journeys.items()
        if events[-1][1] == "production" and events[-1][0] <= THEN
    }
    assert live
    assert not names & (live | {"PAUSED", "LATER"})


def test_a_chance_counts_once_its_day_is_over_and_a_date_once_it_is_due():
    production = THEN + timedelta(days=100)
    here = record({"A": [(START, "scaling"), (production, "production")]})
    half, year = THEN + timedelta(days=182), THEN + timedelta(days=365)
    asked = [PastForecast("A", THEN, ((half, 0.7), (year, 0.9)), THEN + timedelta(days=120))]
    judged, held = outcomes(here, asked, THEN + timedelta(days=200))
    assert (judged, held) == ((Judged(0.7, True),), (True,))
    judged, held = outcomes(here, asked, THEN + timedelta(days=110))
    assert (judged, held) == ((), ()), "early arrivals alone would flatter the dates"
    missed = [PastForecast("A", THEN, ((half, 0.7),), THEN + timedelta(days=99))]
    assert outcomes(here, missed, NOW)[1] == (False,)


def test_going_live_before_the_forecast_is_no_outcome_of_it():
    events = [
        (START, "scaling"),
        (START + timedelta(days=50), "production"),
        (START + timedelta(days=90), "scaling"),
    ]
    asked = [PastForecast("A", THEN, ((THEN + timedelta(days=30), 0.4),), None)]
    assert outcomes(record({"A": events}), asked, NOW)[0] == (Judged(0.4, False),)


def test_a_metric_is_rewound_by_its_own_moves(goal):
    rising = [40.0, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60]
    found = step_calibration(
        signed(goal), cells(rising), metric=BOOK.metric("adoption_rate"), policy=POLICY
    )
    assert found.rewound == ("2025-Q1", "2025-Q2", "2025-Q3")
    assert (found.n, found.brier, found.p85_coverage) == (4, 0.0, 1.0)
    assert found.trusted is None


def test_a_metric_that_turned_was_not_foreseen_and_that_shows(goal):
    turned = [40.0, 42, 44, 46, 48, 50, 52, 54, 50, 45, 40]
    found = step_calibration(
        signed(goal), cells(turned), metric=BOOK.metric("adoption_rate"), policy=POLICY
    )
    assert found.brier is not None
    assert found.brier > 0.85
    assert (found.p85_coverage, found.share_happened) == (0.0, 0.0)


def test_later_quarters_do_not_change_how_a_metric_was_rewound(goal):
    metric = BOOK.metric("adoption_rate")
    known = [40.0, 43, 41, 46, 44, 50, 47, 54, 56]
    first = parsed("2026-Q1").shift(1 - len(known) - 2)
    early = [
        Cell(first.shift(place).label, value, 30, 1.0, "ok") for place, value in enumerate(known)
    ]
    short = step_calibration(signed(goal), early, metric=metric, policy=POLICY)
    long = step_calibration(signed(goal), cells([*known, None, None]), metric=metric, policy=POLICY)
    assert short.n == long.n > 0
    assert (short.brier, short.groups) == (long.brier, long.groups)
