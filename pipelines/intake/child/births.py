"""Births: one nursery for this process, and a child of it for each job.

The nursery is started by the first job, or by ``NURSERY.warm`` before anybody waits for it. It is
given only what a program needs to start: no setting, no secret, no address of the records. Where
it was ended, the next job starts another one.
"""

from __future__ import annotations

import atexit
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from pipelines.errors import GapError
from pipelines.intake.child.nursery import BORN
from pipelines.settings import ROOT

_INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "PYTHONPATH")
"""All of the environment that a child gets: no setting, no secret, no address of the records."""
_SINGLE: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Libraries reserve address space for every thread that they might start."""
_STATUS: Final = 16
"""Most bytes that tell how a child ended."""
_TRIES: Final = 2
"""A nursery that was ended is noticed by asking it; the second one is new."""


@dataclass
class Child:
    """One child's handles: where it is written to, where it is heard, and its life line."""

    order: int
    answers: int
    errors: int
    life: socket.socket

    def close_order(self) -> None:
        """Let the child know that nothing more is said to it."""
        if self.order >= 0:
            os.close(self.order)
            self.order = -1

    def ended(self, seconds: float) -> int | None:
        """Return how the child ended, as a shell tells it; None where it lives on.

        Args:
            seconds: How long to wait for it.
        """
        ready, _, _ = select.select([self.life], [], [], seconds)
        if not ready:
            return None
        said = self.life.recv(_STATUS)
        return int(said) if said else 1

    def end(self, seconds: float) -> None:
        """End the child, and wait until it is gone."""
        with suppress(OSError):
            self.life.shutdown(socket.SHUT_WR)
        self.ended(seconds)


class Nursery:
    """This process's nursery; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asking: socket.socket | None = None
        self._warm: set[str] = set()

    @property
    def pid(self) -> int | None:
        """Return the nursery's process; None where none was started."""
        return self._process.pid if self._process else None

    def warm(self, module: str) -> None:
        """Let the nursery read a module before anybody waits for a job of it; returns at once."""
        with self._lock, suppress(OSError):  # a nursery that is gone is noticed by the next birth
            asking = self._started()
            if module not in self._warm:
                socket.send_fds(asking, [module.encode()], [])
                self._warm.add(module)

    @contextmanager
    def child(self, module: str) -> Iterator[Child]:
        """Bear a child that waits for its order; it is ended with the block.

        Args:
            module: Where its job stands; read before the birth, so that the next one is quick.

        Raises:
            GapError: The machine bears no more processes.
        """
        with ExitStack() as stack:
            order, ours = os.pipe(), os.pipe()
            errors = os.pipe()
            life, held = socket.socketpair()
            theirs = [order[0], ours[1], errors[1], held.detach()]
            child = Child(order[1], ours[0], errors[0], life)
            stack.enter_context(life)
            stack.callback(os.close, child.errors)
            stack.callback(os.close, child.answers)
            stack.callback(child.close_order)
            try:
                self._bear(module, theirs)
            finally:
                for handle in theirs:
                    os.close(handle)
            yield child

    def forget(self) -> None:
        """Leave the nursery to whoever started it: called in a process that was forked off."""
        if self._process is not None:
            self._process.returncode = 0  # somebody else's child: nothing is left to wait for here
        self._lock, self._process, self._asking = threading.Lock(), None, None

    def close(self) -> None:
        """End the nursery and whoever lives of it."""
        with self._lock:
            if self._asking is not None:
                self._asking.close()
            if self._process is not None:
                self._process.wait()
            self._asking = self._process = None

    def _bear(self, module: str, handles: list[int]) -> None:
        """Ask for a child, of a new nursery where the one that was is gone."""
        with self._lock:
            for _ in range(_TRIES):
                asking = self._started()
                with suppress(OSError):
                    socket.send_fds(asking, [module.encode()], handles)
                    said = asking.recv(1)
                    if said == BORN:
                        return
                    if said:
                        break
                asking.close()
                self._asking = None
        raise GapError(
            "No process can be started to read the file.",
            next_step="Try again in a minute; where it stays so, the machine is short of memory "
            "or of processes. Nothing was changed.",
        )

    def _started(self) -> socket.socket:
        """Return the way to the nursery, started where there is none."""
        if self._asking is None:
            self._warm.clear()
            if self._process is not None:
                self._process.wait()
            self._asking, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "pipelines.intake.child.nursery"],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    cwd=ROOT,
                    env=_environment(),
                    start_new_session=True,
                )
        return self._asking


def _environment() -> Mapping[str, str]:
    """Return all of the environment that children get."""
    return {name: os.environ[name] for name in _INHERITED if name in os.environ} | _SINGLE


NURSERY: Final = Nursery()
"""Of this process."""
atexit.register(NURSERY.close)
os.register_at_fork(after_in_child=NURSERY.forget)
