"""Figures before and after: every metric that reads a touched extract, in every quarter it moves.

Both sides are asked in one call each, over the same quarters; the colours are those of the wall.
Only what is touched is computed, so the answer costs what the file touches and not what there is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.checkin.told import figure
from governance.policy import policy
from governance.scope import can_split, extracts_of
from governance.scorecard import questions
from governance.scorecard.questions import Window
from governance.scorecard.shapes import Status
from governance.scorecard.tiles import tile
from governance.scorecard.view import View, view_of
from governance.trend_course import Asked, course
from governance.trend_shapes import RecordedStep
from governance.trends import ADDED_UP, steps
from governance.uploads.moves import Figure, MetricMove, UnitMove
from governance.uploads.settled import Key
from pipelines.extracts.dimensions import dimensions
from pipelines.metrics.book import Metric
from pipelines.metrics.query import answers
from pipelines.metrics.results import Cell
from pipelines.periods import Period, between, containing, parsed
from pipelines.workspace import Workspace

UNIT = "business_unit"
Cells = Mapping[str, tuple[Cell, ...]]


@dataclass(frozen=True)
class Seen:
    """A workspace at one version: as it is, as it was, or as if."""

    workspace: Workspace
    version: int


def touched_metrics(workspace: Workspace, extracts: Collection[str]) -> list[Metric]:
    """Return the metrics that read one of some extracts, or look something up in one."""
    names = frozenset(extracts)
    return [
        metric for metric in workspace.metrics.metrics.values() if reads(workspace, metric) & names
    ]


def reads(workspace: Workspace, metric: Metric) -> frozenset[str]:
    """Return the extracts that a metric is computed from or may be filtered and split by."""
    own = extracts_of(workspace, metric)
    looked_up = (
        lookup.extract
        for name in own
        for lookup in dimensions(workspace.extracts[name], workspace.extracts).values()
        if lookup is not None
    )
    return own | frozenset(looked_up)


def metric_moves(
    before: Seen, after: Seen, keys: Collection[Key], *, today: date
) -> tuple[tuple[MetricMove, ...], int]:
    """Return the figures that become other ones, worst first, and how many metrics stay.

    Args:
        before: The one side.
        after: The other one.
        keys: The extracts and periods in which they differ.
        today: The day the workspace reports as of.
    """
    metrics = touched_metrics(before.workspace, {extract for extract, _ in keys})
    quarters = _quarters(before, after)
    if not metrics or not quarters:
        return (), len(metrics)
    touched = {containing(parsed(period).start, "quarter") for _, period in keys}
    sides = _Side(before, metrics, quarters), _Side(after, metrics, quarters)
    units = _unit_moves(before, after, metrics, sorted(touched))
    recorded = steps(before.workspace)
    found: list[MetricMove] = []
    moved = set()
    for quarter in quarters:
        if quarter < min(touched):
            continue
        views = _views(before, after, quarter, today)
        for metric in metrics:
            one = _move(metric, quarter, sides, views, units)
            if one is not None:
                left = _left(metric, one, sides[0].cells[metric.name], touched, recorded, today)
                found.append(replace(one, range=left, usual=_usual_words(metric, left)))
                moved.add(metric.name)
    return tuple(sorted(found, key=_place)), len(metrics) - len(moved)


class _Side:
    """The company's cells of some metrics over some quarters, on one side."""

    def __init__(self, seen: Seen, metrics: Sequence[Metric], quarters: Sequence[Period]) -> None:
        window = Window(seen.workspace, seen.version, tuple(quarters), quarters[-1])
        self.cells: Cells = questions.wall_cells(window, metrics, business_unit=None)

    def figure(self, metric: Metric, quarter: Period, view: View) -> tuple[Figure, Status]:
        """Return a metric in one quarter, and the status that the wall shows for it then."""
        cells = self.cells.get(metric.name, ())
        until = tuple(one for one in cells if parsed(one.period) <= quarter)
        if not until or until[-1].period != quarter.label:
            return Figure(None, "no_data", "no_data", None, 0), "no_data"
        cell = until[-1]
        shown = tile(metric, until, view.freshness(metric), view.rules.status)
        status = shown.status if shown.period == quarter.label else "no_data"
        return Figure(cell.value, cell.state, status, cell.coverage, cell.n), shown.status


def _quarters(before: Seen, after: Seen) -> tuple[Period, ...]:
    """Return the quarters from the first to the last that either side has, without gaps."""
    found = {
        quarter
        for seen in (before, after)
        for quarter in questions.loaded_quarters(seen.workspace, seen.version)
    }
    return tuple(between(min(found), max(found))) if found else ()


