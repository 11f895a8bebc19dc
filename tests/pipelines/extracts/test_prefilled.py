"""A prefilled template knows its keys, asks for the rest, and loads once it is filled in."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from pipelines.errors import GapError, NotFound
from pipelines.extracts.prefilled import prefilled
from pipelines.intake.load import load_file
from tests.pipelines.metrics.stores import NOON, header, load, registers, workspace


@pytest.fixture
def here(tmp_path):
    """Two initiatives and their models, one of which was used by two units."""
    space = workspace(tmp_path)
    registers(space, tmp_path, "2025-Q4", "2026-Q1")
    rows = "M-001,Claims,2026-03,100,50,,,false,\nM-001,Service,2026-03,80,20,,,false,\n"
    load(space, tmp_path, "adoption_2026-03.csv", header("adoption") + rows)
    yield space
    space.database.dispose()


def rows_of(found) -> list[dict[str, str]]:
    """Return the rows of the CSV by column."""
    return list(csv.DictReader(io.StringIO(found.csv.decode())))


def test_every_key_of_the_newest_state_is_there_and_no_value(here):
    found = prefilled(here, "initiatives", "2026-Q2")
    assert (found.stem, found.rows) == ("initiatives_2026-Q2", 2)
    first, second = rows_of(found)
    known = {name: value for name, value in first.items() if value}
    assert known == {
        "initiative_id": "AI-001",
        "quarter": "2026-Q2",
        "name": "Claim letters",
        "business_unit": "Claims",
    }
    assert second["initiative_id"] == "AI-002"


def test_what_is_filled_in_loads_as_it_is(here, tmp_path):
    rows = rows_of(prefilled(here, "adoption", "2026-04"))
    assert [(one["business_unit"], one["month"]) for one in rows] == [
        ("Claims", "2026-04"),
        ("Service", "2026-04"),
    ]
    for one in rows:
        one |= {"eligible_users": "90", "active_users": "60", "is_pilot": "false"}
    path = tmp_path / "adoption_2026-04.csv"
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    receipt = load_file(here, path, actor="lena", now=NOON)
    assert (receipt.outcome, receipt.rows_accepted) == ("loaded", 2)


def test_what_is_left_empty_is_asked_for_and_not_guessed(here, tmp_path):
    path = tmp_path / "adoption_2026-04.csv"
    path.write_bytes(prefilled(here, "adoption", "2026-04").csv)
    receipt = load_file(here, path, actor="lena", now=NOON)
    assert receipt.outcome == "refused"
    assert {"eligible_users", "active_users", "is_pilot"} == {
        one.column for one in receipt.problems if one.severity == "error"
    }


def test_the_workbook_says_the_same_as_the_csv(here, tmp_path):
    found = prefilled(here, "initiatives", "2026-Q2")
    path = tmp_path / "book.xlsx"
    path.write_bytes(found.xlsx)
    data = load_workbook(path)["Data"]
    cells = [[cell or "" for cell in row] for row in data.iter_rows(values_only=True)]
    assert cells == list(csv.reader(io.StringIO(found.csv.decode())))


def test_a_quarter_of_a_monthly_extract_holds_its_three_months(here):
    months = {one["month"] for one in rows_of(prefilled(here, "adoption", "2026-Q2"))}
    assert months == {"2026-04", "2026-05", "2026-06"}


def test_events_begin_empty_and_the_known_keys_stand_beside_them(here, tmp_path):
    found = prefilled(here, "ledger", "2026-04")
    assert (found.rows, rows_of(found)) == (0, [])
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(found.xlsx)
    known = list(load_workbook(path)["Known keys"].iter_rows(values_only=True))
    assert known[1] == ("initiative_id", "AI-001", "Claim letters, Claims")


def test_an_extract_that_was_never_brought_takes_its_keys_from_what_it_refers_to(here):
    rows = rows_of(prefilled(here, "control_evidence", "2026-Q2"))
    assert rows == []  # its model is no reference of its contract
    (first, *_) = rows_of(prefilled(here, "blockers", "2026-Q2"))
    assert (first["initiative_id"], first["blocker"]) == ("AI-001", "")


def test_a_period_finer_than_the_extract_and_an_unknown_extract_are_refused(here):
    with pytest.raises(GapError, match="is brought by quarter; “2026-04” is a month"):
        prefilled(here, "initiatives", "2026-04")
    with pytest.raises(NotFound, match="Did you mean “adoption”"):
        prefilled(here, "adoptions", "2026-04")


def test_a_key_that_looks_like_a_formula_is_no_formula_in_the_csv(here, tmp_path):
    rows = "M-001,=1+1,2026-04,100,50,,,false,\n"
    load(here, tmp_path, "adoption_2026-04.csv", header("adoption") + rows)
    (one,) = rows_of(prefilled(here, "adoption", "2026-05"))
    assert one["business_unit"] == "'=1+1"
