"""How far the two sides are apart, and how alike they answered.

Pure. A gap is counted over the questions that both sides answered: a side's level of a question
is the mean of its people for the gap, and their median (the lower of two) where a whole level is
needed. Kappa weighs a difference by its square, with the labels 1 to 5 fixed, so that it does not
depend on which levels happened to be chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, median

from governance.maturity.policy import AgreementPolicy, maturity_policy
from governance.maturity.shapes import Agreement

Levels = Mapping[str, Sequence[int]]
"""The levels that a side's people chose, by question."""
DIGITS = 9
"""Digits that a mean is settled to: a gap of 0.9999999999 is one level."""


def round_half_down(value: float) -> int:
    """Return the nearest whole number; halfway, the lower one."""
    return math.ceil(round(value, DIGITS) - 0.5)


def mean_level(side: Levels) -> float | None:
    """Return the mean over the questions of a side's mean level; None without answers."""
    return round(fmean(map(fmean, side.values())), DIGITS) if side else None


def perception_gap(ceo: Levels, cio: Levels) -> float | None:
    """Return the mean of CEO minus CIO over the questions that both sides answered."""
    shared = _shared(ceo, cio)
    if not shared:
        return None
    return round(fmean(fmean(ceo[item]) - fmean(cio[item]) for item in shared), DIGITS)


def agreement(ceo: Levels, cio: Levels, rules: AgreementPolicy | None = None) -> Agreement:
    """Return how alike both sides answered.

    Args:
        ceo: The CEO side's levels by question.
        cio: The CIO side's.
        rules: The policy; the shipped one by default.
    """
    held = rules or maturity_policy().agreement
    pairs = [(_whole(ceo[item]), _whole(cio[item])) for item in _shared(ceo, cio)]
    if not pairs:
        return Agreement(0, None, None, None, "no question was answered by both sides")
    within = 100.0 * sum(abs(one - other) <= 1 for one, other in pairs) / len(pairs)
    exact = 100.0 * sum(one == other for one, other in pairs) / len(pairs)
    if len(pairs) < held.least_items:
        words = f"{within:.0f} % within one level; a kappa needs {held.least_items} questions"
        return Agreement(len(pairs), within, exact, None, words)
    found = kappa([one for one, _ in pairs], [other for _, other in pairs])
    if found is None:
        words = "kappa is undefined: each side chose the same level throughout"
        return Agreement(len(pairs), within, exact, None, words)
    return Agreement(len(pairs), within, exact, found, band(found, held))


def kappa(ceo: Sequence[int], cio: Sequence[int], *, power: int = 2) -> float | None:
    """Return the weighted kappa of two sides' levels of the same questions.

    Args:
        ceo: One side's levels, 1 to 5.
        cio: The other side's, in the same order and as many.
        power: What a difference is raised to: 2 is quadratic, 1 linear, 0 unweighted.

    Returns:
        At most 1; 0 is what chance would give. None where both sides are constant, since then
        nothing tells agreement from habit.
    """
    if len(set(ceo)) <= 1 and len(set(cio)) <= 1:
        return None
    seen = fmean(_apart(one, other, power) for one, other in zip(ceo, cio, strict=True))
    chance = fmean(_apart(one, other, power) for one in ceo for other in cio)
    return round(1 - seen / chance, DIGITS)


def band(found: float, rules: AgreementPolicy) -> str:
    """Return what a kappa is called; an edge belongs to the lower band."""
    if found < 0:
        return rules.below
    return next(name for name, edge in rules.bands.items() if found <= edge)


def _apart(one: int, other: int, power: int) -> float:
    """Return how much a difference weighs; none weighs nothing."""
    return float(abs(one - other) ** power) if one != other else 0.0


def _shared(ceo: Levels, cio: Levels) -> list[str]:
    """Return the questions that both sides answered."""
    return [item for item in ceo if item in cio]


def _whole(levels: Sequence[int]) -> int:
    """Return a side's level of one question as a whole number."""
    return round_half_down(median(levels))
