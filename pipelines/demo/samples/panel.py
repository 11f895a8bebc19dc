"""The panel of a dataset: the same things looked at every quarter, and in which order they err.

What is true of them stays true, and whoever is wrong in one quarter is among the wrong ones of
the others: a quarter has more or fewer faults, not other ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import product
from random import Random
from typing import Any

from pipelines.demo.company import Company
from pipelines.demo.samples.content import Content, SampleColumn, contents

SOURCES = 0.35
"""Share of rows that never repeat another one: what others repeat and refer to."""
NUMBERS = range(1, 90_000)
"""What serial numbers are drawn from; what begins with a 9 belongs to nobody."""
FIRST_NAMES = (
    "Anna Bernd Clara Daniel Elif Frank Greta Hakan Ines Jonas Katrin Lukas Maria Nils Olga Paul"
    " Rosa Stefan Tanja Uwe Vera Walter Yara Zoran Beate Carl Dilara Emil Franka Georg"
)
LAST_NAMES = (
    "Albers Bauer Cramer Demir Ehlers Fischer Graf Huber Ivanov Jansen Keller Lang Maurer Neumann"
    " Ortmann Petersen Quandt Richter Seidel Thoma Ulrich Vogt Weber Yilmaz Zeller Brandt Conrad"
    " Dietz Engel Frey Gruber Heller Jung Kowalski Lorenz Mertens Novak Otto Pohl Roth"
)
HOSTS = ("example.org", "example.com", "example.net")


@dataclass(frozen=True)
class Panel:
    """What is true of one dataset's panel, and the orders in which faults fall upon it."""

    company: Company
    content: Content
    orders: dict[tuple[object, ...], list[int]] = field(default_factory=dict)
    drawn: dict[str, list[float]] = field(default_factory=dict)
    """What was drawn so far; kept, because three quarters ask for it."""

    def chance(self, *key: object) -> Random:
        """Return the panel's own stream of chance for one purpose."""
        return self.company.chance("sample", self.content.id, *key)

    def order(self, *key: object) -> list[int]:
        """Return the rows in an order of chance, always the same for the same purpose."""
        if key not in self.orders:
            chance = self.chance(*key)
            draws = [chance.random() for _ in range(self.content.rows)]
            self.orders[key] = sorted(range(self.content.rows), key=draws.__getitem__)
        return self.orders[key]

    def draws(self, column: str) -> list[float]:
        """Return one number from 0 to 1 per row, by which a column follows another one."""
        if column not in self.drawn:
            chance = self.chance("following", column)
            self.drawn[column] = [chance.random() for _ in range(self.content.rows)]
        return self.drawn[column]

    @cached_property
    def repeating(self) -> list[int]:
        """Return the order in which rows repeat others; the sources stand at its end."""
        return self.order("repeating")

    @cached_property
    def sources(self) -> list[int]:
        """Return the rows that others repeat and refer to."""
        return self.repeating[-round(self.content.rows * SOURCES) :]

    @cached_property
    def spoiling(self) -> list[int]:
        """Return the order in which rows have bad cells; last comes the newest row."""
        newest = self.sources[-1]
        return [row for row in self.order("spoiling") if row != newest] + [newest]

    @cached_property
    def liking(self) -> Mapping[str, float]:
        """Return how much of what is wrong falls upon each column."""
        return {
            name: self.chance("liking", name).uniform(0.5, 1.5) for name in self.content.columns
        }

    @cached_property
    def true(self) -> Mapping[str, list[str]]:
        """Return the true values by column; those that follow another column are left out."""
        found: dict[str, list[str]] = {}
        for name, column in self.content.columns.items():
            if not column.consistent and name != self.content.fresh:
                found[name] = self._values(column, self.chance("true", name), found)
        return found

    @cached_property
    def wrong(self) -> Mapping[str, list[str]]:
        """Return what a mistaken colleague would have written in the compared columns."""
        found: dict[str, list[str]] = {}
        for name in self.content.compared:
            column, chance = self.content.columns[name], self.chance("wrong", name)
            others = self._values(column, chance, self.true)
            pairs = zip(self.true[name], others, strict=True)
            found[name] = [
                other if other != true else next(v for v in others if v != true)
                for true, other in pairs
            ]
        return found

    @cached_property
    def seconds_old(self) -> list[int]:
        """Return how much older than the newest row each row is, all different."""
        span = self.content.columns[self.content.fresh].made["moment"]
        ages = self.chance("moments").sample(range(1, span // 5), self.content.rows)
        ages[self.sources[-1]] = 0
        return [5 * age for age in ages]

    def _values(
        self, column: SampleColumn, chance: Random, known: Mapping[str, list[str]]
    ) -> list[str]:
        """Return one value per row."""
        made, rows = column.made, self.content.rows
        if "serial" in made:
            numbers = chance.sample(NUMBERS, made.get("choice_of", rows))
            names = [made["serial"].format(number) for number in numbers]
            return chance.choices(names, k=rows) if "choice_of" in made else names
        if "name" in made:
            pairs = product(FIRST_NAMES.split(), LAST_NAMES.split())
            return chance.sample([" ".join(pair) for pair in pairs], rows)
        if "email" in made:
            parts = (name.lower().split() for name in known[made["email"]])
            return [f"{a}.{b}@{chance.choice(HOSTS)}" for a, b in parts]
        draw = _drawn(made, column, chance)
        return [draw() for _ in range(rows)]


def _drawn(made: Mapping[str, Any], column: SampleColumn, chance: Random) -> Callable[[], str]:
    """Return what draws one value that may come again."""
    if "shape" in made:
        pieces = made["shape"].split("#")
        return lambda: _shaped(pieces, chance)
    if "day" in made:
        first, last = (limit.toordinal() for limit in made["day"])
        days = last - first + 1
        return lambda: date.fromordinal(first + int(days * chance.random())).isoformat()
    if "number" in made:
        low, high = made["number"]
        digits = 1 if high > 200 else 2
        return lambda: f"{low * (high / low) ** chance.random():.{digits}f}"
    if "whole" in made:
        low, high = made["whole"]
        return lambda: str(low + int((high - low + 1) * chance.random()))
    choices = [str(value) for value in made.get("choice", column.allowed)]
    return lambda: chance.choice(choices)


def _shaped(pieces: list[str], chance: Random) -> str:
    """Return the pieces with a digit between each two."""
    gaps = len(pieces) - 1
    digits = f"{int(chance.random() * 10**gaps):0{gaps}d}"
    return "".join(map(str.__add__, pieces, (*digits, "")))


def panels(company: Company) -> dict[str, Panel]:
    """Return the panel of every dataset, those that others refer to first."""
    return {key: Panel(company, content) for key, content in contents().items()}
