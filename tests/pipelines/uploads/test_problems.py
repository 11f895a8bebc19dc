"""Problems are summed up, listed by page, and handed back beside the rows that have them."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import GapError
from pipelines.intake.annotated import harmless
from pipelines.uploads import acts, annotating, looking
from pipelines.uploads.arriving import received
from pipelines.uploads.problems import bad_cells, problems_of
from tests.pipelines.intake.sources import EXTRACTS, ledger, load, rows, written
from tests.pipelines.uploads.handing import MIA, handed, here_and_now, look, looked

FILE = "ledger_2026-Q1.csv"
MIXED = (
    ledger(1, "2026-01"),
    ledger(2, "2026-02", amount="ten"),
    ledger(3, "2026-02", amount=""),
    ledger(4, "2026-03"),
    ledger(4, "2026-03"),
)


def annotated(here, one, target: Path, **options) -> Path:
    """Write the annotated file."""
    annotating.annotated(here, one, target, by=MIA, run=here_and_now, **options)
    return target


def read(path: Path) -> list[list[str]]:
    """Return the cells of a CSV."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_problems_come_by_page_in_the_order_of_the_file(here, tmp_path):
    one = looked(here, tmp_path, FILE, *MIXED)
    whole = problems_of(here, one)
    assert [(each.line, each.code) for each in whole.problems] == [
        (3, "wrong_type"), (4, "missing_value"), (6, "duplicate_key"),
    ]  # fmt: skip
    page = problems_of(here, one, skip=1, most=1)
    assert (page.problems, page.total) == (whole.problems[1:2], 3)


@pytest.mark.parametrize(
    ("wish", "lines"),
    [
        ({"code": "wrong_type"}, [3]),
        ({"column": "amount_eur"}, [3, 4]),
        ({"severity": "warning"}, []),
        ({"extract": "ledger"}, [3, 4, 6]),
    ],
)
def test_problems_are_filtered(here, tmp_path, wish, lines):
    page = problems_of(here, looked(here, tmp_path, FILE, *MIXED), **wish)
    assert [each.line for each in page.problems] == lines
    assert page.total == len(lines)


def test_groups_and_the_list_speak_of_the_same_problems(here, tmp_path):
    one = looked(here, tmp_path, FILE, *MIXED)
    for group in one.finding.groups:
        page = problems_of(here, one, code=group.code, column=group.column)
        assert (page.total, page.problems[0].message) == (group.count, group.message)


def test_a_rule_that_only_warns_is_told_and_hinders_nothing(here, tmp_path):
    benefit = "L-001,AI-001,2026-01,benefit,saving,10.00,realised,,"
    one = looked(here, tmp_path, FILE, benefit)
    assert (one.state, one.finding.accepted) == ("ready", 1)
    group = one.finding.groups[0]
    assert (group.severity, group.code, group.lines) == ("warning", "watched", (2,))
    assert problems_of(here, one, severity="warning").problems[0].message == group.message


def test_bad_rows_come_with_all_of_their_cells(here, tmp_path):
    one = looked(here, tmp_path, FILE, *MIXED)
    found = bad_cells(here, one)
    assert [row.line for row in found] == [3, 4, 6]
    assert dict(found[0].cells)["amount_eur"] == "ten"
    assert [problem.code for problem in found[2].problems] == ["duplicate_key"]
    assert bad_cells(here, one, skip=1, most=1) == found[1:2]


def test_a_row_of_the_wrong_width_is_shown_cell_by_cell(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), "L-002,AI-001")
    assert bad_cells(here, one)[0].cells == (("1", "L-002"), ("2", "AI-001"))


def test_the_annotated_file_holds_every_row_with_its_line_and_reasons(here, tmp_path):
    one = looked(here, tmp_path, FILE, *MIXED)
    head, *lines = read(annotated(here, one, tmp_path / "out.csv", only_bad=False))
    assert head == ["line", "reasons", *EXTRACTS["ledger"].column_names]
    assert [line[0] for line in lines] == ["2", "3", "4", "5", "6"]
    assert [",".join(line[2:]) for line in lines] == list(MIXED)
    assert [bool(line[1]) for line in lines] == [False, True, True, False, True]
    assert "ten" in lines[1][1]


