"""Evidence in and out: a file that proves something comes in by a ticket, and leaves as a download.

What is sent out is never shown by the browser itself, whatever it holds: it is always saved.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from governance.uploads import keeping
from pages.parts import cached, tickets
from pages.parts.drop_route import FRESH, person_of, refused, status_of
from pages.parts.tickets import Ticket
from pipelines.errors import GapError
from pipelines.intake.policy import MEGABYTE
from pipelines.uploads.evidence import Evidence
from pipelines.uploads.policy import upload_policy

ATTACH: Final = "attach"
FETCH: Final = "fetch"
_OLD: Final = GapError("This page is too old.", next_step="Reload it; nothing was changed.")


def fetching(one: Evidence, person: str, *, now: datetime) -> str:
    """Return the address at which a person may save a file of evidence for some hours."""
    subject = one.subject.replace("/", ":")
    return f"evidence?ticket={tickets.written(f'{FETCH}/{one.id}/{subject}', person, now=now)}"


async def _attached(request: Request) -> Response:
    """Take a file of evidence in, as it comes, and keep it once it is whole."""
    now = datetime.now(UTC)
    ticket = tickets.read(request.path_params["ticket"], may=ATTACH, now=now)
    if ticket is None:
        return refused(HTTPStatus.FORBIDDEN, _OLD)
    name = request.query_params.get("name", "") or "evidence"
    most, size = upload_policy().evidence.megabytes, 0
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "content")
            with path.open("wb") as target:
                async for chunk in request.stream():
                    size += len(chunk)
                    if size > most * MEGABYTE:
                        raise GapError(
                            f"The file is larger than {most} megabytes.",
                            next_step="Attach less of it. Nothing was kept.",
                        )
                    await run_in_threadpool(target.write, chunk)
            note = request.query_params.get("note", "")
            kept = await run_in_threadpool(_keep, ticket, path, name, note, now)
        return JSONResponse({"upload": kept.id}, HTTPStatus.CREATED, headers=FRESH)
    except ClientDisconnect:
        return Response(status_code=HTTPStatus.BAD_REQUEST)
    except GapError as error:
        return refused(status_of(error), error)


def _keep(ticket: Ticket, path: Path, name: str, note: str, now: datetime) -> Evidence:
    """Keep a file for the subject that the ticket names, with what it is said to show."""
    _, _, subject = ticket.may.partition("/")
    return keeping.attach(
        cached.workspace(), person_of(ticket.person), subject, path,
        file_name=name, note=note, now=now,
    )  # fmt: skip


async def _fetched(request: Request) -> Response:
    """Send a file of evidence out, to be saved."""
    now = datetime.now(UTC)
    ticket = tickets.read(request.query_params.get("ticket", ""), may=FETCH, now=now)
    if ticket is None:
        return refused(HTTPStatus.FORBIDDEN, _OLD)
    try:
        path, name = await run_in_threadpool(_found, ticket)
    except GapError as error:
        return refused(status_of(error), error)
    return FileResponse(path, media_type="application/octet-stream", filename=name, headers=FRESH)


def _found(ticket: Ticket) -> tuple[Path, str]:
    """Return where a file of evidence lies and what it is called."""
    _, evidence_id, subject = ticket.may.split("/", 2)
    person = person_of(ticket.person)
    one, path = keeping.opened(cached.workspace(), person, subject.replace(":", "/"), evidence_id)
    return path, one.file_name


ROUTES: Final = [
    Route("/evidence/{ticket}", _attached, methods=["PUT"]),
    Route("/evidence", _fetched, methods=["GET"]),
]
