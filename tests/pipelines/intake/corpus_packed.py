"""Workbooks and packed files, friendly and hostile, each with what must become of it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from pipelines.intake.layout import Layout
from tests.pipelines.intake.corpus import HEADER, PLAIN, Case
from tests.pipelines.intake.workbooks import (
    DAY,
    FINE_PERCENT,
    MACRO_TYPE,
    PERCENT,
    SPOKEN_PERCENT,
    Book,
    RawSheet,
    Xml,
    book,
    error,
    number,
    zipped,
)

WORKBOOK = "training_2026-Q1.xlsx"
NAMES = HEADER.split(",")
ENGINEERS = ["engineers", "Safe models", "2026-Q1", 10, True, 8, 1, 71.5]
MANAGERS = ["managers", "Reading a scorecard", "2026-Q1", 20, False, 5, 0, 88]
STEWARDS = ["stewards", "Data quality", "2026-Q1", 7, True, 7, None, None]
TABLE = (NAMES, ENGINEERS, MANAGERS, STEWARDS)
VALUES = (
    ("engineers", "Safe models", 10, True, 8, 1, 71.5),
    ("managers", "Reading a scorecard", 20, False, 5, 0, 88.0),
    ("stewards", "Data quality", 7, True, 7, None, None),
)
SHOWN = "role_group, course, headcount, required, completed, expired, score_mean"
DATES = "blockers_2026-Q1.xlsx"
DATED = ["initiative_id", "blocker", "quarter", "status", "since", "days_waiting", "owner_role",
         "estimate", "note"]  # fmt: skip
ASKS_SHEET = (("sheet", "", None),)


def packed_cases() -> Iterator[Case]:
    """Yield every file of this corpus."""
    yield from _gzip()
    yield from _sheets()
    yield from _cells()
    yield from _days()
    yield from _shares()
    yield from _bad_cells()
    yield from _hostile()


def whole(name: str, content: bytes, *, file_name: str = WORKBOOK, **more: Any) -> Case:
    """Return a file that says exactly what the plain corpus says."""
    return Case(name, content, rows=3, shows=SHOWN, values=VALUES, file_name=file_name,
                **more)  # fmt: skip


def refused(name: str, content: bytes, code: str, *, file_name: str = WORKBOOK) -> Case:
    """Return a file that is refused as a whole."""
    return Case(name, content, code=code, file_name=file_name)


def sheets(*of: RawSheet) -> bytes:
    """Return a workbook of some sheets."""
    return Book(sheets=of).content()


def _gzip() -> Iterator[Case]:
    """Yield packed text."""
    plain = PLAIN.encode()
    packed = "training_2026-Q1.csv.gz"
    yield whole("gzip", gzip.compress(plain), file_name=packed)
    yield whole("gzip called a csv", gzip.compress(plain), file_name="training_2026-Q1.csv")
    yield whole("gzip in members", gzip.compress(plain[:90]) + gzip.compress(plain[90:]),
                file_name=packed)  # fmt: skip
    semicolons = "\ufeff" + PLAIN.replace(",", ";").replace("71.5", "71,5")
    yield whole("gzip of utf-16 and semicolons", gzip.compress(semicolons.encode("utf-16-le")),
                file_name=packed)  # fmt: skip
    yield Case("gzip of cp1252", gzip.compress(PLAIN.replace("Safe", "S\xe4fe").encode("cp1252")),
               code="needs_answers", asks=(("encoding", "", "cp1252"),),
               file_name=packed)  # fmt: skip
    yield whole("gzip of a workbook", gzip.compress(book(*TABLE)),
                file_name="training_2026-Q1.xlsx.gz")  # fmt: skip
    yield refused("gzip in gzip", gzip.compress(gzip.compress(plain)), "wrong_kind")
    yield refused("gzip cut off", gzip.compress(plain)[:-4], "damaged_archive")
    yield refused("gzip with a tail", gzip.compress(plain) + b"tail", "damaged_archive")
    yield refused("gzip of nothing", gzip.compress(b""), "empty_file")
    yield refused("gzip of HTML", gzip.compress(b"<html><table></table>"), "wrong_kind")
    yield refused("gzip bomb", gzip.compress(bytes(60_000_000)), "bomb")
    short = gzip.compress(PLAIN.replace(",Data quality", "").encode())
    yield Case("gzip with a row too short", short, code="wrong_width", lines=(4,), file_name=packed)


def _sheets() -> Iterator[Case]:
    """Yield which sheet is meant, and where its table begins."""
    yield whole("a workbook", book(*TABLE))
    yield whole("a workbook called a csv", book(*TABLE), file_name="training_2026-Q1.csv")
    yield whole("a table further in", book([], *([None, None, *row] for row in TABLE[:1]),
                *([None, None, *row] for row in TABLE[1:])))  # fmt: skip
    hidden = RawSheet("Lists", [["role_group"], ["engineers"]], state="hidden")
    yield whole("a hidden list beside the table", sheets(hidden, RawSheet("Data", TABLE)))
    notes = RawSheet("Read me", [["Fill in the other sheet."]])
    yield whole("a sheet of notes before the table", sheets(notes, RawSheet("Data", TABLE)))
    twice = sheets(RawSheet("North", TABLE), RawSheet("South", TABLE[:2]))
    yield Case("two tables", twice, code="needs_answers", asks=ASKS_SHEET, file_name=WORKBOOK)
    yield whole("two tables, one named", twice, layout=Layout(sheet="North"))
    secret = sheets(RawSheet("Old", TABLE, state="veryHidden"), RawSheet("New"))
    yield Case("only a hidden table", secret, code="needs_answers", asks=ASKS_SHEET,
               file_name=WORKBOOK)  # fmt: skip
    yield whole("a hidden table that is named", secret, layout=Layout(sheet="Old"))
    titled = book(["Training, first quarter"], [], *TABLE)
    yield Case("merged titles above the header", titled, code="needs_answers",
               asks=(("header_line", "", "3"),), file_name=WORKBOOK)  # fmt: skip
    yield whole("titles above a header that was named", titled, layout=Layout(header_line=3))
    yield whole("blank rows in between", book(NAMES, ENGINEERS, [], [], MANAGERS, [], STEWARDS))
    yield whole("headings in capitals", book([name.upper() for name in NAMES], *TABLE[1:]))
    yield refused("an empty workbook", sheets(RawSheet("A"), RawSheet("B")), "empty_file")
    yield refused("numbers without a header", book(*TABLE[1:]), "no_header")
    rest = [["engineers", f"Course {n}", "2026-Q1", n, True, 0, None, None] for n in range(1000)]
    yield Case("a thousand rows", book(NAMES, *rest), rows=1000, file_name=WORKBOOK,
               shows="headcount, course, _line",
               values=tuple((n, f"Course {n}", n + 2) for n in range(1000)))  # fmt: skip
    swapped = [list(reversed(row)) for row in TABLE]
    yield whole("columns of a sheet in another order", book(*swapped))
    extra = [[*NAMES, "mood"], *([*row, "good"] for row in TABLE[1:])]
    yield Case("a column too many in a sheet", book(*extra), code="needs_answers",
               asks=(("mapping", "mood", None),), file_name=WORKBOOK)  # fmt: skip


def one(*, file_name: str = WORKBOOK, **cells: object) -> tuple[bytes, str]:
    """Return a workbook of one row in which some cells are others."""
    row = [cells.get(name, value) for name, value in zip(NAMES, ENGINEERS, strict=True)]
    return book(NAMES, row), file_name


def good(name: str, column: str, held: object, loaded: object) -> Case:
    """Return a row that is taken, with the value that one of its cells must become."""
    content, file_name = one(**{column: held})
    return Case(name, content, rows=1, shows=column, values=((loaded,),), file_name=file_name)


def _cells() -> Iterator[Case]:
    """Yield cells as spreadsheets hold them."""
    yield good("a whole number", "headcount", number("10.0"), 10)
    yield good("a whole number with an exponent", "headcount", number("1E1"), 10)
    yield good("a number with noise", "score_mean", number("71.599999999999994"), 71.6)
    yield good("a number as text", "headcount", "10", 10)
    yield good("a number as padded text", "headcount", " 10 ", 10)
    yield good("a formula and its result", "headcount", Xml("", "<f>5*2</f><v>10</v>"), 10)
    yield good("a formula whose result is text", "course",
               Xml('t="str"', '<f>"Safe"</f><v>Safe &amp; sound</v>'), "Safe & sound")  # fmt: skip
    yield good("a truth", "required", False, False)
    yield good("a truth in words", "required", "YES", True)
    yield good("text that looks like a formula", "course", "=cmd|' /C calc'!A0",
               "=cmd|' /C calc'!A0")  # fmt: skip
    yield good("leading zeros", "course", "007", "007")
    yield good("a line break in a cell", "course", "Safe\nmodels", "Safe\nmodels")
    yield good("quotes and commas in a cell", "course", 'a "b", c;d', 'a "b", c;d')
    yield good("an error in a text", "course", error("#REF!"), "#REF!")
    yield good("nothing where nothing is needed", "score_mean", None, None)


def dated(*cells: object) -> list[object]:
    """Return a blocker with its days: since when, and until when by the latest estimate."""
    since, estimate = cells
    return ["AI-001", "data_gap", "2026-Q1", "open", since, 5, "data office", estimate, None]


def days(name: str, since: object, *, from_1904: bool = False) -> Case:
    """Return a workbook with a day that must be the last of March."""
    content = book(DATED, dated(since, None), from_1904=from_1904)
    return Case(name, content, rows=1, shows="since, estimate",
                values=((date(2026, 3, 31), None),), file_name=DATES)  # fmt: skip


def _days() -> Iterator[Case]:
    """Yield days as spreadsheets hold them."""
    yield days("a day", number(46112, DAY))
    yield days("a day counted from 1904", number(44650, DAY), from_1904=True)
    yield days("a day as a bare number", number(46112))
    yield days("a day as a bare number counted from 1904", number(44650), from_1904=True)
    yield days("a day as text", "2026-03-31")
    yield days("a day in words", "31 Mar 2026")
    yield days("a day with points", "31.03.2026")
    unclear = book(DATED, dated("03/04/2026", None))
    yield Case("a day that may be two", unclear, code="needs_answers",
               asks=(("dates", "since", None),), file_name=DATES)  # fmt: skip
    for name, held in (
        ("a number far from any day", number(4)),
        ("a day with an hour", number("46112.5", DAY)),
        ("a bare number with a fraction", number("46112.25")),
        ("an error for a day", error()),
    ):
        content = book(DATED, dated(number(46112, DAY), None), dated(held, None))
        yield Case(name, content, code="wrong_type", lines=(3,), file_name=DATES)


def bad(name: str, column: str, held: object, code: str, row: int = 3) -> Case:
    """Return a workbook in which one cell is wrong, told with its row."""
    rows: Sequence[Sequence[object]] = (NAMES, MANAGERS, [
        held if one == column else value for one, value in zip(NAMES, ENGINEERS, strict=True)
    ])  # fmt: skip
    blank: list[Sequence[object]] = [[]] * (row - 3)
    content = book(*rows[:2], *blank, rows[2])
    return Case(name, content, code=code, lines=(row,), file_name=WORKBOOK)


def share(name: str, held: object, loaded: float) -> Case:
    """Return a workbook with a share in per cent, and what it must become."""
    heads = ["role", "business_unit", "quarter", "required_fte", "filled_fte", "contractor_fte",
             "open_days_median", "attrition_pct"]  # fmt: skip
    content = book(heads, ["steward", "Claims", "2026-Q1", 6, 4.5, 1, None, held])
    return Case(name, content, rows=1, shows="attrition_pct", values=((loaded,),),
                file_name="talent_2026-Q1.xlsx")  # fmt: skip


def _shares() -> Iterator[Case]:
    """Yield percentages: what a person sees counts, not what the cell holds."""
    yield share("8.5 shown as 8.5", number("8.5"), 8.5)
    yield share("0.085 shown as 8.5 %", number("8.5000000000000006E-2", PERCENT), 8.5)
    yield share("0.085 shown as 8.500 %", number("8.5000000000000006E-2", FINE_PERCENT), 8.5)
    yield share("8.5 with a mark in words", number("8.5", SPOKEN_PERCENT), 8.5)
    yield share("8.5 % as text", "8.5 %", 8.5)
    yield share("a share that a formula gives", Xml('s="3"', "<f>1/8</f><v>0.125</v>"), 12.5)


def _bad_cells() -> Iterator[Case]:
    """Yield cells that break the contract."""
    yield bad("an error for a number", "headcount", error("#DIV/0!"), "wrong_type")
    yield bad("a fraction for a whole number in a sheet", "headcount", number("10.5"), "wrong_type")
    yield bad("a percentage for people", "headcount", number("0.1", PERCENT), "wrong_type")
    yield bad("a day for a number", "headcount", number(46112, DAY), "wrong_type")
    yield bad("a number for a truth", "required", number(2), "wrong_type")
    yield bad("too much in a sheet", "score_mean", number(171), "too_large")
    yield bad("an empty key in a sheet", "role_group", None, "missing_value")
    yield bad("a wrong cell below blank rows", "headcount", "many", "wrong_type", row=9)
    yield bad("no number at all", "score_mean", number("NaN"), "wrong_type")


def _hostile() -> Iterator[Case]:
    """Yield what only calls itself a workbook, or was made to harm."""
    good_book = book(*TABLE)
    yield refused("a workbook cut off", good_book[:-40], "damaged_workbook")
    yield refused("a zip of a csv", zipped({"a.csv": PLAIN}), "wrong_kind")
    yield refused("a workbook with macros", Book(content_type=MACRO_TYPE).content(), "macros")
    yield refused("a workbook called xlsm", good_book, "macros", file_name="training_2026-Q1.xlsm")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    yield refused("an old workbook", ole, "wrong_kind", file_name="training_2026-Q1.xls")
    yield refused("a workbook with a password", ole + "EncryptedPackage".encode("utf-16-le"),
                  "protected_workbook")  # fmt: skip
    yield refused("HTML called xls", b"<html><table><tr><td>1</td></tr></table></html>",
                  "wrong_kind", file_name="training_2026-Q1.xls")  # fmt: skip
    table = RawSheet("Data", TABLE)
    for name, part, content, code in (
        ("a part that leads out", "../../evil.xml", "<a/>", "unsafe_names"),
        ("a picture that bursts", "xl/media/a.png", bytes(60_000_000), "bomb"),
        ("definitions that unfold", "xl/theme.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
         "unfolding_workbook"),
        ("programs in a part", "xl/vbaProject.bin", b"x", "macros"),
    ):  # fmt: skip
        yield refused(name, Book(sheets=(table,), parts={part: content}).content(), code)
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    far = first + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield refused("cells far apart", sheets(RawSheet(data=far)), "sheet_too_large")
    split = '<row r="1"><c r="A1"><v>1&#48;</v></c></row>'
    yield refused("a number in pieces", sheets(RawSheet(data=split)), "damaged_workbook")
    bare = RawSheet("Data", [NAMES, [*ENGINEERS[:3], Xml("", "<f>5*2</f>"), *ENGINEERS[4:]]])
    yield refused("a formula without its result", sheets(bare), "uncalculated")
