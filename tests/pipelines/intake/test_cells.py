"""Cells: each type has its forms, nothing is bent to fit, and nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from pipelines.extracts.contract import Column, ColumnType, Rule
from tests.pipelines.intake.judging import contract, judged, value_of


def column(kind: ColumnType, **limits) -> Column:
    """Return an optional column of a type."""
    return Column("cell", kind, "", **limits)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), (" 12 ", 12), ("+5", 5), ("-0", 0), ("007", 7), ("9223372036854775807", 2**63 - 1)]
    + [(wrong, "wrong_type") for wrong in ("12.0", "12.6", "1e3", "1_000", "0x1F", "1,000", "ten")]
    + [(wrong, "wrong_type") for wrong in ("9223372036854775808", "--5", "5-", "٣", "true", "½")],
)
def test_a_whole_number_is_written_in_digits(text, value):
    assert value_of(column("integer"), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.5", "12.50"), ("12", "12.00"), (" -3.1", "-3.10"), ("1.500", "1.50"), (".5", "0.50")]
    + [("+7.", "7.00"), ("00012.10", "12.10"), ("999999999999.99", "999999999999.99")]
    + [("1.005", "too_precise"), ("0.001", "too_precise")]
    + [(wrong, "wrong_type") for wrong in ("1e3", "1,5", "1_0.0", "NaN", "€5", "1 000", ".", "-")]
    + [("9999999999999", "wrong_type")],
)
def test_an_amount_is_never_rounded(text, value):
    found = value_of(column("decimal", precision=14, scale=2), text)
    assert found == (Decimal(value) if value[-1].isdigit() else value)


def test_an_amount_without_decimals_refuses_them():
    whole = column("decimal", precision=6, scale=0)
    assert (value_of(whole, "12"), value_of(whole, "12.6")) == (Decimal(12), "too_precise")


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.5", 0.5), ("1e-05", 1e-05), (" 2 ", 2.0), (".5", 0.5), ("5.", 5.0), ("-1E3", -1000.0)]
    + [(wrong, "wrong_type") for wrong in ("nan", "inf", "-Infinity", "1e999", "1_0", "0x1p3")]
    + [(wrong, "wrong_type") for wrong in ("1,5", "5 %", "e5", "1e", "..5")],
)
def test_a_number_is_finite_and_has_a_point(text, value):
    assert value_of(column("number"), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [(text, True) for text in ("true", "TRUE", "yes", "Yes", "1", " true ")]
    + [(text, False) for text in ("false", "no", "NO", "0")]
    + [(text, "wrong_type") for text in ("t", "y", "n", "on", "2", "maybe", "wahr")],
)
def test_yes_and_no_have_three_spellings_each(text, value):
    assert value_of(column("boolean"), text) is value or value_of(column("boolean"), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("2026-03-31", date(2026, 3, 31)), (" 2024-02-29", date(2024, 2, 29))]
    + [(wrong, "wrong_type") for wrong in ("2026-02-30", "2025-02-29", "31/03/2026", "2026-3-1")]
    + [(wrong, "wrong_type") for wrong in ("2026/03/31", "46112", "today", "infinity", "epoch")]
    + [(wrong, "wrong_type") for wrong in ("2026-03-31 10:00:00", "12026-03-01", "22-Jul")],
)
def test_a_date_is_year_month_day(text, value):
    assert value_of(column("date"), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-31T10:15:00Z", datetime(2026, 3, 31, 10, 15)),
        ("2026-03-31 10:15:00Z", datetime(2026, 3, 31, 10, 15)),
        ("2026-03-31T10:15:00+02:00", datetime(2026, 3, 31, 8, 15)),
        ("2026-03-31T23:15:00-0500", datetime(2026, 4, 1, 4, 15)),
        ("2026-03-31T10:15Z", datetime(2026, 3, 31, 10, 15)),
        ("2026-03-31T10:15:00.25Z", datetime(2026, 3, 31, 10, 15, 0, 250000)),
    ]
    + [(wrong, "wrong_type") for wrong in ("2026-03-31T10:15:00", "2026-03-31", "10:15:00Z")]
    + [(wrong, "wrong_type") for wrong in ("2026-03-31T24:00:00Z", "2026-03-31T10:60:00Z")]
    + [("2026-03-31T10:15:00 Europe/Berlin", "wrong_type"), ("2026-02-30T10:15:00Z", "wrong_type")],
)
def test_a_moment_has_its_zone_and_is_kept_in_universal_time(text, value):
    assert value_of(column("timestamp"), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("2026-Q1", "2026-Q1"), ("2026-q1", "2026-Q1"), (" 2026-01 ", "2026-01"), ("2026", "2026")]
    + [(wrong, "wrong_type") for wrong in ("2026-Q5", "Q1 2026", "2026-13", "2026Q1", "26-Q1")],
)
def test_a_period_is_kept_as_its_label(text, value):
    assert value_of(column("period"), text) == value


@pytest.mark.parametrize("kind", ["text", "integer", "decimal", "number", "date", "boolean"])
@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\t"])
def test_a_cell_of_blanks_is_no_value(kind, text):
    assert value_of(column(kind), text) is None


def test_a_text_keeps_everything_but_its_outer_blanks():
    assert value_of(column("text"), "\u00a0 a  b\u00a0c \t") == "a  b\u00a0c"


def test_limits_are_part_of_what_is_allowed():
    share = column("number", minimum=Decimal(0), maximum=Decimal(1))
    found = [value_of(share, text) for text in ("0", "1", "-0.1", "1.1")]
    assert found == [0.0, 1.0, "too_small", "too_large"]


def test_the_last_day_of_a_limit_is_a_whole_day():
    moment = column("timestamp", maximum=date(2026, 3, 31))
    assert value_of(moment, "2026-03-31T23:59:59Z") == datetime(2026, 3, 31, 23, 59, 59)
    assert value_of(moment, "2026-04-01T00:00:00Z") == "too_large"


def test_a_word_that_is_not_allowed_comes_with_the_nearest_one():
    answer = judged(contract(column("text", allowed=("production", "paused"))), [("Producton",)])
    assert answer.problems[0].code == "not_allowed"
    assert "one of production, paused, probably production" in answer.problems[0].message


def test_a_pattern_holds_for_the_whole_cell():
    key = column("text", pattern=r"AI-\d{3}")
    found = [value_of(key, text) for text in ("AI-001", " AI-001 ", "AI-0011", "xAI-001")]
    assert found == ["AI-001", "AI-001", "wrong_pattern", "wrong_pattern"]


def test_a_rule_between_columns_names_its_column_and_is_said_in_its_own_words():
    rule = Rule("fewer", '"cell" <= "most"', ("cell", "most"), "There are not that many.")
    extract = contract(column("integer"), Column("most", "integer", ""), rules=(rule,))
    answer = judged(extract, [("1", "2"), ("3", "2"), ("", "2"), ("x", "2")])
    assert [(one.line, one.code, one.column) for one in answer.problems] == [
        (3, "rule", "cell"),
        (5, "wrong_type", "cell"),
    ]
    assert answer.problems[0].message == "There are not that many."
    assert [row[-1] for row in answer.values] == [2, 4]


def test_every_bad_cell_of_a_row_is_named():
    extract = contract(column("integer"), Column("other", "date", "", required=True))
    answer = judged(extract, [("x", "y"), ("1", "")])
    assert [(one.line, one.column, one.value, one.code) for one in answer.problems] == [
        (2, "cell", "x", "wrong_type"),
        (2, "other", "y", "wrong_type"),
        (3, "other", None, "missing_value"),
    ]


def test_a_value_is_shown_without_characters_that_steer_a_terminal():
    answer = judged(contract(column("integer")), [("\x1b[31m7",)])
    assert "\x1b" not in answer.problems[0].message
    assert answer.problems[0].value == "\x1b[31m7"
