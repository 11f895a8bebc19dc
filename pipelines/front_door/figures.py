"""Commands about figures: metric, explain, check and schema."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.errors import GapError
from pipelines.settings import settings_from

if TYPE_CHECKING:
    from pipelines.metrics.lineage import Source, Walk
    from pipelines.metrics.results import Answer, Cell
    from pipelines.workspace import Workspace

By = Annotated[list[str] | None, typer.Option("--by", help="Split by this dimension.")]
Where = Annotated[
    list[str] | None, typer.Option("--where", help="Filter, written as DIMENSION=VALUE.")
]
PeriodOption = Annotated[str | None, typer.Option("--period", help="Such as 2026-Q1 or 2026-01.")]
Version = Annotated[int | None, typer.Option("--as-of", help="Catalogue version to read.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def metric(
    name: str,
    by: By = None,
    where: Where = None,
    period: PeriodOption = None,
    grain: Annotated[str | None, typer.Option(help="month, quarter or year.")] = None,
    as_of: Version = None,
    as_json: AsJson = False,
) -> None:
    """Print a metric's figures with what they rest on and how far they can be trusted."""
    from pipelines.metrics.query import answers
    from pipelines.periods import MONTHS, parsed
    from pipelines.workspace import open_workspace

    if grain is not None and grain not in MONTHS:
        raise typer.BadParameter("month, quarter or year", param_hint="--grain")
    workspace = open_workspace(settings_from())
    chosen = None if period is None else [parsed(period)]
    answer = answers(
        workspace,
        [name],
        grain=grain,
        periods=chosen,
        by=by or (),
        where=_filters(where),
        version=as_of,
        today=workspace.reporting_day(date.today()),
    )[name]
    if as_json:
        print(json.dumps(answer_object(answer), ensure_ascii=False))
    else:
        _print_answer(workspace, answer, by or ())


