"""Progress of a long load, asked of DuckDB from beside the statement that runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

Progress = Callable[[float], None]
"""Called with how much of the running statement is done, 0..1."""
EVERY_SECONDS = 0.2


@contextmanager
def watched(connection: duckdb.DuckDBPyConnection, on_progress: Progress | None) -> Iterator[None]:
    """Report how far the connection's statements are while the block runs."""
    if on_progress is None:
        yield
        return
    done = threading.Event()

    def report() -> None:
        while not done.wait(EVERY_SECONDS):
            share = connection.query_progress()
            if share >= 0:
                on_progress(min(share / 100, 1.0))

    watcher = threading.Thread(target=report, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
