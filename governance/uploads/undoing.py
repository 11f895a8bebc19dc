"""Taking a file back, and bringing it back, by people: first what returns, then the act itself.

Both change what counts for periods that a meeting may have settled, so both always need a reason;
the figures are then marked as restated by what counts, without anybody having to think of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from governance.access import require
from governance.people import Person
from governance.signing import plain_text, utc
from governance.uploads.figures import Seen
from governance.uploads.moves import Preview
from governance.uploads.preview import NOTHING, moved
from governance.uploads.settled import Settled, settled
from pipelines.catalogue.redoing import Redone
from pipelines.catalogue.undoing import Undone
from pipelines.uploads import returning
from pipelines.uploads.returning import Returning
from pipelines.uploads.shapes import By
from pipelines.uploads.supposed import as_if_redone, as_if_undone
from pipelines.workspace import Workspace


@dataclass(frozen=True)
class Undo:
    """What an undo or a redo would do."""

    returning: Returning
    changes: Preview
    """Nothing where it is not possible."""
    settled: tuple[Settled, ...]
    """The settled periods that it would restate."""


def undo_preview(workspace: Workspace, person: Person, load_id: str, *, today: date) -> Undo:
    """Return what happens if the whole file that a load came from is taken back.

    Args:
        workspace: Where.
        person: Who asks; needs the right ``loads:read``.
        load_id: Any load of the file.
        today: The day the workspace reports as of.

    Raises:
        NotAllowed: The person may not see what was loaded.
        NotFound: There is no such load.
    """
    require(person, "loads:read")
    found = returning.what_returns(workspace, load_id)
    as_if = as_if_undone(workspace, load_id) if found.possible else None
    return _previewed(workspace, as_if, found, today)


def redo_preview(workspace: Workspace, person: Person, load_id: str, *, today: date) -> Undo:
    """Return what happens if a file that was taken back is brought back; see ``undo_preview``."""
    require(person, "loads:read")
    found = returning.what_comes_back(workspace, load_id)
    as_if = as_if_redone(workspace, load_id) if _touches(found) else None
    return _previewed(workspace, as_if, found, today)


def undo(
    workspace: Workspace, person: Person, load_id: str, *, reason: str, now: datetime
) -> Undone:
    """Take back the whole file that a load came from, so that what it replaced counts again.

    Args:
        workspace: Where.
        person: Who takes it back; needs the right ``loads:undo``.
        load_id: Any load of the file.
        reason: Why, which everybody will read.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The person may not undo loads.
        NotFound: There is no such load.
        GapError: There is no reason. In each case nothing was changed.
    """
    require(person, "loads:undo")
    why = plain_text(reason, field="reason for the undo")
    return workspace.catalogue.undo(
        load_id, actor=person.id, role=person.role, at=utc(now), reason=why
    )


def redo(
    workspace: Workspace,
    person: Person,
    load_id: str,
    *,
    reason: str,
    now: datetime,
    instead_of_later: bool = False,
) -> Redone:
    """Bring back the whole file that a load came from.

    Args:
        workspace: Where.
        person: Who brings it back; needs the right ``loads:undo``.
        load_id: Any load of the file.
        reason: Why, which everybody will read.
        now: The moment of signing, UTC.
        instead_of_later: Whether it shall count before files that came later.

    Raises:
        NotAllowed: The person may not undo loads.
        NotFound: There is no such load.
        GapError: There is no reason, or a later file holds its period. Nothing was changed.
    """
    require(person, "loads:undo")
    why = plain_text(reason, field="reason for bringing it back")
    by = By(person.id, person.role, utc(now))
    return returning.redo(workspace, load_id, by, reason=why, instead_of_later=instead_of_later)


def _previewed(
    workspace: Workspace, as_if: Workspace | None, found: Returning, today: date
) -> Undo:
    """Return what changes between a workspace and the same as if."""
    changed = [one for one in found.periods if one.now != one.then]
    keys = [(one.extract, one.period) for one in changed]
    locked = settled(workspace) if keys else {}
    changes = NOTHING
    if as_if is not None:
        changes = moved(
            Seen(workspace, workspace.catalogue.version()),
            Seen(as_if, as_if.catalogue.version()),
            keys,
            today=today,
            loads={},
        )
    return Undo(found, changes, tuple(locked[key] for key in keys if key in locked))


def _touches(found: Returning) -> bool:
    """Return whether bringing a file back would change anything, be it over later files."""
    return any(one.now != one.then for one in found.periods)
