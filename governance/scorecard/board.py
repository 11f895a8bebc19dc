"""The board: assembles the whole first screen from metrics, goals and replies.

It asks, hands on and sorts; every judgement is made in the modules beside it, which take plain
values and can be tested without a store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from governance.policy import Policy, policy
from governance.promises import GoalRevision, Perspective, ReplyRevision
from governance.records import ledger
from governance.records.opening import reading
from governance.scope import can_split
from governance.scorecard import questions
from governance.scorecard.headline import count, headline
from governance.scorecard.lines import Promise, goal_line, worst_first
from governance.scorecard.questions import Window
from governance.scorecard.roll_up import Part, roll_up
from governance.scorecard.shapes import GoalLine, RollUp, Scorecard, Tile
from governance.scorecard.standing import Freshness
from governance.scorecard.status import is_colour
from governance.scorecard.tiles import edges_of, part_of, tile
from pipelines.errors import GapError, NotFound
from pipelines.marked_yaml import nearest
from pipelines.metrics.book import Metric
from pipelines.metrics.results import Cell
from pipelines.periods import Period, containing, parsed
from pipelines.portfolio import Initiative, business_units, initiatives
from pipelines.workspace import Workspace

_PERSPECTIVES: tuple[Perspective, ...] = get_args(Perspective)


@dataclass(frozen=True)
class _View:
    """What the reader asked for."""

    window: Window
    rules: Policy
    business_unit: str | None
    perspectives: tuple[Perspective, ...]
    read_on: date
    """The day the screen is read as of: today, or the end of an earlier period."""


def scorecard(
    workspace: Workspace,
    *,
    period: str | None = None,
    business_unit: str | None = None,
    perspective: str | None = None,
    version: int | None = None,
    today: date,
) -> Scorecard:
    """Return the two-way scorecard.

    Args:
        workspace: The store and its records.
        period: A quarter such as ``2026-Q1``; the newest complete one with data by default.
        business_unit: Only this unit's figures and goals.
        perspective: Only ``financial``, ``operational`` or ``risk``.
        version: Catalogue version to read as of; the newest by default.
        today: The day the workspace reports as of.

    Raises:
        GapError: The period, unit or perspective does not exist here.
    """
    view = _view(workspace, period, perspective, version, today, business_unit)
    with reading(workspace.database) as session:
        goals, replies = ledger.newest_goals(session), ledger.newest_replies(session)
    units = _units(view, goals)
    if business_unit is not None and business_unit not in units:
        raise NotFound(
            f"There is no business unit “{business_unit}”.{nearest(business_unit, units)}",
            next_step=f"Choose one of {', '.join(units) or 'none: nothing is loaded'}.",
        )
    shown, left_out = _metrics(view)
    cells = questions.wall_cells(view.window, shown, business_unit=business_unit)
    tiles = tuple(_tile(view, metric, cells.get(metric.name, ())) for metric in shown)
    promises = _promises(view, goals, replies)
    lines = _lines(view, promises, {} if business_unit else cells)
    counts = count(tiles)
    return Scorecard(
        period=view.window.shown.label,
        as_of=view.window.version,
        reporting_date=today,
        headline=headline(tiles, lines, coverage_floor=view.rules.roll_up.coverage_floor),
        tiles=tiles,
        roll_ups=_roll_ups(view, shown, tiles),
        lines=lines,
        goals=_goals_together(view, promises, lines),
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
    view = _view(workspace, period, None, version, today, business_unit)
    metric = workspace.metrics.metric(name)
    cells = questions.wall_cells(view.window, (metric,), business_unit=business_unit)
    return _tile(view, metric, cells.get(name, ()))


def _view(
    workspace: Workspace,
    period: str | None,
    perspective: str | None,
    version: int | None,
    today: date,
    business_unit: str | None,
) -> _View:
    """Return what was asked for, checked and with its defaults."""
    if perspective is not None and perspective not in _PERSPECTIVES:
        raise GapError(
            f"“{perspective}” is not a perspective.{nearest(perspective, _PERSPECTIVES)}",
            next_step=f"Choose one of {', '.join(_PERSPECTIVES)}.",
        )
    chosen = tuple(one for one in _PERSPECTIVES if perspective in (None, one))
    at = workspace.catalogue.version() if version is None else version
    quarters = questions.loaded_quarters(workspace, at)
    newest = _newest(quarters, today)
    shown = newest if period is None else _asked(period, quarters, newest)
    read_on = today if shown.start >= newest.start else min(today, shown.end)
    window = Window(workspace, at, quarters, shown)
    return _View(window, policy(), business_unit, chosen, read_on)


def _newest(quarters: Sequence[Period], today: date) -> Period:
    """Return the newest complete quarter with data, else the newest begun one, else today's.

    Planned money may be booked far ahead; a quarter that has not begun is no place to stand.
    """
    complete = [quarter for quarter in quarters if quarter.end <= today]
    begun = [quarter for quarter in quarters if quarter.start <= today]
    return (complete or begun or [containing(today, "quarter")])[-1]


def _asked(label: str, quarters: Sequence[Period], newest: Period) -> Period:
    """Return the period a reader wrote, if it is a quarter with data."""
    asked = parsed(label)
    if asked.grain != "quarter":
        raise GapError(
            f"The scorecard is by quarter; “{label}” is a {asked.grain}.",
            next_step=f"Write it as {containing(asked.start, 'quarter')}.",
        )
    if asked not in quarters and asked != newest:
        loaded = f"{quarters[0]} to {quarters[-1]}" if quarters else "nothing"
        raise NotFound(f"Nothing is loaded for {asked}.", next_step=f"What is loaded: {loaded}.")
    return asked


def _metrics(view: _View) -> tuple[tuple[Metric, ...], tuple[str, ...]]:
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


def _tile(view: _View, metric: Metric, cells: Sequence[Cell]) -> Tile:
    """Return one metric of the wall."""
    return tile(
        metric,
        cells,
        _freshness(view, metric),
        view.rules.status,
        shown=view.rules.history.quarters,
    )


def _freshness(view: _View, metric: Metric) -> Freshness:
    """Return what decides whether the metric's newest value still counts."""
    return Freshness(
        today=view.read_on,
        grace_days=questions.grace_days(view.window, metric),
        arrived=questions.arrived(view.window, metric),
    )


