"""The board: assembles the whole first screen from metrics, goals and replies.

It asks, hands on and sorts; every judgement is made in the modules beside it, which take plain
values and can be tested without a store.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from governance.forecast.goals import forecasts
from governance.promises import GoalRevision
from governance.records import ledger
from governance.records.opening import reading
from governance.scope import can_split
from governance.scorecard import questions
from governance.scorecard.accountability import with_forecasts
from governance.scorecard.both_sides import goal_lines, goals_together, promises
from governance.scorecard.data_behind import with_data
from governance.scorecard.headline import count, headline
from governance.scorecard.qualified import qualified
from governance.scorecard.roll_up import roll_up
from governance.scorecard.shapes import RollUp, Scorecard, Tile
from governance.scorecard.tiles import edges_of, part_of, tile
from governance.scorecard.view import View, view_of
from pipelines.errors import NotFound
from pipelines.marked_yaml import nearest
from pipelines.metrics.book import Metric
from pipelines.metrics.results import Cell
from pipelines.portfolio import business_units
from pipelines.workspace import Workspace


def scorecard(
    workspace: Workspace,
    *,
    period: str | None = None,
    business_unit: str | None = None,
    perspective: str | None = None,
    version: int | None = None,
    today: date,
    until: datetime | None = None,
) -> Scorecard:
    """Return the two-way scorecard.

    Args:
        workspace: The store and its records.
        period: A quarter such as ``2026-Q1``; the newest complete one with data by default.
        business_unit: Only this unit's figures and goals.
        perspective: Only ``financial``, ``operational`` or ``risk``.
        version: Catalogue version to read as of; the newest by default.
        today: The day the workspace reports as of.
        until: Goals and replies as they stood at this moment; the newest by default.

    Raises:
        GapError: The period, unit or perspective does not exist here.
    """
    view = view_of(
        workspace,
        period=period,
        business_unit=business_unit,
        perspective=perspective,
        version=version,
        today=today,
    )
    with reading(workspace.database) as session:
        goals = ledger.newest_goals(session, until=until)
        replies = ledger.newest_replies(session, until=until)
    units = _units(view, goals)
    if business_unit is not None and business_unit not in units:
        raise NotFound(
            f"There is no business unit “{business_unit}”.{nearest(business_unit, units)}",
            next_step=f"Choose one of {', '.join(units) or 'none: nothing is loaded'}.",
        )
    shown, left_out = _metrics(view)
    cells = questions.wall_cells(view.window, shown, business_unit=business_unit)
    tiles = qualified(view, [_tile(view, one, cells.get(one.name, ())) for one in shown])
    promised = promises(view, goals, replies)
    lines = goal_lines(view, promised, {} if business_unit else cells)
    lines = with_data(view, lines, today=today)
    chances = forecasts(workspace, today=view.read_on, version=view.window.version)
    lines = with_forecasts(lines, chances, view.rules.accountability)
    counts = count(tiles)
    return Scorecard(
        period=view.window.shown.label,
        as_of=view.window.version,
        reporting_date=today,
        headline=headline(tiles, lines, coverage_floor=view.rules.roll_up.coverage_floor),
        tiles=tiles,
        roll_ups=_roll_ups(view, shown, tiles),
        lines=lines,
        goals=goals_together(view, promised, lines),
        met=counts.met,
        measured=counts.measured,
        unknown=counts.unknown,
        periods=tuple(quarter.label for quarter in view.window.quarters),
        business_units=units,
        left_out=left_out,
    )


def metric_tile(
    workspace: Workspace,
    name: str,
    *,
    period: str | None = None,
    business_unit: str | None = None,
    version: int | None = None,
    today: date,
) -> Tile:
    """Return one metric as the wall shows it, whether it hangs there or not.

    Args:
        workspace: The store to ask.
        name: A metric of the metric book.
        period: A quarter; the newest complete one with data by default.
        business_unit: Only this unit's figures.
        version: Catalogue version to read as of; the newest by default.
        today: The day the workspace reports as of.

    Raises:
        GapError: The metric, the period or the breakdown does not exist here.
    """
    view = view_of(
        workspace,
        period=period,
        business_unit=business_unit,
        perspective=None,
        version=version,
        today=today,
    )
    metric = workspace.metrics.metric(name)
    cells = questions.wall_cells(view.window, (metric,), business_unit=business_unit)
    return qualified(view, [_tile(view, metric, cells.get(name, ()))])[0]


def _metrics(view: View) -> tuple[tuple[Metric, ...], tuple[str, ...]]:
    """Return the wall's metrics and the titles of those not known for the unit asked for."""
    workspace = view.window.workspace
    wall = [
        metric
        for metric in workspace.metrics.metrics.values()
        if metric.on_wall and metric.perspective in view.perspectives
    ]
    if view.business_unit is None:
        return tuple(wall), ()
    known = tuple(one for one in wall if can_split(workspace, one, "business_unit"))
    return known, tuple(one.title for one in wall if one not in known)


def _tile(view: View, metric: Metric, cells: Sequence[Cell]) -> Tile:
    """Return one metric of the wall."""
    return tile(
        metric,
        cells,
        view.freshness(metric),
        view.rules.status,
        shown=view.rules.history.quarters,
    )


def _roll_ups(view: View, shown: Sequence[Metric], tiles: Sequence[Tile]) -> tuple[RollUp, ...]:
    """Return the score of each perspective over the figures somebody set a limit for."""
    limited = [
        (metric, figure)
        for metric, figure in zip(shown, tiles, strict=True)
        if edges_of(metric) is not None
    ]
    return tuple(
        roll_up(
            perspective,
            [
                part_of(one, metric.weight)
                for metric, one in limited
                if one.perspective == perspective
            ],
            view.rules.roll_up,
        )
        for perspective in view.perspectives
    )


def _units(view: View, goals: Sequence[GoalRevision]) -> tuple[str, ...]:
    """Return every business unit that has an initiative or a goal."""
    found = business_units(view.window.workspace, version=view.window.version)
    named = {goal.content.business_unit for goal in goals} - {""}
    return tuple(sorted({*found, *named}))