def explain(
    name: str,
    period: PeriodOption = None,
    where: Where = None,
    as_of: Version = None,
    every_row: Annotated[
        Path | None, typer.Option("--all", help="Write all rows to this CSV file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Walk back from a figure: formula, extract, loads, and the rows with their line numbers."""
    from pipelines.metrics.lineage import latest_period, walk_back
    from pipelines.periods import parsed
    from pipelines.workspace import open_workspace

    workspace = open_workspace(settings_from())
    asked = workspace.metrics.metric(name)
    chosen = parsed(period) if period else latest_period(workspace, asked, version=as_of)
    if chosen is None:
        raise GapError(
            f"Nothing is loaded that {asked.title} could be computed from.",
            where=f"Metric {name}.",
            next_step="Load its extract with “python -m pipelines load FILE”.",
        )
    walk = walk_back(
        workspace,
        name,
        period=chosen,
        where=_filters(where),
        version=as_of,
        limit=None if every_row else 50,
    )
    if every_row:
        _write_rows(walk, every_row)
    if as_json:
        print(json.dumps(walk_object(walk), ensure_ascii=False, default=str))
    else:
        _print_walk(walk, written=every_row)


def check(
    file: Annotated[Path | None, typer.Argument(help="Default: the configured file.")] = None,
) -> None:
    """Check metrics.yaml against the data contracts; mistakes are told as file:line."""
    from pipelines.extracts.reading import read_contracts
    from pipelines.metrics.book import metric_book

    settings = settings_from()
    book = metric_book(file or settings.metrics, read_contracts(settings.extracts))
    for one in book.metrics.values():
        print(f"{one.name:<34} {one.perspective:<12} {one.unit:<22} {one.title}")
    print(f"{len(book.metrics)} metrics hold.")


def schema() -> None:
    """Print the JSON Schema of metrics.yaml, for editors."""
    from pipelines.metrics.schema import metric_file_schema

    print(json.dumps(metric_file_schema(), indent=2))


def answer_object(answer: Answer) -> dict[str, Any]:
    """Return an answer as the JSON object that ``metric --json`` prints."""
    return {
        "metric": answer.metric,
        "unit": answer.unit,
        "as_of": answer.as_of,
        "rows": [_cell_object(cell) for cell in answer.rows],
    }


def walk_object(walk: Walk) -> dict[str, Any]:
    """Return a walk as the JSON object that ``explain --json`` prints."""
    return {
        "metric": walk.metric,
        "unit": walk.unit,
        "as_of": walk.as_of,
        "period": walk.period,
        "where": dict(walk.where),
        "figure": None if walk.cell is None else _cell_object(walk.cell),
        "formula": walk.formula,
        "sources": [
            {
                "metric": source.metric,
                "extract": source.extract,
                "formula": source.formula,
                "loads": [
                    {
                        "id": load.id,
                        "file": load.file_name,
                        "sha256": load.sha256,
                        "by": load.actor,
                        "at": load.at.isoformat(),
                        "period": load.period,
                        "rows": load.rows,
                    }
                    for load in source.loads
                ],
                "row_count": source.row_count,
                "rows": [dict(zip(source.columns, row, strict=True)) for row in source.rows],
            }
            for source in walk.sources
        ],
    }


def _cell_object(cell: Cell) -> dict[str, Any]:
    """Return one figure as a JSON object."""
    return {
        "period": cell.period,
        **cell.dimensions,
        "value": cell.value,
        "n": cell.n,
        "coverage": cell.coverage,
        "state": cell.state,
        "note": cell.note,
    }


def _filters(where: Sequence[str] | None) -> dict[str, str | None]:
    """Return ``DIMENSION=VALUE`` options as a mapping; an empty value means “not known”."""
    found: dict[str, str | None] = {}
    for text in where or ():
        name, equals, value = text.partition("=")
        if not equals:
            raise typer.BadParameter(f"“{text}” is not DIMENSION=VALUE", param_hint="--where")
        found[name.strip()] = value or None
    return found


def _print_answer(workspace: Workspace, answer: Answer, by: Sequence[str]) -> None:
    """Print figures as a table."""
    from rich.console import Console
    from rich.table import Table

    metric = workspace.metrics.metric(answer.metric)
    table = Table(title=f"{metric.title} ({metric.unit})", caption=metric.caveat)
    for heading in ("period", *by):
        table.add_column(heading)
    for heading in ("value", "n", "coverage"):
        table.add_column(heading, justify="right")
    table.add_column("state")
    table.add_column("note")
    for cell in answer.rows:
        value = "—" if cell.value is None else f"{cell.value:,.{metric.decimals}f}"
        coverage = "—" if cell.coverage is None else f"{cell.coverage:.0%}"
        split = [cell.dimensions[name] or "(not known)" for name in by]
        state = cell.state.replace("_", " ")
        table.add_row(cell.period, *split, value, f"{cell.n:,}", coverage, state, cell.note)
    console = Console()
    console.print(table)
    console.print(
        f"{formula_line(workspace, answer.metric)}  ·  version {answer.as_of}", style="dim"
    )


def formula_line(workspace: Workspace, name: str) -> str:
    """Return a metric's formula for the line below its table."""
    from pipelines.metrics.lineage import formula_text

    return formula_text(workspace.metrics.metric(name))


def _print_walk(walk: Walk, *, written: Path | None) -> None:
    """Print the walk back as text and tables."""
    from rich.console import Console

    console = Console()
    cell = walk.cell
    figure = "not known" if cell is None or cell.value is None else f"{cell.value:,.4g} {walk.unit}"
    state = "" if cell is None else f" ({cell.state.replace('_', ' ')})"
    console.print(f"[bold]{walk.title}[/bold], {walk.period}: {figure}{state}")
    if cell is not None and cell.note:
        console.print(cell.note, markup=False)
    console.print(f"Formula: {walk.formula}", markup=False)
    for source in walk.sources:
        _print_source(source, rows=written is None)
    if written is not None:
        console.print(f"All rows are in {written.name}.", markup=False)


def _print_source(source: Source, *, rows: bool) -> None:
    """Print one source: its loads and its first rows."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    console.print(f"\n{source.title}: extract {source.extract}, {source.row_count:,} rows from")
    for load in source.loads:
        console.print(
            f"  {load.file_name}  {load.period}  load {load.id}  sha256 {load.sha256[:12]}…  "
            f"by {load.actor}  {load.at:%Y-%m-%d %H:%M} UTC",
            markup=False,
        )
    if not rows or not source.rows:
        return
    names = {load.id: load.file_name for load in source.loads}
    shown = [index for index in range(2, len(source.columns))][:8]
    table = Table("file", "line", *(source.columns[index] for index in shown))
    for row in source.rows:
        cells = ["" if row[index] is None else escape(str(row[index])) for index in shown]
        table.add_row(escape(names.get(row[0], row[0])), str(row[1]), *cells)
    console.print(table)
    if source.row_count > len(source.rows):
        console.print(f"The first {len(source.rows)}; --all FILE writes all {source.row_count:,}.")


def _write_rows(walk: Walk, target: Path) -> None:
    """Write every row of every source as CSV; text that a spreadsheet would run is made inert."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for source in walk.sources:
            names = {load.id: load.file_name for load in source.loads}
            writer.writerow(["metric", "file", "load", "line", *source.columns[2:]])
            for row in source.rows:
                cells = [_inert(cell) for cell in row[2:]]
                writer.writerow([source.metric, names.get(row[0], ""), row[0], row[1], *cells])
    print(f"{sum(len(source.rows) for source in walk.sources):,} rows written.", file=sys.stderr)


def _inert(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip()[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        return "'" + cell
    return cell
