"""Loads by people: the right is checked here, the work is done by pipelines.

The command line of pipelines has no sign-in and works for whoever may use the machine; a
screen acts for a person, and every write for a person comes through this house.
"""

from __future__ import annotations

from datetime import datetime

from governance.access import require
from governance.people import Person
from governance.signing import plain_text, utc
from pipelines.catalogue.undoing import Undone
from pipelines.workspace import Workspace


def undo(
    workspace: Workspace, person: Person, load_id: str, *, reason: str, now: datetime
) -> Undone:
    """Take back the whole file that a load came from, so that what it replaced counts again.

    Args:
        workspace: Where.
        person: Who takes it back; needs the right ``loads:undo``.
        load_id: Any load of the file.
        reason: Why, for the journal.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not undo loads.
        NotFound: There is no such load; nothing was changed.
    """
    require(person, "loads:undo")
    why = plain_text(reason, field="reason for the undo")
    return workspace.catalogue.undo(
        load_id, actor=person.id, role=person.role, at=utc(now), reason=why
    )
