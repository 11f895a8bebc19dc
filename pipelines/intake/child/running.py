"""The limited child: work on files that nobody vouches for runs in a process of its own.

A file may be made to burst, to spin or to crash whoever reads it. Here that ends one small
process, in words, and never the server: memory, processor, file sizes and time are limited, and
only a closed set of jobs can be asked for, in JSON. ``births.py`` starts it, ``worker.py`` is the
other side of the pipe.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Final

from pipelines.errors import GapError
from pipelines.intake.child import births
from pipelines.intake.child.births import NURSERY
from pipelines.intake.child.errors import error_from
from pipelines.intake.child.waiting import QUEUE, Told
from pipelines.intake.policy import MEGABYTE, Child, intake_policy
from pipelines.intake.receipt import Refusal

Tell = Callable[[str, float | None], None]
"""Called by a job with the step it is at and how much of that is done, 0..1, where it knows."""
Job = Callable[[Mapping[str, Any], Tell], dict[str, Any]]
"""A function at the top of a module: request and answer are what JSON can hold."""

JOBS: Final[dict[str, Job]] = {}
"""Every job whose module was imported, by ``module:name``."""
_PIECE: Final = 1 << 20
"""Bytes taken from a pipe at once."""
_TAIL: Final = 8_192
"""Bytes kept of what a child says beside its answer."""
_OUT_OF_MEMORY: Final = (b"memory allocation of", b"bad_alloc", b"MemoryError", b"Out of Memory")


def job(function: Job) -> Job:
    """Register a function at the top of a module as a job that may run in a child (decorator)."""
    JOBS[_name(function)] = function
    return function


def run(
    function: Job,
    request: Mapping[str, Any],
    *,
    memory_mb: int,
    limits: Child | None = None,
    on_progress: Callable[[Told], None] | None = None,
) -> dict[str, Any]:
    """Return what a job answers, run in a child with limits.

    The child has no environment but what a program needs to start: no settings, no address of the
    records. It reaches what the request names.

    Args:
        function: A registered job.
        request: Its request, of plain values; paths as text.
        memory_mb: What DuckDB may use there (``settings.memory_mb``).
        limits: What the child may use; the intake's policy where it is None.
        on_progress: Called in this thread while the child waits and works. What it raises ends
            the child and is passed on.

    Raises:
        GapError: What the job raised, as it was: class, code, words, questions.
        Refusal: The child met a limit (code ``too_heavy``) or died (``crashed``), or too many
            wait already (``busy``). Nothing was changed.
    """
    name = _name(function)
    if name not in JOBS:
        raise GapError(f"“{name}” is no job that may run in a process of its own.")
    limits = limits or intake_policy().child
    told = on_progress or (lambda _: None)
    order = json.dumps(
        {"job": name, "request": request, "limits": _limits(limits, memory_mb)}, allow_nan=False
    )
    with QUEUE.place(at_once=limits.at_once, waiting=limits.waiting, told=told):
        return _Running(limits, told).answer(function.__module__, order)


def _name(function: Job) -> str:
    """Return the name that a job goes by."""
    return f"{function.__module__}:{function.__name__}"


def _limits(limits: Child, memory_mb: int) -> dict[str, int]:
    """Return what a child limits itself to, in the kernel's units."""
    return {
        "memory": (memory_mb + limits.headroom_megabytes) * MEGABYTE,
        "processor": limits.processor_seconds,
        "file": limits.file_megabytes * MEGABYTE,
        "files": limits.open_files,
        "nice": limits.nice,
    }


