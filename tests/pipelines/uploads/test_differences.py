"""What two files say differently of one period, row by row, by the contract's key."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import GapError, NotFound
from pipelines.uploads.differences import (
    Sides,
    counted,
    difference,
    rows_that_differ,
    write_rows,
)
from tests.pipelines.intake.sources import EXTRACTS, ledger, loaded
from tests.pipelines.uploads.handing import committed, looked

FILE = "ledger_2026-01.csv"
LEDGER = EXTRACTS["ledger"]


def test_rows_are_new_changed_removed_or_unchanged(here, tmp_path):
    committed(here, tmp_path, FILE, *(ledger(number, "2026-01") for number in (1, 2, 3)))
    one = looked(
        here, tmp_path, FILE,
        ledger(1, "2026-01"), ledger(2, "2026-01", amount="7.00"), ledger(4, "2026-01"),
    )  # fmt: skip
    summed = one.finding.planned[0].difference
    assert (summed.new, summed.changed, summed.removed, summed.unchanged) == (1, 1, 1, 1)
    assert summed.columns == (("amount_eur", 1),)
    listed = {row.kind: row for row in rows_that_differ(here, one, "ledger", "2026-01")}
    assert listed["changed"].cells == (("amount_eur", "10.00", "7.00"),)
    assert listed["removed"].key == (("entry_id", "L-003"),)
    assert listed["removed"].line is None
    assert dict((cell[0], cell[2]) for cell in listed["new"].cells)["month"] == "2026-01"
    assert [row.kind for row in rows_that_differ(here, one, "ledger", "2026-01", kind="new")] == [
        "new"
    ]


def test_where_nothing_counted_every_row_is_new(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"))
    summed = one.finding.planned[0].difference
    assert (summed.new, summed.changed, summed.removed, summed.unchanged) == (1, 0, 0, 0)
    assert rows_that_differ(here, one, "ledger", "2026-01") == ()


def test_any_two_loads_of_a_period_are_compared_in_both_directions(here, tmp_path):
    older = loaded(here, tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-01"))
    newer = loaded(here, tmp_path, FILE, ledger(1, "2026-01", initiative="AI-002"))
    there = difference(here, older.loads[0].id, newer.loads[0].id)
    back = difference(here, newer.loads[0].id, older.loads[0].id)
    assert (there.difference.changed, there.difference.removed, there.difference.new) == (1, 1, 0)
    assert (back.difference.changed, back.difference.removed, back.difference.new) == (1, 0, 1)
    assert there.rows[0].cells == (("initiative_id", "AI-001", "AI-002"),)


def test_a_page_of_differing_rows(here, tmp_path):
    older = loaded(here, tmp_path, FILE, *(ledger(n, "2026-01") for n in range(1, 8)))
    newer = loaded(here, tmp_path, FILE, ledger(1, "2026-01"))
    seen = difference(here, older.loads[0].id, newer.loads[0].id, kind="removed", skip=2, most=3)
    assert [row.key[0][1] for row in seen.rows] == ["L-004", "L-005", "L-006"]
    assert seen.difference.removed == 6


def test_loads_of_different_periods_cannot_be_compared(here, tmp_path):
    receipt = loaded(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    with pytest.raises(GapError, match="same extract and period"):
        difference(here, receipt.loads[0].id, receipt.loads[1].id)
    with pytest.raises(NotFound):
        difference(here, receipt.loads[0].id, "L0")


def test_a_file_of_an_older_contract_lacks_a_column_and_not_its_rows(tmp_path):
    with duckdb.connect() as connection:
        for name, columns in (
            ("old", "'L-1' AS entry_id"),
            ("new", "'L-1' AS entry_id, 5 AS amount_eur"),
        ):
            target = f"'{tmp_path / name}.parquet' (FORMAT parquet)"
            connection.execute(f"COPY (SELECT {columns}, 2 AS _line) TO {target}")
        summed = counted(
            connection, Sides(LEDGER, tmp_path / "old.parquet", tmp_path / "new.parquet"), rows=0
        )
    assert (summed.changed, summed.columns) == (1, (("amount_eur", 1),))


AMOUNTS = st.dictionaries(st.integers(1, 9), st.integers(0, 3), max_size=9)


@given(AMOUNTS, AMOUNTS)
def test_the_counts_are_those_of_two_plain_dictionaries(tmp_path_factory, older, newer):
    folder = tmp_path_factory.mktemp("sides")
    with duckdb.connect() as connection:
        for name, side in (("older", older), ("newer", newer)):
            connection.execute(
                "CREATE OR REPLACE TABLE t (entry_id VARCHAR, amount_eur INT, _line INT)"
            )
            for key, amount in side.items():
                connection.execute("INSERT INTO t VALUES (?, ?, 1)", [f"L-{key}", amount])
            connection.execute(f"COPY t TO '{folder / name}.parquet' (FORMAT parquet)")
        sides = Sides(LEDGER, folder / "older.parquet", folder / "newer.parquet")
        summed = counted(connection, sides, rows=0)
        write_rows(connection, sides, folder / "rows.parquet", most=100)
        kinds = connection.execute(
            "SELECT kind, count(*) FROM read_parquet(?) GROUP BY kind",
            [str(folder / "rows.parquet")],
        ).fetchall()
    both = older.keys() & newer.keys()
    expected = {
        "new": len(newer.keys() - older.keys()),
        "removed": len(older.keys() - newer.keys()),
        "changed": sum(older[key] != newer[key] for key in both),
    }
    assert (summed.new, summed.removed, summed.changed) == tuple(expected.values())
    assert summed.unchanged == len(both) - expected["changed"]
    assert dict(kinds) == {kind: count for kind, count in expected.items() if count}
