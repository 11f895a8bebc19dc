"""The entry of the HTTP API: nothing without a token, and nothing without end.

Every request below ``/api`` comes through here, whether or not there is anything at its address,
so that nobody without a token learns what there is. There are no cookies, hence nothing that a
foreign page could make a reader's browser send.

Why so: a try that fails is counted for its address and beyond the limit answered with 429 instead
of 401; a token that works is let in all the same. All programs of one machine share an address,
and one of them with an old token must not lock the others out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from governance.access_policy import AccessPolicy, access_policy
from governance.token_shapes import Token
from governance.tokens import NotSignedIn, signed_in
from pages.parts.api_answers import problem
from pipelines.errors import GapError
from pipelines.workspace import Workspace

BEARER: Final = "bearer "
LONGEST_HEADER: Final = 200
"""Characters of a sign-in that are looked at: twice as many as a token has."""


@dataclass(frozen=True)
class Surroundings:
    """What the API works with; a test brings its own."""

    workspace: Callable[[], Workspace]
    now: Callable[[], datetime]
    policy: AccessPolicy = field(default_factory=access_policy)


class Entry:
    """Lets a request in with its token, or answers for the API."""

    def __init__(self, app: ASGIApp, *, surroundings: Surroundings) -> None:
        policy = surroundings.policy
        self._app, self._around = app, surroundings
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._requests = RateLimitItemPerMinute(policy.requests.a_minute, namespace="requests")
        self._failures = RateLimitItemPerMinute(policy.failures.a_minute, namespace="failures")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            token = await run_in_threadpool(self._token, request)
        except GapError as error:
            await self._turned_away(request, error)(scope, receive, send)
            return
        if not self._limiter.hit(self._requests, token.id):
            await self._too_many(self._requests, token.id)(scope, receive, send)
            return
        scope.setdefault("state", {})["token"] = token
        await self._app(scope, receive, send)

    def _token(self, request: Request) -> Token:
        """Return the token that a request came with."""
        given = request.headers.get("authorization", "")[:LONGEST_HEADER]
        if not given.lower().startswith(BEARER):
            raise NotSignedIn(
                "There is no token with this request.",
                next_step="Make one on the page “Access” and send it as "
                "“Authorization: Bearer …”. Nothing was changed.",
            )
        around = self._around
        return signed_in(around.workspace(), given[len(BEARER) :].strip(), now=around.now())

    def _turned_away(self, request: Request, error: GapError) -> Response:
        """Return the answer to a request that nobody signed; beyond the limit it is to wait."""
        address = request.client.host if request.client else ""
        if isinstance(error, NotSignedIn) and not self._limiter.hit(self._failures, address):
            return self._too_many(self._failures, address)
        return problem(error)

    def _too_many(self, item: RateLimitItem, key: str) -> Response:
        """Return the answer that says when to come back."""
        reset = self._limiter.get_window_stats(item, key).reset_time
        seconds = max(1, math.ceil(reset - time.time()))
        error = GapError(
            f"There were more than {item.amount} such requests in a minute.",
            next_step=f"Come back in {seconds} s. Nothing was changed.",
        )
        return problem(
            error, status=HTTPStatus.TOO_MANY_REQUESTS, headers={"retry-after": str(seconds)}
        )


def token_of(request: Request) -> Token:
    """Return the token that the entry let in."""
    token = request.state.token
    assert isinstance(token, Token)  # noqa: S101  # the entry stands before every route
    return token


def around(request: Request) -> Surroundings:
    """Return what the API works with."""
    found = request.app.state.surroundings
    assert isinstance(found, Surroundings)  # noqa: S101  # set where the API is made
    return found
