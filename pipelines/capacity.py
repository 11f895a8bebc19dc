"""Capacity: what initiatives asked of IT and got, and which posts are filled in each unit.

Both are read as they were known on a day: a request made later is not there yet, one met later
still waits, and a quarter that had not ended is not counted. Averages and judgements are made
by whoever asks; here are only amounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipelines.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.warehouse.relations import Relations
    from pipelines.workspace import Workspace

REQUESTS = "infra"
POSTS = "talent"


@dataclass(frozen=True)
class Requests:
    """What one initiative asked of IT until a day."""

    initiative_id: str
    asked: int
    """Requests made."""
    met: int
    """Requests that were met in full."""
    met_share: float
    """Sum over the requests of the share that was granted and could be used: 0 to ``asked``."""
    waits: tuple[int, ...]
    """Days that each request waited, those that still wait until the day; shortest first."""
    waiting: int
    """Requests that still wait."""


@dataclass(frozen=True)
class Posts:
    """Full-time posts of one role in one unit at the end of a quarter."""

    business_unit: str
    role: str
    quarter: Period
    required: float
    filled: float
    """By own staff."""
    contractors: float


def infra_requests(
    workspace: Workspace, *, on: date, version: int | None = None
) -> Mapping[str, Requests]:
    """Return what each initiative asked of IT and how much of it was met on a day.

    Args:
        workspace: The store to ask.
        on: Requests of this day and earlier ones count; what was provided later still waits.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        By initiative; nothing where no requests are loaded. A request that was met without a
        granted amount counts as met in full, one for an amount of zero as well.

    Source:
        extract ``infra``.
    """
    relations = workspace.warehouse.at(version)
    found: Mapping[str, Requests] | None = relations.kept.get((REQUESTS, on))
    if found is None:
        found = relations.kept[REQUESTS, on] = _requests(workspace, relations, on)
    return found


def posts(workspace: Workspace, *, on: date, version: int | None = None) -> tuple[Posts, ...]:
    """Return the posts of the newest quarter that had ended by a day, by unit and role.

    Args:
        workspace: The store to ask.
        on: Quarters that end after this day are left out.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where no such quarter is loaded.

    Source:
        extract ``talent``.
    """
    relations = workspace.warehouse.at(version)
    found: tuple[Posts, ...] | None = relations.kept.get((POSTS, on))
    if found is None:
        found = relations.kept[POSTS, on] = _posts(workspace, relations, on)
    return found


def _requests(workspace: Workspace, relations: Relations, on: date) -> dict[str, Requests]:
    """Read the requests."""
    if REQUESTS not in workspace.extracts or not relations.files[REQUESTS]:
        return {}
    rows = relations.rows(
        "WITH newest AS (SELECT initiative_id, requested_on, "  # noqa: S608 - fixed names; the day is bound
        "CASE WHEN provisioned_on <= $on THEN provisioned_on END AS provisioned_on, "
        "qty_requested, qty_granted "
        f"FROM {relations.facts(REQUESTS)} WHERE requested_on <= $on), "
        "each AS (SELECT initiative_id, provisioned_on, "
        "date_diff('day', requested_on, coalesce(provisioned_on, $on)) AS wait, "
        "CASE WHEN provisioned_on IS NULL THEN 0.0 "
        "WHEN qty_granted IS NULL OR qty_requested <= 0 THEN 1.0 "
        "ELSE least(1.0, qty_granted::DOUBLE / qty_requested::DOUBLE) END AS share FROM newest) "
        "SELECT initiative_id, count(*), count(*) FILTER (share >= 1), sum(share), "
        "list_sort(list(wait)), count(*) FILTER (provisioned_on IS NULL) "
        "FROM each GROUP BY initiative_id ORDER BY initiative_id",
        {"on": on},
    )
    return {
        str(row[0]): Requests(
            initiative_id=str(row[0]),
            asked=int(row[1]),
            met=int(row[2]),
            met_share=float(row[3]),
            waits=tuple(int(days) for days in row[4]),
            waiting=int(row[5]),
        )
        for row in rows
    }


def _posts(workspace: Workspace, relations: Relations, on: date) -> tuple[Posts, ...]:
    """Read the posts of the newest quarter that had ended."""
    if POSTS not in workspace.extracts:
        return ()
    ended = [quarter for quarter in relations.periods(POSTS) if quarter.end <= on]
    if not ended:
        return ()
    rows = relations.rows(
        "SELECT business_unit, role, sum(required_fte), sum(filled_fte), "  # noqa: S608 - fixed names; the day is bound
        f"coalesce(sum(contractor_fte), 0) FROM {relations.facts(POSTS)} "
        "WHERE _period = $start AND business_unit IS NOT NULL AND role IS NOT NULL "
        "GROUP BY ALL ORDER BY business_unit, role",
        {"start": ended[-1].start},
    )
    return tuple(
        Posts(str(row[0]), str(row[1]), ended[-1], float(row[2]), float(row[3]), float(row[4]))
        for row in rows
    )
