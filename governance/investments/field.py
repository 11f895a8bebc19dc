"""The arithmetic of sets: what a set of projects costs and what all of it together unblocks.

Whole cents and no rounding. An initiative counts once: of several ways to unblock it the best
one that is complete, so that two projects never both claim it, and a way that needs two projects
counts for nothing while one of them is missing. Pure; sets are bit masks, for speed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A project that the money could go to."""

    id: str
    cost_cents: int
    """Above 0."""
    needs: tuple[str, ...] = ()
    """Other candidates without which it can do nothing."""


@dataclass(frozen=True)
class Benefit:
    """One way to unblock an initiative."""

    initiative_id: str
    needs: tuple[str, ...]
    """Candidates that must all be in, at least one."""
    cents: int
    """A year's value times the probability."""


@dataclass(frozen=True)
class Choice:
    """A set of projects."""

    ids: tuple[str, ...] = ()
    cost_cents: int = 0
    value_cents: int = 0
    initiatives: tuple[str, ...] = ()
    """What it unblocks."""
    is_proved: bool = True
    """Whether it is certain that no other set within the budget is worth more."""


class Field:
    """Candidates with everything they could unblock, ready to be asked about sets of them."""

    def __init__(self, candidates: Iterable[Candidate], benefits: Iterable[Benefit]) -> None:
        self.candidates: Sequence[Candidate] = sorted(candidates, key=lambda one: one.id)
        self.bits = {one.id: 1 << place for place, one in enumerate(self.candidates)}
        ways: dict[str, list[tuple[int, int]]] = {}
        for benefit in benefits:
            way = (benefit.cents, self.mask(benefit.needs))
            ways.setdefault(benefit.initiative_id, []).append(way)
        self.ways = {name: sorted(found, reverse=True) for name, found in sorted(ways.items())}
        """By initiative: (cents, what it needs), the best way first."""

    def mask(self, ids: Iterable[str]) -> int:
        """Return the set of some candidates."""
        found = 0
        for each in ids:
            found |= self.bits[each]
        return found

    def with_needs(self, mask: int) -> int:
        """Return a set with everything that it needs, directly or not."""
        whole = mask
        while True:
            needed = self.mask(
                need
                for candidate in self.candidates
                if self.bits[candidate.id] & whole
                for need in candidate.needs
            )
            if needed | whole == whole:
                return whole
            whole |= needed

    def cost(self, mask: int) -> int:
        """Return what a set costs, in cents."""
        return sum(one.cost_cents for one in self.candidates if self.bits[one.id] & mask)

    def value(self, mask: int) -> int:
        """Return what a set unblocks a year, in cents."""
        return sum(
            next((cents for cents, needs in ways if needs & mask == needs), 0)
            for ways in self.ways.values()
        )

    def choice(self, mask: int, *, is_proved: bool = True) -> Choice:
        """Return a set with its figures."""
        return Choice(
            ids=tuple(one.id for one in self.candidates if self.bits[one.id] & mask),
            cost_cents=self.cost(mask),
            value_cents=self.value(mask),
            initiatives=tuple(
                name
                for name, ways in self.ways.items()
                if any(cents and needs & mask == needs for cents, needs in ways)
            ),
            is_proved=is_proved,
        )

    def bundles(self) -> tuple[int, ...]:
        """Return what is worth judging as one step: each project, and each way to unblock.

        Each comes with everything it needs.
        """
        starts = {self.bits[one.id] for one in self.candidates}
        starts |= {needs for ways in self.ways.values() for _, needs in ways}
        return tuple(sorted({self.with_needs(start) for start in starts}))
