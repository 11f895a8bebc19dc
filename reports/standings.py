"""Datasets on a screen: how good each is, who answers for it, and what rests on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from xml.etree.ElementTree import Element

from governance.readiness import DatasetStanding
from pipelines.quality.shapes import DIMENSIONS, Dimension
from reports.data_proof import Address, scored
from reports.format import day
from reports.levels import level_figure
from reports.markup import Child, box, element, text
from reports.tables import Column, table, words

STATES: Mapping[str, str] = {
    "measured": "measured",
    "reported": "reported, not measured",
    "not_measured": "not measured",
}


def datasets_words(standings: Sequence[DatasetStanding], waiting: AbstractSet[str]) -> str:
    """Return how much of the data is known, and where it is worst."""
    measured = [one for one in standings if one.score is not None]
    said = f"{len(measured)} of {len(standings)} datasets are measured"
    underway = sum(one.dataset in waiting for one in standings)
    if underway:
        said += f", {underway} {'is' if underway == 1 else 'are'} being measured"
    if measured:
        worst = min(measured, key=lambda one: (one.score or 0.0, one.dataset))
        said += f"; lowest is {worst.title} with {worst.score:.0f} of 100"
    return said + "."


def datasets_in_order(standings: Sequence[DatasetStanding]) -> list[DatasetStanding]:
    """Return the datasets in the order in which they ask for attention."""

    def attention(one: DatasetStanding) -> tuple[bool, float, bool, str]:
        """Measured ones first, the lowest score first; critical ones first among equals."""
        score = 101.0 if one.score is None else one.score
        return one.score is None, score, not one.critical, one.dataset

    return sorted(standings, key=attention)


def datasets_table(
    standings: Sequence[DatasetStanding],
    *,
    every: Sequence[DatasetStanding],
    waiting: AbstractSet[str],
    address: Address,
    goal_address: Address,
) -> str:
    """Return the datasets with their scores and with what rests on them.

    Args:
        standings: The datasets, in the order to show them.
        every: All of them, which tells the ones that others are compared with.
        waiting: Those that are being measured now.
        address: Gives a dataset's address.
        goal_address: Gives a goal's address.
    """
    columns = (
        Column("Dataset"), Column("Score", True), Column("Level", True),
        *(Column(words(dimension), True) for dimension in DIMENSIONS),
        Column("Newest rows"), Column("Owner"), Column("Initiatives"), Column("Goals"),
        Column("State"),
    )  # fmt: skip
    references = {
        one.contract.accuracy.dataset for one in every if one.contract and one.contract.accuracy
    }
    rows = [
        (
            box(
                "name",
                element("a", {"href": address(one.dataset), "target": "_self"}, one.title),
                text("muted id", one.dataset if one.title != one.dataset else ""),
            ),
            scored(one.score),
            level_figure(one.level),
            *(_dimension(one, dimension) for dimension in DIMENSIONS),
            _freshness(one),
            box("name", one.owner or "–"),
            _named(one.initiatives),
            _goal_links(one.goals, goal_address),
            _state(one, waiting, references),
        )
        for one in standings
    ]
    return table(columns, rows, title="Datasets")


def standing_words(one: DatasetStanding) -> str:
    """Return how one dataset stands, in a sentence or two."""
    if one.state == "reported":
        told = "nothing" if one.reported_score is None else f"{one.reported_score:.0f} of 100"
        return (
            f"{one.title} is not registered, so nothing is measured. Its owner reports {told}"
            f"{f' for {one.reported_period}' if one.reported_period else ''}."
        )
    run = one.measured
    if run is None:
        return f"{one.title} is registered and was not measured yet."
    if one.score is None:
        return f"{one.title} could not be measured: {run.failure or 'no check tested anything'}"
    held = f" ({one.level_words})" if one.level_words else ""
    return (
        f"{one.title} has {one.score:.0f} of 100, level {level_figure(one.level)}{held}: "
        f"{one.failing} of {one.checks} checks fail on {run.rows:,} rows of {run.period}."
    )


def resting_words(one: DatasetStanding) -> str:
    """Return who answers for a dataset and what rests on it."""
    return (
        f"Owner: {one.owner or 'nobody'}. Used by {_listed(one.initiatives)}; "
        f"goals that rest on it: {_listed(one.goals)}."
    )


def _dimension(one: DatasetStanding, dimension: Dimension) -> Child:
    """Return a dataset's score in one dimension."""
    found = one.dimensions.get(dimension)
    return scored(found.score if found else None)


def _freshness(one: DatasetStanding) -> str:
    """Return whether the newest rows are as fresh as was agreed, as far as it is known."""
    agreed = one.contract.freshness if one.contract else None
    if one.freshness is None or agreed is None:
        return f"reported {day(one.last_refresh)}" if one.last_refresh else "nothing agreed"
    held = "on time" if (one.freshness.score or 0.0) >= one.freshness.at_least else "late"
    return f"{held}, {_hours(agreed.hours)} agreed"


def _hours(hours: float) -> str:
    """Return a promise of hours in the unit that a person would choose."""
    if hours % 24 == 0 and hours >= 48:
        return f"{hours / 24:g} days"
    return f"{hours:g} h"


def _state(one: DatasetStanding, waiting: AbstractSet[str], references: AbstractSet[str]) -> Child:
    """Return what a dataset's scores rest on."""
    said = STATES[one.state]
    if one.state == "reported" and one.reported_score is not None:
        said = f"reported {one.reported_score:.0f}, not measured"
    if one.dataset in waiting:
        said = "being measured anew" if one.state == "measured" else "being measured"
    notes = [
        word
        for word, holds in (
            ("critical", one.critical),
            ("a reference for accuracy", one.dataset in references),
        )
        if holds
    ]
    return box("", said, text("muted id", ", ".join(notes)) if notes else None)


def _named(names: Sequence[str]) -> Child:
    """Return identifiers, none of them broken into lines."""
    return element("div", None, *(text("part", name) for name in names)) if names else "none"


def _goal_links(goals: Sequence[str], address: Address) -> Child:
    """Return goals as links."""
    if not goals:
        return "none"
    links: list[Element] = [
        text("part", element("a", {"href": address(goal), "target": "_self"}, goal))
        for goal in goals
    ]
    return element("div", None, *links)


def _listed(names: Sequence[str]) -> str:
    """Return identifiers, one after another."""
    return ", ".join(names) or "none"
