"""Quality of a classifier's scores: ranking (AUC), calibration (ECE) and drift (PSI).

Confusion-matrix figures are sums and need nothing of this; these three look at the scores
themselves and so read the facts. Every figure is computed inside DuckDB.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.metrics import grammar
from pipelines.metrics.compiler import Statement
from pipelines.metrics.figures import Figures, figure_of, key_of
from pipelines.periods import parsed
from pipelines.warehouse.rollups import MONTH, quoted

if TYPE_CHECKING:
    from pipelines.metrics.book import Metric
    from pipelines.metrics.compiler import Question
    from pipelines.warehouse.relations import Relations
    from pipelines.workspace import Workspace


@dataclass(frozen=True)
class _Source:
    """The rows a metric looks at, with their bucket, and the names to group them by."""

    sql: str
    groups: str
    parameters: dict[str, Any]


def ranking_sql(
    metric: Metric, question: Question, relations: Relations, workspace: Workspace
) -> Statement:
    """Return SQL for the chance that a positive is scored above a negative; ties count half.

    With only one class present there is no such chance: the figure is not estimable, not 0.5.
    """
    source = _source(metric, question, relations, workspace)
    actual = quoted(metric.actual or "")
    sql = f"""
WITH counted AS (
  SELECT {source.groups}, {quoted(metric.score or "")} AS _score,
    count(CASE WHEN {actual} = 1 THEN 1 END) AS _positive,
    count(CASE WHEN {actual} = 0 THEN 1 END) AS _negative,
    count(*) AS _rows
  FROM {source.sql} GROUP BY ALL
), below AS (
  SELECT *, coalesce(sum(_negative) OVER (
    PARTITION BY {source.groups} ORDER BY _score
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS _below
  FROM counted WHERE _score IS NOT NULL
)
SELECT {source.groups},
  sum(CAST(_positive AS DOUBLE) * (_below + _negative / 2.0))
    / nullif(CAST(sum(_positive) AS DOUBLE) * sum(_negative), 0),
  sum(_positive + _negative), sum(_positive + _negative), sum(_rows)
FROM below GROUP BY ALL ORDER BY ALL"""  # noqa: S608 - names of contracts; values are bound
    return Statement(sql, source.parameters, (metric.name,))


def calibration_sql(
    metric: Metric, question: Question, relations: Relations, workspace: Workspace
) -> Statement:
    """Return SQL for the expected calibration error over equal-width bins of the score, 0 to 1."""
    source = _source(metric, question, relations, workspace)
    score, actual = quoted(metric.score or ""), quoted(metric.actual or "")
    sql = f"""
SELECT {source.groups}, sum(abs(_said - _seen)) / nullif(sum(_labelled), 0),
  sum(_labelled), sum(_labelled), sum(_rows)
FROM (
  SELECT {source.groups}, least(floor({metric.bins} * {score}), {metric.bins - 1}) AS _bin,
    sum(CASE WHEN {actual} IS NOT NULL THEN {score} END) AS _said, sum({actual}) AS _seen,
    count({actual}) AS _labelled, count(*) AS _rows
  FROM {source.sql} WHERE {score} IS NOT NULL GROUP BY ALL
) GROUP BY ALL ORDER BY ALL"""  # noqa: S608 - names of contracts; values are bound
    return Statement(sql, source.parameters, (metric.name,))


def drift_sql(
    metric: Metric, question: Question, relations: Relations, workspace: Workspace
) -> Statement:
    """Return SQL for the population stability index of the scores against the baseline period.

    Computed per entity (a model) over equal-width bins fixed in advance; half a row is added to
    every bin where one is empty. The worst entity with enough rows is the figure.
    """
    source = _source(metric, question, relations, workspace)
    baseline = parsed(metric.baseline_period or "")
    base = _source(metric, question, relations, workspace, only=(baseline.start, baseline.end))
    entity = quoted(metric.per) if metric.per else "'all'"
    split = "".join(f", {quoted(name)}" for name in question.by)
    on_split = "".join(
        f" AND n.{quoted(name)} IS NOT DISTINCT FROM b.{quoted(name)}" for name in question.by
    )
    bins = f"least(floor({metric.bins} * {quoted(metric.score or '')}), {metric.bins - 1})"
    sql = f"""
WITH expected AS (
  SELECT {entity} AS _entity{split}, {bins} AS _bin, count(*) AS _rows FROM {base.sql} GROUP BY ALL
), seen AS (
  SELECT _bucket, {entity} AS _entity{split}, {bins} AS _bin, count(*) AS _rows
  FROM {source.sql} GROUP BY ALL
), cells AS (
  SELECT n.*, _slot.range AS _slot FROM (SELECT DISTINCT _bucket, _entity{split} FROM seen) AS n
  CROSS JOIN range({metric.bins}) AS _slot
), both_sides AS (
  SELECT c.*, coalesce(b._rows, 0) AS _before, coalesce(n._rows, 0) AS _now FROM cells AS c
  LEFT JOIN expected AS b ON b._entity = c._entity AND b._bin = c._slot
    {on_split.replace("n.", "c.")}
  LEFT JOIN seen AS n ON n._bucket = c._bucket AND n._entity = c._entity AND n._bin = c._slot
    {on_split.replace("b.", "c.")}
), shares AS (
  SELECT _bucket, _entity{split}, _slot, _before, _now,
    sum(_before) OVER entity AS _all_before, sum(_now) OVER entity AS _all_now,
    CASE WHEN min(least(_before, _now)) OVER entity = 0 THEN 0.5 ELSE 0 END AS _added
  FROM both_sides WINDOW entity AS (PARTITION BY _bucket, _entity{split})
), each AS (
  SELECT _bucket, _entity{split}, max(_all_now) AS _rows, sum(
    ((_now + _added) / (_all_now + {metric.bins} * _added)
      - (_before + _added) / (_all_before + {metric.bins} * _added))
    * ln(((_now + _added) / (_all_now + {metric.bins} * _added))
      / ((_before + _added) / (_all_before + {metric.bins} * _added)))) AS _psi
  FROM shares WHERE _all_before >= {metric.least} AND _all_now >= {metric.least} GROUP BY ALL
)
SELECT _bucket{split}, max(_psi), sum(_rows), sum(_rows), sum(_rows)
FROM each GROUP BY ALL ORDER BY ALL"""  # noqa: S608 - names of contracts; values are bound
    return Statement(sql, {**source.parameters, **base.parameters}, (metric.name,))


def _source(
    metric: Metric,
    question: Question,
    relations: Relations,
    workspace: Workspace,
    *,
    only: Sequence[Any] | None = None,
) -> _Source:
    """Return the rows of the question's periods (or of ``only``) that pass every filter."""
    extract = workspace.extracts[metric.extract or ""]
    names = set(extract.column_names)
    own = grammar.row_expression(metric.where or "true", names, where=metric.name)
    prefix = "b_" if only else ""
    first, last = only or (question.periods[0].start, question.periods[-1].end)
    parameters: dict[str, Any] = {f"{prefix}first": first, f"{prefix}last": last}
    conditions = [f"{MONTH} BETWEEN ${prefix}first AND ${prefix}last", f"({grammar.sql(own)})"]
    for index, (name, value) in enumerate(question.where.items()):
        parameters[f"{prefix}w{index}"] = value
        conditions.append(f"CAST({quoted(name)} AS VARCHAR) IS NOT DISTINCT FROM ${prefix}w{index}")
    wanted = (*question.names, *((metric.per,) if metric.per else ()))
    relation = relations.with_lookups(relations.facts(extract.name), extract.name, wanted)
    sql = (
        f"(SELECT *, CAST(date_trunc('{question.grain}', {MONTH}) AS DATE) AS _bucket "  # noqa: S608 - names of contracts, formulas of the grammar; values are bound
        f"FROM {relation} WHERE {' AND '.join(conditions)})"
    )
    groups = ", ".join(("_bucket", *(quoted(name) for name in question.by)))
    return _Source(sql, groups, parameters)


def score_figures(
    metric: Metric, question: Question, relations: Relations, workspace: Workspace
) -> Figures:
    """Return the figures of a metric that looks at single scores."""
    statement = _SQL[metric.type](metric, question, relations, workspace)
    width = 1 + len(question.by)
    return {
        key_of(row[:width], question): figure_of(*row[width:])
        for row in relations.rows(statement.sql, statement.parameters)
    }


_SQL: Mapping[str, Callable[..., Statement]] = {
    "ranking": ranking_sql,
    "calibration": calibration_sql,
    "drift": drift_sql,
}
