"""Lineage: the walk from a figure back to the rows of the files it came from.

metric -> formula -> extract -> loads (file, hash, who, when) -> source rows with their line
numbers. Two steps on the screen, one command at the prompt, the same walk.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.extracts.dimensions import dimensions
from pipelines.metrics import grammar
from pipelines.metrics.book import Metric
from pipelines.metrics.compiler import Question
from pipelines.metrics.query import answers
from pipelines.metrics.results import Cell
from pipelines.metrics.shapes import SHAPED
from pipelines.periods import Period, containing
from pipelines.warehouse.rollups import MONTH, quoted

if TYPE_CHECKING:
    from pipelines.catalogue.history import LoadRecord
    from pipelines.extracts.contract import Extract
    from pipelines.warehouse.relations import Relations
    from pipelines.workspace import Workspace


@dataclass(frozen=True)
class Source:
    """Where the figures of one metric computed from rows come from."""

    metric: str
    title: str
    formula: str
    """The formula as in metrics.yaml, in words of the file."""
    extract: str
    loads: tuple[LoadRecord, ...]
    """Loads that hold at least one of the rows, newest period first."""
    row_count: int
    columns: tuple[str, ...]
    """Names of the columns of ``rows``; the first two are the load and the line."""
    rows: tuple[tuple[Any, ...], ...]
    """The first rows, by load and line."""


@dataclass(frozen=True)
class Walk:
    """The walk back of one figure."""

    metric: str
    title: str
    unit: str
    as_of: int
    period: str
    where: Mapping[str, str | None]
    cell: Cell | None
    """The figure itself; None where nothing is loaded at all."""
    formula: str
    sources: tuple[Source, ...]
    """One for a metric of one extract; one for each input of a derived metric."""


def walk_back(
    workspace: Workspace,
    name: str,
    *,
    period: Period,
    where: Mapping[str, str | None] | None = None,
    version: int | None = None,
    limit: int | None = 50,
) -> Walk:
    """Return where one figure comes from.

    Args:
        workspace: The store to ask.
        name: A metric.
        period: The figure's period.
        where: The figure's filters.
        version: Catalogue version; the newest by default.
        limit: How many rows to bring along; None for all.

    Raises:
        MetricError: Unknown metric or dimension.
    """
    metric = workspace.metrics.metric(name)
    relations = workspace.warehouse.at(version)
    question = Question((period,), (), dict(where or {}))
    answer = answers(
        workspace, [name], periods=[period], where=question.where, version=relations.version
    )[name]
    sources = tuple(
        _source(workspace, one, question, relations, limit) for one in _of_rows(workspace, metric)
    )
    return Walk(
        metric=name,
        title=metric.title,
        unit=metric.unit,
        as_of=relations.version,
        period=period.label,
        where=question.where,
        cell=answer.rows[0] if answer.rows else None,
        formula=formula_text(metric),
        sources=sources,
    )


def formula_text(metric: Metric) -> str:
    """Return a metric's formula as one readable line."""
    if metric.type == "survival":
        text = f"days from ({metric.starts}) to ({metric.ends}), per {metric.subject}"
        how = "median of the finished" if metric.finished_only else "Kaplan-Meier median"
        return f"{how} of {text}"
    if metric.type == "ranking":
        return f"chance that {metric.score} ranks an {metric.actual} of 1 above one of 0"
    if metric.type == "calibration":
        return f"mean distance of {metric.score} from {metric.actual} over {metric.bins} bins"
    if metric.type == "drift":
        against = f"against {metric.baseline_period}, worst {metric.per}"
        return f"stability index of {metric.score} {against}"
    if metric.type == "cash_flow":
        return f"{metric.measure} at {metric.annual_rate:.0%} a year of {metric.flow}"
    text = metric.formula or f"{metric.numerator} / {metric.denominator}"
    if metric.per:
        text += f", per {metric.per}" + (f", {metric.compare}" if metric.compare else "")
    return text + (f", where {metric.where}" if metric.where else "")


def _of_rows(workspace: Workspace, metric: Metric) -> list[Metric]:
    """Return the metric, or for a derived one the metrics of rows that it rests on."""
    if metric.type != "derived":
        return [metric]
    found: dict[str, Metric] = {}
    for one in workspace.metrics.inputs(metric):
        for inner in _of_rows(workspace, one):
            found[inner.name] = inner
    return list(found.values())


