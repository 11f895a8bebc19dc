"""Small hostile files, made by a script, each with what must become of it.

All of them claim to be ``training_2026-Q1.csv``, a plain contract with text, integers, a number
and a boolean. ``Case.rows`` is the number of rows that a load accepts; ``Case.code`` the code
of the first problem where the file must be refused.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipelines.intake.layout import Layout

HEADER = "role_group,course,quarter,headcount,required,completed,expired,score_mean"
ROWS = (
    "engineers,Safe models,2026-Q1,10,true,8,1,71.5",
    "managers,Reading a scorecard,2026-Q1,20,false,5,0,88",
    "stewards,Data quality,2026-Q1,7,true,7,,",
)
NAME = "training_2026-Q1.csv"


@dataclass(frozen=True)
class Case:
    """One file and what must become of it."""

    name: str
    content: bytes
    rows: int | None = None
    code: str = ""
    lines: tuple[int, ...] = ()
    """Lines of the bad rows, where rows are refused."""
    layout: Layout = field(default_factory=Layout)
    file_name: str = NAME
    asks: tuple[tuple[str, str, str | None], ...] = ()
    """Kind, subject and proposal of each question, where somebody has to answer first."""
    shows: str = ""
    """Columns of ``values``."""
    values: tuple[tuple[Any, ...], ...] = ()
    """What was loaded, row by row; nothing else may have been."""


def text(*rows: str, header: str = HEADER, end: str = "\n") -> str:
    """Return a CSV."""
    return end.join((header, *rows, ""))


PLAIN = text(*ROWS)
FIRST = ROWS[0]


def cases() -> Iterator[Case]:
    """Yield every file of the corpus."""
    yield from _encodings()
    yield from _dialects()
    yield from _shapes()
    yield from _other_kinds()
    yield from _headers()
    yield from _cells()


def _encodings() -> Iterator[Case]:
    """Yield encodings: proven, stated, or refused."""
    curly = PLAIN.replace("Safe models", "Sûreté – “IA” €")
    yield Case("utf-8", curly.encode(), rows=3)
    yield Case("utf-8 with its mark", curly.encode("utf-8-sig"), rows=3)
    yield Case("utf-16 little-endian", b"\xff\xfe" + curly.encode("utf-16-le"), rows=3)
    yield Case("utf-16 big-endian", b"\xfe\xff" + curly.encode("utf-16-be"), rows=3)
    yield Case("utf-16 without its mark", PLAIN.encode("utf-16-le"), code="not_text")
    yield Case("utf-32", curly.encode("utf-32"), code="wrong_encoding")
    windows = (("encoding", "", "cp1252"),)
    yield Case("cp1252 unsaid", curly.encode("cp1252"), code="needs_answers", asks=windows)
    yield Case("cp1252 said", curly.encode("cp1252"), rows=3, layout=Layout("cp1252"))
    yield Case(
        "latin-1 said", PLAIN.replace("S", "Ü").encode("latin-1"), rows=3, layout=Layout("latin-1")
    )
    yield Case("cp1252 with a hole", curly.encode("cp1252") + b"\x81", code="wrong_encoding",
               layout=Layout("cp1252"))  # fmt: skip
    late = text(*ROWS, *[FIRST.replace("engineers", f"group {n}") for n in range(2000)])
    yield Case("broken far from the start", late.encode() + b"x\xff,,\n", code="needs_answers",
               asks=windows)  # fmt: skip
    yield Case(
        "letters lost before", PLAIN.replace("Safe", "S\ufffdfe").encode(), code="damaged_text"
    )
    yield Case("emoji and right-to-left", PLAIN.replace("Safe", "🙂 שלום").encode(), rows=3)


def _dialects() -> Iterator[Case]:
    """Yield delimiters, quotes and line ends."""
    yield Case("semicolons", PLAIN.replace(",", ";").encode(), rows=3)
    yield Case("tabs", PLAIN.replace(",", "\t").encode(), rows=3)
    yield Case("windows line ends", PLAIN.replace("\n", "\r\n").encode(), rows=3)
    yield Case("old mac line ends", PLAIN.replace("\n", "\r").encode(), rows=3)
    yield Case("mixed line ends", PLAIN.replace("\n", "\r\n", 2).encode(), rows=3)
    yield Case("no line end at the end", PLAIN.rstrip("\n").encode(), rows=3)
    yield Case("blank lines at the end", (PLAIN + "\n\n").encode(), rows=3)
    yield Case("everything quoted", _quoted(PLAIN).encode(), rows=3)
    yield Case("comma in quotes", PLAIN.replace("Safe models", '"Safe, models"').encode(), rows=3)
    yield Case("doubled quotes", PLAIN.replace("Safe", '"Safe ""x"""').replace(
        '""" models', '"" models"').encode(), rows=3)  # fmt: skip
    yield Case(
        "line break in quotes", PLAIN.replace("Safe models", '"Safe\nmodels"').encode(), rows=3
    )
    yield Case("quote never closed", PLAIN.replace("Data", '"Data').encode(), code="broken_quotes")
    yield Case("text after a quote", PLAIN.replace("Data quality", '"Data" quality').encode(),
               code="broken_quotes")  # fmt: skip
    yield Case(
        "a lone quote inside", PLAIN.replace("Data quality", 'Data 5" quality').encode(), rows=3
    )


