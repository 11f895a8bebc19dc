"""An initiative is judged by those of its kind that were still there at its age."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.forecast.history import Ahead, Missing, ahead, history_on
from governance.forecast.policy import forecast_policy
from tests.governance.forecast.stores import AS_OF, finished, record

START = date(2024, 1, 1)
RULES = forecast_policy().reference


def cases(count: int, prefix: str = "F", *, each: int = 1) -> dict[str, list[tuple[date, str]]]:
    """Return finished initiatives; each took ten days more in each stage than the one before.

    Args:
        count: How many lengths.
        prefix: What their names begin with.
        each: How many have the same length; three make the longest more than chance.
    """
    return {
        f"{prefix}{place}": list(
            finished(START, 20, 60 + 10 * (place // each), 100 + 10 * (place // each))
        )
        for place in range(count * each)
    }


def asked(journeys, name: str = "ASKED", *, tiers=None, as_of: date = AS_OF) -> Ahead | Missing:
    history = history_on(record(journeys, tiers), as_of, RULES)
    return ahead(history, history.journeys[name])


def waiting(days: int, stage: str = "prototype") -> list[tuple[date, str]]:
    return [(AS_OF - timedelta(days=days), stage)]


def test_in_front_are_the_present_stage_and_all_later_ones():
    found = asked(cases(6) | {"ASKED": waiting(10, "idea")})
    assert [leg.stage for leg in found.legs] == ["idea", "prototype", "scaling"]
    assert [leg.age_days for leg in found.legs] == [10, 0, 0]


def test_in_production_nothing_is_in_front():
    assert asked(cases(6) | {"ASKED": waiting(10, "production")}) == Ahead((), (), 0)


def test_only_cases_count_that_were_still_there_at_that_age():
    found = asked(cases(8) | {"ASKED": waiting(85)})
    assert (found.legs[0].n_events, found.legs[1].n_events) == (5, 8)
    assert found.curves[0].events == 5


def test_own_class_is_drawn_towards_all_initiatives():
    slow = {name: list(finished(START, 20, 200, 200)) for name in ("H1", "H2", "H3")}
    tiers = dict.fromkeys(slow, "high")
    found = asked(cases(2, each=3) | slow | {"ASKED": waiting(5)}, tiers=tiers)
    assert [leg.reference for leg in found.legs] == ["limited risk", "limited risk"]
    assert found.legs[0].own_weight == pytest.approx(6 / 11)
    assert found.curves[0].waiting(150) == pytest.approx(5 / 11 * 3 / 9)


def test_a_class_with_too_few_own_cases_is_judged_by_all():
    tiers = {"ASKED": "high", "F0": "high"}
    found = asked(cases(6) | {"ASKED": waiting(5)}, tiers=tiers)
    assert [(leg.reference, leg.own_weight) for leg in found.legs] == [("all initiatives", 0.0)] * 2


def test_what_nobody_classified_counts_as_high():
    tiers = {"ASKED": "unclassified"} | {f"H{place}": "high" for place in range(6)}
    found = asked(cases(6) | cases(6, "H") | {"ASKED": waiting(5)}, tiers=tiers)
    assert found.legs[0].reference == "high risk"


def test_paused_or_retired_there_is_no_forecast():
    for stop in ("paused", "retired"):
        found = asked(cases(6) | {"ASKED": [*waiting(20), (AS_OF, stop)]})
        assert found == Missing("stopped", f"No forecast: ASKED is {stop}.")


def test_older_than_everything_that_left_there_is_no_forecast():
    found = asked(cases(6) | {"ASKED": waiting(400)})
    assert isinstance(found, Missing)
    assert found.state == "aging"
    assert "in the stage “prototype” for 400 days, longer than any of the 6" in found.words


def test_older_than_all_but_two_there_is_no_forecast_either():
    two_left = asked(cases(6) | {"ASKED": waiting(95)})
    assert two_left == Missing(
        "too_few",
        "No forecast: 2 of the 3 cases needed were still in the stage “prototype” after the 95 "
        "days that ASKED has been there.",
    )
    assert isinstance(asked(cases(6) | {"ASKED": waiting(85)}), Ahead)


def test_the_slowest_two_alone_do_not_say_how_long_it_takes_at_most():
    found = asked(cases(6) | {"ASKED": waiting(5)})
    assert found.curves[0].beyond == pytest.approx(2 / 6)
    assert found.curves[0].reach == 90 - 5
    assert asked(cases(2, each=3) | {"ASKED": waiting(5)}).curves[0].beyond == 0.0


def test_too_few_cases_are_said_with_how_many_are_needed():
    found = asked(cases(4) | {"ASKED": waiting(5)})
    assert found == Missing(
        "too_few",
        "No forecast: 4 of the 5 cases needed have gone on from the stage “prototype”; it appears "
        "once there are enough.",
    )


def test_where_all_still_wait_there_is_no_forecast():
    waits = {f"W{place}": waiting(10 + place) for place in range(9)}
    found = asked(waits | {"ASKED": waiting(5)})
    assert isinstance(found, Missing)
    assert found.state == "too_few"
    assert "0 of the 5" in found.words


def test_a_stage_that_only_the_list_names_is_no_place_to_forecast_from():
    known = record({"ASKED": waiting(5)})
    lists = {"ASKED": ((AS_OF, "limited", "production"),)}
    history = history_on(type(known)(known.events, lists), AS_OF, RULES)
    found = ahead(history, history.journeys["ASKED"])
    assert isinstance(found, Missing)
    assert (found.state, history.left_out) == ("not_known", 1)


def test_what_happened_later_changes_nothing_about_a_past_day():
    day = date(2024, 4, 1)
    early = {name: [step for step in steps if step[0] <= day] for name, steps in cases(9).items()}
    then, now = (history_on(record(journeys), day, RULES) for journeys in (early, cases(9)))
    assert {stage: waits.days.tolist() for stage, waits in then.waits.items()} == {
        stage: waits.days.tolist() for stage, waits in now.waits.items()
    }


def test_those_that_stopped_lower_the_chance_of_going_on():
    stopped = {
        f"S{place}": [(START, "prototype"), (START + timedelta(days=50), "retired")]
        for place in range(6)
    }
    found = asked(cases(2, each=3) | stopped | {"ASKED": waiting(5)})
    assert float(found.curves[0].stopped.sum()) == pytest.approx(0.5)
    assert float(found.curves[0].forward.sum()) == pytest.approx(0.5)
