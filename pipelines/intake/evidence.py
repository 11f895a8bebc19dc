"""What a file's cells prove about how it writes numbers and dates: one question to every cell.

One statement counts, for each column of numbers and of dates, the cells that can be read in one
way only and those that leave it open; a second one finds where each kind that there is stands
first. What follows from that is ``as_written.py``'s to say.

Why so: lines are numbered in one stream, which costs more than all the counting, and most files
are of one kind in each column. Until DuckDB tells the line of a CSV row by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.extracts.contract import Column
from pipelines.intake import convert
from pipelines.intake.header import LINE
from pipelines.intake.layout import DateOrder, DecimalMark
from pipelines.intake.notation import numbers
from pipelines.intake.notation.days import DAY_AND_MONTH, OURS
from pipelines.intake.notation.written import NUMBERS, concerns
from pipelines.intake.stage import Table, lined_rows

_NUMBER_KINDS = ("comma", "point", "open_comma", "open_point", "foreign")
_DATE_KINDS = ("day_first", "month_first", "open", "foreign")
_PERIOD_KINDS = ("foreign",)
_THOUSANDS = {
    ".": "{kind} = 'comma' AND contains({cell}, '.')",
    ",": "{kind} = 'point' AND contains({cell}, ',')",
    " ": r"{kind} IS NOT NULL AND regexp_matches({cell}, '[0-9][ \x{{a0}}\x{{202f}}][0-9]')",
    "'": "{kind} IS NOT NULL AND regexp_matches({cell}, '[0-9][''\u2019][0-9]')",
}
"""By mark, what shows that it stands between thousands."""
_USUAL = "-?[0-9]+[.,]?[0-9]*"
"""A number with at most one mark, which shows none between thousands."""


@dataclass(frozen=True)
class Sighting:
    """The first cell of a kind, and how many there are."""

    line: int
    column: str
    value: str
    count: int


@dataclass(frozen=True)
class Evidence:
    """What the cells of a file prove."""

    proofs: Mapping[DecimalMark, Sighting]
    """By decimal mark, numbers that can be read with it only."""
    open_numbers: Mapping[DecimalMark, Sighting]
    """By the mark that they hold, numbers that are others with the other mark: ``1.234``."""
    thousands: frozenset[str]
    """Marks that certainly stand between thousands."""
    orders: Mapping[str, Mapping[DateOrder, Sighting]]
    """By date column, dates that can be read in one order only: ``13/02/2026``."""
    open_dates: Mapping[str, Sighting]
    """By date column, dates that are others in the other order: ``03/02/2026``."""
    foreign: Mapping[str, Sighting]
    """By column, other cells that are not in our own form: ``(5)``, ``31 Mar 2026``, ``1Q26``."""

    def marks_between_thousands(self, mark: DecimalMark) -> tuple[str, ...]:
        """Return what stands between thousands once the decimal mark is known."""
        other = numbers.OTHER[mark]
        found = set(self.thousands) - {numbers.SIGN[mark]}
        if other in self.open_numbers:
            found.add(numbers.SIGN[other])
        return tuple(sorted(found))


def evidence(connection: duckdb.DuckDBPyConnection, table: Table) -> Evidence:
    """Return what a table's text proves; reads every cell of its numbers and dates once.

    Raises:
        duckdb.InvalidInputException: The rows of the file cannot be told apart as it stands.
    """
    columns = [
        column
        for column in table.extract.columns
        if concerns(column) and column.name in table.columns
    ]
    if not columns:
        return Evidence({}, {}, frozenset(), {}, {}, {})
    cells = _Cells(table, columns)
    counted = _answers(connection, cells.counts())
    there = [(place, kind) for place, kind in counted if kind not in _THOUSANDS]
    there = [each for each in there if counted[each]]
    first = _answers(connection, cells.firsts(there)) if there else {}
    return _weighed(
        columns,
        {
            (columns[place].name, kind): {**first[place, kind], "count": count}
            for (place, kind), count in counted.items()
            if (place, kind) in first
        },
        frozenset(kind for (_, kind), shown in counted.items() if kind in _THOUSANDS and shown),
    )


_Asked = Mapping[tuple[int, str], str]
"""By place of a column and kind of a cell, the aggregate that tells about them."""


@dataclass(frozen=True)
class _Cells:
    """The cells of some columns with the kind of each, as a query."""

    table: Table
    columns: list[Column]

    def counts(self) -> tuple[str, _Asked]:
        """Return the query, and what counts each kind and shows each mark between thousands."""
        asked = {}
        for place, column in enumerate(self.columns):
            cell, kind = f"_t{place}", f"_k{place}"
            for name in _kinds(column, cell)[0]:
                asked[place, name] = f"count(*) FILTER (WHERE {kind} = '{name}')"
            for mark, shows in _THOUSANDS.items() if column.type in NUMBERS else ():
                shown = shows.format(kind=kind, cell=cell)
                # A case, because the right side of AND is computed for every row all the same.
                unusual = f"{kind} IS NOT NULL AND NOT regexp_full_match({cell}, '{_USUAL}')"
                asked[place, mark] = (
                    f"coalesce(bool_or(CASE WHEN {unusual} THEN {shown} END), false)"
                )
        return self._query(range(len(self.columns)), numbered=False), asked

    def firsts(self, there: Sequence[tuple[int, str]]) -> tuple[str, _Asked]:
        """Return the query, and what finds the first cell of each kind that is there."""
        asked = {}
        for place, name in there:
            only = f"FILTER (WHERE _k{place} = '{name}')"
            asked[place, name] = (
                f"struct_pack(line := min(_l) {only}, value := arg_min(_t{place}, _l) {only})"
            )
        return self._query(sorted({place for place, _ in there}), numbered=True), asked

    def _query(self, places: Iterable[int], *, numbered: bool) -> str:
        """Return the query of some columns' cells; numbering their lines is slow."""
        trims, kinds = [f"{LINE} AS _l"] if numbered else [], []
        for place in places:
            column = self.columns[place]
            raw = f"_r{self.table.columns.index(column.name)}"
            trims.append(f"{convert.trimmed(raw)} AS _t{place}")
            kinds.append(f"{_kinds(column, f'_t{place}')[1]} AS _k{place}")
        cells = f"SELECT {', '.join(trims)} FROM {lined_rows(self.table)}"  # noqa: S608 - places of columns
        return f"SELECT *, {', '.join(kinds)} FROM ({cells})"  # noqa: S608 - places of columns


