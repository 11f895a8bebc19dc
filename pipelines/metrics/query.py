"""Questions to metrics: from names, periods and filters to cells with state and coverage.

All metrics that read alike are answered by one statement, so a whole scorecard costs a handful
of queries. Derived metrics are computed by DuckDB as well, from their inputs' figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pipelines.errors import MetricError
from pipelines.extracts.dimensions import dimensions
from pipelines.marked_yaml import nearest
from pipelines.metrics import grammar
from pipelines.metrics.book import Metric
from pipelines.metrics.cash import cash_figures
from pipelines.metrics.compiler import Question, statements
from pipelines.metrics.figures import COLUMNS, Figures, figure_of, key_of, settled
from pipelines.metrics.judgement import grown_stale, judged, loaded_share, worst
from pipelines.metrics.predictions import score_figures
from pipelines.metrics.results import Answer, Cell
from pipelines.metrics.survival import survival_figures
from pipelines.periods import Grain, Period, between, containing

if TYPE_CHECKING:
    from pipelines.warehouse.relations import Relations
    from pipelines.workspace import Workspace

OF_ROWS: Mapping[str, Callable[..., Figures]] = {
    "survival": survival_figures,
    "ranking": score_figures,
    "calibration": score_figures,
    "drift": score_figures,
    "cash_flow": cash_figures,
}
"""Types whose figures need more than one pass of sums."""


@dataclass(frozen=True)
class _Run:
    """Everything one call works with."""

    workspace: Workspace
    relations: Relations
    question: Question
    facts_only: bool


def answers(
    workspace: Workspace,
    names: Sequence[str],
    *,
    grain: Grain | None = None,
    periods: Sequence[Period] | None = None,
    by: Sequence[str] = (),
    where: Mapping[str, str | None] | None = None,
    version: int | None = None,
    today: date | None = None,
    facts_only: bool = False,
) -> dict[str, Answer]:
    """Return the cells of each metric, ordered by period, then by dimension values.

    Args:
        workspace: The store to ask.
        names: Metrics of the metric book.
        grain: Month, quarter or year; the metrics' own by default.
        periods: The periods to answer for, without gaps; all loaded ones by default.
        by: Dimensions to split by.
        where: Dimensions to filter by; None as a value means “not known”.
        version: Catalogue version to read as of; the newest by default.
        today: Where given, the newest figures are marked stale once newer ones are overdue.
        facts_only: Compute from the facts even where rollups would serve.

    Raises:
        MetricError: An unknown metric or dimension, or a grain finer than the data.
    """
    relations = workspace.warehouse.at(version)
    asked = [workspace.metrics.metric(name) for name in names]
    base = _base(workspace, asked)
    chosen = _periods(relations, base, grain, periods)
    if not chosen:
        return {m.name: Answer(m.name, m.unit, relations.version, ()) for m in asked}
    question = Question(chosen, tuple(by), dict(where or {}))
    _check_dimensions(workspace, base, question)
    run = _Run(workspace, relations, question, facts_only)
    found = _found(run, base)
    spine = _spine(question, found.values())
    cells: dict[str, tuple[Cell, ...]] = {
        metric.name: _cells(run, metric, found[metric.name], spine) for metric in base
    }
    for metric in _in_order(workspace, asked):
        if metric.type == "derived":
            cells[metric.name] = _derived(run, metric, cells)
    if today is not None:
        cells = {name: _aged(run, name, cells[name], today) for name in cells}
    return {m.name: Answer(m.name, m.unit, relations.version, cells[m.name]) for m in asked}


def _base(workspace: Workspace, asked: Sequence[Metric]) -> list[Metric]:
    """Return the metrics computed from rows that the asked ones rest on, each once."""
    found: dict[str, Metric] = {}
    for metric in asked:
        inputs = workspace.metrics.inputs(metric)
        for one in _base(workspace, inputs) if metric.type == "derived" else [metric]:
            found[one.name] = one
    return list(found.values())


def _in_order(workspace: Workspace, asked: Sequence[Metric]) -> list[Metric]:
    """Return the asked metrics and their inputs, inputs first."""
    found: dict[str, Metric] = {}
    for metric in asked:
        for one in (*_in_order(workspace, workspace.metrics.inputs(metric)), metric):
            found.setdefault(one.name, one)
    return list(found.values())


def _periods(
    relations: Relations,
    base: Sequence[Metric],
    grain: Grain | None,
    periods: Sequence[Period] | None,
) -> tuple[Period, ...]:
    """Return the periods to answer for."""
    if periods is not None:
        return tuple(periods)
    chosen: Grain = grain or base[0].grain
    loaded = [p for metric in base for p in relations.periods(metric.extract or "")]
    if not loaded:
        return ()
    first = containing(min(p.start for p in loaded), chosen)
    return tuple(between(first, containing(max(p.end for p in loaded), chosen)))


def _check_dimensions(workspace: Workspace, base: Sequence[Metric], question: Question) -> None:
    """Refuse what some metric cannot be split or filtered by, no text, and too fine a grain."""
    for name, value in question.where.items():
        if value is not None and not _is_text(value):
            raise MetricError(
                f"What “{name}” is to be is not text.",
                next_step="Type the value anew; nothing was changed.",
            )
    for metric in base:
        extract = workspace.extracts[metric.extract or ""]
        known = dimensions(extract, workspace.extracts)
        for name in question.names:
            if name not in known:
                raise MetricError(
                    f"{metric.title} cannot be broken down by “{name}”.{nearest(name, known)}",
                    where=f"Metric {metric.name}, extract {extract.name}.",
                    next_step=f"It can be broken down by {', '.join(known)}.",
                )
        if question.grain == "month" and extract.snapshot and extract.grain == "quarter":
            raise MetricError(
                f"{metric.title} is known once a quarter, so there are no monthly figures.",
                where=f"Metric {metric.name}, extract {extract.name}.",
                next_step="Ask for quarters or years.",
            )


def _is_text(value: str) -> bool:
    """Return whether a value has a form in UTF-8; bytes from a shell may have none."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _found(run: _Run, base: Sequence[Metric]) -> dict[str, Figures]:
    """Return what SQL finds for every base metric; a version never changes, so it is kept."""
    kept = run.relations.kept
    asked = {metric.name: (metric.name, run.question.key, run.facts_only) for metric in base}
    got = {name: kept.get(key) for name, key in asked.items()}  # another thread may push one out
    found = {name: figures for name, figures in got.items() if figures is not None}
    missing = [metric for metric in base if metric.name not in found]
    computed = _summed(run, [m for m in missing if m.type not in OF_ROWS])
    for metric in missing:
        if metric.type in OF_ROWS:
            computed[metric.name] = OF_ROWS[metric.type](
                metric, run.question, run.relations, run.workspace
            )
    for name, figures in computed.items():
        kept[asked[name]] = figures
    return {**found, **computed}


