"""The web server around the screens: its own routes, the headers it sends, and its warm-up.

Streamlit sends no security headers, compresses nothing of its own five megabytes and answers
everybody who asks for its metrics; three small wrappers put that right. The warm-up makes the
first reader as fast as the second.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import re
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts import api, cached, drop_route, evidence_route
from pages.parts.doorway import listening_addresses, refusal
from pipelines.quality import worker
from pipelines.settings import ROOT, settings_from

FONT: Final = ROOT / ".streamlit" / "fonts" / "inter-latin-wght-normal.woff2"
CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent")
"""Addresses of Streamlit that tell or do more than a reader needs."""
A_YEAR: Final = "public, max-age=31536000, immutable"


def content_security_policy() -> str:
    """Return the policy: everything from this host, and only the scripts that Streamlit ships.

    Streamlit's own page holds one small script in its text, which is allowed by its hash.
    """
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in inline]
    scripts = " ".join(["'self'", "blob:", *(f"'sha256-{each}'" for each in hashes)])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' ws: wss:",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class Guard:
    """Refuses whoever may not connect, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = [
            (b"content-security-policy", content_security_policy().encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        reason = _reason(scope)
        if reason or str(scope["path"]).startswith(CLOSED):
            await _refuse(reason, scope, receive, self._with_headers(send))
            return
        await self._app(scope, receive, self._with_headers(send))

    def _with_headers(self, send: Send) -> Send:
        """Return ``send`` with our headers added to the start of each answer."""

        async def sending(message: Message) -> None:
            """Pass a message on."""
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        return sending


def _reason(scope: MutableMapping[str, Any]) -> str:
    """Return why this connection may not be served, or nothing."""
    connection = HTTPConnection(scope)
    server = scope.get("server") and tuple(scope["server"])
    return refusal(
        peer=connection.client.host if connection.client else None,
        local=str(server[0]) if server else None,
        headers={name.lower(): value for name, value in connection.headers.items()},
        listening=_listening_beside(server),
    )


@cache
def _listening_beside(_server: tuple[str, int] | None) -> tuple[str, ...]:
    """Return what this process listens on; looked up once for each address it is reached at."""
    return listening_addresses()


async def _refuse(reason: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Say no: in words to a browser, by not accepting to a websocket."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": reason[:100]})
        return
    answer = PlainTextResponse(reason or "There is nothing here.", 403 if reason else 404)
    await answer(scope, receive, send)


async def _healthy(_request: Request) -> JSONResponse:
    """Say that the server answers, and nothing about what it holds."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


async def _font(_request: Request) -> FileResponse:
    """Send our font; it never changes under its name."""
    return FileResponse(FONT, media_type="font/woff2", headers={"cache-control": A_YEAR})


ROUTES: Final = [
    Route("/healthz", _healthy),
    Route(f"/fonts/{FONT.name}", _font),
    drop_route.ROUTE,
    *evidence_route.ROUTES,
    api.mounted(),
]
MIDDLEWARE: Final = [Middleware(Guard), Middleware(GZipMiddleware, minimum_size=1000)]


@asynccontextmanager
async def warmed_up(_app: object) -> AsyncIterator[None]:
    """Open the workspace and import what screens need before the first reader comes.

    Data are measured by a process of its own beside this one, which is warmed up meanwhile.
    Streamlit collects garbage after every run; with pandas and DuckDB loaded that costs up to
    half a second each time. Freezing what lives for ever takes it out of every collection.
    """
    cached.warm()
    _close_side_door()
    with worker.attended(settings_from()):
        gc.collect()
        gc.freeze()
        yield
    gc.unfreeze()  # else DuckDB complains at the end about what was never collected


def _close_side_door() -> None:
    """Make Streamlit run ``app.py`` first, whatever address is the first to be asked for.

    Until somebody has called ``st.navigation`` in this process it runs a page's file by itself.
    The lock of the page would hold, but a shared link would end in front of it.
    """
    streamlit.navigation([streamlit.Page(_nothing, title="Tandem")], position="hidden")


def _nothing() -> None:
    """Stand for a page that is never shown."""