def _views(before: Seen, after: Seen, quarter: Period, today: date) -> tuple[View, View]:
    """Return how each side is looked at in a quarter; one that lacks it looks like the other."""

    def view(seen: Seen) -> View | None:
        """Return a side's own view; None where nothing of the quarter is loaded there."""
        if quarter not in questions.loaded_quarters(seen.workspace, seen.version):
            return None
        return view_of(
            seen.workspace,
            period=quarter.label,
            business_unit=None,
            perspective=None,
            version=seen.version,
            today=today,
        )

    one, other = view(before), view(after)
    fallback = one or other
    if fallback is None:
        fallback = View(
            Window(before.workspace, before.version, (quarter,), quarter),
            policy(), None, (), min(today, quarter.end),
        )  # fmt: skip

    def on(seen: Seen) -> View:
        """Return the other side's view over this side's data."""
        window = replace(fallback.window, workspace=seen.workspace, version=seen.version)
        return replace(fallback, window=window)

    return one or on(before), other or on(after)


def _move(
    metric: Metric,
    quarter: Period,
    sides: tuple[_Side, _Side],
    views: tuple[View, View],
    units: Mapping[tuple[str, str], tuple[UnitMove, ...]],
) -> MetricMove | None:
    """Return a metric in one quarter before and after; None where nobody would see a difference."""
    (before, stood), (after, _) = (
        side.figure(metric, quarter, view) for side, view in zip(sides, views, strict=True)
    )
    split = units.get((metric.name, quarter.label), ())
    if replace(before, n=after.n) == after and not split:
        return None
    return MetricMove(
        metric=metric.name,
        title=metric.title,
        unit=metric.unit,
        decimals=metric.decimals,
        better=metric.better,
        period=quarter.label,
        before=before,
        after=after,
        stood=stood,
        units=split,
        range=None,
        usual="",
        note=metric.note_when_red,
        owner=metric.owner,
    )


def _unit_moves(
    before: Seen, after: Seen, metrics: Sequence[Metric], touched: Sequence[Period]
) -> dict[tuple[str, str], tuple[UnitMove, ...]]:
    """Return the units whose figure becomes another one, by metric and quarter."""
    names = [one.name for one in metrics if can_split(before.workspace, one, UNIT)]
    if not names:
        return {}
    old, new = (_by_unit(seen, names, touched) for seen in (before, after))
    found: dict[tuple[str, str], list[UnitMove]] = {}
    for name, period, unit in sorted({*old, *new}):
        was, will = old.get((name, period, unit)), new.get((name, period, unit))
        if was != will:
            found.setdefault((name, period), []).append(UnitMove(unit, was, will))
    return {key: tuple(moves) for key, moves in found.items()}


def _by_unit(
    seen: Seen, names: Sequence[str], touched: Sequence[Period]
) -> dict[tuple[str, str, str], float | None]:
    """Return the figures by metric, period and business unit."""
    found = answers(
        seen.workspace,
        names,
        grain="quarter",
        periods=tuple(between(touched[0], touched[-1])),
        by=(UNIT,),
        version=seen.version,
    )
    labels = {one.label for one in touched}
    return {
        (name, cell.period, cell.dimensions[UNIT] or ""): cell.value
        for name, answer in found.items()
        for cell in answer.rows
        if cell.period in labels
    }


def _left(
    metric: Metric,
    move: MetricMove,
    cells: Sequence[Cell],
    touched: Collection[Period],
    recorded: Sequence[RecordedStep],
    today: date,
) -> tuple[float, float] | None:
    """Return the limits that all other quarters draw, where a figure leaves them; else None.

    Figures that contain those before them have no usual range, nor has a quarter that runs.
    """
    quarter, value = parsed(move.period), move.after.value
    added_up = metric.type in ADDED_UP or metric.over == "to_date"
    if value is None or added_up or quarter not in touched or quarter.end > today:
        return None
    others = [
        replace(one, value=None, state="no_data") if parsed(one.period) in touched else one
        for one in cells
    ]
    own = [one for one in recorded if one.metric == metric.name]
    asked = Asked("quarter", today, policy().trends, {}, 0, None, adds_up=False)
    drawn = [one for one in course(metric, others, own, asked).segments if one.limits is not None]
    if not drawn or drawn[-1].shown_lower is None or drawn[-1].shown_upper is None:
        return None
    low, high = drawn[-1].shown_lower, drawn[-1].shown_upper
    return None if low <= value <= high or low == high else (low, high)


def _usual_words(metric: Metric, left: tuple[float, float] | None) -> str:
    """Return which range a figure lies outside of."""
    if left is None:
        return ""
    low, high = (figure(one, metric.unit) for one in left)
    return f"outside its usual range {low} to {high}"


def _place(one: MetricMove) -> tuple[bool, int, float, str, int]:
    """Return where a move stands in the list: red first, then what becomes worse, then by size."""
    old, new = one.before.value, one.after.value
    size = 1.0 if old is None or new is None else abs(new - old) / max(abs(old), abs(new), 1e-12)
    newest = -parsed(one.period).start.toordinal()
    return not one.turns_red, -one.worse, -size, one.title, newest