def _summed(run: _Run, metrics: Sequence[Metric]) -> dict[str, Figures]:
    """Return the figures of metrics that are made of sums, one statement for those alike."""
    found: dict[str, Figures] = {metric.name: {} for metric in metrics}
    compiled = statements(
        [run.workspace.shapes[metric.name] for metric in metrics],
        run.question,
        run.relations,
        run.workspace.extracts,
        facts_only=run.facts_only,
    )
    width = 1 + len(run.question.by)
    for statement in compiled:
        for row in run.relations.rows(statement.sql, statement.parameters):
            key = key_of(row[:width], run.question)
            for index, name in enumerate(statement.metrics):
                cells = row[width + COLUMNS * index : width + COLUMNS * (index + 1)]
                found[name][key] = figure_of(*cells)
    return found


def _spine(question: Question, found: Iterable[Figures]) -> list[tuple[str | None, ...]]:
    """Return every combination of dimension values that occurs, in order; one if none asked."""
    if not question.by:
        return [()]
    seen = {values for figures in found for _, values in figures}
    return sorted(seen, key=lambda values: tuple((v is None, v or "") for v in values))


def _cells(
    run: _Run, metric: Metric, figures: Figures, spine: list[tuple[str | None, ...]]
) -> tuple[Cell, ...]:
    """Return a base metric's cells for every period and combination."""
    extract = run.workspace.extracts[metric.extract or ""]
    loaded = run.relations.periods(extract.name)
    shape = run.workspace.shapes.get(metric.name)
    over = "to_date" if metric.type in ("survival", "cash_flow") else "period"
    over = shape.over if shape and metric.type != "cash_flow" else over
    result = []
    for period in run.question.periods:
        share = loaded_share(extract, loaded, period, over=over)
        for values in spine:
            result.append(
                judged(
                    metric,
                    figures.get((period, values)),
                    share,
                    period=period,
                    dimensions=dict(zip(run.question.by, values, strict=True)),
                    zero_when_empty=shape.zero_when_empty if shape else False,
                )
            )
    return tuple(result)


def _derived(run: _Run, metric: Metric, cells: Mapping[str, tuple[Cell, ...]]) -> tuple[Cell, ...]:
    """Return a derived metric's cells, computed by DuckDB from its inputs' figures."""
    inputs = run.workspace.metrics.inputs(metric)
    columns = [cells[one.name] for one in inputs]
    tree = grammar.metric_expression(
        metric.formula or "", set(run.workspace.metrics.metrics), where=metric.name
    )
    names = ", ".join(f'unnest(${one.name}) AS "{one.name}"' for one in inputs)
    sql = (
        f"SELECT {grammar.sql(grammar.safely_divided(tree))} "  # noqa: S608 - a formula of the grammar; figures are bound
        f"FROM (SELECT unnest($_row) AS _row, {names}) ORDER BY _row"
    )
    size = len(columns[0])
    values = {
        one.name: [cell.value for cell in column]
        for one, column in zip(inputs, columns, strict=True)
    }
    figures = run.relations.rows(sql, {"_row": list(range(size)), **values}) if size else []
    return tuple(
        _joined([column[index] for column in columns], figures[index][0]) for index in range(size)
    )


def _joined(inputs: list[Cell], value: float | None) -> Cell:
    """Return one derived cell: never surer than the least sure of its inputs."""
    state = worst([cell.state for cell in inputs])
    note = next((cell.note for cell in inputs if cell.state == state and cell.note), "")
    n = min(cell.n for cell in inputs)
    known = [cell.coverage for cell in inputs if cell.coverage is not None]
    coverage = min(known) if known else None
    figure = settled(value)
    if state in ("no_data", "not_estimable"):
        figure = None
    elif figure is None:
        state, note = "not_estimable", "The denominator is zero, so there is no figure."
    return replace(inputs[0], value=figure, n=n, coverage=coverage, state=state, note=note)


def _aged(run: _Run, name: str, cells: tuple[Cell, ...], today: date) -> tuple[Cell, ...]:
    """Return the cells with the newest ones marked stale where newer data is overdue."""
    metric = run.workspace.metrics.metric(name)
    for one in _base(run.workspace, [metric]):
        extract = run.workspace.extracts[one.extract or ""]
        loaded = run.relations.periods(extract.name)
        newest = containing(loaded[-1].end, run.question.grain) if loaded else None
        cells = grown_stale(cells, last_loaded=newest, grace_days=extract.grace_days, today=today)
    return cells
