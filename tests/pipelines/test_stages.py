"""Waiting in a stage lasts until the next one is reached for the first time, detours included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pipelines.stages import StageRecord, spells, stage_record
from tests.pipelines.metrics.stores import header, load, workspace

START = date(2025, 1, 1)
LISTED = "{name},{quarter},Letters,Claims,CEO,PM,,{stage},{tier},2026-09-30,1.00,50,\n"


def day(number: int) -> date:
    return START + timedelta(days=number)


def record(*events: tuple[int, str], listed: str = "", tier: str = "limited") -> StageRecord:
    lists = ((date(2025, 3, 31), tier, listed),) if listed else ()
    return StageRecord({"A": tuple((day(n), stage) for n, stage in events)}, {"A": lists})


def waits(known: StageRecord, until: int | None = None) -> list[tuple[str, int, str]]:
    as_of = day(1000 if until is None else until)
    journey = known.journeys(as_of)["A"]
    return [(one.stage, one.days(as_of), one.exit) for one in journey.spells]


def test_each_stage_lasts_until_the_next_is_reached():
    known = record((0, "idea"), (10, "prototype"), (40, "scaling"), (100, "production"))
    assert waits(known) == [
        ("idea", 10, "forward"), ("prototype", 30, "forward"), ("scaling", 60, "forward")
    ]  # fmt: skip


def test_going_back_and_coming_again_is_part_of_the_wait():
    known = record(
        (0, "prototype"), (10, "scaling"), (20, "prototype"), (50, "scaling"), (90, "production")
    )
    assert waits(known) == [("prototype", 10, "forward"), ("scaling", 80, "forward")]


def test_what_went_back_still_waits_in_the_furthest_stage_it_reached():
    journey = record((0, "prototype"), (10, "scaling"), (20, "prototype")).journeys(day(30))["A"]
    assert (journey.stage, journey.since, journey.state) == ("scaling", day(10), "prototype")


def test_a_stage_that_was_jumped_over_took_no_days():
    known = record((0, "idea"), (10, "scaling"))
    assert waits(known, 15) == [
        ("idea", 10, "forward"), ("prototype", 0, "forward"), ("scaling", 5, "waiting")
    ]  # fmt: skip


def test_what_came_before_the_first_event_is_not_known():
    assert waits(record((0, "scaling")), 5) == [("scaling", 5, "waiting")]
    assert waits(record((0, "production"))) == []


def test_a_pause_that_ended_was_waiting():
    known = record((0, "prototype"), (10, "paused"), (40, "prototype"), (50, "scaling"))
    assert waits(known, 60)[0] == ("prototype", 50, "forward")
    assert waits(known, 45)[0] == ("prototype", 45, "waiting")


def test_a_pause_that_goes_on_ended_the_wait_on_the_day_it_began():
    known = record((0, "prototype"), (10, "paused"), (40, "prototype"))
    assert waits(known, 20) == [("prototype", 10, "stopped")]


def test_what_was_retired_after_a_pause_stopped_with_the_pause():
    known = record((0, "prototype"), (10, "paused"), (30, "retired"))
    assert waits(known) == [("prototype", 10, "stopped")]


def test_what_happened_later_does_not_exist_yet():
    known = record((0, "idea"), (10, "prototype"), (40, "retired"))
    assert waits(known, 5) == [("idea", 5, "waiting")]
    assert waits(known, 39) == [("idea", 10, "forward"), ("prototype", 29, "waiting")]
    assert record((10, "idea")).journeys(day(5)) == {}


def test_a_wait_whose_end_nobody_dated_is_left_out():
    known = record((0, "idea"), (10, "prototype"), listed="production")
    assert waits(known) == [("idea", 10, "forward")]
    assert known.journeys(day(1000))["A"].undated


def test_a_retirement_that_nobody_dated_leaves_the_wait_out_too():
    known = record((0, "idea"), (10, "prototype"), listed="retired")
    assert waits(known) == [("idea", 10, "forward")]


def test_a_list_that_names_what_the_events_say_leaves_nothing_out():
    known = record((0, "idea"), (10, "prototype"), listed="prototype")
    assert not known.journeys(day(1000))["A"].undated
    assert waits(known, 20) == [("idea", 10, "forward"), ("prototype", 10, "waiting")]


def test_what_fell_out_of_production_waits_since_it_fell():
    known = record((0, "scaling"), (10, "production"), (50, "scaling"))
    journey = known.journeys(day(60))["A"]
    assert (journey.stage, journey.since, journey.in_production) == ("scaling", day(50), day(10))
    assert waits(known, 60) == [("scaling", 10, "forward")]


def test_a_risk_tier_is_the_one_listed_by_that_day():
    lists = ((date(2025, 3, 31), "limited", "idea"), (date(2025, 6, 30), "high", "idea"))
    known = StageRecord({"A": ((START, "idea"),)}, {"A": lists})
    tiers = [known.journeys(date(2025, month, 30))["A"].tier for month in (1, 4, 6)]
    assert tiers == ["", "limited", "high"]


@pytest.fixture
def here(tmp_path):
    return workspace(tmp_path)


def test_without_stage_changes_there_is_nothing(here):
    assert spells(here) == ()


def test_stages_are_read_from_what_was_loaded(here, tmp_path):
    rows = (
        "E1,AI-001,,idea,2025-01-01,,,,\n"
        "E2,AI-001,idea,prototype,2025-02-01,,,,\n"
        "E3,AI-001,prototype,scaling,2025-02-01,,,,\n"
        "E4,AI-002,,idea,2025-03-01,,,,\n"
    )
    listed = "".join(
        LISTED.format(name=name, quarter="2025-Q1", stage=stage, tier="high")
        for name, stage in (("AI-001", "scaling"), ("AI-002", "idea"))
    )
    load(here, tmp_path, "initiatives_2025-Q1.csv", header("initiatives") + listed)
    load(here, tmp_path, "stage_events_2025-Q1.csv", header("stage_events") + rows)
    found = [
        (one.initiative_id, one.stage, one.tier, one.days(date(2025, 3, 31)), one.exit)
        for one in spells(here, until=date(2025, 3, 31))
    ]
    assert found == [
        ("AI-001", "idea", "high", 31, "forward"),
        ("AI-001", "prototype", "high", 0, "forward"),
        ("AI-001", "scaling", "high", 58, "waiting"),
        ("AI-002", "idea", "high", 30, "waiting"),
    ]


def test_an_earlier_version_is_read_as_it_was(here, tmp_path):
    first, more = "E1,AI-001,,idea,2025-01-01,,,,\n", "E2,AI-001,idea,scaling,2025-02-01,,,,\n"
    load(here, tmp_path, "stage_events_2025-Q1.csv", header("stage_events") + first)
    version = here.catalogue.version()
    load(here, tmp_path, "stage_events_2025-Q1_r2.csv", header("stage_events") + first + more)
    assert len(stage_record(here, version=version).events["AI-001"]) == 1
    assert len(stage_record(here).events["AI-001"]) == 2
