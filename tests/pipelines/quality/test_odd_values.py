"""Odd names, odd cells and typed files are counted as a person would count them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from pipelines.workspace import Workspace
from tests.pipelines.quality.datasets import (
    brought,
    brought_table,
    counts,
    measured,
    opened,
    registered,
    the,
)


@pytest.fixture
def here(tmp_path):
    space = opened(tmp_path)
    yield space
    space.database.dispose()


def counted(here: Workspace, columns: dict[str, Any], *lines: str, **more: Any) -> Any:
    """Return the counts of a small file, the header first."""
    registered(here, "DS-A", columns, **more)
    brought(here, "DS-A", *lines)
    return counts(measured(here, "DS-A"))


PATTERNS = {
    "C-[0-9]{2,3}": (["C-12", "C-123"], ["C-1", "xC-12", "C-12x", "C-1234"]),
    "O'[A-Z]+": (["O'HARA"], ["OHARA"]),
    '"[^"]*"': (['"x"'], ["x"]),
    "(?:yes|no):(a|b)": (["yes:a", "no:b"], ["yes:c", "(?:yes|no):(a|b)"]),
    "a|b": (["a", "b"], ["ab", "xa"]),
    r"\{[a-z]+\}": (["{abc}"], ["abc"]),
    "100 %s?": (["100 %", "100 %s"], ["100"]),
    r"\d+:\d+": (["12:30"], ["12.30"]),
    r"\$1|:a|\?": (["$1", ":a", "?"], ["1"]),
    "_*batch_*": (["_batch_", "__batch__"], ["{batch}"]),
    "ä+|日本": (["ää", "日本"], ["a"]),
}


def test_a_pattern_is_asked_of_the_whole_cell_as_it_is_written(here):
    cells = sorted({cell for right, wrong in PATTERNS.values() for cell in (*right, *wrong)})
    lines = [",".join(['"' + cell.replace('"', '""') + '"'] * len(PATTERNS)) for cell in cells]
    columns = {f"c{place}": {"pattern": pattern} for place, pattern in enumerate(PATTERNS)}
    found = counted(here, columns, ",".join(columns), *lines)
    for place, (pattern, (right, wrong)) in enumerate(PATTERNS.items()):
        matching = [cell for cell in cells if re.fullmatch(pattern, cell)]
        assert set(right) <= set(matching)
        assert not set(wrong) & set(matching)
        assert found[f"c{place}.format"] == (len(cells), len(matching)), pattern


def test_an_allowed_value_may_hold_any_sign(here):
    allowed = ["O'Hara", '"x"', "a;b", "100 %", ":a", "{b}", "$1", "ja, gern", "NULL", "\\"]
    cells = ['"' + one.replace('"', '""') + '"' for one in (*allowed, "OHara", "null", "a")]
    found = counted(here, {"code": {"allowed": allowed}}, "code,x", *(f"{c},1" for c in cells))
    assert found["code.allowed"] == (13, 10)


def test_a_rule_may_hold_any_sign(here):
    condition = (
        "a <> '50 %' and a <> ':x' and a <> '{batch}' and a <> 'O''Hara' and a <> '__batch__'"
    )
    found = counted(
        here, {"a": {}}, "a,x", "50 %,1", ":x,1", "{batch},1", "O'Hara,1", "__batch__,1", "b,1",
        rules={"odd": {"says": "None of these.", "condition": condition}},
    )  # fmt: skip
    assert found["rule.odd"] == (6, 1)


NAMES = ("order no", "v1.2", "select", "group", "qualify", "pivot", "lambda", "CamelCase", "a-b",
         "user", "end", "_id", "date", "index")  # fmt: skip


def test_a_column_may_have_an_odd_name(here):
    one = {"type": "integer", "required": True, "minimum": 1}
    links = [{"columns": [n], "dataset": "DS-A", "target_columns": [n]} for n in NAMES]
    lines = (",".join([cell] * len(NAMES)) for cell in ("1", "0", "x", ""))
    found = counted(
        here, {name: dict(one) for name in NAMES} | {"k": {}}, ",".join((*NAMES, "k")),
        *(f"{line},a" for line in lines), key=list(NAMES), links=links,
        rules={"r": {"says": "R.", "condition": " and ".join(f'"{n}" > 0' for n in NAMES)}},
    )  # fmt: skip
    for name in NAMES:
        assert found[f"{name}.filled"] == (4, 3)
        assert found[f"{name}.readable"] == (3, 2)
        assert found[f"{name}.range"] == (2, 1)
        assert found[f"link.{name}"] == (3, 3)
    assert (found["key.unique"], found["rule.r"]) == ((4, 4), (2, 1))


def test_a_blank_cell_is_missing_and_tested_nowhere_else(here):
    blanks = ("", " ", "\t", "  \u00a0 ", '""', '" "')
    columns = {"a": {"required": True, "pattern": "x", "allowed": ["x"]}, "b": {"type": "date"}}
    rows = (f"{blank},{blank},1" for blank in blanks)
    found = counted(here, columns, "a,b,c", *rows, "x,2026-01-01,1")
    assert found["a.filled"] == (1 + len(blanks), 1)
    assert (found["a.format"], found["a.allowed"], found["b.readable"]) == ((1, 1),) * 3


EDGES = {
    "0.1": True, "0.3": True, "0.30000000000000001": True, "0.0999999": False,
    "0.3000001": False, ".2": True, "1e-1": True, "-0.1": False, "0.2e0": True,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["number", "decimal"])
def test_a_number_at_the_edge_of_its_range_is_within(here, kind: str):
    values = [one for one in EDGES if kind == "number" or ("e" not in one and len(one) < 8)]
    found = counted(here, {"v": {"type": kind, "minimum": 0.1, "maximum": 0.3}}, "v,x",
                    *(f"{one},1" for one in values))  # fmt: skip
    readable = [one for one in values if kind == "number" or len(one.partition(".")[2]) <= 4]
    assert found["v.readable"] == (len(values), len(readable))
    assert found["v.range"] == (len(readable), sum(EDGES[one] for one in readable))


def test_large_whole_numbers_keep_every_digit_in_a_range(here):
    edge = 9_007_199_254_740_993  # no double holds it
    found = counted(here, {"v": {"type": "integer", "minimum": edge}}, "v,x",
                    f"{edge},1", f"{edge - 1},1", f"{edge + 1},1")  # fmt: skip
    assert found["v.range"] == (3, 2)


def test_days_at_the_edge_of_their_range_are_within(here):
    columns = {"d": {"type": "date", "minimum": date(2026, 1, 1), "maximum": date(2026, 1, 31)}}
    days = ("2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2026-01-32", "31.1.2026")
    found = counted(here, columns, "d,x", *(f"{day},1" for day in days))
    assert (found["d.readable"], found["d.range"]) == ((6, 4), (4, 2))


@pytest.mark.parametrize(
    ("newest", "passed"),
    [
        ("2026-03-31T23:59:59Z", 1), ("2026-04-01T02:00:00+02:00", 1),
        ("2026-03-30T14:00:00+02:00", 0.75), ("2026-03-29T00:00:00Z", 0),
        ("2020-01-01T00:00:00Z", 0), ("2026-04-02T00:00:00Z", 1),
    ],
)  # fmt: skip
def test_age_is_counted_in_universal_time_and_summer_time_changes_nothing(here, newest, passed):
    # The clocks of Europe went forward on 29 March 2026.
    found = counted(here, {"at": {"type": "timestamp"}}, "at,x", "2019-01-01T00:00:00Z,1",
                    f"{newest},1", freshness={"column": "at", "hours": 24})  # fmt: skip
    assert found["at.fresh"] == (1, pytest.approx(passed, abs=1e-4))


@pytest.mark.parametrize(
    ("day", "passed"), [("2026-03-31", 1), ("2026-03-30", 1), ("2026-03-29", 0.5)]
)
def test_a_day_is_as_young_as_its_end(here, day: str, passed: float):
    found = counted(here, {"on": {"type": "date"}}, "on,x", f"{day},1",
                    freshness={"column": "on", "hours": 24})  # fmt: skip
    assert found["on.fresh"] == (1, passed)


def test_without_any_day_freshness_is_not_measured(here):
    found = counted(here, {"on": {"type": "date"}}, "on,x", "soon,1", ",1",
                    freshness={"column": "on", "hours": 24})  # fmt: skip
    assert found["on.fresh"] == (0, 0)


def test_keys_with_empty_parts_are_keys_like_any_other(here):
    rows = ("a,", "a,", ",b", ",b", ",", ",", ",", "a,b")
    found = counted(here, {"k": {}, "l": {}}, "k,l,x", *(f"{row},1" for row in rows),
                    key=["k", "l"], unique=[["k"]])  # fmt: skip
    assert found["key.unique"] == (8, 4)
    assert found["unique.k"] == (8, 2)


def test_unreadable_cells_of_a_key_are_the_same_only_if_their_text_is(here):
    columns = {"d": {"type": "date"}, "n": {"type": "integer"}}
    rows = ("x,1", "y,1", "y,1", "2026-01-01,7", "2026-01-01,007", ",7")
    found = counted(here, columns, "d,n,x", *(f"{row},1" for row in rows), key=["d", "n"])
    assert found["key.unique"] == (6, 4)


def test_a_link_compares_what_stands_in_the_cells(here):
    columns = {"no": {"type": "decimal"}, "at": {"type": "timestamp"}}
    links = [{"columns": ["no", "at"], "dataset": "DS-P", "target_columns": ["no", "at"]}]
    registered(here, "DS-P", {"no": {}, "at": {}})
    brought(here, "DS-P", "no,at", "5,2026-01-01T00:00:00Z", "07,2026-01-01T00:00:00Z")
    rows = ("5", "07", "6")
    found = counted(here, columns, "no,at", *(f"{no},2026-01-01T00:00:00Z" for no in rows),
                    links=links)  # fmt: skip
    assert found["link.no+at"] == (3, 2)


def test_accuracy_compares_values_and_not_their_spelling(here):
    columns = {"k": {}, "v": {"type": "number"}, "yes": {"type": "boolean"}, "t": {}}
    registered(here, "DS-R", columns)
    brought(here, "DS-R", "k,v,yes,t", "a,5,yes,A", "b,5,no,B", "c,x,,C", "d,,1,D", "e,5,1,E")
    found = counted(here, columns, "k,v,yes,t", "a,5.0,true,A", "b,6,0,b", "c,x,1,C", "d,5,1,",
                    "f,5,1,F", ",5,1,F", accuracy={
                        "dataset": "DS-R", "key": ["k"], "columns": ["v", "yes", "t"],
                    })  # fmt: skip
    assert found["v.accurate"] == (3, 2)
    assert found["yes.accurate"] == (3, 3)
    assert found["t.accurate"] == (4, 2)


def test_two_links_from_one_column_are_two_checks(here):
    registered(here, "DS-P", {"no": {}})
    registered(here, "DS-Q", {"no": {}})
    brought(here, "DS-P", "no,x", "1,1", "2,1")
    brought(here, "DS-Q", "no,x", "1,1")
    links = [
        {"columns": ["no"], "dataset": name, "target_columns": ["no"]} for name in ("DS-P", "DS-Q")
    ]
    found = counted(here, {"no": {}}, "no,x", "1,1", "2,1", "3,1", links=links)
    assert sorted(one for name, one in found.items() if name.startswith("link.")) == [
        (3, 1),
        (3, 2),
    ]


def test_a_typed_file_is_measured_as_it_is_typed(here):
    columns = {
        "n": {"type": "integer", "required": True, "minimum": 1},
        "v": {"type": "decimal", "maximum": 2.5},
        "d": {"type": "date", "minimum": date(2026, 1, 1)},
        "at": {"type": "timestamp"},
        "yes": {"type": "boolean"},
        "t": {"pattern": "[a-z]+", "allowed": ["a", "b"]},
    }
    registered(here, "DS-A", columns, key=["n"], freshness={"column": "at", "hours": 48})
    noon = datetime(2026, 3, 30, 12, tzinfo=UTC)
    brought_table(here, "DS-A", {
        "n": [1, 0, None, 1], "v": [Decimal("2.50"), Decimal("2.51"), None, Decimal("-1.00")],
        "d": [date(2026, 1, 1), date(2025, 12, 31), None, None], "at": [noon, None, None, None],
        "yes": [True, False, None, None], "t": ["a", "c", " ", "B"],
    })  # fmt: skip
    found = counts(measured(here, "DS-A"))
    assert found == {
        "rows.enough": (1, 1), "n.filled": (4, 3), "key.unique": (4, 3),
        "n.readable": (3, 3), "n.range": (3, 2), "v.readable": (3, 3), "v.range": (3, 2),
        "d.readable": (2, 2), "d.range": (2, 1), "at.readable": (1, 1), "yes.readable": (2, 2),
        "t.allowed": (3, 1), "t.format": (3, 2), "at.fresh": (1, 1),
    }  # fmt: skip
    assert [dict(row) for row in the(measured(here, "DS-A"), "n.range").sample] == [
        {"n": "0", "_row": "3"}
    ]


def test_a_typed_file_may_hold_text_where_a_type_is_wanted(here):
    registered(here, "DS-A", {"n": {"type": "integer", "minimum": 1}})
    brought_table(here, "DS-A", {"n": ["1", "x", "0", None]})
    assert counts(measured(here, "DS-A"))["n.range"] == (2, 1)


def test_dates_of_another_calendar_type_are_still_days(here):
    registered(here, "DS-A", {"d": {"type": "date", "minimum": date(2026, 1, 1)}})
    brought_table(here, "DS-A", {"d": [datetime(2026, 1, 1), datetime(2025, 1, 1), None]})
    found = counts(measured(here, "DS-A"))
    assert (found["d.readable"], found["d.range"]) == ((2, 2), (2, 1))


def test_two_hundred_columns_are_measured_together(here):
    columns = {f"c{n}": {"required": n % 20 == 0} for n in range(200)}
    row = ",".join("" if n == 40 else "x" for n in range(200))
    found = counted(here, columns, ",".join(columns), row)
    assert len(found) == 11
    assert (found["c20.filled"], found["c40.filled"]) == ((1, 1), (1, 0))


def test_a_calculation_that_overflows_is_told_and_gives_no_number(here):
    big = "9223372036854775807"
    registered(here, "DS-A", {"a": {"type": "integer"}, "b": {"type": "integer"}},
               rules={"sum": {"says": "Small.", "condition": "a + b < 10"}})  # fmt: skip
    brought(here, "DS-A", "a,b", f"{big},{big}")
    found = measured(here, "DS-A")
    assert "could not be" in found.failure
    assert found.checks == ()
