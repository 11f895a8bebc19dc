"""The HTTP API on a real server of its own, and a client that speaks to it byte by byte."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from governance import roster, tokens
from governance.access_policy import AccessPolicy, access_policy
from governance.people import Person, Role
from governance.token_shapes import MadeToken, Scope
from pages.parts.api import mounted
from pages.parts.api_entry import Surroundings
from pages.parts.server import MIDDLEWARE
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace
from tests.pipelines.intake.sources import EXTRACTS, ledger

HEADER = ",".join(EXTRACTS["ledger"].column_names)


def file_of(*lines: str) -> bytes:
    """Return a ledger."""
    return "\n".join((HEADER, *lines, "")).encode()


GOOD = file_of(ledger(1, "2026-01"), ledger(2, "2026-02"))
BETTER = file_of(ledger(1, "2026-01"), ledger(2, "2026-02", amount="12.00"))
BAD = file_of(ledger(1, "2026-01"), ledger(2, "2026-02", amount="ten"))


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as plain values."""
        return json.loads(self.body)


@dataclass
class Served:
    """A server with the API and nothing else behind the real doorway."""

    port: int
    workspace: Workspace
    clock: list[datetime] = field(default_factory=list)

    def person(self, role: Role) -> Person:
        """Return somebody of a role."""
        return next(one for one in roster.people(self.workspace) if one.role == role)

    def token(self, role: Role = "cio", scopes: tuple[Scope, ...] | None = None) -> MadeToken:
        """Make a token of somebody with a role, for all that they may."""
        person = self.person(role)
        wanted = tokens.possible_scopes(person) if scopes is None else scopes
        return tokens.make_token(
            self.workspace, person, name="Test", scopes=wanted, now=datetime.now(UTC)
        )

    def ask(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        body: bytes | Iterator[bytes] | None = None,
        **headers: str,
    ) -> Said:
        """Send one request to a path below ``/api/v1/``."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["authorization"] = f"Bearer {token}"
        try:
            link.request(method, f"/api/v1/{path}", body=body, headers=sent)
            answer = link.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Said(answer.status, told, answer.read())
        finally:
            link.close()

    def put(self, extract: str, body: bytes, query: str = "", *, token: str, **more: str) -> Said:
        """Bring a file."""
        return self.ask("PUT", f"extracts/{extract}?{query}", token=token, body=body, **more)


@contextmanager
def served(store: Path, *, policy: AccessPolicy | None = None, **settings: Any) -> Iterator[Served]:
    """Serve the API over a store."""
    workspace = open_workspace(Settings(store=store, **settings))
    clock: list[datetime] = []
    around = Surroundings(
        lambda: workspace,
        lambda: clock[-1] if clock else datetime.now(UTC),
        policy or access_policy(),
    )
    app = Starlette(routes=[mounted(around)], middleware=MIDDLEWARE)
    # Named as TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms.
    with socket.socket(proto=socket.IPPROTO_TCP) as free:
        free.bind(("127.0.0.1", 0))
        free.listen()
        port = free.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Served(port, workspace, clock)
        server.should_exit = True
        thread.join()
    workspace.database.dispose()


def generous(**changes: int) -> AccessPolicy:
    """Return the policy with limits that no test meets by accident."""
    policy, many = access_policy(), {"a_minute": 1_000_000}
    return policy.model_copy(
        update={
            "requests": policy.requests.model_copy(
                update={"a_minute": changes.get("requests", many["a_minute"])}
            ),
            "failures": policy.failures.model_copy(
                update={"a_minute": changes.get("failures", many["a_minute"])}
            ),
            "answers": policy.answers.model_copy(
                update={"most_cells": changes.get("cells", policy.answers.most_cells)}
            ),
            "tokens": policy.tokens,
        }
    )
