"""Money over time: net present value and payback of realised flows.

Convention: the first period is not discounted, as in numpy-financial. Flows are quarterly, the
rate is yearly, so a quarter's flow is discounted by a quarter of a year each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from pipelines.metrics.compiler import Question, statements
from pipelines.metrics.figures import Figure, Figures, figure_of, key_of
from pipelines.periods import between, containing

if TYPE_CHECKING:
    from pipelines.metrics.book import Metric
    from pipelines.warehouse.relations import Relations
    from pipelines.workspace import Workspace

QUARTERS_A_YEAR = 4


def net_present_value(flows: Sequence[float], *, annual_rate: float, a_year: int = 1) -> float:
    """Return the sum of flows, each discounted from its period back to the first.

    Args:
        flows: One signed amount per period, in order.
        annual_rate: Yearly discount rate, 0.1 for ten per cent.
        a_year: Periods in a year.
    """
    growth = 1.0 + annual_rate
    return sum(
        (flow / float(growth ** (step / a_year)) for step, flow in enumerate(flows)), start=0.0
    )


def payback_years(flows: Sequence[float], *, a_year: int = 1) -> float | None:
    """Return the years until the flows add up to zero, linear inside a period.

    Returns:
        Years from the first period, or None where the money has not come back yet.
    """
    before = 0.0
    for step, total in enumerate(accumulate(flows)):
        if total >= 0:
            inside = 0.0 if step == 0 or total == before else -before / (total - before)
            return (step - 1 + inside) / a_year if step else 0.0
        before = total
    return None


def cash_figures(
    metric: Metric, question: Question, relations: Relations, workspace: Workspace
) -> Figures:
    """Return the measure over all flows up to each period's end, per group."""
    extract = workspace.extracts[metric.extract or ""]
    loaded = relations.periods(extract.name)
    if not loaded:
        return {}
    first = containing(loaded[0].start, "quarter")
    last = containing(question.periods[-1].end, "quarter")
    if first.start > last.start:
        return {}
    quarters = tuple(between(first, last))
    inner = Question(quarters, question.by, question.where)
    shape = workspace.shapes[metric.name]
    (statement,) = statements([shape], inner, relations, workspace.extracts)
    width = 1 + len(question.by)
    found = {
        key_of(row[:width], inner): figure_of(*row[width:])
        for row in relations.rows(statement.sql, statement.parameters)
    }
    figures: Figures = {}
    for values in {key[1] for key in found}:
        for period in question.periods:
            known = [found.get((q, values)) for q in quarters if q.start <= period.end]
            figures[(period, values)] = _figure(metric, known)
    return figures


def _figure(metric: Metric, quarters: Sequence[Figure | None]) -> Figure:
    """Return the measure of one series of quarters, from its first entry on."""
    begun = next((i for i, one in enumerate(quarters) if one and one.total), len(quarters))
    series = quarters[begun:]
    flows = [one.value or 0.0 if one else 0.0 for one in series]
    rows = sum(one.total for one in series if one)
    if not flows:
        return Figure(None, 0, 0, 0)
    if metric.measure == "npv":
        rate = metric.annual_rate
        value: float | None = net_present_value(flows, annual_rate=rate, a_year=QUARTERS_A_YEAR)
        return Figure(value, rows, rows, rows)
    years = payback_years(flows, a_year=QUARTERS_A_YEAR)
    note = "" if years is not None else "Not paid back so far."
    return Figure(years, rows, rows, rows, note)
