"""Acts on rows in quarantine by people: correct, waive, drop, or give to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from governance import roster
from governance.access import require
from governance.people import Person
from governance.signing import plain_text, utc
from pipelines.uploads import quarantine as room
from pipelines.uploads.quarantine import QuarantinedRow
from pipelines.uploads.shapes import By, Upload
from pipelines.workspace import Workspace


def correct_rows(
    workspace: Workspace,
    person: Person,
    changes: Mapping[int, Mapping[str, str]],
    *,
    why: str,
    now: datetime,
) -> Upload:
    """Correct rows that were kept aside; what they become is a new upload of the same file.

    Args:
        workspace: Where.
        person: Who signs; needs the right ``loads:write``.
        changes: The new values, by row and column.
        why: The reason, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not load files.
        GapError: A row is closed already, or there is no reason. Nothing was changed.
    """
    by = _by(person, now)
    reason = plain_text(why, field="reason for the correction")
    clean = {
        row: {
            name: plain_text(value, field=f"value of {name}", required=False)
            for name, value in cells.items()
        }
        for row, cells in changes.items()
    }
    return room.correct_rows(workspace, clean, by, why=reason)


def waive(
    workspace: Workspace, person: Person, row_id: int, *, reason: str, seen: int, now: datetime
) -> QuarantinedRow:
    """Let a row stay out of the figures with a reason; coverage no longer counts it as missing.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on the row since.
        GapError: The row is closed, or there is no reason. In each case nothing was changed.
    """
    by = _by(person, now)
    why = plain_text(reason, field="reason for the waiver")
    return room.waive(workspace, row_id, by, seen=seen, reason=why)


def drop(
    workspace: Workspace, person: Person, row_id: int, *, reason: str, seen: int, now: datetime
) -> QuarantinedRow:
    """Give a row up that nobody can correct, with a reason; the row itself is kept.

    Raises:
        NotAllowed: The person may not load files.
        Overtaken: Somebody acted on the row since.
        GapError: The row is closed, or there is no reason. In each case nothing was changed.
    """
    by = _by(person, now)
    why = plain_text(reason, field="reason for dropping the row")
    return room.drop(workspace, row_id, by, seen=seen, reason=why)


def reassign(
    workspace: Workspace,
    person: Person,
    row_id: int,
    *,
    to: str,
    reason: str,
    seen: int,
    now: datetime,
) -> QuarantinedRow:
    """Give a row to somebody else to look after.

    Raises:
        NotAllowed: The person may not load files, or the other one may not.
        NotFound: Nobody is called so.
        Overtaken: Somebody acted on the row since. In each case nothing was changed.
    """
    by = _by(person, now)
    why = plain_text(reason, field="reason for giving the row away")
    other = roster.person(workspace, to)
    require(other, "loads:write")
    return room.reassign(workspace, row_id, by, seen=seen, to=other.id, reason=why)


def _by(person: Person, now: datetime) -> By:
    """Return who acts and when, once the right is known to be there."""
    require(person, "loads:write")
    return By(person.id, person.role, utc(now))
