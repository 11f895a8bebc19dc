"""Time to an event when many are still waiting: the Kaplan-Meier estimate.

The median of finished cases alone is far too short on any real portfolio, because the slow ones
are still running. Here every case counts for as long as it was watched: finished ones as events,
running ones until the period's end, those that left (paused, retired) until they left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipelines.errors import MetricError
from pipelines.extracts.dimensions import dimensions
from pipelines.metrics import grammar
from pipelines.metrics.figures import Figure, Figures, key_of
from pipelines.warehouse.rollups import quoted

if TYPE_CHECKING:
    from pipelines.extracts.contract import Extract
    from pipelines.metrics.book import Metric
    from pipelines.metrics.compiler import Question
    from pipelines.warehouse.relations import Relations
    from pipelines.workspace import Workspace

Days = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def survival_curve(durations: Days, finished: Flags) -> tuple[Days, Days]:
    """Return the Kaplan-Meier curve: times of events and the share still waiting after each.

    Args:
        durations: Time each case was watched, any unit, >= 0.
        finished: Whether the watch ended with the event (else the case is censored).

    Returns:
        Event times in order, and S(t) at each; both empty where nothing finished.
    """
    times, position = np.unique(durations, return_inverse=True)
    events = np.bincount(position, weights=finished, minlength=len(times))
    leaving = np.bincount(position, minlength=len(times))
    at_risk = leaving[::-1].cumsum()[::-1]
    share = np.cumprod(1.0 - events / np.maximum(at_risk, 1))
    happened = events > 0
    return times[happened], share[happened]


def waiting_time(durations: Days, finished: Flags, *, quantile: float = 0.5) -> float | None:
    """Return the smallest time by which ``quantile`` of all cases have finished.

    Returns:
        The time, or None where the curve never comes down that far.
    """
    times, share = survival_curve(durations, finished)
    reached = np.flatnonzero(share <= 1.0 - quantile + 1e-12)
    return float(times[reached[0]]) if len(reached) else None


def survival_figures(
    metric: Metric, question: Question, relations: Relations, workspace: Workspace
) -> Figures:
    """Return the waiting time in days as known at each period's end, per group."""
    extract = workspace.extracts[metric.extract or ""]
    _only_of_subjects(metric, question, extract, workspace.extracts)
    width = 1 + len(question.by)
    groups: dict[tuple[object, ...], list[tuple[object, ...]]] = {}
    sql, parameters = survival_sql(metric, question, relations, workspace)
    for row in relations.rows(sql, parameters):
        groups.setdefault(row[:width], []).append(row[width:])
    return {key_of(key, question): _figure(metric, watched) for key, watched in groups.items()}


def survival_sql(
    metric: Metric, question: Question, relations: Relations, workspace: Workspace
) -> tuple[str, dict[str, object]]:
    """Return SQL with one row per period and subject: days watched; finished, started, undated?"""
    extract = workspace.extracts[metric.extract or ""]
    known = dimensions(extract, workspace.extracts)
    names = {*extract.column_names, *known}
    flags = {
        name: grammar.sql(grammar.row_expression(text, names, where=metric.name))
        for name, text in (
            ("starts", metric.starts),
            ("ends", metric.ends),
            ("leaves", metric.leaves or "false"),
            ("over", metric.undated or "false"),
        )
        if text is not None
    }
    day = f"CAST({quoted(extract.period_column or '')} AS DATE)"
    over = grammar.row_expression(metric.undated or "false", names, where=metric.name)
    wanted = (*question.names, *(name for name in grammar.names_in(over) if known.get(name)))
    source = relations.with_lookups(relations.facts(extract.name), extract.name, wanted)
    subject = quoted(metric.subject or "")
    parameters: dict[str, object] = {
        "starts": [period.start for period in question.periods],
        "ends": [period.end for period in question.periods],
    }
    conditions = [f"{day} <= p._end"]
    for index, (name, value) in enumerate(question.where.items()):
        parameters[f"w{index}"] = value
        conditions.append(f"CAST({quoted(name)} AS VARCHAR) IS NOT DISTINCT FROM $w{index}")
    split = "".join(f", {quoted(name)}" for name in question.by)
    sql = (
        f"SELECT _bucket{split}, date_diff('day', _began, coalesce(_done, _left, _end)) AS _days, "  # noqa: S608 - names of contracts, formulas of the grammar; values are bound
        "_done IS NOT NULL AS _finished, _began IS NOT NULL AS _started, "
        "_over AND NOT _dated AS _undated "
        f"FROM (SELECT _bucket, _end{split}, {subject}, bool_or({flags['over']}) AS _over, "
        f"min({day}) FILTER (WHERE {flags['starts']}) AS _began, "
        f"min({day}) FILTER (WHERE {flags['ends']}) AS _done, "
        f"CASE WHEN arg_max({flags['leaves']}, ({day}, _line)) THEN max({day}) END AS _left "
        "FROM (SELECT unnest($starts) AS _bucket, unnest($ends) AS _end) AS p "
        f"JOIN {source} AS e ON {' AND '.join(conditions)} GROUP BY ALL) "
        f"JOIN (SELECT {subject}, bool_or(({flags['ends']}) OR ({flags['leaves']})) AS _dated "
        f"FROM {relations.facts(extract.name)} GROUP BY 1) USING ({subject}) ORDER BY ALL"
    )
    return sql, parameters


def _figure(metric: Metric, watched: list[tuple[object, ...]]) -> Figure:
    """Return one group's waiting time with what it rests on.

    Known are the cases with a beginning; one that only has an end is there, but not known.
    """
    total = sum(1 for row in watched if row[1] or row[2])
    started = [row for row in watched if row[2] and not row[3]]
    undated = sum(1 for row in watched if row[2] and row[3])
    backwards = sum(1 for row in started if row[1] and float(str(row[0])) < 0)
    used = [row for row in started if float(str(row[0])) >= 0]
    days = np.array([row[0] for row in used], dtype=np.float64)
    finished = np.array([row[1] for row in used], dtype=np.bool_)
    done = int(finished.sum())
    note = f"{done} of {len(used)} finished."
    if backwards:
        note += f" {backwards} left out: finished before they began."
    if undated:
        note += f" {undated} left out: over by the register, but nobody says since when."
    if done < metric.least:
        note = f"Only {done} of {len(used)} finished, {metric.least} are needed."
        return Figure(None, len(used), len(used), total, note)
    if metric.finished_only:
        naive = float(np.quantile(days[finished], metric.quantile))
        return Figure(naive, done, len(used), total, note)
    value = waiting_time(days, finished, quantile=metric.quantile)
    if value is None:
        note = f"Fewer than half have finished ({done} of {len(used)}); the median lies beyond."
    return Figure(value, len(used), len(used), total, note)


def _only_of_subjects(
    metric: Metric, question: Question, extract: Extract, extracts: Mapping[str, Extract]
) -> None:
    """Refuse a split by a property of single events: it would cut a case into pieces."""
    known = dimensions(extract, extracts)
    for name in question.names:
        if known[name] is None and name != metric.subject:
            raise MetricError(
                f"“{name}” changes from event to event, so {metric.title} cannot be split by it.",
                where=f"Metric {metric.name}.",
                next_step="Split by something that belongs to the whole case.",
            )
