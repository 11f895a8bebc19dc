"""The final level of a topic: what is answered and what is measured hold each other.

Pure. A company that believes in level 4 while its checks say 1 does not get a 2.5; it gets 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from governance.maturity.agreement import round_half_down
from governance.maturity.policy import LevelPolicy, maturity_policy


@dataclass(frozen=True)
class Final:
    """A topic's level by the rule of the method."""

    level: int | None
    """None without answers."""
    claimed: bool
    """Whether a dimension was not measured, so that the level rests on words alone."""


def practice_level(levels: Sequence[int]) -> float | None:
    """Return P: the median of all answers of both sides; None without any."""
    return float(median(levels)) if levels else None


def final_level(
    kind: Literal["dimension", "practice"],
    *,
    practice: float | None,
    measured: float | None,
    rules: LevelPolicy | None = None,
) -> Final:
    """Return the final level of a topic.

    A median halfway between two levels counts as the lower one, since half of the answers say
    no more. An area of practice has nothing that measures it, so that its level is P.

    Args:
        kind: Whether the topic could be measured at all.
        practice: P.
        measured: The level by the checks, 1.0 to 5.0, of which the whole part M counts.
        rules: The policy; the shipped one by default.
    """
    held = rules or maturity_policy().level
    if practice is None:
        return Final(None, claimed=False)
    answered = round_half_down(practice)
    if kind == "practice":
        return Final(answered, claimed=False)
    if measured is None:
        return Final(min(held.claimed_most, answered), claimed=True)
    checked = math.floor(measured)
    between = round_half_down((checked + answered) / 2)
    return Final(min(checked + held.ahead, answered + held.ahead, between), claimed=False)