def _roll_ups(view: _View, shown: Sequence[Metric], tiles: Sequence[Tile]) -> tuple[RollUp, ...]:
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


def _goals_together(view: _View, promises: Sequence[Promise], lines: Sequence[GoalLine]) -> RollUp:
    """Return the goals as one weighted score; a goal without a known way counts as missing."""
    told = {one.goal.goal_id: one.goal.content for one in promises}
    return roll_up(
        "goals",
        [
            Part(
                attainment=line.attainment if is_colour(line.status) else None,
                weight=told[line.goal_id].weight,
                must_not_fail=told[line.goal_id].must_not_fail,
                status=line.status,
            )
            for line in lines
        ],
        view.rules.roll_up,
    )


def _units(view: _View, goals: Sequence[GoalRevision]) -> tuple[str, ...]:
    """Return every business unit that has an initiative or a goal."""
    found = business_units(view.window.workspace, version=view.window.version)
    named = {goal.content.business_unit for goal in goals} - {""}
    return tuple(sorted({*found, *named}))


def _estate(view: _View, goals: Sequence[GoalRevision]) -> dict[str, Initiative]:
    """Return the initiatives that goals speak of, as they stood at the end of the period."""
    named = {goal.content.initiative_id for goal in goals} - {""}
    if not named:
        return {}
    window = view.window
    found = initiatives(window.workspace, only=named, until=window.shown, version=window.version)
    return {one.id: one for one in found}


def _promises(
    view: _View,
    goals: Sequence[GoalRevision],
    replies: Sequence[ReplyRevision],
) -> list[Promise]:
    """Return the goals asked for with their replies and what they speak of."""
    answered = {reply.goal_id: reply for reply in replies}
    by_id = _estate(view, goals)
    found = []
    for goal in goals:
        content = goal.content
        about = by_id.get(content.initiative_id)
        promise = Promise(
            goal=goal,
            reply=answered.get(goal.goal_id),
            metric=view.window.workspace.metrics.metrics.get(content.metric),
            initiative=about.name if about else "",
            stage=about.stage if about else "",
            business_unit=content.business_unit or (about.business_unit if about else ""),
        )
        in_unit = view.business_unit in (None, promise.business_unit)
        if in_unit and content.perspective in view.perspectives:
            found.append(promise)
    return found


def _lines(
    view: _View, promises: Sequence[Promise], wall: Mapping[str, tuple[Cell, ...]]
) -> tuple[GoalLine, ...]:
    """Return the goals as lines, worst first."""
    cells = questions.goal_cells(view.window, [one.goal for one in promises], wall)
    lines = []
    for promise in promises:
        fresh = Freshness(view.read_on, 0, arrived=True)
        if promise.metric is not None:
            fresh = _freshness(view, promise.metric)
        own = cells.get(promise.goal.goal_id, ())
        lines.append(goal_line(promise, own, fresh, period=view.window.shown, rules=view.rules))
    return worst_first(lines)
