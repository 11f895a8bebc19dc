"""The rows of one sample: the panel's true values, and the planned faults upon them.

Nothing here is drawn anew for a quarter; the plan says how far down each order of the panel the
faults reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial

from pipelines.demo.samples.content import SampleColumn
from pipelines.demo.samples.panel import Panel
from pipelines.demo.samples.plan import Plan

Table = list[tuple[str, ...]]
"""A header and rows of text."""


@dataclass(frozen=True)
class Sample:
    """One dataset's panel in one quarter."""

    panel: Panel
    plan: Plan
    newest: datetime
    """When its newest row was written."""
    targets: Mapping[str, Sequence[str]]
    """Numbers of other datasets, by the column that names them."""

    @cached_property
    def thing(self) -> list[int]:
        """Return which thing of the panel each row is about; some are told twice."""
        things = list(range(self.panel.content.rows))
        for place in range(self.plan.copies + self.plan.further_keys):
            row, sources = self.panel.repeating[place], self.panel.sources
            things[row] = sources[place % len(sources)]
        return things

    @cached_property
    def keyed(self) -> list[int]:
        """Return whose key each row carries: that of its thing, or its own all the same."""
        keys = list(self.thing)
        for row in self.panel.repeating[self.plan.copies :][: self.plan.further_keys]:
            keys[row] = row
        return keys

    @cached_property
    def cells(self) -> Mapping[str, list[str]]:
        """Return the sample by column."""
        found: dict[str, list[str]] = {}
        columns = self.panel.content.columns.values()
        for column in columns:
            if not column.consistent:
                found[column.name] = self._independent(column)
        for column in columns:
            if column.consistent:
                found[column.name] = self._following(column, found)
        return {name: found[name] for name in self.panel.content.columns}

    def table(self) -> Table:
        """Return header and rows."""
        return [tuple(self.cells), *zip(*self.cells.values(), strict=True)]

    def reference(self) -> Table:
        """Return the key and the true values of the compared columns, one row per key."""
        content = self.panel.content
        keys = zip(*(self.cells[name] for name in content.key), strict=True)
        true = zip(
            *([self.panel.true[name][thing] for thing in self.thing] for name in content.compared),
            strict=True,
        )
        known = dict(zip(keys, true, strict=True))
        rows = ((*key, *values) for key, values in sorted(known.items()))
        return [(*content.key, *content.compared), *rows]

    def _independent(self, column: SampleColumn) -> list[str]:
        """Return a column that follows no other one."""
        name, plan = column.name, self.plan
        shared = name in (*self.panel.content.key, *self.panel.content.unique)
        owner = self.keyed if name in self.panel.content.key else self.thing
        together = owner if shared else None
        values = self._true(column)
        cells = [values[each] for each in owner]
        losing, erring = (self.panel.order(way, name) for way in ("losing", "erring"))
        empty = _chosen(losing, plan.missing[name], (), together)
        spoilt = _chosen(self.panel.spoiling, plan.spoilt.get(name, 0), empty, together)
        taken = {*empty, *spoilt}
        wrong = _chosen(erring, plan.inaccurate.get(name, 0), taken, together)
        for row in empty:
            cells[row] = ""
        for row in spoilt:
            form = column.bad[owner[row] % len(column.bad)]
            cells[row] = _bad(form, cells[row]) if "{" in form else form
        for row in wrong:
            cells[row] = self.panel.wrong[name][owner[row]]
        return cells

    def _true(self, column: SampleColumn) -> list[str]:
        """Return the true values by thing; the moments end with the sample's newest one."""
        if column.name != self.panel.content.fresh:
            return self.panel.true[column.name]
        newest = self.newest.replace(tzinfo=None)
        ages = self.panel.seconds_old
        return [f"{(newest - timedelta(seconds=age)).isoformat()}Z" for age in ages]

    def _following(self, column: SampleColumn, known: Mapping[str, list[str]]) -> list[str]:
        """Return a column that agrees with another one, except where it contradicts it."""
        name = column.name
        empty = _chosen(self.panel.order("losing", name), self.plan.missing[name], (), None)
        draws, follows = self.panel.draws(name), column.follows
        before = known[follows] if follows else [""] * len(draws)
        untested = {row for row, cell in enumerate(before) if follows and not cell}
        order = self.panel.order("erring", name)
        broken = _chosen(order, self.plan.contradicting[name], {*empty, *untested}, None)
        told = self._telling(column)
        return [
            "" if row in empty else told(cell, draws[row], row not in broken)
            for row, cell in enumerate(before)
        ]

    def _telling(self, column: SampleColumn) -> Callable[[str, float, bool], str]:
        """Return what tells a cell: from the one before it, a draw, and whether they agree."""
        made = column.made
        if "of" in made:
            known, unknown = self.targets[column.name], made["unknown"].format
            return lambda _, draw, holds: (
                known[int(draw * len(known))] if holds else unknown(int(draw * 10_000))
            )
        if "same" in made:
            return partial(_same, self.panel.true[column.follows])
        if "after" in made:
            return partial(_after, *made["days"])
        return _upto


def _same(others: Sequence[str], before: str, draw: float, holds: bool) -> str:
    """Return the same value, or another one; any where there is none to agree with."""
    if before and holds:
        return before
    place = int(draw * len(others))
    if others[place] != before:
        return others[place]
    return next(value for value in (*others[place:], *others) if value != before)


def _after(least: int, most: int, before: str, draw: float, holds: bool) -> str:
    """Return a later day, or an earlier one."""
    days = least + int(draw * (most - least + 1))
    return (date.fromisoformat(before) + timedelta(days=days if holds else -1 - days)).isoformat()


def _upto(before: str, draw: float, holds: bool) -> str:
    """Return a part of an amount, or more than all of it."""
    return f"{float(before) * (0.3 + 0.7 * draw if holds else 1.05 + draw):.2f}"


def _chosen(
    order: Sequence[int],
    count: int,
    taken: set[int] | tuple[()],
    together: Sequence[int] | None,
) -> set[int]:
    """Return the first ``count`` rows of ``order`` that are not taken.

    Rows with the same number in ``together`` are chosen together or not at all, so that what
    stands twice still stands twice.
    """
    if not count:
        return set()
    if together is None:
        free = [row for row in order if row not in taken] if taken else order
        return set(free[:count])
    members: dict[int, list[int]] = {}
    for row in order:
        members.setdefault(together[row], []).append(row)
    found: set[int] = set()
    for rows in members.values():
        if len(found) + len(rows) <= count and not any(row in taken for row in rows):
            found.update(rows)
    return found


def _bad(form: str, value: str) -> str:
    """Return a value in a form that its contract does not know."""
    digits = "".join(filter(str.isdigit, value)) if "{digits}" in form else ""
    dotted = ""
    if "{dotted}" in form:
        dotted = f"{value[8:10]}.{value[5:7]}.{value[:4]}{' ' * (len(value) > 10)}{value[11:16]}"
    return form.format(value, digits=digits, dotted=dotted)
