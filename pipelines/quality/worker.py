"""The worker: a process of its own that measures what is due, one thing after the other.

Great Expectations takes seconds to import and keeps a quarter of a gigabyte, so it lives here and
never in the web server. A worker ends with the server that started it; of several over one store
one works and the others wait. What was being measured when a worker died is noted as failed, so
that a file which kills its reader is not read for ever.

``python -m pipelines.quality.worker`` is how the server starts it.
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipelines.errors import GapError
from pipelines.quality import kept
from pipelines.quality.due import Due, pending
from pipelines.quality.shapes import Measurement

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from pipelines.workspace import Workspace

LOCK: Final = "measuring.lock"
NOW_MEASURED: Final = "measuring.json"
GIGABYTE: Final = 1 << 30
HEADROOM: Final = 6 * GIGABYTE
"""Address space beyond DuckDB's own limit: libraries and threads reserve far more than they use."""
PATIENCE: Final = 5
"""Seconds that a worker has to end by itself."""
SAID_WHY: Final = (0, 1)
"""Exit codes of a worker that was no longer needed, or that told why it cannot measure."""
LOW_PRIORITY: Final = 10
"""Whoever looks at a screen comes first."""


def started(settings: Settings) -> subprocess.Popen[bytes] | None:
    """Start a worker beside this process; None where the settings leave measuring to others.

    It ends when its standard input does, which is when the starter ends, however it ends.
    """
    if not settings.measure_seconds:
        return None
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.quality.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def ended(worker: subprocess.Popen[bytes] | None) -> None:
    """End a worker and wait until it is gone."""
    if worker is None:
        return
    if worker.stdin is not None:
        worker.stdin.close()
    worker.terminate()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


@contextmanager
def attended(settings: Settings) -> Iterator[None]:
    """Keep a worker beside this process for as long as the block lasts.

    One that was killed is followed by another; one that ended in words is not, because the next
    one would say the same.
    """
    worker = started(settings)
    if worker is None:
        yield
        return
    over = threading.Event()
    kept_alive = [worker]

    def attend() -> None:
        """Wait for the end of each worker and start the next one."""
        while kept_alive[-1].wait() not in SAID_WHY and not over.wait(PATIENCE):
            ended(kept_alive[-1])
            following = started(settings)
            if following is None:
                return
            kept_alive.append(following)

    attendant = threading.Thread(target=attend, name="measuring", daemon=True)
    attendant.start()
    try:
        yield
    finally:
        over.set()
        ended(kept_alive[-1])
        attendant.join(PATIENCE)
        ended(kept_alive[-1])


def now_measured(store: Path) -> str:
    """Return what is being measured at the moment, such as ``DS-CRM 2026-Q1``; empty if nothing."""
    try:
        told = json.loads((store / NOW_MEASURED).read_text(encoding="utf-8"))
        return f"{told['subject']} {told['period']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def work_off(workspace: Workspace, *, today: date) -> Iterator[Measurement]:
    """Measure what is due, the most wanted first, and yield each result.

    Args:
        workspace: Where.
        today: The day the workspace reports as of.
    """
    from pipelines.quality.measuring import measure

    while due := next(iter(pending(workspace, today=today)), None):
        with _noted(workspace.settings.store, due):
            found = measure(workspace, due, now=datetime.now(UTC))
        yield found


def main() -> None:
    """Measure what is due until the starter ends."""
    from pipelines.settings import settings_from
    from pipelines.workspace import open_workspace

    settings = settings_from()
    _limit_yourself(settings)
    while not settings.store.is_dir():
        if _starter_is_gone(1):
            return
    with _only_one(settings.store) as ours:
        if not ours:
            return
        signal.signal(signal.SIGTERM, partial(_end, settings.store))
        workspace = open_workspace(settings, create=False)
        _note_failed(workspace)
        import pipelines.quality.expectations  # noqa: F401 - warmed up before there is work

        seen = -1
        while not _starter_is_gone(settings.measure_seconds):
            today = workspace.reporting_day(datetime.now(UTC).date())
            head = hash((workspace.catalogue.journal_head(), today))
            if head == seen:
                continue
            for _ in work_off(workspace, today=today):
                if _starter_is_gone(0):
                    return
            seen = head


def _limit_yourself(settings: Settings) -> None:
    """Give way to others, and end rather than take all the memory there is."""
    os.nice(LOW_PRIORITY)
    most = settings.memory_mb * 1_000_000 + HEADROOM
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


@contextmanager
def _only_one(store: Path) -> Iterator[bool]:
    """Wait until no other worker measures this store; yields False where the starter ends first."""
    with (store / LOCK).open("w") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if _starter_is_gone(1):
                    yield False
                    return
                continue
            yield True
            return


def _starter_is_gone(seconds: float) -> bool:
    """Wait for some seconds and return whether standard input has ended meanwhile."""
    readable, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(readable) and not os.read(sys.stdin.fileno(), 1)


def _end(store: Path, *_told: object) -> None:
    """End at once because the starter asks for it; what was being measured did not fail."""
    (store / NOW_MEASURED).unlink(missing_ok=True)
    os._exit(0)


@contextmanager
def _noted(store: Path, due: Due) -> Iterator[None]:
    """Note what is being measured, for readers and for whoever comes after a crash."""
    note = store / NOW_MEASURED
    note.write_text(json.dumps(asdict(due), default=str), encoding="utf-8")
    yield
    note.unlink(missing_ok=True)


def _note_failed(workspace: Workspace) -> None:
    """Keep as failed what a worker was measuring when it died."""
    note = workspace.settings.store / NOW_MEASURED
    if not note.exists():
        return
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
        due = Due(**{**told, "as_of": date.fromisoformat(told["as_of"])})
    except (ValueError, KeyError, TypeError):  # it died while it wrote the note
        note.unlink()
        return
    if (due.kind, due.subject, due.period, due.fingerprint) in kept.fingerprints(workspace):
        note.unlink()
        return
    now = datetime.now(UTC)
    failure = (
        "The process that measured it ended unexpectedly, perhaps for want of memory.\n"
        "Bring the file again, or raise TANDEM_MEMORY_MB. Everything else is measured."
    )
    kept.keep(
        workspace,
        Measurement(
            kind=due.kind, subject=due.subject, title=due.subject, period=due.period,
            as_of=due.as_of, at=now, rows=0, checks=(), fingerprint=due.fingerprint,
            version=workspace.catalogue.version(), failure=failure,
        ),
    )  # fmt: skip
    note.unlink()


if __name__ == "__main__":
    try:
        main()
    except GapError as error:
        sys.stderr.write(f"Data are not measured: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(0)
