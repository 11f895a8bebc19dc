"""How the HTTP API takes a file: streamed to disk, looked at in the limited child, answered.

The bytes come as they come and never lie in memory as a whole; whatever blocks runs beside the
event loop. A request that breaks off leaves nothing behind. One that is sent again under the
same key and with the same content gets the same answer and loads nothing twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import Final, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from governance.bringing import brought, says_nothing_new
from governance.tokens import require_scope
from governance.uploads import acts
from pages.parts.api_answers import problem
from pages.parts.api_asked import KEY_HEADER, OfExtract, asked, idempotency_key
from pages.parts.api_entry import around, token_of
from pages.parts.api_receipts import told
from pipelines.errors import GapError, NotFound
from pipelines.intake.layout import Layout, constants_of, words_of
from pipelines.intake.policy import MEGABYTE, intake_policy
from pipelines.intake.receipt import Refusal
from pipelines.marked_yaml import nearest
from pipelines.straight_through import Wish
from pipelines.uploads import reading
from pipelines.uploads.arriving import Arrival
from pipelines.uploads.shapes import Upload

LOG: Final = logging.getLogger("tandem.api")
CHUNK: Final = 1 << 20
"""Bytes that are collected before they are written: few hops between threads, little memory."""
WORKBOOK: Final = b"PK"
PACKED: Final = b"\x1f\x8b"
Result = TypeVar("Result")
BUSY: Final = "busy"
"""Code of the refusal where too many files are being looked at."""


class _TooLarge(GapError):
    """The file is larger than files may be; nothing was kept."""


class _InTheWay(GapError):
    """Another request of the same key, or too much that is on the way; nothing was kept."""


async def bring(request: Request) -> Response:
    """Take a file and answer with what became of it."""
    token = token_of(request)
    require_scope(token, "extracts:write")
    wanted = asked(OfExtract, request.query_params)
    wish = _wish(request.path_params["name"], wanted)
    key = idempotency_key(request.headers)
    await run_in_threadpool(_refuse_unknown, request, wish.extract or "")
    policy, places = around(request).policy.files, request.app.state.arriving
    if places.locked():
        return _come_back(policy.retry_seconds, "files arrive")
    try:
        async with places:
            upload = await _arrived(request, wanted, key=_nonce(token.person.id, key, wish))
        # Two requests of one key walk one after the other, and the second finds it done.
        async with request.app.state.underway.setdefault(upload.id, asyncio.Lock()):
            return await run_in_threadpool(_carried, request, upload.id, wish)
    except ClientDisconnect:
        LOG.info("a file broke off on its way; nothing of it was kept")
        return problem(GapError("The file broke off."), status=HTTPStatus.BAD_REQUEST)
    except _TooLarge as error:
        return problem(error, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except _InTheWay as error:
        return problem(error, status=HTTPStatus.CONFLICT)
    except Refusal as refusal:
        if refusal.code != BUSY:
            raise
        return _come_back(policy.retry_seconds, "files are looked at")


def _carried(request: Request, upload_id: str, wish: Wish) -> Response:
    """Carry an upload as far as it goes and answer with what became of it."""
    here, now = around(request).workspace(), around(request).now
    upload = reading.upload(here, upload_id)
    if upload.head > 1 and not wish.was_said_of(upload):
        raise _other_words(upload)
    done = brought(here, token_of(request).person, upload, wish, now=now)
    return told(done, wish, is_old=says_nothing_new(here, done))


@asynccontextmanager
async def _arrival(request: Request, file_name: str, nonce: str) -> AsyncIterator[Arrival]:
    """Give a file that is coming in; every step of it that may block runs beside the loop."""
    here, now = around(request).workspace(), around(request).now()
    coming = acts.receive(here, token_of(request).person, file_name=file_name, nonce=nonce, now=now)
    arrival = await _beside(coming.__enter__)
    try:
        yield arrival
    except BaseException as error:
        await run_in_threadpool(coming.__exit__, type(error), error, error.__traceback__)
        raise
    await run_in_threadpool(coming.__exit__, None, None, None)


async def _beside(step: Callable[[], Result]) -> Result:
    """Do one step of an arrival beside the loop; what stands in its way is told as such."""
    try:
        return await run_in_threadpool(step)
    except GapError as error:
        if type(error) is not GapError:
            raise
        raise _InTheWay(error.what, where=error.where, next_step=error.next_step) from error


async def _arrived(request: Request, wanted: OfExtract, *, key: str) -> Upload:
    """Return the upload that a request's body becomes."""
    most = intake_policy().limits.file_megabytes * MEGABYTE
    if int(request.headers.get("content-length") or 0) > most:
        raise _too_large(most)
    body = _collected(request)
    first = await anext(body, b"")
    if not first:
        raise GapError("There is no file in this request.", next_step="Send one as its body.")
    async with _arrival(request, wanted.file_name or _name(request, first), key) as arrival:
        chunk: bytes = first
        while chunk:
            if arrival.size + len(chunk) > most:
                raise _too_large(most)
            await _beside(partial(arrival.write, chunk))
            chunk = await anext(body, b"")
        return await _beside(arrival.finish)


