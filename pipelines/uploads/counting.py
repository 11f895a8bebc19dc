"""The step that makes an upload count: its fact files get their names, then one transaction.

The fact files were written when it was looked at. Whatever a look relied on is asked again under
the write lock: where somebody else loaded one of the periods since, nothing is changed and the
upload is to be looked at again. Making one count twice gives the same receipt.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import duckdb

from pipelines.catalogue.accepting import Overtaken as LoadsChanged
from pipelines.catalogue.database import reading
from pipelines.errors import GapError, NotFound, Overtaken, StoreError
from pipelines.intake.convert import fingerprint
from pipelines.intake.explain import shown
from pipelines.uploads import kept
from pipelines.uploads.acts import submitted
from pipelines.uploads.desk import (
    UNCHANGED,
    desk,
    overtaken,
    require_other_hands,
    require_state,
)
from pipelines.uploads.last_step import LastStep
from pipelines.uploads.reading import upload
from pipelines.uploads.shapes import By, Finding, Upload, UploadReceipt

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

ATTEMPTS = 5
"""How often keys are compared again because somebody loaded another period meanwhile."""


def commit(
    workspace: Workspace,
    upload_id: str,
    by: By,
    *,
    seen: int,
    needs_reason: Collection[tuple[str, str]] = (),
) -> Upload:
    """Make an upload count, or hand it to a second person where its contract demands one.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who does it, and when.
        seen: The upload's head as the screen showed it.
        needs_reason: Extracts and periods that are settled: a reason must name each that the
            upload restates.

    Returns:
        The upload, with its receipt where it counts now.

    Raises:
        Overtaken: Somebody acted on it, or loaded one of its periods, since it was looked at.
            Nothing was changed.
        GapError: It is not ready, or a reason is missing. Nothing was changed.
        StoreError: The store or the records failed; nothing was changed.
    """
    one = upload(workspace, upload_id)
    if one.state == "loaded":
        return one
    if one.state == "waits" and one.second_person:
        return one
    if seen != one.head:
        raise overtaken(one, seen=seen)
    require_state(one, "ready", "waits")
    _require_reasons(one, needs_reason)
    if one.second_person:
        with desk(workspace, upload_id, by, seen=seen) as place:
            require_state(place.upload, "ready")
            submitted(place)
            return place.upload
    return _counted(workspace, one, by, approved_by="")


def approve(
    workspace: Workspace,
    upload_id: str,
    by: By,
    *,
    seen: int,
    needs_reason: Collection[tuple[str, str]] = (),
) -> Upload:
    """Make an upload count that waits for a second person.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who approves it, and when.
        seen: The upload's head as the screen showed it.
        needs_reason: As for ``commit``.

    Returns:
        The upload with its receipt.

    Raises:
        NotAllowed: The person had a hand in it. Nothing was changed.
        Overtaken: Somebody acted on it, or loaded one of its periods, since it was looked at.
            Nothing was changed.
        GapError: It does not wait for approval, or a reason is missing. Nothing was changed.
        StoreError: The store or the records failed; nothing was changed.
    """
    one = upload(workspace, upload_id)
    require_other_hands(one, by)
    if one.state == "loaded":
        return one
    if seen != one.head:
        raise overtaken(one, seen=seen)
    require_state(one, "waits")
    _require_reasons(one, needs_reason)
    return _counted(workspace, one, by, approved_by=by.actor)


def receipt(workspace: Workspace, some_id: str) -> UploadReceipt:
    """Return the receipt of an upload that counts, or counted.

    Args:
        workspace: Where.
        some_id: The upload or the submission that came of it.

    Raises:
        NotFound: There is none.
    """
    with reading(workspace.database) as connection:
        upload_id = kept.upload_of_submission(connection, some_id) or some_id
    one = upload(workspace, upload_id)
    if one.receipt is None:
        raise NotFound(
            f"{shown(one.file_name)} has no receipt: it was not loaded.",
            where=f"Upload {one.id}.",
        )
    return one.receipt


def _require_reasons(one: Upload, needs_reason: Collection[tuple[str, str]]) -> None:
    """Refuse the restatement of a settled period for which nobody gave a reason.

    Raises:
        GapError: A reason is missing.
    """
    planned = {each.at for each in one.finding.planned} if one.finding else set()
    missing = [at for at in needs_reason if at in planned and at not in one.restates]
    if missing:
        named = ", ".join(f"{extract} {period}" for extract, period in sorted(missing))
        raise GapError(
            f"{shown(one.file_name)} restates what was settled: {named}.",
            where=f"Upload {one.id}.",
            next_step=f"Give the reason; it stays beside the figures. {UNCHANGED}",
        )


def _counted(workspace: Workspace, one: Upload, by: By, *, approved_by: str) -> Upload:
    """Make an upload count; on a lost answer, find out what became of it."""
    assert one.finding is not None  # noqa: S101  # its state says that it was looked at
    _refuse_other_contract(workspace, one, one.finding)
    step = LastStep(workspace, one, one.finding, by, approved_by)
    try:
        for _ in range(ATTEMPTS):
            relied = step.relied_on()
            try:
                return step.taken(relied)
            except LoadsChanged:
                continue
    except (StoreError, OSError, duckdb.IOException) as error:
        # A connection lost during COMMIT leaves open whether it happened: ask before answering.
        now = upload(workspace, one.id)
        if now.state == "loaded":
            return now
        if now.head != one.head:
            raise overtaken(now, seen=one.head) from error
        if isinstance(error, StoreError):
            raise
        raise StoreError(
            f"{shown(one.file_name)} could not be loaded: {str(error).splitlines()[0]}",
            next_step=f"See that the disk has room and can be written. {UNCHANGED}",
        ) from error
    raise StoreError("Other loads came first again and again.", next_step=f"Retry. {UNCHANGED}")


def _refuse_other_contract(workspace: Workspace, one: Upload, finding: Finding) -> None:
    """Refuse files that were written for a contract which has been changed since."""
    for planned in finding.planned:
        extract = workspace.extracts.get(planned.extract)
        if one.said.profile or (extract and fingerprint(extract) == planned.plan):
            continue
        raise Overtaken(
            f"The contract of {planned.extract} was changed after the upload was looked at.",
            where=f"Upload {one.id}.",
            next_step=f"Look at the upload again. {UNCHANGED}",
        )
