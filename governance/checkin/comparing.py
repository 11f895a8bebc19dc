"""Comparing two closed check-ins: goal by goal in what they differ, then the figures of the wall.

Both are read as they were pinned; nothing is computed again, so the comparison says the same in
two years. Pure once the two are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from governance.checkin import told
from governance.checkin.pinned import Pinned, pinned
from governance.checkin.shapes import Difference, Frozen
from governance.days import in_words
from governance.scorecard.shapes import GoalLine, Tile

ABSENT = "not there"


def compare(first: Frozen, second: Frozen) -> tuple[Difference, ...]:
    """Return in what two closed check-ins differ.

    Args:
        first: Usually the earlier one.
        second: The other one; its order of goals is kept.

    Raises:
        GapError: One of them was kept in a form that this version cannot read.
    """
    one, other = pinned(first), pinned(second)
    return (*_goals(one, other), *_tiles(one, other))


def _goals(first: Pinned, second: Pinned) -> Iterator[Difference]:
    """Yield what differs between the goals."""
    then = {line.goal_id: line for line in first.card.lines}
    now = {line.goal_id: line for line in second.card.lines}
    for goal in [*now, *(gone for gone in then if gone not in now)]:
        title = (now.get(goal) or then[goal]).title
        old, new = _told(then.get(goal), first), _told(now.get(goal), second)
        for what in [*new, *(name for name in old if name not in new)]:
            one, other = old.get(what, ABSENT), new.get(what, ABSENT)
            if one != other:
                yield Difference(goal, title, what, one, other)


def _told(line: GoalLine | None, held: Pinned) -> Mapping[str, str]:
    """Return what a check-in says of a goal, in words, by what it is about."""
    if line is None:
        return {"goal": ABSENT}
    forecast = held.forecasts.get(line.goal_id)
    finish = forecast.finish if forecast else None
    decided = [
        told.options(one.options)
        for one in held.decisions
        if one.goal_id == line.goal_id and one.signed
    ]
    return {
        "goal": line.title,
        "wanted date": in_words(line.ceo.wanted_date),
        "realistic date": in_words(line.cio.realistic_date if line.cio else None),
        "forecast (P50)": told.forecast_day(
            finish.p50 if finish else None, known=bool(finish and finish.p_target is not None)
        ),
        "chance of the date": told.chance(finish.p_target if finish else None),
        "gap": told.points(line.alignment_gap),
        "standing": told.STATUS_WORDS[line.status],
        "figure": f"{told.figure(line.value, line.unit, state=line.state)} ({line.period})",
        "decision": "; ".join(decided) or "none",
    }


def _tiles(first: Pinned, second: Pinned) -> Iterator[Difference]:
    """Yield what differs between the figures of the wall."""
    then = {tile.metric: tile for tile in first.card.tiles}
    now = {tile.metric: tile for tile in second.card.tiles}
    for metric in [*now, *(gone for gone in then if gone not in now)]:
        title = (now.get(metric) or then[metric]).title
        one, other = _figure(then.get(metric)), _figure(now.get(metric))
        if one != other:
            yield Difference("", title, "figure", one, other)


def _figure(tile: Tile | None) -> str:
    """Return what a tile says, in words."""
    if tile is None:
        return ABSENT
    figure = told.figure(tile.value, tile.unit, state=tile.state)
    return f"{figure} ({tile.period}), {told.STATUS_WORDS[tile.status]}"
