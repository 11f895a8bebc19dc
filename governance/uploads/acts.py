"""Acts on an upload by people: the right first, readable words, then the room of pipelines.

Whoever may load may go on with anybody's upload, for people fall ill in the middle of a quarter.
What counts in the end is checked twice: a settled period needs a reason, and a figure that turns
red needs its note where the metric demands one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

from governance.access import Action, may, require
from governance.people import Person
from governance.signing import plain_text, utc
from governance.uploads.preview import preview
from governance.uploads.red_words import require_notes
from governance.uploads.settled import Key, settled_by
from pipelines.errors import GapError, NotAllowed
from pipelines.intake.child.waiting import Told
from pipelines.intake.layout import Layout
from pipelines.uploads import acts, arriving, counting, looking, reading
from pipelines.uploads.arriving import Arrival
from pipelines.uploads.shapes import By, Upload
from pipelines.workspace import Workspace


def receive(
    workspace: Workspace, person: Person, *, file_name: str, nonce: str, now: datetime
) -> AbstractContextManager[Arrival]:
    """Give a file that is coming in from a person; see ``pipelines.uploads.arriving``.

    Args:
        workspace: Where to.
        person: Who brings it; needs the right ``loads:write``.
        file_name: What it is called where it comes from.
        nonce: Names the request: the same one again is the same upload.
        now: The moment, UTC.

    Raises:
        NotAllowed: The person may not load files.
        GapError: The person has too much on the way already. In each case nothing was kept.
    """
    by = _by(person, "loads:write", now)
    return arriving.arriving(workspace, file_name=file_name, by=by, nonce=nonce)


def receive_file(
    workspace: Workspace,
    person: Person,
    path: Path,
    *,
    now: datetime,
    file_name: str | None = None,
    nonce: str = "",
) -> Upload:
    """Take in a file that lies on a disk; see ``receive``."""
    by = _by(person, "loads:write", now)
    return arriving.received(workspace, path, file_name=file_name, by=by, nonce=nonce)


def look(
    workspace: Workspace,
    person: Person,
    upload_id: str,
    *,
    now: datetime,
    on_progress: Callable[[Told], None] | None = None,
    again: bool = False,
) -> Upload:
    """Look at an upload in the limited child; a look that still stands is not made again.

    Raises:
        NotAllowed: The person may not load files.
        NotFound: There is no such upload.
    """
    by = _by(person, "loads:write", now)
    return looking.look(workspace, upload_id, by=by, on_progress=on_progress, again=again)


def say(
    workspace: Workspace,
    person: Person,
    upload_id: str,
    *,
    seen: int,
    now: datetime,
    extract: str | None = None,
    period: str | None = None,
    profile: str | None = None,
    layout: Layout | None = None,
) -> Upload:
    """Say what a file is and how it is written; None leaves a part, empty takes it back.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on it since. In each case nothing was changed.
    """
    by = _by(person, "loads:write", now)
    return acts.say(
        workspace, upload_id, by,
        seen=seen, extract=extract, period=period, profile=profile, layout=layout,
    )  # fmt: skip


def partly(
    workspace: Workspace,
    person: Person,
    upload_id: str,
    *,
    load_good_rows: bool,
    seen: int,
    now: datetime,
) -> Upload:
    """Say whether the good rows shall count while the bad ones are kept in quarantine.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on it since. In each case nothing was changed.
    """
    by = _by(person, "loads:write", now)
    return acts.partly(workspace, upload_id, by, seen=seen, load_good_rows=load_good_rows)


def correct(
    workspace: Workspace,
    person: Person,
    upload_id: str,
    *,
    line: int,
    column: str,
    after: str,
    why: str,
    seen: int,
    now: datetime,
    before: str = "",
) -> Upload:
    """Correct one cell on the spot; the file itself stays as it was written.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``loads:write``.
        upload_id: Which upload.
        line: The record's line.
        column: The contract's column.
        after: What the cell shall say; may be empty.
        why: The reason, which everybody will read.
        seen: The upload's head as the screen showed it.
        now: The moment of signing, UTC.
        before: What the cell says, as the screen showed it.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on it since.
        GapError: There is no reason or no such cell. In each case nothing was changed.
    """
    by = _by(person, "loads:write", now)
    return acts.correct(
        workspace, upload_id, by,
        seen=seen, line=line, column=column, before=before,
        after=plain_text(after, field="corrected cell", required=False),
        why=plain_text(why, field="reason for the correction"),
    )  # fmt: skip


def take_back(
    workspace: Workspace,
    person: Person,
    upload_id: str,
    *,
    line: int,
    column: str,
    seen: int,
    now: datetime,
) -> Upload:
    """Take back a correction, so that the cell stands as it was written.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on it since. In each case nothing was changed.
    """
    by = _by(person, "loads:write", now)
    return acts.take_back(workspace, upload_id, by, seen=seen, line=line, column=column)


def give_reason(
    workspace: Workspace, person: Person, upload_id: str, *, text: str, seen: int, now: datetime
) -> Upload:
    """Say why a file changes what a check-in settled, for every such period that it changes.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on it since.
        GapError: There is no reason. In each case nothing was changed.
    """
    by = _by(person, "loads:write", now)
    why = plain_text(text, field="reason for the restatement")
    settled = settled_by(workspace, reading.upload(workspace, upload_id))
    keys = [(one.extract, one.period) for one in settled]
    return acts.give_reason(workspace, upload_id, by, seen=seen, text=why, restates=keys)


def submit(
    workspace: Workspace, person: Person, upload_id: str, *, seen: int, now: datetime, today: date
) -> Upload:
    """Hand an upload to a second person; see ``commit`` for what must be said before.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on it since.
        GapError: It is not ready, or something is left to be said. Nothing was changed.
    """
    by = _by(person, "loads:write", now)
    _settled_keys(workspace, upload_id, today)
    return acts.submit(workspace, upload_id, by, seen=seen)


def send_back(
    workspace: Workspace, person: Person, upload_id: str, *, reason: str, seen: int, now: datetime
) -> Upload:
    """Give an upload that waits back to whoever brought it.

    Raises:
        NotAllowed: The person may not approve loads.
        Overtaken: Somebody acted on it since.
        GapError: It does not wait, or there is no reason. In each case nothing was changed.
    """
    by = _by(person, "loads:approve", now)
    why = plain_text(reason, field="reason for sending it back")
    return acts.send_back(workspace, upload_id, by, seen=seen, reason=why)


def withdraw(
    workspace: Workspace, person: Person, upload_id: str, *, reason: str, seen: int, now: datetime
) -> Upload:
    """End an upload without a load; its file and its record are kept.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on it since.
        GapError: It is closed, or there is no reason. In each case nothing was changed.
    """
    by = _by(person, "loads:write", now)
    why = plain_text(reason, field="reason for the withdrawal")
    return acts.withdraw(workspace, upload_id, by, seen=seen, reason=why)


def commit(
    workspace: Workspace, person: Person, upload_id: str, *, seen: int, now: datetime, today: date
) -> Upload:
    """Let an upload count; where a contract demands a second person it is handed in instead.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``loads:write``.
        upload_id: Which upload.
        seen: The upload's head as the screen showed it.
        now: The moment of signing, UTC.
        today: The day the workspace reports as of.

    Returns:
        The upload, loaded or waiting. Twice gives the same answer.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on it, or loaded its period, since.
        GapError: It is not ready, changes a settled period without a reason, or turns a figure
            red that demands a note. In each case nothing was changed.
    """
    by = _by(person, "loads:write", now)
    keys = _settled_keys(workspace, upload_id, today)
    return counting.commit(workspace, upload_id, by, seen=seen, needs_reason=keys)


def approve(
    workspace: Workspace, person: Person, upload_id: str, *, seen: int, now: datetime, today: date
) -> Upload:
    """Let an upload count that waits for a second person.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``loads:approve`` and had no hand in the upload.
        upload_id: Which upload.
        seen: The upload's head as the screen showed it.
        now: The moment of signing, UTC.
        today: The day the workspace reports as of.

    Raises:
        NotAllowed: The person may not approve loads, or not this one.
        Overtaken: Somebody acted on it, or loaded its period, since.
        GapError: It does not wait. In each case nothing was changed.
    """
    by = _by(person, "loads:approve", now)
    upload = reading.upload(workspace, upload_id)
    if upload.open and person.id in upload.hands:
        raise NotAllowed(
            f"{person} had a hand in {upload.id}, so somebody else approves it.",
            next_step="Ask a colleague who may approve loads. Nothing was changed.",
        )
    keys = _settled_keys(workspace, upload_id, today)
    return counting.approve(workspace, upload_id, by, seen=seen, needs_reason=keys)


def may_approve(person: Person, upload: Upload) -> bool:
    """Return whether an upload waits for an approval that this person can give."""
    return (
        upload.state == "waits" and may(person, "loads:approve") and person.id not in upload.hands
    )


def waiting(workspace: Workspace, person: Person) -> tuple[Upload, ...]:
    """Return the uploads that wait for somebody like this person, the longest waiting first."""
    found = reading.open_uploads(workspace)
    return tuple(one for one in reversed(found) if may_approve(person, one))


def _by(person: Person, right: Action, now: datetime) -> By:
    """Return who acts and when, once the right is known to be there."""
    require(person, right)
    return By(person.id, person.role, utc(now))


def _settled_keys(workspace: Workspace, upload_id: str, today: date) -> tuple[Key, ...]:
    """Return the settled periods that an upload changes, all of them with a reason.

    Raises:
        GapError: One has none, or a figure turns red without the note that it demands.
    """
    upload = reading.upload(workspace, upload_id)
    if not upload.open:
        return ()
    settled = settled_by(workspace, upload)
    silent = [one for one in settled if (one.extract, one.period) not in upload.restates]
    if silent:
        one, more = silent[0], len(silent) - 1
        raise GapError(
            f"{one.extract} {one.period} was settled by {one.check_in} of {one.held_on}"
            f"{f', and {more} further periods with it' if more else ''}.",
            where=f"Upload {upload.id}, {upload.file_name}.",
            next_step="Say why it is restated; everybody who sees its figures will read it. "
            "Nothing was changed.",
        )
    require_notes(workspace, upload, preview(workspace, upload, today=today))
    return tuple((one.extract, one.period) for one in settled)
