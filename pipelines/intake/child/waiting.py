"""The queue before the limited children: a few work at once, the next ones wait their turn."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from pipelines.intake.policy import intake_policy
from pipelines.intake.receipt import Refusal

WAITING: Final = "waiting"


@dataclass(frozen=True)
class Told:
    """How far a child is."""

    step: str
    """``waiting`` until a place is free, then what the job tells."""
    share: float | None = None
    ahead: int = 0
    """How many wait before it."""


class Queue:
    """Places for children of this process, given in the order of asking."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._waiting: deque[object] = deque()
        self._working = 0

    @contextmanager
    def place(self, *, at_once: int, waiting: int, told: Callable[[Told], None]) -> Iterator[None]:
        """Hold a place while the block runs; waits until one is free.

        Args:
            at_once: How many places there are.
            waiting: How many may wait.
            told: Called whenever there are fewer ahead.

        Raises:
            Refusal: So many wait already that waiting has no use.
        """
        ticket = object()
        with self._moved:
            if len(self._waiting) >= waiting:
                raise Refusal(
                    "busy",
                    f"{len(self._waiting)} files wait already to be read.",
                    next_step="Hand it in again in some minutes. Nothing was changed.",
                )
            self._waiting.append(ticket)
        try:
            self._wait(ticket, at_once, told)
        except BaseException:
            self._leave(ticket)
            raise
        try:
            yield
        finally:
            with self._moved:
                self._working -= 1
                self._moved.notify_all()

    def _wait(self, ticket: object, at_once: int, told: Callable[[Told], None]) -> None:
        """Wait until the ticket is the first one and a place is free."""
        known = -1
        while True:
            with self._moved:
                ahead = self._waiting.index(ticket)
                if ahead == 0 and self._working < at_once:
                    self._waiting.popleft()
                    self._working += 1
                    self._moved.notify_all()
                    return
                if ahead == known:
                    self._moved.wait(intake_policy().child.seconds_between_looks)
                    continue
            known = ahead
            told(Told(WAITING, None, ahead))

    def _leave(self, ticket: object) -> None:
        """Give up waiting."""
        with self._moved:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                self._moved.notify_all()


QUEUE: Final = Queue()
"""Of this process."""