def test_only_the_bad_rows_where_that_is_wished(here, tmp_path):
    one = looked(here, tmp_path, FILE, *MIXED, "L-9,AI-001")
    lines = read(annotated(here, one, tmp_path / "out.csv"))[1:]
    assert [line[0] for line in lines] == ["3", "4", "6", "7"]
    assert lines[-1][2:] == ["L-9", "AI-001"]


def test_the_limited_child_writes_the_annotated_file(here, tmp_path):
    one = looking.look(here, handed(here, tmp_path, FILE, *MIXED).id, by=MIA)
    count = annotating.annotated(here, one, tmp_path / "child.csv", by=MIA, only_bad=False)
    assert count == 5
    own = annotated(here, one, tmp_path / "own.csv", only_bad=False)
    assert (tmp_path / "child.csv").read_bytes() == own.read_bytes()


def test_numbers_stay_numbers_in_the_workbook_and_text_stays_text(here, tmp_path):
    one = looked(here, tmp_path, FILE, *MIXED)
    path = annotated(here, one, tmp_path / "out.xlsx", kind="xlsx", only_bad=False)
    lines = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    amount = lines[0].index("amount_eur")
    assert [line[amount] for line in lines[1:]] == [10, "ten", None, 10, 10]
    assert lines[1][2:5] == ("L-001", "AI-001", "2026-01")


def test_the_corrected_text_is_what_is_annotated(here, tmp_path):
    one = looked(here, tmp_path, FILE, *MIXED)
    one = acts.correct(
        here, one.id, MIA, seen=one.head, line=3, column="amount_eur", after="8.00", why="typo"
    )
    lines = read(annotated(here, look(here, one), tmp_path / "out.csv", only_bad=False))
    assert lines[2][7] == "8.00"
    assert lines[2][1] == ""


def test_an_annotated_file_comes_in_again_with_the_same_values(here, tmp_path):
    good = (ledger(1, "2026-01", amount="10.10"), ledger(2, "2026-02", amount="0.07"))
    one = looked(here, tmp_path, FILE, *good)
    load(here, written(tmp_path, FILE, *good))
    loaded = rows(here, "ledger", "* EXCLUDE (_line)")
    for kind in ("csv", "xlsx"):
        annotating.annotated(
            here, one, tmp_path / f"out.{kind}", by=MIA, kind=kind, only_bad=False, run=here_and_now
        )
    stripped = [line[2:] for line in read(tmp_path / "out.csv")]
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    book.active.delete_cols(1, 2)
    book.save(tmp_path / "ledger_2026-Q1.xlsx")
    with (tmp_path / FILE).open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(stripped)
    for name in (FILE, "ledger_2026-Q1.xlsx"):
        again = look(here, received(here, tmp_path / name, by=MIA))
        assert again.state == "ready", again.finding
        assert all(each.difference.same for each in again.finding.planned), name
    assert rows(here, "ledger", "* EXCLUDE (_line)") == loaded


def test_a_cell_that_is_a_formula_is_written_as_text(here, tmp_path):
    hostile = '=HYPERLINK("http://x")'
    quoted = hostile.replace('"', '""')
    one = looked(here, tmp_path, FILE, f'L-001,"{quoted}",2026-01,cost,run,10.00,realised,,')
    path = annotated(here, one, tmp_path / "out.csv", only_bad=False)
    assert read(path)[1][3] == f"'{hostile}"


@pytest.mark.parametrize(
    "text", ["=1", "+a", "-a", "@x", "\t=1", "\r=1", " =1", "＝1", "－x", "-1+2"]
)
def test_nothing_that_a_spreadsheet_computes_is_handed_out(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1.5", "+3", "1,234.50", "-1e-7", "12 %", "a=b", "", "x-y"])
def test_numbers_and_plain_words_stay_as_they_are(text):
    assert harmless(text) == text


@given(st.text(max_size=12))
def test_a_harmless_cell_is_the_text_itself_or_the_text_behind_an_apostrophe(text):
    assert harmless(text) in (text, f"'{text}")


def test_nothing_is_annotated_that_was_not_looked_at(here, tmp_path):
    one = handed(here, tmp_path, FILE, *MIXED)
    with pytest.raises(GapError, match="nothing to annotate"):
        annotated(here, one, tmp_path / "out.csv")
