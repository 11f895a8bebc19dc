"""Workers that are born with the measuring library imported, for the tests beside this file.

Each is a process of its own that runs the worker's ``main`` and dies as any other does; it is
forked from one that imported the library once, where a fresh interpreter needs seconds for it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.faults.forked_worker", "pipelines.quality.expectations"])


class ForkedWorker:
    """A running worker, with as much of a ``Popen`` as the tests ask of one."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Start it; it ends when ``stdin`` is closed."""
        told, self.stdin = multiprocessing.Pipe(duplex=False)
        self._process = FORKING.Process(target=_work, args=(dict(environment), told))
        self._process.start()
        told.close()

    def poll(self) -> int | None:
        """Return how it ended; None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int | None:
        """Wait until it has ended and return how."""
        self._process.join(seconds)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self._process.pid is not None and self._process.is_alive():
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """End it without a last word."""
        self._process.kill()


def _work(environment: dict[str, str], told: Connection) -> None:
    """Be a worker whose standard input is ``told``."""
    from pipelines.quality import worker

    os.environ.clear()
    os.environ.update(environment)
    sys.stdin = os.fdopen(os.dup(told.fileno()))
    told.close()
    worker.main()
