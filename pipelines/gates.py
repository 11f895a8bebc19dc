"""Gates: the days on which an initiative's way was decided, and what the decision was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

EVENTS = "stage_events"


@dataclass(frozen=True)
class Gate:
    """One change of stage with the gate that decided it."""

    initiative_id: str
    day: date
    stage: str
    """The stage it entered, or stayed in."""
    gate: str
    """Such as ``G2``; empty where no gate was held."""
    decision: str
    """``go``, ``conditional``, ``recycle`` or ``stop``; empty where no gate was held."""


def gates(
    workspace: Workspace, *, only: Collection[str], until: date, version: int | None = None
) -> tuple[Gate, ...]:
    """Return the changes of stage of some initiatives, in order of time.

    Args:
        workspace: The store to ask.
        only: Identifiers of the initiatives.
        until: Later events do not exist yet.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where the workspace has no such extract or nothing of it is loaded.
    """
    relations = workspace.warehouse.at(version)
    if not only or EVENTS not in workspace.extracts or not relations.files[EVENTS]:
        return ()
    rows = relations.rows(
        "SELECT initiative_id, event_date, to_stage, gate, decision "  # noqa: S608 - fixed names; the days are bound
        f"FROM {relations.facts(EVENTS)} "
        "WHERE list_contains($only, initiative_id) AND event_date <= $until "
        "ORDER BY event_date, event_id",
        {"only": sorted(only), "until": until},
    )
    return tuple(
        Gate(str(row[0]), row[1], str(row[2] or ""), str(row[3] or ""), str(row[4] or ""))
        for row in rows
    )
