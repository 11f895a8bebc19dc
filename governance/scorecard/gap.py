"""The gap: what the CEO's side and the CIO's side say about one goal, and how far they differ.

Two numbers and a date make the disagreement visible: value V against feasibility F in points,
and the wanted against the realistic day. Pure arithmetic; the weights come from the policy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from governance.policy import AlignmentPolicy, FeasibilityPolicy, ValuePolicy

ALIGNED = "aligned"
AHEAD = "strategy ahead of execution"
SPARE = "capacity without demand"
UNANSWERED = "no reply yet"


@dataclass(frozen=True)
class Feasibility:
    """F and how it came about."""

    score: float
    uncapped: float
    """The weighted geometric mean before the cap."""
    capped: bool


def value_score(scores: Mapping[str, float], rules: ValuePolicy) -> float:
    """Return V: the weighted arithmetic mean of the CEO's scores, 0 to 100."""
    return sum(share * scores[part] for part, share in rules.weights.shares().items())


def feasibility(scores: Mapping[str, float], rules: FeasibilityPolicy) -> Feasibility:
    """Return F: the weighted geometric mean of the CIO's scores, capped while one is a blocker.

    A part of zero makes it zero: what is impossible in one respect is impossible.
    """
    shares = {part: share for part, share in rules.weights.shares().items() if share > 0}
    if any(scores[part] <= 0 for part in shares):
        uncapped = 0.0
    else:
        uncapped = math.exp(sum(share * math.log(scores[part]) for part, share in shares.items()))
    blocked = any(scores[part] < rules.blocked_below for part in shares)
    capped = blocked and uncapped > rules.cap
    return Feasibility(rules.cap if capped else uncapped, uncapped, capped)


def alignment_gap(value: float, feasible: float) -> float:
    """Return V minus F in points; positive where more is wanted than can be done."""
    return value - feasible


def alignment_words(gap: float | None, rules: AlignmentPolicy) -> str:
    """Return what the gap means, in the words of the method; None is a goal without a reply."""
    if gap is None:
        return UNANSWERED
    if abs(gap) < rules.aligned_within:
        return ALIGNED
    return AHEAD if gap > 0 else SPARE


def date_gap_days(wanted: date, realistic: date | None) -> int | None:
    """Return how many days later than wanted delivery believes; negative is earlier."""
    return None if realistic is None else (realistic - wanted).days
