"""The portfolio: which initiatives there are and where each stood at the end of a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.periods import Period

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

EXTRACT = "initiatives"


@dataclass(frozen=True)
class Initiative:
    """One initiative as its newest snapshot has it."""

    id: str
    name: str
    business_unit: str
    stage: str


def initiatives(
    workspace: Workspace, *, until: Period | None = None, version: int | None = None
) -> tuple[Initiative, ...]:
    """Return every initiative with its newest state at the end of ``until``, by identifier.

    Args:
        workspace: The store to ask.
        until: Later snapshots are left out; None takes the newest ones.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where the workspace has no such extract or nothing of it is loaded.
    """
    relations = workspace.warehouse.at(version)
    if EXTRACT not in workspace.extracts or not relations.files[EXTRACT]:
        return ()
    newest = "arg_max({0}, _period)"
    columns = ", ".join(newest.format(name) for name in ("name", "business_unit", "stage"))
    rows = relations.rows(
        f"SELECT initiative_id, {columns} FROM {relations.facts(EXTRACT)} "  # noqa: S608 - fixed names; the day is bound
        "WHERE $until IS NULL OR _period <= $until GROUP BY initiative_id ORDER BY initiative_id",
        {"until": until.end if until else None},
    )
    return tuple(Initiative(*(str(cell or "") for cell in row)) for row in rows)
