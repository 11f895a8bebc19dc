"""The nursery: a process that has read the code, knows nothing else, and bears a child for a job.

``births.py`` starts it with one end of a socket as standard input. With each name of a module that
comes there come four handles: what becomes the child's standard input, output and error, and a
life line; without them the module is only read, for the next one. The child does one job
(``worker.py``). Who holds the other end of the life line reads there how the child ended, and ends
it by letting go.

Why so: a child inherits no connection, no thread and no secret, as if it were started from
nothing, but it is there in a hundredth of a second instead of in one. Until a library that jobs
need no longer stands being forked after its import.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NoReturn

from pipelines.intake.child import worker

_LINE: Final = 4_096
"""Most bytes of a module's name."""
_FIRST_OF_OTHERS: Final = 3
_MOST_HANDLES: Final = 65_536
BORN, FAILED = b"+", b"-"


def main() -> None:
    """Bear children until nobody asks any more, and end those that are left."""
    try:
        _Nursery(os.dup(0)).live()
    finally:
        os._exit(0)  # what is frozen is never collected, which libraries complain of at the end


class _Nursery:
    """Who lives, by life line and by process.

    Handles are plain numbers here: an object that owns one would close it once more in a child,
    where its number belongs to something else.
    """

    def __init__(self, asked: int) -> None:
        self._asked = asked
        self._living: dict[int, int] = {}
        """The process of each life line."""
        self._ended, told = os.pipe()
        os.set_blocking(self._ended, False)
        os.set_blocking(told, False)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def live(self) -> None:
        """Answer births, ends and life lines that are let go."""
        while True:
            waiting = select.poll()
            for handle in (self._asked, self._ended, *self._living):
                waiting.register(handle, select.POLLIN)
            for handle, _ in waiting.poll():
                if handle == self._ended:
                    with suppress(BlockingIOError):
                        os.read(handle, _LINE)
                elif handle in self._living:
                    _end(self._living[handle])
                elif not self._bear():
                    return
            self._bury()

    def _bear(self) -> bool:
        """Bear one child, or only read the module; return whether the other end is still there."""
        with socket.socket(fileno=os.dup(self._asked)) as asking:
            name, handles, _, _ = socket.recv_fds(asking, _LINE, 4)
        if not name:
            for pid in self._living.values():
                _end(pid)
            return False
        with suppress(Exception):  # the child meets it again, and says so
            importlib.import_module(name.decode())
        gc.freeze()
        if not handles:
            return True
        try:
            pid = os.fork()
        except OSError:
            os.write(self._asked, FAILED)
        else:
            if not pid:
                _begin(handles)
            self._living[handles.pop()] = pid
            os.write(self._asked, BORN)
        for handle in handles:
            os.close(handle)
        return True

    def _bury(self) -> None:
        """Tell of every child that ended how it did."""
        for line, pid in list(self._living.items()):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone:
                with suppress(OSError):
                    os.write(line, str(os.waitstatus_to_exitcode(status)).encode())
                os.close(line)
                del self._living[line]


def _begin(handles: Sequence[int]) -> NoReturn:
    """Be the child: own nothing but the three handles, do the job and end."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for place, handle in enumerate(handles[:_FIRST_OF_OTHERS]):
            os.dup2(handle, place)
        os.closerange(_FIRST_OF_OTHERS, _MOST_HANDLES)
        worker.main()
    finally:
        os._exit(1)


def _end(pid: int) -> None:
    """End a child and everything that it started; it is buried when the kernel says so."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # it has no session of its own yet


if __name__ == "__main__":
    main()