def _answers(
    connection: duckdb.DuckDBPyConnection, question: tuple[str, _Asked]
) -> dict[tuple[int, str], Any]:
    """Return what each aggregate over a query says."""
    query, asked = question
    sql = f"SELECT {', '.join(asked.values())} FROM ({query})"  # noqa: S608 - places of columns
    row = connection.execute(sql).fetchone()
    assert row is not None  # noqa: S101  # an aggregate always answers
    return dict(zip(asked, row, strict=True))


def _kinds(column: Column, cell: str) -> tuple[tuple[str, ...], str]:
    """Return the kinds that a column's cells may be of, and SQL that says which."""
    if column.type == "date":
        return _DATE_KINDS, _date_kind(cell)
    if column.type == "period":
        ours = "[0-9]{4}(?:-[Qq][1-4]|-[0-9]{2})?"
        return (
            _PERIOD_KINDS,
            f"CASE WHEN NOT regexp_full_match({cell}, '{ours}') THEN 'foreign' END",
        )
    return _NUMBER_KINDS, _number_kind(cell)


def _number_kind(cell: str) -> str:
    """Return SQL for what a cell says of the decimal mark; null where it says nothing."""
    marked = f"(contains({cell}, ',') OR contains({cell}, '.'))"
    forms = {
        "comma": numbers.proves("comma"),
        "point": numbers.proves("point"),
        "open_comma": numbers.leaves_open("comma"),
        "open_point": numbers.leaves_open("point"),
    }
    cases = [
        f"WHEN {marked} AND {_is_number(cell, form)} THEN '{kind}'" for kind, form in forms.items()
    ]
    usual = [
        f"WHEN regexp_full_match({cell}, '-?[0-9]+[{sign}](?:[0-9]{{1,2}}|[0-9]{{4,}})') "
        f"THEN '{mark}'"
        for mark, sign in numbers.SIGN.items()
    ]
    unmarked = _is_number(cell, f"[0-9]+|{numbers.grouped_by_blanks_or_apostrophes()}")
    return (
        f"CASE WHEN {cell} IS NULL OR regexp_full_match({cell}, '[+-]?[0-9]+') THEN NULL "
        f"{' '.join((*usual, *cases))} WHEN {unmarked} THEN 'foreign' END"
    )


def _is_number(cell: str, core: str) -> str:
    """Return the condition that a cell is a number of a form, signs and per cent included."""
    form = f"{numbers.signed(core)}|{numbers.per_cent(core)}"
    return f"regexp_full_match({cell}, '{form}')"


def _date_kind(cell: str) -> str:
    """Return SQL for what a cell says of the order of day and month."""
    first, second = (
        f"CAST(regexp_extract_all({cell}, '[0-9]+')[{place}] AS INTEGER)" for place in (1, 2)
    )
    return (
        f"CASE WHEN {cell} IS NULL OR regexp_full_match({cell}, '{OURS}') THEN NULL "
        f"WHEN NOT regexp_matches({cell}, '^(?:{DAY_AND_MONTH})') THEN 'foreign' "
        f"WHEN {first} > 12 AND {second} <= 12 THEN 'day_first' "
        f"WHEN {second} > 12 AND {first} <= 12 THEN 'month_first' "
        f"WHEN {first} <= 12 AND {second} <= 12 AND {first} <> {second} THEN 'open' "
        "ELSE 'foreign' END"
    )


def _weighed(
    columns: list[Column], answers: Mapping[tuple[str, str], Any], thousands: frozenset[str]
) -> Evidence:
    """Return the answers sorted by what they prove."""
    dated = {column.name for column in columns if column.type == "date"}
    numbers = [column.name for column in columns if column.type in NUMBERS]
    marks: tuple[DecimalMark, ...] = ("comma", "point")
    orders: tuple[DateOrder, ...] = ("day_first", "month_first")
    return Evidence(
        proofs={mark: one for mark in marks for one in _first(answers, numbers, mark)},
        open_numbers={
            mark: one for mark in marks for one in _first(answers, numbers, f"open_{mark}")
        },
        thousands=thousands,
        orders={
            name: {order: one for order in orders for one in _first(answers, [name], order)}
            for name in dated
        },
        open_dates={name: one for name in dated for one in _first(answers, [name], "open")},
        foreign={
            column.name: one
            for column in columns
            for one in _first(answers, [column.name], "foreign")
        },
    )


def _first(
    answers: Mapping[tuple[str, str], Any], columns: list[str], kind: str
) -> Iterator[Sighting]:
    """Yield the first cell of a kind among some columns, if there is one."""
    seen = [(answers[name, kind], name) for name in columns if (name, kind) in answers]
    if seen:
        first, name = min(seen, key=lambda one: int(one[0]["line"]))
        count = sum(int(answer["count"]) for answer, _ in seen)
        yield Sighting(int(first["line"]), name, str(first["value"]), count)
