"""What people say and decide about an upload: one event each, and nothing behind anybody's back.

Every act reads the upload under the write lock and is refused where somebody acted since the
screen was drawn (``seen``). Rights are checked by governance before; what no right can change is
checked here: what is loaded stays, and nobody approves their own file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipelines.errors import GapError
from pipelines.intake.explain import shown
from pipelines.intake.layout import Layout
from pipelines.intake.mapping.reading import shipped_profiles
from pipelines.periods import parsed
from pipelines.uploads.desk import (
    LONGEST,
    UNCHANGED,
    Desk,
    desk,
    plain_reason,
    require_state,
)
from pipelines.uploads.policy import upload_policy
from pipelines.uploads.shapes import By, Upload

if TYPE_CHECKING:
    from pipelines.workspace import Workspace


def say(
    workspace: Workspace,
    upload_id: str,
    by: By,
    *,
    seen: int,
    extract: str | None = None,
    period: str | None = None,
    profile: str | None = None,
    layout: Layout | None = None,
) -> Upload:
    """Say what a file is and how it is written; it is to be looked at again then.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who says so, and when.
        seen: The upload's head as the screen showed it.
        extract: The kind of file; empty takes back what was said, None leaves it.
        period: The period it is about; likewise.
        profile: The shipped mapping profile that reads it; likewise.
        layout: How it is written, all of it; None leaves it.

    Raises:
        Overtaken: Somebody acted on it since. Nothing was changed.
        GapError: It is closed, or what was said makes no sense. Nothing was changed.
    """
    body: dict[str, Any] = {}
    if extract is not None:
        if extract and extract not in workspace.extracts:
            raise GapError(
                f"There is no extract called “{shown(extract)}”.",
                next_step=f"Choose one of {', '.join(workspace.extracts)}. Nothing was changed.",
            )
        body["extract"] = extract or None
    if period is not None:
        body["period"] = parsed(period).label if period else None
    if profile is not None:
        if profile:
            _require_shipped(profile)
        body["profile"] = profile or None
    if layout is not None:
        body["layout"] = layout.as_json()
    with desk(workspace, upload_id, by, seen=seen) as place:
        if body:
            place.add("said", body)
        return place.upload


def partly(
    workspace: Workspace, upload_id: str, by: By, *, seen: int, load_good_rows: bool
) -> Upload:
    """Say whether the good rows shall be loaded while the bad ones are kept aside.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who says so, and when.
        seen: The upload's head as the screen showed it.
        load_good_rows: Whether they shall.

    Raises:
        Overtaken: Somebody acted on it since. Nothing was changed.
        GapError: It is closed, or more rows are bad than are kept aside. Nothing was changed.
    """
    with desk(workspace, upload_id, by, seen=seen) as place:
        finding, most = place.upload.finding, upload_policy().quarantine.most_rows
        if load_good_rows and finding and finding.rejected > most:
            raise GapError(
                f"{finding.rejected:,} rows are bad; at most {most:,} are kept aside one by one.",
                next_step="Correct the file where it comes from. Nothing was changed.",
            )
        place.add("said", {"partly": load_good_rows})
        return place.upload


def correct(
    workspace: Workspace,
    upload_id: str,
    by: By,
    *,
    seen: int,
    line: int,
    column: str,
    after: str,
    why: str,
    before: str = "",
) -> Upload:
    """Correct one cell on the spot; the file stays as it is and the correction is kept beside it.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who corrects it, and when.
        seen: The upload's head as the screen showed it.
        line: The record's line.
        column: The contract's column.
        after: What the cell shall say.
        why: Why, in the person's words.
        before: What it says, as the screen showed it.

    Raises:
        Overtaken: Somebody acted on it since. Nothing was changed.
        GapError: It is closed, there is no such column, the file is read by a profile, or there
            are too many corrections. Nothing was changed.
    """
    reason = plain_reason(why, "Say why the cell is corrected.")
    with desk(workspace, upload_id, by, seen=seen) as place:
        one = place.upload
        _refuse_uncorrectable(workspace, one, line, column)
        if len(after) > LONGEST:
            raise GapError(
                f"A corrected cell may have {LONGEST:,} characters.", next_step=UNCHANGED
            )
        body = {"line": line, "column": column, "before": before, "after": after, "why": reason}
        place.add("corrected", body)
        return place.upload


def take_back(
    workspace: Workspace, upload_id: str, by: By, *, seen: int, line: int, column: str
) -> Upload:
    """Take back a correction, so that the cell stands as it was written.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who takes it back, and when.
        seen: The upload's head as the screen showed it.
        line: The record's line.
        column: The contract's column.

    Raises:
        Overtaken: Somebody acted on it since. Nothing was changed.
        GapError: It is closed, or the cell was not corrected. Nothing was changed.
    """
    with desk(workspace, upload_id, by, seen=seen) as place:
        corrected = {(one.line, one.column) for one in place.upload.said.corrections}
        if (line, column) not in corrected:
            raise GapError(f"{column} in line {line} was not corrected.", next_step=UNCHANGED)
        place.add("taken_back", {"line": line, "column": column})
        return place.upload


def give_reason(
    workspace: Workspace,
    upload_id: str,
    by: By,
    *,
    seen: int,
    text: str,
    restates: Sequence[tuple[str, str]] = (),
) -> Upload:
    """Say why a file says what it says, and which settled periods it restates.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who says so, and when.
        seen: The upload's head as the screen showed it.
        text: The reason.
        restates: Extracts and periods that were settled before.

    Raises:
        Overtaken: Somebody acted on it since. Nothing was changed.
        GapError: It is closed, or the reason is empty. Nothing was changed.
    """
    reason = plain_reason(text, "Write the reason in a sentence.")
    with desk(workspace, upload_id, by, seen=seen) as place:
        place.add("reasoned", {"reason": reason, "restates": [list(one) for one in restates]})
        return place.upload


def submit(workspace: Workspace, upload_id: str, by: By, *, seen: int) -> Upload:
    """Hand an upload to a second person for approval.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who submits it, and when.
        seen: The upload's head as the screen showed it.

    Raises:
        Overtaken: Somebody acted on it since. Nothing was changed.
        GapError: It is not ready. Nothing was changed.
    """
    with desk(workspace, upload_id, by, seen=seen) as place:
        require_state(place.upload, "ready")
        submitted(place)
        return place.upload


def submitted(place: Desk) -> None:
    """Append that an upload waits for a second person."""
    place.add("submitted")
    place.tell("upload:submit")


def send_back(workspace: Workspace, upload_id: str, by: By, *, seen: int, reason: str) -> Upload:
    """Give an upload that waits for approval back to whoever brought it.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who sends it back, and when.
        seen: The upload's head as the screen showed it.
        reason: What is to be done, for whoever brought it.

    Raises:
        Overtaken: Somebody acted on it since. Nothing was changed.
        GapError: It was not submitted, or the reason is empty. Nothing was changed.
    """
    why = plain_reason(reason, "Say what is to be changed.")
    with desk(workspace, upload_id, by, seen=seen) as place:
        if not place.upload.submitted_by:
            raise GapError(f"{place.upload.id} does not wait for approval.", next_step=UNCHANGED)
        place.add("sent_back", {"reason": why})
        place.tell("upload:send_back", reason=why)
        return place.upload


def withdraw(workspace: Workspace, upload_id: str, by: By, *, seen: int, reason: str) -> Upload:
    """End an upload without a load; its file and its record are kept.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who withdraws it, and when.
        seen: The upload's head as the screen showed it.
        reason: Why; may be empty.

    Raises:
        Overtaken: Somebody acted on it since. Nothing was changed.
        GapError: It is closed already. Nothing was changed.
    """
    with desk(workspace, upload_id, by, seen=seen) as place:
        waited = bool(place.upload.submitted_by)
        place.add("withdrawn", {"reason": reason.strip()[:LONGEST]})
        if waited:
            place.tell("upload:withdraw", reason=reason.strip()[:LONGEST])
        return place.upload


def _require_shipped(profile: str) -> None:
    """Refuse a mapping profile that does not come with the product: a name is never a path."""
    shipped = shipped_profiles()
    if profile not in shipped:
        raise GapError(
            f"There is no mapping profile called “{shown(profile)}”.",
            next_step=f"Choose one of {', '.join(shipped)}. {UNCHANGED}",
        )


def _refuse_uncorrectable(workspace: Workspace, one: Upload, line: int, column: str) -> None:
    """Refuse a correction of what is no cell of the file."""
    most = upload_policy().correcting.most_cells
    if one.said.profile:
        raise GapError(
            "A file that a mapping profile reads is corrected where it comes from, or in the "
            "profile.",
            next_step=UNCHANGED,
        )
    if len(one.said.corrections) >= most:
        raise GapError(
            f"{most} cells were corrected by hand already; more belong into a new export.",
            next_step=UNCHANGED,
        )
    known = one.finding.understanding if one.finding else None
    extract = workspace.extracts.get(known.extract) if known else None
    if line < 1 or (extract is not None and column not in extract.column_names):
        raise GapError(
            f"There is no cell {shown(column)} in line {line}.", next_step=UNCHANGED
        )  # fmt: skip
