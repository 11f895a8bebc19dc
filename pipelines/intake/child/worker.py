"""Inside the limited child: limits itself, does one job, says one last word and ends.

``nursery.py`` bears the process that ``main`` runs in. The order comes on standard input, progress
and the last word go where standard output went, one JSON value a line; what the job prints goes to
standard error. Standard input stays open for as long as the one who ordered lives.
"""

from __future__ import annotations

import errno
import importlib
import json
import os
import resource
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines.errors import GapError

_FIRST_TO_END = "1000"
"""What the kernel's own choice is told: rather end this process than the server."""
_LIMITS_OF_THE_SYSTEM = {errno.EFBIG: "file", errno.EMFILE: "files", errno.ENOMEM: "memory"}
_SIGNS = {
    "bad_alloc": "memory",
    "can't start new thread": "memory",
    "File too large": "file",
    "Too many open files": "files",
}
"""How libraries put the same in their own words."""


def main() -> None:
    """Do the one job that is ordered, under its limits."""
    answers = os.dup(1)
    os.dup2(2, 1)
    order = json.loads(sys.stdin.buffer.readline())
    limit_yourself(order["limits"])
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    _say(answers, _last_word(order["job"], order["request"], answers))
    os._exit(0)  # nothing of the job may delay the end


def limit_yourself(limits: Mapping[str, int]) -> None:
    """Take the limits on, before anything of the file is touched."""
    os.nice(limits["nice"])
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_END, encoding="ascii")
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_NOFILE, limits["files"]),
        (resource.RLIMIT_AS, limits["memory"]),
    ):
        resource.setrlimit(kind, (most, most))
    # Beyond the first the kernel sends a signal that can be told apart, beyond the second it kills.
    seconds = limits["processor"]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def _last_word(name: str, request: Mapping[str, Any], answers: int) -> dict[str, Any]:
    """Return what became of the job, as plain values."""
    from pipelines.intake.child.errors import error_as_json
    from pipelines.intake.child.running import JOBS

    def tell(step: str, share: float | None) -> None:
        _say(answers, {"step": step, "share": share})

    try:
        importlib.import_module(name.partition(":")[0])
        return {"answer": JOBS[name](request, tell)}
    except GapError as error:
        return {"error": error_as_json(error)}
    except BaseException as error:
        limit = _limit_met(error)
        if limit:
            return {"limit": limit}
        traceback.print_exc()
        return {"crash": type(error).__name__}


def _limit_met(error: BaseException) -> str:
    """Return which limit an error speaks of; empty where it is something else."""
    if isinstance(error, OSError) and error.errno in _LIMITS_OF_THE_SYSTEM:
        return _LIMITS_OF_THE_SYSTEM[error.errno]
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        return "memory"
    return next((limit for sign, limit in _SIGNS.items() if sign in str(error)), "")


def _say(answers: int, word: Mapping[str, Any]) -> None:
    """Write one line to the parent, all of it."""
    left = memoryview(json.dumps(word, allow_nan=False).encode() + b"\n")
    while left:
        left = left[os.write(answers, left) :]


def _end_with_the_parent() -> None:
    """End at once where standard input does, which is when the parent ends, however it ends."""
    while os.read(0, 1 << 16):
        pass
    os._exit(1)
