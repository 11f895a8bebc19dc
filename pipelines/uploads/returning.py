"""What an undo or a redo brings back, before and when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, select

from pipelines.catalogue.database import reading
from pipelines.catalogue.models import DataFile, Load, Submission
from pipelines.catalogue.redoing import Redone, held_by_later, later_holders
from pipelines.catalogue.undoing import file_of, loads_of, newest_standing
from pipelines.errors import GapError
from pipelines.intake.faults import point
from pipelines.uploads.shapes import By, LiveLoad

if TYPE_CHECKING:
    from pipelines.workspace import Workspace


@dataclass(frozen=True)
class ReturningPeriod:
    """What counts for one extract and period now, and what would."""

    extract: str
    period: str
    now: LiveLoad | None
    then: LiveLoad | None

    @property
    def changes(self) -> bool:
        """Return whether another load would count."""
        return self.now != self.then


@dataclass(frozen=True)
class Returning:
    """What an undo or a redo of one file would do."""

    submission: str
    file_name: str
    possible: bool
    why_not: GapError | None
    """In words, where it is not simply possible."""
    periods: tuple[ReturningPeriod, ...]

    @property
    def then(self) -> dict[tuple[str, str], str]:
        """Return the loads that would count, by extract and period; empty where none would."""
        return {
            (one.extract, one.period): one.then.load_id if one.then else "" for one in self.periods
        }


def what_returns(workspace: Workspace, load_id: str) -> Returning:
    """Return what would count if the file of a load were taken back.

    Args:
        workspace: Where.
        load_id: Any load of the file.

    Raises:
        NotFound: There is no such load.
    """
    with reading(workspace.database) as connection:
        file = file_of(connection, load_id)
        periods = []
        for load in loads_of(connection, file.id):
            now = _live(connection, load)
            then = now
            if now is not None and now.load_id == load.id:
                newest = newest_standing(connection, load.extract, load.period, without=file.id)
                then = _load(connection, newest.id) if newest else None
            periods.append(ReturningPeriod(load.extract, load.period, now, then))
    why_not = _state(file.file_name, "was taken back already") if file.undone_at else None
    return Returning(file.id, file.file_name, why_not is None, why_not, tuple(periods))


def what_comes_back(workspace: Workspace, load_id: str) -> Returning:
    """Return what would count if the file of an undone load were brought back.

    Args:
        workspace: Where.
        load_id: Any load of the file.

    Raises:
        NotFound: There is no such load.
    """
    with reading(workspace.database) as connection:
        file = file_of(connection, load_id)
        periods = tuple(
            ReturningPeriod(
                load.extract, load.period, _live(connection, load), _load(connection, load.id)
            )
            for load in loads_of(connection, file.id)
        )
        later = later_holders(connection, file.id)
    why_not = None
    if file.undone_at is None:
        why_not = _state(file.file_name, "was not taken back")
    elif later:
        why_not = held_by_later(file.file_name, later)
    return Returning(file.id, file.file_name, why_not is None, why_not, periods)


def redo(
    workspace: Workspace,
    load_id: str,
    by: By,
    *,
    reason: str = "",
    instead_of_later: bool = False,
) -> Redone:
    """Bring back the whole file that a load came from, after it was undone.

    Args:
        workspace: Where.
        load_id: Any load of the file.
        by: Who does it, and when.
        reason: Why, for the journal.
        instead_of_later: Whether it shall count before loads that came later.

    Raises:
        NotFound: There is no such load; nothing was changed.
        GapError: A later load holds a period of it; nothing was changed.
        StoreError: The records cannot be reached; nothing was changed.
    """
    point("before a redo")
    redone = workspace.catalogue.redo(
        load_id,
        actor=by.actor,
        role=by.role,
        at=by.at,
        reason=reason,
        instead_of_later=instead_of_later,
    )
    point("redone")
    return redone


def _live(connection: Connection, load: Row[str, str, str, int]) -> LiveLoad | None:
    """Return what counts now where a load stands."""
    live = connection.execute(
        select(DataFile.load)
        .join(Load, Load.id == DataFile.load)
        .where(DataFile.ends.is_(None), Load.extract == load.extract, Load.period == load.period)
    ).scalar()
    return _load(connection, live) if live else None


def _load(connection: Connection, load_id: str) -> LiveLoad:
    """Return a load with who brought it."""
    row = connection.execute(
        select(Load.id, Load.rows, Submission.actor, Submission.at, Submission.file_name)
        .join(Submission, Submission.id == Load.submission)
        .where(Load.id == load_id)
    ).one()
    return LiveLoad(row.id, row.rows, row.actor, row.at, row.file_name)


def _state(file_name: str, words: str) -> GapError:
    """Return why a file is not taken back or brought back."""
    return GapError(f"{file_name} {words}.", next_step="Nothing was changed.")
