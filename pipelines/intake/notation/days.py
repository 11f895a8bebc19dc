"""Dates and periods as people write them.

A date that begins with its year, has points between its numbers, or names its month in English
can be read in one way only. ``03/02/2026`` can not: it needs the order of its column. Years have
four digits; the one exception is the label ``1Q26``. A fiscal quarter becomes the calendar
quarter that it is, where the installation says in which month its year starts.
"""

from __future__ import annotations

from pipelines.intake.layout import DateOrder
from pipelines.intake.unpacked import Serials
from pipelines.periods import Grain, has_calendar_quarters

MONTH_NAMES = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
OURS = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
YEAR_FIRST = "|".join(f"(?:[0-9]{{4}}[{mark}][0-9]{{1,2}}[{mark}][0-9]{{1,2}})" for mark in "-/.")
POINTS = r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"
DAY_AND_MONTH = "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}"
"""Day and month stand before the year, in an order that the cell alone does not tell."""
_DAY_MONTH = rf"(?i)[0-9]{{1,2}}(?:\.? ?|-|/)(?:{MONTH_NAMES})(?:\.? |-|/)[0-9]{{4}}"
_MONTH_DAY = rf"(?i)(?:{MONTH_NAMES})\.? [0-9]{{1,2}},? [0-9]{{4}}"
_MIDNIGHT = r"[T ]0{1,2}:00(:00(\.0+)?)?$"
_FIRST_DAY = {"1900": "1899-12-30", "1904": "1904-01-01"}
"""Of a spreadsheet's count; with the first, day 60 is one that never was."""


def without_midnight(cell: str) -> str:
    """Return SQL for a cell without a time of day that says nothing."""
    return (
        f"CASE WHEN contains({cell}, ':') THEN regexp_replace({cell}, '{_MIDNIGHT}', '') "
        f"ELSE {cell} END"
    )


def date_cases(written: str, order: DateOrder | None, *, serials: Serials) -> list[str]:
    """Return the WHEN branches that bring a trimmed cell to ``2026-03-31``.

    Args:
        written: SQL of the trimmed cell.
        order: How the column means 03/02/2026; None where nobody knows.
        serials: From which day a spreadsheet counts; empty: a number is no date.
    """
    cell = f"({without_midnight(written)})"
    first, second, third = (_number(cell, place) for place in (1, 2, 3))
    branches = [
        f"WHEN regexp_full_match({cell}, '{OURS}') THEN {cell}",
        f"WHEN regexp_full_match({cell}, '{YEAR_FIRST}') THEN {_joined(first, second, third)}",
        f"WHEN regexp_full_match({cell}, '{POINTS}') THEN {_joined(third, second, first)}",
    ]
    if order == "day_first":
        swapped = _joined(third, second, first)
        branches.append(f"WHEN regexp_full_match({cell}, '{DAY_AND_MONTH}') THEN {swapped}")
    elif order == "month_first":
        swapped = _joined(third, first, second)
        branches.append(f"WHEN regexp_full_match({cell}, '{DAY_AND_MONTH}') THEN {swapped}")
    elif order is None:
        same = f"regexp_full_match({cell}, '{DAY_AND_MONTH}') AND {first} = {second}"
        branches.append(f"WHEN {same} THEN {_joined(third, second, first)}")
    month = _month(cell)
    branches += [
        f"WHEN regexp_full_match({cell}, '{_DAY_MONTH}') THEN {_joined(second, month, first)}",
        f"WHEN regexp_full_match({cell}, '{_MONTH_DAY}') THEN {_joined(second, month, first)}",
    ]
    if serials:
        least = 61 if serials == "1900" else 1
        counted = f"TRY_CAST({written} AS INTEGER)"
        day = f"CAST(DATE '{_FIRST_DAY[serials]}' + {counted} AS VARCHAR)"
        whole = f"regexp_full_match({written}, '[0-9]{{1,6}}') AND {counted} >= {least}"
        branches.append(f"WHEN {whole} THEN {day}")
    return branches


