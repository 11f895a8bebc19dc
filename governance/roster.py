"""The roster: who there is in this workspace, and how somebody joins."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from governance.access import require
from governance.people import ROLES, Person
from governance.records import ledger
from governance.records.opening import reading, writing
from governance.signing import note, plain_text, utc
from pipelines.errors import GapError, NotAllowed, NotFound
from pipelines.marked_yaml import nearest
from pipelines.workspace import Workspace

_ID = re.compile(r"[a-z][a-z0-9_.-]{1,59}")


def people(workspace: Workspace) -> tuple[Person, ...]:
    """Return everybody in the workspace, by identifier."""
    with reading(workspace.database) as session:
        return ledger.people(session)


def person(workspace: Workspace, identifier: str) -> Person:
    """Return one person.

    Raises:
        NotFound: Nobody has that identifier; the nearest one is suggested.
    """
    everybody = {somebody.id: somebody for somebody in people(workspace)}
    if identifier in everybody:
        return everybody[identifier]
    raise NotFound(
        f"Nobody here is called “{identifier}”.{nearest(identifier, everybody)}",
        next_step="“python -m governance people” lists everybody. Nothing was changed.",
    )


def add_person(
    workspace: Workspace, by: Person | None, newcomer: Person, *, now: datetime
) -> Person:
    """Add somebody to the workspace.

    Args:
        workspace: Where.
        by: Who signs; needs the right ``workspace:write``. None only while there is nobody yet,
            since the first person cannot be let in by anybody.
        newcomer: Who joins.
        now: The moment of signing, UTC.

    Raises:
        NotAllowed: The signer may not add people.
        GapError: The identifier is taken or unfit; nothing was changed.
    """
    if by is not None:
        require(by, "workspace:write")
    if not _ID.fullmatch(newcomer.id) or newcomer.role not in ROLES:
        raise GapError(
            f"“{newcomer.id}” as {newcomer.role} cannot join.",
            next_step=f"Use small letters for the name and one role of {', '.join(ROLES)}. "
            "Nothing was changed.",
        )
    joining = Person(
        newcomer.id, plain_text(newcomer.name, field="name", longest=200), newcomer.role
    )
    with writing(workspace.database) as session:
        present = ledger.people(session)
        if by is None and present:
            raise NotAllowed(
                "Only somebody who is here already may add people.",
                next_step="Name the facilitator with --as. Nothing was changed.",
            )
        if joining.id in {somebody.id for somebody in present}:
            raise GapError(
                f"“{joining.id}” is taken.",
                next_step="Choose another identifier; nothing was changed.",
            )
        ledger.add_person(session, joining)
        note(
            session,
            by,
            action="person:add",
            subject=f"person/{joining.id}",
            at=utc(now),
            after={"name": joining.name, "role": joining.role},
        )
    return joining


def require_known(session: Session, signer: Person) -> None:
    """Refuse a signature of somebody who is not, or no longer so, in the roster.

    Raises:
        NotAllowed: The roster has nobody with this identifier and role.
    """
    if signer not in ledger.people(session):
        raise NotAllowed(
            f"{signer} is not in the roster of this workspace.",
            next_step="Choose somebody from “python -m governance people”. Nothing was changed.",
        )
