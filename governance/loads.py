"""Loads by people: the right is checked here, the work is done by pipelines.

The command line of pipelines has no sign-in and works for whoever may use the machine; a
screen acts for a person, and every write for a person comes through this house. A file that is
looked at, corrected and approved before it counts is in ``uploads/``.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from governance.access import require
from governance.people import Person
from governance.signing import utc
from governance.uploads.undoing import undo as undo
from pipelines.intake.load import load_file
from pipelines.intake.receipt import Receipt
from pipelines.workspace import Workspace


def load(
    workspace: Workspace,
    person: Person,
    path: Path,
    *,
    now: datetime,
    file_name: str | None = None,
    allow_rejects: bool = False,
) -> Receipt:
    """Load a file for a person; ``pipelines.intake.load`` says what becomes of it.

    Args:
        workspace: Where to.
        person: Who brings it; needs the right ``loads:write``.
        path: The file.
        now: The moment, UTC.
        file_name: Its name, where ``path`` has another one, as an upload has.
        allow_rejects: Load the good rows and keep the bad ones aside.

    Raises:
        NotAllowed: The person may not load files; nothing was changed.
        StoreError: The store or the records failed; nothing was changed.
    """
    require(person, "loads:write")
    return load_file(
        workspace,
        path,
        actor=person.id,
        role=person.role,
        now=utc(now),
        file_name=file_name,
        allow_rejects=allow_rejects,
    )
