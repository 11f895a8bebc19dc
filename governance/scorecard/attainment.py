"""Attainment: how much of the way from baseline to target has been covered.

Plain value over target breaks where lower is better, for negative figures and for a target of
zero; the share of the agreed way does not. Pure arithmetic.
"""

from __future__ import annotations


def raw_attainment(value: float, *, baseline: float, target: float) -> float:
    """Return the covered share of the way from ``baseline`` to ``target``, in per cent.

    Args:
        value: Where the figure stands.
        baseline: Where it stood when the target was agreed.
        target: Where it shall be; below the baseline where lower is better.

    Returns:
        0 at the baseline, 100 at the target; below 0 and above 100 are possible. Where target
        and baseline are the same there is no way to cover: see ``way_covered``.
    """
    return 100.0 * (value - baseline) / (target - baseline)


def way_covered(value: float, *, baseline: float, target: float, higher_is_better: bool) -> float:
    """Return the attainment, also where there is no way to cover.

    Where the baseline was as good as the target, the goal is to hold it: 100 while the target
    is met, else 0. The plain formula would call every improvement a loss there.
    """
    ahead = target > baseline if higher_is_better else target < baseline
    if ahead:
        return raw_attainment(value, baseline=baseline, target=target)
    met = value >= target if higher_is_better else value <= target
    return 100.0 if met else 0.0


def attainment_in_range(value: float, *, low: float, high: float, tolerance: float) -> float:
    """Return 100 inside ``low`` to ``high``, falling to 0 at ``tolerance`` outside of it."""
    distance = max(low - value, value - high, 0.0)
    return max(0.0, 100.0 * (1.0 - distance / tolerance))


def clamped(attainment: float) -> float:
    """Return ``attainment`` held between 0 and 100, as a roll-up needs it."""
    return min(100.0, max(0.0, attainment))
