"""Notations: what is written in one is read as the same value, or not at all; never as another."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import GapError
from pipelines.extracts.contract import Column
from pipelines.intake import convert
from pipelines.intake.layout import DateOrder, DecimalMark
from pipelines.intake.notation.written import Notation, in_our_form
from pipelines.periods import Grain, Period, written

CONNECTION = duckdb.connect()
CONNECTION.execute("SET TimeZone = 'UTC'")
NUMBER = Column("cell", "number", "")
AMOUNT = Column("cell", "decimal", "", precision=18, scale=4)
WHOLE = Column("cell", "integer", "")
PER_CENT = Column("cell", "number", "", unit="%")
SHARE = Column("cell", "decimal", "", precision=18, scale=6, maximum=Decimal(1))
DAY = Column("cell", "date", "")
PERIOD = Column("cell", "period", "")
SIGNS: dict[DecimalMark, str] = {"point": ".", "comma": ","}
MARKS: tuple[DecimalMark, ...] = ("point", "comma")
THOUSANDS: dict[DecimalMark, tuple[str, ...]] = {
    mark: (*(sign for sign in ".," if sign != SIGNS[mark]), " ", "\u00a0", "\u202f", "'", "\u2019")
    for mark in MARKS
}
MANY = settings(max_examples=500)


def read(column: Column, cell: str, notation: Notation, *, grain: Grain | None = None) -> Any:
    """Return the value that a cell is read as; None where it is refused."""
    form = in_our_form(column, "cell", notation, grain=grain)
    value = convert.exact_value(column, "form", grain=grain)
    row = CONNECTION.execute(
        f"SELECT {value} FROM (SELECT {form} AS form FROM "
        f"(SELECT {convert.trimmed('CAST($cell AS VARCHAR)')} AS cell))",
        {"cell": cell},
    ).fetchone()
    assert row is not None
    return row[0]


def grouped(whole: str, between: str) -> str:
    """Return digits in groups of three from the right."""
    groups = [whole[max(end - 3, 0) : end] for end in range(len(whole), 0, -3)]
    return between.join(reversed(groups))


AMOUNTS = st.decimals(
    min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False
)
SHAPES = st.sampled_from(["-{}", "{}-", "({})"])


@st.composite
def written_amounts(draw) -> tuple[DecimalMark, Decimal, str]:
    """Return an amount and one of the ways to write it under a decimal mark."""
    mark = draw(st.sampled_from(MARKS))
    value = draw(AMOUNTS)
    places = draw(st.integers(0, 4))
    value = value.quantize(Decimal(1).scaleb(-places))
    whole, _, fraction = format(abs(value), "f").partition(".")
    between = draw(st.sampled_from(("", *THOUSANDS[mark])))
    text = grouped(whole, between) + (f"{SIGNS[mark]}{fraction}" if fraction else "")
    return mark, value, draw(SHAPES).format(text) if value < 0 else text


@MANY
@given(written_amounts())
def test_a_number_is_read_as_it_was_written(case):
    mark, value, text = case
    assert read(AMOUNT, text, Notation(mark)) == value
    assert read(NUMBER, text, Notation(mark)) == float(value)


@MANY
@given(written_amounts())
def test_the_other_decimal_mark_reads_the_same_or_nothing_or_asks(case):
    mark, value, text = case
    other: DecimalMark = "comma" if mark == "point" else "point"
    found = read(AMOUNT, text, Notation(other))
    bare = text.strip("-()")
    leaves_it_open = (
        sum(map(bare.count, ".,")) == 1 and len(bare.split(".")[-1].split(",")[-1]) == 3
    )
    assert found is None or found == value or leaves_it_open


@MANY
@given(st.integers(-(10**12), 10**12), st.sampled_from(MARKS), st.data())
def test_a_whole_number_is_read_as_it_was_written(value, mark, data):
    between = data.draw(st.sampled_from(("", *THOUSANDS[mark])))
    text = grouped(str(abs(value)), between)
    text = data.draw(SHAPES).format(text) if value < 0 else text
    assert read(WHOLE, text, Notation(mark)) == value


@MANY
@given(AMOUNTS.map(lambda value: abs(value) % 100), st.sampled_from(MARKS),
       st.sampled_from(["", " ", "\u00a0", "\u202f"]))  # fmt: skip
def test_per_cent_is_what_the_contract_counts_in(value, mark, blank):
    text = f"{format(value, 'f').replace('.', SIGNS[mark])}{blank}%"
    assert read(PER_CENT, text, Notation(mark)) == float(value)
    assert read(SHARE, text, Notation(mark)) == value / 100
    assert read(NUMBER, text, Notation(mark)) is None


@MANY
@given(st.text(alphabet="0123456789.,'- ()%eE+\u2019\u00a0", max_size=9), st.sampled_from(MARKS))
def test_no_cell_is_read_as_digits_that_it_does_not_hold(cell, mark):
    value = read(NUMBER, cell, Notation(mark))
    if value is None or "e" in cell.lower():
        return
    digits = "".join(character for character in cell if character.isdigit())
    shown = format(Decimal(repr(value)), "f").replace(".", "").strip("-0")
    assert shown in digits


@pytest.mark.parametrize("cell", ["1.23", "12.345.6", "1.2345", "0.123.456", ".123", "1..234"])
def test_under_a_decimal_comma_points_stand_in_exact_groups(cell):
    assert read(NUMBER, cell, Notation("comma")) is None


DATES = st.dates(date(1950, 1, 1), date(2099, 12, 31))
ALWAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%d. %B %Y",
    "%b %d, %Y", "%B %d %Y", "%Y-%m-%d 00:00:00", "%Y-%m-%dT00:00",
)  # fmt: skip
BY_ORDER: dict[DateOrder, tuple[str, ...]] = {
    "day_first": ("%d/%m/%Y", "%d-%m-%Y"),
    "month_first": ("%m/%d/%Y", "%m-%d-%Y"),
}
ORDERS: tuple[DateOrder | None, ...] = (None, "iso", *BY_ORDER)


def ordered(order: DateOrder | None) -> Notation:
    """Return a notation with an order of dates."""
    return Notation(dates={"cell": order} if order else {})


@MANY
@given(DATES, st.sampled_from(ALWAYS), st.sampled_from(ORDERS))
def test_a_date_that_can_be_read_in_one_way_only_is_read_whatever_the_order(day, form, order):
    assert read(DAY, day.strftime(form), ordered(order)) == day


@MANY
@given(DATES, st.sampled_from(list(itertools.product(BY_ORDER, (0, 1)))), st.booleans())
def test_a_date_is_read_in_the_order_of_its_column(day, chosen, padded):
    order, place = chosen
    text = day.strftime(BY_ORDER[order][place])
    if not padded:
        mark = "/" if "/" in text else "-"
        text = mark.join(part.lstrip("0") for part in text.split(mark))
    assert read(DAY, text, ordered(order)) == day
    other: DateOrder = "month_first" if order == "day_first" else "day_first"
    assert read(DAY, text, ordered(other)) in (None, day) or day.day <= 12
    assert read(DAY, text, ordered(None)) == (day if day.day == day.month else None)
    assert read(DAY, text, ordered("iso")) is None


@pytest.mark.parametrize(("serials", "first"), [("1900", date(1899, 12, 30)),
                                                ("1904", date(1904, 1, 1))])  # fmt: skip
def test_a_number_is_a_day_only_in_a_workbook(serials, first):
    day = date(2026, 3, 31)
    number = str((day - first).days)
    assert read(DAY, number, Notation(serials=serials)) == day
    assert read(DAY, number, Notation()) is None


def test_the_day_that_never_was_is_none():
    assert read(DAY, "60", Notation(serials="1900")) is None
    assert read(DAY, "61", Notation(serials="1900")) == date(1900, 3, 1)


PERIODS = st.tuples(st.integers(1950, 2099), st.integers(1, 12)).map(lambda at: date(*at, 1))
QUARTERS = ("{y}-Q{q}", "Q{q} {y}", "Q{q}/{y}", "Q{q}-{y}", "{q}Q{y}", "{y}Q{q}", "{y} Q{q}",
            "{y}/Q{q}", "q{q} {y}")  # fmt: skip
MONTHS = ("{y}-{m:02}", "{m:02}/{y}", "{m}/{y}", "{y}/{m:02}", "{m:02}.{y}", "{n} {y}", "{n}-{y}",
          "{l} {y}", "{u}{y}")  # fmt: skip


@MANY
@given(PERIODS, st.sampled_from(QUARTERS))
def test_a_quarter_is_read_in_every_form(first, form):
    text = form.format(y=first.year, q=(first.month + 2) // 3)
    label = f"{first.year}-Q{(first.month + 2) // 3}"
    assert read(PERIOD, text, Notation(), grain="quarter") == label
    assert read(PERIOD, text, Notation()) == label
    assert read(PERIOD, text, Notation(), grain="month") is None
    assert written(text).label == label


@MANY
@given(PERIODS, st.sampled_from(MONTHS))
def test_a_month_is_read_in_every_form(first, form):
    name = first.strftime("%b")
    text = form.format(y=first.year, m=first.month, n=name, l=first.strftime("%B"), u=name.upper())
    label = f"{first.year}-{first.month:02}"
    assert read(PERIOD, text, Notation(), grain="month") == label
    assert read(PERIOD, text, Notation()) == label
    assert read(PERIOD, text, Notation(), grain="quarter") is None
    assert written(text).label == label


@MANY
@given(
    st.integers(2000, 2099), st.integers(1, 4), st.sampled_from([1, 4, 7, 10]),
    st.sampled_from(["FY{s:02} Q{q}", "FY{y} Q{q}", "Q{q} FY{y}", "FY{s:02}-Q{q}", "Q{q}FY{s:02}"]),
)  # fmt: skip
def test_a_fiscal_quarter_is_the_calendar_quarter_that_it_is(year, quarter, starts, form):
    text = form.format(y=year, s=year % 100, q=quarter)
    first = Period(date(year - (starts > 1), starts, 1), "quarter")
    label = first.shift(quarter - 1).label
    assert read(PERIOD, text, Notation(fiscal_year_starts=starts), grain="quarter") == label
    assert written(text, fiscal_year_starts=starts).label == label


@pytest.mark.parametrize("starts", [0, 2, 12])
def test_a_fiscal_quarter_needs_a_fiscal_year_of_calendar_quarters(starts):
    assert read(PERIOD, "FY26 Q1", Notation(fiscal_year_starts=starts)) is None
    with pytest.raises(GapError, match="TANDEM_FISCAL_YEAR_STARTS"):
        written("FY26 Q1", fiscal_year_starts=starts)


def test_a_fiscal_year_is_named_for_the_year_in_which_it_ends():
    assert written("FY26 Q1", fiscal_year_starts=10).label == "2025-Q4"
    assert written("FY26 Q4", fiscal_year_starts=4).label == "2026-Q1"
    assert written("FY26 Q1", fiscal_year_starts=1).label == "2026-Q1"


def test_the_first_day_of_a_month_is_a_month_in_a_workbook_only():
    assert read(PERIOD, "2026-01-01", Notation(serials="1900"), grain="month") == "2026-01"
    assert read(PERIOD, "2026-01-02", Notation(serials="1900"), grain="month") is None
    assert read(PERIOD, "2026-01-01", Notation(), grain="month") is None


@MANY
@given(st.sampled_from([NUMBER, AMOUNT, WHOLE, DAY, PERIOD]), st.one_of(
    st.integers(-1000, 10**6).map(str), st.floats(allow_nan=False, allow_infinity=False).map(repr),
    AMOUNTS.map(str), DATES.map(str), st.sampled_from(["2026", "2026-Q3", "2026-07", "5.", ".5"]),
))  # fmt: skip
def test_our_own_forms_are_part_of_the_notation_with_a_point(column, cell):
    ours = CONNECTION.execute(
        f"SELECT {convert.exact_value(column, 'cell', grain=None)} "
        "FROM (SELECT CAST($cell AS VARCHAR) AS cell)",
        {"cell": cell},
    ).fetchone()
    assert ours is not None
    if ours[0] is not None:
        assert read(column, cell, Notation()) == ours[0]
