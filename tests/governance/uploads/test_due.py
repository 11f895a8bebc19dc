"""What is due follows the calendar: not yet, due once the period is over, late after its grace."""

from __future__ import annotations

from datetime import date

from governance.uploads.due import completeness, due, owes
from tests.governance.checkin.conftest import ON_SQLITE
from tests.governance.uploads.handing import adoption_text, handed
from tests.pipelines.metrics.stores import registers


def of(owed, extract, period):
    """Return one owed file."""
    (found,) = [one for one in owed if (one.extract, one.period) == (extract, period)]
    return found


def test_a_file_is_not_yet_owed_then_due_then_late(filled):
    said = [
        of(due(filled, today=day), "initiatives", "2026-Q2").words
        for day in (date(2026, 6, 29), date(2026, 7, 1), date(2026, 8, 20))
    ]
    assert said == ["not yet; due on 2026-08-14", "due by 2026-08-14", "late by 6 days"]


def test_a_file_that_is_there_is_in_whatever_the_day(filled, tmp_path):
    registers(filled, tmp_path, "2026-Q2")
    for day in (date(2026, 7, 1), date(2027, 1, 1)):
        assert of(due(filled, today=day), "initiatives", "2026-Q2").state == "in"


def test_late_files_come_first_the_longest_overdue_ahead(filled):
    owed = due(filled, today=date(2026, 8, 20))
    late = [one.days_late for one in owed if one.state == "late"]
    assert late
    assert late == sorted(late, reverse=True)
    order = [one.state for one in owed]
    assert order == sorted(order, key=["late", "due", "not_yet", "in"].index)


@ON_SQLITE
def test_it_says_who_owes_and_what_was_brought_last(filled):
    one = of(due(filled, today=date(2026, 7, 1)), "initiatives", "2026-Q2")
    assert one.owner == "AI project office"
    assert (one.last.period, one.last.by, one.here) == ("2026-Q1", "test", None)


@ON_SQLITE
def test_an_upload_that_is_on_its_way_is_named(filled, cast, tmp_path):
    text = adoption_text(60, 61, 62, quarter=2)
    one = handed(filled, cast.staff, tmp_path, "adoption_2026-Q2.csv", text)
    assert of(due(filled, today=date(2026, 7, 1)), "adoption", "2026-05").on_its_way == (one.id,)


@ON_SQLITE
def test_a_month_without_events_is_spoken_for_by_a_later_file(filled, cast, tmp_path):
    owed = due(filled, today=date(2026, 5, 1))
    assert of(owed, "adoption", "2026-03").state == "in"
    assert of(owed, "adoption", "2026-04").state == "due"


@ON_SQLITE
def test_what_was_never_brought_is_owed_for_the_newest_period_only(filled):
    owed = [one for one in due(filled, today=date(2026, 7, 1)) if one.extract == "training"]
    assert [(one.period, one.state) for one in owed] == [
        ("2026-Q2", "due"),
        ("2026-Q3", "not_yet"),
    ]
    assert owed[0].last is None


def test_the_meter_counts_extracts_that_are_complete_for_the_quarter(filled):
    meter = completeness(filled, today=date(2026, 4, 15))
    assert (meter.quarter, meter.words) == ("2026-Q1", "2 of 13 in")
    assert "models" in {one.extract for one in meter.missing}
    assert completeness(filled, today=date(2026, 4, 15), quarter="2025-Q4").arrived == 2


def test_the_demo_company_lacks_the_talent_file_of_its_newest_quarter(demo_workspace):
    meter = completeness(demo_workspace, today=date(2026, 3, 31))
    assert meter.words == "12 of 13 in"
    assert [(one.extract, one.owner) for one in meter.missing] == [("talent", "People and talent")]


def test_whoever_may_load_owes(cast):
    assert [owes(person) for person in cast.everybody()] == [False, False, True, True, False]
