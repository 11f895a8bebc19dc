"""The accountability gap: promise and delivery of a goal as one number, with its arithmetic.

Three faces of one gap are weighed: how far the two sides judge the goal apart, how many days lie
between the dates they name, and how little chance history gives the wanted day. 0 is agreed and
likely; 100 is as far apart as can be. What is not known is not taken for agreement: the index
then says how much of its weight it knows, and is withheld where that is too little. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from governance.forecast.shapes import Forecast
from governance.policy import AccountabilityPolicy
from governance.scorecard.shapes import GapIndex, GoalLine, IndexPart

CERTAIN = 1.0
"""The chance at which nothing is missing."""


class _Sum(NamedTuple):
    """A weighted mean of what is known, and the bounds that the rest leaves."""

    score: float | None
    coverage: float
    lowest: float
    highest: float


def with_forecasts(
    lines: Sequence[GoalLine], forecasts: Mapping[str, Forecast], rules: AccountabilityPolicy
) -> tuple[GoalLine, ...]:
    """Return the lines with their forecasts and the index that follows.

    Args:
        lines: The goals.
        forecasts: By goal; a goal without one is told as such.
        rules: Weights and full scales.
    """
    found = []
    for line in lines:
        forecast = forecasts.get(line.goal_id)
        chance = None if forecast is None else forecast.finish.p_target
        index = gap_index(line, chance, rules)
        found.append(replace(line, forecast=forecast, gap_index=index))
    return tuple(found)


def gap_index(line: GoalLine, p_target: float | None, rules: AccountabilityPolicy) -> GapIndex:
    """Return how far promise and delivery of a goal are apart.

    Args:
        line: Both sides.
        p_target: Chance (0..1) of the wanted day by the company's own history; None where it
            cannot be known.
        rules: Weights and full scales.
    """
    shares = rules.weights.shares()
    parts = (
        _alignment(line, rules, shares["alignment"]),
        _dates(line, rules, shares["dates"]),
        _chance(p_target, shares["chance"]),
    )
    found = _weighed([(part.points, part.weight) for part in parts], rules)
    return GapIndex(
        score=found.score,
        coverage=found.coverage,
        lowest=found.lowest,
        highest=found.highest,
        parts=parts,
        known=sum(part.points is not None for part in parts),
        total=len(parts),
        words=_arithmetic(parts, found),
    )


def company_index(lines: Sequence[GoalLine], rules: AccountabilityPolicy) -> GapIndex:
    """Return the gap of the company: the mean over its goals, each as heavy as its value.

    Args:
        lines: The goals with their index; one without counts as unknown.
        rules: The coverage below which there is no index.
    """
    each = [
        (line.gap_index.score if line.gap_index else None, line.ceo.value_score) for line in lines
    ]
    found = _weighed(each, rules)
    known = sum(score is not None for score, _ in each)
    unanswered = sum(line.cio is None for line in lines)
    words = f"Known for {known} of {len(lines)} goals, each weighed by its value"
    if unanswered:
        words += f"; {unanswered} {'has' if unanswered == 1 else 'have'} no reply"
    if found.score is None:
        words += f"; below {rules.coverage_floor:.0%} of the weight there is no index"
    return GapIndex(
        score=found.score,
        coverage=found.coverage,
        lowest=found.lowest,
        highest=found.highest,
        parts=(),
        known=known,
        total=len(lines),
        words=f"{words}." if lines else "No goals have been stated.",
    )


def _alignment(line: GoalLine, rules: AccountabilityPolicy, weight: float) -> IndexPart:
    """Return the points between value and feasibility, whichever is higher."""
    full, gap = rules.full_gap_points, line.alignment_gap
    if gap is None:
        return IndexPart("alignment", None, full, None, weight, "Not known: no reply yet.")
    points = _of_full(abs(gap), full)
    words = f"{abs(gap):.1f} points apart, of {full:g}: {points:.0f}"
    return IndexPart("alignment", gap, full, points, weight, words)


def _dates(line: GoalLine, rules: AccountabilityPolicy, weight: float) -> IndexPart:
    """Return the days that the realistic date is late; early is as good as on time."""
    full, late = float(rules.full_gap_days), line.date_gap_days
    if late is not None:
        points = _of_full(max(late, 0), full)
        words = f"{max(late, 0)} days late, of {full:g}: {points:.0f}"
        return IndexPart("dates", float(late), full, points, weight, words)
    if line.cio is not None and line.cio.feasible == "no":
        words = "No date at all, for the CIO says that it is not feasible: 100"
        return IndexPart("dates", None, full, 100.0, weight, words)
    missing = "no reply yet" if line.cio is None else "the reply names no date"
    return IndexPart("dates", None, full, None, weight, f"Not known: {missing}.")


def _chance(p_target: float | None, weight: float) -> IndexPart:
    """Return what is missing to certainty of the wanted day."""
    if p_target is None:
        words = "Not known: there is no forecast for the wanted day."
        return IndexPart("chance", None, CERTAIN, None, weight, words)
    points = 100.0 * (CERTAIN - p_target)
    words = f"a chance of {p_target:.0%} lacks {points:.0f}"
    return IndexPart("chance", p_target, CERTAIN, points, weight, words)


def _of_full(amount: float, full: float) -> float:
    """Return an amount as points of its full scale, 100 at most."""
    return min(100.0, 100.0 * amount / full)


def _weighed(parts: Sequence[tuple[float | None, float]], rules: AccountabilityPolicy) -> _Sum:
    """Return the mean of what is known, and what it would be were the rest 0 or 100."""
    weight = sum(share for _, share in parts)
    known = [(points, share) for points, share in parts if points is not None]
    known_weight = sum(share for _, share in known)
    earned = sum(points * share for points, share in known)
    coverage = known_weight / weight if weight else 0.0
    enough = known_weight > 0 and coverage >= rules.coverage_floor
    return _Sum(
        score=earned / known_weight if enough else None,
        coverage=coverage,
        lowest=earned / weight if weight else 0.0,
        highest=(earned + 100.0 * (weight - known_weight)) / weight if weight else 100.0,
    )


def _arithmetic(parts: Sequence[IndexPart], found: _Sum) -> str:
    """Return the sum as somebody would write it down."""
    known = [part for part in parts if part.points is not None]
    terms = " + ".join(f"{part.weight:.2f} × {part.points:.0f}" for part in known)
    missing = ", ".join(part.name for part in parts if part.points is None)
    if found.score is None:
        return f"Not known: {missing} cannot be told, so it lies between {_bounds(found)}."
    if not missing:
        return f"{terms} = {found.score:.0f}"
    divided = f"({terms}) / {found.coverage:.2f} = {found.score:.0f}"
    return f"{divided}; without {missing}, so between {_bounds(found)}"


def _bounds(found: _Sum) -> str:
    """Return the bounds in words."""
    return f"{found.lowest:.0f} and {found.highest:.0f}"