async def _collected(request: Request) -> AsyncIterator[bytes]:
    """Yield a request's body in chunks that are worth a write."""
    waiting = bytearray()
    async for chunk in request.stream():
        waiting += chunk
        if len(waiting) >= CHUNK:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


def _wish(extract: str, wanted: OfExtract) -> Wish:
    """Return what a request says about its file."""
    pairs = (one.rpartition("=") for one in wanted.dates)
    layout = Layout(
        encoding=wanted.encoding,
        delimiter=wanted.delimiter,
        header_line=int(wanted.header_line) if wanted.header_line else None,
        sheet=wanted.sheet,
        decimal_mark=wanted.decimal_mark,
        dates={column: order for column, _, order in pairs},  # type: ignore[misc]  # the pattern lets only orders through
        mapping=dict(one.split("=", 1) for one in wanted.map),
        accepts_suggestions=wanted.accept_mapping == "true",
        words=words_of(wanted.word),
        constants=constants_of(wanted.constant),
    )
    return Wish(
        extract=extract,
        period=wanted.period,
        layout=layout,
        partly=wanted.partly == "true",
        reason=wanted.reason or "",
        dry_run=wanted.dry_run == "true",
    )


def _refuse_unknown(request: Request, extract: str) -> None:
    """Refuse an extract that there is not, before its file is taken in."""
    known = around(request).workspace().extracts
    if extract not in known:
        raise NotFound(
            f"There is no extract “{extract}”.{nearest(extract, known)}",
            next_step="The description of the API lists them. Nothing was changed.",
        )


def _nonce(person: str, key: str, wish: Wish) -> str:
    """Return the name of a request: the same key of the same person is the same request.

    A trial is another request than the load that it tries.
    """
    if not key:
        return secrets.token_hex(32)
    return hashlib.sha256(f"{person}\n{wish.dry_run}\n{key}".encode()).hexdigest()


def _name(request: Request, begins: bytes) -> str:
    """Return what to call a file that came without a name."""
    kinds = {WORKBOOK: "xlsx", PACKED: "csv.gz"}
    return f"{request.path_params['name']}.{kinds.get(begins[:2], 'csv')}"


def _other_words(upload: Upload) -> _InTheWay:
    """Return the refusal of a key that came with other parameters before."""
    return _InTheWay(
        "This key came with other parameters before.",
        where=f"Header {KEY_HEADER}; upload {upload.id}.",
        next_step="Send another key with another request. Nothing was changed.",
    )


def _too_large(most: int) -> _TooLarge:
    """Return the refusal of a file that is larger than files may be."""
    return _TooLarge(
        f"The file is larger than {most // MEGABYTE:,} megabytes.",
        where="pipelines/intake/policy.yaml, limits.",
        next_step="Bring it in parts, one period each. Nothing was kept.",
    )


def _come_back(seconds: int, what: str) -> Response:
    """Return the answer that says when to come back."""
    error = GapError(
        f"As many {what} as there may be at once.",
        next_step=f"Come back in {seconds} s. Nothing was changed.",
    )
    return problem(
        error, status=HTTPStatus.TOO_MANY_REQUESTS, headers={"retry-after": str(seconds)}
    )
