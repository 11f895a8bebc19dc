"""Each measurement runs in a process of its own, so that memory and caches are its own too.

``in_child(function, ...)`` starts ``python -m tests.bench.child``, which calls the function and
prints what it returned together with the most memory the process ever held.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without its own Tandem settings, plus ``more``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "", **more}


def in_child(work: Callable[..., dict[str, Any]], *words: str, **settings: str) -> dict[str, Any]:
    """Return what ``work(*words)`` returned in a process of its own, with its ``peak_mb``.

    Args:
        work: A function at the top of a module of this package.
        words: Its arguments, all text.
        settings: Environment variables of the process.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.child", f"{work.__module__}:{work.__name__}", *words],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        raise SystemExit(f"The measurement {work.__module__}.{work.__name__} failed; see above.")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def in_turn(repeats: int, **works: Callable[[], float]) -> dict[str, float]:
    """Return the median of each work's figure; the works take turns, so noise hits all alike."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            found[name].append(work())
    return {name: median(figures) for name, figures in found.items()}


def peak_mb() -> float:
    """Return the most memory this process (or a child that it waited for) ever held."""
    return max(own_peak_mb(), peak_mb_of_children())


def own_peak_mb() -> float:
    """Return the most memory this process ever held."""
    status = Path("/proc/self/status")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if status.exists():  # the kernel's own high-water mark, which does not count our parent's
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        own = int(line.split()[1])
    return own / 1024


def peak_mb_of_children() -> float:
    """Return the most memory that a process which this one waited for ever held, or its own."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Call the function that the command line names and print its answer as JSON."""
    module, _, name = sys.argv[1].partition(":")
    answer = getattr(importlib.import_module(module), name)(*sys.argv[2:])
    print(json.dumps({**answer, "peak_mb": peak_mb()}), flush=True)


if __name__ == "__main__":
    main()
