"""The desk: an upload under the write lock, and the words in which an act on it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.database import unreachable, writing
from pipelines.catalogue.journal import Entry, append
from pipelines.errors import GapError, NotAllowed, Overtaken
from pipelines.intake.explain import shown
from pipelines.uploads import kept
from pipelines.uploads.events import EventKind
from pipelines.uploads.reading import upload_inside
from pipelines.uploads.shapes import By, Upload

if TYPE_CHECKING:
    from pipelines.workspace import Workspace

UNCHANGED = "Nothing was changed."
LONGEST = 2_000
"""Characters of a reason: two screens of text, more is a document and belongs beside it."""


@dataclass
class Desk:
    """An upload under the write lock, and who works on it."""

    connection: Connection
    workspace: Workspace
    upload: Upload
    by: By

    def add(self, kind: EventKind, body: Mapping[str, Any] | None = None) -> None:
        """Append what was done; ``upload`` is as it is afterwards."""
        kept.append_event(
            self.connection,
            self.upload.id,
            kind,
            number=self.upload.head + 1,
            by=self.by,
            body=body or {},
        )
        self.upload = upload_inside(self.connection, self.workspace, self.upload.id)

    def tell(
        self, action: str, *, reason: str = "", after: Mapping[str, Any] | None = None
    ) -> None:
        """Write the journal entry of an act that others see."""
        entry = Entry(
            at=self.by.at,
            actor=self.by.actor,
            role=self.by.role,
            action=action,
            subject=f"upload/{self.upload.id}",
            after={"file_name": self.upload.file_name, **(after or {})},
            reason=reason,
        )
        append(self.connection, entry)


@contextmanager
def desk(
    workspace: Workspace, upload_id: str, by: By, *, seen: int | None, closed: bool = False
) -> Iterator[Desk]:
    """Give an upload to work on; all of the block is written, or nothing.

    Args:
        workspace: Where.
        upload_id: Which one.
        by: Who works on it, and when.
        seen: Its head as the screen showed it; None where nobody looked at a screen.
        closed: Whether one that was loaded or withdrawn may be worked on too.

    Raises:
        NotFound: There is no such upload.
        Overtaken: Somebody acted on it since. Nothing was changed.
        GapError: It is closed. Nothing was changed.
    """
    try:
        with writing(workspace.database) as connection:
            one = upload_inside(connection, workspace, upload_id)
            if seen is not None and seen != one.head:
                raise overtaken(one, seen=seen)
            if not closed and not one.open:
                raise _closed(one)
            yield Desk(connection, workspace, one, by)
    except OperationalError as error:
        raise unreachable(error) from error


def require_state(one: Upload, *states: str) -> None:
    """Refuse an act that an upload's state does not allow.

    Raises:
        Overtaken: Somebody loaded its period since it was looked at.
        GapError: It is in another state; what is missing is said.
    """
    if one.state in states:
        return
    if one.state == "overtaken":
        raise period_overtaken(one)
    words = {
        "received": "it has not been looked at since something was said about it",
        "asks": "questions about it are open",
        "wrong": "rows of it are bad",
        "refused": "the file cannot be read as it is",
        "waits": "it waits for a second person",
        "ready": "nobody has submitted it",
    }[one.state]
    raise GapError(
        f"{shown(one.file_name)} cannot be loaded yet: {words}.",
        where=f"Upload {one.id}.",
        next_step=UNCHANGED,
    )


def require_other_hands(one: Upload, by: By) -> None:
    """Refuse somebody who had a hand in an upload as its second person.

    Raises:
        NotAllowed: They had.
    """
    if by.actor in one.hands:
        raise NotAllowed(
            f"{shown(one.file_name)} needs the approval of somebody who had no hand in it.",
            where=f"Upload {one.id}.",
            next_step="Ask somebody else to approve it. Nothing was changed.",
        )


def overtaken(one: Upload, *, seen: int) -> Overtaken:
    """Return the refusal that says who did what since a screen was drawn."""
    newest = one.history[-1]
    return Overtaken(
        f"{newest.actor} worked on {shown(one.file_name)} on {newest.at:%Y-%m-%d at %H:%M} UTC, "
        "after you opened it.",
        where=f"You saw entry {seen}; the newest one is {one.head} ({newest.kind}).",
        next_step="Look at it as it is now and decide again. Nothing was changed.",
    )


def period_overtaken(one: Upload) -> Overtaken:
    """Return the refusal that says what came first in the periods of an upload."""
    told = []
    for newer in one.newer:
        load = newer.load
        told.append(
            f"{newer.extract} {newer.period}: load {load.load_id} by {load.actor} on "
            f"{load.at:%Y-%m-%d at %H:%M} UTC."
            if load
            else f"{newer.extract} {newer.period}: what was there was taken back."
        )
    return Overtaken(
        f"Somebody was first: {shown(one.file_name)} would replace something else than was shown.",
        where=" ".join(told),
        next_step="Look at the upload again; it is compared with what is there now. "
        "Nothing was changed.",
    )


def plain_reason(text: str, missing: str) -> str:
    """Return a reason without surrounding blanks.

    Raises:
        GapError: It is empty, too long or holds signs that cannot be shown.
    """
    clean = text.strip()
    if not clean:
        raise GapError("A reason is needed.", next_step=f"{missing} Nothing was changed.")
    if len(clean) > LONGEST:
        raise GapError(f"The reason is longer than {LONGEST:,} characters.", next_step=UNCHANGED)
    if any(not sign.isprintable() and sign not in "\n\t" for sign in clean):
        raise GapError("The reason holds signs that cannot be shown.", next_step=UNCHANGED)
    return clean


def _closed(one: Upload) -> GapError:
    """Return the refusal of an act on an upload that nothing follows."""
    newest = one.history[-1]
    return GapError(
        f"{shown(one.file_name)} was {one.state} on {newest.at:%Y-%m-%d}; that stays.",
        where=f"Upload {one.id}.",
        next_step="Hand the file in again, or undo its load. Nothing was changed.",
    )