def period_cases(
    written: str, grain: Grain | None, *, fiscal_year_starts: int, from_dates: bool
) -> list[str]:
    """Return the WHEN branches that bring a trimmed cell to ``2026-Q1``, ``2026-01`` or ``2026``.

    Args:
        written: SQL of the trimmed cell.
        grain: The only grain that may come out; None: any.
        fiscal_year_starts: Month; 0 where no fiscal year is defined.
        from_dates: Whether the first day of a month stands for the month, as spreadsheets make
            of every month that somebody types into them.
    """
    cell = f"upper({written})"
    first, second = _number(cell, 1), _number(cell, 2)
    century = f"CASE WHEN strlen({second}) = 2 THEN '20' ELSE '' END"
    branches = [f"WHEN regexp_full_match({cell}, '[0-9]{{4}}(?:-Q?[0-9]{{1,2}})?') THEN {cell}"]
    if grain in (None, "quarter"):
        branches += [
            f"WHEN regexp_full_match({cell}, '[0-9]{{4}}[ /]?Q[1-4]') "
            f"THEN {first} || '-Q' || right({cell}, 1)",
            f"WHEN regexp_full_match({cell}, 'Q[1-4][ /-]?[0-9]{{4}}') "
            f"THEN right({cell}, 4) || '-Q' || substr({cell}, 2, 1)",
            f"WHEN regexp_full_match({cell}, '[1-4]Q(?:[0-9]{{2}}|[0-9]{{4}})') "
            f"THEN {century} || {second} || '-Q' || left({cell}, 1)",
        ]
        branches += _fiscal(cell, first, second, fiscal_year_starts)
    if grain in (None, "month"):
        branches += [
            f"WHEN regexp_full_match({cell}, '[0-9]{{4}}[/.][0-9]{{2}}') "
            f"THEN {first} || '-' || {second}",
            f"WHEN regexp_full_match({cell}, '[0-9]{{1,2}}[/.-][0-9]{{4}}') "
            f"THEN {second} || '-' || lpad({first}, 2, '0')",
            f"WHEN regexp_full_match({cell}, '(?i)(?:{MONTH_NAMES})\\.?[ -]?[0-9]{{4}}') "
            f"THEN {first} || '-' || lpad({_month(cell)}, 2, '0')",
        ]
        if from_dates:
            branches.append(
                f"WHEN regexp_full_match({cell}, '[0-9]{{4}}-[0-9]{{2}}-01') THEN left({cell}, 7)"
            )
    return branches


def _fiscal(cell: str, first: str, second: str, starts: int) -> list[str]:
    """Return the branches for labels of fiscal quarters that are calendar quarters."""
    if not has_calendar_quarters(starts):
        return []
    number = "(?:[0-9]{2}|[0-9]{4})"
    branches = []
    for form, year, quarter in (
        (f"FY ?{number}[ -]?Q[1-4]", first, f"right({cell}, 1)"),
        (f"Q[1-4][ -]?FY ?{number}", second, f"substr({cell}, 2, 1)"),
    ):
        ends = f"(CAST({year} AS INTEGER) + CASE WHEN strlen({year}) = 2 THEN 2000 ELSE 0 END)"
        counted = (
            f"(({ends} - {int(starts > 1)}) * 4 + {(starts - 1) // 3} "
            f"+ CAST({quarter} AS INTEGER) - 1)"
        )
        label = f"({counted} // 4) || '-Q' || ({counted} % 4 + 1)"
        branches.append(f"WHEN regexp_full_match({cell}, '{form}') THEN {label}")
    return branches


def _number(cell: str, place: int) -> str:
    """Return SQL for the first, second or third number in a cell."""
    return f"regexp_extract_all({cell}, '[0-9]+')[{place}]"


def _month(cell: str) -> str:
    """Return SQL for the number of the month that a cell names."""
    named = f"lower(left(regexp_extract({cell}, '[A-Za-z]+'), 3))"
    names = "['jan','feb','mar','apr','may','jun','jul','aug','sep','oct','nov','dec']"
    return f"CAST(list_position({names}, {named}) AS VARCHAR)"


def _joined(year: str, month: str, day: str) -> str:
    """Return SQL for a date in our form."""
    return f"{year} || '-' || lpad({month}, 2, '0') || '-' || lpad({day}, 2, '0')"
