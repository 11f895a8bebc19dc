"""Restated numbers: figures of a past period that were known then and are others now.

A figure that was not complete then and is now is progress, not a restatement. For each one the
file is named that did it, by what the catalogue keeps; where no file explains it, that is said.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from governance.checkin import told
from governance.checkin.shapes import Change
from governance.days import in_words
from governance.scope import extracts_of
from governance.scorecard import scorecard
from governance.scorecard.shapes import GoalLine, Point, Scorecard, Tile
from governance.uploads.settled import restatements
from pipelines.catalogue.history import LoadRecord
from pipelines.metrics.results import State
from pipelines.periods import parsed
from pipelines.workspace import Workspace

_SAME = 1e-9
"""Relative difference up to which two sums over the same rows are the same figure."""


@dataclass(frozen=True)
class Since:
    """What a restatement is told by."""

    version: int
    """The catalogue version that was pinned."""
    loads: Sequence[LoadRecord]
    """Every load ever accepted, newest first."""
    redefined: Collection[str]
    """Metrics that meant something else then."""
    names: Mapping[str, str]
    """How everybody is called, by identifier."""
    weight: float


def restated(
    workspace: Workspace, before: Scorecard, card: Scorecard, *, since: Since, today: date
) -> Iterator[Change]:
    """Yield each metric and goal whose past figures are others now.

    Args:
        workspace: Where.
        before: The scorecard as it was pinned.
        card: The scorecard as it is.
        since: What to tell it by.
        today: The day the workspace reports as of.
    """
    told_already: set[tuple[str, str]] = set()
    then = {tile.metric: tile for tile in before.tiles}
    for tile in card.tiles:
        old = then.get(tile.metric)
        points = _moved(old, tile) if old else []
        if not points:
            continue
        told_already |= {(tile.metric, one.period) for one, _ in points}
        yield _of_metric(workspace, tile, points, since)
    lines = {line.goal_id: line for line in before.lines}
    for line in _lines_then(workspace, before, card, today=today):
        past = lines.get(line.goal_id)
        if past is None or not _same_question(past, line) or past.value is None:
            continue
        of_company = not (line.initiative_id or line.business_unit)
        if of_company and (line.metric, line.period) in told_already:
            continue
        if past.state == "ok" and not _same(past.value, line.value):
            yield _of_goal(workspace, past, line, since)


def _moved(old: Tile, new: Tile) -> list[tuple[Point, Point | None]]:
    """Return the periods of a metric that were known then and are others now, newest first."""
    now = {point.period: point for point in new.history}
    first = min(now, key=lambda label: parsed(label).start, default=None)
    found: list[tuple[Point, Point | None]] = []
    for point in reversed(old.history):
        if first is None or parsed(point.period).start < parsed(first).start:
            break
        other = now.get(point.period)
        value = other.value if other else None
        if point.state == "ok" and point.value is not None and not _same(point.value, value):
            found.append((point, other))
    return found


def _same(one: float, other: float | None) -> bool:
    """Return whether two figures are the same."""
    return other is not None and math.isclose(one, other, rel_tol=_SAME, abs_tol=1e-12)


def _lines_then(
    workspace: Workspace, before: Scorecard, card: Scorecard, *, today: date
) -> tuple[GoalLine, ...]:
    """Return the goals of today with their figures of the period that was shown then."""
    if before.period == card.period or before.period not in card.periods:
        return card.lines if before.period == card.period else ()
    return scorecard(workspace, period=before.period, version=card.as_of, today=today).lines


def _same_question(past: GoalLine, line: GoalLine) -> bool:
    """Return whether both figures answer the same question for the same period."""
    one = (past.metric, past.initiative_id, past.business_unit, past.period)
    return one == (line.metric, line.initiative_id, line.business_unit, line.period)


def _of_metric(
    workspace: Workspace,
    tile: Tile,
    points: Sequence[tuple[Point, Point | None]],
    since: Since,
) -> Change:
    """Return what became of a metric's past figures; the newest one is told, others counted."""
    then, now = points[0]
    more = f", and {told.counted(len(points) - 1, 'earlier quarter')}" if points[1:] else ""
    cause = _cause(workspace, tile.metric, then.period, since)
    return Change(
        kind="restated",
        title=f"{tile.title}, {then.period}{more}",
        before=told.figure(then.value, tile.unit),
        after=told.figure(now.value if now else None, tile.unit, state=_state(now)),
        weight=since.weight,
        metric=tile.metric,
        by=cause.by,
        at=cause.at,
        reason=cause.words,
    )


def _of_goal(workspace: Workspace, past: GoalLine, line: GoalLine, since: Since) -> Change:
    """Return what became of the figure of a goal's part of the company."""
    cause = _cause(workspace, line.metric, line.period, since)
    return Change(
        kind="restated",
        title=f"{line.title}: {line.metric_title}, {line.period}",
        before=told.figure(past.value, past.unit),
        after=told.figure(line.value, line.unit, state=line.state),
        weight=since.weight,
        goal_id=line.goal_id,
        metric=line.metric,
        by=cause.by,
        at=cause.at,
        reason=cause.words,
    )


def _state(point: Point | None) -> State:
    """Return why a figure is missing."""
    return point.state if point else "no_data"


@dataclass(frozen=True)
class _Cause:
    """What restated a figure."""

    words: str
    by: str = ""
    at: datetime | None = None


def _cause(workspace: Workspace, metric: str, period: str, since: Since) -> _Cause:
    """Return what made a past figure another one: a file, or a changed definition."""
    if metric in since.redefined:
        return _Cause("The metric's definition was changed; its figures are told by the new one.")
    known = workspace.metrics.metrics.get(metric)
    sources = extracts_of(workspace, known) if known else frozenset()
    end = parsed(period).end
    candidates = [
        one
        for one in since.loads
        if one.extract in sources and parsed(one.period).start <= end and _acts(one, since.version)
    ]
    if not candidates:
        return _Cause("No file that was loaded since explains it; the code may have changed.")
    inside = [one for one in candidates if parsed(one.period).end >= parsed(period).start]
    load = (inside or candidates)[0]
    why = _why(workspace, load, since)
    if load.status == "undone":
        by, at = load.undone_by or "", load.undone_at
        words = f"The file {load.file_name} was taken back on {in_words(at)}.{why}"
        return _Cause(words, since.names.get(by, by), at)
    words = f"The file {load.file_name} of {in_words(load.at)} says otherwise.{why}"
    return _Cause(words, since.names.get(load.actor, load.actor), load.at)


def _why(workspace: Workspace, load: LoadRecord, since: Since) -> str:
    """Return the reason that was given for a load's coming or going, to be put behind a sentence.

    A period that a check-in settled is not changed without one.
    """
    for one in restatements(workspace):
        same = (one.extract, one.period) == (load.extract, load.period)
        if same and one.version > since.version and one.reason:
            return f" {one.reason}"
    return ""


def _acts(load: LoadRecord, version: int) -> bool:
    """Return whether a load counts now and did not then, or counted then and was taken back."""
    if load.begins > version:
        return load.status != "undone"
    return load.status == "undone" and (load.ends or 0) > version
