"""The metric book: metrics.yaml as checked values.

One file says in plain words what every number means. It is read once, checked against the data
contracts, and refused with ``file:line`` where it does not hold; the screens show ``question``
and ``caveat`` as written.
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pipelines.errors import GapError, MetricError
from pipelines.extracts.contract import Extract
from pipelines.marked_yaml import Marked, marked, nearest, validated
from pipelines.metrics import checks
from pipelines.periods import Grain

Text = Annotated[str, Field(min_length=1, max_length=400)]
Formula = Annotated[str, Field(min_length=1, max_length=2_000)]
PeriodLabel = Annotated[str, Field(pattern=r"^[12][0-9]{3}(-Q[1-4]|-(0[1-9]|1[0-2]))?$")]


def _path(value: object) -> object:
    """Return a mapping of periods to targets as pairs in order of time."""
    return tuple(sorted(value.items())) if isinstance(value, dict) else value


class _Strict(BaseModel):
    """A part of the file; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Thresholds(_Strict):
    """Edges of the colours, in the metric's unit; an edge itself has the better colour."""

    green: float
    amber: float
    of: Literal["target"] | None = None
    """With ``target`` the edges are per cent of the period's target, not the metric's unit."""

    def at(self, target: float | None) -> tuple[float, float] | None:
        """Return the edges in the metric's unit; None where they need a target and have none."""
        if self.of is None:
            return self.green, self.amber
        return None if target is None else (self.green * target / 100, self.amber * target / 100)


class Range(_Strict):
    """For ``better: in range``: inside is green, within the tolerance amber, beyond red."""

    low: float
    high: float
    tolerance: Annotated[float, Field(gt=0)]


class Metric(_Strict):
    """One metric, as an executive reads it."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    title: Text
    question: Text
    perspective: Literal["financial", "operational", "risk"]
    kind: Literal["leading", "lagging"]
    type: Literal[
        "simple", "ratio", "derived", "entities", "groups", "survival", "ranking", "calibration",
        "drift", "cash_flow",
    ]  # fmt: skip
    extract: str | None = None
    where: Formula | None = None
    """Row filter; rows outside it do not count at all."""
    formula: Formula | None = None
    """simple: an aggregate expression. derived: over other metrics. entities: a condition."""
    numerator: Formula | None = None
    denominator: Formula | None = None
    per: str | None = None
    """ratio: average of each entity's own ratio. entities: what is counted. groups: compared."""
    compare: Literal["lowest over highest", "highest minus lowest"] | None = None
    over: Literal["period", "at_end", "to_date"] | None = None
    """Rows inside the period, the last state in it, or everything up to its end."""
    subject: str | None = None
    starts: Formula | None = None
    ends: Formula | None = None
    leaves: Formula | None = None
    undated: Formula | None = None
    """survival: cases that are over by the register; one without a dated end is left out."""
    quantile: Annotated[float, Field(gt=0, lt=1)] = 0.5
    finished_only: bool = False
    """survival: the naive figure over finished cases alone, shown beside the honest one."""
    score: str | None = None
    actual: str | None = None
    bins: Annotated[int, Field(ge=2, le=100)] = 10
    baseline_period: PeriodLabel | None = None
    flow: Formula | None = None
    """cash_flow: signed sum of a period's money."""
    measure: Literal["npv", "payback"] | None = None
    annual_rate: Annotated[float, Field(ge=0, lt=1)] = 0.0
    unit: Text
    decimals: Annotated[int, Field(ge=0, le=4)] = 0
    better: Literal["higher", "lower", "in range"]
    grain: Grain = "quarter"
    owner: Literal["ceo", "cio", "cio_staff"]
    source: Text
    thresholds: Thresholds | None = None
    range: Range | None = None
    baseline: float | None = None
    targets: Annotated[tuple[tuple[PeriodLabel, float], ...], BeforeValidator(_path)] = ()
    """The target path as (period, value), in order of time; written as a mapping."""
    weight: Annotated[float, Field(gt=0)] = 1.0
    must_not_fail: bool = False
    note_when_red: Literal["asked", "required"] = "asked"
    """Whether a file that turns it red asks its owner for a note, or does not count without."""
    on_wall: bool = True
    """Whether the scorecard's wall shows it; the others are on their own page."""
    answered: Formula | None = None
    """Row condition: what counts as known. Its share is the coverage."""
    missing: Text
    """What an empty cell does to the figure, in plain words."""
    least: Annotated[int, Field(ge=1)] = 1
    """Below this many rows (events, entities) the figure cannot be estimated."""
    caveat: Text

    @model_validator(mode="after")
    def _holds_together(self) -> Metric:
        """Refuse fields that contradict each other."""
        checks.fields_of_type(self)
        checks.limits(self)
        return self


@dataclass(frozen=True)
class MetricBook:
    """All metrics of a workspace, in the order of the file."""

    metrics: Mapping[str, Metric]
    file: Path

    def metric(self, name: str) -> Metric:
        """Return a metric by name.

        Raises:
            MetricError: There is none; the nearest name is suggested.
        """
        if name in self.metrics:
            return self.metrics[name]
        raise MetricError(
            f"There is no metric “{name}”.{nearest(name, self.metrics)}",
            where=self.file.name,
            next_step="“python -m pipelines check” lists all of them.",
        )

    def written(self, name: str) -> str:
        """Return a metric's definition exactly as it stands in the file, its indent aside."""
        first = marked(self.file).lines["metrics", self.metric(name).name]
        lines = self.file.read_text("utf-8").splitlines()[first - 1 :]
        indent = len(lines[0]) - len(lines[0].lstrip())
        own = itertools.takewhile(
            lambda line: not line.strip() or line.startswith(" " * (indent + 1)), lines[1:]
        )
        return textwrap.dedent("\n".join((lines[0], *own))).rstrip()

    def inputs(self, metric: Metric) -> tuple[Metric, ...]:
        """Return the metrics that a derived metric is computed from, else nothing."""
        if metric.type != "derived":
            return ()
        return tuple(self.metrics[name] for name in checks.inputs_of(metric, self.metrics))


class _File(_Strict):
    """The top of the file; each metric is checked on its own so that its lines are known."""

    metrics: dict[str, dict[str, object]]


def metric_book(path: Path, extracts: Mapping[str, Extract]) -> MetricBook:
    """Return the checked metric book.

    Raises:
        GapError: Something in the file does not hold; ``file:line`` and a remedy are given.
    """
    source = marked(path)
    metrics = {name: _metric(source, name) for name in validated(_File, source).metrics}
    if not metrics:
        raise GapError("There are no metrics in the file.", where=f"{path.name}:1")
    for metric in metrics.values():
        try:
            checks.meaning(metric, extracts, metrics)
        except checks.Misfit as misfit:
            raise MetricError(
                f"Metric {metric.name} has a problem with {misfit.field}: {misfit.what}",
                where=source.at(("metrics", metric.name, misfit.field)),
                next_step=misfit.next_step or "Correct the file; nothing was changed.",
            ) from None
    checks.no_circles(metrics)
    return MetricBook(metrics, path)


def _metric(source: Marked, name: str) -> Metric:
    """Return one metric of the file, checked by itself."""
    data = source.data["metrics"][name]
    return validated(Metric, source, place=("metrics", name), data={"name": name, **data})
