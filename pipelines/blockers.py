"""Blockers: how long each thing stood in the way, as the quarterly questions tell it.

The question is asked at the end of a quarter, so that a blocker is gone is known only then: it
counts as there until the first quarter's end that says so, or until the day a new one of its kind
began. Not answering says nothing. A blocker that ceased to apply was not solved: it was watched
until it was last seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipelines.periods import containing

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

EXTRACT = "blockers"
IN_THE_WAY = ("open", "partial")
SOLVED = "none"
Answer = tuple[date, str, date | None]
"""The last day of the quarter, the answer, and since when it is in the way."""


@dataclass(frozen=True)
class BlockerSpell:
    """One thing that stood in the way of one initiative."""

    initiative_id: str
    type: str
    began: date
    last: date
    """The day it was known to be gone, else the last day it was seen."""
    solved: bool


def blocker_spells(
    workspace: Workspace, *, until: date | None = None, version: int | None = None
) -> tuple[BlockerSpell, ...]:
    """Return how long each blocker stood, by initiative and type, the oldest first.

    Args:
        workspace: The store to ask.
        until: Answers of quarters that end later do not exist; None takes all of them.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where no blockers are loaded; none whose beginning nobody knows.

    Source:
        extract ``blockers``.
    """
    relations = workspace.warehouse.at(version)
    if EXTRACT not in workspace.extracts or not relations.files[EXTRACT]:
        return ()
    rows = relations.rows(
        f"SELECT initiative_id, blocker, _period, status, since FROM {relations.facts(EXTRACT)} "  # noqa: S608 - fixed names
        "WHERE status IS NOT NULL ORDER BY initiative_id, blocker, _period"
    )
    answers: dict[tuple[str, str], list[Answer]] = {}
    for name, kind, quarter, status, since in rows:
        last = containing(quarter, "quarter").end
        if until is None or last <= until:
            answers.setdefault((str(name), str(kind)), []).append((last, str(status), since))
    return tuple(
        spell for (name, kind), told in answers.items() for spell in _told(name, kind, told)
    )


def _told(name: str, kind: str, answers: Sequence[Answer]) -> list[BlockerSpell]:
    """Return the blockers of one kind that one initiative's answers tell of.

    A beginning that moves back behind the last answer is a correction and no new blocker.
    """
    found: list[BlockerSpell] = []
    began: date | None = None
    seen = date.min
    for last, status, since in answers:
        there = since if status in IN_THE_WAY else None
        if began and (there is None or there > seen):
            solved = there is not None or status == SOLVED
            gone = (there or last) if solved else seen
            found.append(BlockerSpell(name, kind, began, gone, solved))
            began = None
        if there:
            began, seen = began or there, last
    if began:
        found.append(BlockerSpell(name, kind, began, seen, False))
    return found
