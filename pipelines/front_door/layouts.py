"""The options of a command line that say how a file is written, as one layout."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from pipelines.errors import GapError
from pipelines.intake.layout import Layout, constants_of, layout_from, words_of

Encoding = Annotated[
    str | None, typer.Option(help="Such as cp1252; else UTF-8, or UTF-16 with its mark.")
]
Delimiter = Annotated[
    str | None, typer.Option(help="comma, semicolon, tab or pipe; else the header shows it.")
]
HeaderLine = Annotated[
    int | None, typer.Option(help="Line of the column names, where titles stand above them.")
]
Sheet = Annotated[str | None, typer.Option(help="Of a workbook with several sheets.")]
DecimalMark = Annotated[
    str | None, typer.Option(help="point or comma, where no number of the file shows it.")
]
Dates = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[COLUMN=]ORDER",
        help="day-first, month-first or iso: how 03/02/2026 is meant; may be given repeatedly.",
    ),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="HEADING=COLUMN",
        help="Column that a heading stands for; nothing behind the sign leaves it out. Repeatable.",
    ),
]
Words = Annotated[
    list[str] | None,
    typer.Option(
        "--word",
        metavar="COLUMN:WRITTEN=OURS",
        help="What a word of the file stands for, such as status:Live=production. Repeatable.",
    ),
]
Constants = Annotated[
    list[str] | None,
    typer.Option(
        "--constant",
        metavar="COLUMN=VALUE",
        help="What a column that the file does not have says in every row; nothing behind the "
        "sign leaves it empty. Repeatable.",
    ),
]
AcceptMapping = Annotated[
    bool, typer.Option("--accept-mapping", help="Take headings that are nearly ours for ours.")
]


def layout_of(
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_line: int | None = None,
    sheet: str | None = None,
    decimal_mark: str | None = None,
    dates: Iterable[str] | None = None,
    mapping: Iterable[str] | None = None,
    accepts_suggestions: bool = False,
    words: Iterable[str] | None = None,
    constants: Iterable[str] | None = None,
) -> Layout:
    """Return what the options say together.

    Raises:
        GapError: One of them makes no sense.
    """
    return layout_from(
        {
            "encoding": encoding,
            "delimiter": delimiter,
            "header_line": header_line,
            "sheet": sheet,
            "decimal_mark": decimal_mark,
            "dates": dict(_order(text) for text in dates or ()),
            "mapping": dict(_heading(text) for text in mapping or ()),
            "accepts_suggestions": accepts_suggestions,
            "words": words_of(words or ()),
            "constants": constants_of(constants or ()),
        }
    )


def _order(text: str) -> tuple[str, str]:
    """Return the column and the order of ``event_date=day-first``, or of ``day-first`` alone."""
    column, _, order = text.rpartition("=")
    return column.strip(), order.strip().replace("-", "_")


def _heading(text: str) -> tuple[str, str]:
    """Return the heading and the column of ``Kopfzahl=headcount``."""
    heading, sign, column = text.rpartition("=")
    if not sign:
        raise GapError(
            f"“{text}” maps no heading to a column.",
            where="Option --map.",
            next_step='Write --map "HEADING=column", or --map "HEADING=" to leave it out. '
            "Nothing was loaded.",
        )
    return heading.strip(), column.strip()
