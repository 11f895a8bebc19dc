"""Great Expectations in DuckDB and plain Python count the same elements of the same rows.

The oracle reads cells with Python's own means and knows nothing of SQL; tables are drawn from
cells that are hard to read, because faults are what is measured.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pipelines.quality.datasets import brought, counts, measured, opened, registered

BLANKS = " \t\u00a0"
TEXTS = ("a", "b", "A", "ab", "a'b", "{a}", " a", "b ", "", " ", "\u00a0", "ä", "1")
NUMBERS = ("0", "1", "5", "-3", "+7", "007", "1.5", ".5", "5.", "1e2", "1e999", "nan", "1,5",
           "1_000", "x", "", " 4 ", "0x1", "9223372036854775807",
           "9223372036854775808")  # fmt: skip
DAYS = ("2026-01-01", "2025-12-31", "2024-02-29", "2023-02-29", "2026-1-1", "01.02.2026",
        "2026-13-01", "", " 2026-03-31 ", "20260101", "9999-12-31")  # fmt: skip
COLUMNS: dict[str, Any] = {
    "t": {"required": True, "allowed": ["a", "b", "a'b"], "pattern": "[a-z']+"},
    "n": {"type": "integer", "required": True, "minimum": 0, "maximum": 100},
    "v": {"type": "number", "maximum": 5},
    "d": {"type": "date", "minimum": date(2025, 1, 1), "maximum": date(2026, 3, 31)},
}
RULES = {
    "small": {"says": "n is below v.", "condition": "n < v"},
    "either": {
        "says": "One of both is known.",
        "condition": "n is not null or d is not null",
        "dimension": "completeness",
    },
}
ROW = st.tuples(*map(st.sampled_from, (TEXTS, NUMBERS, NUMBERS, DAYS)))
Row = tuple[str, str, str, str]


def whole(cell: str) -> int | None:
    """Read a whole number of eight bytes."""
    if not re.fullmatch(r"[+-]?[0-9]{1,30}", cell):
        return None
    return int(cell) if -(2**63) <= int(cell) < 2**63 else None


def number(cell: str) -> float | None:
    """Read a finite number."""
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?", cell):
        return None
    value = float(cell)
    return value if abs(value) != float("inf") else None


def day(cell: str) -> date | None:
    """Read a day of the calendar."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None


def share(tested: list[Any], passes: Any) -> tuple[int, int]:
    """Return how many were tested and how many of them passed."""
    return len(tested), sum(bool(passes(one)) for one in tested)


def by_hand(rows: list[Row], others: set[str]) -> dict[str, tuple[int, float]]:
    """Count every check of the contract."""
    cells = [[cell.strip(BLANKS) for cell in row] for row in rows]
    ts, ns, vs, ds = ([row[place] for row in cells if row[place]] for place in range(4))
    n, v, d = ([read(c) for c in column if read(c) is not None] for read, column in
               ((whole, ns), (number, vs), (day, ds)))  # fmt: skip
    read = [(t, whole(a), number(b), day(c)) for t, a, b, c in cells]
    keys = {
        (t, value if (value := whole(a)) is not None else f"as text {a}" if a else None)
        for t, a, _, _ in cells
    }
    pairs = [(a, b) for _, a, b, _ in read if a is not None and b is not None]
    return {
        "rows.enough": (1, len(rows) >= 2),
        "t.filled": (len(rows), len(ts)),
        "n.filled": (len(rows), len(ns)),
        "key.unique": (len(rows), len(keys)),
        "t.allowed": share(ts, lambda one: one in {"a", "b", "a'b"}),
        "t.format": share(ts, lambda one: re.fullmatch("[a-z']+", one)),
        "n.readable": (len(ns), len(n)),
        "n.range": share(n, lambda one: 0 <= one <= 100),
        "v.readable": (len(vs), len(v)),
        "v.range": share(v, lambda one: one <= 5),
        "d.readable": (len(ds), len(d)),
        "d.range": share(d, lambda one: date(2025, 1, 1) <= one <= date(2026, 3, 31)),
        # SQL compares a whole number with a broken one as broken ones; Python would do it exactly.
        "rule.small": share(pairs, lambda pair: float(pair[0]) < pair[1]),
        "rule.either": share(read, lambda row: row[1] is not None or row[3] is not None),
        "link.t": share(ts, lambda one: one in others),
    }


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(rows=st.lists(ROW, max_size=120), others=st.sets(st.sampled_from(TEXTS)))
def test_both_count_the_same(tmp_path_factory, rows: list[Row], others: set[str]):
    folder: Path = tmp_path_factory.mktemp("plain")
    here = opened(folder)
    link = {"columns": ["t"], "dataset": "DS-O", "target_columns": ["t"]}
    registered(here, "DS-A", COLUMNS, key=["t", "n"], rules=RULES, links=[link], least_rows=2)
    registered(here, "DS-O", {"t": {}})
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    brought(here, "DS-A", "t,n,v,d", *text.getvalue().splitlines())
    brought(here, "DS-O", "t,x", *(f'"{one}",1' for one in sorted(others)))
    found = measured(here, "DS-A")
    assert counts(found) == by_hand(rows, {one.strip(BLANKS) for one in others})
    here.database.dispose()
