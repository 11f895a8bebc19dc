"""A cell that cannot be read comes with what is expected and what was probably meant."""

from __future__ import annotations

import pytest

from pipelines.extracts.contract import Column, ColumnType
from tests.pipelines.intake.judging import contract, judged


def told(kind: ColumnType, cell: str, **limits):
    """Return the one problem of a cell."""
    (problem,) = judged(contract(Column("cell", kind, "", **limits)), [(cell,)]).problems
    return problem


@pytest.mark.parametrize(
    ("kind", "cell", "suggestion"),
    [("integer", "12.0", "12"), ("integer", "-7.00", "-7"), ("integer", "12.5", "")]
    + [("integer", "١٢", "12"), ("integer", "\u22125", "-5"), ("decimal", "€5.50", "5.50")]
    + [("decimal", "5.50 EUR", "5.50"), ("number", "45 %", "45"), ("number", "ten", "")]
    + [("boolean", "wahr", "true"), ("boolean", "Nein", "false"), ("boolean", "perhaps", "")]
    + [("date", "46112", "2026-03-31"), ("date", "12", ""), ("date", "31.03.26", "31.03.2026")]
    + [("date", "2026-03-31 10:15", "2026-03-31"), ("date", "soon", "")]
    + [("period", "Q1 26", "2026-Q1"), ("period", "spring", "")],
)
def test_what_was_probably_meant_is_offered(kind, cell, suggestion):
    assert told(kind, cell).suggestion == suggestion


def test_a_number_among_dates_is_said_to_be_a_day_of_excel():
    problem = told("date", "46112")
    assert problem.message == (
        "cell says “46112”; expected a date such as 2026-03-31. In Excel 46112 is 2026-03-31."
    )
    assert problem.expected == "a date such as 2026-03-31"


def test_a_word_in_another_case_is_the_nearest_allowed_one():
    assert told("text", "Producton", allowed=("production", "paused")).suggestion == "production"
    assert told("text", "zzz", allowed=("production", "paused")).suggestion == ""


def test_a_key_in_small_letters_is_offered_in_capitals():
    assert told("text", "ai 001", pattern=r"AI001").suggestion == "AI001"


def test_a_limit_says_what_is_expected_and_suggests_nothing():
    problem = told("decimal", "1.005", precision=14, scale=2)
    assert (problem.code, problem.expected) == (
        "too_precise", "at most 2 decimals; nothing is rounded",
    )  # fmt: skip
    assert problem.suggestion == ""