def _source(
    workspace: Workspace,
    metric: Metric,
    question: Question,
    relations: Relations,
    limit: int | None,
) -> Source:
    """Return the rows, and the loads they came in, of one metric's figure."""
    extract = workspace.extracts[metric.extract or ""]
    clause, parameters = _rows_clause(metric, question, relations, extract, workspace)
    counted = relations.rows(
        f"SELECT _load, count(*) FROM {clause} GROUP BY 1 ORDER BY 1",  # noqa: S608 - names of contracts, formulas of the grammar; values are bound
        parameters,
    )
    behind = {load for load, _ in counted}
    loads = [load for load in workspace.catalogue.loads() if load.id in behind]
    columns = ("_load", "_line", *extract.column_names)
    select = ", ".join(quoted(name) for name in columns)
    most = "" if limit is None else f" LIMIT {int(limit)}"
    rows = relations.rows(
        f"SELECT {select} FROM {clause} ORDER BY _load, _line{most}",  # noqa: S608 - as above
        parameters,
    )
    return Source(
        metric=metric.name,
        title=metric.title,
        formula=formula_text(metric),
        extract=extract.name,
        loads=tuple(sorted(loads, key=lambda load: load.period, reverse=True)),
        row_count=sum(count for _, count in counted),
        columns=columns,
        rows=tuple(rows),
    )


def _rows_clause(
    metric: Metric,
    question: Question,
    relations: Relations,
    extract: Extract,
    workspace: Workspace,
) -> tuple[str, dict[str, Any]]:
    """Return FROM and WHERE that pick exactly the rows of the figure."""
    period = question.periods[0]
    over = _reach(metric, extract, workspace)
    parameters: dict[str, Any] = {"last": period.end}
    reachable = dimensions(extract, workspace.extracts)
    wanted = _named(metric, extract, question, reachable)
    relation = relations.with_lookups(relations.facts(extract.name), extract.name, wanted)
    conditions = [f"{MONTH} <= $last"]
    if over != "to_date":
        parameters["first"] = period.start
        conditions.append(f"{MONTH} >= $first")
    if over == "at_end":
        conditions.append(
            f"{MONTH} = (SELECT max({MONTH}) FROM {relations.facts(extract.name)} "  # noqa: S608 - names of contracts
            f"WHERE {MONTH} BETWEEN $first AND $last)"
        )
    if over == "to_date" and extract.snapshot:
        conditions = [f"{MONTH} = (SELECT max({MONTH}) FROM {relations.facts(extract.name)})"]  # noqa: S608 - names of contracts
        parameters = {}
    names = {*extract.column_names, *wanted, *grammar.SPECIAL}
    for text in (metric.where, _of_subject(metric)):
        if text is not None:
            tree = grammar.row_expression(text, names, where=metric.name)
            conditions.append(f"({_bound(grammar.sql(tree), period, parameters)})")
    for index, (name, value) in enumerate(question.where.items()):
        parameters[f"w{index}"] = value
        conditions.append(f"CAST({quoted(name)} AS VARCHAR) IS NOT DISTINCT FROM $w{index}")
    return f"{relation} AS r WHERE {' AND '.join(conditions)}", parameters


def _reach(metric: Metric, extract: Extract, workspace: Workspace) -> str:
    """Return which rows of time the metric looks at."""
    if metric.type in ("survival", "cash_flow"):
        return "to_date"
    if metric.type in SHAPED:
        return workspace.shapes[metric.name].over
    return "period"


def _of_subject(metric: Metric) -> str | None:
    """Return the events that a survival metric looks at."""
    if metric.type != "survival":
        return None
    return " or ".join(f"({text})" for text in (metric.starts, metric.ends, metric.leaves) if text)


def _named(
    metric: Metric, extract: Extract, question: Question, reachable: Collection[str]
) -> Sequence[str]:
    """Return the looked-up names that the rows are picked by."""
    names = {*extract.column_names, *reachable, *grammar.SPECIAL}
    used = grammar.names_in(
        grammar.row_expression(metric.where or "true", names, where=metric.name)
    )
    return tuple(dict.fromkeys((*question.names, *(name for name in used if name in reachable))))


def _bound(sql: str, period: Period, parameters: dict[str, Any]) -> str:
    """Replace the names of the period's first and last day by bound values."""
    for name, day in (("period_start", period.start), ("period_end", period.end)):
        if quoted(name) in sql:
            parameters[name] = day
            sql = sql.replace(quoted(name), f"${name}")
    return sql


def latest_period(
    workspace: Workspace, metric: Metric, *, version: int | None = None
) -> Period | None:
    """Return the newest period, in the metric's grain, that anything is loaded for."""
    relations = workspace.warehouse.at(version)
    ends = [
        relations.periods(one.extract or "")[-1].end
        for one in _of_rows(workspace, metric)
        if relations.periods(one.extract or "")
    ]
    return containing(max(ends), metric.grain) if ends else None
