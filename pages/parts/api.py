"""The HTTP API: the same numbers and the same way in, for programs with a token.

One table of operations makes the routes and their description, so what is described is what
there is. Everything stands below ``/api`` behind the entry that asks for a token; the doorway in
front of the whole server holds here too.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from weakref import WeakValueDictionary

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from pages.parts import api_extracts, api_reads, cached
from pages.parts.api_answers import (
    FRESH,
    LoadAnswer,
    MetricAnswer,
    ReceiptAnswer,
    RefusedAnswer,
    problem,
)
from pages.parts.api_asked import KEY, KEY_HEADER, OfExtract, OfMetric, OfNothing, asked
from pages.parts.api_description import Operation, description
from pages.parts.api_entry import Entry, Surroundings, around
from pipelines.errors import GapError
from pipelines.uploads.policy import upload_policy

LOG: Final = logging.getLogger("tandem.api")
WHERE: Final = "/api"


def described(request: Request) -> Response:
    """Answer with the description of the API (OpenAPI 3.1)."""
    asked(OfNothing, request.query_params)
    here = around(request).workspace()
    return JSONResponse(description(OPERATIONS, here), headers=FRESH)


OPERATIONS: Final = (
    Operation(
        name="bring",
        method="PUT",
        path="/v1/extracts/{name}",
        summary="Bring a file of an extract; it is loaded whole, or not at all.",
        scope="extracts:write",
        query=OfExtract,
        takes_file=True,
        headers=(
            {
                "name": KEY_HEADER,
                "in": "header",
                "required": False,
                "description": "The same key with the same content gets the same answer.",
                "schema": {"type": "string", "pattern": f"^{KEY}$"},
            },
        ),
        answers={
            HTTPStatus.OK: ReceiptAnswer,
            HTTPStatus.CREATED: ReceiptAnswer,
            HTTPStatus.ACCEPTED: ReceiptAnswer,
        },
        problems={
            HTTPStatus.CONFLICT: "The key came with another request before, others were faster, "
            "or too much is on the way already.",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The file is larger than files may be.",
        },
        refusal=RefusedAnswer,
        endpoint=api_extracts.bring,
    ),
    Operation(
        name="load",
        method="GET",
        path="/v1/loads/{id}",
        summary="One load: who, when, file, hash, rows, and what it replaced.",
        scope="loads:read",
        answers={HTTPStatus.OK: LoadAnswer},
        endpoint=api_reads.load,
    ),
    Operation(
        name="metric",
        method="GET",
        path="/v1/metrics/{name}",
        summary="A metric's figures with what they rest on and the loads behind them.",
        scope="metrics:read",
        query=OfMetric,
        answers={HTTPStatus.OK: MetricAnswer},
        endpoint=api_reads.metric,
    ),
    Operation(
        name="description",
        method="GET",
        path="/v1/openapi.json",
        summary="This description.",
        scope=None,
        answers={HTTPStatus.OK: None},
        endpoint=described,
    ),
)
"""All that the API can do."""


def api(surroundings: Surroundings) -> Starlette:
    """Return the API as an application of its own.

    Args:
        surroundings: The workspace, the clock and the policy that it works with.
    """
    app = Starlette(
        routes=[Route(one.path, one.endpoint, methods=[one.method]) for one in OPERATIONS],
        middleware=[Middleware(Entry, surroundings=surroundings)],
        exception_handlers={
            GapError: _expected,
            HTTPException: _not_there,
            Exception: _unforeseen,
        },
    )
    app.router.redirect_slashes = False
    app.state.surroundings = surroundings
    app.state.underway = WeakValueDictionary()
    app.state.arriving = asyncio.Semaphore(upload_policy().arriving.at_once)
    return app


def mounted(surroundings: Surroundings | None = None) -> BaseRoute:
    """Return the API as a route of the server, of this process's workspace by default."""
    app = api(surroundings or Surroundings(cached.workspace, _now))
    route = Mount(WHERE, app=app)
    # A dot means no line break by default: an address with one would be answered by somebody else.
    route.path_regex = re.compile(route.path_regex.pattern, re.DOTALL)
    return route


def _now() -> datetime:
    """Return the moment: the API is the outermost caller of whatever it asks for."""
    return datetime.now(UTC)


def _expected(_request: Request, error: Exception) -> Response:
    """Tell an expected failure in words."""
    assert isinstance(error, GapError)  # noqa: S101  # registered for it
    return problem(error)


def _not_there(request: Request, error: Exception) -> Response:
    """Tell that there is nothing at an address, or nothing of the kind that was asked for."""
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for it
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = headers["Allow"] = ", ".join(sorted(headers.get("Allow", "").split(", ")))
        told = GapError(
            f"{request.method} cannot be done here.",
            where=request.url.path,
            next_step=f"Possible: {allowed}. Nothing was changed.",
        )
    else:
        told = GapError(
            "There is nothing at this address.",
            where=request.url.path,
            next_step=f"{WHERE}/v1/openapi.json tells what there is. Nothing was changed.",
        )
    return problem(told, status=error.status_code, headers=headers)


def _unforeseen(request: Request, error: Exception) -> Response:
    """Answer with a reference number where something went wrong that nobody foresaw."""
    reference = secrets.token_hex(4)
    LOG.error("request failed, reference %s, %s", reference, request.method, exc_info=error)
    told = GapError(
        "Something went wrong that we did not foresee.",
        where=f"Reference {reference}.",
        next_step="Tell the keeper of this workspace. Nothing was changed.",
    )
    return problem(told, status=HTTPStatus.INTERNAL_SERVER_ERROR)
