"""A locked DuckDB: in memory, a few named folders in sight, its configuration closed for good.

DuckDB has no privilege boundary inside, so the boundary is drawn when the connection opens:
no network, no extensions, no other files, and no statement can widen that again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pipelines.settings import Settings

_CLOSED = {
    "allow_persistent_secrets": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}


def locked(
    settings: Settings,
    *,
    folders: Iterable[Path] = (),
    files: Iterable[Path] = (),
    temporary: Path | None = None,
    seconds: int = 0,
) -> duckdb.DuckDBPyConnection:
    """Return an in-memory connection that can reach ``folders`` and ``files`` and nothing else.

    Args:
        settings: Gives the memory limit and the number of threads.
        folders: Folders whose files may be read and written.
        files: Single files that may be read and written.
        temporary: Where a sort or a join that outgrows the memory limit spills; without it
            such a statement fails instead.
        seconds: After how long a statement is ended; 0 lets it run as long as it needs.
    """
    connection = duckdb.connect(":memory:", config=dict(_CLOSED))
    connection.execute(f"SET memory_limit = '{int(settings.memory_mb)}MB'")
    connection.execute(f"SET threads = {int(settings.threads)}")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET GLOBAL max_execution_time = {max(0, int(seconds)) * 1_000}")
    # Left alone, DuckDB would spill into the working directory and may read and write there.
    spill = "''" if temporary is None else _quoted(temporary)
    connection.execute(f"SET temp_directory = {spill}")
    connection.execute(f"SET allowed_directories = [{_list(folders)}]")
    connection.execute(f"SET allowed_paths = [{_list(files)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _list(paths: Iterable[Path]) -> str:
    """Return paths as the inside of an SQL list."""
    return ", ".join(_quoted(path) for path in paths)


def _quoted(path: Path) -> str:
    """Return a path as an SQL literal; SET takes no bound values."""
    return "'" + str(path.resolve()).replace("'", "''") + "'"