def _shapes() -> Iterator[Case]:
    """Yield rows of the wrong width, too few, too many, none."""
    yield Case("empty", b"", code="empty_file")
    yield Case("blanks only", b" \n \n", code="empty_file")
    yield Case("header only", text().encode(), rows=0)
    yield Case("header only without line end", HEADER.encode(), rows=0)
    yield Case("a row too short", text(FIRST, "managers,x", ROWS[2]).encode(), code="wrong_width",
               lines=(3,))  # fmt: skip
    yield Case("a row too long", text(FIRST, ROWS[1] + ",1,2").encode(), code="wrong_width",
               lines=(3,))  # fmt: skip
    yield Case("a comma too many", text(*(row + "," for row in ROWS)).encode(), rows=3)
    yield Case("a footer", (PLAIN + "Total,3\n").encode(), code="wrong_width", lines=(5,))
    yield Case("rows without any value", text(FIRST, ",,,,,,,", ROWS[1]).encode(), rows=2)
    blank = text(FIRST, "", ROWS[1].replace("20,", "minus,"))
    yield Case("a blank line counts as a line", blank.encode(), code="wrong_type", lines=(4,))
    yield Case("NUL in a cell", PLAIN.replace("Safe", "S\0fe").encode(), code="not_text")
    yield Case("NUL at the end", PLAIN.encode() + b"\0" * 100, code="not_text")
    huge = '"' + "x" * 1_100_000 + '"'
    yield Case(
        "a cell without end", PLAIN.replace("Safe models", huge).encode(), code="broken_quotes"
    )


