"""From somebody's bytes to an upload: written as they come, hashed on the way, recorded at the end.

A file never lies in memory as a whole. Until ``finish`` it is a staging folder that nobody sees
and that the next opening of the workspace sweeps; afterwards its bytes stay for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from pipelines.catalogue.database import reading, unreachable, writing
from pipelines.errors import GapError, StoreError
from pipelines.intake.commit import new_id
from pipelines.intake.explain import shown
from pipelines.intake.faults import point
from pipelines.intake.policy import MEGABYTE, intake_policy
from pipelines.intake.staging import announce, discard, move, staging
from pipelines.uploads import kept
from pipelines.uploads.policy import upload_policy
from pipelines.uploads.reading import upload_inside

if TYPE_CHECKING:
    from pipelines.uploads.shapes import By, Upload
    from pipelines.workspace import Workspace

LONGEST_NAME = 255
"""Characters of a file's name; no file system that people use knows longer ones."""
_CHUNK = 1 << 20
_SOURCE = "source"
"""What the bytes are called on disk: a name from outside never becomes a path."""


class Arrival:
    """A file that is coming in; from ``arriving``."""

    def __init__(
        self, workspace: Workspace, folder: Path, *, file_name: str, by: By, nonce: str
    ) -> None:
        self.size = 0
        self._workspace = workspace
        self._folder = folder
        self._name = file_name
        self._by = by
        self._nonce = nonce
        self._hash = hashlib.sha256()
        self._stream = (folder / _SOURCE).open("wb")
        self._taken = 0

    def write(self, chunk: bytes) -> None:
        """Take the next bytes.

        Raises:
            GapError: The file is larger than files may be, or than this person has room for.
            StoreError: The disk is full or cannot be written.
        """
        self.size += len(chunk)
        _refuse_too_large(self._name, self.size)
        _refuse_beyond_quota(self._by, self._taken + self.size)
        try:
            self._stream.write(chunk)
        except OSError as error:
            raise _unwritten(self._name, error) from error
        self._hash.update(chunk)

    def finish(self) -> Upload:
        """Record the file as an upload; the same request again gives the same upload.

        Raises:
            GapError: It is empty, or its request brought another file before.
            StoreError: The store or the records failed; nothing was changed.
        """
        try:
            self._stream.close()
            if not self.size:
                raise GapError(
                    f"{shown(self._name)} is empty.", next_step="Hand in a file with content."
                )
            point("arrived")
            return self._recorded()
        except OperationalError as error:
            raise unreachable(error) from error
        except OSError as error:
            raise _unwritten(self._name, error) from error

    def discard(self) -> None:
        """Forget the bytes; what was not finished leaves nothing behind."""
        self._stream.close()
        (self._folder / _SOURCE).unlink(missing_ok=True)

    def begin(self) -> None:
        """Refuse whoever has too much on the way already.

        Raises:
            GapError: They do.
        """
        with reading(self._workspace.database) as connection:
            if kept.by_nonce(connection, self._nonce) is None:
                self._taken = _room_taken(connection, self._by)

    def _recorded(self) -> Upload:
        """Move the bytes to their place and write the upload down, in that order."""
        store, upload_id = self._workspace.settings.store, new_id("U")
        path = f"uploads/{upload_id}/{_SOURCE}"
        announce(self._folder, [path])
        point("announced an arrival")
        move(self._folder / _SOURCE, store / path, store=store)
        point("moved an arrival")
        try:
            with writing(self._workspace.database) as connection:
                found = self._same_request(connection) or self._inserted(
                    connection, upload_id, path
                )
                answer = upload_inside(connection, self._workspace, found)
        except OperationalError:
            # A connection lost during COMMIT leaves open whether it happened: ask first.
            with reading(self._workspace.database) as connection:
                if not kept.upload_rows(connection, ids=[upload_id]):
                    raise
                answer = upload_inside(connection, self._workspace, upload_id)
        except GapError:
            discard(store, [path], self._folder)
            raise
        point("recorded an arrival")
        if answer.id != upload_id:
            discard(store, [path], self._folder)
        return answer

    def _same_request(self, connection: Connection) -> str | None:
        """Return the upload that this request brought before."""
        row = kept.by_nonce(connection, self._nonce)
        if row is None:
            return None
        if (row.actor, row.sha256) == (self._by.actor, self._hash.hexdigest()):
            return str(row.id)
        raise GapError(
            "This request has brought another file before.",
            where=f"Upload {row.id}.",
            next_step="On the page, open it anew and hand the file in once more; a program sends "
            "each file with an idempotency key of its own. Nothing was changed.",
        )

    def _inserted(self, connection: Connection, upload_id: str, path: str) -> str:
        """Write the upload and its first event."""
        _refuse_beyond_quota(self._by, _room_taken(connection, self._by) + self.size)
        kept.add_upload(
            connection,
            {
                "id": upload_id,
                "file_name": self._name,
                "size": self.size,
                "sha256": self._hash.hexdigest(),
                "path": path,
                "actor": self._by.actor,
                "role": self._by.role,
                "at": self._by.at,
                "nonce": self._nonce,
                "follows": None,
            },
        )
        kept.append_event(connection, upload_id, "received", number=1, by=self._by, body={})
        return upload_id


