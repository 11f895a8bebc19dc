"""How many cells and rows must be wrong, so that a sample's scores come out as they are told.

A score is passed elements over tested elements of all checks of a dimension. What is tested
follows from the contract and from the empty cells, so everything can be solved forward: first
the empty cells, then the bad ones, then what contradicts and what differs from the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.demo.samples.content import Content

COMPLETENESS, UNIQUENESS, VALIDITY, CONSISTENCY, _, ACCURACY = range(6)
"""Places of the dimensions in a tuple of scores; timeliness follows from the newest moment."""
Counts = dict[str, int]


@dataclass(frozen=True)
class Plan:
    """What to plant in one sample, by column where it is about cells."""

    missing: Counts
    spoilt: Counts
    contradicting: Counts
    inaccurate: Counts
    """Cells that can be read and are not what the reference says."""
    copies: int
    """Rows that repeat another one with its key."""
    further_keys: int
    """Rows that repeat another one under a key of their own."""


def planned(content: Content, scores: Sequence[float | None], liking: Mapping[str, float]) -> Plan:
    """Return what must be wrong in a sample of ``content``.

    Args:
        content: Which columns there are.
        scores: The six, 0 to 100, in their order; None was not measured.
        liking: By column, how much of what is wrong falls upon it.
    """
    missing = _missing(content, scores[COMPLETENESS], liking)
    filled = {name: content.rows - missing[name] for name in content.columns}
    spoilt = _spoilt(content, scores[VALIDITY], filled, liking)
    copies, further = _repeated(content, scores[UNIQUENESS])
    following = {
        column.name: min(filled[column.name], filled.get(column.follows, content.rows))
        for column in content.columns.values()
        if column.consistent
    }
    contradicting = _failing(sum(following.values()), scores[CONSISTENCY])
    inaccurate: Counts = {}
    if scores[ACCURACY] is not None:
        good = {name: filled[name] - spoilt.get(name, 0) for name in content.compared}
        wrong = _failing(content.rows * len(good), scores[ACCURACY])
        known = sum(content.rows - count for count in good.values())
        inaccurate = _shared(wrong - known, good, liking)
    return Plan(
        missing, spoilt, _shared(contradicting, following, liking), inaccurate, copies, further
    )


def _failing(tested: int, score: float | None) -> int:
    """Return how many of ``tested`` elements fail at a score."""
    return 0 if score is None else tested - round(score * tested / 100)


def _missing(content: Content, score: float | None, liking: Mapping[str, float]) -> Counts:
    """Return the empty cells: the fixed ones, the rest in required columns that are no key."""
    columns = content.columns.values()
    required = [column for column in columns if column.required]
    fixed = {c.name: c.missing for c in columns if c.missing is not None}
    room = {c.name: content.rows for c in required if c.name not in {*fixed, *content.key}}
    one_for_enough_rows = 1
    failing = _failing(content.rows * len(required) + one_for_enough_rows, score)
    failing -= sum(fixed.get(column.name, 0) for column in required)
    empty = dict.fromkeys(content.columns, 0)
    return empty | fixed | (_shared(failing, room, liking) if room else {})


def _spoilt(
    content: Content, score: float | None, filled: Counts, liking: Mapping[str, float]
) -> Counts:
    """Return the cells that break their column's rule; each breaks one check."""
    columns = content.columns.values()
    tested = sum(column.checks * filled[column.name] for column in columns)
    fixed = {c.name: c.spoilt for c in columns if c.spoilt is not None}
    room = {
        c.name: filled[c.name] - (c.name == content.fresh)
        for c in columns
        if c.bad and c.name not in fixed
    }
    failing = _failing(tested, score) - sum(fixed.values())
    return fixed | (_shared(failing, room, liking) if room else {})


def _repeated(content: Content, score: float | None) -> tuple[int, int]:
    """Return copies with the same key and with another one.

    A copy fails both checks, one under another key only that of the further columns.
    """
    checks = content.key_is_checked + bool(content.unique)
    failing = _failing(content.rows * checks, score)
    if not content.unique:
        return failing, 0
    copies = 2 * failing // 5 if content.key_is_checked else 0
    return copies, failing - 2 * copies


def _shared(total: int, room: Counts, liking: Mapping[str, float]) -> Counts:
    """Return ``total`` dealt out by liking, to nobody more than there is room for."""
    if not 0 <= total <= sum(room.values()):
        raise ValueError(f"{total} faults do not fit into {room}")
    weight = {name: liking[name] * max(1, places) for name, places in room.items()}
    left, dealt = total, dict.fromkeys(room, 0)
    for name in sorted(room, key=lambda each: room[each] / weight[each]):
        whole = sum(weight[each] for each in weight)
        dealt[name] = min(room[name], round(left * weight.pop(name) / whole))
        left -= dealt[name]
    for name in room:
        more = min(left, room[name] - dealt[name])
        dealt[name] += more
        left -= more
    return dealt
