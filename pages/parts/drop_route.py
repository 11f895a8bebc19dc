"""The way in for dropped files: bytes go from the network to the disk and lie nowhere else.

Streamlit's own uploader holds a file twice in memory. Here each chunk is written as it comes, by
a thread, so that neither the server's memory nor anybody else's screen notices a large file.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from governance import roster
from governance.people import Person
from governance.uploads import acts
from pages.parts import cached, tickets
from pipelines.errors import GapError, NotAllowed, StoreError
from pipelines.intake.policy import MEGABYTE, intake_policy
from pipelines.uploads.arriving import Arrival
from pipelines.uploads.policy import upload_policy

UPLOAD: Final = "upload"
FRESH: Final = {"cache-control": "no-store"}
_busy = threading.Lock()
_coming: Final[set[str]] = set()


async def taken_in(request: Request) -> Response:
    """Take a dropped file in and answer with the upload's id, or say in words why not."""
    now = datetime.now(UTC)
    ticket = tickets.read(request.path_params["ticket"], may=UPLOAD, now=now)
    if ticket is None:
        return refused(
            HTTPStatus.FORBIDDEN,
            GapError(
                "This page is too old to send a file.", next_step="Reload it; nothing was kept."
            ),
        )
    declared = request.headers.get("content-length", "")
    most = intake_policy().limits.file_megabytes
    if declared.isdigit() and int(declared) > most * MEGABYTE:
        return refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            GapError(
                f"The file is larger than {most:,} megabytes.",
                next_step="Bring it in parts, such as one file per quarter. Nothing was kept.",
            ),
        )
    if not _begin(ticket.nonce):
        return refused(
            HTTPStatus.TOO_MANY_REQUESTS,
            GapError(
                "Several files are arriving already.",
                next_step="Try again in a moment; nothing was kept.",
            ),
        )
    name = request.query_params.get("name", "")
    try:
        person = await run_in_threadpool(person_of, ticket.person)
        opened = acts.receive(
            cached.workspace(), person, file_name=name, nonce=ticket.nonce, now=now
        )
        upload_id = await _received(request, opened)
        return JSONResponse({"upload": upload_id}, HTTPStatus.CREATED, headers=FRESH)
    except ClientDisconnect:
        return Response(status_code=HTTPStatus.BAD_REQUEST)
    except GapError as error:
        return refused(status_of(error), error)
    finally:
        _end(ticket.nonce)


async def _received(request: Request, opened: AbstractContextManager[Arrival]) -> str:
    """Write the body as it comes; what breaks off leaves nothing behind."""
    arrival = await run_in_threadpool(opened.__enter__)
    try:
        async for chunk in request.stream():
            if chunk:
                await run_in_threadpool(arrival.write, chunk)
        upload = await run_in_threadpool(arrival.finish)
    except BaseException as error:
        await run_in_threadpool(_closed(opened, error))
        raise
    await run_in_threadpool(opened.__exit__, None, None, None)
    return upload.id


def _closed(opened: AbstractContextManager[Arrival], error: BaseException) -> Callable[[], object]:
    """Return what ends an arrival that broke off."""
    return lambda: opened.__exit__(type(error), error, error.__traceback__)


def person_of(identifier: str) -> Person:
    """Return who the ticket speaks of, with the role that they have now."""
    for one in roster.people(cached.workspace()):
        if one.id == identifier:
            return one
    raise NotAllowed("The person of this page is not known here any more.")


def _begin(nonce: str) -> bool:
    """Let a request in unless as many as may are on the way, or the very same one is."""
    with _busy:
        if nonce in _coming or len(_coming) >= upload_policy().arriving.at_once:
            return False
        _coming.add(nonce)
        return True


def _end(nonce: str) -> None:
    """Make room for the next one."""
    with _busy:
        _coming.discard(nonce)


def status_of(error: GapError) -> HTTPStatus:
    """Return the status that tells a program what kind of failure it is."""
    if isinstance(error, NotAllowed):
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.INSUFFICIENT_STORAGE if isinstance(error, StoreError) else HTTPStatus.CONFLICT


def refused(status: HTTPStatus, error: GapError) -> Response:
    """Say in words why a file was not taken."""
    told = {"what": error.what, "where": error.where, "next_step": error.next_step}
    return JSONResponse(told, status, headers=FRESH)


ROUTE: Final = Route("/uploads/{ticket}", taken_in, methods=["PUT"])
