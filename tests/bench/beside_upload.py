"""Readers of the scorecard while large files are brought: nobody may feel that they are.

The files come through the HTTP API as fast as the loopback carries them, and each is looked at in
full. Of twenty at once all but a few are asked to come back, before they take memory or disk.
"""

from __future__ import annotations

import http.client
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

from websockets.sync.client import connect

from governance import roster, tokens
from governance.records.opening import make_ready
from pipelines.settings import Settings
from pipelines.uploads.policy import upload_policy
from pipelines.workspace import open_workspace
from tests.bench import big_files, servers
from tests.bench.device import p95
from tests.bench.rerun import Reader
from tests.bench.table import Figure

MEGABYTES = 50
AT_ONCE = 20
ONE_BY_ONE = 4
"""How often the file is brought while nobody else brings one."""
READERS, IDLE = 3, 20.0
"""How many read, and for how many seconds while nothing is brought."""
PAUSE = 0.3
"""Seconds between two of a reader's clicks."""
AIM = 2.0
AIM_MB = 1_500.0
BUSY = 429
Result = TypeVar("Result")


def figures(folder: Path, store: Path, size: str) -> list[Figure]:
    """Return what readers wait for while files are brought, and what the server then holds.

    Args:
        folder: For the file.
        store: Of the demo company; a copy of it is written to.
        size: Of the demo files that the large file is cut from.
    """
    file = cut(big_files.joined(folder, size), folder / f"{MEGABYTES}-megabytes.csv", MEGABYTES)
    with tempfile.TemporaryDirectory(prefix="tandem-upload-") as name:
        own = Path(shutil.copytree(store, Path(name) / "store"))
        token = _token(own)
        with servers.tandem(own) as server:
            idle, _ = _beside(server.port, lambda: time.sleep(IDLE))
            one, answered = _beside(
                server.port,
                lambda: [_bring(server.port, file, token, f"one-{n}") for n in range(ONE_BY_ONE)],
            )
            before = _resident(server.pid)
            crowd, answers = _beside(server.port, lambda: _all_at_once(server.port, file, token))
            grown = _resident(server.pid, most=True)
    limit = upload_policy().arriving.at_once
    while_one = f"rerun while a file of {MEGABYTES} MB is brought, p95"
    while_many = f"rerun while {AT_ONCE} of them are brought at once, p95"
    return [
        _beside_idle(while_one, one, idle, f"answered {dict(Counter(answered))}"),
        _beside_idle(
            while_many, crowd, idle,
            f"answered {dict(Counter(answers))}, {BUSY} is “come back”: {limit} may arrive at once",
        ),
        Figure(
            f"the server while {AT_ONCE} of them are brought, most memory", grown, "MB",
            aim=AIM_MB, note=f"{before:,.0f} MB before",
        ),
    ]  # fmt: skip


def _beside_idle(what: str, busy: list[float], idle: list[float], note: str) -> Figure:
    """Return what readers wait for, beside what they wait for otherwise."""
    medians = f"median {median(busy):.0f} and {median(idle):.0f} ms, {len(busy)} reruns"
    floor_is = "the same while nothing is brought"
    return Figure(
        what, p95(busy), "ms", floor=p95(idle), floor_is=floor_is, aim=AIM,
        note=f"{medians}; {note}",
    )  # fmt: skip


def cut(source: Path, target: Path, megabytes: int) -> Path:
    """Return a file with as many whole lines of another one as fit, written where missing."""
    if not target.exists():
        with source.open("rb") as lines:
            content = lines.read(megabytes * 1_000_000)
        target.write_bytes(content[: content.rindex(b"\n") + 1])
    return target


def _token(store: Path) -> str:
    """Return the secret of a token that may bring files."""
    workspace = open_workspace(Settings(store=store))
    make_ready(workspace.database)
    person = next(one for one in roster.people(workspace) if one.role == "cio")
    made = tokens.make_token(
        workspace, person, name="Bench", scopes=("extracts:write",), now=datetime.now(UTC)
    )
    workspace.database.dispose()
    return made.text


def _all_at_once(port: int, file: Path, token: str) -> list[int]:
    """Bring the file many times at once; return how each was answered."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        keys = [f"crowd-{number}" for number in range(AT_ONCE)]
        return list(pool.map(lambda key: _bring(port, file, token, key), keys))


def _bring(port: int, file: Path, token: str, key: str) -> int:
    """Bring one file as a program does; return the answer's status."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"authorization": f"Bearer {token}", "idempotency-key": f"bench-{key}"}
    try:
        with file.open("rb") as body:
            link.request("PUT", "/api/v1/extracts/predictions?dry_run=true", body, headers)
            return link.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return BUSY  # sent away before all of it was sent
    finally:
        link.close()


def _beside(port: int, work: Callable[[], Result]) -> tuple[list[float], Result]:
    """Let readers choose business units while something is done.

    Returns:
        Each rerun's milliseconds meanwhile, and what came of the work.
    """
    ready, done = threading.Barrier(READERS + 1), threading.Event()

    def read() -> list[float]:
        address, found = f"ws://127.0.0.1:{port}/_stcore/stream", list[float]()
        with connect(address, subprotocols=["streamlit"], max_size=None) as connection:
            reader = Reader(connection)
            reader.rerun()
            for option in reader.options:
                reader.rerun(option)
            ready.wait()
            while not done.is_set():
                found.append(reader.rerun(reader.options[len(found) % len(reader.options)]))
                time.sleep(PAUSE)
        return found

    with ThreadPoolExecutor(READERS) as pool:
        each = [pool.submit(read) for _ in range(READERS)]
        ready.wait()
        try:
            came_of_it = work()
        finally:
            done.set()
        return [took for one in each for took in one.result()], came_of_it


def _resident(pid: int, *, most: bool = False) -> float:
    """Return the megabytes that a process holds, or the most that it ever held."""
    name = "VmHWM:" if most else "VmRSS:"
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith(name)).split()[1]) / 1024
