"""Prefilled templates: a file of one period that knows its keys already and asks only for values.

The keys are those of the extract's newest state, or else of the extracts that it refers to, so
that nobody types a number that is known. Rows that are events begin empty; what they may refer to
stands on a sheet of its own. What is filled in loads as it is: it asks for what a load checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipelines.errors import GapError, NotFound
from pipelines.extracts.contract import Extract
from pipelines.extracts.examples import written
from pipelines.extracts.templates import template_csv, template_workbook
from pipelines.intake.annotated import harmless
from pipelines.marked_yaml import nearest
from pipelines.periods import MONTHS, Period, parsed
from pipelines.warehouse.rollups import quoted

if TYPE_CHECKING:
    from pipelines.warehouse.relations import Relations
    from pipelines.workspace import Workspace

MOST_ROWS: Final = 50_000
"""Nobody fills in more rows than that; such a file is exported from where the data are."""

Row = Mapping[str, str]
"""What is known of one row, by column; what is missing is to be filled in."""


@dataclass(frozen=True)
class Prefilled:
    """A template of one period as two files; each is called ``stem`` with its ending."""

    stem: str
    csv: bytes
    xlsx: bytes
    rows: int
    """How many rows are begun in it."""


def prefilled(workspace: Workspace, extract: str, period: str) -> Prefilled:
    """Return the template of an extract for one period, with every key that is known.

    Args:
        workspace: Where; the newest catalogue version.
        extract: The contract's name.
        period: A period of the extract's grain, or one that holds several such as a quarter.

    Raises:
        NotFound: There is no such extract.
        GapError: The period is finer than the extract, or more keys are known than anybody
            fills in by hand.
    """
    if extract not in workspace.extracts:
        raise NotFound(
            f"There is no extract “{extract}”.{nearest(extract, workspace.extracts)}",
            next_step="“python -m pipelines check” lists all of them.",
        )
    contract, asked = workspace.extracts[extract], parsed(period)
    parts = _parts(contract, asked)
    relations = workspace.warehouse.at(None)
    known = list(_known_rows(workspace.extracts, contract, relations, parts[0]))
    rows = [_filled(contract, row, part) for part in parts for row in known]
    if len(rows) > MOST_ROWS:
        raise GapError(
            f"{contract.title} has {len(rows):,} rows to fill in for {asked}; a template holds "
            f"{MOST_ROWS:,}.",
            next_step="Export the file from where the data are; nothing was changed.",
        )
    safe = [[harmless(text) for text in row] for row in rows]
    referred = list(_referred(workspace.extracts, contract, relations))
    return Prefilled(
        stem=f"{contract.name}_{asked}",
        csv=template_csv(contract, safe),
        xlsx=template_workbook(contract, workspace.extracts, rows, known=referred),
        rows=len(rows),
    )


def _parts(extract: Extract, asked: Period) -> Sequence[Period]:
    """Return the periods of the extract's grain that lie in the asked one."""
    if asked.grain == extract.grain:
        return (asked,)
    if MONTHS[asked.grain] < MONTHS[extract.grain]:
        raise GapError(
            f"{extract.title} is brought by {extract.grain}; “{asked}” is a {asked.grain}.",
            next_step=f"Ask for a {extract.grain}; nothing was changed.",
        )
    width = MONTHS[extract.grain]
    return [
        Period(month.start, extract.grain)
        for number, month in enumerate(asked.months())
        if number % width == 0
    ]


def _known_rows(
    extracts: Mapping[str, Extract], extract: Extract, relations: Relations, asked: Period
) -> Iterator[Row]:
    """Yield what is known of each row: from the extract's own newest state, else by reference."""
    if not (extract.snapshot or extract.period_column in extract.key):
        return
    own = list(_own_rows(extract, relations, asked))
    yield from own or _rows_by_reference(extracts, extract, relations)


def _own_rows(extract: Extract, relations: Relations, asked: Period) -> Iterator[Row]:
    """Yield keys and names of the newest state that is not younger than the asked period."""
    loaded = relations.periods(extract.name)
    if not loaded:
        return
    newest = max((one for one in loaded if one <= asked), default=loaded[0])
    names = [name for name in extract.column_names if _is_known(extract, name)]
    picked = ", ".join(quoted(name) for name in names)
    found = relations.rows(
        f"SELECT DISTINCT {picked} FROM {relations.facts(extract.name)} "  # noqa: S608 - names of the contract; the days are bound
        f"WHERE _period BETWEEN $first AND $last ORDER BY {picked} LIMIT {MOST_ROWS + 1}",
        {"first": newest.start, "last": newest.end},
    )
    for row in found:
        yield {name: written(value) for name, value in zip(names, row, strict=True)}


def _is_known(extract: Extract, name: str) -> bool:
    """Return whether a column stays as it was: a key, a reference or a name, but no state."""
    if name == extract.period_column:
        return False
    refers = any(name in reference.columns for reference in extract.references)
    return name in extract.key or refers or name in _names_of(extract)


def _rows_by_reference(
    extracts: Mapping[str, Extract], extract: Extract, relations: Relations
) -> Iterator[Row]:
    """Yield a row for each key that the first reference of the extract's own key leads to."""
    reference = next(
        (
            one
            for one in extract.references
            if len(one.columns) == 1 and one.columns[0] in extract.key
        ),
        None,
    )
    if reference is None or not relations.periods(reference.extract):
        return
    (via,), (key,) = reference.columns, reference.target_columns
    target = extracts[reference.extract]
    named = [name for name in _names_of(target) if name in extract.column_names]
    columns = ", ".join(quoted(name) for name in (key, *named))
    found = relations.rows(
        f"SELECT {columns} FROM {relations.lookup(target.name, key)} "  # noqa: S608 - names of contracts
        f"ORDER BY 1 LIMIT {MOST_ROWS + 1}"
    )
    for value, *others in found:
        yield {via: written(value), **dict(zip(named, map(written, others), strict=True))}


def _names_of(target: Extract) -> list[str]:
    """Return the columns by which an extract calls its rows; a state such as a stage is no name."""
    return [name for name in target.carries if not target.column(name).allowed]


def _referred(
    extracts: Mapping[str, Extract], extract: Extract, relations: Relations
) -> Iterator[tuple[str, ...]]:
    """Yield a heading and then every key that the extract may refer to, with what it is called."""
    told: list[tuple[str, ...]] = []
    for reference in extract.references:
        target = extracts.get(reference.extract)
        if target is None or len(reference.columns) != 1 or not relations.periods(target.name):
            continue
        key = reference.target_columns[0]
        named = _names_of(target)
        picked = ", ".join(quoted(name) for name in (key, *named))
        rows = relations.rows(
            f"SELECT {picked} FROM {relations.lookup(target.name, key)} "  # noqa: S608 - names of contracts
            f"ORDER BY 1 LIMIT {MOST_ROWS}"
        )
        told += [
            (reference.columns[0], written(value), ", ".join(filter(None, map(written, others))))
            for value, *others in rows
        ]
    if told:
        yield "Column", "Known key", "Called"
        yield from told


def _filled(extract: Extract, row: Row, period: Period) -> list[str]:
    """Return a row of the file; the period stands where its column takes a label."""
    named = {}
    if extract.period_column and extract.column(extract.period_column).type == "period":
        named = {extract.period_column: period.label}
    return [named.get(name, row.get(name, "")) for name in extract.column_names]