@dataclass
class _Running:
    """One child from its start to its end."""

    limits: Child
    told: Callable[[Told], None]
    _final: dict[str, Any] | None = None
    _pending: bytearray = field(default_factory=bytearray)
    _tail: bytes = b""
    _ended_for: str = ""

    def answer(self, module: str, order: str) -> dict[str, Any]:
        """Bear the child, hand it its order, and return its answer or raise what became of it."""
        with NURSERY.child(module) as child:
            try:
                self._listen(child, order)
                child.close_order()
                left = 0 if self._ended_for else self.limits.seconds_to_end
                returned = child.ended(left)
            finally:
                child.end(self.limits.seconds_to_end)
        return self._judged(-signal.SIGKILL if returned is None else returned)

    def _listen(self, child: births.Child, order: str) -> None:
        """Hear the child out until its last word, its end or the end of its time."""
        with suppress(BrokenPipeError):
            _write(child.order, order.encode() + b"\n")
        deadline = time.monotonic() + self.limits.seconds
        with DefaultSelector() as ready:
            ready.register(child.answers, EVENT_READ)
            ready.register(child.errors, EVENT_READ)
            while self._final is None and not self._ended_for:
                left = deadline - time.monotonic()
                if left <= 0:
                    self._ended_for = "time"
                for key, _ in ready.select(max(left, 0)):
                    heard = os.read(key.fd, _PIECE)
                    if key.fd == child.errors:
                        self._tail = (self._tail + heard)[-_TAIL:]
                        if not heard:
                            ready.unregister(child.errors)
                    elif heard:
                        self._hear(heard)
                    else:
                        return

    def _hear(self, heard: bytes) -> None:
        """Take the lines that are whole: progress is passed on, the last word is kept."""
        self._pending += heard
        if len(self._pending) > self.limits.answer_megabytes * MEGABYTE:
            self._ended_for = "answer"
            return
        if b"\n" not in heard:
            return
        *lines, self._pending = self._pending.split(b"\n")
        for line in lines:
            try:
                word = json.loads(line)
                step = word.get("step")
            except (ValueError, AttributeError, RecursionError):
                self._ended_for = "garbage"
                return
            if step is None:
                self._final = word
                return
            self.told(Told(str(step), word.get("share")))

    def _judged(self, returned: int) -> dict[str, Any]:
        """Return the answer, or raise what became of the child instead."""
        final = self._final or {}
        if isinstance(final.get("answer"), dict):
            return dict(final["answer"])
        if "error" in final:
            raise error_from(final["error"])
        limit = final.get("limit") or self._ended_for or _limit_of(returned, self._tail)
        if limit in _LIMITS:
            raise _too_heavy(limit, self.limits)
        sys.stderr.write(f"A process that read a file ended ({returned}):\n{_plain(self._tail)}\n")
        raise Refusal(
            "crashed",
            "The process that read the file ended without an answer: the file crashed it.",
            next_step="Save the file again from where it was made, or as CSV (UTF-8), and hand "
            "that in. Nothing was changed.",
        )


_LIMITS: Final[dict[str, Callable[[Child], str]]] = {
    "time": lambda limits: f"more than {limits.seconds:,} seconds",
    "processor": lambda limits: f"more than {limits.processor_seconds:,} seconds of the processor",
    "memory": lambda _: "more memory than one file may use",
    "file": lambda limits: f"a file of more than {limits.file_megabytes:,} megabytes",
    "files": lambda limits: f"more than {limits.open_files:,} files at once",
    "answer": lambda limits: f"an answer of more than {limits.answer_megabytes:,} megabytes",
}


def _too_heavy(limit: str, limits: Child) -> Refusal:
    """Return the refusal of a file that needed more than one file may use."""
    return Refusal(
        "too_heavy",
        f"Reading the file would take {_LIMITS[limit](limits)}, so it was ended.",
        next_step="Hand it in as CSV (UTF-8) and in parts, such as one file for each period. "
        "Nothing was changed.",
    )


def _limit_of(returned: int, tail: bytes) -> str:
    """Return which limit a child met that died without a word; empty where it met none."""
    if returned == -signal.SIGXCPU:
        return "processor"
    if returned == -signal.SIGXFSZ:
        return "file"
    if returned == -signal.SIGKILL:
        return "memory"  # the machine ends whoever takes too much; nobody else kills children
    return "memory" if returned and any(sign in tail for sign in _OUT_OF_MEMORY) else ""


def _write(pipe: int, content: bytes) -> None:
    """Write all of some bytes to a pipe."""
    left = memoryview(content)
    while left:
        left = left[os.write(pipe, left) :]


def _plain(tail: bytes) -> str:
    """Return what a child said last, without anything that a terminal or a log obeys."""
    text = tail.decode("utf-8", errors="replace")
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)
