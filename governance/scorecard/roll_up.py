"""Roll-up: one weighted score for a perspective that does not hide what is missing.

The score is over the known part, and the share that is known stands beside it with the bounds
the missing part allows. Below the policy's coverage there is no score at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.policy import RollUpPolicy
from governance.scorecard.shapes import RollUp, Status
from governance.scorecard.status import COLOURS, Colour, Edges, raw_colour, worse


@dataclass(frozen=True)
class Part:
    """One figure that goes into a roll-up."""

    attainment: float | None
    """0..100; None where it is not known."""
    weight: float
    must_not_fail: bool = False
    status: Status = "no_data"


def roll_up(perspective: str, parts: Sequence[Part], rules: RollUpPolicy) -> RollUp:
    """Return the weighted score of ``parts`` with coverage, bounds, colour and cap."""
    known = [(part.attainment, part.weight) for part in parts if part.attainment is not None]
    known_weight = sum(weight for _, weight in known)
    weight = sum(part.weight for part in parts)
    earned = sum(attainment * share for attainment, share in known)
    coverage = known_weight / weight if weight else 0.0
    enough = bool(known) and coverage >= rules.coverage_floor
    score = earned / known_weight if enough else None
    colour = None if score is None else _colour(score, rules)
    capped = colour == "green" and any(_holds_back(part) for part in parts)
    return RollUp(
        perspective=perspective,
        score=score,
        coverage=coverage,
        lowest=earned / weight if weight else 0.0,
        highest=(earned + 100.0 * (weight - known_weight)) / weight if weight else 100.0,
        capped=capped,
        status=_status(colour, capped=capped, any_known=bool(known)),
        known=len(known),
        total=len(parts),
    )


def _colour(score: float, rules: RollUpPolicy) -> Colour:
    """Return the colour of a score by the policy's edges."""
    return raw_colour(score, Edges("higher", green=rules.green, amber=rules.amber))


def _holds_back(part: Part) -> bool:
    """Return whether a part forbids green: it must not fail, and did or may have."""
    return part.must_not_fail and (part.status == "red" or part.status not in COLOURS)


def _status(colour: Colour | None, *, capped: bool, any_known: bool) -> Status:
    """Return what the perspective shows."""
    if colour is None:
        return "not_estimable" if any_known else "no_data"
    return worse(colour, "amber") if capped else colour
