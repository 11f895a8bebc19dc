"""A line between a browser and the server that a test can cut and mend."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

CHUNK = 65_536


class Line:
    """Passes bytes on from a port of its own; while it is cut, nothing goes through."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._ears = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._whole = True
        self.port = int(self._ears.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Break every connection and let none through."""
        self._whole = False
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def mend(self) -> None:
        """Let connections through again."""
        self._whole = True

    def end(self) -> None:
        """Stop listening."""
        self.cut()
        self._ears.close()

    def _listen(self) -> None:
        """Take each caller and connect them through."""
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._ears.accept()
                self._connect(caller)

    def _connect(self, caller: socket.socket) -> None:
        """Join a caller with the server, or hang up."""
        try:
            if not self._whole:
                raise ConnectionRefusedError
            server = socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            caller.close()
            return
        self._open += [caller, server]
        for one, other in ((caller, server), (server, caller)):
            threading.Thread(target=_passed_on, args=(one, other), daemon=True).start()


def _passed_on(one: socket.socket, other: socket.socket) -> None:
    """Pass on what comes until either end hangs up."""
    with contextlib.suppress(OSError):
        while chunk := one.recv(CHUNK):
            other.sendall(chunk)
    for each in (one, other):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@contextmanager
def line(to: int) -> Iterator[Line]:
    """Lay a line to a port of this machine."""
    laid = Line(to)
    try:
        yield laid
    finally:
        laid.end()
