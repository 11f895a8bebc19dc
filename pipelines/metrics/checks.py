"""What must hold between the fields of a metric, and between the metric and its extract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pipelines.errors import MetricError
from pipelines.extracts.contract import Extract
from pipelines.extracts.dimensions import dimensions
from pipelines.marked_yaml import nearest
from pipelines.metrics import grammar

if TYPE_CHECKING:
    from pipelines.metrics.book import Metric

_NEEDS: dict[str, tuple[str, ...]] = {
    "simple": ("extract", "formula"),
    "ratio": ("extract", "numerator", "denominator"),
    "derived": ("formula",),
    "entities": ("extract", "per", "formula"),
    "groups": ("extract", "per", "numerator", "denominator", "compare"),
    "survival": ("extract", "subject", "starts", "ends"),
    "ranking": ("extract", "score", "actual"),
    "calibration": ("extract", "score", "actual"),
    "drift": ("extract", "score", "baseline_period"),
    "cash_flow": ("extract", "flow", "measure"),
}
_MAY: dict[str, tuple[str, ...]] = {
    "simple": ("where", "over", "answered"),
    "ratio": ("where", "over", "answered", "per"),
    "derived": (),
    "entities": ("where", "over", "answered"),
    "groups": ("where", "over", "answered"),
    "survival": ("leaves", "undated", "quantile", "finished_only"),
    "ranking": ("where",),
    "calibration": ("where", "bins"),
    "drift": ("where", "bins", "per"),
    "cash_flow": ("where", "annual_rate"),
}
_OF_SOME = frozenset(field for fields in (*_NEEDS.values(), *_MAY.values()) for field in fields)


class Misfit(Exception):
    """A field that does not fit the contracts; the caller adds file and line."""

    def __init__(self, field: str, what: str, next_step: str = "") -> None:
        self.field, self.what, self.next_step = field, what, next_step
        super().__init__(what)


def fields_of_type(metric: Metric) -> None:
    """Refuse a metric that lacks a field its type needs, or has one that it cannot use."""
    needed, allowed = _NEEDS[metric.type], {*_NEEDS[metric.type], *_MAY[metric.type]}
    for field in needed:
        if getattr(metric, field) is None:
            raise ValueError(f"type “{metric.type}” needs {field}")
    for field in sorted(metric.model_fields_set & _OF_SOME):
        if field not in allowed:
            raise ValueError(f"type “{metric.type}” has no use for {field}")


def limits(metric: Metric) -> None:
    """Refuse thresholds, range and targets that contradict the direction or the unit."""
    edges = metric.thresholds
    if metric.note_when_red == "required" and edges is None and metric.range is None:
        raise ValueError("note_when_red: required needs thresholds or a range; else nothing is red")
    if metric.better == "in range":
        if metric.range is None or edges is not None:
            raise ValueError("“better: in range” needs range (low, high, tolerance), no thresholds")
        if metric.range.low >= metric.range.high:
            raise ValueError("range.low must be below range.high")
        return
    if metric.range is not None:
        raise ValueError(f"range only goes with “better: in range”, not “{metric.better}”")
    if edges is None:
        return
    if metric.better == "higher" and edges.green < edges.amber:
        raise ValueError("higher is better, so green must not lie below amber")
    if metric.better == "lower" and edges.green > edges.amber:
        raise ValueError("lower is better, so green must not lie above amber")
    if edges.of == "target":
        if not metric.targets or any(target <= 0 for _, target in metric.targets):
            raise ValueError("thresholds of the target need targets, all above zero")
        return
    sizes = [abs(number) for number in (edges.green, edges.amber, *dict(metric.targets).values())]
    if metric.unit == "%" and max(sizes) <= 1 and any(sizes):
        raise ValueError("the unit is %, so 35 per cent is written 35, not 0.35")


def meaning(metric: Metric, extracts: Mapping[str, Extract], metrics: Mapping[str, Metric]) -> None:
    """Check the metric's expressions and columns against its extract.

    Raises:
        Misfit: The first field that does not fit.
    """
    if metric.type == "derived":
        inputs_of(metric, metrics)
        return
    assert metric.extract is not None  # noqa: S101 - fields_of_type saw to it
    extract = extracts.get(metric.extract)
    if extract is None:
        raise Misfit(
            "extract",
            f"there is no extract “{metric.extract}”.{nearest(metric.extract, extracts)}",
        )
    if metric.over == "at_end" and not extract.snapshot:
        raise Misfit("over", f"“at_end” needs snapshots, but {extract.name} holds events.")
    own = set(extract.column_names)
    names = own | set(dimensions(extract, extracts))
    row_names = names | (set(grammar.SPECIAL) if metric.over == "to_date" else set())
    _check_formulas(metric, row_names)
    for field, known in (("per", names), ("subject", own), ("score", own), ("actual", own)):
        value = getattr(metric, field)
        if value is not None and value not in known:
            raise Misfit(
                field, f"there is no column “{value}” in {extract.name}.{nearest(value, known)}"
            )


def _check_formulas(metric: Metric, names: set[str]) -> None:
    """Check every expression of the metric."""
    aggregate = {"simple": ("formula",), "entities": ("formula",), "cash_flow": ("flow",)}
    for field in (*aggregate.get(metric.type, ()), "numerator", "denominator"):
        _try(field, getattr(metric, field), names, grammar.aggregate_expression)
    for field in ("where", "answered", "starts", "ends", "leaves", "undated"):
        _try(field, getattr(metric, field), names, grammar.row_expression)


def _try(field: str, text: str | None, names: set[str], check: Callable[..., object]) -> None:
    """Run one grammar check and name the field it failed in."""
    if text is None:
        return
    try:
        check(text, names, where="")
    except MetricError as error:
        raise Misfit(field, error.what, error.next_step) from None


def inputs_of(metric: Metric, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """Return the names of the metrics that a derived metric joins.

    Raises:
        Misfit: The formula is outside the grammar or names no known metric.
    """
    assert metric.formula is not None  # noqa: S101 - fields_of_type saw to it
    try:
        tree = grammar.metric_expression(metric.formula, set(metrics), where="")
    except MetricError as error:
        raise Misfit("formula", error.what, error.next_step) from None
    return grammar.names_in(tree)


def no_circles(metrics: Mapping[str, Metric]) -> None:
    """Refuse derived metrics that lead back to themselves."""

    def walk(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            raise MetricError(f"These metrics define each other in a circle: {circle}.")
        if metrics[name].type == "derived":
            for inner in inputs_of(metrics[name], metrics):
                walk(inner, (*path, name))

    for name in metrics:
        walk(name, ())
