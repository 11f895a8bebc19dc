"""The portfolio: which initiatives there are and where each stood at the end of a period."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipelines.periods import Period

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

EXTRACT = "initiatives"
EVENTS = "stage_events"
NO_EVENTS = "(SELECT '' AS initiative_id, '' AS to_stage, NULL::DATE AS event_date)"


@dataclass(frozen=True)
class Initiative:
    """One initiative as its newest snapshot has it."""

    id: str
    name: str
    business_unit: str
    stage: str
    risk_tier: str = ""
    target_date: date | None = None
    """The day it is planned for, as its list says; None where the list is silent."""
    began: date | None = None
    """The day of its first stage event."""
    in_production: date | None = None
    """The day it first went into production."""
    goal_id: str = ""
    """The goal that it serves, as its list says; empty where the list is silent."""


def initiatives(
    workspace: Workspace,
    *,
    only: Collection[str] | None = None,
    until: Period | None = None,
    version: int | None = None,
) -> tuple[Initiative, ...]:
    """Return every initiative with its newest state at the end of ``until``, by identifier.

    Args:
        workspace: The store to ask.
        only: Identifiers of those wanted; None takes all.
        until: Later snapshots are left out; None takes the newest ones.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where the workspace has no such extract or nothing of it is loaded.
    """
    relations = workspace.warehouse.at(version)
    if EXTRACT not in workspace.extracts or not relations.files[EXTRACT]:
        return ()
    events = relations.facts(EVENTS) if EVENTS in workspace.extracts else NO_EVENTS
    newest = ", ".join(
        f"arg_max_null({name}, _period) AS {name}"
        for name in ("name", "business_unit", "stage", "risk_tier", "target_date", "goal_id")
    )
    rows = relations.rows(
        f"WITH newest AS (SELECT initiative_id, {newest} FROM {relations.facts(EXTRACT)} "  # noqa: S608 - fixed names; the day is bound
        "WHERE ($until IS NULL OR _period <= $until) "
        "AND ($only IS NULL OR list_contains($only, initiative_id)) GROUP BY initiative_id), "
        "events AS (SELECT initiative_id, min(event_date) AS began, "
        "min(event_date) FILTER (to_stage = 'production') AS in_production "
        f"FROM {events} WHERE ($until IS NULL OR event_date <= $until) "
        "AND ($only IS NULL OR list_contains($only, initiative_id)) GROUP BY initiative_id) "
        "SELECT newest.*, began, in_production FROM newest LEFT JOIN events USING (initiative_id) "
        "ORDER BY initiative_id",
        {"until": until.end if until else None, "only": None if only is None else sorted(only)},
    )
    return tuple(
        Initiative(
            id=str(row[0]),
            name=str(row[1] or ""),
            business_unit=str(row[2] or ""),
            stage=str(row[3] or ""),
            risk_tier=str(row[4] or ""),
            target_date=row[5],
            goal_id=str(row[6] or ""),
            began=row[7],
            in_production=row[8],
        )
        for row in rows
    )


def business_units(workspace: Workspace, *, version: int | None = None) -> tuple[str, ...]:
    """Return the business units that have an initiative, in order."""
    relations = workspace.warehouse.at(version)
    if EXTRACT not in workspace.extracts or not relations.files[EXTRACT]:
        return ()
    rows = relations.rows(
        f"SELECT DISTINCT business_unit FROM {relations.lookup(EXTRACT, 'initiative_id')} "  # noqa: S608 - fixed names
        "WHERE business_unit IS NOT NULL ORDER BY 1"
    )
    return tuple(str(row[0]) for row in rows)