def _other_kinds() -> Iterator[Case]:
    """Yield what only calls itself a CSV."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("xl/workbook.xml", "<workbook/>")
    yield Case("an Excel workbook", archive.getvalue(), code="wrong_kind")
    yield Case(
        "an old Excel workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, code="wrong_kind"
    )
    yield Case("a gzip archive", gzip.compress(PLAIN.encode()), rows=3)
    yield Case("a PDF", b"%PDF-1.7\n", code="wrong_kind")
    yield Case("a Parquet file", b"PAR1" + b"\0" * 20, code="wrong_kind")
    yield Case("HTML", b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", code="wrong_kind")
    yield Case("JSON", b'[{"role_group": "engineers"}]', code="wrong_kind")


def _headers() -> Iterator[Case]:
    """Yield headers that fit, nearly fit, or are none."""
    names = HEADER.split(",")
    swapped = [FIRST.split(",")[names.index(name)] for name in reversed(names)]
    yield Case(
        "columns in another order",
        f"{','.join(reversed(names))}\n{','.join(swapped)}\n".encode(),
        rows=1,
    )
    yield Case(
        "capitals and blanks",
        text(*ROWS, header=HEADER.replace("role_group", " Role Group ")).encode(),
        rows=3,
    )
    yield Case("no header", ("\n".join(ROWS) + "\n").encode(), code="no_header")
    yield Case("a title above the header", ("Training, first quarter\n" + PLAIN).encode(),
               code="needs_answers", asks=(("header_line", "", "2"),))  # fmt: skip
    for name, header, heading, proposal in (
        ("a misspelt column", HEADER.replace("headcount", "headcuont"), "headcuont", "headcount"),
        ("a column too many", HEADER + ",mood", "mood", None),
        ("a letter of another alphabet", HEADER.replace("completed", "соmpleted"), "соmpleted",
         "completed"),
    ):  # fmt: skip
        yield Case(name, text(header=header).encode(), code="needs_answers",
                   asks=(("mapping", heading, proposal),))  # fmt: skip
    gone = HEADER.replace(",expired", "")
    yield Case("a column missing", text(header=gone).encode(), code="needs_answers",
               asks=(("constant", "expired", None),))  # fmt: skip
    most = "role_group,course"
    yield Case("most columns missing", text(header=most).encode(), code="unfit_header")
    yield Case("a column twice", text(header=HEADER + ",course").encode(), code="duplicate_column")
    yield Case(
        "a column twice to the eye",
        text(header=HEADER + ",соurse").encode(),
        code="duplicate_column",
    )
    yield Case(
        "a column twice but for case",
        text(header=HEADER + ",Course").encode(),
        code="duplicate_column",
    )
    yield Case("a column without a name", text(header=HEADER + ",").encode(), code="unnamed_column")
    yield Case(
        "a thousand columns",
        ",".join(f"c{n}" for n in range(1000)).encode(),
        code="header_too_long",
    )
    yield Case("a header without end", b"a" * 70_000, code="header_too_long")
    yield Case("a hundred thousand columns", b"c," * 100_000 + b"\n", code="header_too_long")


def _cells() -> Iterator[Case]:
    """Yield cells that break the contract, each on its line."""
    for name, old, new, code in (
        ("a fraction for a whole number", ",10,", ",10.6,", "wrong_type"),
        ("a number with an underscore", ",10,", ",1_0,", "wrong_type"),
        ("a hexadecimal number", ",10,", ",0x1F,", "wrong_type"),
        ("an exponent in a whole number", ",10,", ",1e3,", "wrong_type"),
        ("digits of another script", ",10,", ",١٠,", "wrong_type"),
        ("not a number", "71.5", "NaN", "wrong_type"),
        ("infinity", "71.5", "inf", "wrong_type"),
        ("too much", "71.5", "171.5", "too_large"),
        ("below nothing", ",10,", ",-10,", "too_small"),
        ("perhaps", "true", "maybe", "wrong_type"),
        ("a quarter that is none", "2026-Q1", "2026-Q5", "wrong_type"),
        ("a month for a quarter", "2026-Q1", "2026-01", "wrong_type"),
        ("another quarter than the file's", "2026-Q1", "2025-Q4", "outside_period"),
        ("an empty key", "engineers", "", "missing_value"),
        ("an empty number", ",10,", ",,", "missing_value"),
        ("more completed than there are", ",8,", ",80,", "rule"),
    ):
        yield Case(name, text(ROWS[1], FIRST.replace(old, new, 1)).encode(), code=code, lines=(3,))
    yield Case("a key twice", text(*ROWS, FIRST).encode(), code="duplicate_key", lines=(5,))
    yield Case(
        "blanks around cells",
        text(FIRST.replace(",10,", ", 10 ,").replace("true", " TRUE")).encode(),
        rows=1,
    )
    yield Case("a formula", PLAIN.replace("Safe models", "=cmd|' /C calc'!A0").encode(), rows=3)
    yield Case("SQL", PLAIN.replace("Safe models", "'); DROP TABLE load; --").encode(), rows=3)


def _quoted(plain: str) -> str:
    """Return a CSV with every cell in quotes."""
    lines = plain.splitlines()
    return "".join(",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in lines)