@contextmanager
def arriving(workspace: Workspace, *, file_name: str, by: By, nonce: str) -> Iterator[Arrival]:
    """Give a file that is coming in; what is not finished in the block leaves nothing behind.

    Args:
        workspace: Where to.
        file_name: What it is called where it comes from.
        by: Who brings it, and when.
        nonce: Names the request: the same one again is the same upload.

    Raises:
        GapError: The person has too much on the way already, or the name is none.
        StoreError: The store cannot be written.
    """
    name = _plain_name(file_name)
    if not 0 < len(nonce) <= 80:
        raise ValueError("a request is named by 1 to 80 characters")
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(staging(workspace.settings.store))
            arrival = Arrival(workspace, folder, file_name=name, by=by, nonce=nonce)
            stack.callback(arrival.discard)
            arrival.begin()
        except OperationalError as error:
            raise unreachable(error) from error
        except OSError as error:
            raise _unwritten(name, error) from error
        yield arrival


def received(
    workspace: Workspace, path: Path, *, by: By, file_name: str | None = None, nonce: str = ""
) -> Upload:
    """Take in a file that lies on a disk.

    Args:
        workspace: Where to.
        path: The file; it is copied and left alone.
        by: Who brings it, and when.
        file_name: Its name, where ``path`` has another one.
        nonce: Names the request; a new one where it is empty.

    Raises:
        GapError: There is no such file, it is empty or too large, or too much is on the way.
        StoreError: The store or the records failed; nothing was changed.
    """
    if not path.is_file():
        raise GapError(f"There is no file {path}.", next_step="Check the path; nothing was loaded.")
    name = file_name or path.name
    with (
        arriving(workspace, file_name=name, by=by, nonce=nonce or uuid4().hex) as arrival,
        path.open("rb") as stream,
    ):
        while chunk := stream.read(_CHUNK):
            arrival.write(chunk)
        return arrival.finish()


def _plain_name(file_name: str) -> str:
    """Return a file's name without folders before it.

    Raises:
        GapError: Nothing is left, or it is longer than a name may be.
    """
    last = file_name.replace("\\", "/").rpartition("/")[2]
    name = last.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()
    if not name or len(name) > LONGEST_NAME:
        raise GapError(
            "The file has no name." if not name else "The file's name is too long.",
            next_step="Give it a name such as ledger_2026-Q1.csv and hand it in again.",
        )
    return name


def _refuse_too_large(name: str, size: int) -> None:
    """Refuse a file that is larger than any that is read."""
    most = intake_policy().limits.file_megabytes
    if size > most * MEGABYTE:
        raise GapError(
            f"{shown(name)} is larger than {most:,} megabytes.",
            next_step="Bring it in parts, such as one file per quarter. Nothing was kept.",
        )


def _room_taken(connection: Connection, by: By) -> int:
    """Return the bytes that a person has on the way.

    Raises:
        GapError: They have as many uploads on the way as one may.
    """
    count, size = kept.open_sizes(connection, by.actor)
    most = upload_policy().arriving.most_open
    if count >= most:
        raise GapError(
            f"You have {count} uploads on the way; {most} is the limit.",
            next_step="Commit or withdraw some of them first. Nothing was kept.",
        )
    return size


def _refuse_beyond_quota(by: By, size: int) -> None:
    """Refuse what would give one person more than their share of the disk."""
    most = upload_policy().arriving.most_megabytes
    if size > most * MEGABYTE:
        raise GapError(
            f"The uploads of {by.actor} on the way would exceed {most:,} megabytes.",
            next_step="Commit or withdraw some of them first. Nothing was kept.",
        )


def _unwritten(name: str, error: OSError) -> StoreError:
    """Return the failure of a disk in words."""
    return StoreError(
        f"{shown(name)} could not be kept: {error.strerror or error}",
        next_step="See that the disk has room and can be written, then hand the file in again; "
        "nothing was changed.",
    )
