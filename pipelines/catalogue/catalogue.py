"""The catalogue's questions: what is loaded, what was loaded then, and where a load came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, delete, insert, or_, select
from sqlalchemy.exc import OperationalError

from pipelines.catalogue import accepting, journal, redoing, undoing
from pipelines.catalogue.accepting import Checked, NewSubmission
from pipelines.catalogue.database import reading, unreachable, writing
from pipelines.catalogue.history import LoadRecord, load_records
from pipelines.catalogue.journal import Entry
from pipelines.catalogue.models import DataFile as Interval
from pipelines.catalogue.models import (
    Label,
    Load,
    RejectFile,
    Submission,
    WorkspaceFact,
)
from pipelines.catalogue.redoing import Redone
from pipelines.catalogue.undoing import Undone
from pipelines.errors import NotFound
from pipelines.quality.models import DatasetFile
from pipelines.uploads.kept import known_paths as known_uploads


@dataclass(frozen=True)
class DataFile:
    """A fact file that counts at some version."""

    load_id: str
    extract: str
    period: str
    path: Path
    rows: int
    sha256: str
    plan: str


class Catalogue:
    """The truth about what is loaded, kept in one database for one store."""

    def __init__(self, engine: Engine, store: Path) -> None:
        """Speak for the facts under ``store``, as the database at ``engine`` knows them."""
        self._engine = engine
        self._store = store

    def version(self) -> int:
        """Return the newest version; 0 before anything was loaded."""
        with reading(self._engine) as connection:
            return journal.newest_version(connection)

    def files(self, version: int | None = None) -> tuple[DataFile, ...]:
        """Return the fact files that count at ``version`` (None: now), by extract and period."""
        alive: ColumnElement[bool] = Interval.ends.is_(None)
        if version is not None:
            alive = (Interval.begins <= version) & or_(
                Interval.ends.is_(None), Interval.ends > version
            )
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(Load.__table__)
                .join(Interval, Interval.load == Load.id)
                .where(alive)
                .order_by(Load.extract, Load.period)
            ).all()
        return tuple(self._data_file(row) for row in rows)

    def fact_file(self, load_id: str) -> DataFile:
        """Return the fact file of a load, whether it counts or not.

        Raises:
            NotFound: There is no load of that id.
        """
        with reading(self._engine) as connection:
            query = select(Load.__table__).where(Load.id == load_id)
            row = connection.execute(query).one_or_none()
        if row is None:
            raise _no_load(load_id)
        return self._data_file(row)

    def loads(self) -> tuple[LoadRecord, ...]:
        """Return every load ever accepted, newest first."""
        with reading(self._engine) as connection:
            return load_records(connection, self._store)

    def load(self, load_id: str) -> LoadRecord:
        """Return one load.

        Raises:
            NotFound: There is no load of that id.
        """
        for record in self.loads():
            if record.id == load_id:
                return record
        raise _no_load(load_id)

    def live_submission(self, idempotency: str) -> str | None:
        """Return the submission of this key whose every load counts now, if there is one."""
        with reading(self._engine) as connection:
            return accepting.live_submission(connection, idempotency)

    def accept(self, new: NewSubmission, *, checked: Sequence[Checked] = ()) -> str | None:
        """Make a file's loads count; see ``accepting.accept``."""
        with writing(self._engine) as connection:
            return accepting.accept(connection, new, checked=checked)

    def has_submission(self, submission: str) -> bool:
        """Return whether a submission was accepted; asked after a commit that went unanswered."""
        with reading(self._engine) as connection:
            query = select(Submission.id).where(Submission.id == submission)
            return connection.execute(query).first() is not None

    def known_paths(self, paths: Sequence[str]) -> frozenset[str]:
        """Return those of the relative ``paths`` that belong to something accepted."""
        with reading(self._engine) as connection:
            facts = connection.execute(select(Load.path).where(Load.path.in_(paths))).scalars()
            rejects = connection.execute(
                select(RejectFile.path).where(RejectFile.path.in_(paths))
            ).scalars()
            brought = connection.execute(
                select(DatasetFile.path).where(DatasetFile.path.in_(paths))
            ).scalars()
            of_uploads = known_uploads(connection, paths)
            return frozenset(facts) | frozenset(rejects) | frozenset(brought) | of_uploads

    def undo(
        self, load_id: str, *, actor: str, at: datetime, reason: str = "", role: str = ""
    ) -> Undone:
        """Take back the whole file that a load came from; see ``undoing.undo``."""
        try:
            with writing(self._engine) as connection:
                return undoing.undo(
                    connection, load_id, actor=actor, role=role, at=at, reason=reason
                )
        except OperationalError as error:
            raise unreachable(error) from error

    def redo(
        self,
        load_id: str,
        *,
        actor: str,
        at: datetime,
        reason: str = "",
        role: str = "",
        instead_of_later: bool = False,
    ) -> Redone:
        """Bring back the whole file that a load came from; see ``redoing.redo``."""
        try:
            with writing(self._engine) as connection:
                return redoing.redo(
                    connection,
                    load_id,
                    actor=actor,
                    role=role,
                    at=at,
                    reason=reason,
                    instead_of_later=instead_of_later,
                )
        except OperationalError as error:
            raise unreachable(error) from error

    def journal(self, *, subject: str | None = None) -> tuple[journal.Entry, ...]:
        """Return the journal's entries, of one subject or all, in the order of writing."""
        with reading(self._engine) as connection:
            return journal.entries(connection, subject=subject)

    def journal_head(self) -> int:
        """Return the number of the newest journal entry: the key of everything remembered."""
        with reading(self._engine) as connection:
            return journal.head(connection)

    def labels(self) -> dict[str, int]:
        """Return the names given to versions."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(Label.name, Label.version).order_by(Label.version))
            return {row.name: row.version for row in rows}

    def name_version(self, name: str, version: int, *, actor: str, at: datetime) -> None:
        """Give a version a name that it keeps, such as that of a check-in."""
        with writing(self._engine) as connection:
            connection.execute(insert(Label).values(name=name, version=version, actor=actor, at=at))

    def reporting_date(self) -> date | None:
        """Return the day the workspace reports as of; None where nobody chose one."""
        text = self._fact("reporting_date")
        return date.fromisoformat(text) if text else None

    def set_reporting_date(
        self, day: date | None, *, actor: str, at: datetime, role: str = ""
    ) -> None:
        """Choose the day the workspace reports as of; None forgets the choice."""
        value = day.isoformat() if day else ""
        self._set_fact("reporting_date", value, actor=actor, at=at, role=role)

    def title(self) -> str:
        """Return the workspace's title; empty where nobody chose one."""
        return self._fact("title")

    def set_title(self, title: str, *, actor: str, at: datetime, role: str = "") -> None:
        """Choose the workspace's title."""
        self._set_fact("title", title, actor=actor, at=at, role=role)

    def _data_file(self, row: Row[Any]) -> DataFile:
        """Return a load's row as its fact file."""
        path = self._store / row.path
        return DataFile(
            row.id, row.extract, row.period, path, row.rows, row.fact_sha256, row.plan
        )  # fmt: skip

    def _fact(self, key: str) -> str:
        """Return one fact about the workspace."""
        with reading(self._engine) as connection:
            query = select(WorkspaceFact.value).where(WorkspaceFact.key == key)
            return connection.execute(query).scalar() or ""

    def _set_fact(self, key: str, value: str, *, actor: str, at: datetime, role: str) -> None:
        """Change one fact about the workspace and note the change in the journal."""
        before = self._fact(key)
        with writing(self._engine) as connection:
            connection.execute(delete(WorkspaceFact).where(WorkspaceFact.key == key))
            connection.execute(insert(WorkspaceFact).values(key=key, value=value))
            entry = Entry(
                at, actor, role, "workspace:change", f"workspace/{key}",
                {"value": before}, {"value": value},
            )  # fmt: skip
            journal.append(connection, entry)


def _no_load(load_id: str) -> NotFound:
    """Return the failure of a question about a load that there is not."""
    return NotFound(
        f"There is no load “{load_id}”.", next_step="The list of loads shows their ids."
    )  # fmt: skip
