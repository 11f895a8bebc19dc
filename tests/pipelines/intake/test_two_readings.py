"""The quick reading accepts only what the exact one accepts, with the same value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extracts.contract import Column
from pipelines.intake import convert
from tests.pipelines.intake.judging import contract, judged

COLUMNS = (
    Column("cell", "text", "", required=True),
    Column("cell", "text", "", allowed=("a", "b c")),
    Column("cell", "text", "", pattern=r"[a-c]{1,3}"),
    Column("cell", "integer", "", minimum=Decimal(-50)),
    Column("cell", "decimal", "", precision=6, scale=2),
    Column("cell", "decimal", "", precision=4, scale=0),
    Column("cell", "number", "", maximum=Decimal(100)),
    Column("cell", "boolean", ""),
    Column("cell", "date", ""),
    Column("cell", "timestamp", ""),
    Column("cell", "period", ""),
)
BITS = st.sampled_from(
    [*"0123456789", *"+-.eE_ ,:", "T", "Z", "24", "2026-", "03-31", "10:15:00", "Q1", "nan", "inf",
     "true", "no", "a", "b c", "\t", "\u00a0", "\ufeff", "+02:00", "0x", "é",
     "T24:00:00Z", "'", "\\"]
)  # fmt: skip
CELLS = st.one_of(
    st.lists(BITS, max_size=8).map("".join),
    st.integers(-1000, 1000).map(str),
    st.floats(allow_nan=True).map(repr),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    st.dates().map(str),
    st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}"),
    st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=6),
)


def readings(column: Column, cell: str) -> tuple[bool, Any, Any, str | None]:
    """Return whether the quick reading recognises a cell, both values, and the exact fault."""
    value = convert.quick_value(column, "raw")
    check = convert.recognised(column, "raw", "value", grain=None)
    exact = convert.exact_value(column, "cell", grain=None)
    fault = convert.fault(column, "cell", "exact")
    row = CONNECTION.execute(
        f"SELECT {check}, value, exact, {fault} FROM (SELECT *, {exact} AS exact FROM "
        f"(SELECT raw, {value} AS value, {convert.trimmed('raw')} AS cell "
        "FROM (SELECT nullif($cell, '') AS raw)))",
        {"cell": cell},
    ).fetchone()
    assert row is not None
    return row


CONNECTION = duckdb.connect()
CONNECTION.execute("SET TimeZone = 'UTC'")


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.type} {column.scale}")
@settings(max_examples=250)
@given(cell=CELLS)
def test_what_is_recognised_quickly_is_accepted_exactly(column, cell):
    recognised, quick, exact, fault = readings(column, cell)
    if recognised:
        assert (fault, quick) == (None, exact)


@pytest.mark.parametrize(
    ("column", "cell"),
    [(COLUMNS[3], "12"), (COLUMNS[4], "1.50"), (COLUMNS[6], "0.5"), (COLUMNS[7], "true")]
    + [(COLUMNS[8], "2026-03-31"), (COLUMNS[9], "2026-03-31T10:15:00Z"), (COLUMNS[10], "2026-Q1")]
    + [(COLUMNS[0], "two words"), (COLUMNS[1], "b c"), (COLUMNS[2], "abc")],
)
def test_the_usual_forms_are_recognised_quickly(column, cell):
    assert readings(column, cell)[0] is True


@settings(max_examples=60)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12))
def test_rows_are_good_or_bad_or_empty_and_none_is_lost(rows):
    extract = contract(
        Column("count", "integer", "", required=True),
        Column("share", "number", ""),
        Column("note", "text", ""),
    )
    answer = judged(extract, rows)
    bad = {problem.line for problem in answer.problems}
    good = {row[-1] for row in answer.values}
    assert not (bad & good)
    assert len(bad) + len(good) + answer.empty == len(rows)


@settings(max_examples=60)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12))
def test_no_value_is_stored_that_was_not_written(rows):
    extract = contract(Column("count", "integer", ""), Column("note", "text", ""))
    for _, _, count, note, line in judged(extract, rows).values:
        written_count, written_note = (cell.strip(convert.BLANKS) for cell in rows[line - 2])
        assert note == (written_note or None)
        assert count == (int(written_count) if written_count else None)
