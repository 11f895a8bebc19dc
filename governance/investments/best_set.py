"""The exact best set of projects under a budget: an integer program, checked in whole cents.

The solver (HiGHS, through SciPy) counts in floating point and lets a limit be missed by a
millionth. So every set it returns is counted again in integers, one that costs a cent too much
is excluded and the question asked anew, and where other sets come so close that the solver could
have mixed them up they are all counted. Pure; SciPy is loaded by the first question, because
that takes longer than the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from governance.investments.field import Choice, Field
from pipelines.errors import GapError

Row = tuple[NDArray[np.float64], float]
"""Coefficients, and the most that their sum may be."""
CLOSE = 1e-5
"""Share of the value within which two sets are told apart by counting and not by the solver:
ten times what it may be wrong by."""


def best_set(field: Field, budget_cents: int, *, seconds: float, rounds: int) -> Choice:
    """Return the set worth most a year within the budget; of equal ones the cheapest.

    Args:
        field: The projects and what they unblock.
        budget_cents: The most that the set may cost.
        seconds: How long the solver may take for one question.
        rounds: How many sets that come close may be counted; ``is_proved`` says where there
            were more, so that one of them could be better by less than ``CLOSE``.

    Raises:
        GapError: The solver found nothing in its time.
    """
    limit = min(budget_cents, sum(one.cost_cents for one in field.candidates))
    search = _Search(field, limit, seconds)
    if not search.ways:
        return Choice()
    best = 0
    for _ in range(rounds):
        found = search.most_valuable()
        if found is None:
            return field.choice(best, is_proved=search.is_certain)
        if _fits(field, found, limit):
            if search.is_coarse:
                return field.choice(found, is_proved=search.is_certain)
            if field.value(found) < field.value(best) * (1 - CLOSE):
                return field.choice(best, is_proved=search.is_certain)
            best = min(best, found, key=lambda mask: (-field.value(mask), field.cost(mask)))
        search.exclude(found)
    return field.choice(best, is_proved=False)


def _fits(field: Field, mask: int, budget_cents: int) -> bool:
    """Return whether a set holds in whole cents, with everything that it needs."""
    return field.with_needs(mask) == mask and field.cost(mask) <= budget_cents


FINISHED, NO_SET = 0, 2
"""What the solver calls its answers: the best there is, and that there is none."""
SCALE = 10.0
"""The largest value in the solver's eyes: with more it works longer, with less it overlooks that
of two equal values one costs a thousandth of the budget less."""


class _Search:
    """The integer program: a 0/1 variable for each project, and one for each way to unblock.

    The only way to an initiative needs none of its own where it is a single project's: its value
    is the project's, which makes the program about half as large. Costs are shares of the budget
    and values shares of the largest, the scale on which the solver's tolerances mean something.
    """

    def __init__(self, field: Field, budget_cents: int, seconds: float) -> None:
        self._field = field
        self._seconds = seconds
        self.ways = [
            (name, needs, cents)
            for name, ways in field.ways.items()
            for cents, needs in ways
            if cents > 0 and field.cost(field.with_needs(needs)) <= budget_cents
        ]
        useful = 0
        for _, needs, _ in self.ways:
            useful |= field.with_needs(needs)
        self._projects = [one for one in field.candidates if field.bits[one.id] & useful]
        self._bits = [field.bits[one.id] for one in self._projects]
        alone = Counter(name for name, _, _ in self.ways)
        own = [way for way in self.ways if alone[way[0]] == 1 and way[1] in self._bits]
        self._shared = [way for way in self.ways if way not in own]
        self._width = len(self._projects) + len(self._shared)
        self._kinds = np.zeros(self._width)
        self._kinds[: len(self._projects)] = 1
        self._costs = self._row(
            [(place, one.cost_cents / budget_cents) for place, one in enumerate(self._projects)]
        )
        largest = max((cents for _, _, cents in self.ways), default=1)
        unit = gcd(*(cents for _, _, cents in self.ways)) / largest
        self.is_coarse = unit > CLOSE
        """Whether values are multiples of something that the solver cannot overlook."""
        first = len(self._projects)
        values = [(first + place, way[2] / largest) for place, way in enumerate(self._shared)]
        values += [(self._bits.index(needs), cents / largest) for _, needs, cents in own]
        self._aim = SCALE * (self._costs * (unit / 2 if self.is_coarse else 0) - self._row(values))
        """Of two equal values the lower cost; it weighs half a unit, so it decides nothing else."""
        useless = [
            place for place, bit in enumerate(self._bits) if bit not in {n for _, n, _ in own}
        ]
        self._rows: list[Row] = [(self._costs, 1.0), *self._structure(useless)]
        self.is_certain = True
        """Whether the solver finished every question it was asked."""

    def exclude(self, mask: int) -> None:
        """Exclude one set from every further answer."""
        inside = [bool(mask & bit) for bit in self._bits]
        row = self._row([(place, 1 if each else -1) for place, each in enumerate(inside)])
        self._rows.append((row, float(sum(inside) - 1)))

    def most_valuable(self) -> int | None:
        """Return the set worth most of those not excluded; None where none is left."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        matrix = np.array([row for row, _ in self._rows])
        most = np.array([limit for _, limit in self._rows])
        found: Any = milp(
            self._aim,
            integrality=self._kinds,
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, -np.inf, most),
            options={"mip_rel_gap": 0, "time_limit": self._seconds},
        )
        if found.status == NO_SET:
            return None
        self.is_certain &= found.status == FINISHED
        if found.x is None:
            raise GapError(
                f"The best set was not found within {self._seconds:g} seconds.",
                where="governance/investments/policy.yaml, search.seconds.",
                next_step="Choose another budget or raise the limit; nothing was changed.",
            )
        return sum(
            bit
            for bit, share in zip(self._bits, found.x[: len(self._bits)], strict=True)
            if share > 0.5
        )

    def _structure(self, useless: Sequence[int]) -> list[Row]:
        """Return what holds for every set.

        A project comes with its prerequisites and a way with its projects; an initiative goes
        one way; and a project with no value of its own (``useless``) is in only for a way or for
        another project, because an idle one would make copies of every answer.
        """
        first = len(self._projects)
        places = {one.id: place for place, one in enumerate(self._projects)}
        rows: list[Row] = []
        uses: dict[int, list[int]] = {place: [] for place in places.values()}
        initiatives: dict[str, list[int]] = {}
        for one in self._projects:
            for need in one.needs:
                rows.append((self._row([(places[one.id], 1), (places[need], -1)]), 0.0))
                uses[places[need]].append(places[one.id])
        for column, (name, needs, _) in enumerate(self._shared, start=first):
            initiatives.setdefault(name, []).append(column)
            for place, bit in enumerate(self._bits):
                if needs & bit:
                    rows.append((self._row([(column, 1), (place, -1)]), 0.0))
                    uses[place].append(column)
        rows += [(self._row([(each, 1) for each in them]), 1.0) for them in initiatives.values()]
        rows += [
            (self._row([(place, 1), *((user, -1) for user in uses[place])]), 0.0)
            for place in useless
        ]
        return rows

    def _row(self, entries: Sequence[tuple[int, float]]) -> NDArray[np.float64]:
        """Return a row of the matrix."""
        row = np.zeros(self._width)
        for column, number in entries:
            row[column] += number
        return row
