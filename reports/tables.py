"""Tables and bars as markup: real text for every figure, and on a phone each row as a card.

A row of more columns than a phone can show stands there as lines of heading and value, so nothing
lies outside the screen; the roles say to a screen reader that it is a table all the same. Bars
stand inside their table instead of in a chart: a reader sees the length, a screen reader hears the
figure, and a long name or an unknown value has a place of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pipelines.metrics.results import Cell
from reports.format import figure
from reports.markup import Child, box, element, text, written

UNNAMED = "not stated"
FITTING = 3
"""Columns that a phone shows beside each other; beyond, each row becomes a card there."""
CARDS = 30
"""Cards that somebody scrolls through; a longer list stays a table, so that its page has an end."""


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    title: str
    is_number: bool = False
    is_short: bool = False
    """Whether its cells must not be broken into lines."""


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Child]],
    *,
    title: str,
    first: str = "th",
    is_grid: bool = False,
) -> str:
    """Return a table; the first cell of each row names the row.

    Args:
        columns: Headings.
        rows: Cells, as text or as elements.
        title: What the table holds, for screen readers.
        first: ``th`` where the first cell names its row, ``td`` where it does not.
        is_grid: Whether it is read across as well as down, so that a row alone says nothing; a
            phone scrolls it sideways.
    """
    heads = [
        _cell("th" if column.title else "td", column.title, column, "col") for column in columns
    ]
    body = [
        [
            _cell(first if index == 0 else "td", cell, columns[index], "row")
            for index, cell in enumerate(row)
        ]
        for row in rows
    ]
    stacks = len(columns) > FITTING and len(body) <= CARDS and not is_grid
    if stacks:
        for cell in heads:
            cell.set("role", "columnheader" if cell.tag == "th" else "cell")
        for cells in body:
            _label(cells, columns)
    lines = [element("tr", _role("row", stacks), *cells) for cells in (heads, *body)]
    whole = element(
        "table",
        {"aria-label": title} | _role("table", stacks),
        element("thead", _role("rowgroup", stacks), lines[0]),
        element("tbody", _role("rowgroup", stacks), *lines[1:]),
    )
    look = "tandem scroll stacks" if stacks else "tandem scroll"
    frame = {"class": look, "tabindex": "0", "role": "group", "aria-label": title}
    return written(element("div", frame, whole))


def bars(cells: Sequence[Cell], dimension: str, unit: str, *, title: str, most: int = 25) -> str:
    """Return a breakdown as bars in a table, longest first; unknown values say why.

    Args:
        cells: One per value of the dimension.
        dimension: The dimension's name in the cells.
        unit: The metric's unit.
        title: What is broken down, for screen readers.
        most: How many bars are shown.
    """
    known = sorted(
        (cell for cell in cells if cell.value is not None), key=lambda cell: -(cell.value or 0)
    )
    unknown = [cell for cell in cells if cell.value is None]
    shown = [*known, *unknown][:most]
    widest = max((abs(cell.value or 0) for cell in known), default=0.0)
    rows = [
        (
            cell.dimensions.get(dimension) or UNNAMED,
            _bar(cell.value, widest),
            figure(cell.value, unit, state=cell.state),
            f"{cell.n:,}",
        )
        for cell in shown
    ]
    columns = (Column(words(dimension)), Column(""), Column("Value", True), Column("n", True))
    return table(columns, rows, title=title, is_grid=True)


def breakdown_words(cells: Sequence[Cell], dimension: str, unit: str, *, most: int = 25) -> str:
    """Return what a breakdown shows: its ends, and how much of it cannot be known."""
    known = sorted(
        (cell for cell in cells if cell.value is not None), key=lambda cell: -(cell.value or 0)
    )
    if not known:
        return f"Broken down by {words(dimension).lower()}, no figure can be known."
    first, last = known[0], known[-1]
    name = first.dimensions.get(dimension) or UNNAMED.capitalize()
    if len(known) == 1:
        said = f"Only {name} has a figure ({figure(first.value, unit)})"
    else:
        said = f"{name} has the highest figure ({figure(first.value, unit)}), "
        said += f"{last.dimensions.get(dimension) or UNNAMED} the lowest "
        said += f"({figure(last.value, unit)})"
    unknown = len(cells) - len(known)
    if unknown:
        said += f"; for {unknown} of {len(cells)} it cannot be known"
    if len(cells) > most:
        said += f". The first {most} of {len(cells)} are shown"
    return said + "."


def matrix(
    counts: Mapping[tuple[str, str], int],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    title: str,
    row_words: Callable[[str], str] = str,
) -> str:
    """Return counts by two dimensions, the larger ones on darker ground, with both sums."""
    most = max(counts.values(), default=0)
    lines: list[list[Child]] = []
    for row in rows:
        here = [counts.get((row, column), 0) for column in columns]
        lines.append([row_words(row), *(_shade(count, most) for count in here), f"{sum(here):,}"])
    sums = [sum(counts.get((row, column), 0) for row in rows) for column in columns]
    lines.append(["All", *(f"{total:,}" for total in sums), f"{sum(sums):,}"])
    heads = [Column(""), *(Column(words(column), True) for column in columns), Column("All", True)]
    return table(heads, lines, title=title, is_grid=True)


def words(name: str) -> str:
    """Return an identifier as words: ``business_unit`` becomes ``Business unit``."""
    return name.replace("_", " ").capitalize()


def _cell(kind: str, child: Child, column: Column, scope: str) -> Element:
    """Return one cell."""
    look = "number" if column.is_number else "short" if column.is_short else ""
    attributes = {"class": look} if look else {}
    if kind == "th":
        attributes["scope"] = scope
    return element(kind, attributes, child)


def _label(cells: Sequence[Element], columns: Sequence[Column]) -> None:
    """Write onto each cell of a row its heading, and what it is to a screen reader."""
    for cell, column in zip(cells, columns, strict=False):
        cell.set("role", "rowheader" if cell.tag == "th" else "cell")
        if cell.tag == "td" and column.title:
            cell.set("data-label", column.title)


def _role(name: str, stacks: bool) -> dict[str, str]:
    """Return a role in words; a table that no style takes apart has its own."""
    return {"role": name} if stacks else {}


def _bar(value: float | None, widest: float) -> Element:
    """Return a bar whose length is the value's share of the widest."""
    share = 0.0 if value is None or not widest else abs(value) / widest * 100
    return element(
        "svg",
        {"class": "bar-track", "aria-hidden": "true"},
        element("rect", {"width": f"{share:.1f}%", "height": "100%", "rx": "2"}),
    )


def _shade(count: int, most: int) -> Element:
    """Return a count on ground that is the darker the larger it is; nothing where it is zero."""
    if not count:
        return text("muted", "–")
    step = 1 + round(4 * count / most)
    return box(f"shade shade-{step}", f"{count:,}")
