"""Labels: the names that versions of the catalogue keep, given inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.people import Person
from pipelines.catalogue.models import Label


def name_version(session: Session, name: str, version: int, *, by: Person, at: datetime) -> None:
    """Give a version a name, such as that of the check-in that was held on it.

    Raises:
        sqlalchemy.exc.IntegrityError: The name is taken: somebody else was first.
    """
    session.add(Label(name=name, version=version, actor=by.id, at=at))
    session.flush()
