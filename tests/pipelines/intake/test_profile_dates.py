"""Dates in foreign files are read as written or not at all."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.mapping.dates import (
    ImpossibleDate,
    Layout,
    Written,
    written_date,
    year_from_day_number,
)

EVERY: tuple[Layout, ...] = get_args(Layout)
DAYS = st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31))
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def read(text: str, *layouts: Layout) -> Written | None:
    return written_date(text, layouts or EVERY, short_years=1970)


@pytest.mark.parametrize(
    ("text", "layout", "day", "precision"),
    [
        ("7/1/2024", "m/d/yyyy", date(2024, 7, 1), "day"),
        ("7/1/2024", "d/m/yyyy", date(2024, 1, 7), "day"),
        ("31.12.2024", "d.m.yyyy", date(2024, 12, 31), "day"),
        ("2024-2-9", "yyyy-mm-dd", date(2024, 2, 9), "day"),
        (" 2022-08 ", "yyyy-mm", date(2022, 8, 1), "month"),
        ("2023", "yyyy", date(2023, 1, 1), "year"),
        ("22-Jul", "yy-mmm", date(2022, 7, 1), "month"),
        ("Jul-22", "mmm-yy", date(2022, 7, 1), "month"),
        ("70-Jan", "yy-mmm", date(1970, 1, 1), "month"),
        ("69-Jan", "yy-mmm", date(2069, 1, 1), "month"),
        ("3 March 2021", "d mmm yyyy", date(2021, 3, 3), "day"),
        ("March 3, 2021", "mmm d, yyyy", date(2021, 3, 3), "day"),
        ("Sep. 3 2021", "mmm d, yyyy", date(2021, 9, 3), "day"),
        ("September 2021", "mmm yyyy", date(2021, 9, 1), "month"),
        ("45292", "day number", date(2024, 1, 1), "day"),
        ("61", "day number", date(1900, 3, 1), "day"),
    ],
)
def test_each_layout_reads_what_it_says(text, layout, day, precision):
    assert read(text, layout) == Written(day, precision)


@pytest.mark.parametrize(
    "text", ["", "N/A", "10/12023", "7/1/24", "soon", "2024/07/01x", "1/2/3/2024", "Q4FY25"]
)
def test_what_fits_no_layout_is_no_date(text):
    assert read(text) is None


@pytest.mark.parametrize("text", ["2/30/2024", "2023-02-29", "13-Foo", "0/1/2024", "99999", "60"])
def test_a_day_no_calendar_has_is_said_to_be_impossible(text):
    with pytest.raises(ImpossibleDate):
        read(text)


def test_another_layout_may_still_fit_what_one_finds_impossible():
    assert read("13/2/2024", "m/d/yyyy", "d/m/yyyy") == Written(date(2024, 2, 13), "day")


def test_a_year_typed_into_a_date_cell_is_found_again():
    assert [year_from_day_number(date(1905, 7, day)) for day in (14, 15, 16)] == [2022, 2023, 2024]


def test_a_month_covers_all_its_days():
    february = Written(date(2024, 2, 1), "month")
    assert (february.placed("first day"), february.last) == (date(2024, 2, 1), date(2024, 2, 29))


@given(DAYS)
def test_every_day_survives_every_full_layout(day):
    name = MONTHS[day.month - 1].capitalize()
    texts: dict[Layout, str] = {
        "m/d/yyyy": f"{day.month}/{day.day}/{day.year}",
        "d/m/yyyy": f"{day.day:02d}/{day.month:02d}/{day.year}",
        "yyyy-mm-dd": day.isoformat(),
        "d mmm yyyy": f"{day.day}-{name}-{day.year}",
        "mmm d, yyyy": f"{name} {day.day}, {day.year}",
        "day number": str((day - date(1899, 12, 30)) // timedelta(days=1)),
    }
    assert {read(text, layout) for layout, text in texts.items()} == {Written(day, "day")}


@given(
    st.from_regex(r"[0-9]{1,4}[/ -]?([A-Z][a-z]{2,8}|[0-9]{1,2})?[/ -]?[0-9]{0,4}", fullmatch=True),
    st.sampled_from(EVERY),
)
def test_no_part_of_a_date_is_made_up(text, layout):
    try:
        found = read(text, layout)
    except ImpossibleDate:
        return
    if found is None or layout == "day number":
        return
    numbers = [int(number) for number in re.findall(r"[0-9]+", text)]
    assert found.day.year in numbers or found.day.year % 100 in numbers
    if found.precision != "year":
        assert found.day.month in numbers or MONTHS[found.day.month - 1] in text.casefold()
    if found.precision == "day":
        assert found.day.day in numbers


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading(text):
    try:
        found = read(text)
    except ImpossibleDate:
        return
    assert found is None or found.day <= found.last
