"""Controls: what was asked of each initiative's models, and what they could show.

Only counts, so that a score can say what it rests on. The score itself is a metric of the metric
file, which also holds the weights of the controls.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipelines.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.warehouse.relations import Relations
    from pipelines.workspace import Workspace

EXTRACT = "control_evidence"


@dataclass(frozen=True)
class Controls:
    """What the models of one initiative were asked, at the end of a quarter."""

    initiative_id: str
    quarter: Period
    models: int
    asked: int
    """Controls that apply: asked of a model and not answered with “does not apply”."""
    met: int
    partial: int
    waived: int
    silent: int
    """Asked and not answered."""


def controls(
    workspace: Workspace, *, on: date, version: int | None = None
) -> Mapping[str, Controls]:
    """Return the controls of the newest quarter that had ended by a day, by initiative.

    Args:
        workspace: The store to ask.
        on: Quarters that end after this day are left out.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Nothing where no such quarter is loaded. An initiative whose models were asked nothing
        that applies is left out.

    Source:
        extract ``control_evidence``.
    """
    relations = workspace.warehouse.at(version)
    newest = _newest(workspace, relations, on)
    if newest is None:
        return {}
    found: Mapping[str, Controls] | None = relations.kept.get((EXTRACT, newest))
    if found is not None:
        return found
    counted = ", ".join(
        f"count(*) FILTER (status = '{status}')" for status in ("met", "partial", "waived")
    )
    rows = relations.rows(
        f"SELECT initiative_id, count(DISTINCT model_id), count(*), {counted}, "  # noqa: S608 - fixed names; the day is bound
        f"count(*) FILTER (status IS NULL) FROM {relations.facts(EXTRACT)} "
        "WHERE _period = $start AND (status IS NULL OR status <> 'na') "
        "AND initiative_id IS NOT NULL GROUP BY initiative_id ORDER BY initiative_id",
        {"start": newest.start},
    )
    found = {str(row[0]): Controls(str(row[0]), newest, *(int(n) for n in row[1:])) for row in rows}
    relations.kept[EXTRACT, newest] = found
    return found


def open_controls(
    workspace: Workspace, *, on: date, tiers: Sequence[str], version: int | None = None
) -> Mapping[str, tuple[str, ...]]:
    """Return the controls that a model of an initiative is known not to meet, by initiative.

    Args:
        workspace: The store to ask.
        on: Quarters that end after this day are left out; of the others the newest is read.
        tiers: Risk tiers, such as ``high``, whose models are looked at.
        version: Catalogue version to read as of; the newest by default.

    Returns:
        Each initiative's controls in the order of their names, each once. Silence, a waiver and
        what is partly done are left out: none of them is a control that is known to be open.

    Source:
        extract ``control_evidence``.
    """
    relations = workspace.warehouse.at(version)
    newest = _newest(workspace, relations, on)
    if newest is None:
        return {}
    rows = relations.rows(
        f"SELECT DISTINCT initiative_id, control_id FROM {relations.facts(EXTRACT)} "  # noqa: S608 - fixed names; what is asked for is bound
        "WHERE _period = $start AND status = 'not_met' AND list_contains($tiers, tier) "
        "AND initiative_id IS NOT NULL ORDER BY initiative_id, control_id",
        {"start": newest.start, "tiers": list(tiers)},
    )
    found: dict[str, list[str]] = {}
    for initiative, control in rows:
        found.setdefault(str(initiative), []).append(str(control))
    return {initiative: tuple(names) for initiative, names in found.items()}


def _newest(workspace: Workspace, relations: Relations, on: date) -> Period | None:
    """Return the newest loaded quarter that had ended by a day; None where there is none."""
    if EXTRACT not in workspace.extracts:
        return None
    return max((one for one in relations.periods(EXTRACT) if one.end <= on), default=None)
