"""Datasets as their owners report them: the extract ``datasets``, newest quarter.

What is reported there was measured by somebody else in a way that nobody here can check, so it
is always labelled as reported and never counts as measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import TYPE_CHECKING

from pipelines.periods import Period
from pipelines.quality.shapes import DIMENSIONS

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

EXTRACT = "datasets"
_TOLD = ("domain", "owner_role", "critical", "used_by", "last_refresh")


@dataclass(frozen=True)
class ReportedDataset:
    """One dataset as the newest report has it."""

    id: str
    period: str
    """The quarter it was reported for."""
    domain: str
    owner_role: str
    critical: bool
    used_by: tuple[str, ...]
    """Initiatives."""
    last_refresh: datetime | None
    """In universal time, without a zone."""
    score: float | None
    """Mean of the reported dimensions, 0 to 100; None where none is reported."""


def reported(
    workspace: Workspace, *, until: Period | None = None, version: int | None = None
) -> tuple[ReportedDataset, ...]:
    """Return the datasets of the newest report, by identifier.

    Args:
        workspace: The store to ask.
        until: Later reports are left out; None takes the newest.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where the workspace has no such extract or nothing of it is loaded.
    """
    relations = workspace.warehouse.at(version)
    columns = ("dataset_id", *_TOLD, *DIMENSIONS)
    extract = workspace.extracts.get(EXTRACT)
    if extract is None or not relations.files[EXTRACT]:
        return ()
    if not set(columns) <= set(extract.column_names):
        return ()  # a contract of one's own may tell other things under this name
    facts = relations.facts(EXTRACT)
    rows = relations.rows(
        f"SELECT _period, {', '.join(columns)} FROM {facts} "  # noqa: S608 - fixed names; the day is bound
        f"WHERE _period = (SELECT max(_period) FROM {facts} "
        "WHERE $until IS NULL OR _period <= $until) ORDER BY dataset_id",
        {"until": until.end if until else None},
    )
    found = []
    for period, key, domain, owner, critical, users, refreshed, *scores in rows:
        known = [float(score) for score in scores if score is not None]
        found.append(
            ReportedDataset(
                id=str(key),
                period=Period(period, "quarter").label,
                domain=str(domain or ""),
                owner_role=str(owner or ""),
                critical=bool(critical),
                used_by=tuple(part.strip() for part in str(users or "").split(";") if part.strip()),
                last_refresh=refreshed,
                score=fmean(known) if known else None,
            )
        )
    return tuple(found)
