"""The goals together: the company's gap with its arithmetic, who is waited for, and the list.

The widest gap stands first. What is not known stands last and is said, for a missing reply is
neither a gap of zero nor one of a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence

from governance.scorecard.shapes import GapIndex, GoalLine
from reports.dumbbell import Address
from reports.forecast import chance, chance_words, day_or_later, doubt
from reports.format import MINUS, day
from reports.goal import index_figure, owed, to
from reports.markup import Child, box, element, text, written
from reports.status import badge
from reports.tables import Column, table

MOST_WAITING = 8
"""Goals that wait for a reply and are named one by one; a longer list hides the goals below it."""


def company_words(index: GapIndex) -> str:
    """Return the company's index in a sentence."""
    if index.score is None:
        return "The accountability gap of the company cannot be told yet."
    return f"The accountability gap of the company is {index.score:.0f} of 100."


def company_arithmetic(index: GapIndex, lines: Sequence[GoalLine]) -> str:
    """Return how the company's index comes about: what it is a mean of, and what it leaves out."""
    said = [index.words, _bounds(index)]
    known = [
        (line.gap_index.score, line.ceo.value_score)
        for line in lines
        if line.gap_index is not None and line.gap_index.score is not None
    ]
    weight = sum(value for _, value in known)
    if known and index.score is not None:
        total = sum(score * value for score, value in known)
        said.insert(
            0,
            f"Index times value, summed over {len(known)} goals, is {total:,.0f}; divided by the "
            f"sum of their values, {weight:,.0f}, it is {total / weight:.0f}.",
        )
    return " ".join(part for part in said if part)


def overview(lines: Sequence[GoalLine], address: Address) -> str:
    """Return all goals with index, chance and both dates, the widest gap first."""
    columns = (
        Column("Goal"),
        Column("Gap index", True),
        Column("Points apart", True),
        Column("Value", True),
        Column("CEO wants", is_short=True),
        Column("CIO expects", is_short=True),
        Column("Chance", True),
        Column("Half of courses by (P50)", is_short=True),
        Column("Now"),
    )
    return table(
        columns,
        [_overview(line, address) for line in sorted(lines, key=_widest)],
        title="The goals with their gap, their chance and both dates",
    )


def asked(lines: Sequence[GoalLine]) -> tuple[GoalLine, ...]:
    """Return the goals that wait for the CIO's reply, by priority."""
    waiting = (line for line in lines if owed(line))
    return tuple(sorted(waiting, key=lambda line: (line.ceo.priority, line.goal_id)))


def waiting(lines: Sequence[GoalLine], address: Address) -> str:
    """Return the goals that wait for a reply, as a list of links with the reason."""
    found = asked(lines)
    rows = [
        element(
            "li",
            None,
            to(address(line.goal_id), line.title),
            text("muted", f" {line.goal_id} · {owed(line)}"),
        )
        for line in found[:MOST_WAITING]
    ]
    if len(found) > MOST_WAITING:
        more = f"and {len(found) - MOST_WAITING} more, marked ▲ in the list below"
        rows.append(element("li", {"class": "muted"}, more))
    return written(element("ul", {"class": "tandem waiting"}, *rows))


def _bounds(index: GapIndex) -> str:
    """Return how far the index can be trusted."""
    if index.coverage >= 1 or index.lowest == index.highest:
        return ""
    return f"Whatever the rest is, it lies between {index.lowest:.0f} and {index.highest:.0f}."


def _overview(line: GoalLine, address: Address) -> tuple[Child, ...]:
    """Return one goal of the list."""
    known, cio = line.forecast, line.cio
    seen = known is not None and known.state == "ok"
    expected = cio.realistic_date if cio else None
    said = "no reply" if cio is None else "no date" if expected is None else day(expected)
    warning = doubt(known) if known else ""
    return (
        box("roomy", to(address(line.goal_id), line.title), text("muted id", line.goal_id)),
        index_figure(line.gap_index),
        _signed(line.alignment_gap),
        f"{line.ceo.value_score:.1f}",
        day(line.ceo.wanted_date),
        text("watch", f"▲ {said}") if owed(line) else said,
        box(
            "",
            text("", chance(known.finish.p_target) if known and seen else "–"),
            text("watch", " ▲") if warning else None,
        ),
        day_or_later(known.finish.p50, known.finish, 0.5)
        if known and seen
        else box("small", chance_words(known) if known else "not asked"),
        badge(line.status),
    )


def _signed(points: float | None) -> str:
    """Return points apart, negative where the feasibility is the higher one."""
    if points is None:
        return "–"
    whole = round(points)
    return f"{MINUS if whole < 0 else ''}{abs(whole)}"


def _widest(line: GoalLine) -> tuple[float, int, str]:
    """Return where a goal stands in the list: the widest gap first, the unknown ones last."""
    score = line.gap_index.score if line.gap_index else None
    return -1.0 * (-1.0 if score is None else score), line.ceo.priority, line.goal_id
