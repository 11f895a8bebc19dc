"""What an upload will change, before it does; and what it changed, once it counts.

The answer is computed on a workspace in which the file counts already and nobody else sees it, by
the same functions that draw the scorecard, so that a preview is what comes true.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from governance.uploads.chances import goal_moves
from governance.uploads.figures import Seen, metric_moves
from governance.uploads.moves import Preview
from governance.uploads.settled import Key
from governance.uploads.unusual import unusual
from pipelines.uploads.shapes import Upload, UploadReceipt
from pipelines.uploads.supposed import as_if_loaded
from pipelines.workspace import Workspace

NOTHING = Preview()


def preview(workspace: Workspace, upload: Upload, *, today: date) -> Preview:
    """Return what an upload changes if it is loaded as the newest look found it.

    Args:
        workspace: Where.
        upload: Which one; where nothing of it could be loaded nothing changes.
        today: The day the workspace reports as of.
    """
    finding = upload.finding
    if finding is None or not upload.open or finding.refusal is not None:
        return NOTHING
    changed = [one for one in finding.planned if not one.difference.same]
    if not changed:
        return NOTHING
    loads: dict[str, list[str]] = {}
    for one in changed:
        loads.setdefault(one.extract, []).append(one.load_id)
    as_if = as_if_loaded(workspace, upload)
    return moved(
        Seen(workspace, workspace.catalogue.version()),
        Seen(as_if, as_if.catalogue.version()),
        [one.at for one in changed],
        today=today,
        loads=loads,
    )


def effect(workspace: Workspace, receipt: UploadReceipt, *, today: date) -> Preview:
    """Return what an upload changed, by the versions before and since it counts.

    Args:
        workspace: Where.
        receipt: Of the upload; one that changed nothing has no effect.
        today: The day the workspace reports as of.
    """
    if receipt.outcome not in ("loaded", "partly_loaded") or receipt.version < 1:
        return NOTHING
    loads: dict[str, list[str]] = {}
    for one in receipt.loads:
        if one.id is not None:
            loads.setdefault(one.extract, []).append(one.id)
    return moved(
        Seen(workspace, receipt.version - 1),
        Seen(workspace, receipt.version),
        [(one.extract, one.period) for one in receipt.loads],
        today=today,
        loads=loads,
    )


def moved(
    before: Seen,
    after: Seen,
    keys: Collection[Key],
    *,
    today: date,
    loads: Mapping[str, Collection[str]],
) -> Preview:
    """Return what differs between two states of a workspace.

    Args:
        before: The one state.
        after: The other one.
        keys: The extracts and periods in which they differ.
        today: The day the workspace reports as of.
        loads: What was brought, as identifiers of loads by extract; empty for a file taken back.
    """
    if not keys:
        return NOTHING
    metrics, stays = metric_moves(before, after, keys, today=today)
    return Preview(
        metrics=metrics,
        goals=goal_moves(before, after, keys, today=today),
        unusual=unusual(after, metrics, loads),
        stays=stays,
    )
